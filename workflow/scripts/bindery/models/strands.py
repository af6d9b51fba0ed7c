"""Turn a network of one strand's bases into a model of codes that reads both strands.

An architecture describes one strand as layers over one-hot bases. Here it becomes a model of codes
that gives a sequence and its reverse complement the same score.
"""

from collections.abc import Callable
from typing import Any

import keras
from keras import layers

from bindery.models.layers import BasesAndStructure, OneHot, ReverseComplement


def over_codes(
    window: int,
    body: Callable[[Any], Any],
    name: str,
    *,
    both_strands: bool,
    larger: bool = False,
    structure: int = 0,
) -> keras.Model:
    """A model of codes, from a network of one strand's bases.

    Args:
        window: bases in a sequence.
        body: the network, from bases, floats, shape (batch, window, 4), to scores, shape
            (batch, outputs).
        name: name of the model.
        both_strands: whether both strands are read; otherwise only the given strand is.
        larger: whether the score is the larger one of both strands, and not their mean, which most
            authors use.
        structure: channels of secondary structure, which follow the bases; 0 for none.

    Returns:
        Model: codes, uint8, shape (batch, window) -> scores, float32, shape (batch, outputs). With
        structure it takes floats, shape (batch, window, 1 + structure), codes first.

    Raises:
        ValueError: both strands are to be read, and structure is of one.
    """
    if structure:
        if both_strands:
            raise ValueError("structure is of one strand; set both_strands to false")
        return _over_structure(window, body, name, structure)
    one = keras.Input((window,), dtype="int32")
    strand = keras.Model(one, body(OneHot(name="bases")(one)), name="strand")
    return over_strands(strand, name, both_strands=both_strands, larger=larger)


def _over_structure(
    window: int, body: Callable[[Any], Any], name: str, channels: int
) -> keras.Model:
    """A model of codes and structure of one strand."""
    read = keras.Input((window, 1 + channels), dtype="float32")
    strand = keras.Model(read, body(BasesAndStructure(name="bases")(read)), name="strand")
    given = keras.Input((window, 1 + channels), dtype="float32", name="sequence")
    scores = layers.Activation("linear", dtype="float32", name="one_strand")(strand(given))
    return keras.Model(given, scores, name=name)


def over_strands(
    strand: keras.Model, name: str, *, both_strands: bool, larger: bool = False
) -> keras.Model:
    """A model of codes, from a model of one strand.

    Args:
        strand: from codes, int32, shape (batch, window), to scores, shape (batch, outputs).
        name: see `over_codes`, as the following arguments and the returned model.
        both_strands: see there.
        larger: see there.
    """
    codes = keras.Input((strand.input_shape[1],), dtype="uint8", name="sequence")
    if both_strands:
        other = strand(ReverseComplement(name="other_strand")(codes))
        merge = layers.Maximum if larger else layers.Average
        scores = merge(dtype="float32", name="of_both_strands")([strand(codes), other])
    else:
        scores = layers.Activation("linear", dtype="float32", name="one_strand")(strand(codes))
    return keras.Model(codes, scores, name=name)
