"""RNA: three proteins' CLIP beside GraphProt, and RNAcompete beside the protein's known motif."""

import contextlib
import csv
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from _common import DATA, RESULTS, report
from _jobs import run

NAME, CONFIG = "rna", "config/rna.yaml"
EXPERIMENTS = ["NOVA", "QKI", "PUM2", "RNCMPT00001"]
# Our files of RNAcompete -> the names that their authors gave them.
PUBLISHED = {
    "RNCMPT00001.train.txt.gz": "RNCMPT00001.txt.sequences.RNAcontext.clamp-sample.gz",
    "RNCMPT00001.test.txt.gz": "RNCMPT00001.txt.sequences_B.RNAcontext.clamp-sample.gz",
}
KNOWN = DATA / "motifs/Ray2013_rbp_RNA.meme"
GRAPHPROT = DATA / "published/graphprot_on_pysster_test_sets.tsv"


@contextlib.contextmanager
def changes() -> Iterator[dict]:
    """What the config gets here: known motifs. Files lie under their published names meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        for file, name in PUBLISHED.items():
            Path(folder, name).symlink_to((DATA / "rnacompete" / file).resolve())
        os.environ["BINDERY_MIRRORS"] = f"{folder}:{DATA / 'rbp_pysster'}"
        yield {"explanation": {"known": str(KNOWN)}}


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a table; lines that begin with # are comments."""
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def main() -> None:
    """Run the study, and put each model beside its baselines and what is known."""
    with changes() as more:
        run(NAME, more, [], CONFIG)
    graphprot = {row["RBP"]: float(row["ROC_AUC_recomputed"]) for row in table(GRAPHPROT)}
    rows, motifs = [], []
    for row in table(RESULTS / NAME / "summary.tsv"):
        name, measure = row["experiment"], "auroc" if row["auroc"] else "pearson"
        interval = f"{float(row[measure + '_low']):.3f} to {float(row[measure + '_high']):.3f}"
        rows.append(
            {
                "experiment": name,
                "model": row["model"],
                "measure": measure,
                "value": f"{float(row[measure]):.3f}",
                "interval": interval,
                "graphprot": f"{graphprot[name]:.3f}" if name in graphprot else "",
            }
        )
        found = RESULTS / NAME / name / row["model"] / "motifs.tsv"
        for motif in table(found)[:3] if found.exists() else []:
            wanted = ("motif", "consensus", "match_name", "q_value", "chance", "significant")
            motifs.append({"experiment": name} | {key: motif[key] for key in wanted})
    report(NAME, rows)
    report(f"{NAME}_motifs", motifs)


if __name__ == "__main__":
    main()
