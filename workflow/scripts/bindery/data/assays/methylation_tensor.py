"""Put the methylation of cells, neighbouring sites and the DNA around into a tensor file."""

from collections.abc import Mapping, Sequence

import numpy as np

from bindery import alphabet
from bindery.data.leaks import joined_rows, same_key, shared_with_later_split
from bindery.data.methylation.cells import Profile, read_cells
from bindery.data.methylation.neighbours import neighbours
from bindery.data.methylation.sites import Cells
from bindery.data.splits import SPLITS, near_later_split, split_of
from bindery.data.tensor_writer import TensorWriter
from bindery.errors import InputError
from bindery.files import sha256, written
from bindery.genomics.digests import genome_digest, read_digests
from bindery.genomics.genome import Genome
from bindery.genomics.intervals import Intervals, from_positions
from bindery.genomics.windows import inside, padded_windows, resize, unknown_share
from bindery.row_counts import RowCounts

# Sites within as many bases are drawn together in the bootstrap: their states depend on each other.
BLOCK = 10_000
ROWS_AT_ONCE = 1 << 13


def _windows(cells: Cells, window: int) -> Intervals:
    """Windows whose middle is the C of a CpG."""
    rows = zip(cells.chrom.tolist(), cells.position.tolist(), strict=True)
    sites = from_positions((name, at, at + 1, f"{name}:{at + 1}") for name, at in rows)
    return resize(sites, window)


def _usable(
    cells: Cells, genome: Genome, window: int, max_unknown: float, log: RowCounts
) -> np.ndarray:
    """Which sites have a window of known bases on their chromosome: bool, shape (n,)."""
    windows = _windows(cells, window)
    fits = inside(windows, genome.lengths)
    log.note("dropped", "window leaves the chromosome", (~fits).sum())
    known = fits.copy()
    known[fits] = unknown_share(genome, windows.select(fits)) <= max_unknown
    log.note("dropped", "too many unknown bases", (fits & ~known).sum())
    return known


def _split(
    cells: Cells, split: dict[str, list[str]], gap: int, log: RowCounts
) -> tuple[Cells, np.ndarray]:
    """The sites outside the gaps between splits, and the split of each."""
    part = split_of(cells.chrom, split, cells.position)
    beside = near_later_split(cells.chrom, cells.position, part, split, gap)
    log.note("dropped", "in the gap beside a later split", beside.sum())
    return cells.select(~beside), part[~beside]


def _check_kept(
    cells: Cells, part: np.ndarray, split: Mapping[str, list[str]], log: RowCounts
) -> None:
    """Raise InputError if a split has no site, or sites of one state alone."""
    for number, name in enumerate(SPLITS):
        state = cells.state[part == number]
        log.note("kept", f"{name} sites", len(state))
        log.note("kept", f"states in {name} cells", (~np.isnan(state)).sum())
        if not ((state == 1).any() and (state == 0).any()):
            where = ", ".join(split.get(name, [])) or "the rest of the chromosomes"
            found = sorted(set(cells.chrom))
            raise InputError(
                f"expected methylated and unmethylated sites for {name} (on {where}), found "
                f"{int((state == 1).sum())} and {int((state == 0).sum())}; the tables have "
                f"{', '.join(found[:4])}{', ...' if len(found) > 4 else ''}",
                file=log.file,
                remedy="move chromosomes or regions between the splits under `split:`",
            )


def _digests(cells: Cells, window: int, genome: Genome) -> np.ndarray:
    """The strandless digest of each window: uint64, shape (n,)."""
    start, found = cells.position - window // 2, []
    for first in range(0, len(cells), ROWS_AT_ONCE):
        rows = slice(first, first + ROWS_AT_ONCE)
        codes = genome.windows(cells.chrom[rows], start[rows], window)
        found.append(alphabet.strandless_digest(codes))
    return np.concatenate(found)


def _groups(cells: Cells, part: np.ndarray) -> np.ndarray:
    """The stretch of the genome that each site is in, within its split: int32, shape (n,)."""
    _, number = np.unique(cells.chrom.astype(str), return_inverse=True)
    most = int(cells.position.max()) // BLOCK + 1
    stretch = number * most + cells.position // BLOCK
    return joined_rows(len(cells), [same_key(stretch * len(SPLITS) + part)])


