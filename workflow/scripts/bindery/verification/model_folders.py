"""The folders of a study's models, as they lie in its results."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bindery import tsv
from bindery.errors import InputError
from bindery.files import read_json
from bindery.study.baseline_names import is_baseline

METRICS, PROVENANCE, PREDICTIONS = "metrics.json", "provenance.json", "predictions.tsv.gz"
SUMMARY, TENSOR, STRUCTURE = "summary.tsv", "tensor.h5", "structure.h5"
# Folders of a study's results that are no experiments.
OTHERS = frozenset(("benchmarks", "logs", "released", "resources", "study", "variants"))


@dataclass(frozen=True)
class ModelFolder:
    """The folder of one model or baseline of one experiment.

    Attributes:
        root: the study's results.
        experiment: name of the experiment.
        model: name of the model.
    """

    root: Path
    experiment: str
    model: str

    @property
    def path(self) -> Path:
        """The folder."""
        return self.root / self.experiment / self.model

    @property
    def tensor(self) -> Path:
        """The experiment's tensor file."""
        return self.root / self.experiment / TENSOR

    @property
    def is_baseline(self) -> bool:
        """Whether it is a baseline's."""
        return is_baseline(self.model)

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """What was recorded when the model was made."""
        return read_json(self.path / PROVENANCE, "versions")

    def name(self, file: str) -> str:
        """A file of the folder, as checks name it."""
        return f"{self.experiment}/{self.model}/{file}"


def model_folders(root: Path) -> list[ModelFolder]:
    """All models of a study, sorted.

    Raises:
        InputError: there is no such folder, or it has no models.
    """
    found = sorted(
        {
            ModelFolder(root, path.parts[-3], path.parts[-2])
            for name in (METRICS, PROVENANCE)
            for path in root.glob(f"*/*/{name}")
            if path.parts[-3] not in OTHERS
        },
        key=lambda own: (own.experiment, own.model),
    )
    if not found:
        raise InputError(
            "there are no results of a study here",
            file=root,
            remedy="give a study's folder, such as results/mine",
        )
    return found


def in_summary(root: Path) -> list[ModelFolder]:
    """The models that the study's summary lists, in its order; those of its config."""
    rows = tsv.read(root / SUMMARY, ("experiment", "model"))
    return [ModelFolder(root, row["experiment"], row["model"]) for row in rows]


def trunk_folders(root: Path) -> Iterator[Path]:
    """The folders of the study's trunks."""
    yield from (path.parent for path in sorted(root.glob(f"study/*/{PROVENANCE}")))
