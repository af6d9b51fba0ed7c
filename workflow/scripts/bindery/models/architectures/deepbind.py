"""DeepBind: one layer of motif detectors, the best match of each, and a small head."""

from typing import Literal

import keras
from keras import layers

from bindery.models.layers import OneHot, PadUnknown, ReverseComplement


def build(
    window: int,
    *,
    detectors: int = 16,
    width: int = 24,
    pooling: Literal["max", "max_average"] = "max",
    hidden: int = 0,
    dropout: float = 0.5,
    detector_l1: float = 0.0,
    head_l1: float = 0.0,
    detector_scale: float = 0.02,
    head_scale: float = 0.1,
    both_strands: bool = True,
) -> keras.Model:
    """DeepBind (Alipanahi, Delong, Weirauch, Frey, Nat Biotechnol 2015).

    The layers: detectors over the sequence, which is padded with unknown bases so that a site may
    reach over its edge; ReLU; the maximum over positions; dropout; an optional hidden layer; one
    score. Both strands use the same weights and the larger score counts, so a sequence and its
    reverse complement have the same score. With the defaults it has 1,569 parameters, with
    hidden=32 it has 2,129.

    Differences from the paper: the scale of the detectors' first weights lets Adam train them in a
    few epochs (the paper calibrates it between 1e-7 and 1e-3), and dropout is on.

    Args:
        window: bases in a sequence.
        detectors: number of motif detectors.
        width: bases that a detector spans.
        pooling: `max`, or `max_average`, which adds the mean over positions (the paper's choice for
            RNA).
        hidden: units of the hidden layer, 0 for none.
        dropout: share of pooled features dropped in training.
        detector_l1: L1 decay of the detectors.
        head_l1: L1 decay of the dense layers.
        detector_scale: standard deviation of the detectors' first weights.
        head_scale: standard deviation of the dense layers' first weights.
        both_strands: whether the reverse complement is read too; false for RNA.

    Returns:
        Model `deepbind`: codes, uint8, shape (batch, window) -> a score, such as the log-odds of
        binding, float32, shape (batch, 1).

    Raises:
        ValueError: the pooling is unknown.
    """
    if pooling not in ("max", "max_average"):
        raise ValueError(f"pooling is max or max_average, not {pooling}")
    codes = keras.Input((window,), dtype="int32")
    found = layers.Conv1D(
        detectors,
        width,
        activation="relu",
        kernel_initializer=keras.initializers.RandomNormal(stddev=detector_scale),
        kernel_regularizer=keras.regularizers.L1(detector_l1) if detector_l1 else None,
        name="detectors",
    )(OneHot(name="bases")(PadUnknown(width - 1, name="pad")(codes)))
    features = layers.GlobalMaxPooling1D(name="best_match")(found)
    if pooling == "max_average":
        average = layers.GlobalAveragePooling1D(name="average_match")(found)
        features = layers.Concatenate(name="matches")([features, average])
    features = layers.Dropout(dropout, name="dropout")(features)
    for units, name in ((hidden, "hidden"), (1, "score")):
        if units:
            features = layers.Dense(
                units,
                activation="relu" if name == "hidden" else None,
                kernel_initializer=keras.initializers.RandomNormal(stddev=head_scale),
                kernel_regularizer=keras.regularizers.L1(head_l1) if head_l1 else None,
                name=name,
            )(features)
    strand = keras.Model(codes, features, name="strand")
    codes = keras.Input((window,), dtype="uint8", name="sequence")
    scores = [strand(codes)]
    if both_strands:
        scores.append(strand(ReverseComplement(name="other_strand")(codes)))
        larger = layers.Maximum(dtype="float32", name="larger_strand")(scores)
    else:
        larger = layers.Activation("linear", dtype="float32", name="one_strand")(scores[0])
    return keras.Model(codes, larger, name="deepbind")
