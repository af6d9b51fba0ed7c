"""Regions as people write them: `chr7:5,530,601-5,533,000`, as genome browsers show them.

Standard library only.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from bindery.errors import InputError
from bindery.given.chromosome_names import unknown_names

# A name may have colons (HLA alleles do), so the last one counts.
WRITTEN = re.compile(r"(?P<chrom>\S+):(?P<first>[\d,]+)(?:-|\.\.|–)(?P<last>[\d,]+)")  # noqa: RUF001
FORM = "write chr:start-end, such as chrI:1001-2000, where 1 is the first base"


class Region(NamedTuple):
    """Part of a chromosome, 0-based and half-open."""

    chrom: str
    start: int
    end: int

    def __str__(self) -> str:
        """As genome browsers write it: the first base is 1, and the last one belongs to it."""
        return f"{self.chrom}:{self.start + 1}-{self.end}"


def is_region(text: str) -> bool:
    """Whether a text is a region, and not the name of a file."""
    return WRITTEN.fullmatch(text.strip()) is not None


def parsed(text: str, *, named: str = "", file: str | None = None) -> Region:
    """The region that a text names.

    Args:
        text: `chr:start-end`; both ends belong to the region, and the first base is 1. Separators
            of thousands may be there.
        named: what names it, for errors, such as `, which saturation.mine names`.
        file: the file with the text, for errors.

    Raises:
        InputError: it is written otherwise, or is empty.
    """
    match = WRITTEN.fullmatch(text.strip())
    if match is None:
        raise InputError(f"'{text}'{named} is no region", file=file, remedy=FORM)
    first, last = (int(match[end].replace(",", "")) for end in ("first", "last"))
    if not 0 < first <= last:
        raise InputError(
            f"region '{text}'{named} has no base",
            file=file,
            remedy="the first base of a chromosome is 1, and a start is not above its end",
        )
    return Region(match["chrom"], first - 1, last)


def settled(
    region: Region,
    aliases: Mapping[str, str],
    lengths: Mapping[str, int],
    assembly: str,
    *,
    named: str = "",
    file: str | None = None,
    row: int | None = None,
) -> Region:
    """A region with the genome's name of its chromosome, checked against the genome.

    Args:
        region: the region.
        aliases: other names of chromosomes -> the genome's.
        lengths: names and lengths of the genome's sequences.
        assembly: name of the genome, for errors.
        named: see `parsed`.
        file: the file that names it, for errors.
        row: its row there, for errors.

    Raises:
        InputError: the genome has no such chromosome, or the region ends past its end.
    """
    own = Region(aliases.get(region.chrom, region.chrom), region.start, region.end)
    if own.chrom not in lengths:
        raise unknown_names(
            [own.chrom],
            lengths,
            assembly,
            what=f"{named.removeprefix(', which ').removesuffix(' names')}: " if named else "",
            file=file,
            row=row,
            otherwise="name another region",
        )
    if own.end > lengths[own.chrom]:
        raise InputError(
            f"region {own}{named} ends past the end of {own.chrom} in {assembly} "
            f"({lengths[own.chrom]} bases)",
            file=file,
            row=row,
            remedy="correct it, or name the assembly that it is of",
        )
    return own
