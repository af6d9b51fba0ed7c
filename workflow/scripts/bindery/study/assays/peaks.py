"""Peaks of a genome: ChIP-seq, ChIP-exo, CUT&RUN, ATAC-seq. Standard library only."""

from typing import TYPE_CHECKING

from bindery.study import backgrounds
from bindery.study.assays.assay import Assay, always, check_genome, check_given_background

if TYPE_CHECKING:
    from bindery.study.study import Study


def check(row: dict[str, str], config: dict, genome: dict, table: str, number: int) -> None:
    """Raise InputError if a row of peaks does not fit its config, see `Assay.check`."""
    check_genome(row, config, genome, table, number)
    own = config["background"]
    backgrounds.check_match(row, own, genome, table, number)
    backgrounds.check(row, own, table, number, peaks=True)
    check_given_background(row, own, backgrounds.names(own), table, number)


def tensor(study: "Study", experiment: str) -> dict:
    """Arguments of `build_tensor` that are no files, see `Assay.tensor`."""
    own = study.settings(experiment)
    return {
        "experiment": experiment,
        "assembly": study.genome["name"],
        "window": own["window"],
        "stored": study.widest(experiment),
        "split": own["split"],
        "ratio": own["background"]["ratio"],
        "backgrounds": backgrounds.names(own["background"]),
        "seed": study.seed(experiment, "shuffle"),
    }


ASSAY = Assay(
    name="peaks",
    files={"peaks": "sha256", "background": "background_sha256"},
    beside=(),
    in_genome=True,
    background="genomic",
    both_strands=True,
    shown=("split", "peaks", "window", "background"),
    check=check,
    tensor=tensor,
    reads_peaks=always,
)
