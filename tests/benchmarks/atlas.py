"""The yeast atlas, over an hour: its models beside 6-mers of three windows, jobs, time and page."""

import csv
import json
import shutil
import subprocess
import time
from pathlib import Path

import numpy as np
from _common import RESULTS, report
from _jobs import run

MODEL = "auto"
KMERS = {201: "kmer_logreg", 601: "kmer_logreg_601", 1001: "kmer_logreg_1001"}
COLUMNS = "auroc auroc_low auroc_high auprc n_train n_test baseline baseline_auroc".split()
GAIN = ["gain_auroc", "gain_low", "gain_high"]
OTHER = "_other_peaks"
ATLAS = RESULTS / "atlas"


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with open(path, newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def chosen_kmers(experiment: str) -> str:
    """The 6-mer regression with the least loss over folds of training and validation rows."""

    def loss(name: str) -> float:
        facts = json.loads((ATLAS / experiment / name / "provenance.json").read_text())
        return facts["held_out_loss"]

    return min(KMERS.values(), key=loss)


def summary() -> list[dict]:
    """A row a protein: its model, 6-mers of each window, the best of them, and the chosen one.

    The best of the three windows is taken on test rows, in the baselines' favour; the chosen one is
    not.
    """
    rows = {(row["experiment"], row["model"]): row for row in read(ATLAS / "summary.tsv")}
    table = []
    for name in dict.fromkeys(experiment for experiment, _ in rows):
        own = rows[name, MODEL]
        of_kmers = {window: rows[name, model] for window, model in KMERS.items()}
        areas = {f"kmers_{window}": row["auroc"] for window, row in of_kmers.items()}
        best = max(float(area) for area in areas.values())
        theirs = max(float(row[f"auroc{OTHER}"]) for row in of_kmers.values())
        table.append(
            {"experiment": name}
            | {column: own[column] for column in COLUMNS + GAIN}
            | areas
            | {"best_kmers": f"{best}", "composition": rows[name, "composition"]["auroc"]}
            | {"chosen_kmers": rows[name, chosen_kmers(name)]["auroc"]}
            | {f"auroc{OTHER}": own[f"auroc{OTHER}"], f"best_kmers{OTHER}": f"{theirs}"}
        )
    return table


def figures(rows: list[dict]) -> dict[str, str]:
    """Medians over proteins, and the shares at or above 6-mers."""

    def column(name: str) -> np.ndarray:
        return np.array([float(row[name]) for row in rows])

    own, other = column("auroc"), column(f"auroc{OTHER}")
    found = {"median": np.median(own), f"median{OTHER}": np.median(other)}
    for name in ("kmers_201", "best_kmers", "chosen_kmers", "composition"):
        found[f"median_{name}"] = np.median(column(name))
        found[f"at_or_above_{name}"] = np.mean(own >= column(name))
    theirs = column(f"best_kmers{OTHER}")
    found[f"median_best_kmers{OTHER}"] = np.median(theirs)
    found[f"at_or_above_best_kmers{OTHER}"] = np.mean(other >= theirs)
    # By the paired interval of the gain over the best baseline of any kind.
    found |= {"better": (column("gain_low") > 0).sum(), "worse": (column("gain_high") < 0).sum()}
    return {name: f"{value:.3f}" for name, value in found.items()}


def page() -> dict[str, str]:
    """Sizes of the pages, and seconds until Chromium has started and read the study's."""
    pages = [ATLAS / "report.html", *ATLAS.glob("*/report.html")]
    sizes = [path.stat().st_size / 1e6 for path in pages]
    seconds = ""
    if browser := shutil.which("chromium"):
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
        started = time.perf_counter()
        subprocess.run([*command, pages[0].as_uri()], check=True, capture_output=True)
        seconds = f"{time.perf_counter() - started:.1f}"
    return {"page_MB": f"{sizes[0]:.1f}", "pages_MB": f"{sum(sizes):.1f}", "page_opens_s": seconds}


def main() -> None:
    """Make the whole atlas anew."""
    whole, rules = run(ATLAS.name, {}, [])
    rows = summary()
    report("atlas_summary", rows)
    report("atlas_rules", rules)
    report(
        "atlas_figures", [{"figure": name, "value": value} for name, value in figures(rows).items()]
    )
    report("atlas", [{"experiments": len(rows), **whole, **page()}])


if __name__ == "__main__":
    main()
