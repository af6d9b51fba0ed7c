"""The backgrounds of an experiment: those that models train on, and those that they are tested on.

Standard library only, see `settings`.
"""

from collections.abc import Iterable

from bindery.errors import InputError

# Methods that draw windows of the genome, for which any split can be chosen.
DRAWN = ("genomic", "flank", "other_peaks", "transcripts")
SHUFFLED = "dinucleotide_shuffle"
TRANSCRIPTS = "transcripts"


def trained(background: dict) -> list[str]:
    """The methods whose rows are in all splits; models are judged by the first one."""
    return list(dict.fromkeys([background["method"], *background["mix"]]))


def names(background: dict) -> list[str]:
    """All methods: those of all splits, and those for test rows alone."""
    return list(dict.fromkeys([*trained(background), *background["test"]]))


def drawn(background: dict) -> list[str]:
    """The methods whose rows are in the background table; shuffles are made with the tensor."""
    return [name for name in names(background) if name != SHUFFLED]


def reads_annotation(background: dict) -> bool:
    """Whether windows of the genome are matched in their distance to transcription starts."""
    return "genomic" in names(background) and "starts" in background["match"]


def reads_transcripts(background: dict) -> bool:
    """Whether windows are drawn in the transcripts of the genome's annotation."""
    return TRANSCRIPTS in names(background)


def check_match(
    row: dict[str, str], background: dict, genome: dict, table: str, number: int
) -> None:
    """Raise InputError if a row's background needs an annotation and the genome has none.

    Args:
        row: row of the table.
        background: the row's config of it.
        genome: config of the genome.
        table: the table, for errors.
        number: number of the row, for errors.
    """
    starts = "is matched in starts", "leave starts out of background.match"
    drawn_in = (
        "is drawn in transcripts",
        "set background.method to flank, other_peaks or given",
    )
    needs = starts if reads_annotation(background) else drawn_in
    either = reads_annotation(background) or reads_transcripts(background)
    if either and not genome["annotation"]:
        raise InputError(
            f"the background of '{row['experiment']}' {needs[0]}, and the genome has no annotation",
            file=table,
            row=number,
            remedy=f"name a GTF or GFF3 under genome.annotation, or {needs[1]}",
        )


def check(row: dict[str, str], background: dict, table: str, number: int, *, peaks: bool) -> None:
    """Raise InputError if a row's backgrounds do not fit each other or its data.

    Args:
        row: row of the table.
        background: the row's config of it.
        table: the table, for errors.
        number: number of the row, for errors.
        peaks: whether the row's data are peaks.
    """
    several = names(background)
    if not peaks and (len(several) > 1 or "other_peaks" in several):
        raise InputError(
            f"'{row['experiment']}' has sequences, and its backgrounds are {', '.join(several)}",
            file=table,
            row=number,
            remedy="give one background.method for sequences, and no background.mix or "
            "background.test",
        )
    if TRANSCRIPTS in several and row["assay"] != "clip":
        raise InputError(
            f"'{row['experiment']}' has {row['assay']}, and background transcripts is for clip",
            file=table,
            row=number,
            remedy="give another background.method; for RNA name the data in column 'clip'",
        )
    mixed = trained(background)
    if len(mixed) > 1 and (wrong := [name for name in mixed if name not in DRAWN]):
        raise InputError(
            f"background.mix adds others to '{wrong[0]}'",
            file=table,
            row=number,
            remedy=f"mix only {', '.join(DRAWN)}",
        )


def others(row: dict[str, str], rows: Iterable[dict[str, str]]) -> list[str]:
    """The experiments among rows of the assay of one row whose protein is another."""
    return [
        own["experiment"]
        for own in rows
        if own["assay"] == row["assay"] and own["protein"] != row["protein"]
    ]


def check_others(name: str, others: list[str], table: str) -> None:
    """Raise InputError if there are no other experiments' peaks.

    Args:
        name: an experiment with the background `other_peaks`.
        others: the study's active experiments of peaks of other proteins.
        table: the table, for errors.
    """
    if not others:
        raise InputError(
            f"'{name}' has the background other_peaks, and no other protein's experiment has peaks",
            file=table,
            remedy="add experiments of other proteins, or choose another background",
        )
