"""Match motifs with known ones, and find copies of the same motif, by TOMTOM.

TOMTOM (Gupta et al., Genome Biology 2007) aligns a motif with each target at every offset and sums
the similarity of the aligned columns. The p-value is the probability of such a sum for columns
drawn from all targets. This is memelite's implementation: Euclidean distance, the complete score,
both strands, or for motifs of RNA the given strand alone.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import memelite
import numpy as np
from scipy.stats import false_discovery_control

from bindery.alphabet import MOLECULES, RNA
from bindery.errors import InputError
from bindery.motifs.known_library import COLLECTION, RNA_UNMATCHED, Library
from bindery.motifs.matrices import ALL_GROUPS, Motif, jaspar_motifs
from bindery.motifs.meme import read_meme

# Two motifs are copies if each matches the other with at most this p-value, and if they share this
# part of the shorter one. A false pair is rare: among twenty unrelated motifs there are 380
# comparisons, of which 0.04 are below the p-value by chance, and both directions must agree.
COPY_P_VALUE = 1e-4
COPY_OVERLAP = 0.75
# The column-shuffled null: number of column-shuffled copies of a motif, and the largest share of
# them that may match as well as the motif itself.
SHUFFLES = 100
CHANCE = 0.01
# Merged copies keep the positions that at least this share of the windows covers.
REACHED = 0.5


@dataclass(frozen=True)
class Matching:
    """Settings of the match of one model's motifs with known ones, and of the figures.

    Attributes:
        known: MEME file of known motifs, or None for those of JASPAR CORE.
        release: release of JASPAR.
        group: taxonomic group of JASPAR CORE, or None where it is not known. Then all of CORE is
            matched: the motifs of another group have other names, and may match by chance.
        significance: largest q-value of a match that counts.
        title: title of the figures, such as protein and model.
        label: notice such as "simulated data", or None.
        molecule: dna or rna; motifs of RNA are not matched with reverse complements.
    """

    known: str | None
    release: str
    group: str | None
    significance: float
    title: str
    label: str | None
    molecule: str = "dna"

    @property
    def letters(self) -> str:
        """How bases are written, ACGT or ACGU."""
        return MOLECULES[self.molecule]

    @property
    def heading(self) -> str:
        """The title, with the notice if there is one."""
        return f"{self.title}, {self.label}" if self.label else self.title

    def known_motifs(self) -> tuple[list[Motif], Library]:
        """Read the known motifs of the MEME file, or without one those of JASPAR CORE; log which.

        JASPAR has no motifs of RNA: they are matched with a file's alone.

        Returns:
            The motifs, and the library that they are.
        """
        if self.known:
            found = read_meme(self.known)
            library = Library(Path(self.known).name, None, None, True, len(found))
        elif self.letters == RNA:
            found, library = [], Library(RNA_UNMATCHED, None, None, True, 0)
        else:
            group = self.group or ALL_GROUPS
            found = jaspar_motifs(self.release, group)
            library = Library(COLLECTION, self.release, group, bool(self.group), len(found))
        library.log()
        return found, library


@dataclass(frozen=True)
class Match:
    """A motif's best match among known motifs.

    Attributes:
        query: identifier of the motif.
        target: identifier of the known motif.
        name: name of the known motif's protein.
        p_value: p-value of the best alignment of the two, on either strand.
        q_value: the p-value corrected for all targets by Benjamini and Hochberg (1995).
        e_value: p-value times the number of targets.
        offset: position of the target, from 0 on the strand that matched, that is aligned with the
            query's first position; negative if the query begins before the target.
        overlap: number of aligned positions.
        reverse: whether the target's reverse complement matched.
        chance: the column-shuffled null: the share of column-shuffled copies of the query that
            match some target with a p-value at least as small.
    """

    query: str
    target: str
    name: str
    p_value: float
    q_value: float
    e_value: float
    offset: int
    overlap: int
    reverse: bool
    chance: float

    def counts(self, significance: float) -> bool:
        """Whether the match counts: its q-value is small and it passes the column-shuffled null."""
        return self.q_value <= significance and self.chance <= CHANCE


def _compare(queries: Sequence[Motif], targets: Sequence[Motif], both: bool = True) -> np.ndarray:
    """TOMTOM's p-values, scores, offsets, overlaps and strands, shape (5, queries, targets).

    Targets are compared on both strands, or on their own strand alone.
    """
    rows = [motif.probabilities().T for motif in queries]
    columns = [motif.probabilities().T for motif in targets]
    with warnings.catch_warnings():
        # The warning is about coarse p-values with few targets, which the docstrings mention.
        warnings.filterwarnings("ignore", message="tomtom was given")
        # One thread, because a comparison takes milliseconds and other jobs use the processors.
        # Columns of the targets are not merged with similar ones.
        found = memelite.tomtom(
            rows, columns, n_target_bins=None, n_jobs=1, reverse_complement=both
        )
    return np.stack(found)


def annotate(queries: Sequence[Motif], known: Sequence[Motif]) -> list[Match]:
    """Find the best match of each motif among known ones; `Match.counts` tells whether it counts.

    The known motifs are also the background of the p-values, so they should be a whole database:
    with fewer than about fifty, p-values are coarse. TOMTOM assumes that columns are independent.
    That holds for sharp matrices: 5% of random ones have a q-value below 0.05 against JASPAR's
    fungi. It fails for blurred ones (41%, with columns drawn evenly from all distributions), which
    match long blurred matrices whatever the order of their columns. Each motif is therefore also
    compared with a column-shuffled null: `SHUFFLES` copies of it with shuffled columns are matched
    too. A motif whose columns are all alike, such as AAAAAA, thus matches nothing.

    Args:
        queries: motifs to match, all of DNA or all of RNA; those of RNA on their strand alone.
        known: known motifs, such as `matrices.jaspar_motifs`.

    Returns:
        A match for each query, in their order: the one with the smallest p-value; of equal ones
        that with the largest score, then the first target.

    Raises:
        InputError: there are no known motifs.
    """
    if not known:
        raise InputError("there are no known motifs", remedy="give those of a taxonomic group")
    if not queries:
        return []
    both = queries[0].both_strands
    p_values, scores, offsets, overlaps, strands = _compare(queries, known, both)
    matches = []
    for row, query in enumerate(queries):
        adjusted = false_discovery_control(np.minimum(p_values[row], 1.0))
        best = int(np.lexsort((-scores[row], p_values[row]))[0])
        matches.append(
            Match(
                query=query.identifier,
                target=known[best].identifier,
                name=known[best].name,
                p_value=float(p_values[row, best]),
                q_value=float(adjusted[best]),
                e_value=float(p_values[row, best] * len(known)),
                offset=int(offsets[row, best]),
                overlap=int(overlaps[row, best]),
                reverse=bool(strands[row, best]),
                chance=_chance(query, known, p_values[row, best]),
            )
        )
    return matches


def _chance(query: Motif, known: Sequence[Motif], p_value: float) -> float:
    """The share of column-shuffled copies of a motif that match some target as well."""
    generator = np.random.default_rng(0)
    orders = [generator.permutation(len(query.counts)) for _ in range(SHUFFLES)]
    shuffled = [Motif(query.identifier, "", query.counts[order]) for order in orders]
    return float((_compare(shuffled, known, query.both_strands)[0].min(axis=1) <= p_value).mean())


def aligned(query: np.ndarray, target: np.ndarray, match: Match) -> tuple[np.ndarray, np.ndarray]:
    """Align a motif and its match, for a figure.

    Args:
        query: any matrix of the query (probabilities, contributions), shape (m, 4), order ACGT.

        target: any matrix of the target, shape (n, 4), on its own strand.
        match: match of the two.

    Returns:
        Both as float64 of the same shape (length, 4), on the query's strand; NaN where one of them
        has no position.
    """
    oriented = target[::-1, ::-1] if match.reverse else target
    first = min(0, match.offset)
    length = max(match.offset + len(query), len(oriented)) - first
    laid = np.full((2, length, 4), np.nan)
    laid[0, match.offset - first :][: len(query)] = query
    laid[1, -first:][: len(oriented)] = oriented
    return laid[0], laid[1]


def groups(
    motifs: Sequence[Motif], background: Sequence[Motif] = (), both_strands: bool = True
) -> list[list[int]]:
    """Group motifs that are copies or reverse complements of one another.

    Two are copies if each matches the other with a p-value of at most `COPY_P_VALUE` and they share
    `COPY_OVERLAP` of the shorter one. A motif joins the first group whose first motif it is a copy
    of. Copies of copies are not joined: that would merge most detectors of an ensemble.

    Args:
        motifs: motifs in order of importance.
        background: further motifs, such as a database's, for the p-values, which would otherwise be
            coarse.
        both_strands: whether reverse complements are copies; they are not in a model that reads
            one strand.

    Returns:
        The indices of each group's motifs, in the order given; groups in the order of their first
        motifs.
    """
    if not motifs:
        return []
    number = len(motifs)
    p_values, _, _, overlaps, _ = _compare(motifs, [*motifs, *background], both_strands)[
        :, :, :number
    ]
    lengths = np.array([len(motif.counts) for motif in motifs])
    wanted = COPY_OVERLAP * np.minimum(lengths[:, None], lengths[None, :])
    copies = (p_values <= COPY_P_VALUE) & (overlaps >= wanted)
    copies &= copies.T
    found: list[list[int]] = []
    for index in range(number):
        joined = next((group for group in found if copies[index, group[0]]), None)
        if joined is None:
            found.append([index])
        else:
            joined.append(index)
    return found


def merged(motifs: Sequence[Motif], both_strands: bool = True) -> np.ndarray:
    """The sum of the counts of copies, each aligned with the first motif, on either strand.

    Args:
        motifs: copies of one another; the first one gives the strand.
        both_strands: whether others may be its reverse complements.

    Returns:
        float64, shape (length, 4): the positions that are covered by at least half as many windows
        as the best covered position.
    """
    first, *others = motifs
    if not others:
        return first.counts
    _, _, offsets, _, strands = _compare([first], others, both_strands)[:, 0]
    laid = [(0, first.counts)]
    for motif, offset, strand in zip(others, offsets, strands, strict=True):
        laid.append((-int(offset), motif.counts[::-1, ::-1] if strand else motif.counts))
    start = min(position for position, _ in laid)
    total = np.zeros((max(position + len(counts) for position, counts in laid) - start, 4))
    for position, counts in laid:
        total[position - start :][: len(counts)] += counts
    windows = total.sum(axis=1)
    reached = np.flatnonzero(windows >= REACHED * windows.max())
    return total[reached[0] : reached[-1] + 1]
