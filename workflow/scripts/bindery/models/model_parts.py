"""The parts of a trained model: its members, their strand, its bases, detectors and head.

Every architecture has the same outer layers (see `strands`). A submodel `strand` reads the codes of
one strand; its layer `bases` is one-hot, and its first trained layer is `detectors`, if it has one.
The scores of one or both strands are then combined into one. A mean of random restarts has one such
model for each restart. A user's own model may be built differently. It is then closed: a single
strand, whose parts are unknown.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import keras
from keras import layers, ops

# Layers that act on each value of a detector alone, so that its activation ends after them.
POINTWISE = (layers.Activation, layers.ReLU, layers.BatchNormalization, layers.Dropout)


@dataclass(frozen=True)
class Detectors:
    """The detectors of a strand, and the layers after them.

    Attributes:
        found: model from bases, floats, shape (batch, padded, 4), to activations after
            normalisation and ReLU, if any, shape (batch, positions, detectors).
        head: model from activations to scores of this strand, shape (batch, outputs).
        width: bases that a detector spans.
        count: number of detectors.
    """

    found: keras.Model
    head: keras.Model
    width: int
    count: int


@dataclass(frozen=True)
class TrainedMember:
    """One of the models whose mean a trained model is. Its parts are made when first used.

    Attributes:
        model: from codes, uint8, shape (batch, window), to scores, shape (batch, outputs).
    """

    model: keras.Model

    @cached_property
    def is_open(self) -> bool:
        """Whether `strands.over_codes` built the member, so that its parts are known."""
        inside = [layer for layer in self.model.layers if layer.name == "strand"]
        return any(own.name == "bases" for layer in inside for own in getattr(layer, "layers", ()))

    @cached_property
    def strand(self) -> keras.Model:
        """The model of one strand, from codes to scores; for a closed member, the whole model."""
        return self.model.get_layer("strand") if self.is_open else self.model

    @cached_property
    def reads_both(self) -> bool:
        """Whether the member reads both strands."""
        return self.is_open and any(layer.name == "other_strand" for layer in self.model.layers)

    @cached_property
    def bases(self) -> Any:
        """The strand's one-hot bases, symbolic, shape (batch, padded, 4), of an open member."""
        return self.strand.get_layer("bases").output

    @cached_property
    def padding(self) -> int:
        """The number of unknown bases that an open member's strand adds at each end."""
        return (self.bases.shape[1] - self.strand.input_shape[1]) // 2

    @cached_property
    def detectors(self) -> Detectors | None:
        """The detectors, and the layers after them; None if there is no such layer."""
        if not self.is_open:
            return None
        named = [layer for layer in self.strand.layers if layer.name == "detectors"]
        if not named:
            return None
        (layer,) = named
        output = self.activation_of(layer)
        width = layer.width if hasattr(layer, "width") else layer.kernel_size[0]
        return Detectors(
            found=keras.Model(self.bases, output),
            head=keras.Model(output, self.strand.output),
            width=width,
            count=output.shape[-1],
        )

    def activation_of(self, layer: keras.layers.Layer) -> Any:
        """The output of a layer, after pointwise layers if they are its only readers."""
        output = layer.output
        while True:
            readers = self.readers_of(output)
            if len(readers) != 1 or not isinstance(readers[0], POINTWISE):
                return output
            output = readers[0].output

    @cached_property
    def features(self) -> keras.Model:
        """The inputs of the last layer: from codes to features of one strand, shape (batch, n).

        If the layer has several inputs, they are side by side.
        """
        # Explicit names, since Keras's would count from 0 and might be those of a loaded strand.
        read = [
            layers.Flatten(name=f"last_layer_reads_{number}")(own)
            for number, own in enumerate(_inputs(self.strand.layers[-1]))
        ]
        together = layers.Concatenate(name="last_layer_reads")
        return keras.Model(self.strand.input, together(read) if len(read) > 1 else read[0])

    def readers_of(self, tensor: Any) -> list[keras.layers.Layer]:
        """The layers of the strand that read a tensor in it."""
        return [one for one in self.strand.layers if any(own is tensor for own in _inputs(one))]

    def merged(self, one: Any, other: Any) -> Any:
        """The score of both strands: the larger one or the mean, as in the model."""
        if any(isinstance(layer, layers.Maximum) for layer in self.model.layers):
            return ops.maximum(one, other)
        return (one + other) / 2

    def score_of_bases(self, bases: Any) -> Any:
        """The scores, symbolic, of bases, symbolic, shape (batch, window, 4); of an open member."""
        # Read from the one-hot bases on.
        after = keras.Model(self.bases, self.strand.output)
        pad = self.padding
        padded = layers.Lambda(_padded, arguments={"pad": pad})(bases) if pad else bases
        one = after(padded)
        if not self.reads_both:
            return one
        # The complement of A C G T is the channels backwards.
        return self.merged(one, after(ops.flip(padded, axis=(1, 2))))


@dataclass(frozen=True)
class TrainedModel:
    """A trained model and its parts, made once and passed on.

    Some parts have copies of its weights, so the weights must not change any more.

    Attributes:
        model: from codes, uint8, shape (batch, window), to scores, shape (batch, outputs).
        members: the models of the random restarts whose mean it is, or itself alone.
    """

    model: keras.Model
    members: tuple[TrainedMember, ...]

    @classmethod
    def of(cls, model: "keras.Model | TrainedModel") -> "TrainedModel":
        """The trained model of a Keras model; a `TrainedModel` is returned unchanged."""
        if isinstance(model, TrainedModel):
            return model
        return cls(model, tuple(TrainedMember(own) for own in _members(model)))

    @cached_property
    def is_open(self) -> bool:
        """Whether all members are open, see `TrainedMember.is_open`."""
        return all(member.is_open for member in self.members)

    @cached_property
    def scores_of_bases(self) -> keras.Model:
        """The model from one-hot bases in place of codes, so that it has a gradient.

        From bases, floats, shape (batch, window, 4), order ACGT, to scores, shape
        (batch, outputs). Where codes are known bases it scores as the model does.

        Raises:
            ValueError: the model, or one of its members, is closed.
        """
        name = self.model.name
        if not self.is_open:
            raise ValueError(f"{name} is not built by over_codes, so its bases are unknown")
        bases = keras.Input((self.members[0].model.input_shape[1], 4), name="bases")
        scores = [member.score_of_bases(bases) for member in self.members]
        return keras.Model(bases, sum(scores[1:], scores[0]) / len(scores), name=name)


def _members(model: keras.Model) -> list[keras.Model]:
    """The models of random restarts whose mean a model is, or itself alone."""
    restarts = [
        layer
        for layer in model.layers
        if isinstance(layer, keras.Model) and layer.name.startswith("start_")
    ]
    return [one for restart in restarts for one in _members(restart)] or [model]


def _inputs(layer: keras.layers.Layer) -> list[Any]:
    """The tensors that a layer reads in its model; none of an input."""
    return [] if isinstance(layer, layers.InputLayer) else keras.tree.flatten(layer.input)


def _padded(bases: Any, pad: int) -> Any:
    return ops.pad(bases, ((0, 0), (pad, pad), (0, 0)), constant_values=0.25)
