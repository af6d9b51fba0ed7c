"""The settings of each row of the experiments table: the config, with the row's columns.

Standard library only, see `settings`.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from bindery.study import assemblies, candidates, model_configs, row_checks, settings, trunks
from bindery.study import schema as schemas
from bindery.study.reading.meant_values import meant


def given_training(config: dict, row: dict[str, str]) -> dict:
    """The keys of `training` in the config, without defaults, and in a row."""
    given = config.get("training") or {}
    return settings.deep_merge(given, settings.overrides(row).get("training", {}))


@dataclass
class RowSettings:
    """Settings of rows; rows that change the config in the same way share them, checked once.

    Otherwise a study of thousands of experiments would need seconds for this in each of its jobs.
    """

    config: dict
    given: dict
    schema: dict
    genome: dict
    architectures: Path
    own: dict[str, dict] = field(default_factory=dict)
    alike: dict[str, str] = field(default_factory=dict)
    _first: dict[tuple, str] = field(default_factory=dict)
    _cells: dict[tuple[str, str], str] = field(default_factory=dict)

    def settle(self, row: dict[str, str], path: str, number: int) -> dict:
        """Replace config keys by one row's columns; raise InputError if the result is invalid."""
        name = row["experiment"]
        for column, cell in row.items():
            if cell and settings.is_override(column):
                row[column] = self._meant(column, cell)
        alike = self.alike[name] = self._first.setdefault(row_checks.kind(row), name)
        self.own[name] = self._checked(row, path, number) if alike == name else self.own[alike]
        return self.own[name]

    def _meant(self, column: str, cell: str) -> str:
        """A cell whose value has the type that the schema asks for, as in names such as 1."""
        found = self._cells.get((column, cell))
        if found is None:
            given = settings.parse_value(cell)
            part = meant(settings.nested(column, given), self.schema, settings.nested(column, cell))
            for key in column.split("."):
                part = part[key]
            found = cell if part == given and type(part) is type(given) else json.dumps(part)
            self._cells[column, cell] = found
        return found

    def _checked(self, row: dict[str, str], path: str, number: int) -> dict:
        merged = row_checks.own_settings(row, self.config, self.given, self.genome)
        changed = settings.overrides(row)
        if changed:
            # The rest is from the config, which was checked before.
            part = {key: merged[key] for key in ("experiments", *changed)}
            schemas.check(part, self.schema, path, number)
        if "models" in changed:
            candidates.check_row(changed["models"], self.config["models"], path, number)
            trunks.check_row(changed["models"], self.config["models"], path, number)
            model_configs.check_models(merged["models"], self.architectures, path, number)
        if "split" in changed:
            split = assemblies.settled_split(merged["split"], self.genome, path, number)
            merged["split"] = split
        given = given_training(self.given, row)
        model_configs.check_target(merged, path, number, given, self.architectures)
        return merged
