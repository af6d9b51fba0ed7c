"""A model card, and a model of another project, for tests of models that travel."""

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np


def card_of(name: str, **changed: Any) -> dict[str, Any]:
    """A card with all that a study's card has."""
    card = {
        "format": "bindery model card",
        "version": 1,
        "name": name,
        "origin": "trained",
        "study": "Mine",
        "label": None,
        "experiment": name.split("/")[0],
        "protein": "CTCF",
        "assay": "peaks",
        "model": "deepbind",
        "window": 41,
        "strands": "both, larger",
        "target": "class",
        "outputs": ["CTCF"],
        "score": "log-odds",
        "trained_on": {
            "data": [{"column": "peaks", "source": "CTCF.bed", "sha256": "ab" * 32}],
            "split": {"validation": ["chr2"], "test": ["chr1"]},
            "background": {"method": "genomic"},
            "rows": {"n_train": 100, "positives_train": 50, "n_test": 20, "positives_test": 10},
            "seed": 1,
        },
        "genome": {"name": "tiny", "aliases": {"chr1": "chrI"}, "digest": "cd" * 32},
        "architecture": {"name": "deepbind", "parameters": 53, "layers": ["Conv1D"]},
        "measure": "auroc",
        "metrics": {
            "auroc": 0.91,
            "auroc_low": 0.85,
            "auroc_high": 0.95,
            "baseline": "pwm",
            "baseline_auroc": 0.88,
            "gain_auroc": 0.03,
            "gain_low": -0.01,
            "gain_high": 0.07,
        },
        "digests": {"weights": "ef" * 32, "tensor": "01" * 32},
        "versions": {"keras": "3.15.1"},
        "licence": "CC0",
    }
    return card | changed


def write_old_model(path: Path) -> None:
    """A model of 8 bases and one dense layer, as Keras 2 saved it."""
    layers = [
        {"class_name": "Flatten", "config": {"name": "f", "batch_input_shape": [None, 8, 4]}},
        {"class_name": "Dense", "config": {"name": "d", "units": 1, "activation": "sigmoid"}},
    ]
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": layers})
        group = file.create_group("model_weights")
        group.attrs["layer_names"], group.attrs["keras_version"] = ["f", "d"], "2.1.0"
        group.create_group("f").attrs["weight_names"] = np.array([], "S1")
        group.create_group("d").attrs["weight_names"] = ["k", "b"]
        group["d/k"], group["d/b"] = np.ones((32, 1)), np.zeros(1)
