"""Check the chromosomes of a split against those of the genome.

Standard library only, see `settings`.
"""

from collections.abc import Collection

from bindery.errors import InputError


def check_chromosomes(
    split: dict[str, list[str]],
    known: Collection[str],
    assembly: str,
    file: str | None = None,
    row: int | None = None,
) -> None:
    """Raise InputError if a split names a chromosome that the genome lacks.

    Args:
        split: chromosomes of `validation` and `test`.
        known: names of the genome's sequences.
        assembly: name of the genome, for the error.
        file: file with the split, for the error.
        row: row of that file, for the error.
    """
    for part, names in split.items():
        for name in names:
            if name not in known:
                raise InputError(
                    f"split.{part}: chromosome '{name}' is not in {assembly}",
                    file=file,
                    row=row,
                    remedy=f"it has {', '.join(list(known)[:4])}, ...",
                )
