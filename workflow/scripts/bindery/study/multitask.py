"""The study-level tensor of many tasks: its settings, and which studies can have one.

Standard library only, see `settings`.
"""

from dataclasses import dataclass
from typing import Any

from bindery.errors import InputError
from bindery.study.chromosomes import has_regions

# The keys of each kind of tensor, and their defaults.
KINDS: dict[str, dict[str, Any]] = {
    "regions": {"window": 600, "overlap": 200, "background": 0, "gc_tolerance": 0.02},
    "bins": {"window": 1000, "bin": 200, "widen": 0, "background": 0},
}


def tensor_settings(config: dict, file: str) -> dict | None:
    """The settings of the study's tensor with the defaults of its kind, or None without one.

    Args:
        config: the config of the study, checked by its schema.
        file: name of the config, for errors.

    Raises:
        InputError: a key is of another kind, or values contradict each other.
    """
    given = config.get("multitask", {}).get("tensor")
    if given is None:
        return None
    kind = given["kind"]
    defaults = KINDS[kind]
    for key in given:
        if key != "kind" and key not in defaults:
            raise InputError(
                f"multitask.tensor.{key} is not a key of kind '{kind}'",
                file=file,
                remedy=f"its keys are {', '.join(defaults)}",
            )
    found = {**defaults, **given}
    if kind == "regions" and found["background"] == "all":
        raise InputError(
            "multitask.tensor.background 'all' is for kind 'bins'",
            file=file,
            remedy="give the number of background windows for each region",
        )
    for key in ("overlap", "bin"):
        if found.get(key, 0) > found["window"]:
            raise InputError(
                f"multitask.tensor.{key} is {found[key]}, above the window of {found['window']}",
                file=file,
                remedy=f"give a smaller {key}, or a longer window",
            )
    return found


@dataclass
class OneTensor:
    """The study's tensor, whose columns are all active experiments.

    Attributes:
        settings: what `tensor_settings` gave; None if the study has no such tensor.
    """

    settings: dict | None
    _first: str = ""
    _split: dict | None = None

    def take(self, row: dict[str, str], own: dict, table: str, number: int) -> None:
        """Raise InputError unless a row's experiment can be a column beside those before it.

        Args:
            row: row of the table.
            own: settings of its experiment.
            table: path of the table, for errors.
            number: number of the row, for errors.
        """
        if self.settings is None or row["skip"]:
            return
        name, problem = row["experiment"], None
        self._first, self._split = self._first or name, self._split or own.get("split")
        if row["assay"] != "peaks":
            problem = f"has {row['assay']}, and multitask.tensor is made of peaks"
        elif own["target"] != "class":
            problem = f"has target '{own['target']}', and multitask.tensor holds classes"
        elif has_regions(own["split"]):
            problem = "has a split by regions, and multitask.tensor is split by chromosomes"
        elif own["split"] != self._split:
            problem = f"has another split than '{self._first}', and multitask.tensor has one"
        if problem:
            raise InputError(
                f"'{name}' {problem}",
                file=table,
                row=number,
                remedy="correct the row, give it a reason in column 'skip', or remove "
                "multitask.tensor from the config",
            )
