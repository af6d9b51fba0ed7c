"""Microarrays of Foxo1: models of one array design on the other, beside the k-mer regression."""

import csv
import gzip
import itertools
import json
import sys
from pathlib import Path

from _common import RESULTS, report
from _jobs import run

from bindery import tsv

NAME = "pbm"
EXPERIMENTS = ("Foxo1_ME", "Foxo1_HK")
BASELINE = "kmer_ridge"
MEASURES = ("pearson", "pearson_low", "pearson_high", "spearman", "auroc_bright", "bright_test")
GAIN = ("gain_pearson", "gain_pearson_low", "gain_pearson_high")
SHOWN = 3
CONFIG = "config/pbm.yaml"


def row_of(folder: Path, experiment: str, model: str) -> dict:
    """The metrics of a model of one design on the other."""
    found = json.loads((folder / experiment / model / "metrics.json").read_text())
    values = {name: found.get(name) for name in (*MEASURES, *GAIN)}
    shown = {name: "" if own is None else f"{own:.4g}" for name, own in values.items()}
    return {"trained on": experiment, "model": model} | shown


def best_kmers(folder: Path, by: str) -> str:
    """The 8-mers of a model's folder with the best E-scores, measured or predicted."""
    with gzip.open(folder / "kmers.tsv.gz", "rt") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    rows.sort(key=lambda row: -float(row[by]))
    return " ".join(f"{row['kmer']}/{row['reverse_complement']}" for row in rows[:SHOWN])


def main() -> None:
    """Make the study, by `auto` with models chosen among candidates, and print its results."""
    model = "auto" if sys.argv[1:] == ["auto"] else "pbm_danq"
    name = f"{NAME}_auto" if model == "auto" else NAME
    run(name, {"models": "auto"} if model == "auto" else {}, [], CONFIG, anew=False)
    folder = RESULTS / name
    for experiment in EXPERIMENTS:
        own = folder / experiment / model
        print(f"{experiment}: 8-mers measured {best_kmers(own, 'e_score')}")
        print(f"{experiment}: 8-mers by {model} {best_kmers(own, 'predicted_e_score')}")
        if model == "auto":
            print(*(f"{experiment}: {row}" for row in tsv.read(own / "choice.tsv")), sep="\n")
        print(f"{experiment}: first motif {tsv.read(own / 'motifs.tsv')[0]}")
    pairs = itertools.product(EXPERIMENTS, (model, BASELINE))
    report(name, [row_of(folder, *pair) for pair in pairs])


if __name__ == "__main__":
    main()
