"""The library of known motifs that motifs are matched with, as files and pages name it."""

import logging
from dataclasses import asdict, dataclass
from os import PathLike

from bindery.files import parsing, read_json, write_json
from bindery.motifs.matrices import ALL_GROUPS

logger = logging.getLogger(__name__)

COLLECTION = "JASPAR CORE"
UNKNOWN = "the taxonomic group of the data is not known, so that all groups were matched"
RNA_UNMATCHED = "no known motifs"
WITHOUT_RNA = (
    "JASPAR has motifs of DNA, so that these motifs of RNA were not matched; name a MEME file of "
    "RNA motifs under explanation.known"
)
REMEDY = (
    "set genome.group, or explanation.group in a study without a genome, to vertebrates, plants, "
    "insects, nematodes, fungi, urochordates or all"
)


@dataclass(frozen=True)
class Library:
    """A library of known motifs.

    Attributes:
        name: JASPAR CORE, or the name of the user's file, or `RNA_UNMATCHED`.
        release: release of JASPAR, or None.
        group: taxonomic group of JASPAR CORE, `ALL_GROUPS`, or None of a user's file.
        group_known: whether the config or the genome names the group.
        matrices: number of matrices.
    """

    name: str
    release: str | None
    group: str | None
    group_known: bool
    matrices: int

    @property
    def words(self) -> str:
        """The library in words, such as "JASPAR2026 CORE, fungi (178 matrices)"."""
        if self.name == RNA_UNMATCHED:
            return self.name
        number = f"({self.matrices:,} matri{'x' if self.matrices == 1 else 'ces'})"
        if self.release is None:
            return f"{self.name} {number}"
        groups = "all taxonomic groups" if self.group == ALL_GROUPS else self.group
        return f"{self.release} CORE, {groups} {number}"

    @property
    def warning(self) -> str:
        """That the group is not known, and the key to set; empty if it is."""
        if self.name == RNA_UNMATCHED:
            return WITHOUT_RNA
        return "" if self.group_known else f"{UNKNOWN}; {REMEDY}"

    def log(self) -> None:
        """Log the library, and a warning if its group is not known."""
        logger.info("known motifs: %s", self.words)
        if self.warning:
            logger.warning("%s", self.warning)


def write_library(path: str | PathLike, library: Library) -> None:
    """Write a library as JSON."""
    write_json(path, asdict(library))


def read_library(path: str | PathLike) -> Library:
    """Read what `write_library` wrote."""
    with parsing(path):
        return Library(**read_json(path))
