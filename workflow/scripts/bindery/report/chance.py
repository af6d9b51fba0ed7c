"""Whether a model is better than chance; if not, its motifs mean nothing and get no names."""

import math
from collections.abc import Mapping
from os import PathLike
from typing import Any

from bindery.figures.numerals import decimals
from bindery.figures.words import measures_of
from bindery.files import parsing, read_json

NOT_BETTER = "not better than chance"


def beats_chance(row: Mapping[str, Any]) -> bool:
    """Whether the interval of a model's first measure lies above that of chance.

    An interval that is undefined, as that of a model whose scores are all equal, does not.

    Args:
        row: metrics.json of a model, or its row of the summary.
    """
    measured = measures_of(row)
    low = row.get(f"{measured.first}_low")
    return low is not None and not math.isnan(low) and low > measured.words.chance


def verdict(row: Mapping[str, Any]) -> str:
    """That a model is not better than chance, with its first measure; empty if it is better.

    Args:
        row: metrics.json of a model, or its row of the summary.
    """
    if beats_chance(row):
        return ""
    measured = measures_of(row)
    value, low, high = (row.get(f"{measured.first}{end}") for end in ("", "_low", "_high"))
    between = f"{decimals(low)} to {decimals(high)}"
    return f"{NOT_BETTER}: {measured.first_name} {decimals(value)} ({between})"


def read_verdict(path: str | PathLike) -> tuple[str, bool]:
    """The verdict on the model of a metrics.json, and whether its targets are classes."""
    row = read_json(path, "target")
    with parsing(path):
        return verdict(row), measures_of(row).kind.binary
