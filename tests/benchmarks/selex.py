"""HT-SELEX of ALX4 and SELEX-seq of Exd-Hox: models of late cycles, beside the k-mer regression."""

import itertools
import json
import sys
from pathlib import Path

from _common import RESULTS, report
from _jobs import run

from bindery import tsv

NAME = "selex"
EXPERIMENTS = ("ALX4", "ALX4_cycle_2", "ExdHox")
BASELINE = "kmer_logreg"
MEASURES = ("auroc", "auroc_low", "auroc_high", "auprc", "n_test", "positives_test")
GAIN = ("gain_auroc", "gain_low", "gain_high")
COUNTED = ("chosen", "joined", "dropped", "found")
SHOWN = 3
CONFIG = "config/selex.yaml"


def row_of(folder: Path, experiment: str, model: str) -> dict:
    """The metrics of a model of one experiment."""
    found = json.loads((folder / experiment / model / "metrics.json").read_text())
    row = {"experiment": experiment, "model": model}
    known = {name: found.get(name) for name in (*MEASURES, *GAIN)}
    return row | {name: "" if own is None else f"{own:.5g}" for name, own in known.items()}


def tell(folder: Path, model: str) -> None:
    """Print what became of an experiment's reads, its best 8-mers, and its model's first motif."""
    name = folder.name
    for row in tsv.read(folder / "tensor.qc.tsv"):
        if row["step"] in COUNTED and row["rows"] != "0":
            print(f"{name}: {row['step']}: {row['reason']}: {row['rows']}")
    tables = [tsv.read(folder / "cycles.tsv"), tsv.read(folder / "enrichment.tsv")[:SHOWN]]
    tables.append(tsv.read(folder / model / "motifs.tsv")[:1])
    if model == "auto":
        tables.append(tsv.read(folder / model / "choice.tsv"))
    for row in itertools.chain(*tables):
        print(f"{name}: {row}")


def main() -> None:
    """Make the study, by `auto` with models chosen among candidates, and print its results."""
    model = "auto" if sys.argv[1:] == ["auto"] else "selex_wide"
    name = f"{NAME}_auto" if model == "auto" else NAME
    run(name, {"models": "auto"} if model == "auto" else {}, [], CONFIG, anew=False)
    for experiment in EXPERIMENTS:
        tell(RESULTS / name / experiment, model)
    pairs = itertools.product(EXPERIMENTS, (model, BASELINE))
    report(name, [row_of(RESULTS / name, *pair) for pair in pairs])


if __name__ == "__main__":
    main()
