"""What models are compared by: the measures of each kind of target, under the summary's names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# How pages and figures name the summary's columns.
NAMES = {"auroc": "AUROC", "auprc": "AUPRC", "pearson": "Pearson", "spearman": "Spearman"}


@dataclass(frozen=True)
class Measures:
    """The measures of one kind of target.

    Attributes:
        target: `class` or `intensity`.
        first: column of the measure by which models are ranked and compared.
        second: column of the other measure.
        first_name: how a page and a figure name the first.
        second_name: and the second.
        gain: columns of the gain in the first over the better baseline and its interval's ends.
        chance: the first of a model that knows nothing.
        worst: the first of an experiment without a deep model, so that it comes last.
        axis: the first in full, as an axis names it.
    """

    target: str
    first: str
    second: str
    first_name: str
    second_name: str
    gain: tuple[str, str, str]
    chance: float
    worst: float
    axis: str


CLASS = Measures(
    target="class",
    first="auroc",
    second="auprc",
    first_name="AUROC",
    second_name="AUPRC",
    gain=("gain_auroc", "gain_low", "gain_high"),
    chance=0.5,
    worst=0.0,
    axis="AUROC on held-out test sequences",
)
INTENSITY = Measures(
    target="intensity",
    first="pearson",
    second="spearman",
    first_name="Pearson",
    second_name="Spearman",
    gain=("gain_pearson", "gain_pearson_low", "gain_pearson_high"),
    chance=0.0,
    worst=-1.0,
    axis="Pearson correlation on held-out test sequences",
)


def measures_of(row: Mapping[str, Any]) -> Measures:
    """The measures that a row of the summary, or a metrics.json, holds."""
    return CLASS if row.get("pearson") is None else INTENSITY


def kinds_of(rows: Iterable[Mapping[str, Any]]) -> list[Measures]:
    """The kinds of target among rows, classes first; classes where there are no rows."""
    found = {measures_of(row) for row in rows}
    return [kind for kind in (CLASS, INTENSITY) if kind in found] or [CLASS]
