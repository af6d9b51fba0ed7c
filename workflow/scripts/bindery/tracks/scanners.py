"""The fastest way from stretches to the scores of all windows in them, for any model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import keras
import numpy as np

from bindery import alphabet
from bindery.models.blends import MEMBER, NAME
from bindery.models.model_parts import TrainedMember, TrainedModel
from bindery.tracks.convolved_scan import convolved_scan
from bindery.tracks.pooled_scan import pooled_scan
from bindery.tracks.stretches import middles, windows_of

# Windows of a step of the general way; of networks of long windows fewer, by the bases of a step.
BATCH, BASES = 512, 1 << 19


class Scanner(Protocol):
    """A way to score windows along stretches."""

    @property
    def window(self) -> int:
        """Bases in a window."""

    def scores(self, stretches: Sequence[np.ndarray], stride: int) -> np.ndarray:
        """Scores of the windows that begin at multiples of a stride.

        Args:
            stretches: codes, uint8, shape ((windows - 1) * stride + window,) each.
            stride: bases from a window to the next.

        Returns:
            float32, shape (all windows, outputs).
        """


@dataclass(frozen=True)
class WindowScan:
    """Any model: each window by itself, in full batches across stretches."""

    model: keras.Model
    window: int

    def scores(self, stretches: Sequence[np.ndarray], stride: int) -> np.ndarray:
        """See `Scanner`."""
        views = [windows_of(codes, self.window, stride) for codes in stretches]
        batch = max(1, min(BATCH, BASES // self.window))
        found, waiting, count = [], [], 0
        for view in views:
            while len(view):
                waiting.append(view[: batch - count])
                view = view[batch - count :]
                count = sum(map(len, waiting))
                if count == batch:
                    found.append(self._scored(np.concatenate(waiting), batch))
                    waiting, count = [], 0
        if waiting:
            found.append(self._scored(np.concatenate(waiting), batch))
        return np.concatenate(found)

    def _scored(self, codes: np.ndarray, batch: int) -> np.ndarray:
        # One shape of batches is compiled once.
        fed = np.full((batch, self.window), alphabet.UNKNOWN, np.uint8)
        fed[: len(codes)] = codes
        return np.asarray(self.model.predict_on_batch(fed), np.float32)[: len(codes)]


@dataclass(frozen=True)
class StrandScan:
    """A member with a fast way for its strand, of one strand or of both."""

    member: TrainedMember
    way: Scanner
    window: int

    def scores(self, stretches: Sequence[np.ndarray], stride: int) -> np.ndarray:
        """See `Scanner`."""
        one = self.way.scores(stretches, stride)
        if not self.member.reads_both:
            return one
        others = [np.ascontiguousarray(alphabet.reverse_complement(own)) for own in stretches]
        other = self.way.scores(others, stride)
        # A stretch's last window is the first one of its other strand.
        ends = np.cumsum([(len(own) - self.window) // stride + 1 for own in stretches])
        turned = np.concatenate([part[::-1] for part in np.split(other, ends[:-1])])
        return np.asarray(keras.ops.convert_to_numpy(self.member.merged(one, turned)))


@dataclass(frozen=True)
class SummedScan:
    """A weighted sum of ways, of which each reads the middle of the window.

    Attributes:
        ways: ways to score.
        weights: of each, float, shape (ways,).
        bias: added to the sum.
        window: bases in the window.
    """

    ways: Sequence[Scanner]
    weights: np.ndarray
    bias: float
    window: int

    def scores(self, stretches: Sequence[np.ndarray], stride: int) -> np.ndarray:
        """See `Scanner`."""
        total: np.ndarray = np.array(self.bias, np.float32)
        for way, weight in zip(self.ways, self.weights, strict=True):
            own = middles(stretches, self.window, way.window)
            total = total + way.scores(own, stride) * np.float32(weight)
        return np.asarray(total, np.float32)


def scanner_of(model: keras.Model) -> Scanner:
    """The fastest way that gives a model's scores.

    Along a stretch, networks of one layer of detectors with global pools compute each activation
    once (`pooled_scan`), and those that are convolutional throughout each feature
    (`convolved_scan`). Other networks score window by window. A mean of random restarts, and a
    blend of several models, have the ways of their members.

    Args:
        model: any from codes, uint8, shape (batch, window), to scores, shape (batch, outputs).
    """
    window = int(model.input_shape[1])
    blended = _blended(model)
    if blended is not None:
        return blended
    members = TrainedModel.of(model).members
    ways = [_strand_way(member, window) for member in members]
    if not any(ways):
        return WindowScan(model, window)
    full = [
        way or WindowScan(member.model, window) for member, way in zip(members, ways, strict=True)
    ]
    if len(full) == 1:
        return full[0]
    return SummedScan(full, np.full(len(full), 1 / len(full)), 0.0, window)


def _strand_way(member: TrainedMember, window: int) -> StrandScan | None:
    if not member.is_open:
        return None
    makers: tuple[Callable[[TrainedMember, int], Scanner | None], ...]
    makers = (pooled_scan, convolved_scan)
    found = next((way for make in makers if (way := make(member, window))), None)
    return StrandScan(member, found, window) if found else None


def _blended(model: keras.Model) -> SummedScan | None:
    """The way of a blend, see `models.blends`; None of other models."""
    if model.name != NAME:
        return None
    members = [own for own in model.layers if own.name.startswith(MEMBER)]
    members.sort(key=lambda own: int(own.name.removeprefix(MEMBER)))
    weights, bias = model.get_layer("weights").get_weights()
    return SummedScan(
        [scanner_of(own) for own in members], weights[:, 0], float(bias[0]), model.input_shape[1]
    )
