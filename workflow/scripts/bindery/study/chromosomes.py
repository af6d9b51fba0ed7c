"""The chromosomes of a split: given the genome's names, and checked against them.

Standard library only, see `settings`.
"""

from collections.abc import Collection, Mapping

from bindery.errors import InputError
from bindery.given.chromosome_names import unknown_names


def renamed(split: dict[str, list[str]], aliases: Mapping[str, str]) -> dict[str, list[str]]:
    """A split with the genome's names in place of aliases."""
    return {part: [aliases.get(name, name) for name in names] for part, names in split.items()}


def check_chromosomes(
    split: dict[str, list[str]],
    known: Collection[str],
    assembly: str,
    file: str | None = None,
    row: int | None = None,
) -> None:
    """Raise InputError if a split names chromosomes that the genome lacks; it names all of them.

    Args:
        split: chromosomes of `validation` and `test`.
        known: names of the genome's sequences.
        assembly: name of the genome, for the error.
        file: file with the split, for the error.
        row: row of that file, for the error.
    """
    absent = {part: [name for name in names if name not in known] for part, names in split.items()}
    names = list(dict.fromkeys(name for own in absent.values() for name in own))
    if names:
        parts = ", ".join(f"split.{part}" for part, own in absent.items() if own)
        raise unknown_names(
            names,
            known,
            assembly,
            what=f"{parts}: ",
            file=file,
            row=row,
            otherwise="name others in the split",
        )


def check_apart(split: dict[str, list[str]], file: str, row: int | None = None) -> None:
    """Raise InputError if a chromosome is in both parts of a split."""
    for name in split["validation"]:
        if name in split["test"]:
            raise InputError(
                f"chromosome '{name}' is in both validation and test",
                file=file,
                row=row,
                remedy="keep it in one under `split:`",
            )
