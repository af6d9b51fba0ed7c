"""Small experiments: models from the atlas's network beside models trained alone."""

import csv
import json

import numpy as np
from _common import RESULTS, report
from _jobs import own_config, run
from sklearn.metrics import roc_auc_score

from bindery.training.predictions import read_predictions

ATLAS = RESULTS / "atlas"
# Peaks of all splits: fixed beforehand.
FEWEST, MOST = 300, 700
ALONE = {"architecture": "deepbind_wide", "training": {"learning_rate": 0.001}}
# As in config/yeast_models.yaml, once.
TRAINING = {"restarts": 1, "least_steps": 15, "epochs": 60, "patience": 8}
DRAWS = 10_000


def small() -> list[str]:
    """The atlas's proteins with so many peaks."""
    with open(ATLAS / "summary.tsv", newline="") as handle:
        rows = [row for row in csv.DictReader(handle, delimiter="\t") if row["model"] == "auto"]

    def peaks(row: dict[str, str]) -> float:
        return sum(float(row[f"positives_{part}"]) for part in ("train", "validation", "test"))

    return [row["experiment"] for row in rows if FEWEST <= peaks(row) <= MOST]


def seeded(protein: str) -> float:
    """The test AUROC of the head on the wide network's features, which the atlas has made."""
    found = read_predictions(ATLAS / protein / "wide" / "predictions.tsv.gz")
    test = found.of("test").against("genomic")
    return float(roc_auc_score(test.target, test.score))


def alone(protein: str) -> float:
    """The test AUROC of the model that was trained on the protein's rows only."""
    file = RESULTS / "seeding" / protein / "alone" / "metrics.json"
    return json.loads(file.read_text())["auroc"]


def main() -> None:
    """Train models alone; `make bench NAME=atlas` must have made the atlas before."""
    proteins = small()
    changes = {"models": {"alone": ALONE}, "training": TRAINING, "baselines": []}
    config = own_config("seeding", "yeast", changes, ("candidates", "multitask"))
    whole, _ = run("seeding", {}, [f"{name}/alone/metrics.json" for name in proteins], config)
    rows = [{"experiment": name, "seeded": seeded(name), "alone": alone(name)} for name in proteins]
    report("seeding_proteins", rows)
    one, other = (np.array([row[name] for row in rows]) for name in ("seeded", "alone"))
    gain = one - other
    means = np.random.default_rng(1).choice(gain, (DRAWS, len(gain))).mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    medians = {"seeded": f"{np.median(one):.3f}", "alone": f"{np.median(other):.3f}"}
    gains = {"mean_gain": f"{gain.mean():.3f}", "low": f"{low:.3f}", "high": f"{high:.3f}"}
    better = {"seeded_better": f"{(gain > 0).mean():.2f}", **whole}
    report("seeding", [{"proteins": len(gain), **medians, **gains, **better}])


if __name__ == "__main__":
    main()
