"""A study: its config and table, checked as a whole, and the settings of each experiment.

Snakemake imports this when it parses the workflow: no NumPy, no Keras, nothing slow.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bindery.downloads import is_url
from bindery.errors import InputError
from bindery.seeds import derive_seed
from bindery.study import (
    assemblies,
    calibration_presets,
    model_configs,
    multitask,
    published_values,
    row_checks,
    settings,
)
from bindery.study import schema as schemas
from bindery.study.experiments import CHECKSUMS, read_experiments
from bindery.targets.kinds import kind_of


@dataclass(eq=False)
class Study:
    """A checked study.

    Attributes:
        config: the config with all defaults.
        genome: config of the genome, filled in from its preset; its name is "" without a genome.
        experiments: experiment -> row of the table.
        table: path of the experiments table.
        published: experiment -> published value, for active experiments that name one.
        architectures: folder of the package's models.
        given: the config without defaults.
        own: experiment -> its config.
        alike: experiment -> the first experiment whose row changes the config in the same way, so
            that both share one config in `own`.
        multitask_tensor: settings of the study's tensor of many tasks, or None.

    Do not change what the methods return: experiments share it.
    """

    config: dict
    genome: dict
    experiments: dict[str, dict[str, str]]
    table: str
    published: dict[str, float] = field(default_factory=dict)
    architectures: Path = Path()
    given: dict = field(default_factory=dict)
    own: dict[str, dict] = field(default_factory=dict)
    alike: dict[str, str] = field(default_factory=dict)
    multitask_tensor: dict | None = None

    def row(self, experiment: str) -> dict[str, str]:
        """The table's row of an experiment.

        Raises:
            InputError: there is no experiment of that name.
        """
        if experiment not in self.experiments:
            raise InputError(
                f"there is no experiment '{experiment}'", file=self.table, remedy="add a row"
            )
        return self.experiments[experiment]

    @functools.cached_property
    def sources(self) -> dict[tuple[str, str], str]:
        """The sources of all files in the table, by checksum and last path component."""
        found: dict[tuple[str, str], str] = {}
        for row in self.experiments.values():
            for column, checksum in CHECKSUMS.items():
                key = row[checksum].lower(), row[column].rsplit("/", 1)[-1]
                found.setdefault(key, row[column])
        return found

    @functools.cached_property
    def active(self) -> list[str]:
        """The experiments that are not skipped, in the table's order."""
        return [name for name, row in self.experiments.items() if not row["skip"]]

    def settings(self, experiment: str) -> dict:
        """The config of one experiment, in which the table's columns replace keys."""
        return self.own[self.row(experiment)["experiment"]]

    def target(self, experiment: str) -> str:
        """The name of the kind of an experiment's targets."""
        return self.settings(experiment)["target"]

    def of_target(self, target: str) -> list[str]:
        """The experiments with a kind of target, including skipped ones."""
        return [name for name in self.experiments if self.target(name) == target]

    def models(self, experiment: str) -> list[str]:
        """Names of an experiment's deep models."""
        return list(self.settings(experiment)["models"])

    def baselines(self, experiment: str) -> list[str]:
        """Names of an experiment's baselines for its target; `pwm` only if the row has a matrix."""
        fitted = set(kind_of(self.target(experiment)).baselines)
        if not self.row(experiment)["jaspar"]:
            fitted.discard("pwm")
        return [name for name in self.config["baselines"] if name in fitted]

    def model(self, experiment: str, model: str) -> dict:
        """Architecture, settings and training of one model of one experiment."""
        own = self.settings(experiment)
        if model not in own["models"]:
            raise InputError(
                f"there is no model '{model}'",
                file=self.table,
                remedy=f"'{experiment}' has {', '.join(own['models'])}",
            )
        return self._model(self.alike[experiment], model)

    @functools.cache  # noqa: B019  One study lives as long as the process.
    def _model(self, experiment: str, model: str) -> dict:
        own = self.settings(experiment)
        chosen = own["models"][model]
        given = _given(self.given, self.row(experiment))
        return {
            "architecture": model_configs.architecture_of(chosen),
            "settings": model_configs.settings_of(chosen, self.architectures),
            "training": model_configs.training_of(
                own["training"], given, chosen, self.architectures
            ),
        }

    def calibration(self, experiment: str, model: str) -> dict | None:
        """The calibration plan of one model of one experiment, or None."""
        if self.model(experiment, model)["architecture"] not in calibration_presets.PACKED:
            return None
        return self._calibration(self.alike[experiment], model)

    @functools.cache  # noqa: B019
    def _calibration(self, experiment: str, model: str) -> dict | None:
        own = self.settings(experiment)
        own_plan = own["models"][model].get("calibration", {})
        return calibration_presets.plan(settings.deep_merge(own["calibration"], own_plan))

    def taxonomic_group(self, experiment: str) -> str:
        """The group of JASPAR CORE that an experiment's motifs are matched with."""
        own = self.settings(experiment)["explanation"]["group"]
        return own or self.genome["group"] or "vertebrates"

    def seed(self, experiment: str, *stage: str) -> int:
        """The seed of a stage of an experiment."""
        return derive_seed(self.settings(experiment)["seed"], experiment, *stage)

    def study_seed(self, *stage: str) -> int:
        """The seed of a stage that all experiments of the study share."""
        return derive_seed(self.config["seed"], "study", *stage)


