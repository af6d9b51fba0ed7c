"""Scores of all windows along a stretch by networks of one layer of detectors and global pools."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from keras import layers

from bindery.explanation.pooled_kernels import activations
from bindery.explanation.pooled_mutants import PooledMutants, pooled_mutants
from bindery.models.model_parts import TrainedMember
from bindery.tracks.pooled_scan_kernels import (
    add_inner_sums,
    take_beginnings,
    take_ends,
    take_inner_maxima,
)

# Rows of the head at once. Bases of a stretch at once, so that activations stay in the cache.
HEAD_BATCH, BASES = 1 << 14, 1 << 12


@dataclass(frozen=True)
class PooledScan:
    """One strand of a network of detectors whose positions are pooled as a whole.

    Attributes:
        parts: its detectors, pools and head.
        window: bases in a window.
        before: see `pooled_scan_kernels.take_beginnings`.
        behind: the same of a detector that ends behind a window.
        outside: activations at positions that lie wholly in the padding, float32, shape (positions,
            detectors).
    """

    parts: PooledMutants
    window: int
    before: np.ndarray
    behind: np.ndarray
    outside: np.ndarray

    def scores(self, stretches: Sequence[np.ndarray], stride: int) -> np.ndarray:
        """Scores of the windows that begin at multiples of a stride.

        Args:
            stretches: codes, uint8, shape ((windows - 1) * stride + window,) each.
            stride: bases from a window to the next.

        Returns:
            float32, shape (all windows, outputs).
        """
        step = max(1, max(BASES, 4 * self.window) // stride)
        found: list[list[np.ndarray]] = []
        for codes in stretches:
            windows = (len(codes) - self.window) // stride + 1
            for first in range(0, windows, step):
                last = min(first + step, windows) - 1
                part = codes[first * stride : last * stride + self.window]
                found.append(self._features(part, stride))
        features = [np.concatenate(own) for own in zip(*found, strict=True)]
        return self._head_scores(features)

    def _features(self, codes: np.ndarray, stride: int) -> list[np.ndarray]:
        """Pooled activations of each window: one array, float32, (windows, detectors), a pool."""
        parts, width = self.parts, len(self.parts.table)
        windows, count = (len(codes) - self.window) // stride + 1, len(self.parts.bias)
        kinds = {type(pool) for pool in parts.pools}
        maxima, means = layers.GlobalMaxPooling1D in kinds, layers.GlobalAveragePooling1D in kinds
        best = np.full((windows if maxima else 0, count), -np.inf, np.float32)
        sums = np.zeros((windows if means else 0, count), np.float64)
        given = windows, stride, parts.rectified, best, sums
        if len(self.before):
            take_beginnings(codes, parts.table, self.before, *given)
        if len(self.behind):
            take_ends(codes, parts.table, self.behind, *given)
        found = activations(codes, parts.table, parts.bias)
        span = self.window - width + 1
        if means:
            add_inner_sums(found, span, stride, parts.rectified, sums)
        if maxima:
            take_inner_maxima(found, span, stride, best)
        return self._pooled(best, sums)

    def _pooled(self, best: np.ndarray, sums: np.ndarray) -> list[np.ndarray]:
        parts, outside = self.parts, self.outside
        positions = self.window + len(parts.before) + len(parts.behind) - len(parts.table) + 1
        if len(outside):
            best = np.maximum(best, outside.max(axis=0))
        if parts.rectified:
            best, outside = np.maximum(best, 0), np.maximum(outside, 0)
        mean = ((sums + outside.sum(axis=0)) / positions).astype(np.float32)
        is_max = [isinstance(pool, layers.GlobalMaxPooling1D) for pool in parts.pools]
        return [best if own else mean for own in is_max]

    def _head_scores(self, features: list[np.ndarray]) -> np.ndarray:
        found = []
        for first in range(0, len(features[0]), HEAD_BATCH):
            fed = [one[first : first + HEAD_BATCH] for one in features]
            found.append(self.parts.head.predict_on_batch(fed if len(fed) > 1 else fed[0]))
        return np.concatenate(found)


def pooled_scan(member: TrainedMember, window: int) -> PooledScan | None:
    """The fast way of an open member's strand; None if that is not detectors and global pools."""
    parts = pooled_mutants(member)
    if parts is None or window < len(parts.table):
        return None
    width, nothing = len(parts.table), np.zeros((0, len(parts.bias)), np.float32)
    sides = [side for side in (parts.before, parts.behind) if len(side) >= width]
    wholly = [activations(side, parts.table, parts.bias) for side in sides]
    before, behind = parts.before[::-1], parts.behind
    return PooledScan(
        parts=parts,
        window=window,
        before=_reaching(parts, [parts.table[: n + 1][::-1] for n in range(width - 1)], before),
        behind=_reaching(parts, [parts.table[width - n - 1 :] for n in range(width - 1)], behind),
        outside=np.concatenate([nothing, *wholly]),
    )


def _reaching(parts: PooledMutants, rows: list[np.ndarray], padding: np.ndarray) -> np.ndarray:
    """What bias and padding add to a detector with 1, 2, ... bases in the padding.

    Args:
        parts: detectors.
        rows: for each number of bases, the detector's rows from the window's edge outwards.
        padding: codes from the window's edge outwards.
    """
    found = [
        parts.bias + own[np.arange(len(own)), padding[: len(own)]].sum(axis=0)
        for own in rows[: len(padding)]
    ]
    shape = (len(found), len(parts.bias))
    return np.ascontiguousarray(np.reshape(found, shape), np.float32)
