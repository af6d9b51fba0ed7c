"""Rows of the experiments table, and files to score, held against the config: can they be used?

Standard library only, see `settings`.
"""

from pathlib import Path

from bindery.errors import InputError
from bindery.formats import is_bed
from bindery.study import settings

# Background of a row that names none, where the config leaves it open.
METHODS = {"peaks": "genomic", "sequences": "dinucleotide_shuffle"}


def kind(row: dict[str, str]) -> tuple:
    """All of a row that its settings depend on: rows of one kind have the same ones."""
    given = bool(row["background"] or row["test_background"])
    changed = [item for item in row.items() if item[1] and settings.is_override(item[0])]
    return row["assay"], given, *changed


def own_settings(row: dict[str, str], config: dict) -> dict:
    """The config as it holds for one row: the table's columns put over it, no method left open.

    To be read, not to be changed: it shares what is nested with the config.
    """
    merged = settings.overlay(config, settings.overrides(row))
    background = merged["background"]
    if isinstance(background, dict) and background["method"] is None:
        given = row["background"] or row["test_background"]
        method = "given" if given else METHODS[row["assay"]]
        merged["background"] = background | {"method": method}
    return merged


def _check_peaks(row: dict[str, str], config: dict, genome: dict, table: str, number: int) -> None:
    """Raise InputError if a row has peaks but the study no genome to put them on, or no split."""
    if not genome["name"]:
        raise InputError(
            f"'{row['experiment']}' has peaks, and the config names no genome",
            file=table,
            row=number,
            remedy="name one under `genome:`",
        )
    if "split" not in config:
        raise InputError(
            f"genome '{genome['name']}' has no split",
            file=table,
            row=number,
            remedy="name chromosomes under split.validation and split.test",
        )


def _check_sequences(row: dict[str, str], config: dict, table: str, number: int) -> None:
    """Raise InputError if a row of sequences cannot have its background or its shares."""
    method = config["background"]["method"]
    if method in ("genomic", "flank"):
        raise InputError(
            f"'{row['experiment']}' has sequences, which background method '{method}' is not for",
            file=table,
            row=number,
            remedy="leave background.method out, or give this row dinucleotide_shuffle or given in "
            "a column 'background.method'",
        )
    shares = config["sequences"]
    if shares["validation"] + shares["test"] >= 1:
        raise InputError(
            "sequences.validation and sequences.test leave nothing for training",
            file=table,
            row=number,
            remedy="give shares that are below 1 together",
        )


def _check_background(row: dict[str, str], config: dict, table: str, number: int) -> None:
    """Raise InputError unless just `given` background is named in the table."""
    method = config["background"]["method"]
    filled = row["background"] or row["test_background"]
    if (method == "given") != bool(filled):
        raise InputError(
            f"background method is '{method}' and column 'background' is "
            f"{'filled' if filled else 'empty'}",
            file=table,
            row=number,
            remedy="`given` wants a file in column 'background'; other methods want none",
        )


def check_scoring(files: dict[str, str], genome: dict) -> None:
    """Raise InputError if a file to score holds regions and the study has no genome."""
    for path in files.values():
        if not genome["name"] and Path(path).is_file() and is_bed(path):
            raise InputError(
                "these are regions, and the study has no genome",
                file=path,
                remedy="give sequences under `scoring:`, or name a genome under `genome:`",
            )


def check_data(row: dict[str, str], config: dict, genome: dict, table: str, number: int) -> None:
    """Check that a row's data goes with the config, the row's own keys put over it.

    Args:
        row: of the table.
        config: as it holds for this row.
        genome: config of the genome, named "" where there is none.
        table: path of the table, for errors.
        number: of the row, for errors.

    Raises:
        InputError: peaks without a genome or a split; sequences with a background of windows, or
            shares that leave nothing for training; a background file without method `given`, or
            the reverse.
    """
    if row["assay"] == "peaks":
        _check_peaks(row, config, genome, table, number)
    else:
        _check_sequences(row, config, table, number)
    _check_background(row, config, table, number)
