"""The layers of a Keras 1 or 2 model as a list, each with the layers that it reads."""

from collections.abc import Sequence
from os import PathLike
from typing import Any, NamedTuple

from bindery.errors import InputError


class Node(NamedTuple):
    """One use of a layer.

    Attributes:
        layer: name of the layer in the file.
        kind: its class.
        config: its settings.
        inputs: numbers of the nodes that it reads; empty for the input.
    """

    layer: str
    kind: str
    config: dict[str, Any]
    inputs: tuple[int, ...]


class Graph(NamedTuple):
    """A model: its nodes, each after those that it reads, and the numbers of its outputs.

    The first node is the input, whose `config` has `batch_input_shape`.
    """

    nodes: list[Node]
    outputs: tuple[int, ...]


def graph_of(model: dict[str, Any], file: str | PathLike) -> Graph:
    """The nodes of a model, `class_name` and `config` as Keras wrote them.

    Raises:
        InputError: it is no Sequential or functional model, has a model within, several inputs, or
            an input of unknown shape.
    """
    kind, config = model["class_name"], model["config"]
    if kind == "Sequential":
        layers = config["layers"] if isinstance(config, dict) else config
        return _sequential(layers, config, file)
    if kind in ("Model", "Functional"):
        return _functional(config, file)
    raise InputError(
        f"a model of class '{kind}' cannot be imported",
        file=file,
        remedy="Sequential and functional models of Keras 1 and 2 can",
    )


def _sequential(layers: Sequence[dict], config: Any, file: str | PathLike) -> Graph:
    if not layers:
        raise InputError("the model has no layers", file=file)
    first = layers[0]["config"]
    shape = first.get("batch_input_shape", first.get("batch_shape"))
    if shape is None and isinstance(config, dict):
        shape = config.get("build_input_shape")
    if shape is None and first.get("input_dim") is not None:
        # Keras 1's short form.
        shape = [None, first.get("input_length"), first["input_dim"]]
    nodes = [Node("", "InputLayer", {"batch_input_shape": shape}, ())]
    for layer in layers:
        if layer["class_name"] == "InputLayer":
            continue
        own = layer["config"]
        name = own.get("name", "") if isinstance(own, dict) else ""
        nodes.append(Node(name, layer["class_name"], own, (len(nodes) - 1,)))
    return Graph(nodes, (len(nodes) - 1,))


def _functional(config: dict[str, Any], file: str | PathLike) -> Graph:
    """A functional model; a layer that is used several times becomes several nodes."""
    if len(config["input_layers"]) != 1:
        raise InputError(
            f"the model has {len(config['input_layers'])} inputs, and one of sequences is needed",
            file=file,
        )
    layers = {layer["name"]: layer for layer in config["layers"]}
    nodes: list[Node] = []
    found: dict[tuple[str, int], int] = {}

    def number_of(name: str, use: int) -> int:
        """The number of the node of a layer's use, after all that it reads."""
        if (name, use) in found:
            return found[name, use]
        layer = layers[name]
        uses = layer["inbound_nodes"]
        reads = [] if not uses else [number_of(one[0], int(one[1])) for one in uses[use]]
        nodes.append(Node(name, layer["class_name"], layer["config"], tuple(reads)))
        found[name, use] = len(nodes) - 1
        return found[name, use]

    try:
        first = config["input_layers"][0]
        number_of(first[0], 0)
        ends = tuple(number_of(one[0], int(one[1])) for one in config["output_layers"])
    except (KeyError, IndexError, TypeError, RecursionError) as error:
        raise InputError("the model's layers cannot be followed", file=file) from error
    return Graph(nodes, ends)
