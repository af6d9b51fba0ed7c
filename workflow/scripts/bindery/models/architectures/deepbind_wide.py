"""DeepBind with many detectors, pooled by their maximum and their mean over positions."""

from typing import Literal

import keras

from bindery.models.architectures import deepbind


def build(
    window: int,
    *,
    detectors: int = 128,
    width: int = 24,
    pooling: Literal["max", "max_average"] = "max_average",
    hidden: int = 0,
    dropout: float = 0.5,
    detector_l1: float = 0.0,
    head_l1: float = 0.0,
    detector_scale: float = 0.02,
    head_scale: float = 0.1,
    both_strands: bool = True,
) -> keras.Model:
    """A wide DeepBind: 128 detectors, maximum and mean over positions.

    Zeng, Edwards, Liu and Gifford (Bioinformatics 2016) found 128 detectors best for one layer.
    DeepBind itself pools by maximum and mean for RNA.

    Args:
        window: bases in a sequence.
        detectors: see `deepbind.build`.
        width: see `deepbind.build`.
        pooling: see `deepbind.build`.
        hidden: see `deepbind.build`.
        dropout: see `deepbind.build`.
        detector_l1: see `deepbind.build`.
        head_l1: see `deepbind.build`.
        detector_scale: see `deepbind.build`.
        head_scale: see `deepbind.build`.
        both_strands: see `deepbind.build`.

    Returns:
        Model `deepbind_wide`: codes, uint8, shape (batch, window) -> a score, float32, shape
        (batch, 1). With the defaults it has 12,673 parameters.
    """
    model = deepbind.build(
        window,
        detectors=detectors,
        width=width,
        pooling=pooling,
        hidden=hidden,
        dropout=dropout,
        detector_l1=detector_l1,
        head_l1=head_l1,
        detector_scale=detector_scale,
        head_scale=head_scale,
        both_strands=both_strands,
    )
    return keras.Model(model.input, model.output, name="deepbind_wide")
