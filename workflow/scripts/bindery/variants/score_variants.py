"""Score a file of changes and its random changes by trained models."""

import math
from collections.abc import Iterator, Sequence
from os import PathLike

import h5py
import numpy as np

from bindery import tsv
from bindery.files import written
from bindery.models.loading import load_model
from bindery.targets.kinds import kind_of
from bindery.variants.changes_file import Changes, ChangesFile
from bindery.variants.many_scorers import ManyScorers
from bindery.variants.random_changes_file import gc_bins, read_bins
from bindery.variants.significance import Chance

COLUMNS = (
    *("line", "name", "chrom", "position", "ref", "alt", "kind", "haplotype"),
    *("reference_score", "alternative_score"),
    *("reference_probability", "alternative_probability"),
    *("difference", "log_odds_ratio", "p", "z"),
)
# The score of a probability that is 0 or 1 in all digits.
SURE = 700.0


def score_variants(
    *,
    changes: str,
    random: str,
    models: Sequence[str],
    scores: Sequence[str],
    random_scores: Sequence[str],
    targets: Sequence[str],
    architectures: Sequence[str] = (),
    threads: int = 1,
) -> None:
    """Score both alleles of changes, and of random changes of their kinds, by trained models.

    Models that share a trunk, or that pool over detectors, read each window together. p and z are
    of the difference of scores: where a model is sure that a window is not bound, probabilities
    hardly differ.

    Args:
        changes: file of changes, see `changes_file`.
        random: file of random changes, see `random_changes_file`.
        models: trained models, `.keras`.
        scores: output of each, TSV.gz of COLUMNS. Scores are log-odds. A model of intensities has
            neither probabilities nor log odds ratios; its `difference` is that of scores.
        random_scores: output of each, HDF5: `kind`, `gc`, `reference_score` and `alternative_score`
            of each random change.
        targets: kind of target that each was trained on.
        architectures: see `loading.load_model`, of all models.
        threads: number of threads, which changes no result.
    """
    scorers = ManyScorers([load_model(model, *architectures) for model in models])
    bins, edges = read_bins(random)
    parts = [(block.kind, *own) for block, *own in _scored(scorers, random, threads)]
    kinds = np.concatenate([np.empty(0, object), *(kind for kind, _, _ in parts)])
    nothing = np.empty((0, len(models)), np.float32)
    one, other = (np.concatenate([nothing, *(own[at] for own in parts)]) for at in (1, 2))
    for number, path in enumerate(random_scores):
        _write_random(path, kinds, bins, one[:, number], other[:, number])
    chances = [Chance.of(kinds, bins, own) for own in (other - one).T]
    rows: list[list[tuple]] = [[] for _ in models]
    for block, one, other in _scored(scorers, changes, threads):
        own = gc_bins(block.reference, edges)
        for number, (chance, target) in enumerate(zip(chances, targets, strict=True)):
            found = one[:, number], other[:, number]
            p, z = chance.of_effects(block.kind, own, found[1] - found[0])
            rows[number] += _rows(block, *found, p, z, kind_of(target).binary)
    for path, table in zip(scores, rows, strict=True):
        tsv.write(path, COLUMNS, table, digits=".6g", gzipped=True)


def _scored(
    scorers: ManyScorers, path: str | PathLike, threads: int
) -> Iterator[tuple[Changes, np.ndarray, np.ndarray]]:
    """The changes of a file, block by block, with scores of both alleles, float32, (n, models)."""
    with ChangesFile(path) as file:
        for block in file.blocks():
            yield (
                block,
                *scorers.scores(
                    block.reference, block.alternative, shifts=file.shifts, threads=threads
                ),
            )


def _write_random(
    path: str, kinds: np.ndarray, bins: np.ndarray, one: np.ndarray, other: np.ndarray
) -> None:
    with written(path) as temporary, h5py.File(temporary, "w", locking=False) as handle:
        handle.create_dataset("kind", data=kinds, dtype=h5py.string_dtype())
        handle["gc"], handle["reference_score"], handle["alternative_score"] = bins, one, other


def _rows(
    block: Changes,
    reference: np.ndarray,
    alternative: np.ndarray,
    p: np.ndarray,
    z: np.ndarray,
    has_probabilities: bool,
) -> list[tuple]:
    """Rows of COLUMNS."""
    texts = (getattr(block, name).tolist() for name in COLUMNS[:8])
    numbers = (own.tolist() for own in (reference, alternative, p, z))
    rows = []
    for *own, one, other, chance, far in zip(*texts, *numbers, strict=True):
        change = other - one
        scored: tuple = (one, other, None, None, change, None)
        if has_probabilities:
            before, after = _probability(one), _probability(other)
            scored = (one, other, before, after, after - before, change)
        rows.append((*own, *scored, _or_none(chance), _or_none(far)))
    return rows


def _probability(score: float) -> float:
    return 1 / (1 + math.exp(-min(max(score, -SURE), SURE)))


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value
