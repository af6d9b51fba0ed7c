"""Build layers of Keras 3 from the settings and weights of Keras 1's and 2's: an allow-list.

A picture whose height or width is one is a sequence, and its layers become those of sequences.
"""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
from keras import layers

from bindery.exchange.foreign_recurrent import RECURRENT, bidirectional, recurrent_layer
from bindery.exchange.foreign_settings import (
    class_of,
    convolution,
    first_axis,
    other_axis,
    settings_of,
)
from bindery.exchange.foreign_values import Built, Given, Unreadable, Value, activation

# Layers that do nothing when a trained model predicts.
IDLE = frozenset(
    "Dropout SpatialDropout1D SpatialDropout2D GaussianDropout GaussianNoise AlphaDropout "
    "ActivityRegularization InputLayer".split()
)
MERGES = {
    "Add": layers.Add,
    "Average": layers.Average,
    "Maximum": layers.Maximum,
    "Multiply": layers.Multiply,
    "Concatenate": layers.Concatenate,
}
# Keras 1's layer `Merge` by its mode.
MODES = {
    "sum": "Add",
    "ave": "Average",
    "max": "Maximum",
    "mul": "Multiply",
    "concat": "Concatenate",
}
POOLS = {
    "MaxPooling1D": layers.MaxPooling1D,
    "MaxPooling2D": layers.MaxPooling1D,
    "AveragePooling1D": layers.AveragePooling1D,
    "AveragePooling2D": layers.AveragePooling1D,
}
GLOBAL = {
    "GlobalMaxPooling1D": layers.GlobalMaxPooling1D,
    "GlobalMaxPooling2D": layers.GlobalMaxPooling1D,
    "GlobalAveragePooling1D": layers.GlobalAveragePooling1D,
    "GlobalAveragePooling2D": layers.GlobalAveragePooling1D,
}
# Layers that may be applied to each position of a sequence by TimeDistributed.
AT_EACH = frozenset(("Dense", "Activation", *IDLE))


def merged(kind: str, config: dict[str, Any], values: Sequence[Value], name: str) -> Value | None:
    """The output of a layer of several inputs; None if it is of another class.

    Raises:
        Unreadable: its inputs have several shapes, or it joins them in an unknown way.
    """
    if kind == "Merge":
        kind = MODES.get(str(config.get("mode")), "")
    if kind not in MERGES:
        return None
    return _merged(kind, config, values, name)


def built(given: Given) -> Value:
    """The output of a layer of one input.

    Raises:
        Unreadable: the layer is none of the allow-list, or has settings or weights that do not fit.
    """
    if given.kind in IDLE:
        return given.value
    builder = BUILDERS.get(given.kind)
    if builder is None:
        raise Unreadable(f"is of class '{given.kind}', which cannot be imported")
    if given.config.get("data_format") == "channels_first":
        raise Unreadable("has its channels first, which cannot be imported")
    try:
        found = builder(given)
    except KeyError as error:
        raise Unreadable(f"has no setting {error}") from error
    if found.layer is None:
        return Value(given.value.tensor, found.single)
    try:
        output = found.layer(given.value.tensor)
        found.layer.set_weights(found.weights)
    except ValueError as error:
        shapes = ", ".join(str(one.shape) for one in given.weights) or "none"
        raise Unreadable(f"has weights ({shapes}) that do not fit its settings") from error
    return Value(output, found.single if len(output.shape) == 3 else None)


def _merged(kind: str, config: dict, values: Sequence[Value], name: str) -> Value:
    single, rank = values[0].single, len(values[0].tensor.shape)
    if any((one.single, len(one.tensor.shape)) != (single, rank) for one in values):
        raise Unreadable("merges tensors of several shapes")
    more: dict[str, Any] = {}
    if kind == "Concatenate":
        axis = int(config.get("axis", config.get("concat_axis", -1)))
        whole = rank + (single is not None)
        axis %= whole
        if single is not None and axis == single:
            raise Unreadable("joins pictures along the axis of length one")
        more["axis"] = axis - (single is not None and axis > single)
    return Value(MERGES[kind](name=name, **more)([one.tensor for one in values]), single)


def _convolution(given: Given) -> Built:
    single = given.value.single
    if (given.kind == "Conv2D") != (single is not None):
        raise Unreadable(f"is of class '{given.kind}', which does not fit what it reads")
    if int(given.config.get("groups", 1)) != 1:
        raise Unreadable("has groups, which cannot be imported")
    width = first_axis(given.config["kernel_size"], single)
    if single is not None and other_axis(given.config["kernel_size"], single) != 1:
        raise Unreadable("has a kernel higher than one, which cannot be imported")
    try:
        own = convolution(given.weights, given.major, given.backend, single, width)
    except ValueError as error:
        raise Unreadable(f"has weights that do not fit its settings: {error}") from error
    layer = layers.Conv1D(
        int(given.config["filters"]),
        width,
        strides=first_axis(given.config.get("strides"), single),
        padding=given.config.get("padding", "valid"),
        dilation_rate=first_axis(given.config.get("dilation_rate"), single),
        activation=activation(given.config.get("activation")),
        use_bias=bool(given.config.get("use_bias", True)),
        name=given.name,
    )
    return Built(layer, single, own)


def _dense(given: Given) -> Built:
    units, bias = int(given.config["units"]), bool(given.config.get("use_bias", True))
    own = layers.Dense(
        units, activation=activation(given.config.get("activation")), use_bias=bias, name=given.name
    )
    return Built(own, given.value.single, given.weights)


