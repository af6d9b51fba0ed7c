"""What the layers of another project's model are built from: tensors, settings, weights."""

from typing import Any, NamedTuple

import numpy as np

from bindery.models.foreign import hard_sigmoid_of_keras2

# Activations that mean the same in all versions.
ACTIVATIONS = frozenset(
    "linear relu sigmoid tanh softmax elu selu softplus softsign exponential".split()
)


class Unreadable(ValueError):
    """A layer that cannot be built; the message ends the sentence "layer 'x' ..."."""


class Value(NamedTuple):
    """A tensor of the model that is built.

    Attributes:
        tensor: symbolic, shape (batch, length, channels) or (batch, features).
        single: number of the axis of length one that the other project's tensor has besides, 1 or
            2; None if it has the same shape.
    """

    tensor: Any
    single: int | None


class Given(NamedTuple):
    """A layer as a file describes it, and what it reads.

    Attributes:
        kind: its class, by its present name.
        config: its settings, by their present names.
        value: what it reads.
        weights: its arrays, in the file's order and layout.
        major: Keras's major version that wrote the file.
        backend: Keras's backend that trained the model; "" if not known.
        name: name of the new layer.
    """

    kind: str
    config: dict[str, Any]
    value: Value
    weights: list[np.ndarray]
    major: int
    backend: str
    name: str


class Built(NamedTuple):
    """A layer of Keras 3.

    Attributes:
        layer: the layer; None if it changes nothing.
        single: as in `Value`, of its output.
        weights: in its own order and layout.
    """

    layer: Any
    single: int | None
    weights: list[np.ndarray]


def activation(name: Any) -> Any:
    """An activation that means the same in Keras 3, by its name in a file.

    Raises:
        Unreadable: it is not known.
    """
    if name is None:
        return "linear"
    if name == "hard_sigmoid":
        return hard_sigmoid_of_keras2
    if not isinstance(name, str) or name not in ACTIVATIONS:
        shown = name.get("class_name", name) if isinstance(name, dict) else name
        raise Unreadable(f"has the activation '{shown}', which is not known")
    return name
