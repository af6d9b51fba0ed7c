"""The influence of a trunk's detectors on each of its tasks, by integrated gradients."""

from typing import Any

import keras
import numpy as np
from keras import layers, ops

from bindery.errors import InputError
from bindery.explanation.sites import padded_bases, strands
from bindery.models.model_parts import TrainedMember
from bindery.runtime import devices

STEPS = 8
BATCH = 64
# On a straight path from zero, the place of a maximum and the weights of a mean stay the same, so
# that a pooled value is as straight as what it is pooled from.
POOLS = (layers.MaxPooling1D, layers.AveragePooling1D)


class TaskInfluence:
    """What each detector of the first convolution adds to the scores of a trunk's tasks.

    Integrated gradients (Sundararajan, Taly and Yan 2017) of a task's score with respect to the
    detectors' activations, after ReLU: the mean gradient on the straight path from zero activations
    to those of a sequence, times the activations, summed over positions. The contributions of all
    detectors add up to the score minus that of zero activations, except for the error of a finite
    number of steps. Where nothing but pooling reads the activations, the path is that of the pooled
    values, which gives the same contributions at less cost.
    """

    def __init__(self, model: keras.Model):
        """Take the detectors and what follows them out of a trunk.

        Args:
            model: trained trunk, built by `strands.over_codes`.

        Raises:
            InputError: its architecture has no layer of detectors.
        """
        self._member = TrainedMember(model)
        parts = self._member.detectors
        if parts is None:
            raise InputError(
                f"{model.name} has no layer named `detectors`, whose influence could be measured",
                remedy="set multitask.explain to false, or choose another architecture",
            )
        self.count = parts.count
        self._path = self._ends_of_path()
        self._found = keras.Model(self._member.bases, _flat(self._path))
        self._size = int(self._found.output_shape[1])
        self._outputs = int(self._member.strand.output_shape[1])
        self._gradient = devices.gradient(self._scores(), BATCH)

    def _ends_of_path(self) -> list[Any]:
        """The activations, or what they are pooled to, symbolic, (batch, positions, detectors)."""
        output = self._member.activation_of(self._member.strand.get_layer("detectors"))
        readers = self._member.readers_of(output)
        pooled = readers and all(isinstance(reader, POOLS) for reader in readers)
        return [reader.output for reader in readers] if pooled else [output]

    def _scores(self) -> keras.Model:
        """From the path's values and the weight of each task, side by side, to the weighted score.

        The task is an input, so that one gradient function, traced once, serves all tasks.
        """
        given = keras.Input((self._size + self._outputs,))
        parts, start = [], 0
        for one in self._path:
            shape = one.shape[1:]
            end = start + int(np.prod(shape))
            parts.append(ops.reshape(given[:, start:end], (-1, *shape)))
            start = end
        head = keras.Model(self._path, self._member.strand.output)
        scores = head(parts) * given[:, start:]
        return keras.Model(given, ops.sum(scores, axis=1, keepdims=True))

    def of(self, codes: np.ndarray, output: int, steps: int = STEPS) -> np.ndarray:
        """The influence of each detector on one task, for each sequence.

        Args:
            codes: uint8, shape (n, window).
            output: number of the task among the trunk's outputs, from 0.
            steps: steps of the path; the gradient is taken in the middle of each.

        Returns:
            float64, shape (n, detectors): means over the strands that the trunk reads, in the unit
            of the score, log-odds.
        """
        read = strands(self._member, codes)
        return np.mean([self._of_strand(one, output, steps) for one in read], axis=0)

    def _of_strand(self, codes: np.ndarray, output: int, steps: int) -> np.ndarray:
        bases = padded_bases(codes, self._member.padding)
        ends = self._found.predict(**devices.in_order(BATCH, bases), verbose=0)
        given = np.zeros((len(codes), self._size + self._outputs), np.float32)
        given[:, self._size + output] = 1
        total = np.zeros(ends.shape)
        for step in range(steps):
            given[:, : self._size] = (step + 0.5) / steps * ends
            total += self._gradient(given)[:, : self._size]
        # The detector is the last axis of all that is side by side.
        return (total / steps * ends).reshape(len(codes), -1, self.count).sum(axis=1)


def _flat(parts: list[Any]) -> Any:
    """Symbolic tensors as one, shape (batch, size)."""
    # Explicit names, since Keras's own might be those of a layer of the loaded strand.
    flat = [layers.Flatten(name=f"end_of_path_{n}")(one) for n, one in enumerate(parts)]
    return layers.Concatenate(name="end_of_path")(flat) if len(flat) > 1 else flat[0]
