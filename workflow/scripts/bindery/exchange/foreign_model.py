"""Build our model from another project's layers and weights, with equal predictions.

It reads codes as all our models do, in the order A C G T. Where its first layer is a convolution,
that layer's weights are put into our order and it becomes the layer `detectors`, so that
interpretation works as for our own models.
"""

from os import PathLike
from typing import Any, NamedTuple

import keras
import numpy as np

from bindery.alphabet import BASES
from bindery.errors import InputError
from bindery.exchange.foreign_files import ForeignFile
from bindery.exchange.foreign_graph import Graph, Node, graph_of
from bindery.exchange.foreign_layers import built, merged
from bindery.exchange.foreign_settings import class_of, convolution, first_axis, settings_of
from bindery.exchange.foreign_values import Given, Unreadable, Value
from bindery.models.foreign import QUARTER, ZERO, Channels
from bindery.models.strands import over_codes
from bindery.targets.kinds import kind_of

CONVOLUTIONS = ("Conv1D", "Conv2D")
# Axes of a row of scores for each sequence.
ROW_OF_SCORES = 2


class Wanted(NamedTuple):
    """How another project's model is to be read.

    Attributes:
        bases: a letter for each channel of its input, see `Channels`.
        unknown: what an unknown base is to it, see `Channels`.
        target: kind of target. Of classes, the scores are log-odds: the last sigmoid is left out.
        window: bases that it reads, if its file leaves that open; else None.
    """

    bases: str
    unknown: str
    target: str
    window: int | None = None


def build_foreign(foreign: ForeignFile, wanted: Wanted, file: str | PathLike) -> keras.Model:
    """Our model of another project's.

    Args:
        foreign: its layers and weights.
        wanted: see `Wanted`.
        file: its file, for errors.

    Returns:
        From codes, uint8, shape (batch, window), to scores, float32, shape (batch, outputs).

    Raises:
        InputError: the order of bases does not fit, or a layer cannot be imported.
    """
    check_order(wanted, file)
    graph = graph_of(foreign.config, file)
    window, single = _input_shape(graph.nodes[0], wanted, file)
    builder = _Builder(foreign, graph, wanted, file)
    return over_codes(
        window, lambda bases: builder.scores(bases, single), "imported", both_strands=False
    )


def check_order(wanted: Wanted, file: str | PathLike) -> None:
    """Raise InputError unless the order has each base once, and has the unknown's channel."""
    order = wanted.bases
    if len(set(order)) != len(order) or not set(BASES) <= set(order):
        raise InputError(
            f"the order of bases '{order}' does not have each of {BASES} once",
            file=file,
            remedy="give a letter for each channel: ATGC, or ATGCP with one for padding",
        )
    if wanted.unknown not in (QUARTER, ZERO) and (
        wanted.unknown in BASES or wanted.unknown not in order
    ):
        raise InputError(
            f"an unknown base cannot be '{wanted.unknown}'",
            file=file,
            remedy=f"give {QUARTER}, {ZERO}, or the letter of another channel of --bases",
        )


def _input_shape(node: Node, wanted: Wanted, file: str | PathLike) -> tuple[int, int | None]:
    """The window, and the number of the axis of length one if the input is a picture."""
    shape = node.config.get("batch_input_shape", node.config.get("batch_shape")) or []
    sizes = [None if one is None else int(one) for one in shape[1:]]
    single = None
    if len(sizes) == 3 and 1 in sizes[:2]:
        single = 2 if sizes[1] == 1 else 1
        sizes.pop(single - 1)
    if len(sizes) != 2 or sizes[1] != len(wanted.bases):
        raise InputError(
            f"the model reads arrays of shape {tuple(shape[1:])}, and '{wanted.bases}' names "
            f"{len(wanted.bases)} channels",
            file=file,
            remedy="give a letter for each channel; the shape must be (bases, channels), or have a "
            "third axis of length one",
        )
    window = sizes[0] or wanted.window
    if not window or (wanted.window and wanted.window != window):
        raise InputError(
            f"the model reads {sizes[0] or 'any number of'} bases",
            file=file,
            remedy="give --window" if not window else f"leave --window out, or give {window}",
        )
    return window, single


