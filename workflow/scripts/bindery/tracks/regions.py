"""The regions that a user names, as BED or as `chr:start-end`, on a genome."""

from collections.abc import Mapping

from bindery.genomics.peak_files import read_bed
from bindery.genomics.windows import rename
from bindery.given import regions
from bindery.given.regions import Region


def named_regions(
    text: str, lengths: Mapping[str, int], assembly: str, aliases: Mapping[str, str]
) -> list[Region]:
    """The regions of a BED file, in its order, or the one that a text names.

    Args:
        text: path of the file, or `chr:start-end`.
        lengths: names and lengths of the genome's sequences.
        assembly: name of the genome, for errors.
        aliases: other names of chromosomes -> the genome's.

    Raises:
        InputError: a region is not on the genome, or the file is no BED.
    """
    if regions.is_region(text):
        return [regions.settled(regions.parsed(text), aliases, lengths, assembly)]
    found = rename(read_bed(text), dict(aliases), dict(lengths), text, assembly)
    rows = zip(found.chrom, found.start.tolist(), found.end.tolist(), strict=True)
    return [Region(*row) for row in rows]
