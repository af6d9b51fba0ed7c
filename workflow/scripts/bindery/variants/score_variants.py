"""Score a file of changes and its random changes by a trained model."""

import math
from collections.abc import Iterator, Sequence
from os import PathLike

import h5py
import numpy as np

from bindery import tsv
from bindery.files import written
from bindery.models.loading import load_model
from bindery.targets.kinds import kind_of
from bindery.variants.allele_scores import AlleleScorer
from bindery.variants.changes_file import Changes, ChangesFile
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
    model: str,
    scores: str,
    random_scores: str,
    architectures: Sequence[str] = (),
    target: str,
    threads: int = 1,
) -> None:
    """Score both alleles of changes, and of random changes of their kinds, by a trained model.

    p and z are of the difference of scores: where a model is sure that a window is not bound,
    probabilities hardly differ.

    Args:
        changes: file of changes, see `changes_file`.
        random: file of random changes, see `random_changes_file`.
        model: trained model, `.keras`.
        scores: output, TSV.gz of COLUMNS. Scores are log-odds. A model of intensities has neither
            probabilities nor log odds ratios; its `difference` is that of scores.
        random_scores: output, HDF5: `kind`, `gc`, `reference_score` and `alternative_score` of each
            random change.
        architectures: see `loading.load_model`.
        target: kind of target that the model was trained on.
        threads: number of threads, which changes no result.
    """
    scorer = AlleleScorer(load_model(model, *architectures))
    bins, edges = read_bins(random)
    parts = [(block.kind, *own) for block, *own in _scored(scorer, random, threads)]
    kinds, one, other = (
        np.concatenate([np.empty(0, dtype), *own])
        for dtype, own in zip((object, np.float32, np.float32), _columns(parts), strict=True)
    )
    _write_random(random_scores, kinds, bins, one, other)
    chance = Chance.of(kinds, bins, other - one)
    rows: list[tuple] = []
    for block, one, other in _scored(scorer, changes, threads):
        own = gc_bins(block.reference, edges)
        p, z = chance.of_effects(block.kind, own, other - one)
        rows += _rows(block, one, other, p, z, kind_of(target).binary)
    tsv.write(scores, COLUMNS, rows, digits=".6g", gzipped=True)


def _columns(parts: list[tuple]) -> list[list[np.ndarray]]:
    return [[part[number] for part in parts] for number in range(3)]


def _scored(
    scorer: AlleleScorer, path: str | PathLike, threads: int
) -> Iterator[tuple[Changes, np.ndarray, np.ndarray]]:
    """The changes of a file, block by block, with the scores of both alleles, float32, (n,)."""
    with ChangesFile(path) as file:
        for block in file.blocks():
            own = scorer.scores(
                block.reference, block.alternative, shifts=file.shifts, threads=threads
            )
            yield block, own[0][:, 0], own[1][:, 0]


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
