"""Saturation: what every possible single-base change of a region does to a model's score."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import PathLike

import keras
import numpy as np
from scipy.special import expit

from bindery import alphabet, tsv
from bindery.given.regions import Region
from bindery.models.scores import scores as model_scores
from bindery.tracks.stretches import Source, windows_of

logger = logging.getLogger(__name__)

# Positions whose windows are scored at once.
POSITIONS = 1 << 11
OTHERS = len(alphabet.BASES) - 1
COLUMNS = ("chrom", "position", "ref", "alt", "reference_score", "alternative_score")
PROBABILITIES = ("reference_probability", "alternative_probability")


@dataclass(frozen=True)
class Saturated:
    """The scores of all changes of a region.

    Attributes:
        region: the region.
        codes: its bases, uint8, shape (positions,).
        reference: score of the window centred on each position, float32, shape (positions,).
        scores: score of that window with each base in its middle, float32, shape (positions, 4),
            order ACGT; the reference's at the base that is there, NaN at unknown bases.
    """

    region: Region
    codes: np.ndarray
    reference: np.ndarray
    scores: np.ndarray


def saturated(model: keras.Model, source: Source, region: Region) -> Saturated:
    """Score every single-base change of a region.

    Each position is scored in the window that is centred on it, with the base that is there and
    with each of the three others. So a change has the score that it has as a variant. Windows that
    leave the chromosome are padded with unknown bases, as in training.

    Args:
        model: from codes, uint8, shape (batch, window), to scores, of which the first is taken.
        source: the genome.
        region: on the genome.
    """
    window = int(model.input_shape[1])
    middle, count = window // 2, region.end - region.start
    start = region.start - middle
    stretch = source.read(region.chrom, start, start + count - 1 + window)
    codes = stretch[middle : middle + count]
    reference = np.empty(count, np.float32)
    scores = np.full((count, len(alphabet.BASES)), np.nan, np.float32)
    known = np.flatnonzero(codes < alphabet.UNKNOWN)
    views = windows_of(stretch, window, 1)
    for first in range(0, count, POSITIONS):
        rows = np.arange(first, min(first + POSITIONS, count))
        own = known[(known >= first) & (known < first + POSITIONS)]
        changed = np.repeat(views[own], OTHERS, axis=0)
        others = (codes[own, None] + np.arange(1, OTHERS + 1)) % len(alphabet.BASES)
        changed[:, middle] = others.ravel()
        found = model_scores(model, np.concatenate([views[rows], changed]))
        reference[rows] = found[: len(rows)]
        scores[own[:, None], others] = found[len(rows) :].reshape(-1, OTHERS)
        scores[own, codes[own]] = reference[own]
    return Saturated(region, codes, reference, scores)


def write_saturated(path: str | PathLike, found: Sequence[Saturated], *, binary: bool) -> None:
    """Write the changes of regions as TSV.gz: one row for each change, in the regions' order.

    Positions count from 1. Scores of classes are log-odds; `difference` is that of probabilities,
    and `log_odds_ratio` that of scores. Models of intensities have neither probabilities nor a log
    odds ratio, and `difference` is that of scores.

    Args:
        path: output.
        found: scores of regions.
        binary: whether targets are classes.
    """
    columns = (*COLUMNS, *(PROBABILITIES if binary else ()), "difference")
    columns += ("log_odds_ratio",) if binary else ()
    rows = (row for one in found for row in _rows(one, binary))
    tsv.write(path, columns, rows, digits=".6g", gzipped=True)
    unknown = sum(int((one.codes == alphabet.UNKNOWN).sum()) for one in found)
    if unknown:
        logger.warning("%s: %d positions with unknown bases have no rows", path, unknown)


def _rows(one: Saturated, binary: bool) -> Iterator[tuple]:
    for at in np.flatnonzero(one.codes < alphabet.UNKNOWN).tolist():
        own, reference = int(one.codes[at]), float(one.reference[at])
        place = one.region.chrom, one.region.start + at + 1, alphabet.BASES[own]
        for base, letter in enumerate(alphabet.BASES):
            if base == own:
                continue
            changed = float(one.scores[at, base])
            row = (*place, letter, reference, changed)
            if not binary:
                yield (*row, changed - reference)
                continue
            was, now = float(expit(reference)), float(expit(changed))
            yield (*row, was, now, now - was, changed - reference)
