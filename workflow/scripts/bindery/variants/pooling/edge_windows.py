"""Windows at the edges of a sequence, which reach into what the network adds there."""

from dataclasses import dataclass

import numpy as np

from bindery.variants.pooling.allele_kernels import TOGETHER


@dataclass(frozen=True)
class EdgeWindows:
    """Windows at the edges, and what is the same in them for all sequences.

    Lookups of what the network adds give the same for all sequences, and are done once. Windows
    TOGETHER apart look up the same words of the sequence, one word more each; they are a row.

    Attributes:
        within: first window that lies within the sequence, and one past the last.
        rows: the first word of a row; 0 if its windows all begin there, at the left edge, or 1 if
            they all end where a whole window from there ends, at the right edge; and a number
            whose n-th bit tells whether the row has the window of n lookups. int64, shape (rows,
            EDGE_COLUMNS), those at the left edge first.
        left: number of rows at the left edge.
        starts: the sum of all other lookups of a window, float32, shape (blocks, rows, lookups,
            LANES), the window of n lookups at n - 1.
        beyond: activations in windows without a base of the sequence, float32, shape (blocks,
            windows, LANES).
    """

    within: tuple[int, int]
    rows: np.ndarray
    left: int
    starts: np.ndarray
    beyond: np.ndarray

    @classmethod
    def of(
        cls,
        padding: np.ndarray,
        span: tuple[int, int],
        width: int,
        tables: np.ndarray,
        offsets: np.ndarray,
    ) -> "EdgeWindows":
        """Find them.

        Args:
            padding: see `piece_words`.
            span: where a sequence, no shorter than a window, begins and ends in it.
            width: bases of a window.
            tables: see `lookup_tables`.
            offsets: see `word_offsets`.
        """
        blocks, lookups, _, lanes = tables.shape
        windows, within = len(padding) - lookups * TOGETHER + 1, (span[0], span[1] - width + 1)
        found: dict[tuple[int, int], dict[int, np.ndarray]] = {}
        beyond = []
        for window in (*range(within[0]), *range(within[1], windows)):
            first, last = _lookups_of_bases(window, span, lookups)
            fixed = np.setdiff1d(np.arange(lookups), np.arange(first, last))
            words = [offsets[tuple(padding[window + TOGETHER * n :][:TOGETHER])] for n in fixed]
            value = np.zeros((blocks, lanes), np.float32)
            for lookup, word in zip(fixed, words, strict=True):
                value += tables[:, lookup, word // lanes]
            if first == last:
                beyond.append(value)
            else:
                is_right = int(window >= within[1])
                word = window + TOGETHER * (last - lookups if is_right else first)
                found.setdefault((is_right, word), {})[last - first] = value
        order = sorted(found)
        starts = np.zeros((blocks, len(order), lookups, lanes), np.float32)
        for row, key in enumerate(order):
            for count, value in found[key].items():
                starts[:, row, count - 1] = value
        rows = [(word, right, sum(1 << n for n in found[right, word])) for right, word in order]
        return cls(
            within,
            np.array(rows, np.int64).reshape(-1, 3),
            sum(1 - right for right, _ in order),
            starts,
            np.array(beyond, np.float32).reshape(-1, blocks, lanes).transpose(1, 0, 2),
        )


def _lookups_of_bases(window: int, span: tuple[int, int], lookups: int) -> tuple[int, int]:
    """The first lookup of a window with a base of the sequence, and one past the last."""
    first = max(0, span[0] - window) // TOGETHER
    last = max(0, -(-(span[1] - window) // TOGETHER))
    return min(first, last, lookups), min(last, lookups)
