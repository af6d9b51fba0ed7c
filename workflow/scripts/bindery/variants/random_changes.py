"""Draw random changes of the kinds of a file's changes, against which the file's are judged.

In a genome, each is in the middle of its window, as the file's are. Without a genome, they are
anywhere within the file's own references.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from bindery import alphabet
from bindery.genomics.genome import Genome
from bindery.variants.changed_windows import Edit, changed

# Windows that are drawn at once, and how often at most.
DRAWN, ROUNDS = 1 << 13, 100
# Bins of GC content for substitutions.
BINS = 5


@dataclass(frozen=True)
class Known:
    """What random changes keep away from: the bases of a file's reference alleles, by chromosome.

    Attributes:
        positions: chromosome -> positions from 0, ascending, int64.
    """

    positions: dict[str, np.ndarray]

    @classmethod
    def of(cls, chrom: np.ndarray, position: np.ndarray, ref: np.ndarray) -> "Known":
        """Of alleles at positions from 1."""
        found: dict[str, set[int]] = {}
        for name, first, letters in zip(chrom, position.tolist(), ref, strict=True):
            own = found.setdefault(name, set())
            own.update(range(first - 1, first - 1 + max(1, len(letters))))
        return cls({name: np.array(sorted(own), np.int64) for name, own in found.items()})

    def apart(self, chrom: np.ndarray, first: np.ndarray, length: int) -> np.ndarray:
        """Which stretches of a length, from `first` on, have no such base: bool, shape (n,)."""
        free = np.ones(len(first), bool)
        for name, positions in self.positions.items():
            own = np.flatnonzero(chrom == name)
            low, high = np.searchsorted(positions, [first[own], first[own] + length])
            free[own] = low == high
        return free


@dataclass
class Drawn:
    """Random changes of one kind.

    Attributes:
        reference: codes, uint8, shape (n, stored).
        alternative: codes, uint8, shape (n, stored).
        chrom: names, object, shape (n,); "" without a genome.
        column: of the first changed base, int64, shape (n,).
        position: of that base on the chromosome or in its reference, from 0, int64, shape (n,).
        inserted: the new bases at that column, a list of n arrays of codes.
    """

    reference: np.ndarray
    alternative: np.ndarray
    chrom: np.ndarray
    column: np.ndarray
    position: np.ndarray
    inserted: list[np.ndarray]


def gc_edges(contents: np.ndarray) -> np.ndarray:
    """The limits of GC content between bins of equally many windows: float64, shape (BINS - 1,)."""
    shares = np.arange(1, BINS) / BINS
    return np.quantile(contents, shares) if len(contents) else shares


def wanted(kinds: np.ndarray, bins: np.ndarray, random: int) -> dict[str, dict[int, int]]:
    """How many changes to draw of each kind and bin.

    Args:
        kinds: kind of each of the file's changes, object, shape (n,).
        bins: bin of each one's window, shape (n,).
        random: changes of a substitution in a bin, and of any other kind.

    Returns:
        Kind -> bin -> number, in the order of their names. Kinds that have no random changes are
        not in it. A kind that is no substitution has its changes in the shares of the bins that the
        file's own have.
    """
    counts = Counter(zip(kinds.tolist(), bins.tolist(), strict=True))
    found: dict[str, dict[int, int]] = {}
    for kind in sorted(set(kinds.tolist())):
        own = {number: count for (name, number), count in sorted(counts.items()) if name == kind}
        edit = Edit.of(kind)
        if edit is None:
            continue
        if edit.is_substitution:
            found[kind] = dict.fromkeys(own, random)
        else:
            # Limits of cumulative shares, so that the numbers add up.
            limits = np.cumsum([0, *own.values()]) * random // sum(own.values())
            found[kind] = dict(zip(own, np.diff(limits).tolist(), strict=True))
    return found


def draw_in_genome(
    edit: Edit,
    numbers: dict[int, int],
    genome: Genome,
    stored: int,
    edges: np.ndarray,
    known: Known,
    generator: np.random.Generator,
) -> Drawn:
    """Draw changes of one kind in the middle of windows of a genome.

    Windows lie wholly on their chromosome and have no unknown base. No position is drawn twice.

    Args:
        edit: what a change of the kind does.
        numbers: bin of GC content -> changes to draw. There are fewer of a bin if the genome has
            too few such windows.
        genome: the genome, opened.
        stored: bases of a window.
        edges: see `gc_edges`.
        known: see `Known`.
        generator: source of randomness.
    """
    length, middle = stored + edit.removed, stored // 2
    names = np.array([own for own, size in genome.lengths.items() if size >= length], object)
    room = np.array([genome.lengths[own] - length + 1 for own in names])
    left, taken = dict(numbers), set()
    windows, chroms, starts = [], [], []
    for _ in range(ROUNDS if len(names) else 0):
        places = generator.integers(room.sum(), size=DRAWN)
        which = np.searchsorted(np.cumsum(room), places, side="right")
        start = places - (np.cumsum(room) - room)[which]
        codes = genome.windows(names[which], start, length)
        fits = known.apart(names[which], start + middle, max(1, edit.removed))
        fits &= (codes < alphabet.UNKNOWN).all(axis=1) & edit.fits(codes[:, middle])
        bins = np.searchsorted(edges, alphabet.gc_content(codes[:, :stored]), side="right")
        for row in np.flatnonzero(fits):
            place, own = int(places[row]), int(bins[row])
            if left.get(own, 0) and place not in taken:
                taken.add(place)
                left[own] -= 1
                windows.append(codes[row])
                chroms.append(names[which[row]])
                starts.append(start[row])
        if not any(left.values()):
            break
    around = np.array(windows, np.uint8).reshape(-1, length)
    column = np.full(len(around), middle)
    position = np.array(starts, np.int64).reshape(-1) + middle
    return _drawn(edit, around, stored, np.array(chroms, object), column, position, generator)


def draw_in_references(
    edit: Edit,
    number: int,
    references: np.ndarray,
    used: np.ndarray,
    narrowest: int,
    generator: np.random.Generator,
) -> Drawn:
    """Draw changes of one kind anywhere within given references, none twice.

    Args:
        edit: what a change of the kind does.
        number: changes to draw; all possible ones if there are fewer.
        references: codes, uint8, shape (m, stored).
        used: columns that the file's own changes touch, bool, shape (m, stored).
        narrowest: columns in the middle that all models see.
        generator: source of randomness.
    """
    stored = references.shape[1]
    free = (references < alphabet.UNKNOWN) & ~used
    free[:, : stored // 2 - narrowest // 2] = False
    free[:, stored // 2 - narrowest // 2 + narrowest :] = False
    # All bases that a change replaces must be free.
    replaced = max(1, edit.removed)
    possible = np.zeros_like(free)
    if replaced <= stored:
        views = np.lib.stride_tricks.sliding_window_view(free, replaced, axis=1)
        possible[:, : views.shape[1]] = views.all(axis=2)
    rows, columns = np.nonzero(possible & edit.fits(references))
    chosen = np.sort(generator.permutation(len(rows))[:number])
    beyond = np.full((len(chosen), edit.removed), alphabet.UNKNOWN, np.uint8)
    around = np.concatenate([references[rows[chosen]], beyond], axis=1)
    chrom = np.full(len(chosen), "", object)
    return _drawn(edit, around, stored, chrom, columns[chosen], columns[chosen], generator)


def _drawn(
    edit: Edit,
    around: np.ndarray,
    stored: int,
    chrom: np.ndarray,
    column: np.ndarray,
    position: np.ndarray,
    generator: np.random.Generator,
) -> Drawn:
    inserted = [
        edit.inserted_into(codes, int(at), generator)
        for codes, at in zip(around, column, strict=True)
    ]
    alternative = np.empty((len(around), stored), np.uint8)
    for row, (codes, at, new) in enumerate(zip(around, column, inserted, strict=True)):
        alternative[row] = changed(codes, int(at), edit.removed, new)[:stored]
    return Drawn(around[:, :stored].copy(), alternative, chrom, column, position, inserted)
