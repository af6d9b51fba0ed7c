"""A network of many tasks: motif detectors and dilated convolutions that see a thousand bases."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers

from bindery.errors import InputError
from bindery.models.layers import OneHot
from bindery.models.strands import over_codes

# Positions that a convolution of each block spans.
SPAN = 3
# Pooled positions on each side of the middle in which a detector's best match is a feature.
NEAR = 10


def receptive_field(settings: dict) -> int:
    """Bases that one set of features depends on, by settings of `build`."""
    chosen = _chosen(settings)
    return chosen["width"] - 1 + chosen["pool"] * (1 + (SPAN - 1) * sum(chosen["dilations"]))


def spacing(settings: dict) -> int:
    """Bases from one set of features to the next in a stretch, by settings of `build`."""
    return _chosen(settings)["pool"]


def _chosen(settings: dict) -> dict:
    """All settings of `build`: those given, else their defaults."""
    return {**(build.__kwdefaults__ or {}), **settings}


def _block(found: Any, channels: int, dilation: int, dropout: float, number: int) -> Any:
    """A residual block of a dilated convolution that gives up `dilation` positions at each end."""
    wider = layers.LayerNormalization(name=f"normal_{number}")(found)
    wider = layers.Conv1D(
        channels, SPAN, dilation_rate=dilation, activation="gelu", name=f"dilated_{number}"
    )(wider)
    wider = layers.Dense(channels, name=f"mixed_{number}")(wider)
    wider = layers.Dropout(dropout, name=f"dropout_{number}")(wider)
    return layers.Add(name=f"sum_{number}")(
        [layers.Cropping1D(dilation, name=f"middle_{number}")(found), wider]
    )


def _middle(found: Any, lost: int, name: str) -> Any:
    """Positions without `lost` ones at each end."""
    return layers.Cropping1D(lost, name=name)(found) if lost else found


def _features(
    bases: Any,
    *,
    detectors: int,
    width: int,
    pool: int,
    channels: int,
    dilations: Sequence[int],
    near: int,
    dropout: float,
) -> Any:
    """Features of each position, `pool` bases apart, shape (batch, positions, features)."""
    found = layers.Conv1D(detectors, width, activation="relu", name="detectors")(bases)
    best = layers.MaxPooling1D(pool, name="best_match")(found)
    average = layers.AveragePooling1D(pool, name="average_match")(found)
    reduced = layers.Dense(channels, name="reduced")(
        layers.Concatenate(name="matches")([best, average])
    )
    trunk, inner = reduced, reduced
    for number, dilation in enumerate(dilations, 1):
        trunk = _block(trunk, channels, dilation, dropout, number)
        inner = trunk if number == near else inner
    lost = sum(dilations)
    closer = _middle(best, lost - min(lost, NEAR), "near_matches")
    return layers.Concatenate(name="features")(
        [
            layers.LayerNormalization(name="normal")(trunk),
            layers.AveragePooling1D(1 + 2 * lost, strides=1, name="surroundings")(reduced),
            layers.LayerNormalization(name="near_normal")(
                _middle(inner, lost - sum(dilations[:near]), "near")
            ),
            layers.MaxPooling1D(1 + 2 * min(lost, NEAR), strides=1, name="near_best_match")(closer),
        ]
    )


def build(
    window: int,
    *,
    detectors: int = 128,
    width: int = 15,
    pool: int = 10,
    channels: int = 96,
    dilations: Sequence[int] = (1, 2, 4, 8, 16, 16, 1),
    near: int = 3,
    dropout: float = 0.25,
    outputs: int = 1,
    both_strands: bool = True,
) -> keras.Model:
    """Bindery's network of many tasks.

    The layers: motif detectors with ReLU; the maximum and the mean of each over `pool` positions; a
    dense layer; residual blocks (layer normalisation, dilated convolution, GELU, dense layer). The
    features are the normalised values of the last block in the middle, which know sites and their
    order far around; the mean of the dense layer over all that the blocks see, which knows the
    composition; the normalised values of an early block, and each detector's best match nearby,
    which know the site itself. Then one score for each task. No convolution is padded, so a window
    has exactly the scores of its place in a longer stretch (see `stretches`). With the defaults it
    sees 984 bases and has 293,600 parameters, and 417 for each task.

    Args:
        window: bases in a sequence, at least the receptive field; if there are more, the features'
            mean over all positions is taken.
        detectors: number of motif detectors.
        width: bases that a detector spans.
        pool: positions of which maximum and mean are taken, and the step.
        channels: values of each layer after them.
        dilations: dilation of each block, in pooled positions.
        near: number of the block whose values are features too, from 1.
        dropout: share of values dropped in training, in each block and of the features.
        outputs: number of tasks.
        both_strands: whether the score is the mean of both strands.

    Returns:
        Model `multitask`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).

    Raises:
        InputError: the window is shorter than the receptive field.
    """
    field = receptive_field({"width": width, "pool": pool, "dilations": dilations})
    if window < field:
        raise InputError(
            f"'multitask' with these settings sees {field} bases, and the window has {window}",
            remedy=f"set its `window` to {field} or more, or fewer or smaller `dilations`",
        )

    def body(bases: Any) -> Any:
        found = _features(
            bases,
            detectors=detectors,
            width=width,
            pool=pool,
            channels=channels,
            dilations=dilations,
            near=near,
            dropout=dropout,
        )
        found = layers.GlobalAveragePooling1D(name="mean")(found)
        return layers.Dense(outputs, name="score")(layers.Dropout(dropout, name="dropout")(found))

    return over_codes(window, body, "multitask", both_strands=both_strands)


def stretches(length: int, **settings: Any) -> keras.Model:
    """One strand's network over a long stretch, with scores every `pool` bases.

    Its weights are those of `build`'s submodel `strand`, in the same order.

    Args:
        length: bases in a stretch.
        settings: settings of `build`.

    Returns:
        Model: codes, uint8, shape (batch, length) -> scores, float32, shape
        (batch, positions, outputs).
    """
    chosen = _chosen(settings)
    outputs = chosen.pop("outputs")
    # A stretch is read as it is given.
    del chosen["both_strands"]
    codes = keras.Input((length,), dtype="uint8", name="sequence")
    found = _features(OneHot(name="bases")(codes), **chosen)
    found = layers.Dropout(chosen["dropout"], name="dropout")(found)
    scores = layers.Dense(outputs, name="score")(found)
    scores = layers.Activation("linear", dtype="float32", name="scores")(scores)
    return keras.Model(codes, scores, name="multitask_stretches")
