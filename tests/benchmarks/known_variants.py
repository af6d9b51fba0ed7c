"""Published regulatory variants by models of their proteins: directions, and how rare they are.

Trains `deepbind` and `deepbind_wide` of GABPA, ELK1 and SP1 on ENCODE's ChIP-seq, as
`config/deepbind_encode.yaml` does; `PRESET=none` trains two restarts of eight epochs, without a
search of settings. `STUDY=folder` takes the models of that study's results. The claim is for the
architecture with the higher AUROC on validation rows.
"""

import csv
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from _common import DATA, REPOSITORY, RESULTS, report
from _jobs import own_config

from bindery import alphabet
from bindery.runtime import devices

EXPERIMENTS = {
    "GABPA": "GABPA_GM12878_HudsonAlpha",
    "ELK1": "ELK1_GM12878_Stanford",
    "SP1": "SP1_GM12878_HudsonAlpha",
}
# The proteins whose models fit each variant, by how its name begins.
FITTING = {"TERT": ("GABPA", "ELK1"), "LDLR_SP1": ("SP1",)}
MODELS = ("deepbind", "deepbind_wide")
LIGHT = {
    "calibration": {"preset": "none"},
    "training": {"restarts": 2, "keep": "mean", "epochs": 8, "patience": 3},
    "models": {
        "deepbind": {"architecture": "deepbind", "training": {"learning_rate": 0.003}},
        "deepbind_wide": {"architecture": "deepbind_wide", "training": {"learning_rate": 0.001}},
    },
}
# What the comparison does not need; `published` names a column of experiments left out.
LEFT_OUT = ("published", "explanation")


def trained() -> Path:
    """The results with the six models."""
    if "STUDY" in os.environ:
        return Path(os.environ["STUDY"])
    results = RESULTS / "known_variants"
    changes = {
        "explanation": {"enabled": False},
        "baselines": [],
        "pathvars": {"results": str(results.relative_to(REPOSITORY))},
        **(LIGHT if os.environ.get("PRESET") == "none" else {}),
    }
    config = own_config("known_variants", "deepbind_encode", changes, LEFT_OUT)
    wanted = [
        f"{results.relative_to(REPOSITORY)}/{experiment}/{model}/metrics.json"
        for experiment in EXPERIMENTS.values()
        for model in MODELS
    ]
    environment = {"BINDERY_MIRRORS": str(DATA / "deepbind_encode"), **os.environ}
    # The workflow finds its own package.
    environment.pop("PYTHONPATH", None)
    program = str(Path(sys.executable).with_name("snakemake"))
    command = [
        program,
        "--cores",
        os.environ.get("CORES", "2"),
        "--quiet",
        "all",
        "--configfile",
        config,
        "--",
        *wanted,
    ]
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True)
    return results


def write_changes(path: Path) -> list[dict[str, str]]:
    """The known variants as a file of changes; rows of their table."""
    from bindery.variants.changes_file import Changes, ChangesWriter

    with open(DATA / "variants" / "known_variants_GRCh37.tsv", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    reference, alternative = (
        np.stack([alphabet.encode(row[column]) for row in rows])
        for column in ("ref_seq_101", "alt_seq_101")
    )
    count, stored = reference.shape
    offset = np.argmax(reference != alternative, axis=1)
    assert ((reference != alternative).sum(axis=1) == 1).all()
    texts = {own: np.array([row[own] for row in rows], object) for own in ("id", "ref", "alt")}
    path.parent.mkdir(parents=True, exist_ok=True)
    with ChangesWriter(path, stored, {"shifts": 0}) as writer:
        writer.append(
            Changes(
                reference=reference,
                alternative=alternative,
                line=np.arange(2, count + 2),
                name=texts["id"],
                # The windows themselves are given, and no genome is.
                chrom=np.full(count, "", object),
                position=offset + 1,
                ref=texts["ref"],
                alt=texts["alt"],
                kind=np.array([f"{row['ref']}>{row['alt']}" for row in rows], object),
                haplotype=np.full(count, "", object),
                offset=offset,
            )
        )
    return rows


def validation_auroc(results: Path, experiment: str, model: str) -> float:
    """AUROC on validation rows, by the saved model."""
    from sklearn.metrics import roc_auc_score

    from bindery.data.tensors import Tensor
    from bindery.models.loading import load_model
    from bindery.models.scores import scores

    network = load_model(results / experiment / model)
    with Tensor(results / experiment / "tensor.h5", int(network.input_shape[1])) as tensor:
        rows = tensor.rows(tensor.split_rows(1))
    return float(roc_auc_score(rows.targets[:, 0], scores(network, rows.sequences)))


def scored(results: Path, folder: Path, experiment: str, model: str) -> dict[str, dict]:
    """Scores of the variants by their names."""
    from bindery.variants.score_variants import score_variants

    table = folder / f"{experiment}.{model}.tsv.gz"
    score_variants(
        changes=str(folder / "changes.h5"),
        random=str(folder / "random.h5"),
        model=str(results / experiment / model / "model.keras"),
        scores=str(table),
        random_scores=str(table.with_suffix(".h5")),
        target="class",
    )
    with gzip.open(table, "rt") as handle:
        return {row["name"]: row for row in csv.DictReader(handle, delimiter="\t")}


def main() -> None:
    """Train, score, print and write."""
    results, folder = trained(), RESULTS / "known_variants_scores"
    devices.prepare("tensorflow", 1)
    from bindery.variants.random_changes_file import draw_changes

    rows = write_changes(folder / "changes.h5")
    draw_changes(
        changes=str(folder / "changes.h5"),
        genome=None,
        random=str(folder / "random.h5"),
        name="known",
        count=1000,
        narrowest=101,
        seed=1,
    )
    found = []
    for protein, experiment in EXPERIMENTS.items():
        for model in MODELS:
            own = scored(results, folder, experiment, model)
            metrics = json.loads((results / experiment / model / "metrics.json").read_text())
            for row in rows:
                fits = [name for name, fit in FITTING.items() if row["id"].startswith(name)]
                if not fits or protein not in FITTING[fits[0]]:
                    continue
                change = own[row["id"]]
                effect = float(change["log_odds_ratio"])
                found.append(
                    {
                        "variant": row["id"],
                        "protein": protein,
                        "model": model,
                        "expected": row["expected_TF_effect"],
                        "reference": change["reference_score"],
                        "alternative": change["alternative_score"],
                        "log_odds_ratio": f"{effect:+.3f}",
                        "p": change["p"],
                        "z": change["z"],
                        "as_expected": (effect > 0) == (row["expected_TF_effect"] == "gain"),
                        "validation_auroc": f"{validation_auroc(results, experiment, model):.4f}",
                        "test_auroc": f"{metrics['auroc']:.4f}",
                    }
                )
    report("known_variants", found)


if __name__ == "__main__":
    main()
