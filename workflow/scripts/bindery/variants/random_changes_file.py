"""The file of random changes: drawn for a file of changes, once for all models."""

import logging
from dataclasses import dataclass
from os import PathLike

import h5py
import numpy as np

from bindery import alphabet
from bindery.files import written
from bindery.genomics.genome import Genome
from bindery.hdf5 import reading
from bindery.seeds import derive_seed
from bindery.variants import random_changes
from bindery.variants.changed_windows import Edit
from bindery.variants.changes_file import Changes, ChangesFile, ChangesWriter
from bindery.variants.random_changes import Drawn, Known

logger = logging.getLogger(__name__)


def draw_changes(
    *,
    changes: str,
    genome: str | None,
    random: str,
    name: str,
    count: int,
    narrowest: int,
    seed: int,
) -> None:
    """Draw random changes of the same kinds as those of a file.

    Args:
        changes: file of changes, see `changes_file`.
        genome: indexed FASTA; None in a study without a genome.
        random: output, a file of changes with `gc`, the bin of each window's GC content, int64, and
            the attribute `gc_edges`. `line` counts from 1, `name` is empty.
        name: name of the changes in the config, for messages.
        count: changes of a substitution in a bin of GC content, and of any other kind.
        narrowest: bases that all models see.
        seed: seed of the draws; each kind has its own.
    """
    with ChangesFile(changes) as file:
        stored, shifts = file.stored, file.shifts
        found = _Summary.of(file, count, genome is not None)
    with written(random) as temporary:
        bins: list[np.ndarray] = []
        with ChangesWriter(temporary, stored, {"shifts": shifts}) as writer:
            for kind, numbers in found.wanted.items():
                edit = Edit.of(kind)
                assert edit is not None
                generator = np.random.default_rng(derive_seed(seed, kind))
                if found.references is None:
                    assert genome is not None
                    with Genome(genome) as opened:
                        given = opened, stored, found.edges, found.known, generator
                        drawn = random_changes.draw_in_genome(edit, numbers, *given)
                else:
                    own = found.references, found.used, narrowest, generator
                    drawn = random_changes.draw_in_references(edit, sum(numbers.values()), *own)
                _warn_of_few(name, kind, len(drawn.reference), sum(numbers.values()))
                writer.append(_rows(edit, drawn, sum(map(len, bins))))
                bins.append(gc_bins(drawn.reference, found.edges))
        with h5py.File(temporary, "a", locking=False) as handle:
            handle.attrs["gc_edges"] = found.edges
            handle["gc"] = np.concatenate([*bins, np.empty(0, np.int64)]).astype(np.int64)


@dataclass(frozen=True)
class _Summary:
    """What decides the random changes of a file.

    Attributes:
        edges: limits of the bins of GC content; none if changes are drawn within references.
        wanted: see `random_changes.wanted`.
        known: see `random_changes.Known`.
        references: the different references, if changes are drawn within them.
        used: which of their columns a change of the file touches.
    """

    edges: np.ndarray
    wanted: dict[str, dict[int, int]]
    known: Known
    references: np.ndarray | None
    used: np.ndarray

    @classmethod
    def of(cls, file: ChangesFile, count: int, has_genome: bool) -> "_Summary":
        """Read a file block by block, so that not all of its windows are held."""
        texts: dict[str, list] = {"kind": [], "chrom": [], "position": [], "ref": []}
        contents, references = [], _References(file.stored)
        for block in file.blocks():
            for column, parts in texts.items():
                parts.extend(getattr(block, column))
            contents.append(alphabet.gc_content(block.reference))
            if not has_genome or not all(block.chrom):
                references.add(block)
        shares = np.concatenate([*contents, np.empty(0)])
        placed = has_genome and all(texts["chrom"])
        edges = random_changes.gc_edges(shares) if placed else np.empty(0)
        bins = np.searchsorted(edges, shares, side="right")
        kinds, chrom, ref = (np.array(texts[own], object) for own in ("kind", "chrom", "ref"))
        position = np.array(texts["position"], np.int64)
        return cls(
            edges,
            random_changes.wanted(kinds, bins, count),
            Known.of(chrom, position, ref),
            None if placed else references.codes,
            references.used,
        )


class _References:
    """The different references of a file, and which of their columns its changes touch."""

    def __init__(self, stored: int):
        self._used: dict[bytes, np.ndarray] = {}
        self._stored = stored

    def add(self, block: Changes) -> None:
        rows = zip(block.reference, block.offset.tolist(), block.ref, strict=True)
        for codes, first, ref in rows:
            used = self._used.setdefault(codes.tobytes(), np.zeros(self._stored, bool))
            used[max(0, first) : max(0, first + max(1, len(ref)))] = True

    @property
    def codes(self) -> np.ndarray:
        rows = [np.frombuffer(codes, np.uint8) for codes in self._used]
        return np.array(rows, np.uint8).reshape(-1, self._stored)

    @property
    def used(self) -> np.ndarray:
        return np.array(list(self._used.values()), bool).reshape(-1, self._stored)


def _warn_of_few(name: str, kind: str, found: int, asked: int) -> None:
    if found < asked:
        logger.warning(
            "%s: %d random changes of kind %s, and not %d: there are no more places for them",
            *(name, found, kind, asked),
        )


def gc_bins(references: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """The bin of each window's GC content, int64, shape (n,); all 0 if there are no edges."""
    return np.searchsorted(edges, alphabet.gc_content(references), side="right")


def _rows(edit: Edit, drawn: Drawn, before: int) -> Changes:
    """Random changes as rows of the file; an insertion or deletion begins with the base before."""
    anchor = int(not edit.removed or not edit.inserted)
    count = len(drawn.reference)
    offset = np.maximum(drawn.column - anchor, 0)
    ends = drawn.column + edit.removed
    ref = [
        alphabet.decode(row[first:end])
        for row, first, end in zip(drawn.reference, offset, ends, strict=True)
    ]
    alt = [
        alphabet.decode(row[first:column]) + alphabet.decode(new)
        for row, first, column, new in zip(
            drawn.reference, offset, drawn.column, drawn.inserted, strict=True
        )
    ]
    texts = np.full(count, "", object)
    return Changes(
        reference=drawn.reference,
        alternative=drawn.alternative,
        line=np.arange(before + 1, before + count + 1),
        name=texts,
        chrom=drawn.chrom,
        position=drawn.position + 1 - (drawn.column - offset),
        ref=np.array(ref, object),
        alt=np.array(alt, object),
        kind=np.full(count, edit.kind, object),
        haplotype=texts,
        offset=offset,
    )


def read_bins(path: str | PathLike) -> tuple[np.ndarray, np.ndarray]:
    """The bins of random changes, int64, shape (n,), and the edges of all bins, float64."""
    with reading(path) as handle:
        return handle["gc"][:], handle.attrs["gc_edges"][:]