class _Builder:
    """Builds the layers of a graph, each with its weights."""

    def __init__(
        self, foreign: ForeignFile, graph: Graph, wanted: Wanted, file: str | PathLike
    ) -> None:
        self.foreign, self.graph, self.wanted, self.file = foreign, graph, wanted, file
        self.weights = _by_layer(foreign, graph)
        readers = [n for n, node in enumerate(graph.nodes) if 0 in node.inputs]
        # A convolution that alone reads the bases takes them in our order.
        self.first = (
            readers[0]
            if len(readers) == 1
            and class_of(graph.nodes[readers[0]].kind) in CONVOLUTIONS
            and wanted.unknown == QUARTER
            else None
        )

    def scores(self, bases: Any, single: int | None) -> Any:
        """The scores, symbolic, of bases, symbolic, shape (batch, window, 4)."""
        channels = bases
        if self.first is None and (self.wanted.bases, self.wanted.unknown) != (BASES, QUARTER):
            channels = Channels(self.wanted.bases, self.wanted.unknown, name="channels")(bases)
        values = {0: Value(channels, single)}
        for number, node in enumerate(self.graph.nodes[1:], 1):
            values[number] = self._value(number, node, values)
        ends = []
        for number in self.graph.outputs:
            tensor = values[number].tensor
            if len(tensor.shape) != ROW_OF_SCORES:
                raise InputError(
                    f"the model's output has shape {tuple(tensor.shape[1:])}, and only a row of "
                    "scores for each sequence can be imported",
                    file=self.file,
                )
            ends.append(tensor)
        return ends[0] if len(ends) == 1 else keras.layers.Concatenate(name="outputs")(ends)

    def _value(self, number: int, node: Node, values: dict[int, Value]) -> Value:
        kind = class_of(node.kind)
        name = "detectors" if number == self.first else f"layer_{number}"
        try:
            if not isinstance(node.config, dict) or kind in ("Sequential", "Model", "Functional"):
                raise Unreadable("is a model within the model, which cannot be imported")
            config = settings_of(node.config, self.foreign.major)
            inputs = [values[one] for one in node.inputs]
            joined = merged(kind, config, inputs, name)
            if joined is not None:
                return joined
            if len(inputs) != 1:
                raise Unreadable(f"is of class '{node.kind}', which cannot be imported")
            weights, origin = self.weights.get(node.layer, []), self.foreign
            given = Given(kind, config, inputs[0], weights, origin.major, origin.backend, name)
            if number == self.first:
                given = _reordered(given, self.wanted.bases)
            if number in self.graph.outputs:
                given = _without_sigmoid(given, self.wanted.target)
            return built(given)
        except Unreadable as error:
            raise InputError(f"layer '{node.layer}' {error}", file=self.file) from error


def _reordered(given: Given, order: str) -> Given:
    """A first convolution whose kernel has the channels A C G T alone, in our layout."""
    width = first_axis(given.config.get("kernel_size"), given.value.single)
    try:
        kernel, *others = convolution(
            given.weights, given.major, given.backend, given.value.single, width
        )
    except ValueError as error:
        raise Unreadable(f"has weights that do not fit its settings: {error}") from error
    if kernel.shape[1] != len(order):
        raise Unreadable(f"reads {kernel.shape[1]} channels, and '{order}' names {len(order)}")
    own = np.ascontiguousarray(kernel[:, [order.index(base) for base in BASES]])
    if given.value.single is not None:
        own = np.expand_dims(own, given.value.single - 1)
    # In our layout there is nothing left to turn.
    return given._replace(weights=[own, *others], backend="", major=2)


def _without_sigmoid(given: Given, target: str) -> Given:
    """The last layer, which for classes gives log-odds in place of probabilities."""
    if not kind_of(target).binary:
        return given
    name = given.config.get("activation")
    if given.kind not in ("Dense", "Activation") or name != "sigmoid":
        raise Unreadable(
            "ends the model without a sigmoid, so its outputs are no probabilities; give --target "
            "intensity to keep them as they are"
        )
    return given._replace(config=given.config | {"activation": "linear"})


def _by_layer(foreign: ForeignFile, graph: Graph) -> dict[str, list[np.ndarray]]:
    """The arrays of each layer; those of an npz without layers' names are given out in order."""
    if set(foreign.weights) != {""}:
        return foreign.weights
    found: dict[str, list[np.ndarray]] = {}
    left = list(foreign.weights[""])
    for node in graph.nodes:
        count = _count(node, foreign.major)
        if node.layer not in found:
            found[node.layer], left = left[:count], left[count:]
    return found


def _count(node: Node, major: int) -> int:
    """The number of a layer's arrays in the present layout."""
    kind = class_of(node.kind)
    config = settings_of(node.config, major) if isinstance(node.config, dict) else {}
    if kind in ("Bidirectional", "TimeDistributed"):
        inner = config["layer"]
        own = _count(Node("", inner["class_name"], inner["config"], ()), major)
        return own * (2 if kind == "Bidirectional" else 1)
    bias = bool(config.get("use_bias", True))
    if kind == "BatchNormalization":
        return 2 + bool(config.get("center", True)) + bool(config.get("scale", True))
    if kind in ("LSTM", "GRU", "SimpleRNN"):
        return 2 + bias
    return 1 + bias if kind in ("Conv1D", "Conv2D", "Dense") else 0
