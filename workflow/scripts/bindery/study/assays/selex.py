"""HT-SELEX and SELEX-seq: reads of several cycles. Standard library only."""

from typing import TYPE_CHECKING

from bindery.errors import InputError
from bindery.study import backgrounds
from bindery.study.assays.assay import Assay, check_shares
from bindery.targets.kinds import kind_of

if TYPE_CHECKING:
    from bindery.study.study import Study

# Cycles that the table has columns for; published experiments have six or fewer.
CYCLES = tuple(f"cycle_{number}" for number in range(10))
# Backgrounds: the ligands of cycle 0, or shuffled positives.
METHODS = ("given", "dinucleotide_shuffle")


def _check(row: dict[str, str], config: dict, genome: dict, table: str, number: int) -> None:
    if not kind_of(config["target"]).binary:
        raise InputError(
            f"'{row['experiment']}' has reads of SELEX, which are of two classes, and its target "
            f"is {config['target']}",
            file=table,
            row=number,
            remedy="remove `target`",
        )
    if not any(row[name] for name in CYCLES[1:]):
        raise InputError(
            f"'{row['experiment']}' has reads of cycle 0 alone",
            file=table,
            row=number,
            remedy="name the reads of a later cycle in a column such as 'cycle_4'",
        )
    wanted = config["selex"]["positives"]
    if wanted is not None and not row[f"cycle_{wanted}"]:
        raise InputError(
            f"selex.positives is {wanted}, and column 'cycle_{wanted}' of '{row['experiment']}' is "
            "empty",
            file=table,
            row=number,
            remedy="name its reads, or leave selex.positives out",
        )
    _check_background(row, config["background"], table, number)
    check_shares(row, config, table, number)


def _check_background(row: dict[str, str], background: dict, table: str, number: int) -> None:
    backgrounds.check(row, background, table, number, peaks=False)
    method = background["method"]
    if method not in METHODS:
        raise InputError(
            f"'{row['experiment']}' has reads of SELEX, and its background.method is {method}",
            file=table,
            row=number,
            remedy=f"leave it out, or give one of {', '.join(METHODS)}",
        )
    if method == "given" and not row[CYCLES[0]]:
        raise InputError(
            f"background.method of '{row['experiment']}' is given, and '{CYCLES[0]}' is empty",
            file=table,
            row=number,
            remedy=f"name the reads of cycle 0 in '{CYCLES[0]}', or leave background.method out",
        )


def _tensor(study: "Study", experiment: str) -> dict:
    own, row = study.settings(experiment), study.row(experiment)
    return {
        "experiment": experiment,
        "origins": ASSAY.origins(row),
        "expected": ASSAY.expected(row),
        **{name: own["selex"][name] for name in ("umi", "before", "after", "positives")},
        "least_distinct": own["selex"]["least_distinct"],
        "most": own["selex"]["most"],
        "method": own["background"]["method"],
        "ratio": own["background"]["ratio"],
        "window": own["window"],
        "stored": study.widest(experiment),
        "shares": {part: own["sequences"][part] for part in ("validation", "test")},
        "seed": study.seed(experiment, "shuffle"),
    }


def _settings_of_models(window: int) -> dict:
    """DeepBind's width of detectors for ligands of 14, 20, 30 and 40 bases."""
    width = next((wide for most, wide in ((14, 14), (20, 20), (30, 24)) if window <= most), 32)
    return {"width": min(width, window)}


TRAINING = {
    "optimizer": "adam",
    "learning_rate": 0.001,
    "batch_size": 128,
    "epochs": 20,
    "patience": 4,
    "restarts": 1,
    "monitor": "val_loss",
}
CANDIDATES = {
    "selex_deepbind": {
        "architecture": "deepbind",
        "training": {**TRAINING, "learning_rate": 0.003},
    },
    "selex_wide": {
        "architecture": "deepbind_wide",
        "settings": {"hidden": 32},
        "training": TRAINING,
    },
    "selex_danq": {
        "architecture": "danq",
        "variant": "small",
        "settings": {"width": 10, "pool": 2},
        "training": TRAINING,
    },
    "selex_kmers": {"architecture": "kmers", "training": TRAINING},
}

ASSAY = Assay(
    name="selex",
    files={name: f"{name}_sha256" for name in CYCLES},
    named_by=CYCLES,
    beside=(),
    in_genome=False,
    background="dinucleotide_shuffle",
    given_by=CYCLES[:1],
    both_strands=True,
    shown=("selex", "sequences", "window", "background"),
    settings={"window": 20},
    settings_of_models=_settings_of_models,
    # Better than `selex_deepbind` on validation ligands of Exd-Hox.
    models={"selex_wide": CANDIDATES["selex_wide"]},
    candidates=CANDIDATES,
    check=_check,
    tensor=_tensor,
)
