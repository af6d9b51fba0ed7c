"""The yeast atlas, over an hour: its jobs, time, share of start-up, summary and page."""

import csv

from _common import report
from _jobs import REPOSITORY, run

COLUMNS = "experiment model auroc auroc_low auroc_high auprc floor gain_auroc n_train n_test"


def main() -> None:
    """Make the whole atlas anew."""
    whole, rules = run("atlas", {}, [])
    results = REPOSITORY / "results/benchmarks/atlas"
    with open(results / "summary.tsv", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    deep = [row for row in rows if row["model"] == "deepbind"]
    pages = [results / "report.html", *results.glob("*/report.html")]
    report("atlas_summary", [{name: row[name] for name in COLUMNS.split()} for row in deep])
    report("atlas_rules", rules)
    page = {"page_MB": f"{pages[0].stat().st_size / 1e6:.1f}"}
    page |= {"pages_MB": f"{sum(path.stat().st_size for path in pages) / 1e6:.1f}"}
    report("atlas", [{"experiments": len(deep), **whole, **page}])


if __name__ == "__main__":
    main()
