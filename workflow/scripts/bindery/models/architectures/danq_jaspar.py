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
# Positions at each end of a detector that stay random, as in the paper.
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
        "vertebrates", "plants", "insects", "nematodes", "fungi", "urochordates", "all"
    ] = "all",
) -> keras.Model:
    """DanQ-JASPAR (Quang and Xie, Nucleic Acids Res 2016).

    See `danq.build`. `initialise` sets the first detectors to matrices of JASPAR. With 1,000 bases
    and 919 outputs it has 67,892,175 parameters.

    Differences from the paper, in addition to those of `danq`: the matrices are those of pyjaspar's
    JASPAR, up to the number of detectors, and not those of the 2016 release, so that fewer
    detectors have random weights; no reverse complements are added, since both strands are read.
    The variant `small` has 128 detectors.

    Args:
        window: bases in a sequence; the paper's is 1,000.
        detectors: see `danq.build`.
        width: see `danq.build`.
        pool: see `danq.build`.
        pool_dropout: see `danq.build`.
        recurrent: see `danq.build`.
        recurrent_dropout: see `danq.build`.
        hidden: see `danq.build`.
        outputs: see `danq.build`.
        both_strands: see `danq.build`.
        release: release of JASPAR, for `initialise`.
        group: taxonomic group of JASPAR CORE, for `initialise`; a study gives that of its genome.

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
    """Set the first detectors to known matrices, each at a random position, as in the paper.

    A matrix minus 0.25 replaces weights of the detector, and the bias is drawn from -1 to 0.
    Matrices longer than a detector are left out. If there are more matrices than detectors, a
    random selection is used.

    Args:
        model: a new model from `build`.
        codes: codes of training rows, unused.
        seed: seed of the draws.
        settings: settings of the model; `release` and `group` choose the matrices.
    """
    release, group = settings.get("release", RELEASE), settings.get("group", "all")
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
