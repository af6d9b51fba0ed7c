"""The parts of a trained model: its members, their strand, its bases, detectors and head.

Every architecture has the same outside (see `strands`): codes, one strand read by a submodel
`strand`, whose layer `bases` is one-hot and whose layer `detectors`, where it has one, comes first;
then the scores of one or both strands as one. A mean of random restarts has one such model each.
A user's own model may be made otherwise: then it is closed, one strand without parts.
"""

from dataclasses import dataclass
from typing import Any

import keras
from keras import layers, ops

# Layers that act on each value of a detector alone, so that its activation ends after them.
POINTWISE = (layers.Activation, layers.ReLU, layers.BatchNormalization, layers.Dropout)


@dataclass(frozen=True)
class Detectors:
    """The first layer of a strand, and all behind it.

    Attributes:
        found: from bases, floats, shape (batch, padded, 4), to activations, after normalisation
            and ReLU where there is one, shape (batch, positions, detectors).
        head: from activations to scores of this strand, shape (batch, outputs).
        width: bases that a detector spans.
        count: of detectors.
    """

    found: keras.Model
    head: keras.Model
    width: int
    count: int


def members(model: keras.Model) -> list[keras.Model]:
    """The models whose mean a model is: those of its random restarts, or itself alone."""
    restarts = [
        layer
        for layer in model.layers
        if isinstance(layer, keras.Model) and layer.name.startswith("start_")
    ]
    return [one for restart in restarts for one in members(restart)] or [model]


def is_open(member: keras.Model) -> bool:
    """Whether a member is as `strands.over_codes` makes it, so that its parts are known."""
    inside = [layer for layer in member.layers if layer.name == "strand"]
    return any(own.name == "bases" for layer in inside for own in getattr(layer, "layers", ()))


def strand_of(member: keras.Model) -> keras.Model:
    """What a member makes of one strand: from codes to scores; all of a closed one."""
    return member.get_layer("strand") if is_open(member) else member


def reads_both(member: keras.Model) -> bool:
    """Whether a member's strand is read of the other strand too."""
    return is_open(member) and any(layer.name == "other_strand" for layer in member.layers)


def merged(member: keras.Model, one: Any, other: Any) -> Any:
    """The score of both strands, as the member has it: the larger, or the mean."""
    if any(isinstance(layer, layers.Maximum) for layer in member.layers):
        return ops.maximum(one, other)
    return (one + other) / 2


def padding_of(strand: keras.Model) -> int:
    """Unknown bases that a strand adds at either end before its one-hot bases."""
    return (strand.get_layer("bases").output.shape[1] - strand.input_shape[1]) // 2


def scores_of_bases(model: keras.Model) -> keras.Model:
    """A trained model from one-hot bases in place of codes, so that it has a gradient.

    Args:
        model: trained, of one of the architectures or a user's own of the same outside.

    Returns:
        Model: bases, floats, shape (batch, window, 4), order ACGT -> scores, shape
        (batch, outputs). Where codes are known bases it scores as `model` does.

    Raises:
        ValueError: the model, or one of its members, is closed.
    """
    own = members(model)
    if not all(is_open(member) for member in own):
        raise ValueError(f"{model.name} is not made by over_codes: it has no bases to start from")
    bases = keras.Input((own[0].input_shape[1], 4), name="bases")
    scores = [_member_of_bases(member, bases) for member in own]
    return keras.Model(bases, sum(scores[1:], scores[0]) / len(scores), name=model.name)


def _member_of_bases(member: keras.Model, bases: Any) -> Any:
    strand = strand_of(member)
    # Read from the one-hot bases on.
    after = keras.Model(strand.get_layer("bases").output, strand.output)
    pad = padding_of(strand)
    padded = layers.Lambda(_padded, arguments={"pad": pad})(bases) if pad else bases
    one = after(padded)
    if not reads_both(member):
        return one
    # The complement of A C G T is the channels backwards.
    return merged(member, one, after(ops.flip(padded, axis=(1, 2))))


def _padded(bases: Any, pad: int) -> Any:
    return ops.pad(bases, ((0, 0), (pad, pad), (0, 0)), constant_values=0.25)


def detectors_of(member: keras.Model) -> Detectors | None:
    """The detectors of a member, and what follows them; None where it has no such layer."""
    if not is_open(member):
        return None
    strand = strand_of(member)
    named = [layer for layer in strand.layers if layer.name == "detectors"]
    if not named:
        return None
    (layer,) = named
    output = _activation(strand, layer)
    width = layer.width if hasattr(layer, "width") else layer.kernel_size[0]
    return Detectors(
        found=keras.Model(strand.get_layer("bases").output, output),
        head=keras.Model(output, strand.output),
        width=width,
        count=output.shape[-1],
    )


def _activation(strand: keras.Model, layer: keras.layers.Layer) -> Any:
    """The output of a layer after the pointwise layers that alone read it."""
    output = layer.output
    while True:
        readers = readers_of(strand, output)
        if len(readers) != 1 or not isinstance(readers[0], POINTWISE):
            return output
        output = readers[0].output


def readers_of(strand: keras.Model, tensor: Any) -> list[keras.layers.Layer]:
    """The layers of a strand that read a tensor in it."""
    return [one for one in strand.layers if any(own is tensor for own in _inputs(one))]


def _inputs(layer: keras.layers.Layer) -> list[Any]:
    """The tensors that a layer reads in its model; none of an input."""
    return [] if isinstance(layer, layers.InputLayer) else keras.tree.flatten(layer.input)


def features_of(member: keras.Model) -> keras.Model:
    """What a member's last layer reads: from codes to features of one strand, shape (batch, n).

    Of a layer that reads several, all side by side.
    """
    strand = strand_of(member)
    read = [layers.Flatten()(own) for own in _inputs(strand.layers[-1])]
    return keras.Model(strand.input, layers.Concatenate()(read) if len(read) > 1 else read[0])
