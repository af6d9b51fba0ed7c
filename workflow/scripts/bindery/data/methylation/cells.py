"""The sites of several cells together: one row a site, one column a cell."""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bindery import alphabet
from bindery.data.methylation.matrix import header_of, read_matrix
from bindery.data.methylation.sites import Cells
from bindery.data.methylation.tables import Sites, read_sites
from bindery.errors import InputError
from bindery.files import check_sha256
from bindery.genomics.genome import Genome
from bindery.given.chromosome_names import unknown_names
from bindery.row_counts import RowCounts

logger = logging.getLogger(__name__)

C, G = alphabet.encode("CG").tolist()
# At most this share of a table's positions may be no CpG of the genome.
MOST_STRANGE = 0.1
METHYLATED = 0.5
ROUNDING = 1e-9


@dataclass(frozen=True)
class Profile:
    """A table of one cell.

    Attributes:
        name: name of the cell.
        path: the table.
        origin: its name in errors, such as its URL.
        expected: its SHA-256, or None.
    """

    name: str
    path: str
    origin: str
    expected: str | None


def read_cells(
    profiles: Sequence[Profile],
    *,
    genome: Genome | None,
    assembly: str,
    aliases: Mapping[str, str],
    least_coverage: int,
    log: RowCounts,
) -> tuple[Cells, list[str]]:
    """Read the tables of all cells, and join both strands of each CpG.

    Args:
        profiles: a table for each cell.
        genome: the genome, opened; None if none is known.
        assembly: its name, for errors.
        aliases: names of chromosomes in tables -> the genome's.
        least_coverage: least number of reads of a measured site, where the table counts them.
        log: the row counts to add to.

    Returns:
        The sites, and the names of the cells: those of the tables, or of the columns of a table of
        several cells.

    Raises:
        InputError: a table is wrong, see `read_sites`; it names chromosomes that the genome lacks;
            its positions are no CpGs of it; or no site is left.
    """
    counted: Counter[tuple[str, str]] = Counter()
    cpgs = None if genome is None else CpGs(genome, assembly, aliases)
    tables, names = [], []
    for profile, name, sites, shiftable in _read(profiles, counted):
        names.append(name)
        unknown = np.isnan(sites.level)
        counted["dropped", "without a level or reads"] += int(unknown.sum())
        sites = sites.select(~unknown)
        if cpgs is not None:
            sites = _in_genome(sites, cpgs, shiftable, profile.origin, counted)
        else:
            known = sites.reverse == 1
            sites.position[known] -= 1
        tables.append(sites)
    for (step, reason), count in counted.items():
        log.note(step, reason, count)
    found = _joined(tables, genome is None, least_coverage, log)
    if not len(found):
        raise InputError(
            "no site is left",
            file=profiles[0].origin,
            remedy="lower methylation.least_coverage, or give tables with more rows",
        )
    return found, names


def _read(
    profiles: Sequence[Profile], counted: Counter
) -> Iterator[tuple[Profile, str, Sites, bool]]:
    """Each cell's table, its name, its sites, and whether its positions may begin at 0."""
    for profile in profiles:
        check_sha256(profile.path, profile.expected, profile.origin)
        header = header_of(profile.path, profile.origin)
        if header is not None:
            several = read_matrix(profile.path, header, profile.origin)
            counted["read", "rows of a table of cells"] += len(several[0][1])
            yield from ((profile, name, sites, True) for name, sites in several)
            continue
        sites, layout, others = read_sites(profile.path, profile.origin)
        logger.info("%s: %s, %d rows", profile.name, layout.name, len(sites) + others)
        counted["read", f"rows of methylation tables ({layout.name})"] += len(sites) + others
        counted["dropped", "in another context than CG"] += others
        yield profile, profile.name, sites, layout.base is None


class CpGs:
    """The CpGs of a genome; each chromosome is read once, however many cells there are."""

    def __init__(self, genome: Genome, assembly: str, aliases: Mapping[str, str]):
        """Read nothing yet; see `read_cells`."""
        self.genome, self.assembly, self.aliases = genome, assembly, aliases
        self._known: dict[str, np.ndarray] = {}

    def of(self, chrom: str) -> np.ndarray:
        """Positions of the forward strand's Cs of a chromosome, ascending: int64."""
        if chrom not in self._known:
            whole = np.array([chrom], object), np.zeros(1, int), self.genome.lengths[chrom]
            codes = self.genome.windows(*whole)[0]
            self._known[chrom] = np.flatnonzero((codes[:-1] == C) & (codes[1:] == G))
        return self._known[chrom]

    def forward(self, sites: Sites, shift: int) -> np.ndarray:
        """Positions of the forward strand's C of sites on either strand, -1 where there is no CpG.

        Args:
            sites: rows of chromosomes of the genome.
            shift: what is added to their positions first.
        """
        position = sites.position + shift
        found = np.full(len(sites), -1, np.int64)
        for name in dict.fromkeys(sites.chrom):
            rows = np.flatnonzero(sites.chrom == name)
            for back in (0, 1):
                here = position[rows] - back
                is_c = np.isin(here, self.of(name))
                found[rows[is_c]] = here[is_c]
        return found


