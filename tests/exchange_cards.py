"""A model card for tests of models that travel."""

from typing import Any


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
