"""Scores of all single-base changes for chains of convolutions and pools.

A changed base reaches few positions of the first layers. Those alone are computed again, for all
changes of one position of many sequences at once, and spliced into what the sequence itself has.
"""

from typing import Any

import keras
import numpy as np
from keras import layers, ops

from bindery.alphabet import one_hot
from bindery.explanation.incremental_ends import End, Flat, Global, Whole
from bindery.explanation.incremental_layers import Convolved, Moved, Pointwise, Pooled, Slice, Step
from bindery.models.model_parts import POINTWISE, TrainedMember
from bindery.runtime import devices

# Sequences of one step at most, and values of their activations held at once.
SEQUENCES, HELD = 64, 1 << 26
GLOBAL = (layers.GlobalMaxPooling1D, layers.GlobalAveragePooling1D)


class Splice(keras.Model):
    """Steps and their end as one model, which the backend compiles."""

    def __init__(self, steps: list[Step], end: End):
        """Take the steps and the end."""
        super().__init__()
        self.steps, self.end, self.built = steps, end, True

    def call(self, inputs: Any) -> Any:
        """Scores of all changes at a position, shape (n, changes), from `SplicedMutants`'s cuts."""
        changed, plain, *given = inputs
        shape = ops.shape(changed)[:2]
        for step, own in zip(self.steps, given[:-1], strict=True):
            changed, plain = step.change(changed, plain, own)
        return ops.reshape(self.end.scores(changed, plain, given[-1])[:, 0], shape)


class SplicedMutants:
    """A strand made ready."""

    def __init__(self, member: TrainedMember, steps: list[Step], end: End):
        """Take an open member, and its strand's layers as steps and end."""
        self.steps, self.end, self.pad = steps, end, member.padding
        wanted = [step.reference for step in steps if step.reference is not None]
        # One output would come without its list.
        self.reference = keras.Model(
            member.strand.input, [*wanted, end.reference, member.strand.output]
        )
        self.splices: dict[int, Splice] = {}

    def scores(self, codes: np.ndarray, bases: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Scores of one strand as it is and of its changes.

        Args:
            codes: uint8, shape (n, window).
            bases: that take the place of each, uint8, shape (n, window, changes).

        Returns:
            As it is, float32, shape (n,); changed, float32, shape (n, window, changes).
        """
        held = sum(int(np.prod(one.shape[1:])) for one in self.reference.outputs)
        # Parts of one size, the last one filled up: another size is compiled anew.
        parts = -(-len(codes) // max(1, min(SEQUENCES, HELD // held)))
        count = -(-len(codes) // parts)
        rows = np.minimum(np.arange(parts * count), len(codes) - 1)
        found = [
            self._scores(codes[own], bases[own])
            for own in (rows[first : first + count] for first in range(0, len(rows), count))
        ]
        as_it_is, changed = (np.concatenate(one)[: len(codes)] for one in zip(*found, strict=True))
        return as_it_is, changed

    def _scores(self, codes: np.ndarray, bases: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        arrays = self.reference.predict(**devices.in_order(len(codes), codes), verbose=0)
        own = iter(arrays)
        references = [None if step.reference is None else next(own) for step in self.steps]
        prepared = self.end.prepared(next(own))
        splice = self._splice(bases.shape[2])
        found = np.empty(bases.shape, np.float32)
        for place in range(codes.shape[1]):
            changed, plain = one_hot(bases[:, place])[:, :, None], one_hot(codes[:, place])[:, None]
            given, start = [], place + self.pad
            for step, reference in zip(self.steps, references, strict=True):
                start, cut = step.cut(reference, start)
                given.append(cut)
            given.append(self.end.cut(prepared, start))
            found[:, place] = splice.predict_on_batch((changed, plain, *given))
        return next(own)[:, 0], found

    def _splice(self, changes: int) -> Splice:
        """The model for so many changes of a position, made once."""
        if changes not in self.splices:
            self.splices[changes] = Splice(self.steps, self.end)
        return self.splices[changes]


def spliced_mutants(member: TrainedMember) -> SplicedMutants | None:
    """The fast way of an open member's strand; None if its first layers are no chain of steps."""
    tensor = member.bases
    steps: list[Step] = []
    own = Slice(1, tensor.shape[1])
    while len(readers := member.readers_of(tensor)) == 1:
        step = _step(own, readers[0])
        if step is None:
            break
        steps.append(step)
        own, tensor = step.after, readers[0].output
    if not any(isinstance(step, Convolved) for step in steps):
        return None
    return SplicedMutants(member, steps, _end(member, own, tensor))


def _step(before: Slice, layer: Any) -> Step | None:
    """A layer as a step; None where all positions are needed, or it is unknown."""
    if layer.compute_dtype != "float32":
        return None
    if isinstance(layer, layers.ZeroPadding1D):
        return Moved(before, layer)
    if isinstance(layer, POINTWISE):
        return Pointwise(before, layer)
    if type(layer) is layers.Conv1D:
        plain = layer.strides == (1,) and layer.groups == 1
        return Convolved(before, layer) if plain and layer.padding != "causal" else None
    if isinstance(layer, layers.MaxPooling1D):
        return Pooled(before, layer)
    # At an edge the mean is of fewer positions where the length is kept.
    if isinstance(layer, layers.AveragePooling1D) and layer.padding == "valid":
        return Pooled(before, layer)
    return None


def _end(member: TrainedMember, before: Slice, tensor: Any) -> End:
    readers, output = member.readers_of(tensor), member.strand.output
    if readers and all(isinstance(reader, GLOBAL) for reader in readers):
        return Global(before, tensor, readers, output)
    if len(readers) == 1 and isinstance(readers[0], layers.Flatten):
        dense = member.readers_of(readers[0].output)
        if len(dense) == 1 and type(dense[0]) is layers.Dense:
            return Flat(before, dense[0], output)
    return Whole(before, tensor, output)
