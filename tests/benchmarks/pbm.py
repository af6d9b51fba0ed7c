"""Microarrays of Foxo1: models of one array design on the other, beside the k-mer regression."""

import csv
import gzip
import itertools
import json
from pathlib import Path

from _common import RESULTS, report
from _jobs import run

from bindery import tsv

NAME = "pbm"
EXPERIMENTS = ("Foxo1_ME", "Foxo1_HK")
MODELS = ("auto", "kmer_ridge")
MEASURES = ("pearson", "pearson_low", "pearson_high", "spearman", "auroc_bright", "bright_test")
GAIN = ("gain_pearson", "gain_pearson_low", "gain_pearson_high")
SHOWN = 3


def row_of(folder: Path, experiment: str, model: str) -> dict:
    """The metrics of a model of one design on the other."""
    found = json.loads((folder / experiment / model / "metrics.json").read_text())
    row = {"trained on": experiment, "model": model}
    return row | {name: f"{found.get(name, float('nan')):.4g}" for name in (*MEASURES, *GAIN)}


def best_kmers(folder: Path, by: str) -> str:
    """The 8-mers of the best E-scores, measured or predicted."""
    with gzip.open(folder / "auto/kmers.tsv.gz", "rt") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    rows.sort(key=lambda row: -float(row[by]))
    return " ".join(f"{row['kmer']}/{row['reverse_complement']}" for row in rows[:SHOWN])


def main() -> None:
    """Make the study and print its results."""
    run(NAME, {}, [], "config/pbm.yaml", anew=False)
    folder = RESULTS / NAME
    for experiment in EXPERIMENTS:
        own = folder / experiment
        print(f"{experiment}: 8-mers measured {best_kmers(own, 'e_score')}")
        print(f"{experiment}: 8-mers by auto {best_kmers(own, 'predicted_e_score')}")
        for row in tsv.read(own / "auto/choice.tsv"):
            print(f"{experiment}: {row}")
        print(f"{experiment}: first motif {tsv.read(own / 'auto/motifs.tsv')[0]}")
    report(NAME, [row_of(folder, *pair) for pair in itertools.product(EXPERIMENTS, MODELS)])


if __name__ == "__main__":
    main()
