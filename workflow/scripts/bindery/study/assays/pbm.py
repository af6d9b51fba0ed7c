"""Protein-binding microarrays: probes with intensities. Standard library only."""

from typing import TYPE_CHECKING

from bindery.errors import InputError
from bindery.study.assays.assay import Assay, check_intensities, check_shares

if TYPE_CHECKING:
    from bindery.study.study import Study


def _check(row: dict[str, str], config: dict, genome: dict, table: str, number: int) -> None:
    check_intensities(row, config, table, number)
    check_shares(row, config, table, number)


def _others(study: "Study", experiment: str) -> list[tuple[str, str]]:
    """The arrays of other experiments, if intensities are divided by their medians.

    Raises:
        InputError: there are none.
    """
    if not study.settings(experiment)["pbm"]["probe_medians"]:
        return []
    found = [
        (name, column)
        for name in study.active
        if name != experiment and study.row(name)["assay"] == "pbm"
        for column in ASSAY.sources(study.row(name))
    ]
    if not found:
        raise InputError(
            f"intensities of '{experiment}' are to be divided by medians over experiments, and no "
            "other experiment has pbm",
            file=study.table,
            remedy="set pbm.probe_medians: false, or add experiments of the same array design",
        )
    return found


def _tensor(study: "Study", experiment: str) -> dict:
    own, row = study.settings(experiment), study.row(experiment)
    return {
        "experiment": experiment,
        "origins": ASSAY.origins(row),
        "expected": ASSAY.expected(row),
        "column": own["pbm"]["column"],
        "subtract_background": own["pbm"]["subtract_background"],
        "trim_linker": own["pbm"]["trim_linker"],
        "window": own["window"],
        "stored": study.widest(experiment),
        "shares": {part: own["sequences"][part] for part in ("validation", "test")},
        "max_unknown": own["sequences"]["max_unknown"],
        "seed": study.seed(experiment, "shuffle"),
    }


TRAINING = {
    "optimizer": "adam",
    "learning_rate": 0.001,
    "batch_size": 128,
    "epochs": 20,
    "patience": 4,
    "restarts": 1,
    "monitor": "val_pearson",
}
# `python tests/benchmarks/pbm.py auto` compares them on validation probes of Foxo1.
CANDIDATES = {
    "pbm_danq": {
        "architecture": "danq",
        "variant": "small",
        "settings": {"width": 9, "pool": 3},
        "training": TRAINING,
    },
    "pbm_zeng": {
        "architecture": "zeng",
        "settings": {"detectors": 128, "width": 9, "local_window": 3},
        "training": TRAINING,
    },
    "pbm_cuperus": {
        "architecture": "cuperus",
        "variant": "small",
        "settings": {"both_strands": True, "width": 9},
        "training": TRAINING,
    },
    "pbm_wide": {
        "architecture": "deepbind_wide",
        "settings": {"detectors": 256, "width": 14, "hidden": 64, "dropout": 0.3},
        "training": TRAINING,
    },
    "pbm_kmers": {"architecture": "kmers", "training": TRAINING},
}

ASSAY = Assay(
    name="pbm",
    files={"pbm": "sha256", "test_pbm": "test_sha256"},
    beside=(),
    in_genome=False,
    background="none",
    both_strands=True,
    shown=("pbm", "sequences", "window"),
    settings={"target": "intensity", "window": 36},
    # The best one on validation probes of one design of Foxo1.
    models={"pbm_danq": CANDIDATES["pbm_danq"]},
    candidates=CANDIDATES,
    check=_check,
    tensor=_tensor,
    others=_others,
)
