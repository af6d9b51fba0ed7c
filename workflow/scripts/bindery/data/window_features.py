"""Features of windows of a genome in which background can be matched to peaks."""

from collections.abc import Sequence

import numpy as np

from bindery import alphabet
from bindery.errors import InputError
from bindery.genomics.annotation import distance_to_start
from bindery.genomics.genome import Genome
from bindery.genomics.intervals import Intervals
from bindery.genomics.windows import READ_AT_ONCE, centre

# Of each of the 16 dinucleotides AA, AC, ..., TT, the first of it and its reverse complement.
_CODES = np.arange(16)
_STRANDLESS = np.minimum(_CODES, 4 * (3 - _CODES % 4) + 3 - _CODES // 4)


def window_features(
    windows: Intervals, names: Sequence[str], genome: Genome, starts: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Features of windows of one length.

    Args:
        windows: one or more windows, on the genome.
        names: features: `gc`, share of G and C; `dinucleotides`, see `dinucleotide_frequencies`;
            `starts`, log10(1 + bases from the window's centre to the nearest transcription start);
            `repeats`, share of lower-case letters.
        genome: the genome, opened.
        starts: see `transcription_starts`; read for `starts` alone.

    Returns:
        Each name -> float64, shape (n, 10) for `dinucleotides`, (n, 1) for others.
    """
    parts: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for first in range(0, len(windows), READ_AT_ONCE):
        part = windows.select(np.arange(first, min(first + READ_AT_ONCE, len(windows))))
        for name, values in _of_part(part, names, genome, starts).items():
            parts[name].append(values)
    return {name: np.concatenate(values) for name, values in parts.items()}


def _of_part(
    windows: Intervals, names: Sequence[str], genome: Genome, starts: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    where = windows.chrom, windows.start, int(windows.end[0] - windows.start[0])
    codes = genome.windows(*where)
    found: dict[str, np.ndarray] = {}
    for name in names:
        if name == "gc":
            found[name] = alphabet.gc_content(codes)[:, None]
        elif name == "dinucleotides":
            found[name] = dinucleotide_frequencies(codes)
        elif name == "starts":
            middle = centre(windows)
            away = distance_to_start(starts, windows.chrom, middle, genome.lengths)
            found[name] = np.log10(1 + away)[:, None]
        else:
            found[name] = genome.lower_case(*where).mean(axis=1, keepdims=True)
    return found


def dinucleotide_frequencies(codes: np.ndarray) -> np.ndarray:
    """Frequencies of dinucleotides, each counted with its reverse complement.

    Args:
        codes: uint8, shape (n, length), order ACGT, 4 for unknown.

    Returns:
        float64, shape (n, 10), order AA, AC, AG, AT, CA, CC, CG, GA, GC, TA; pairs with an unknown
        base are left out, and a row without any other is 0.
    """
    before, after = codes[:, :-1], codes[:, 1:]
    known = (before != alphabet.UNKNOWN) & (after != alphabet.UNKNOWN)
    row = np.nonzero(known)[0]
    pair = _STRANDLESS[4 * before[known].astype(np.int64) + after[known]]
    counts = np.bincount(row * 16 + pair, minlength=16 * len(codes)).reshape(-1, 16)
    counts = counts[:, np.unique(_STRANDLESS)]
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def check_masked(genome: Genome) -> None:
    """Raise InputError if the genome has no lower-case base, so that no repeat is known."""
    if not genome.has_lower_case():
        raise InputError(
            "no base is lower-case, so repeats are not known",
            file=genome.path,
            remedy="give a soft-masked FASTA under genome.fasta, or leave repeats out of "
            "background.match",
        )
