"""Small experiments: models from the atlas's network beside models trained alone."""

import csv
import json

import numpy as np
from _common import RESULTS, report
from _jobs import run

ATLAS = RESULTS / "atlas"
# Peaks of all splits: fixed beforehand.
FEWEST, MOST = 300, 700
MODELS = {
    "seeded": {"trunk": "wide"},
    "alone": {"architecture": "deepbind_wide", "training": {"learning_rate": 0.001}},
    "alone_601": {
        "architecture": "deepbind_wide",
        "window": 601,
        "training": {"learning_rate": 0.001},
    },
}
DRAWS = 10_000


def small() -> list[str]:
    """The atlas's proteins with so many peaks."""
    with open(ATLAS / "summary.tsv", newline="") as handle:
        rows = [row for row in csv.DictReader(handle, delimiter="\t") if row["model"] == "auto"]

    def peaks(row: dict[str, str]) -> float:
        return sum(float(row[f"positives_{part}"]) for part in ("train", "validation", "test"))

    return [row["experiment"] for row in rows if FEWEST <= peaks(row) <= MOST]


def area(protein: str, model: str) -> float:
    """The AUROC on the protein's test rows."""
    file = RESULTS / "seeding" / protein / model / "metrics.json"
    return json.loads(file.read_text())["auroc"]


def compared(areas: dict[str, np.ndarray]) -> list[dict]:
    """The gain of the seeded models over each other kind, with an interval over proteins."""
    generator = np.random.default_rng(1)
    found = []
    for name in list(MODELS)[1:]:
        gain = areas["seeded"] - areas[name]
        means = generator.choice(gain, (DRAWS, len(gain))).mean(axis=1)
        low, high = np.quantile(means, [0.025, 0.975])
        found.append(
            {"model": name, "proteins": len(gain), "median": f"{np.median(areas[name]):.3f}"}
            | {"mean_gain": f"{gain.mean():.3f}", "low": f"{low:.3f}", "high": f"{high:.3f}"}
            | {"seeded_better": f"{(gain > 0).mean():.2f}"}
        )
    return found


def main() -> None:
    """Start from the trunk of the atlas, which `make bench NAME=atlas` must have made before."""
    proteins = small()
    changes = {
        "multitask": {"trunks": {"wide": {"file": str(ATLAS / "study/wide/model.keras")}}},
        "models": MODELS,
        "baselines": [],
    }
    targets = [f"{name}/{model}/metrics.json" for name in proteins for model in MODELS]
    whole, _ = run("seeding", changes, targets, "config/yeast.yaml")
    areas = {model: np.array([area(name, model) for name in proteins]) for model in MODELS}
    rows = zip(proteins, *areas.values(), strict=True)
    report(
        "seeding_proteins", [dict(zip(["experiment", *areas], row, strict=True)) for row in rows]
    )
    report("seeding", [row | whole for row in compared(areas)])


if __name__ == "__main__":
    main()
