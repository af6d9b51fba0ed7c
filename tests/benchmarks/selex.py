"""HT-SELEX of ALX4 and SELEX-seq of Exd-Hox: models of late cycles, beside the k-mer regression."""

import itertools
import json
from pathlib import Path

from _common import RESULTS, report
from _jobs import run

from bindery import tsv

NAME = "selex"
EXPERIMENTS = ("ALX4", "ALX4_cycle_2", "ExdHox")
MODELS = ("auto", "kmer_logreg")
MEASURES = ("auroc", "auroc_low", "auroc_high", "auprc", "n_test", "positives_test")
GAIN = ("gain_auroc", "gain_low", "gain_high")
SHOWN = 3


def row_of(folder: Path, experiment: str, model: str) -> dict:
    """The metrics of a model of one experiment."""
    found = json.loads((folder / experiment / model / "metrics.json").read_text())
    row = {"experiment": experiment, "model": model}
    return row | {name: f"{found.get(name, float('nan')):.5g}" for name in (*MEASURES, *GAIN)}


def main() -> None:
    """Make the study and print its results."""
    run(NAME, {}, [], "config/selex.yaml", anew=False)
    folder = RESULTS / NAME
    for experiment in EXPERIMENTS:
        own = folder / experiment
        for row in tsv.read(own / "tensor.qc.tsv"):
            if row["step"] in ("chosen", "joined", "dropped", "found"):
                print(f"{experiment}: {row['step']}: {row['reason']}: {row['rows']}")
        for row in tsv.read(own / "enrichment.tsv")[:SHOWN]:
            print(f"{experiment}: {row}")
        for row in tsv.read(own / "auto/choice.tsv"):
            print(f"{experiment}: {row}")
        print(f"{experiment}: first motif {tsv.read(own / 'auto/motifs.tsv')[0]}")
    report(NAME, [row_of(folder, *pair) for pair in itertools.product(EXPERIMENTS, MODELS)])


if __name__ == "__main__":
    main()
