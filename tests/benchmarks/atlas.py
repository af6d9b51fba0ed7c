"""The yeast atlas, over an hour: its jobs, time, share of start-up, summary, motifs and page."""

import csv
import shutil
import subprocess
import time
from pathlib import Path

from _common import REPOSITORY, RESULTS, report
from _jobs import run

from bindery.report.first_motif import read_first_motif

COLUMNS = (
    "experiment auroc auroc_low auroc_high auprc baseline baseline_auroc gain_auroc n_train n_test"
)
ATLAS = RESULTS / "atlas"


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with open(path, newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def motif_of(experiment: str) -> str:
    """The known motif that a model's first one matches, if the match counts."""
    folder = ATLAS / experiment / "deepbind"
    motif = read_first_motif(folder / "motifs.tsv", folder / "motifs.meme")
    return motif.name if motif else ""


def summary() -> list[dict]:
    """A row a protein: how good its model is, and its motif."""
    deep = [row for row in read(ATLAS / "summary.tsv") if row["model"] == "deepbind"]
    return [
        {name: row[name] for name in COLUMNS.split()} | {"motif": motif_of(row["experiment"])}
        for row in deep
    ]


def found(rows: list[dict]) -> str:
    """Of how many proteins with a known matrix the first motif matches it."""
    table = read(REPOSITORY / "config/yeast.tsv")
    known = {row["experiment"]: row["protein"] for row in table if row["jaspar"]}
    shown = [row for row in rows if row["experiment"] in known]
    own = [row for row in shown if row["motif"].upper() == known[row["experiment"]].upper()]
    return f"{len(own)} of {len(shown)}"


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
    report("atlas", [{"experiments": len(rows), **whole, "own_motif": found(rows), **page()}])


if __name__ == "__main__":
    main()
