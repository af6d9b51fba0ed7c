"""The ready studies of methylation: each model beside its baselines on the test CpGs, by cell."""

from _common import REPOSITORY, report
from _jobs import run

from bindery import tsv

STUDIES = ("methylation", "methylation_dna", "methylation_simulated")
SHOWN = ("experiment", "model", "cell", "sites", "auroc", "auroc_low", "auroc_high", "mcc")


def cells_of(study: str) -> list[dict]:
    """The measures of every model and baseline of a study in each cell, each once."""
    found: dict[tuple, dict] = {}
    for path in sorted((REPOSITORY / "results/benchmarks" / study).glob("*/*/cells.tsv")):
        for row in tsv.read(path):
            own = {"experiment": path.parts[-3], **row}
            found[row["model"], row["cell"]] = {key: own[key] for key in SHOWN}
    return list(found.values())


def main() -> None:
    """Run all studies, and print their scores and what they took."""
    rows = []
    for study in STUDIES:
        whole, _ = run(study, {}, [], config=f"config/{study}.yaml")
        rows += [{"study": study, **row, "cpu_s": whole["cpu_s"]} for row in cells_of(study)]
    report("methylation", rows)


if __name__ == "__main__":
    main()