def build_tensor(
    *,
    methylation: str,
    tensor: str,
    row_counts: str,
    names: Sequence[str],
    origins: Sequence[str],
    expected: Sequence[str | None],
    assembly: str,
    aliases: Mapping[str, str],
    split: dict[str, list[str]],
    window: int,
    stored: int,
    max_unknown: float,
    least_coverage: int,
    each_side: int,
    seed: int,
    profiles: Sequence[str] = (),
    genome: str | None = None,
    digests: str | None = None,
) -> None:
    """Write the tensor file of methylation profiles: a row a CpG, a task a cell.

    Beside the usual columns it has `neighbours/state`, int8, and `neighbours/distance`, uint16, of
    shape (n, cells, 2 * each_side), see `neighbours`. Without a genome its sequences have no bases.

    Args:
        methylation: table of one profile, or the list of the cells' tables.
        tensor: output, HDF5.
        row_counts: output, TSV of step, reason, rows.
        names: name of each cell.
        origins: names of their tables, for errors.
        expected: their SHA-256, or None.
        assembly: name of the genome, "" without one.
        aliases: names of chromosomes in tables -> the genome's.
        split: chromosomes or regions of `validation` and `test`.
        window: length of a row's sequence, in bases.
        stored: bases that are stored around its centre.
        max_unknown: largest share of unknown bases in a window.
        least_coverage: least number of reads of a measured site.
        each_side: number of neighbours on each side.
        seed: seed of this experiment.
        profiles: the cells' tables; empty if `methylation` is the only one.
        genome: indexed FASTA, or None.
        digests: the genome's digests.

    Raises:
        InputError: a table is not as expected, see `read_cells`; or a split has no site.
    """
    log = RowCounts(methylation)
    files = list(profiles) or [methylation]
    rows = zip(names, files, origins, expected, strict=True)
    tables = [Profile(*row) for row in rows]
    opened = Genome(genome) if genome is not None else None
    try:
        cells, found = read_cells(
            tables,
            genome=opened,
            assembly=assembly,
            aliases=aliases,
            least_coverage=least_coverage,
            log=log,
        )
        if opened is not None:
            cells = cells.select(_usable(cells, opened, window, max_unknown, log))
        gap = window if opened is not None else 0
        cells, part = _split(cells, split, gap, log)
        if opened is not None:
            repeated = shared_with_later_split(_digests(cells, window, opened), part)
            log.note("dropped", "same sequence in a later split", repeated.sum())
            cells, part = cells.select(~repeated), part[~repeated]
        _check_kept(cells, part, split, log)
        attributes = {"assembly": assembly, "seed": seed, "methylation_sha256": sha256(methylation)}
        if digests is not None:
            attributes["genome_digest"] = genome_digest(read_digests(digests))
        _write(tensor, cells, part, opened, window, stored, found, each_side, attributes)
    finally:
        if opened is not None:
            opened.close()
    log.write(row_counts)


def _write(
    tensor: str,
    cells: Cells,
    part: np.ndarray,
    genome: Genome | None,
    window: int,
    stored: int,
    names: list[str],
    each_side: int,
    attributes: dict,
) -> None:
    states, distances = neighbours(cells, part, each_side)
    stored, window = (stored, window) if genome is not None else (1, 1)
    with written(tensor) as temporary, TensorWriter(temporary, window, stored) as writer:
        for first in range(0, len(cells), ROWS_AT_ONCE):
            rows = slice(first, first + ROWS_AT_ONCE)
            writer.append(_codes(cells.chrom[rows], cells.position[rows], genome, stored))
        writer.finish(
            targets=cells.state,
            split=part,
            group=_groups(cells, part),
            tasks=names,
            intervals=_windows(cells, window),
            attributes=attributes,
            neighbours={"state": states, "distance": distances},
        )


def _codes(
    chrom: np.ndarray, position: np.ndarray, genome: Genome | None, stored: int
) -> np.ndarray:
    """The bases around sites; one unknown base without a genome."""
    if genome is None:
        return np.full((len(chrom), stored), alphabet.UNKNOWN, np.uint8)
    return padded_windows(genome, chrom, position - stored // 2, stored)
