"""DanQ-JASPAR: DanQ, larger, whose first detectors are known motifs."""

from typing import Literal

import keras
import numpy as np

from bindery.models.architectures import danq
from bindery.motifs.matrices import jaspar_motifs

VARIANTS = {
    "paper": {
        "training": {
            "optimizer": "rmsprop",
            "learning_rate": 0.001,
            "batch_size": 100,
            "epochs": 32,
            "patience": 100,
            "monitor": "val_loss",
        }
    },
    "small": {
        "settings": {"recurrent": 32, "hidden": 32, "detectors": 128},
        "training": {"optimizer": "adam", "learning_rate": 0.002, "batch_size": 64},
    },
}
# Positions at either end of a detector that the paper leaves to chance.
MARGIN = 3
RELEASE = "JASPAR2026"


def build(
    window: int,
    *,
    detectors: int = 1024,
    width: int = 30,
    pool: int = 15,
    pool_dropout: float = 0.2,
    recurrent: int = 512,
    recurrent_dropout: float = 0.5,
    hidden: int = 925,
    outputs: int = 1,
    both_strands: bool = True,
    release: str = RELEASE,
    group: Literal[
        "vertebrates", "plants", "insects", "nematodes", "fungi", "urochordates"
    ] = "vertebrates",
) -> keras.Model:
    """DanQ-JASPAR (Quang and Xie, Nucleic Acids Res 2016).

    See `danq.build`. `initialise` sets the first detectors to matrices of JASPAR. Of 1,000 bases
    and 919 outputs 67,892,175 parameters.

    What differs from the paper, beside what `danq` says: the matrices are those of the JASPAR that
    pyjaspar brings, as many as there are detectors, and not the 2016 release, so that fewer
    detectors start at random; none is added reversed, since both strands are read. The variant
    `small` has 128 detectors.

    Args:
        window: bases in a sequence; the paper's is 1,000.
        detectors: see `danq.build`, as all others.
        width: see there.
        pool: see there.
        pool_dropout: see there.
        recurrent: see there.
        recurrent_dropout: see there.
        hidden: see there.
        outputs: see there.
        both_strands: see there.
        release: of JASPAR, for `initialise`.
        group: of its taxonomic groups, for `initialise`.

    Returns:
        Model `danq_jaspar`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).
    """
    model = danq.build(
        window,
        detectors=detectors,
        width=width,
        pool=pool,
        pool_dropout=pool_dropout,
        recurrent=recurrent,
        recurrent_dropout=recurrent_dropout,
        hidden=hidden,
        outputs=outputs,
        both_strands=both_strands,
    )
    return keras.Model(model.input, model.output, name="danq_jaspar")


def initialise(model: keras.Model, codes: np.ndarray, seed: int, settings: dict) -> None:
    """Set the first detectors to known matrices, at a random place in each, by the paper's rule.

    A matrix minus 0.25 is written over the detector's first weights, and its bias is drawn from
    -1 to 0. Matrices longer than a detector are left out; where there are more than detectors, a
    random part is taken.

    Args:
        model: a new one of `build`.
        codes: of training rows, unused.
        seed: of the draws.
        settings: of the model; `release` and `group` say which matrices.
    """
    release, group = settings.get("release", RELEASE), settings.get("group", "vertebrates")
    generator = np.random.default_rng(seed)
    layer = model.get_layer("strand").get_layer("detectors")
    kernel, bias = layer.get_weights()
    width, _, count = kernel.shape
    known_motifs = (motif.probabilities(0) for motif in jaspar_motifs(release, group))
    fitting = [known for known in known_motifs if len(known) <= width]
    chosen = generator.permutation(len(fitting))[:count]
    for detector, index in enumerate(chosen):
        known = fitting[index]
        spare = width - len(known)
        margin = min(MARGIN, spare // 2)
        first = generator.integers(margin, spare - margin + 1)
        kernel[first : first + len(known), :, detector] = known - 0.25
        bias[detector] = generator.uniform(-1, 0)
    layer.set_weights([kernel, bias])
