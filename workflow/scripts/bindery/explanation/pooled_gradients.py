"""Gradients on the way from no sequence to one, for one layer of detectors and global pools.

What detectors find is linear in the bases, so on a straight way it goes straight too, from what
they find at its start to what they find at its end: two convolutions serve all steps. A pool's
gradient reaches the best position of each detector, or all that are above zero; it is summed there
over the steps before the detectors' kernels carry it to the bases, once.
"""

from dataclasses import dataclass

import keras
import numba
import numpy as np
from keras import layers

from bindery.alphabet import UNKNOWN, reverse_complement
from bindery.explanation.pooled_kernels import activations
from bindery.explanation.pooled_mutants import PooledMutants, pooled_mutants
from bindery.models.model_parts import TrainedMember
from bindery.runtime import devices

# Sequences held at once, and rows of the head at once.
SEQUENCES, HEAD_ROWS = 64, 1 << 14


@numba.njit(cache=True, fastmath=False)
def _best(
    start: np.ndarray, way: np.ndarray, passed: np.ndarray, best: np.ndarray, ties: np.ndarray
) -> None:
    """Fill in the maximum over positions at each step, and how many positions have it.

    Args:
        start: what detectors find at the start, float32, shape (positions, detectors).
        way: what they find at the end less that.
        passed: parts of the way, float32, shape (steps,).
        best: filled, float32, shape (steps, detectors).
        ties: filled, of the same shape.
    """
    best[:] = -np.inf
    ties[:] = 0
    for step in range(len(passed)):
        most, number = best[step], ties[step]
        for place in range(len(way)):
            first, slope = start[place], way[place]
            for detector in range(way.shape[1]):
                value = first[detector] + passed[step] * slope[detector]
                held = most[detector]
                same = np.float32(value == held)
                number[detector] = np.float32(1) if value > held else number[detector] + same
                most[detector] = max(held, value)


@numba.njit(cache=True, fastmath=False)
def _to_best(
    start: np.ndarray,
    way: np.ndarray,
    passed: np.ndarray,
    best: np.ndarray,
    flow: np.ndarray,
    total: np.ndarray,
) -> None:
    """Add the gradients of maxima at the positions that have them.

    Args:
        start: see `_best`, as the next three.
        way: see there.
        passed: see there.
        best: see there.
        flow: gradient of each maximum at each step, of ties the part of one position, float32,
            shape (steps, detectors).
        total: added to, float32, shape (positions, detectors).
    """
    for step in range(len(passed)):
        most, given = best[step], flow[step]
        for place in range(len(way)):
            first, slope, own = start[place], way[place], total[place]
            for detector in range(way.shape[1]):
                value = first[detector] + passed[step] * slope[detector]
                own[detector] += given[detector] if value == most[detector] else np.float32(0)


@numba.njit(cache=True, fastmath=False)
def _sums(
    start: np.ndarray, way: np.ndarray, passed: np.ndarray, baseline: np.float32, sums: np.ndarray
) -> None:
    """Fill in the sum over positions at each step of what is above a baseline; see `_best`."""
    sums[:] = 0
    for step in range(len(passed)):
        own = sums[step]
        for place in range(len(way)):
            first, slope = start[place], way[place]
            for detector in range(way.shape[1]):
                value = first[detector] + passed[step] * slope[detector]
                own[detector] += max(value, baseline)


@numba.njit(cache=True, fastmath=False)
def _to_sums(
    start: np.ndarray,
    way: np.ndarray,
    passed: np.ndarray,
    baseline: np.float32,
    flow: np.ndarray,
    total: np.ndarray,
) -> None:
    """Add the gradients of sums at the positions above the baseline; see `_to_best`."""
    for step in range(len(passed)):
        given = flow[step]
        for place in range(len(way)):
            first, slope, own = start[place], way[place], total[place]
            for detector in range(way.shape[1]):
                value = first[detector] + passed[step] * slope[detector]
                own[detector] += given[detector] if value > baseline else np.float32(0)


@numba.njit(cache=True, fastmath=False)
def _to_bases(total: np.ndarray, kernels: np.ndarray, slopes: np.ndarray) -> None:
    """Add what detectors' gradients, shape (positions, detectors), are to bases.

    Args:
        total: float32; most are 0.
        kernels: of each detector, float32, shape (detectors, width * 4).
        slopes: added to, float32, shape (padded * 4,).
    """
    for place in range(len(total)):
        own = slopes[place * 4 :]
        for detector in range(len(kernels)):
            amount = total[place, detector]
            if amount != 0:
                kernel = kernels[detector]
                for number in range(kernels.shape[1]):
                    own[number] += amount * kernel[number]


