"""A small methylation tensor of two cells, and models trained on it."""

from pathlib import Path

import h5py
import numpy as np
from helpers import random_codes

from bindery.data.methylation.neighbours import neighbours
from bindery.data.methylation.sites import Cells
from bindery.data.tensor_writer import TensorWriter
from bindery.genomics.intervals import from_positions

TRAINING = {
    "optimizer": "adam",
    "learning_rate": 0.01,
    "momentum": 0.9,
    "nesterov": True,
    "weight_decay": 0.0,
    "clip_norm": None,
    "batch_size": 32,
    "epochs": 4,
    "least_steps": 0,
    "patience": 4,
    "monitor": "val_loss",
    "restarts": 1,
    "keep": "best",
    "precision": "float32",
    "tensorboard": False,
}
WINDOW, COUNT = 21, 400
SIZES = {
    "deepcpg_dna": {"detectors": [8, 4], "widths": [5, 3], "pools": [2, 2], "hidden": 8},
    "deepcpg_cpg": {"hidden": 8, "recurrent": 4},
    "deepcpg_joint": {"hidden": [8]},
}


def write_toy(path: Path, seed: int = 0) -> Path:
    """Sites in long domains of one state, of which two cells measure a half each."""
    generator = np.random.default_rng(seed)
    domain = np.repeat(generator.random(COUNT // 20) < 0.5, 20)
    state = np.where(generator.random(COUNT) < 0.9, domain, ~domain).astype(np.float32)
    both = np.stack([state, state], axis=1)
    both[generator.random(both.shape) < 0.5] = np.nan
    part = np.repeat([0, 1, 2], [240, 80, 80]).astype(np.uint8)
    chrom = np.full(COUNT, "chr1", object)
    position = np.arange(COUNT) * 50 + 100
    states, distances = neighbours(Cells(chrom, position, both), part, 5)
    with TensorWriter(path, WINDOW) as writer:
        writer.append(random_codes(COUNT, WINDOW, seed))
        writer.finish(
            targets=both,
            split=part,
            group=np.arange(COUNT) // 10,
            tasks=["a", "b"],
            intervals=from_positions(("chr1", at - 10, at + 11, ".") for at in position.tolist()),
            attributes={"seed": 0},
        )
    with h5py.File(path, "r+") as file:
        file["neighbours/state"], file["neighbours/distance"] = states, distances
    return path


def trained(folder: Path, architecture: str, **more: object) -> Path:
    """The folder of a model trained on `folder`'s tensor, with other arguments of `train`."""
    from bindery.training.methylation.train import train

    own = folder / architecture
    own.mkdir(exist_ok=True)
    train(
        tensor=str(folder / "tensor.h5"),
        model=str(own / "model.keras"),
        history=str(own / "history.tsv"),
        predictions=str(own / "predictions.tsv.gz"),
        provenance_file=str(own / "provenance.json"),
        **{
            "modules": {},
            "architecture": architecture,
            "settings": SIZES.get(architecture, {}),
            "training": TRAINING,
            "backend": "tensorflow",
            "backend_threads": 1,
            "seed": 1,
            "window": WINDOW,
            **more,
        },
    )
    return own