def _in_genome(sites: Sites, cpgs: CpGs, shiftable: bool, file: str, counted: Counter) -> Sites:
    """The rows at CpGs of the genome, each at the position of the forward strand's C."""
    lengths = cpgs.genome.lengths
    sites.chrom = np.array([cpgs.aliases.get(name, name) for name in sites.chrom], object)
    unknown = [name for name in dict.fromkeys(sites.chrom) if name not in lengths]
    if unknown:
        row = int(sites.row[np.flatnonzero(sites.chrom == unknown[0])[0]])
        raise unknown_names(unknown, lengths, cpgs.assembly, file=file, row=row)
    shifts = (0, 1) if shiftable else (0,)
    found = [cpgs.forward(sites, shift) for shift in shifts]
    best = int(np.argmax([(own >= 0).sum() for own in found]))
    if best:
        counted["corrected", "positions that begin at 0"] += len(sites)
    position, is_cpg = found[best], found[best] >= 0
    strange = int((~is_cpg).sum())
    if strange > MOST_STRANGE * len(sites):
        first = int(np.flatnonzero(~is_cpg)[0])
        where = f"{sites.chrom[first]}:{sites.position[first] + 1}"
        raise InputError(
            f"{strange} of {len(sites)} positions are no CpG of {cpgs.assembly}, such as {where}",
            file=file,
            row=int(sites.row[first]),
            remedy="name the assembly that the table is of under `genome:`",
        )
    counted["dropped", "no CpG of the genome"] += strange
    sites.position = position
    return sites.select(is_cpg)


def _joined(tables: Sequence[Sites], loose: bool, least: int, log: RowCounts) -> Cells:
    """One row for each site of any table.

    Args:
        tables: the rows of each cell with a level.
        loose: whether strands may be unknown, so that neighbouring positions are one CpG.
        least: least number of reads of both strands, where a table counts them.
        log: the row counts to add to.
    """
    names = {name: number for number, name in enumerate(_ordered(tables))}
    number = np.concatenate([[names[name] for name in own.chrom] for own in tables]).astype(int)
    position = np.concatenate([own.position for own in tables])
    cell = np.repeat(np.arange(len(tables)), [len(own) for own in tables])
    level = np.concatenate([own.level for own in tables])
    # A table without numbers of reads weighs its rows equally.
    reads = np.concatenate([np.nan_to_num(own.reads, nan=1.0) for own in tables])
    span = int(position.max(initial=0)) + 3
    key = number * span + position
    site, where = np.unique(_paired(key) if loose else key, return_inverse=True)
    flat, size = where * len(tables) + cell, (len(site), len(tables))
    total, methylated = (
        np.bincount(flat, weight, minlength=size[0] * size[1]).reshape(size)
        for weight in (reads, reads * level)
    )
    log.note("joined", "rows of both strands of a CpG", len(key) - int((total > 0).sum()))
    counted = [not np.isnan(own.reads).any() for own in tables]
    few = (total > 0) & (total < least) & np.array(counted)
    log.note("dropped", f"states of fewer than {least} reads", few.sum())
    total[few] = 0
    share = np.divide(methylated, total, out=np.full(size, np.nan), where=total > 0)
    state = np.where(np.isnan(share), np.nan, share >= METHYLATED - ROUNDING).astype(np.float32)
    kept = np.any(total > 0, axis=1)
    log.note("found", "CpGs with a state in any cell", kept.sum())
    chrom = np.array(list(names), object)[site // span] if len(site) else np.empty(0, object)
    return Cells(chrom, site % span, state).select(kept)


def _ordered(tables: Sequence[Sites]) -> list[str]:
    """The names of chromosomes, those with numbers in their order, then the others."""
    names = {name for own in tables for name in own.chrom}
    digits = {name: "".join(letter for letter in name if letter.isdigit()) for name in names}
    return sorted(names, key=lambda name: (not digits[name], int(digits[name] or 0), name))


def _paired(key: np.ndarray) -> np.ndarray:
    """Positions of which the one before is there too become that one: both strands of a CpG."""
    known = np.unique(key)
    second = np.isin(known - 1, known)
    # No CpG begins at the G of another.
    second &= ~np.append(False, second[:-1] & (np.diff(known) == 1))
    return key - np.isin(key, known[second])
