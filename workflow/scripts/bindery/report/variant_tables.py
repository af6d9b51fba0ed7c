"""What a page of variants shows: the models, the top variants over all models, and the loci."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike

import numpy as np

from bindery.errors import InputError
from bindery.figures.variants.locus import RARE, Locus, Series
from bindery.variants.map_files import VariantMaps, read_maps
from bindery.variants.scored_variants import (
    RandomEffects,
    ScoredVariants,
    read_random,
    read_scored,
)

# Bases of a locus, the least number of positions with a variant in it, and the most loci and models
# that are drawn.
LOCUS, LEAST, LOCI, DRAWN = 10_000, 3, 3, 6
# Unusual variants whose surroundings are searched for a locus.
SEARCHED = 200


@dataclass(frozen=True)
class ModelOfPage:
    """A model, and what it says of the variants.

    Attributes:
        experiment: name of the experiment.
        model: name of the model.
        binary: whether scores are log-odds.
        verdict: that it is not better than chance; empty if it is better.
        scored: the variants with its scores.
        random: effects of random changes.
        maps: maps of its top variants.
    """

    experiment: str
    model: str
    binary: bool
    verdict: str
    scored: ScoredVariants
    random: RandomEffects
    maps: VariantMaps

    @property
    def title(self) -> str:
        """Experiment and model, as tables and figures name them."""
        return f"{self.experiment}: {self.model}"

    @cached_property
    def map_of(self) -> dict[int, int]:
        """Row of each mapped variant -> number of its map."""
        return {int(row): number for number, row in enumerate(self.maps.row)}

    def row_view(self) -> dict:
        """The model's row of the page's table of models."""
        p = self.scored.p[np.isfinite(self.scored.p)]
        order = self.scored.order()
        best = int(order[0]) if len(order) else None
        rare, expected = int((p <= RARE).sum()), RARE * len(p)
        return {
            "title": self.title,
            "experiment": self.experiment,
            "model": self.model,
            "verdict": self.verdict,
            "scored": int(np.isfinite(self.scored.effect).sum()),
            "rare": rare,
            "expected": expected,
            "as_by_chance": as_by_chance(rare, expected),
            "best": None if best is None else self.scored.label(best),
            "best_effect": None if best is None else float(self.scored.effect[best]),
        }


def as_by_chance(rare: int, expected: float) -> bool:
    """Whether so many rare p are what chance gives: within two Poisson deviations.

    False too where less than one is expected, since then a single one tells.
    """
    return expected >= 1 and rare <= expected + 2 * math.sqrt(expected)


def read_model(
    *,
    experiment: str,
    model: str,
    verdict: tuple[str, bool],
    files: Mapping[str, str | PathLike],
    first: ModelOfPage | None = None,
) -> ModelOfPage:
    """Read what a model says of the variants.

    Args:
        experiment: name of the experiment.
        model: name of the model.
        verdict: see `chance.read_verdict`.
        files: scores (TSV), random (HDF5) and maps (HDF5).
        first: the page's first model, if it is another one.
    """
    return ModelOfPage(
        *(experiment, model, verdict[1], verdict[0]),
        scored=read_scored(files["scores"], first.scored if first else None),
        random=read_random(files["random"]),
        maps=read_maps(files["maps"]),
    )


def check_same(models: Sequence[ModelOfPage]) -> None:
    """Raise InputError unless all models scored the same changes, in the same order."""
    first = models[0]
    for own in models[1:]:
        if not np.array_equal(own.scored.line, first.scored.line):
            raise InputError(
                f"{own.title} and {first.title} scored other changes",
                remedy="remove the scores and run again",
            )


def trusted(models: Sequence[ModelOfPage]) -> list[ModelOfPage]:
    """The models that are better than chance; all of them if none is."""
    return [own for own in models if not own.verdict] or list(models)


def most_unusual(models: Sequence[ModelOfPage]) -> tuple[np.ndarray, np.ndarray]:
    """The variants by how unusual their effect is for any model.

    Args:
        models: models of one file of variants, at least one.

    Returns:
        Rows, int64, shape (n,), by falling |z| of the model with the largest, then by falling size
        of the effect; and for each row of the file the number of that model, int64, shape (n,).
    """
    z, effect = models[0].scored.ranks()
    model = np.zeros(len(z), np.int64)
    for number, own in enumerate(models[1:], 1):
        own_z, own_effect = own.scored.ranks()
        better = (own_z > z) | ((own_z == z) & (own_effect > effect))
        z, effect = np.where(better, own_z, z), np.where(better, own_effect, effect)
        model[better] = number
    return np.lexsort((-effect, -z)), model


def apart(
    models: Sequence[ModelOfPage], order: np.ndarray, best: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Rows with a z, and those without one; if none has one, all are in the first group.

    Args:
        models: models of one file of variants.
        order: rows by how unusual they are, see `most_unusual`.
        best: number of the model of each row.
    """
    z = np.array([models[best[row]].scored.z[row] for row in order], float)
    known = np.isfinite(z) if np.isfinite(z).any() else np.ones(len(order), bool)
    return order[known], order[~known]


