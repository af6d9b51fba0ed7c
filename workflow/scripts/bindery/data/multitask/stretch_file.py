"""Put genome, peaks and held-out rows together into a stretches file."""

import logging
from collections.abc import Iterator

import numpy as np

from bindery import alphabet
from bindery.data.multitask.repeats import kmers_of, repeated
from bindery.data.multitask.stretches import Chromosome, Stretches, write_stretches
from bindery.data.splits import SPLITS, TEST, TRAIN, VALIDATION, split_of
from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.genomics.digests import genome_digest, read_digests
from bindery.genomics.genome import Genome
from bindery.genomics.intervals import Intervals
from bindery.genomics.peak_files import read_bed
from bindery.genomics.windows import centre
from bindery.row_counts import RowCounts

logger = logging.getLogger(__name__)


def _held_out_rows(tensors: list[str]) -> Iterator[np.ndarray]:
    """The sequences of all validation and test rows, as wide as any model sees, in blocks."""
    for path in tensors:
        with Tensor(path) as opened:
            stored = opened.attributes["stored_window"]
        with Tensor(path, stored) as tensor:
            for part in (VALIDATION, TEST):
                yield from tensor.blocks(tensor.split_rows(part))


def _by_chromosome(files: list[str]) -> dict[str, list[tuple[int, Intervals]]]:
    """The intervals of BED files on each chromosome, with the number of their file."""
    found: dict[str, list[tuple[int, Intervals]]] = {}
    for task, path in enumerate(files):
        intervals = read_bed(path)
        for name in dict.fromkeys(intervals.chrom.tolist()):
            found.setdefault(name, []).append((task, intervals.select(intervals.chrom == name)))
    return found


def _sorted(parts: list[tuple[np.ndarray, int]], shape: tuple) -> tuple[np.ndarray, np.ndarray]:
    """Values of several tasks in one array by their first column, and the task of each."""
    if not parts:
        return np.empty(shape, np.int64), np.empty(0, np.int32)
    values = np.concatenate([own for own, _ in parts])
    tasks = np.concatenate([np.full(len(own), task, np.int32) for own, task in parts])
    first = values if values.ndim == 1 else values[:, 0]
    order = np.lexsort((tasks, first))
    return values[order], tasks[order]


def _labelled(
    part: int,
    codes: np.ndarray,
    peaks: list[tuple[int, Intervals]],
    excluded: list[tuple[int, Intervals]],
) -> Chromosome:
    """A chromosome with its peaks and its regions without labels, of each task by number."""
    centres = [(centre(own), task) for task, own in peaks]
    regions = [(np.stack([own.start, own.end], axis=1), task) for task, own in excluded]
    return Chromosome(part, codes, *_sorted(centres, (0,)), *_sorted(regions, (0, 2)))


def _check_positives(
    chromosomes: dict[str, Chromosome], tasks: list[str], files: list[str]
) -> None:
    count = np.zeros(len(tasks), np.int64)
    for own in chromosomes.values():
        if own.split == TRAIN:
            count += np.bincount(own.tasks, minlength=len(tasks))
    for number in np.flatnonzero(count == 0):
        raise InputError(
            f"'{tasks[number]}' has no peak on the training chromosomes",
            file=files[number],
            remedy="set `skip` for this experiment, or change `split:` in the config",
        )


def build_stretches(
    *,
    genome: str,
    digests: str,
    peaks: list[str],
    excluded: list[str],
    tensors: list[str],
    stretches: str,
    row_counts: str,
    tasks: list[str],
    split: dict[str, list[str]],
    window: int,
    repeat: int,
    assembly: str,
) -> None:
    """Write the stretches file of a study.

    What repeats a validation or test row of any experiment is unknown in training chromosomes, so
    that a network which trains on them has never seen a held-out row on either strand.

    Args:
        genome: indexed FASTA.
        digests: the genome's digests.
        peaks: BED6 of each experiment's windows.
        excluded: BED3 of each experiment's regions without background: peaks and blacklist.
        tensors: each experiment's tensor file, for its held-out rows.
        stretches: output, HDF5.
        row_counts: output, TSV of step, reason, rows.
        tasks: names of the experiments.
        split: chromosomes of `validation` and `test`.
        window: length of the experiments' windows, bases.
        repeat: least number of bases of a repeat.
        assembly: name of the genome.

    Raises:
        InputError: an experiment has no peak on the training chromosomes.
    """
    record = RowCounts(genome)
    held_out = kmers_of(_held_out_rows(tensors))
    logger.info("%d different k-mers in held-out rows", len(held_out))
    centres, regions = _by_chromosome(peaks), _by_chromosome(excluded)
    chromosomes: dict[str, Chromosome] = {}
    bases, masked = np.zeros(len(SPLITS), np.int64), 0
    with Genome(genome) as opened:
        for name, length in opened.lengths.items():
            if not length:
                continue
            where = np.array([name], object)
            part = int(split_of(where, split)[0])
            codes = opened.windows(where, np.zeros(1, np.int64), length)[0]
            if part == TRAIN:
                found = repeated(codes, held_out, repeat)
                codes = np.where(found, np.uint8(alphabet.UNKNOWN), codes)
                masked += int(found.sum())
            chromosomes[name] = _labelled(part, codes, centres.get(name, []), regions.get(name, []))
            bases[part] += length
    _check_positives(chromosomes, tasks, peaks)
    for name, count in zip(SPLITS, bases.tolist(), strict=True):
        record.note("read", f"{name} bases", count)
    record.note("masked", "training bases that repeat held-out rows", masked)
    attributes = {
        "assembly": assembly,
        "genome_digest": genome_digest(read_digests(digests)),
        "window": window,
        "repeat": repeat,
    }
    write_stretches(stretches, Stretches(chromosomes, tasks, attributes))
    record.write(row_counts)
