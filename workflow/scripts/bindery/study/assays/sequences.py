"""Given sequences, with or without targets. Standard library only."""

from typing import TYPE_CHECKING

from bindery.errors import InputError
from bindery.study import backgrounds
from bindery.study.assays.assay import BACKGROUNDS, Assay, check_given_background, check_shares

if TYPE_CHECKING:
    from bindery.study.study import Study


def check(row: dict[str, str], config: dict, genome: dict, table: str, number: int) -> None:
    """Raise InputError if a row of sequences does not fit its config, see `Assay.check`."""
    method = backgrounds.trained(config["background"])[0]
    if method in ("genomic", "flank", backgrounds.TRANSCRIPTS):
        raise InputError(
            f"'{row['experiment']}' has sequences, and background method '{method}' is for peaks",
            file=table,
            row=number,
            remedy="leave background.method out, or give this row dinucleotide_shuffle or given in "
            "a column 'background.method'",
        )
    check_shares(row, config, table, number)
    own = config["background"]
    backgrounds.check(row, own, table, number, peaks=False)
    check_given_background(row, own, backgrounds.names(own), table, number)


def tensor(study: "Study", experiment: str) -> dict:
    """Arguments of `build_tensor` that are no files, see `Assay.tensor`."""
    own, row = study.settings(experiment), study.row(experiment)
    return {
        "experiment": experiment,
        "origins": ASSAY.origins(row),
        "expected": ASSAY.expected(row),
        "window": own["window"],
        "stored": study.widest(experiment),
        "shares": {part: own["sequences"][part] for part in ("validation", "test")},
        "similarity": own["sequences"]["similarity"],
        "max_unknown": own["sequences"]["max_unknown"],
        "method": own["background"]["method"],
        "ratio": own["background"]["ratio"],
        "seed": study.seed(experiment, "shuffle"),
    }


ASSAY = Assay(
    name="sequences",
    files={
        "sequences": "sha256",
        "test_sequences": "test_sha256",
        **BACKGROUNDS,
    },
    beside=(),
    in_genome=False,
    background="dinucleotide_shuffle",
    both_strands=True,
    shown=("sequences", "window", "background"),
    check=check,
    tensor=tensor,
)
