"""False-discovery rates of a track's peaks, by the track of a shuffled genome."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from bindery.genomics.bigwig import Batch

THRESHOLDS = 4096


@dataclass(frozen=True)
class Rates:
    """The false-discovery rate of the peaks above each of some thresholds.

    Attributes:
        thresholds: rising, float64, shape (n,).
        rates: the share of peaks that a shuffled genome would give too, at most 1, shape (n,).
        found: number of peaks, int64, shape (n,).
        by_chance: number of peaks of the shuffled genome, scaled to as many bases, shape (n,).
    """

    thresholds: np.ndarray
    rates: np.ndarray
    found: np.ndarray
    by_chance: np.ndarray

    def threshold_of(self, rate: float) -> float | None:
        """The lowest threshold whose peaks have at most this rate; None if there is none."""
        fitting = np.flatnonzero(self.rates <= rate)
        return float(self.thresholds[fitting[0]]) if len(fitting) else None

    def q_value(self, value: float) -> float:
        """The lowest rate of all thresholds that a peak of this height is above."""
        passed = int(np.searchsorted(self.thresholds, value, side="right"))
        return float(self.rates[:passed].min(initial=1.0))


def extent(batches: Iterable[Batch]) -> tuple[float, float]:
    """The smallest and the largest value of a track."""
    low, high = np.inf, -np.inf
    for batch in batches:
        low, high = min(low, float(batch.value.min())), max(high, float(batch.value.max()))
    return low, high


def peak_counts(batches: Iterable[Batch], thresholds: np.ndarray) -> tuple[np.ndarray, int]:
    """How many peaks a track has above each of some thresholds, in one pass.

    A peak begins where a value reaches a threshold that the value before it does not.

    Args:
        batches: the track, by chromosome, then by position.
        thresholds: rising, float64, shape (n,).

    Returns:
        Number of peaks, int64, shape (n,), and the number of bases that have a value.
    """
    changes = np.zeros(len(thresholds) + 1, np.int64)
    bases = 0
    last = ("", -1, -np.inf)
    for batch in batches:
        value = batch.value.astype(np.float64)
        before = np.concatenate([[last[2]], value[:-1]])
        gap = batch.start != np.concatenate([[last[1]], batch.end[:-1]])
        gap[0] |= batch.chrom != last[0]
        before[gap] = -np.inf
        rising = value > before
        # Thresholds above the value before, up to the value itself.
        first = np.searchsorted(thresholds, before[rising], side="right")
        stop = np.searchsorted(thresholds, value[rising], side="right")
        changes += np.bincount(first, minlength=len(changes))
        changes -= np.bincount(stop, minlength=len(changes))
        bases += int((batch.end - batch.start).sum())
        last = (batch.chrom, int(batch.end[-1]), float(value[-1]))
    return np.cumsum(changes)[:-1], bases


def rates_of(low: float, high: float, track: Iterable[Batch], shuffled: Iterable[Batch]) -> Rates:
    """The false-discovery rates of a track's peaks.

    At a threshold it is (1 + peaks of the shuffled genome) / peaks of the genome; the 1 keeps few
    peaks from being certain. Thresholds so low that peaks of the shuffled genome grow together are
    left out.

    Args:
        low: smallest value of the track.
        high: largest value of the track.
        track: scores of the genome.
        shuffled: scores of the same windows of the shuffled genome.
    """
    # Float32 values of the track must not fall short of a threshold by rounding.
    thresholds = np.linspace(low, high, THRESHOLDS).astype(np.float32).astype(np.float64)
    found, bases = peak_counts(track, thresholds)
    chance, other_bases = peak_counts(shuffled, thresholds)
    by_chance = chance * (bases / max(1, other_bases))
    most = int(by_chance.argmax())
    kept = slice(most, None)
    rates = np.minimum((1 + by_chance[kept]) / np.maximum(found[kept], 1), 1.0)
    return Rates(thresholds[kept], rates, found[kept], by_chance[kept])
