"""Check a config's `scan` and `saturation`: thresholds, and regions against the genome.

Standard library only, see `settings`.
"""

import io
import os
from collections.abc import Mapping
from pathlib import Path

from bindery.errors import InputError
from bindery.files import opened
from bindery.given import regions
from bindery.given.chromosome_names import unknown_names
from bindery.study.reading import paths

# A larger BED file is left to the job that reads it.
LARGEST_BED = 1_000_000
HEADERS = ("#", "track", "browser")


def settle(config: dict, genome: dict, file: str) -> None:
    """Check `scan` and `saturation`; what is wrong with a region is told before anything trains.

    A `~` in a file's name becomes the home folder, in place.

    Args:
        config: the config, checked by its schema.
        genome: config of the genome; its name is "" without a genome.
        file: the config, for errors.

    Raises:
        InputError: there is no genome, a scan has both a threshold and a rate, a file is missing,
            or a region is not on the genome. Where the genome's lengths are not known yet, the job
            that reads the regions checks them.
    """
    for name, scan in config["scan"].items():
        _check_genome(f"scan.{name}", genome, file)
        if "threshold" in scan and "fdr" in scan:
            raise InputError(
                f"scan.{name} has both `threshold` and `fdr`",
                file=file,
                remedy="leave one of them out",
            )
        if scan["regions"]:
            check_bed(scan["regions"], genome)
    for name, text in config["saturation"].items():
        key = f"saturation.{name}"
        _check_genome(key, genome, file)
        if regions.is_region(text):
            _check_region(text, key, genome, file)
            continue
        config["saturation"][name] = path = os.path.expanduser(text)
        if "<" not in path:
            _check_file(path, key, file)
            check_bed(path, genome)


def _check_genome(key: str, genome: dict, file: str) -> None:
    if not genome["name"]:
        raise InputError(
            f"{key} asks for scores along a genome, but the study has none",
            file=file,
            remedy="name one under `genome:`",
        )


def _check_region(text: str, key: str, genome: dict, file: str) -> None:
    named = f", which {key} names"
    region = regions.parsed(text, named=named, file=file)
    if genome["sequences"]:
        known = _lengths(genome)
        regions.settled(region, genome["aliases"], known, genome["name"], named=named, file=file)


def _check_file(path: str, key: str, file: str) -> None:
    """Raise InputError unless a file is there; what has a colon was perhaps meant as a region."""
    if ":" in path and not Path(path).exists():
        raise InputError(
            f"'{path}', which {key} names, is neither a region nor a file",
            file=file,
            remedy=f"{regions.FORM}, or the path of a BED file",
        )
    paths.check_file(path, f", which {key} names", file)


def _lengths(genome: dict) -> dict[str, int]:
    return {name: length for name, (length, _) in genome["sequences"].items()}


def check_bed(path: str, genome: dict) -> None:
    """Raise InputError if a BED's regions are not on the genome, as far as that is known.

    Rows that are no BED are left to the job that reads the file.

    Args:
        path: the file, plain or gzipped.
        genome: config of the genome.
    """
    if "<" in path or not genome["sequences"] or Path(path).stat().st_size > LARGEST_BED:
        return
    lengths, aliases = _lengths(genome), genome["aliases"]
    unknown: dict[str, int] = {}
    with opened(path) as handle, io.TextIOWrapper(handle, "utf-8-sig", "replace") as lines:
        for number, line in enumerate(lines, 1):
            cells = line.split()
            if len(cells) < 3 or line.startswith(HEADERS) or not cells[2].isdecimal():
                continue
            chrom = aliases.get(cells[0], cells[0])
            if chrom not in lengths:
                unknown.setdefault(chrom, number)
            elif int(cells[2]) > lengths[chrom]:
                _refuse_end(cells, chrom, lengths, genome["name"], path, number)
    if unknown:
        row = next(iter(unknown.values()))
        raise unknown_names(list(unknown), lengths, genome["name"], file=path, row=row)


def _refuse_end(
    cells: list[str],
    chrom: str,
    lengths: Mapping[str, int],
    assembly: str,
    path: str,
    row: int,
) -> None:
    raise InputError(
        f"{chrom}:{cells[1]}-{cells[2]} ends past the end of {chrom} in {assembly} "
        f"({lengths[chrom]} bases)",
        file=path,
        row=row,
        remedy="the regions are of another assembly, or the file is damaged",
    )
