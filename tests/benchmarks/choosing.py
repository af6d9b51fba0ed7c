"""Models that are chosen among candidates beside `deepbind_wide`, on sixteen experiments."""

import csv

from _common import RESULTS, report
from _jobs import own_config, run

WIDE = {"architecture": "deepbind_wide", "training": {"learning_rate": 0.001}}
ALONE = {
    "deepbind": {"architecture": "deepbind"},
    "danq": {"architecture": "danq", "variant": "small"},
}
# The trunk of the atlas, whose split is that of the six proteins.
TRUNK = {"trunks": {"wide": {"file": str(RESULTS / "atlas/study/wide/model.keras")}}}
STUDIES = {
    # As in config/yeast_models.yaml, with two restarts.
    "yeast_models": {
        "multitask": TRUNK,
        "candidates": {"from_trunk": {"trunk": "wide"}, **ALONE},
        "training": {
            "restarts": 2,
            "keep": "mean",
            "least_steps": 15,
            "epochs": 60,
            "patience": 8,
        },
    },
    # Its files have 20 to 140 thousand rows, so that few epochs are many steps.
    "deepbind_encode": {
        "candidates": ALONE,
        "training": {"restarts": 1, "epochs": 8, "patience": 3},
    },
}
# Keys of these studies that ask for more than the comparison.
LEFT_OUT = ("calibration", "compare_models", "explanation", "published")


def rows_of(study: str, changes: dict) -> list[dict]:
    """A row an experiment: AUROC of both models on the same test rows, and the difference."""
    name = f"choosing_{study}"
    among = ["deepbind_wide", *changes["candidates"]]
    models = {"deepbind_wide": WIDE, "auto": {"choose": among}}
    own = {**changes, "models": models, "baselines": []}
    whole, _ = run(name, {}, ["summary.tsv"], own_config(name, study, own, LEFT_OUT))
    with open(RESULTS / name / "summary.tsv", newline="") as handle:
        table = list(csv.DictReader(handle, delimiter="\t"))
    rows = {(row["experiment"], row["model"]): float(row["auroc"]) for row in table}
    found = []
    for experiment in dict.fromkeys(experiment for experiment, _ in rows):
        own, wide = rows[experiment, "auto"], rows[experiment, "deepbind_wide"]
        areas = {"auto": f"{own:.3f}", "deepbind_wide": f"{wide:.3f}", "gain": f"{own - wide:.3f}"}
        found.append({"study": study, "experiment": experiment, **areas, "cpu_s": whole["cpu_s"]})
    return found


def main() -> None:
    """Start from the trunk of the atlas, which `make bench NAME=atlas` must have made before."""
    report("choosing", [row for study, own in STUDIES.items() for row in rows_of(study, own)])


if __name__ == "__main__":
    main()
