"""Motifs: matrices of JASPAR, log-odds, and the best match of a matrix in a sequence."""

import contextlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyjaspar import jaspar_releases, jaspardb

from bindery.alphabet import BASES, RNA, reverse_complement
from bindery.errors import InputError

PSEUDOCOUNT = 1.0
# A base with at least this frequency is upper case in a consensus.
MAJORITY = 0.5
# In place of a taxonomic group: all matrices of JASPAR CORE.
ALL_GROUPS = "all"
# Number, ID and name of each matrix of JASPAR CORE, in its latest version.
LATEST = """
    SELECT MATRIX.ID, BASE_ID || '.' || VERSION, NAME FROM MATRIX
    JOIN (SELECT BASE_ID AS OWN, MAX(VERSION) AS LAST FROM MATRIX GROUP BY BASE_ID)
    ON BASE_ID = OWN AND VERSION = LAST WHERE COLLECTION = 'CORE'
"""
OF_GROUP = """
    AND MATRIX.ID IN (
        SELECT ID FROM MATRIX_ANNOTATION WHERE TAG = 'tax_group' AND VAL = ? COLLATE NOCASE)
"""
# Number and counts of each position of chosen matrices.
COUNTS = """
    SELECT MATRIX_DATA.ID, SUM(val * (row = 'A')), SUM(val * (row = 'C')),
        SUM(val * (row = 'G')), SUM(val * (row = 'T'))
    FROM MATRIX_DATA JOIN ({}) AS CHOSEN ON MATRIX_DATA.ID = CHOSEN.ID
    GROUP BY MATRIX_DATA.ID, col ORDER BY MATRIX_DATA.ID, col
"""


@dataclass
class Motif:
    """A motif as counts.

    Attributes:
        identifier: identifier, such as MA0139.2.
        name: name of the protein.
        counts: float64, shape (length, 4), order ACGT.
        letters: how the four bases are written: ACGT, or ACGU for a motif of RNA.
    """

    identifier: str
    name: str
    counts: np.ndarray
    letters: str = BASES

    @property
    def both_strands(self) -> bool:
        """Whether its reverse complement is the same motif, which holds for DNA alone."""
        return self.letters != RNA

    def probabilities(self, pseudocount: float = PSEUDOCOUNT) -> np.ndarray:
        """Base probabilities of each position, shape (length, 4); rows sum to 1."""
        return shares_of(self.counts + pseudocount / 4)

    def log_odds(self, pseudocount: float = PSEUDOCOUNT) -> np.ndarray:
        """Base-2 log-odds against an even background, shape (length, 4)."""
        return np.log2(self.probabilities(pseudocount) * 4)


def shares_of(counts: np.ndarray) -> np.ndarray:
    """Shares of the bases from counts, shape (length, 4); rows sum to 1."""
    return counts / counts.sum(axis=1, keepdims=True)


def information(shares: np.ndarray) -> np.ndarray:
    """Information at each position: 2 bits minus the entropy (Schneider and Stephens 1990).

    The background is even, and there is no correction for small samples.

    Args:
        shares: shares of bases, float64, shape (length, 4); rows sum to 1.

    Returns:
        float64, shape (length,), from 0 to 2.
    """
    logarithms = np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    return 2 + (shares * logarithms).sum(axis=1)


def consensus(shares: np.ndarray, letters: str = BASES) -> str:
    """The most frequent base at each position of shares or counts, shape (length, 4).

    A base with a share below one half is in lower case. `letters` writes the bases, see `Motif`.
    """
    shares = shares_of(shares)
    bases = (letters[number] for number in shares.argmax(axis=1))
    clear = shares.max(axis=1) >= MAJORITY
    return "".join(base if sure else base.lower() for base, sure in zip(bases, clear, strict=True))


def _database(release: str) -> jaspardb:
    if release not in jaspar_releases:
        raise InputError(
            f"there is no release '{release}' of JASPAR",
            remedy=f"releases are {', '.join(jaspar_releases)}",
        )
    return jaspardb(release=release)


def _motif(found: Any) -> Motif:
    counts = np.array([found.counts[base] for base in BASES], float).T
    return Motif(found.matrix_id, found.name, counts)


def jaspar_motifs(release: str, group: str = ALL_GROUPS) -> list[Motif]:
    """The latest matrices of JASPAR CORE of a taxonomic group, by ID.

    Pyjaspar's own search takes minutes for all groups, since it asks for each matrix alone.

    Args:
        release: release of JASPAR.
        group: taxonomic group, or `ALL_GROUPS`.

    Raises:
        InputError: there is no such release, or it has no matrices of the group.
    """
    chosen, values = (LATEST, ()) if group == ALL_GROUPS else (LATEST + OF_GROUP, (group,))
    with contextlib.closing(_database(release).conn) as connection:
        names = connection.execute(chosen, values).fetchall()
        counts = connection.execute(COUNTS.format(chosen), values).fetchall()
    if not names:
        raise InputError(
            f"{release} has no matrices of '{group}'",
            remedy="groups are vertebrates, plants, insects, nematodes, fungi, urochordates, all",
        )
    by_number: dict[int, list[tuple]] = {}
    for number, *cells in counts:
        by_number.setdefault(number, []).append(tuple(cells))
    found = [Motif(own, name, np.array(by_number[number], float)) for number, own, name in names]
    return sorted(found, key=lambda motif: motif.identifier)


def jaspar_motif(identifier: str, release: str) -> Motif:
    """A matrix of JASPAR, by its ID with version; pyjaspar includes the database.

    Raises:
        InputError: there is no such release, or it has no such matrix.
    """
    found = _database(release).fetch_motif_by_id(identifier)
    if found is None:
        raise InputError(
            f"{release} has no matrix '{identifier}'",
            remedy="give a matrix ID with its version, such as MA0139.2, in the column `jaspar`",
        )
    return _motif(found)


def best_match(codes: np.ndarray, weights: np.ndarray, both_strands: bool = True) -> np.ndarray:
    """The best score of a matrix at any position of each sequence.

    Args:
        codes: uint8, shape (n, window), order ACGT; an unknown base scores 0.
        weights: log-odds, shape (length, 4).
        both_strands: whether the reverse complement is searched too.

    Returns:
        float64, shape (n,).
    """
    length = len(weights)
    table = np.concatenate([weights, np.zeros((length, 1))], axis=1)
    best = np.full(len(codes), -np.inf)
    for strand in (codes, reverse_complement(codes)) if both_strands else (codes,):
        positions = strand.shape[1] - length + 1
        total = np.zeros((len(codes), positions))
        for offset in range(length):
            total += table[offset][strand[:, offset : offset + positions]]
        best = np.maximum(best, total.max(axis=1))
    return best
