"""What published models leave out and an experiment needs: codes in, and both strands.

An architecture describes one strand as layers over one-hot bases; here it becomes a model of
codes whose score does not depend on which strand was written down.
"""

from collections.abc import Callable
from typing import Any

import keras
from keras import layers

from bindery.models.layers import OneHot, ReverseComplement


def over_codes(
    window: int,
    body: Callable[[Any], Any],
    name: str,
    *,
    both_strands: bool,
    larger: bool = False,
) -> keras.Model:
    """A model of codes, from what a network makes of one strand's bases.

    Args:
        window: bases in a sequence.
        body: from bases, floats, shape (batch, window, 4), to scores, shape (batch, outputs).
        name: of the model.
        both_strands: whether the score is that of both strands; else the strand as written counts
            alone.
        larger: whether it is the larger of their scores, not the mean, as most authors predict.

    Returns:
        Model: codes, uint8, shape (batch, window) -> scores, float32, shape (batch, outputs).
    """
    one = keras.Input((window,), dtype="int32")
    strand = keras.Model(one, body(OneHot(name="bases")(one)), name="strand")
    codes = keras.Input((window,), dtype="uint8", name="sequence")
    if both_strands:
        other = strand(ReverseComplement(name="other_strand")(codes))
        merge = layers.Maximum if larger else layers.Average
        scores = merge(dtype="float32", name="of_both_strands")([strand(codes), other])
    else:
        scores = layers.Activation("linear", dtype="float32", name="one_strand")(strand(codes))
    return keras.Model(codes, scores, name=name)
