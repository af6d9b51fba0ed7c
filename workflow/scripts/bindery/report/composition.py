"""A sentence on what the composition of sequences alone tells apart, for an experiment's page."""

from collections.abc import Iterable, Mapping
from typing import Any

from bindery.figures.words import Measures

BASELINE = "composition"
# Shares of the best model's way from chance, below which composition explains little, or above
# which it explains most, of what models tell apart.
LITTLE, MOST = 1 / 3, 2 / 3
# Composition does not say which: a long site changes the 3-mers of its window too.
SOURCES = "in the kind of sequence, such as a promoter, or in the letters of the sites themselves."
MEANINGS = {
    "none": "It is no better than chance, so what models tell apart does not show in composition.",
    "little": "Little of what models tell apart shows in composition.",
    "part": "A part of what models tell apart shows in composition: " + SOURCES,
    "most": "Most of what models tell apart shows in composition: " + SOURCES,
}
# Added where rows are positives or background.
OF_BACKGROUND = " A background of like composition would show which of the two."


def meaning(alone: float, low: float, best: float, chance: float) -> str:
    """How much of what the best model tells apart is composition: a key of `MEANINGS`.

    Args:
        alone: the measure of composition alone.
        low: lower end of its interval.
        best: the measure of the best model or other baseline.
        chance: the measure of a model that has learned nothing.
    """
    if low <= chance:
        return "none"
    share = (alone - chance) / max(best - chance, alone - chance)
    return "little" if share < LITTLE else "part" if share < MOST else "most"


def sentence(metrics: Iterable[Mapping[str, Any]], kind: Measures) -> str:
    """What composition alone reaches and what that means; empty if it was not measured.

    Args:
        metrics: metrics.json of each model and baseline.
        kind: the measures of the experiment's targets.
    """
    by_name = {own["model"]: own for own in metrics}
    own = by_name.pop(BASELINE, None)
    if own is None or not by_name:
        return ""
    alone, low = own[kind.first], own[f"{kind.first}_low"]
    best = max(by_name.values(), key=lambda other: other[kind.first])
    found = meaning(alone, low, best[kind.first], kind.words.chance)
    return (
        f"The composition of a sequence alone, its 1- to 3-mers, reaches {kind.first_name} "
        f"{alone:.3f}; the best of the others is {best['model']} with {best[kind.first]:.3f}. "
        f"{MEANINGS[found]}"
        f"{OF_BACKGROUND if found == 'most' and kind.kind.binary else ''}"
    )
