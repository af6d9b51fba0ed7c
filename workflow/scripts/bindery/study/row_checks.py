"""Check the rows of the experiments table, and files to score, against the config.

Standard library only, see `settings`.
"""

from pathlib import Path

from bindery.errors import InputError
from bindery.formats import is_bed
from bindery.study import backgrounds, candidates, settings
from bindery.study.reading import paths
from bindery.targets.kinds import kind_of

# Background method of a row without one, if the config leaves it open.
METHODS = {"peaks": "genomic", "sequences": "dinucleotide_shuffle", "mpra": "none"}


def kind(row: dict[str, str]) -> tuple:
    """All parts of a row that decide its settings: rows with equal parts have equal settings."""
    given = bool(row["background"] or row["test_background"])
    changed = [item for item in row.items() if item[1] and settings.is_override(item[0])]
    return row["assay"], given, *changed


def own_settings(row: dict[str, str], config: dict) -> dict:
    """The config of one row: the table's columns replace keys, and the background method is set.

    Do not change the result: it shares nested parts with the config.
    """
    merged = settings.overlay(config, settings.overrides(row))
    background = merged["background"]
    if isinstance(background, dict) and background["method"] is None:
        given = row["background"] or row["test_background"]
        method = "given" if given else METHODS[row["assay"]]
        merged["background"] = background | {"method": method}
    if isinstance(merged["models"], dict) and isinstance(merged["window"], int):
        of_row = (merged["models"], config["candidates"], row["assay"], merged["window"])
        merged["models"] = candidates.fitting(*of_row)
    return merged


def _check_genome(row: dict[str, str], config: dict, genome: dict, table: str, number: int) -> None:
    """Raise InputError if a row has places in a genome, but the study has no genome or no split."""
    if not genome["name"]:
        raise InputError(
            f"'{row['experiment']}' has {row['assay']}, but the config names no genome",
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


def _check_mpra(row: dict[str, str], config: dict, table: str, number: int) -> None:
    """Raise InputError if a row of reporter constructs has classes, or names no measurement."""
    if kind_of(config["target"]).binary:
        raise InputError(
            f"'{row['experiment']}' has mpra, whose targets are intensities, and its target is "
            f"{config['target']}",
            file=table,
            row=number,
            remedy="set `target: intensity`",
        )
    if not config["mpra"]["replicates"]:
        raise InputError(
            f"'{row['experiment']}' has mpra, and no column of expression is named",
            file=table,
            row=number,
            remedy="name the columns of its replicates under mpra.replicates",
        )


def _check_sequences(row: dict[str, str], config: dict, table: str, number: int) -> None:
    """Raise InputError if the background or shares of a row of sequences are invalid."""
    method = backgrounds.trained(config["background"])[0]
    if method in ("genomic", "flank"):
        raise InputError(
            f"'{row['experiment']}' has sequences, and background method '{method}' is for peaks",
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
            remedy="give shares whose sum is below 1",
        )


def _check_background(row: dict[str, str], config: dict, table: str, number: int) -> None:
    """Raise InputError unless the table names a background exactly if the method is `given`."""
    several = backgrounds.names(config["background"])
    method = "given" if "given" in several else several[0]
    filled = row["background"] or row["test_background"]
    if (method == "given") != bool(filled):
        raise InputError(
            f"background method is '{method}' and column 'background' is "
            f"{'filled' if filled else 'empty'}",
            file=table,
            row=number,
            remedy="`given` needs a file in column 'background'; other methods must not have one",
        )


def check_file(
    name: str | None, skip: str, table: str, row: int | None = None, *, url: bool = False
) -> None:
    """Raise InputError if a row names a local file that does not exist, or a URL in vain.

    A path that starts with a path variable (`<resources>/...`) is not checked: a rule may make it.
    """
    if name and not skip and "<" not in name:
        paths.check_file(name, "", table, row, url=url)


def check_scoring(files: dict[str, str], genome: dict) -> None:
    """Raise InputError if a file to score has regions, but the study has no genome."""
    for path in files.values():
        if not genome["name"] and Path(path).is_file() and is_bed(path):
            raise InputError(
                "the file has regions, but the study has no genome",
                file=path,
                remedy="give sequences under `scoring:`, or name a genome under `genome:`",
            )


def check_data(row: dict[str, str], config: dict, genome: dict, table: str, number: int) -> None:
    """Check that a row's data fits its config.

    Args:
        row: row of the table.
        config: config of this row.
        genome: config of the genome; its name is "" without a genome.
        table: path of the table, for errors.
        number: number of the row, for errors.

    Raises:
        InputError: the row has peaks or mpra without a genome or a split; or mpra that are no
            intensities, or without replicates; or sequences with a background
            method for peaks, or with shares that leave nothing for training; or a background file
            without method `given`, or the reverse; or a background to be matched in transcription
            starts without an annotation.
    """
    if row["assay"] == "mpra":
        _check_genome(row, config, genome, table, number)
        _check_mpra(row, config, table, number)
        return
    if row["assay"] == "peaks":
        _check_genome(row, config, genome, table, number)
        backgrounds.check_match(row, config["background"], genome, table, number)
    else:
        _check_sequences(row, config, table, number)
    backgrounds.check(row, config["background"], table, number)
    _check_background(row, config, table, number)
