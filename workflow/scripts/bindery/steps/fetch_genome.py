"""Rule fetch_genome: a genome's FASTA brought here, plain."""

import shutil
from os import PathLike
from pathlib import Path

from bindery.downloads import fetch
from bindery.errors import InputError
from bindery.files import BLOCK, opened, written


def fetch_genome(
    source: str,
    target: str | PathLike,
    expected: str | None = None,
) -> None:
    """Bring a genome's FASTA here, plain or gzipped, and leave it plain.

    Args:
        source: URL or path of a FASTA.
        target: where the plain FASTA goes.
        expected: SHA-256 of the file as served, if known.

    Raises:
        InputError: it cannot be had, or is no FASTA.
    """
    target = Path(target)
    served = target.with_name(f"{target.name}.served")
    fetch(source, served, expected)
    try:
        with opened(served, source) as handle, written(target) as temporary:
            start = handle.read(1)
            if start != b">":
                raise InputError(
                    "this is no FASTA: it does not start with '>'",
                    file=source,
                    remedy="give a plain or gzipped FASTA",
                )
            with open(temporary, "wb") as out:
                out.write(start)
                shutil.copyfileobj(handle, out, BLOCK)
    finally:
        served.unlink(missing_ok=True)
