"""Find ligands of SELEX that may be one molecule: the same, or one sequencing error apart."""

import numpy as np

from bindery import alphabet
from bindery.data.leaks import joined_rows, same_key
from bindery.row_counts import RowCounts

# A group of a larger share of all ligands, and of more than LEAST, is no molecule and its errors:
# the protein's site leaves so few bases free that different molecules are one base apart.
LARGEST, LEAST = 0.01, 50


def groups_of(codes: np.ndarray, count: np.ndarray, log: RowCounts) -> np.ndarray:
    """Number the sets of ligands that must stay together.

    These are ligands that are the same, or differ in one base, on either strand. If they join more
    than LARGEST of all ligands, one base tells molecules apart, too. Then a ligand is taken for an
    error only of one that is at least twice as frequent, the most frequent if there are several, as
    UMIs are joined by Smith, Heger and Sudbery (Genome Res 2017).

    Args:
        codes: ligands of all cycles, uint8, shape (n, ligand).
        count: reads or molecules of each, int64, shape (n,).
        log: the row counts to add to.

    Returns:
        int32, shape (n,).
    """
    same = alphabet.strandless_digest(codes)
    rows, run = _near(codes, same)
    ends = np.flatnonzero(run[1:] == run[:-1])
    group = joined_rows(len(codes), [(rows[ends], rows[ends + 1])])
    words = "ligands one base apart, on either strand, kept in one split"
    if np.bincount(group).max() > max(LARGEST * len(codes), LEAST):
        group = joined_rows(len(codes), [_errors(rows, run, same, count), same_key(same)])
        words = (
            "ligands one base apart from one that is twice as frequent, on either strand, kept in "
            "its split"
        )
    _, first = np.unique(same, return_index=True)
    alone = np.bincount(group[first])[group[first]] == 1
    log.note("joined", words, (~alone).sum())
    return group


def _near(codes: np.ndarray, same: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows that have a base or all bases in common: rows, and the number of the run of each.

    A base of one strand is another position of the other, so that all keys are compared with all.
    """
    keys = [same]
    for position in range(codes.shape[1]):
        masked = codes.copy()
        masked[:, position] = alphabet.UNKNOWN
        keys.append(alphabet.strandless_digest(masked))
    key = np.concatenate(keys)
    order = np.argsort(key, kind="stable")
    new = np.concatenate([[False], key[order][1:] != key[order][:-1]])
    return order % len(codes), np.cumsum(new)


def _errors(
    rows: np.ndarray, run: np.ndarray, same: np.ndarray, count: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Edges from each ligand to that of which it may be an error, or to itself."""
    _, own = np.unique(same, return_inverse=True)
    total = np.bincount(own, weights=count)[own]
    # The last of each run is its most frequent ligand.
    order = np.lexsort((total[rows], run))
    rows, run = rows[order], run[order]
    last = np.concatenate([np.flatnonzero(run[1:] != run[:-1]), [len(run) - 1]])
    source = rows[last][run]
    error = total[source] >= 2 * total[rows]
    rows, source = rows[error], source[error]
    # Of several sources, the most frequent is written last.
    order = np.argsort(total[source], kind="stable")
    parent = np.arange(len(same))
    parent[rows[order]] = source[order]
    return np.arange(len(same)), parent
