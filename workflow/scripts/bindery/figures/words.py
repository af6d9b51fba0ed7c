"""How pages and figures speak of a kind of target, and the module that draws it."""

import functools
import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from bindery.targets.kinds import Kind, kinds


@dataclass(frozen=True)
class Words:
    """The words of a kind of target.

    Attributes:
        title: of tables of such experiments.
        names: of its measures, by their columns.
        chance: the first measure of a model that knows nothing.
        axis: the first measure in full, as an axis names it.
        counted: what is counted beside the rows of a split.
        counts: the columns of that count begin so.
        loss: name of the loss.
        zero: loss of a model that scores all rows 0, and its name.
        share: whether that count is told as a share of the rows too.
        figures: what each picture of a model's predictions shows, by the name of its file.
        heading: above these pictures.
        measured: a note on the measures; may be empty.
        drawn: a note on the pictures, in which {interval} names the interval.
    """

    title: str
    names: Mapping[str, str]
    chance: float
    axis: str
    counted: str
    counts: str
    loss: str
    zero: tuple[float, str]
    share: bool
    figures: Mapping[str, str]
    heading: str
    measured: str
    drawn: str


@dataclass(frozen=True)
class Measures:
    """A kind of target as tables and figures of several experiments need it."""

    kind: Kind
    words: Words

    @property
    def target(self) -> str:
        """The kind's name."""
        return self.kind.name

    @property
    def first(self) -> str:
        """Column of the measure by which models are ranked and compared."""
        return self.kind.measures[0]

    @property
    def second(self) -> str:
        """Column of the other measure."""
        return self.kind.measures[1]

    @property
    def first_name(self) -> str:
        """How a page and a figure name the first."""
        return self.words.names[self.first]

    @property
    def second_name(self) -> str:
        """How a page and a figure name the second."""
        return self.words.names[self.second]

    @property
    def gain(self) -> tuple[str, str, str]:
        """Columns of the gain in the first over the best baseline and its interval's ends."""
        return self.kind.gain

    @property
    def worst(self) -> float:
        """The first of an experiment without a deep model, so that it comes last."""
        return self.kind.lowest[0]


def drawer_of(kind: Kind) -> ModuleType:
    """The module of this folder that draws a kind of target."""
    return importlib.import_module(f"bindery.figures.{kind.module}")


@functools.cache
def measures(target: str) -> Measures:
    """What tables and figures need of a kind of target, by its name."""
    kind = kinds()[target]
    return Measures(kind, drawer_of(kind).WORDS)


def measures_of(row: Mapping[str, Any]) -> Measures:
    """Those of a row of the summary, or of a metrics.json, which name their target."""
    return measures(row["target"])


def kinds_of(rows: Iterable[Mapping[str, Any]]) -> list[Measures]:
    """The kinds of target among rows, in the order of kinds; the first one where there are none."""
    found = {row["target"] for row in rows}
    return [measures(name) for name in kinds() if name in found] or [measures(next(iter(kinds())))]


def name_of(measure: str) -> str:
    """How pages and figures name a measure of any kind."""
    return next(
        own.words.names[measure] for own in map(measures, kinds()) if measure in own.words.names
    )