def _given(config: dict, row: dict[str, str]) -> dict:
    """The keys of `training` in the config, without defaults, and in a row."""
    given = config.get("training") or {}
    return settings.deep_merge(given, settings.overrides(row).get("training", {}))


def _check_file(name: str | None, skip: str, table: str, row: int | None = None) -> None:
    """Raise InputError if a row or the config names a local file that does not exist.

    A path that starts with a path variable (`<resources>/...`) is not checked: a rule may make it.
    """
    if not name or skip or is_url(name) or "<" in name:
        return
    if not Path(name).is_file():
        raise InputError(
            f"there is no file '{name}'",
            file=table,
            row=row,
            remedy="correct the path; it is relative to the folder that you run Snakemake in",
        )


@dataclass
class _Settled:
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

    def settle(self, row: dict[str, str], path: str, number: int) -> dict:
        """Replace config keys by one row's columns; raise InputError if the result is invalid."""
        name = row["experiment"]
        alike = self.alike[name] = self._first.setdefault(row_checks.kind(row), name)
        self.own[name] = self._checked(row, path, number) if alike == name else self.own[alike]
        return self.own[name]

    def _checked(self, row: dict[str, str], path: str, number: int) -> dict:
        merged = row_checks.own_settings(row, self.config)
        changed = settings.overrides(row)
        if changed:
            # The rest is from the config, which was checked before.
            part = {key: merged[key] for key in ("experiments", *changed)}
            schemas.check(part, self.schema, path, number)
        if "models" in changed:
            model_configs.check_models(merged["models"], self.architectures, path, number)
        if "split" in changed:
            assemblies.check_split(merged["split"], self.genome, path, number)
        given = _given(self.given, row)
        model_configs.check_target(merged, path, number, given, self.architectures)
        return merged


def load(
    config: dict, *, schema: dict, resource: Callable[[str], str], architectures: Path, file: str
) -> Study:
    """Check a config and its table, and fill in defaults.

    Args:
        config: the config as Snakemake loaded and merged it; it is not changed.
        schema: JSON schema of the config.
        resource: function from the name of a file in the workflow's config folder to its path.
        architectures: folder of the package's models.
        file: name of the config file, for errors.

    Raises:
        InputError: config or table are invalid. The error names file, row, problem and remedy.
    """
    given = config
    config = settings.deep_merge(config, {})
    schemas.fill_defaults(config, schema)
    schemas.check(config, schema, file)
    genome = assemblies.genome_of(config, resource, file)
    if "split" not in config and "split" in genome:
        config["split"] = genome["split"]
    if "split" in config:
        assemblies.check_split(config["split"], genome, file)
    model_configs.check_models(config["models"], architectures, file)
    row_checks.check_scoring(config["scoring"], genome)
    _check_file(config["explanation"]["known"], "", file)
    beside = published_values.Published(config.get("published"), file)
    tensor = multitask.OneTensor(multitask.tensor_settings(config, file))

    settled = _Settled(config, given, schema, genome, architectures)

    def check_row(row: dict[str, str], path: str, number: int) -> None:
        merged = settled.settle(row, path, number)
        if merged["explanation"]["known"] != config["explanation"]["known"]:
            _check_file(merged["explanation"]["known"], row["skip"], path, number)
        row_checks.check_data(row, merged, genome, path, number)
        for column in (*CHECKSUMS, "background", "test_background"):
            _check_file(row[column], row["skip"], path, number)
        beside.take(row, merged["target"], path, number)
        tensor.take(row, merged, path, number)

    table = config["experiments"]
    experiments = read_experiments(table, check_row)
    beside.check_taken(table)
    found = Study(config, genome, experiments, table, beside.taken, architectures, given)
    found.own, found.alike = settled.own, settled.alike
    found.multitask_tensor = tensor.settings
    return found
