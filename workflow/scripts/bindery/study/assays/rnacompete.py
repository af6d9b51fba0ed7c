"""RNAcompete: intensities of RNA probes bound by a protein. Standard library only."""

from typing import TYPE_CHECKING

from bindery.study.assays.assay import Assay, check_intensities, check_shares

if TYPE_CHECKING:
    from bindery.study.study import Study


def _check(row: dict[str, str], config: dict, genome: dict, table: str, number: int) -> None:
    check_intensities(row, config, table, number)
    check_shares(row, config, table, number)


def _tensor(study: "Study", experiment: str) -> dict:
    own, row = study.settings(experiment), study.row(experiment)
    return {
        "experiment": experiment,
        "protein": row["protein"],
        "origins": ASSAY.origins(row),
        "expected": ASSAY.expected(row),
        "column": own["rnacompete"]["column"],
        "window": own["window"],
        "stored": study.widest(experiment),
        "shares": {part: own["sequences"][part] for part in ("validation", "test")},
        "similarity": own["sequences"]["similarity"],
        "max_unknown": own["sequences"]["max_unknown"],
        "seed": study.seed(experiment, "shuffle"),
    }


ASSAY = Assay(
    name="rnacompete",
    files={"rnacompete": "sha256", "test_rnacompete": "test_sha256"},
    beside=(),
    in_genome=False,
    background="none",
    both_strands=False,
    shown=("rnacompete", "sequences", "window"),
    # The longest probe has 41 bases.
    settings={
        "target": "intensity",
        "window": 41,
        # Probes have no site, one or several, so that a window of each would blur a motif.
        "explanation": {"sites": "half_maximum"},
        "training": {
            "optimizer": "adam",
            "learning_rate": 0.001,
            "batch_size": 128,
            "epochs": 40,
            "patience": 6,
            "monitor": "val_pearson",
            "keep": "mean",
        },
    },
    check=_check,
    tensor=_tensor,
    molecule="rna",
    apart=("structure",),
    # Chosen on training rows alone, see docs/rna.md: the first predicts better, the second has
    # clearer motifs.
    models={
        "zeng_local": {
            "architecture": "zeng",
            "settings": {"width": 8, "detectors": 64, "local_window": 5, "hidden": 64},
        },
        "zeng_global": {
            "architecture": "zeng",
            "settings": {"width": 10, "detectors": 64, "hidden": 64},
        },
    },
)
