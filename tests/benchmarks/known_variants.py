"""Published regulatory variants by models of their proteins: directions, and how rare they are.

Runs a study of GABPA, ELK1 and SP1 by ENCODE's ChIP-seq as `config/deepbind_encode.yaml` has it,
with the models `deepbind` and `deepbind_wide`, the variants of the literature, and their page.
`PRESET=quick` searches fewer settings, `PRESET=none` trains two restarts of eight epochs without a
search. Final trainings leave validation rows alone: the claim is for the architecture with the
higher AUROC on them.
"""

import csv
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import yaml
from _common import DATA, REPOSITORY, RESULTS, report
from _jobs import own_config

EXPERIMENTS = {
    "GABPA": "GABPA_GM12878_HudsonAlpha",
    "ELK1": "ELK1_GM12878_Stanford",
    "SP1": "SP1_GM12878_HudsonAlpha",
}
# The proteins whose models fit each variant, by how its name begins.
FITTING = {"TERT": ("GABPA", "ELK1"), "LDLR_SP1": ("SP1",)}
MODELS = ("deepbind", "deepbind_wide")
VARIANTS = DATA / "variants" / "known_variants_GRCh37.tsv"
PRESET = os.environ.get("PRESET", "standard")
UNCALIBRATED = {
    "calibration": {"preset": "none"},
    "training": {"restarts": 2, "keep": "mean", "epochs": 8, "patience": 3},
    "models": {
        "deepbind": {"architecture": "deepbind", "training": {"learning_rate": 0.003}},
        "deepbind_wide": {"architecture": "deepbind_wide", "training": {"learning_rate": 0.001}},
    },
}


def study(name: str) -> str:
    """Write the study's table and config; path of the config."""
    given = yaml.safe_load((REPOSITORY / "config" / "deepbind_encode.yaml").read_text())
    with open(REPOSITORY / given["experiments"], newline="") as handle:
        rows = [line for line in csv.DictReader(handle, delimiter="\t")]
    table = RESULTS / f"{name}.tsv"
    RESULTS.mkdir(parents=True, exist_ok=True)
    with open(table, "w", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0].keys(), delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows if row["experiment"] in EXPERIMENTS.values())
    changes = {
        "title": "Published variants of TERT and LDLR",
        "experiments": str(table),
        "baselines": [],
        "variants": {"known": {"file": str(VARIANTS)}},
        "pathvars": {"results": f"results/benchmarks/{name}"},
        "calibration": {**given["calibration"], "preset": PRESET, "final_rows": "train"},
        **(UNCALIBRATED if PRESET == "none" else {}),
    }
    return own_config(name, "deepbind_encode", changes, ["published"])


def run(name: str) -> Path:
    """Make the study's variants with their page; its results."""
    environment = {"BINDERY_MIRRORS": str(DATA / "deepbind_encode"), **os.environ}
    # The workflow finds its own package.
    environment.pop("PYTHONPATH", None)
    program = str(Path(sys.executable).with_name("snakemake"))
    cores = ["--cores", os.environ.get("CORES", "2"), "--quiet", "all"]
    wanted = f"results/benchmarks/{name}/variants/known/report.html"
    command = [program, *cores, "--configfile", study(name), "--", wanted]
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True)
    return RESULTS / name


def validation_auroc(model: Path) -> float:
    """AUROC on validation rows, by the saved model."""
    from sklearn.metrics import roc_auc_score

    from bindery.data.tensors import Tensor
    from bindery.models.loading import load_model
    from bindery.models.scores import scores

    network = load_model(model)
    with Tensor(model.parent / "tensor.h5", int(network.input_shape[1])) as tensor:
        rows = tensor.rows(tensor.split_rows(1))
    return float(roc_auc_score(rows.targets[:, 0], scores(network, rows.sequences)))


def described(expected: dict[str, str], protein: str, model: Path) -> list[dict]:
    """Rows of the benchmark's table for one model.

    Args:
        expected: of each variant that the model fits, the effect that the literature has.
        protein: of the model.
        model: its folder.
    """
    with gzip.open(model / "variants.known.tsv.gz", "rt") as handle:
        scored = {row["name"]: row for row in csv.DictReader(handle, delimiter="\t")}
    metrics = json.loads((model / "metrics.json").read_text())
    validation = validation_auroc(model)
    rows = []
    for name, effect in expected.items():
        change = scored[name]
        found = float(change["log_odds_ratio"])
        rows.append(
            {
                "variant": name,
                "protein": protein,
                "model": model.name,
                "expected": effect,
                "reference": change["reference_score"],
                "alternative": change["alternative_score"],
                "log_odds_ratio": f"{found:+.3f}",
                "p": change["p"],
                "z": change["z"],
                "as_expected": (found > 0) == (effect == "gain"),
                "validation_auroc": f"{validation:.4f}",
                "test_auroc": f"{metrics['auroc']:.4f}",
            }
        )
    return rows


def main() -> None:
    """Run the study, print and write."""
    name = "known_variants" + ("" if PRESET == "standard" else f"_{PRESET}")
    results = run(name)
    with open(VARIANTS, newline="") as handle:
        known = {
            row["id"]: row["expected_TF_effect"] for row in csv.DictReader(handle, delimiter="\t")
        }
    rows = []
    for protein, experiment in EXPERIMENTS.items():
        fitting = {
            variant: effect
            for variant, effect in known.items()
            if any(variant.startswith(key) and protein in own for key, own in FITTING.items())
        }
        for model in MODELS:
            rows += described(fitting, protein, results / experiment / model)
    report(name, rows)
    for model in MODELS:
        own = [row for row in rows if row["model"] == model]
        validation = {row["protein"]: float(row["validation_auroc"]) for row in own}
        mean = np.mean([*validation.values()])
        right = sum(row["as_expected"] for row in own)
        print(f"{model}: {right} of {len(own)} as expected, mean validation AUROC {mean:.4f}")


if __name__ == "__main__":
    main()
