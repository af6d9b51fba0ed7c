"""DeepBind with many detectors, which see how often a motif is there as well as how well."""

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

    128 detectors are the best width that Zeng, Edwards, Liu and Gifford (Bioinformatics 2016)
    found for one layer; both poolings are what DeepBind itself uses for RNA.

    Args:
        window: bases in a sequence.
        detectors: see `deepbind.build`, as all others.
        width: see there.
        pooling: see there.
        hidden: see there.
        dropout: see there.
        detector_l1: see there.
        head_l1: see there.
        detector_scale: see there.
        head_scale: see there.
        both_strands: see there.

    Returns:
        Model `deepbind_wide`: codes, uint8, shape (batch, window) -> a score, float32, shape
        (batch, 1). 12,673 parameters with the defaults.
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
