"""Put the constructs of a massively parallel reporter assay into a tensor file."""

import numpy as np

from bindery import alphabet
from bindery.data.assays.mpra import flanks_of, read_reporters, targets_of, usable
from bindery.data.assays.tiles import Places, find_tiles
from bindery.data.leaks import groups, shared_with_later_split
from bindery.data.multitask.repeats import K, hold_any, kmers_of
from bindery.data.sequences import centred
from bindery.data.splits import SPLITS, TRAIN, VALIDATION, drawn, split_of
from bindery.data.tensor_writer import TensorWriter
from bindery.errors import InputError
from bindery.files import check_sha256, sha256, written
from bindery.genomics.digests import genome_digest, read_digests
from bindery.genomics.genome import Genome
from bindery.genomics.intervals import Intervals, from_rows
from bindery.row_counts import RowCounts


def _placed(
    inserts: np.ndarray,
    places: Places,
    split: dict[str, list[str]],
    validation_unplaced: float,
    log: RowCounts,
) -> np.ndarray:
    """Count how often inserts lie in the genome; the split of each, uint8, shape (n,).

    Those that lie nowhere are for training, but for a share that is drawn by their own content, so
    that an insert and its reverse complement, and an insert in two tables, have the same split.
    """
    log.note("found", "inserts once in the genome", (places.count == 1).sum())
    log.note("found", "inserts in several places of it", (places.count > 1).sum())
    log.note("found", "of both, first on its other strand", (places.strand == "-").sum())
    unplaced = places.count == 0
    parts = split_of(places.chrom, split, places.start)
    parts[unplaced] = TRAIN
    if not validation_unplaced:
        log.note("found", "inserts nowhere in the genome: training only", unplaced.sum())
        return parts
    digest = alphabet.strandless_digest(inserts[unplaced])
    parts[unplaced] = drawn(digest, (validation_unplaced, 0.0))
    for part, purpose in ((TRAIN, "training"), (VALIDATION, "validation")):
        count = (unplaced & (parts == part)).sum()
        log.note("found", f"inserts nowhere in the genome: {purpose}", count)
    return parts


def _repeats(inserts: np.ndarray, split: np.ndarray) -> np.ndarray:
    """Which inserts share a stretch of K bases, on either strand, with one of a later split.

    Inserts shorter than K must be the same as a whole.

    Args:
        inserts: uint8, shape (n, length).
        split: uint8, shape (n,).
    """
    found = shared_with_later_split(alphabet.strandless_digest(inserts), split)
    if inserts.shape[1] < K:
        return found
    for part in (TRAIN, VALIDATION):
        rows = np.flatnonzero(split == part)
        later = inserts[split > part]
        found[rows] |= hold_any(inserts[rows], kmers_of([later]))
    return found


def _clean(
    inserts: np.ndarray, places: Places, split: np.ndarray, used: np.ndarray, log: RowCounts
) -> np.ndarray:
    """Those of the used rows that share no sequence with a later split: bool, shape (n,).

    An insert of several places could overlap rows of several splits, so it is in none.
    """
    several = used & (places.count > 1)
    log.note("dropped", "inserts in several places of the genome", several.sum())
    rows = np.flatnonzero(used & ~several)
    repeats = _repeats(inserts[rows], split[rows])
    length = min(K, inserts.shape[1])
    log.note("dropped", f"inserts that share {length} bases with a later split", repeats.sum())
    keep = np.zeros(len(split), bool)
    keep[rows[~repeats]] = True
    return keep


def _check_kept(split: np.ndarray, chromosomes: dict[str, list[str]], log: RowCounts) -> None:
    for part, name in enumerate(SPLITS):
        count = int((split == part).sum())
        log.note("kept", f"{name} sequences", count)
        if not count:
            where = ", ".join(chromosomes.get(name, [])) or "the other chromosomes"
            raise InputError(
                f"expected inserts that lie once in the study's genome, on {where}, for {name}; "
                "found none",
                file=log.file,
                remedy="name the genome that the inserts are from, or move chromosomes under "
                "`split:`",
            )


def _intervals(places: Places, rows: np.ndarray, length: int) -> Intervals:
    columns = zip(rows, places.chrom, places.start, places.strand, strict=True)
    return from_rows(
        (chrom, start, start + length if start >= 0 else -1, f"row_{row}", 0.0, strand, -1, row)
        for row, chrom, start, strand in columns
    )


def build_tensor(
    *,
    mpra: str,
    genome: str,
    digests: str,
    tensor: str,
    row_counts: str,
    origin: str | None,
    expected: str | None,
    replicates: list[str],
    assembly: str,
    window: int,
    stored: int,
    split: dict[str, list[str]],
    validation_unplaced: float,
    max_unknown: float,
    seed: int,
) -> None:
    """Write the tensor file of an experiment whose data are reporter constructs.

    Bases that all constructs have at their 5' and 3' ends are flanks: they stay in the window, and
    what is between them, the insert, is looked for in the genome. Inserts are split by their
    chromosome, and those that overlap are one group.

    Args:
        mpra: table of sequences and their expression, see `mpra.read_reporters`.
        genome: indexed FASTA.
        digests: the genome's digests.
        tensor: output, HDF5.
        row_counts: output, TSV of step, reason, rows.
        origin: URL of the table, for errors, or None.
        expected: its SHA-256, or None.
        replicates: columns of expression.
        assembly: name of the genome.
        window: length of a row, in bases; longer constructs give their middle.
        stored: bases that are stored around it.
        split: chromosomes of `validation` and `test`.
        validation_unplaced: share of the inserts that lie nowhere in the genome, such as random
            ones, that are validation rows; the others are training rows.
        max_unknown: largest share of unknown bases in a construct.
        seed: seed of this experiment.

    Raises:
        InputError: the table is not as expected; or a split has no row.
    """
    check_sha256(mpra, expected, origin)
    file = origin or mpra
    log = RowCounts(file)
    found = read_reporters(mpra, file=file, replicates=replicates, log=log)
    length = found.codes.shape[1]
    before, after = flanks_of(found.codes, file)
    inserts = found.codes[:, before : length - after]
    log.note("found", f"flanks of {before} and {after} bases, sequences", len(inserts))
    log.note("resized", "longer than the window: its middle kept", len(inserts) * (length > window))
    log.note("resized", "shorter than the window: padded", len(inserts) * (length < window))
    with Genome(genome) as opened:
        places = find_tiles(opened, inserts)
    parts = _placed(inserts, places, split, validation_unplaced, log)
    keep = _clean(inserts, places, parts, usable(found, max_unknown, log), log)
    _check_kept(parts[keep], split, log)
    intervals = _intervals(places, found.row, inserts.shape[1]).select(keep)
    targets, tasks = targets_of(found.values[keep], parts[keep] == TRAIN, replicates)
    with written(tensor) as temporary, TensorWriter(temporary, window, stored) as writer:
        writer.append(np.stack([centred(codes, window, stored) for codes in found.codes[keep]]))
        writer.finish(
            targets=targets,
            split=parts[keep],
            group=groups(intervals, np.full(int(keep.sum()), -1), writer.digest),
            tasks=tasks,
            intervals=intervals,
            attributes={
                "assembly": assembly,
                "genome_digest": genome_digest(read_digests(digests)),
                "seed": seed,
                "mpra_sha256": sha256(mpra),
                "flank_before": alphabet.decode(found.codes[0, :before]),
                "flank_after": alphabet.decode(found.codes[0, length - after :]),
            },
        )
    log.write(row_counts)
