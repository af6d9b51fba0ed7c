"""Read the table of a massively parallel reporter assay: sequences with measured expression."""

from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery import alphabet
from bindery.columns import Columns
from bindery.data.letters import encoded
from bindery.data.sequence_columns import numbers_of, read_sequence_table
from bindery.data.sequences import check_given
from bindery.errors import InputError
from bindery.row_counts import RowCounts

WANTED = "a table with a column of sequences and a column of expression for each replicate"
# Inserts of fewer bases are found in a genome by chance, or are no inserts.
LEAST_INSERT = 20


@dataclass
class Reporters(Columns):
    """Reporter constructs, as columns.

    Attributes:
        codes: whole sequences, flanks included, uint8, shape (n, length).
        values: expression in each replicate, float32, shape (n, replicates).
        row: line of the file, int64, shape (n,).
    """

    codes: np.ndarray
    values: np.ndarray
    row: np.ndarray


def read_reporters(
    path: str | PathLike, *, file: str, replicates: list[str], log: RowCounts
) -> Reporters:
    """Read reporter constructs, whether measured or not.

    Args:
        path: the table, gzipped or not.
        file: its name in errors and the log.
        replicates: names of the columns of expression.
        log: the row counts to add to.

    Raises:
        InputError: a column is missing or no number; there are no rows; or sequences differ in
            length.
    """
    table, given = read_sequence_table(path, file, strict=False, others=replicates)
    missing = [name for name in replicates if name not in given]
    if missing or not replicates or "sequence" not in table.header:
        what = f"a column '{missing[0]}'" if missing else "the names of columns of expression"
        raise InputError(
            f"expected {WANTED}, found {', '.join(given)}; {what} is missing",
            file=file,
            row=table.number,
            remedy="name the columns of expression under mpra.replicates",
        )
    rows = [number for number, _ in table.rows]
    letters = [cells[table.header.index("sequence")] for _, cells in table.rows]
    check_given(letters, rows, file)
    log.note("read", "sequences", len(rows))
    columns = []
    for name in replicates:
        cells = [cells[given.index(name)] for _, cells in table.rows]
        columns.append(numbers_of(cells, rows, f"column '{name}'", file))
    codes = _of_one_length(encoded(letters, rows, file), rows, file)
    return Reporters(codes, np.stack(columns, axis=1), np.array(rows))


def _of_one_length(codes: list[np.ndarray], rows: list[int], file: str) -> np.ndarray:
    if not codes:
        raise InputError(
            f"expected {WANTED}, found no rows", file=file, remedy="give a file with rows"
        )
    length = len(codes[0])
    other = next((row for row, own in enumerate(codes) if len(own) != length), None)
    if other is not None:
        raise InputError(
            f"expected sequences of one length, {length} as in row {rows[0]}, found "
            f"{len(codes[other])} bases",
            file=file,
            row=rows[other],
            remedy="give whole constructs, with both flanks; those of another length in a row of "
            "the experiments table of their own",
        )
    return np.stack(codes)


def usable(found: Reporters, max_unknown: float, log: RowCounts) -> np.ndarray:
    """Which constructs were measured in all replicates, bool, shape (n,); count the others.

    Args:
        found: all constructs.
        max_unknown: largest share of unknown bases in a sequence.
        log: the row counts to add to.

    Raises:
        InputError: none was.
    """
    measured = ~np.isnan(found.values)
    none, some = ~measured.any(axis=1), measured.any(axis=1) & ~measured.all(axis=1)
    known = (found.codes == alphabet.UNKNOWN).mean(axis=1) <= max_unknown
    log.note("dropped", "sequences of too many unknown bases", (~known).sum())
    log.note("dropped", "sequences measured in no replicate", (known & none).sum())
    log.note("dropped", "sequences measured in some replicates only", (known & some).sum())
    kept = known & measured.all(axis=1)
    if not kept.any():
        raise InputError(
            f"none of its {len(kept)} sequences is measured in all replicates",
            file=log.file,
            remedy="check that mpra.replicates names columns of expression",
        )
    return kept


def flanks_of(codes: np.ndarray, file: str) -> tuple[int, int]:
    """The number of first, and of last, bases that all constructs have in common.

    Args:
        codes: uint8, shape (n, length).
        file: name of the file, for errors.

    Raises:
        InputError: too few bases are left between them to be an insert.
    """
    differs = np.flatnonzero((codes != codes[0]).any(axis=0))
    first, last = (int(differs[0]), int(differs[-1]) + 1) if len(differs) else (0, 0)
    if last - first < LEAST_INSERT:
        raise InputError(
            f"expected inserts of {LEAST_INSERT} bases or more between flanks that all sequences "
            f"share, found {last - first} bases in which sequences differ",
            file=file,
            remedy="give sequences of different inserts",
        )
    return first, codes.shape[1] - last


def targets_of(
    values: np.ndarray, train: np.ndarray, replicates: list[str]
) -> tuple[np.ndarray, list[str]]:
    """Targets and names of tasks: the mean of the replicates, on which models train, and each one.

    In the mean, each replicate has mean 0 and variance 1 over training rows, since replicates may
    have other units.

    Args:
        values: expression, shape (n, replicates).
        train: which rows are for training, bool, shape (n,).
        replicates: their names.

    Returns:
        float32, shape (n, 1 + replicates), or (n, 1) of a single replicate, which is its own mean.
    """
    if len(replicates) == 1:
        return values.astype(np.float32), list(replicates)
    wide = values.astype(np.float64)
    mean, deviation = wide[train].mean(axis=0), wide[train].std(axis=0)
    scaled = (wide - mean) / np.where(deviation > 0, deviation, 1)
    whole = np.column_stack([scaled.mean(axis=1), wide])
    return whole.astype(np.float32), ["mean_of_replicates", *replicates]