@dataclass(frozen=True)
class PooledPath:
    """A member of one layer of detectors whose positions are pooled as a whole.

    Attributes:
        strand: its parts.
        both: whether it reads both strands.
        scores: from pooled activations, float32, shape (batch, strands, pools, detectors), to the
            member's score.
    """

    strand: PooledMutants
    both: bool
    scores: keras.Model

    def mean_gradient(self, codes: np.ndarray, passed: np.ndarray) -> np.ndarray:
        """The mean gradient on the way from unknown bases to those of sequences.

        Args:
            codes: uint8, shape (n, window).
            passed: parts of the way where the gradient is taken, float32, shape (steps,).

        Returns:
            float32, shape (n, window, 4), order ACGT.
        """
        gradient = devices.gradient(self.scores, HEAD_ROWS)
        start = self._found(np.full(codes.shape[1], UNKNOWN, np.uint8))
        found = np.empty((*codes.shape, 4), np.float32)
        for first in range(0, len(codes), SEQUENCES):
            part = slice(first, first + SEQUENCES)
            own = codes[part]
            read = [own, reverse_complement(own)] if self.both else [own]
            ways = [[self._found(one) - start for one in rows] for rows in zip(*read, strict=True)]
            pooled, ties = self._pooled(start, ways, passed)
            # Each step is a row of the head.
            rows = np.moveaxis(pooled, 3, 1)
            flow = gradient(rows.reshape(-1, *rows.shape[2:])).reshape(rows.shape)
            flow = np.ascontiguousarray(np.moveaxis(flow, 1, 3)) / ties
            found[part] = self._slopes(start, ways, passed, pooled, flow)
        return found / np.float32(len(passed))

    def _found(self, codes: np.ndarray) -> np.ndarray:
        """What detectors find in one strand, before ReLU: float32, shape (positions, detectors)."""
        padded = np.concatenate([self.strand.before, codes, self.strand.behind])
        return activations(padded, self.strand.table, self.strand.bias)

    @property
    def _floor(self) -> np.float32:
        return np.float32(0 if self.strand.rectified else -np.inf)

    def _pooled(
        self, start: np.ndarray, ways: list[list[np.ndarray]], passed: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Pooled activations, and among how many positions each one's gradient is shared.

        Args:
            start: what detectors find at the start, float32, shape (positions, detectors).
            ways: what they find at the end less that, of each sequence and strand.
            passed: see `mean_gradient`.

        Returns:
            Two of float32, shape (n, strands, pools, steps, detectors).
        """
        shape = (len(ways), len(ways[0]), len(self.strand.pools), len(passed), start.shape[1])
        pooled, ties = np.empty(shape, np.float32), np.ones(shape, np.float32)
        for row, strands in enumerate(ways):
            for number, way in enumerate(strands):
                for pool, layer in enumerate(self.strand.pools):
                    own, shared = pooled[row, number, pool], ties[row, number, pool]
                    if isinstance(layer, layers.GlobalMaxPooling1D):
                        _best(start, way, passed, own, shared)
                        np.maximum(own, self._floor, out=own)
                    else:
                        _sums(start, way, passed, self._floor, own)
                        own /= len(start)
                        shared[:] = len(start)
        return pooled, ties

    def _slopes(
        self,
        start: np.ndarray,
        ways: list[list[np.ndarray]],
        passed: np.ndarray,
        pooled: np.ndarray,
        flow: np.ndarray,
    ) -> np.ndarray:
        """Sums of gradients over steps, to bases: float32, shape (n, window, 4); see `_pooled`."""
        bases = self.strand.table[:, :4]
        kernels = np.ascontiguousarray(bases.transpose(2, 0, 1).reshape(bases.shape[2], -1))
        before, behind = len(self.strand.before), len(self.strand.behind)
        padded = len(start) + len(bases) - 1
        found = np.zeros((len(ways), padded - before - behind, 4), np.float32)
        for row, strands in enumerate(ways):
            for number, way in enumerate(strands):
                slopes = np.zeros(padded * 4, np.float32)
                total = self._total(start, way, passed, pooled[row, number], flow[row, number])
                _to_bases(total, kernels, slopes)
                own = slopes.reshape(padded, 4)[before : padded - behind]
                # The complement of A C G T is the channels backwards.
                found[row] += own[::-1, ::-1] if number else own
        return found

    def _total(
        self,
        start: np.ndarray,
        way: np.ndarray,
        passed: np.ndarray,
        pooled: np.ndarray,
        flow: np.ndarray,
    ) -> np.ndarray:
        """Sums of gradients over steps, to what detectors find in a strand: of its shape."""
        total = np.zeros_like(start)
        for layer, own, given in zip(self.strand.pools, pooled, flow, strict=True):
            if isinstance(layer, layers.GlobalMaxPooling1D):
                # No gradient passes a ReLU that is shut, and no position has a maximum of NaN.
                best = np.where(own > self._floor, own, np.float32(np.nan))
                _to_best(start, way, passed, best, given, total)
            else:
                _to_sums(start, way, passed, self._floor, given, total)
        return total


def pooled_path(member: TrainedMember) -> PooledPath | None:
    """The fast way of a member; None where it is not one layer of detectors and global pools."""
    strand = pooled_mutants(member) if member.is_open else None
    if strand is None:
        return None
    both = member.reads_both
    pooled = keras.Input((1 + both, len(strand.pools), len(strand.bias)))
    scores = [
        strand.head([pooled[:, number, pool] for pool in range(len(strand.pools))])
        for number in range(1 + both)
    ]
    score = member.merged(*scores) if both else scores[0]
    return PooledPath(strand, both, keras.Model(pooled, score))