def top_views(
    models: Sequence[ModelOfPage], order: np.ndarray, best: np.ndarray, count: int
) -> Iterator[dict]:
    """Rows of the table of top variants.

    Args:
        models: those that are better than chance.
        order: rows by how unusual they are, see `most_unusual`.
        best: number of the model of each row.
        count: number of variants.
    """
    for row in map(int, order[:count]):
        own = models[best[row]]
        scored = own.scored
        number = own.map_of.get(row)
        yield {
            "name": scored.label(row),
            "place": scored.place(row) if scored.label(row) != scored.place(row) else "",
            "haplotype": scored.haplotype[row],
            "kind": scored.kind[row],
            "line": int(scored.line[row]),
            "row": row,
            "own": own,
            "number": number,
            "reference": float(scored.reference_score[row]),
            "alternative": float(scored.alternative_score[row]),
            "effect": float(scored.effect[row]),
            "p": float(scored.p[row]),
            "z": float(scored.z[row]),
            "rare": sum(bool(other.scored.p[row] <= RARE) for other in models),
            "sentence": "" if number is None else own.maps.sentence[number],
            "source": "" if number is None else own.maps.source[number],
            "motif": "" if number is None else own.maps.motif[number],
            "opposed": number is not None and _opposed(own.maps, number, scored.effect[row]),
        }


def _opposed(maps: VariantMaps, number: int, effect: float) -> bool:
    """Whether the score falls although a motif is made, or rises although one is broken."""
    return bool(maps.source[number]) and bool(maps.site_made[number]) != bool(effect > 0)


def loci(models: Sequence[ModelOfPage], order: np.ndarray) -> list[tuple[Locus, int]]:
    """The loci around the most unusual variants that have several variants.

    Args:
        models: those that are better than chance.
        order: rows by how unusual they are, see `most_unusual`.

    Returns:
        At most `LOCI` loci that do not overlap, the one with the most unusual variant first, each
        with the number of models that it leaves out. None in a table without a genome.
    """
    scored = models[0].scored
    found: list[tuple[Locus, int]] = []
    taken: list[np.ndarray] = []
    for row in map(int, order[:SEARCHED]):
        near = (scored.chrom == scored.chrom[row]) & (
            np.abs(scored.position - scored.position[row]) <= LOCUS // 2
        )
        there = np.flatnonzero(near & (scored.haplotype == ""))
        several = len(np.unique(scored.position[there])) >= LEAST
        if not scored.chrom[row] or not several or any(np.isin(there, own).any() for own in taken):
            continue
        taken.append(there)
        found.append(_locus(models, there))
        if len(found) == LOCI:
            break
    return found


def _locus(models: Sequence[ModelOfPage], rows: np.ndarray) -> tuple[Locus, int]:
    """A locus by the models with the largest |z| in it, in the study's order."""
    scored = models[0].scored
    largest = [own.scored.select(rows).ranks()[0].max() for own in models]
    chosen = sorted(int(n) for n in np.argsort(-np.array(largest), kind="stable")[:DRAWN])
    series = [
        Series(models[n].title, models[n].scored.effect[rows], models[n].scored.p[rows])
        for n in chosen
    ]
    binary = all(models[n].binary for n in chosen)
    axis = "Effect (change of the log-odds)" if binary else "Effect (change of the score)"
    names = [scored.label(int(row)) for row in rows]
    locus = Locus(scored.chrom[rows[0]], scored.position[rows], names, series, axis)
    return locus, len(models) - len(chosen)
