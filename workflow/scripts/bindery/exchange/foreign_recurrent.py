"""Build recurrent layers of Keras 3 from those of Keras 1 and 2."""

from typing import Any

import keras
from keras import layers

from bindery.exchange.foreign_settings import class_of, recurrent, settings_of
from bindery.exchange.foreign_values import Built, Given, Unreadable, activation

RECURRENT = {"LSTM": layers.LSTM, "GRU": layers.GRU, "SimpleRNN": layers.SimpleRNN}


def recurrent_layer(given: Given) -> Built:
    """One recurrent layer, of one direction."""
    if given.value.single is not None:
        raise Unreadable("reads a picture")
    layer = _cell(given.kind, given.config, given.name)
    return Built(layer, None, recurrent(given.weights, given.kind, given.major))


def bidirectional(given: Given) -> Built:
    """A recurrent layer of both directions; the file has the forward one's weights first."""
    inner = given.config["layer"]
    kind = class_of(inner["class_name"])
    if given.value.single is not None or kind not in RECURRENT or "backward_layer" in given.config:
        raise Unreadable(f"reads both ways by '{kind}', which cannot be imported")
    config, half = settings_of(inner["config"], given.major), len(given.weights) // 2
    weights = [
        *recurrent(given.weights[:half], kind, given.major),
        *recurrent(given.weights[half:], kind, given.major),
    ]
    mode = given.config.get("merge_mode", "concat")
    if mode not in ("concat", "sum", "mul", "ave"):
        raise Unreadable(f"has merge mode '{mode}', which cannot be imported")
    cell = _cell(kind, config, f"{given.name}_cell")
    return Built(layers.Bidirectional(cell, merge_mode=mode, name=given.name), None, weights)


def _cell(kind: str, config: dict, name: str) -> keras.layers.Layer:
    more: dict[str, Any] = {}
    if kind != "SimpleRNN":
        more["recurrent_activation"] = activation(
            config.get("recurrent_activation", "hard_sigmoid")
        )
    if kind == "GRU":
        more["reset_after"] = bool(config.get("reset_after", False))
    if config.get("stateful"):
        raise Unreadable("keeps its state between batches, which cannot be imported")
    return RECURRENT[kind](
        int(config["units"]),
        activation=activation(config.get("activation", "tanh")),
        use_bias=bool(config.get("use_bias", True)),
        return_sequences=bool(config.get("return_sequences", False)),
        go_backwards=bool(config.get("go_backwards", False)),
        name=name,
        **more,
    )
