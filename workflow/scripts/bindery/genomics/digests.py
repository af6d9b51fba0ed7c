"""Digests of a genome: tables of the length and M5 of each sequence."""

import hashlib
from os import PathLike
from pathlib import Path

from bindery.errors import InputError
from bindery.files import write_text


def genome_digest(sequences: dict[str, tuple[int, str]]) -> str:
    """A digest of a whole genome: SHA-256 of its sorted lines `name<TAB>length<TAB>M5`."""
    lines = sorted(f"{name}\t{length}\t{m5}\n" for name, (length, m5) in sequences.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def read_digests(path: str | PathLike) -> dict[str, tuple[int, str]]:
    """Read a table of `name<TAB>length<TAB>M5`."""
    rows = [line.split("\t") for line in Path(path).read_text().splitlines() if line]
    return {name: (int(length), m5) for name, length, m5 in rows}


def write_digests(path: str | PathLike, sequences: dict[str, tuple[int, str]]) -> None:
    """Write a table of `name<TAB>length<TAB>M5`, as `read_digests` reads it."""
    rows = (f"{name}\t{length}\t{m5}\n" for name, (length, m5) in sequences.items())
    write_text(path, "".join(rows))


def check_digests(
    found: dict[str, tuple[int, str]],
    known: dict[str, tuple[int, str]],
    source: str,
    reference: str | PathLike,
) -> None:
    """Raise InputError unless a genome has exactly the expected sequences.

    Args:
        found: digests of the genome's file.
        known: the expected digests.
        source: origin of the genome's file, for the error.
        reference: file with the expected digests, for the error.
    """
    remedy = f"it is not the assembly or release of {reference}; give the right one"
    for name in sorted(known.keys() ^ found.keys()):
        state = "lacks" if name in known else "has an unexpected"
        raise InputError(f"the genome {state} sequence '{name}'", file=source, remedy=remedy)
    for name, (length, m5) in known.items():
        if found[name] != (length, m5):
            raise InputError(
                f"'{name}' has {found[name][0]} bases and M5 {found[name][1]}, "
                f"not {length} and {m5}",
                file=source,
                remedy=remedy,
            )
