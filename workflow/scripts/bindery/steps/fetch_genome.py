"""Rule fetch_genome: fetch a genome's FASTA, and decompress it."""

import shutil
from os import PathLike
from pathlib import Path

from bindery.downloads import fetch
from bindery.errors import InputError
from bindery.files import BLOCK, opened, written
from bindery.formats import START, foreign
from bindery.ownership import temporaries


def fetch_genome(
    source: str,
    target: str | PathLike,
    expected: str | None = None,
) -> None:
    """Fetch a genome's FASTA, plain or gzipped, and write it plain.

    Args:
        source: URL or path of a FASTA.
        target: output, plain FASTA.
        expected: SHA-256 of the file at the source, if known.

    Raises:
        InputError: the file cannot be fetched, or is not FASTA.
    """
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own, since another study may fetch the same genome at the same time.
    final = target.with_name(f"{target.name}.served")
    temporaries.sweep(final)
    served = temporaries.create(final)
    try:
        fetch(source, served, expected)
        with opened(served, source) as handle, written(target) as temporary:
            start = handle.read(START)
            if not start.startswith(b">"):
                other = foreign(start)
                raise InputError(
                    f"this is {other.what}, not FASTA"
                    if other
                    else "this is not FASTA: it does not start with '>'",
                    file=source,
                    remedy=other.remedy if other else "give a plain or gzipped FASTA",
                )
            with open(temporary, "wb") as out:
                out.write(start)
                shutil.copyfileobj(handle, out, BLOCK)
    finally:
        served.unlink(missing_ok=True)