def _pool(given: Given) -> Built:
    if given.kind.endswith("2D") != (given.value.single is not None):
        raise Unreadable(f"is of class '{given.kind}', which does not fit what it reads")
    size = given.config["pool_size"]
    if given.value.single is not None and other_axis(size, given.value.single) != 1:
        raise Unreadable("pools along the axis of length one")
    width = first_axis(size, given.value.single)
    strides = first_axis(given.config.get("strides"), given.value.single, width)
    padding = given.config.get("padding", "valid")
    return Built(
        POOLS[given.kind](width, strides=strides, padding=padding, name=given.name),
        given.value.single,
        [],
    )


def _global(given: Given) -> Built:
    if given.config.get("keepdims"):
        raise Unreadable("keeps the axes that it pools, which cannot be imported")
    return Built(GLOBAL[given.kind](name=given.name), None, [])


def _normalisation(given: Given) -> Built:
    axis = given.config.get("axis", -1)
    axis = axis[0] if isinstance(axis, (list, tuple)) else axis
    rank = len(given.value.tensor.shape) + (given.value.single is not None)
    if int(axis) % rank != rank - 1 or int(given.config.get("mode", 0)) != 0:
        raise Unreadable("normalises along another axis than the channels")
    layer = layers.BatchNormalization(
        epsilon=float(given.config.get("epsilon", 1e-3)),
        center=bool(given.config.get("center", True)),
        scale=bool(given.config.get("scale", True)),
        name=given.name,
    )
    return Built(layer, given.value.single, given.weights)


def _activated(given: Given) -> Built:
    layer: keras.layers.Layer
    if given.kind == "LeakyReLU":
        slope = float(given.config.get("alpha", given.config.get("negative_slope", 0.3)))
        layer = layers.LeakyReLU(negative_slope=slope, name=given.name)
    elif given.kind == "ELU":
        layer = layers.ELU(alpha=float(given.config.get("alpha", 1.0)), name=given.name)
    elif given.kind == "Softmax":
        layer = layers.Activation("softmax", name=given.name)
    elif given.kind == "ReLU":
        if (
            given.config.get("max_value")
            or given.config.get("threshold")
            or given.config.get("negative_slope")
        ):
            raise Unreadable("is a ReLU with limits, which cannot be imported")
        layer = layers.Activation("relu", name=given.name)
    else:
        layer = layers.Activation(activation(given.config.get("activation")), name=given.name)
    return Built(layer, given.value.single, [])


def _padded(given: Given) -> Built:
    padding = given.config.get("padding", 1)
    if given.kind == "ZeroPadding2D":
        if given.value.single is None or not isinstance(padding, (list, tuple)):
            raise Unreadable("pads in a way that cannot be imported")
        if any(np.ravel(padding[given.value.single - 1])):
            raise Unreadable("pads the axis of length one")
        padding = padding[2 - given.value.single]
    elif given.value.single is not None:
        raise Unreadable("reads a picture")
    pair = padding if isinstance(padding, (list, tuple)) else (padding, padding)
    return Built(
        layers.ZeroPadding1D((int(pair[0]), int(pair[-1])), name=given.name), given.value.single, []
    )


def _flat(given: Given) -> Built:
    return Built(layers.Flatten(name=given.name), None, [])


def _reshaped(given: Given) -> Built:
    """A new shape; one that adds or removes an axis of length one changes no tensor."""
    own = tuple(given.value.tensor.shape[1:])
    wanted = [int(one) for one in given.config["target_shape"]]
    if wanted.count(-1) == 1:
        wanted[wanted.index(-1)] = int(np.prod(own)) // -int(np.prod(wanted))
    target = tuple(wanted)
    if len(target) == 3 and len(own) == 2:
        for single in (2, 1):
            if target[single - 1] == 1 and target[: single - 1] + target[single:] == own:
                return Built(None, single, [])
    if target == own:
        return Built(None, None, [])
    if len(target) > 2:
        raise Unreadable(f"makes tensors of shape {target}, which cannot be imported")
    return Built(layers.Reshape(target, name=given.name), None, [])


def _permuted(given: Given) -> Built:
    if given.value.single is not None:
        raise Unreadable("reads a picture")
    return Built(
        layers.Permute(tuple(int(one) for one in given.config["dims"]), name=given.name), None, []
    )


def _at_each(given: Given) -> Built:
    """A layer within TimeDistributed, which acts on the last axis anyway."""
    inner = given.config["layer"]
    kind = class_of(inner["class_name"])
    if kind not in AT_EACH or given.value.single is not None:
        raise Unreadable(f"applies a '{kind}' to each position, which cannot be imported")
    if kind in IDLE:
        return Built(None, None, [])
    config = settings_of(inner["config"], given.major)
    return BUILDERS[kind](given._replace(kind=kind, config=config))


BUILDERS: dict[str, Callable[[Given], Built]] = {
    "Conv1D": _convolution,
    "Conv2D": _convolution,
    "Dense": _dense,
    **dict.fromkeys(POOLS, _pool),
    **dict.fromkeys(GLOBAL, _global),
    "BatchNormalization": _normalisation,
    **dict.fromkeys(("Activation", "LeakyReLU", "ELU", "Softmax", "ReLU"), _activated),
    **dict.fromkeys(RECURRENT, recurrent_layer),
    "Bidirectional": bidirectional,
    "TimeDistributed": _at_each,
    "ZeroPadding1D": _padded,
    "ZeroPadding2D": _padded,
    "Flatten": _flat,
    "Reshape": _reshaped,
    "Permute": _permuted,
}
