"""The chromosomes and regions of a split: given the genome's names, and checked against them.

Standard library only, see `settings`.
"""

from collections.abc import Collection, Mapping

from bindery.errors import InputError
from bindery.given import regions
from bindery.given.chromosome_names import unknown_names


def renamed(split: dict[str, list[str]], aliases: Mapping[str, str]) -> dict[str, list[str]]:
    """A split with the genome's names in place of aliases, and regions in one way of writing."""
    return {part: [_renamed(name, aliases) for name in names] for part, names in split.items()}


def _renamed(name: str, aliases: Mapping[str, str]) -> str:
    if name in aliases or not regions.is_region(name):
        return aliases.get(name, name)
    own = regions.parsed(name, named=", which `split` names")
    return str(own._replace(chrom=aliases.get(own.chrom, own.chrom)))


def chromosome_of(name: str) -> str:
    """The chromosome that an entry of a split names, as a whole or in part."""
    return regions.parsed(name).chrom if regions.is_region(name) else name


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
    absent = {
        part: [own for own in map(chromosome_of, names) if own not in known]
        for part, names in split.items()
    }
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
    """Raise InputError if a chromosome or region is in both parts of a split, even in part."""
    for name in split["validation"]:
        other = next((own for own in split["test"] if _overlap(name, own)), None)
        if other == name:
            raise InputError(
                f"chromosome '{name}' is in both validation and test",
                file=file,
                row=row,
                remedy="keep it in one under `split:`",
            )
        if other is not None:
            raise InputError(
                f"'{name}' in validation and '{other}' in test overlap",
                file=file,
                row=row,
                remedy="give regions that are apart under `split:`",
            )


def _overlap(one: str, other: str) -> bool:
    if chromosome_of(one) != chromosome_of(other):
        return False
    if not (regions.is_region(one) and regions.is_region(other)):
        return True
    first, second = regions.parsed(one), regions.parsed(other)
    return first.start < second.end and second.start < first.end


def has_regions(split: Mapping[str, list[str]]) -> bool:
    """Whether a split has parts of chromosomes."""
    return any(regions.is_region(name) for names in split.values() for name in names)
