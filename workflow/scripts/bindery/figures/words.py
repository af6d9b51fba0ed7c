"""The words of pages and figures for a kind of target, and the module that draws it."""

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
        title: title of tables of such experiments.
        names: names of its measures, by column.
        chance: the first measure for a model that has learned nothing.
        axis: label of an axis of the first measure.
        counted: header of the rows that are counted beside all rows of a split.
        counts: prefix of the columns with that count.
        loss: name of the loss.
        zero: loss of a model that scores all rows 0, and its name.
        share: whether that count is also shown as a share of the rows.
        figures: description of each figure of a model's predictions, by the name of its file.
        heading: heading above these figures.
        measured: a note on the measures; may be empty.
        drawn: a note on the figures; {interval} in it stands for the interval's name.
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
    """The measures of a kind of target, for tables and figures of several experiments."""

    kind: Kind
    words: Words

    @property
    def target(self) -> str:
        """The kind's name."""
        return self.kind.name

    @property
    def first(self) -> str:
        """Column of the first measure, by which models are ranked and compared."""
        return self.kind.measures[0]

    @property
    def second(self) -> str:
        """Column of the second measure."""
        return self.kind.measures[1]

    @property
    def first_name(self) -> str:
        """Name of the first measure on pages and figures."""
        return self.words.names[self.first]

    @property
    def second_name(self) -> str:
        """Name of the second measure on pages and figures."""
        return self.words.names[self.second]

    @property
    def gain(self) -> tuple[str, str, str]:
        """Columns of the gain over the best baseline in the first measure, and of its interval."""
        return self.kind.gain

    @property
    def worst(self) -> float:
        """The first measure of an experiment without a deep model, which puts it last."""
        return self.kind.lowest[0]


def drawer_of(kind: Kind) -> ModuleType:
    """The module of this folder that draws a kind of target."""
    return importlib.import_module(f"bindery.figures.{kind.module}")


@functools.cache
def measures(target: str) -> Measures:
    """The measures of a kind of target, by the kind's name."""
    kind = kinds()[target]
    return Measures(kind, drawer_of(kind).WORDS)


def measures_of(row: Mapping[str, Any]) -> Measures:
    """The measures of a row of the summary, or of a metrics.json, by the target it names."""
    return measures(row["target"])


def kinds_of(rows: Iterable[Mapping[str, Any]]) -> list[Measures]:
    """The measures of all kinds of target among rows, in order; without rows, the first kind's."""
    found = {row["target"] for row in rows}
    return [measures(name) for name in kinds() if name in found] or [measures(next(iter(kinds())))]


def name_of(measure: str) -> str:
    """The name of a measure on pages and figures."""
    return next(
        own.words.names[measure] for own in map(measures, kinds()) if measure in own.words.names
    )
