"""Reporter constructs with their expression. Standard library only."""

from typing import TYPE_CHECKING

from bindery.errors import InputError
from bindery.study.assays.assay import Assay, check_genome, check_intensities

if TYPE_CHECKING:
    from bindery.study.study import Study


def _check(row: dict[str, str], config: dict, genome: dict, table: str, number: int) -> None:
    check_genome(row, config, genome, table, number)
    check_intensities(row, config, table, number)
    if not config["mpra"]["replicates"]:
        raise InputError(
            f"'{row['experiment']}' has mpra, and no column of expression is named",
            file=table,
            row=number,
            remedy="name the columns of its replicates under mpra.replicates",
        )


def _tensor(study: "Study", experiment: str) -> dict:
    own, row = study.settings(experiment), study.row(experiment)
    return {
        "origin": ASSAY.origins(row).get("mpra"),
        "expected": row["sha256"] or None,
        "replicates": own["mpra"]["replicates"],
        "assembly": study.genome["name"],
        "window": own["window"],
        "stored": study.widest(experiment),
        "split": own["split"],
        "validation_unplaced": own["mpra"]["validation_unplaced"],
        "max_unknown": own["sequences"]["max_unknown"],
        "seed": study.seed(experiment, "shuffle"),
    }


ASSAY = Assay(
    name="mpra",
    files={"mpra": "sha256"},
    beside=(),
    in_genome=True,
    background="none",
    both_strands=True,
    shown=("split", "mpra", "window"),
    settings={"target": "intensity"},
    check=_check,
    tensor=_tensor,
)
