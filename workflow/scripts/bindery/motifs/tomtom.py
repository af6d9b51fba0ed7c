"""Which known motif a motif resembles, and which motifs are copies of one another, by TOMTOM.

TOMTOM (Gupta et al., Genome Biology 2007) slides a motif along each target, sums the similarity of
the columns that meet, and asks how often columns like the targets' would reach that sum. This is
memelite's implementation: Euclidean distance, the complete score, both strands.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import memelite
import numpy as np
from scipy.stats import false_discovery_control

from bindery.errors import InputError
from bindery.motifs.matrices import Motif, jaspar_motifs
from bindery.motifs.meme import read_meme

# Two motifs are copies if each finds the other at this p-value (so that among twenty unrelated
# ones a wrong pair is rare: 380 comparisons make 0.04 of them, and both ways have to agree) and
# if this share of the shorter one lies on the other.
COPY_P_VALUE = 1e-4
COPY_OVERLAP = 0.75
# Orders of a motif's own columns that its best match is held against, and the share of them that
# may match as well.
SHUFFLES = 100
CHANCE = 0.01
# Of the places that copies share when they are merged: those that half of the windows reach.
REACHED = 0.5


@dataclass(frozen=True)
class Matching:
    """What the motifs of one model are matched with, and how figures of the matches are headed.

    Attributes:
        known: MEME file of known motifs, or None for those of JASPAR CORE.
        release: of JASPAR.
        group: of its taxonomic groups.
        significance: largest q-value of a match that counts.
        title: of figures, such as protein and model.
        label: notice such as "simulated data", or None.
    """

    known: str | None
    release: str
    group: str
    significance: float
    title: str
    label: str | None

    @property
    def heading(self) -> str:
        """The title, and the notice where there is one."""
        return f"{self.title}, {self.label}" if self.label else self.title

    def known_motifs(self) -> list[Motif]:
        """The motifs to match with."""
        return read_meme(self.known) if self.known else jaspar_motifs(self.release, self.group)


@dataclass(frozen=True)
class Match:
    """A motif's best match among known motifs.

    Attributes:
        query: the motif's identifier.
        target: the known motif's identifier.
        name: the known motif's name, of the protein.
        p_value: of the best alignment of the two, either strand.
        q_value: p-values of all targets after Benjamini and Hochberg (1995); the best one.
        e_value: p-value times the number of targets.
        offset: the target's position, counted from 0 on the strand that matched, on which the
            query's first position lies; negative where the query starts before the target.
        overlap: positions that the two share.
        reverse: whether the target's reverse complement matched.
        chance: share of other orders of the query's columns with as small a p-value of some target.
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
        """Whether the match is one: of a small q-value that the order of the columns makes."""
        return self.q_value <= significance and self.chance <= CHANCE


def _compare(queries: Sequence[Motif], targets: Sequence[Motif]) -> np.ndarray:
    """TOMTOM's p-values, scores, offsets, overlaps and strands, shape (5, queries, targets)."""
    rows = [motif.probabilities().T for motif in queries]
    columns = [motif.probabilities().T for motif in targets]
    with warnings.catch_warnings():
        # Few targets make a coarse background, which the callers' docstrings say.
        warnings.filterwarnings("ignore", message="tomtom was given")
        # One thread: a comparison takes milliseconds, and other jobs have the other processors.
        # All columns of the targets, none merged with its like.
        found = memelite.tomtom(rows, columns, n_target_bins=None, n_jobs=1)
    return np.stack(found)


def annotate(queries: Sequence[Motif], known: Sequence[Motif]) -> list[Match]:
    """The best match of each motif among known ones; whether it counts, `Match.counts` says.

    The known motifs are also the background of the p-values, so they should be a whole database:
    with fewer than some fifty the p-values are coarse. TOMTOM takes columns as independent, which
    holds for sharp matrices (of random ones 5% have a q-value below 0.05 against JASPAR's fungi)
    and fails for blurred ones (41%, columns drawn evenly from all distributions), which match long
    blurred matrices whatever the order of their columns. So that order is put to the test: each
    motif is matched again in `SHUFFLES` others. What has no order, such as AAAAAA, matches nothing.

    Args:
        queries: motifs to name.
        known: such as `motifs.jaspar_motifs`.

    Returns:
        A match for each query, in their order: the smallest p-value, of equal ones the largest
        score, then the first target.

    Raises:
        InputError: there are no known motifs.
    """
    if not known:
        raise InputError("there are no known motifs", remedy="give those of a taxonomic group")
    if not queries:
        return []
    p_values, scores, offsets, overlaps, strands = _compare(queries, known)
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
    """The share of other orders of a motif's columns that match some target as well."""
    generator = np.random.default_rng(0)
    orders = [generator.permutation(len(query.counts)) for _ in range(SHUFFLES)]
    shuffled = [Motif(query.identifier, "", query.counts[order]) for order in orders]
    return float((_compare(shuffled, known)[0].min(axis=1) <= p_value).mean())


def aligned(query: np.ndarray, target: np.ndarray, match: Match) -> tuple[np.ndarray, np.ndarray]:
    """Lay a motif and its match under each other, as a figure draws them.

    Args:
        query: any matrix of the query (probabilities, contributions), shape (m, 4), order ACGT.
        target: any matrix of the target, shape (n, 4), as it stands in its database.
        match: of the two.

    Returns:
        Both as float64 of one shape (length, 4), on the query's strand, NaN where one of them
        has no position.
    """
    oriented = target[::-1, ::-1] if match.reverse else target
    first = min(0, match.offset)
    length = max(match.offset + len(query), len(oriented)) - first
    laid = np.full((2, length, 4), np.nan)
    laid[0, match.offset - first :][: len(query)] = query
    laid[1, -first:][: len(oriented)] = oriented
    return laid[0], laid[1]


def groups(motifs: Sequence[Motif], background: Sequence[Motif] = ()) -> list[list[int]]:
    """Put motifs that are copies or reverse complements of one another into groups.

    Two are copies if each finds the other with a p-value of at most `COPY_P_VALUE` and the two
    share `COPY_OVERLAP` of the shorter one. A motif joins the first group whose first motif it is a
    copy of; copies of copies would run together the many detectors of an ensemble.

    Args:
        motifs: in order of importance.
        background: further motifs, such as a database's, whose columns the p-values count too;
            without them a handful of motifs makes coarse p-values.

    Returns:
        Indices of each group's motifs in the order given, groups in the order of their first.
    """
    if not motifs:
        return []
    number = len(motifs)
    p_values, _, _, overlaps, _ = _compare(motifs, [*motifs, *background])[:, :, :number]
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


def merged(motifs: Sequence[Motif]) -> np.ndarray:
    """The sum of copies' counts, each laid on the first where it fits best, on either strand.

    Args:
        motifs: copies of one another, the first of which gives the strand.

    Returns:
        float64, shape (length, 4): the places that at least half as many windows reach as the
        place that most do.
    """
    first, *others = motifs
    if not others:
        return first.counts
    _, _, offsets, _, strands = _compare([first], others)[:, 0]
    laid = [(0, first.counts)]
    for motif, offset, strand in zip(others, offsets, strands, strict=True):
        laid.append((-int(offset), motif.counts[::-1, ::-1] if strand else motif.counts))
    start = min(place for place, _ in laid)
    total = np.zeros((max(place + len(counts) for place, counts in laid) - start, 4))
    for place, counts in laid:
        total[place - start :][: len(counts)] += counts
    windows = total.sum(axis=1)
    reached = np.flatnonzero(windows >= REACHED * windows.max())
    return total[reached[0] : reached[-1] + 1]
