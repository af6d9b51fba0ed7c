"""Methylation from DNA: `auto` beside its baseline on blocks of a chromosome, each held out once.

The blocks are the training and validation stretches of config/methylation_dna.yaml: its test
stretch has no part in this. The block after the held-out one is the validation stretch.
"""

import gzip
import json

import numpy as np
from _common import DATA, REPOSITORY, RESULTS, report
from _jobs import own_config, run
from sklearn.metrics import roc_auc_score

from bindery import tsv

NAME, STUDY = "methylation_blocks", "methylation_dna"
SITES = DATA / "methylation/arabidopsis_bsseeker.txt.gz"
BASES, BLOCKS = 80_000, 5
MODELS = ("auto", "kmer_logreg")
DRAWS = 2000


def region(block: int) -> str:
    """A block in words of `split`."""
    return f"chr1:{block * BASES + 1}-{(block + 1) * BASES}"


def write_table() -> dict:
    """Write the sites of all blocks, and a row for each held-out block; the config's changes."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    sites, table = RESULTS / f"{NAME}.txt", RESULTS / f"{NAME}_rows.tsv"
    with gzip.open(SITES, "rt") as lines:
        kept = [line for line in lines if int(line.split("\t")[2]) <= BLOCKS * BASES]
    sites.write_text("".join(kept))
    rows = []
    for block in range(BLOCKS):
        split = [json.dumps([region(own % BLOCKS)]) for own in (block + 1, block)]
        rows.append((f"block_{block + 1}", "Arabidopsis", str(sites), *split))
    tsv.write(
        table, ("experiment", "protein", "methylation", "split.validation", "split.test"), rows
    )
    return {"experiments": str(table), "explanation": {"enabled": False}}


def predicted(block: str, model: str) -> dict[str, np.ndarray]:
    """Target, score and stretch of each held-out site."""
    file = REPOSITORY / "results/benchmarks" / NAME / block / model / "predictions.tsv.gz"
    rows = [row for row in tsv.read(file) if row["split"] == "test"]
    return {
        name: np.array([float(row[name]) for row in rows]) for name in ("target", "score", "group")
    }


def gains(own: dict[str, np.ndarray], other: dict[str, np.ndarray], seed: int) -> np.ndarray:
    """Differences in AUROC over a bootstrap of stretches."""
    generator = np.random.default_rng(seed)
    stretches = [np.flatnonzero(own["group"] == one) for one in np.unique(own["group"])]
    found = []
    while len(found) < DRAWS:
        chosen = generator.integers(len(stretches), size=len(stretches))
        rows = np.concatenate([stretches[one] for one in chosen])
        target = own["target"][rows]
        if 0 < target.mean() < 1:
            one, two = (roc_auc_score(target, model["score"][rows]) for model in (own, other))
            found.append(one - two)
    return np.array(found)


def main() -> None:
    """Run all blocks, and print both scores and the gain of each and of their mean."""
    changes = write_table()
    run(NAME, {}, [], config=own_config(NAME, STUDY, changes))
    rows, drawn = [], []
    for number in range(1, BLOCKS + 1):
        own = [predicted(f"block_{number}", model) for model in MODELS]
        areas = [roc_auc_score(one["target"], one["score"]) for one in own]
        drawn.append(gains(*own, seed=number))
        rows.append(row_of(str(number), len(own[0]["target"]), areas, drawn[-1]))
    means = np.mean([[float(row[model]) for model in MODELS] for row in rows], axis=0)
    sites = sum(row["sites"] for row in rows)
    rows.append(row_of("mean", sites, means.tolist(), np.mean(drawn, axis=0)))
    report(NAME, rows)


def row_of(block: str, sites: int, areas: list[float], drawn: np.ndarray) -> dict:
    """A row of the result."""
    low, high = np.quantile(drawn, [0.025, 0.975])
    scores = {model: f"{area:.4f}" for model, area in zip(MODELS, areas, strict=True)}
    gain = {"gain": f"{areas[0] - areas[1]:.4f}", "low": f"{low:.4f}", "high": f"{high:.4f}"}
    return {"block": block, "sites": sites, **scores, **gain}


if __name__ == "__main__":
    main()
