"""Read RNAcompete: probes of RNA with their intensities, in one of two layouts."""

from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery.data.labelled_tables import DRAWN, Samples, objects
from bindery.data.letters import encoded
from bindery.data.sequence_columns import numbers_of
from bindery.data.sequences import check_given
from bindery.data.splits import TEST
from bindery.errors import InputError
from bindery.files import opened
from bindery.formats import SEQUENCE_COLUMNS
from bindery.given.empty_cells import is_empty
from bindery.given.tables import Table, plain, read_table

WANTED = (
    "expected lines `intensity sequence`, or a table with a column of sequences, one of "
    "intensities and, optionally, one of sets A and B"
)
SEQUENCES = SEQUENCE_COLUMNS | {"rna_seq", "probe_sequence", "probe_seq", "probe"}
SETS = frozenset(("set", "probe_set", "probeset", "fold", "fold_id"))
NAMES = frozenset(("name", "probe_id", "probeid", "id", "event_id"))
INTENSITIES = ("intensity", "target", "value", "signal")
LETTERS = set("ACGTUNacgtun")


@dataclass(frozen=True)
class _Probes:
    """The columns of a file, as text, and the line of each row."""

    sequences: list[str]
    intensities: list[str]
    sets: list[str]
    rows: list[int]


def read_probes(
    path: str | PathLike, *, file: str, column: str | None, likely: tuple[str, ...]
) -> Samples:
    """Read probes, whether their intensity was measured or not.

    Args:
        path: lines `intensity sequence`, or a table with a header, gzipped or not. Content tells.
        file: its name in errors.
        column: name of the column of intensities in a table, or None.
        likely: names that this column has where a table is of several experiments.

    Returns:
        The probes. Those of set A are drawn for training and validation, those of set B are for the
        test; without sets all are drawn.

    Raises:
        InputError: the file has neither layout; or no column, or several, could be the intensities;
            or a cell is no sequence, number or set. The error says what was expected and found.
    """
    found = _plain_lines(path, file) or _table(path, file, column, likely)
    if not found.rows:
        raise InputError(f"{WANTED}; found no rows", file=file, remedy="give a file with rows")
    check_given(found.sequences, found.rows, file)
    count = len(found.rows)
    return Samples(
        codes=objects(encoded(found.sequences, found.rows, file)),
        names=objects([f"probe_{row}" for row in found.rows]),
        targets=numbers_of(found.intensities, found.rows, "intensity", file)[:, None],
        split=_splits(found, file),
        group=objects([""] * count),
        strength=np.full(count, np.nan, np.float32),
    )


def _plain_lines(path: str | PathLike, file: str) -> _Probes | None:
    """The rows of a file of two words a line, a number and a sequence; None of another file."""
    with opened(path, file) as handle:
        start = handle.read(1 << 12).decode("utf-8-sig", errors="replace").splitlines()
        first = next((line.split() for line in start if line.strip()), [])
        at = _number_at(first)
        if at is None:
            return None
        handle.seek(0)
        lines = handle.read().decode("utf-8-sig", errors="replace").splitlines()
    numbered = [(row, line.split()) for row, line in enumerate(lines, 1) if line.strip()]
    for row, words in numbered:
        if _number_at(words) != at:
            raise InputError(
                f"expected a number and a sequence, as in the first line; found "
                f"'{' '.join(words)[:40]}'",
                file=file,
                row=row,
                remedy="give one probe a line, `intensity sequence`",
            )
    intensities, sequences = ([words[place] for _, words in numbered] for place in (at, 1 - at))
    rows = [row for row, _ in numbered]
    return _Probes(sequences, intensities, [""] * len(rows), rows)


def _number_at(words: list[str]) -> int | None:
    """Which of two words is a number, if the other is a sequence."""
    for at in (0, 1) if len(words) == 2 else ():
        if _is_intensity(words[at]) and set(words[1 - at]) <= LETTERS:
            return at
    return None


def _is_intensity(text: str) -> bool:
    """Whether text is a number, or a word for one that was not measured, such as NaN."""
    try:
        float(text)
    except ValueError:
        return is_empty(text)
    return True


def _table(path: str | PathLike, file: str, column: str | None, likely: tuple[str, ...]) -> _Probes:
    table = read_table(path, "table of probes", {*SEQUENCES, *SETS}, WANTED, origin=file)
    header = [plain(name) for name in table.header]
    of_sequences = next((at for at, name in enumerate(header) if name in SEQUENCES), None)
    if of_sequences is None:
        raise InputError(
            f"{WANTED}; found {_listed(table.header)}",
            file=file,
            row=table.number,
            remedy="name the column of sequences 'sequence', and that of intensities 'intensity'",
        )
    of_sets = next((at for at, name in enumerate(header) if name in SETS), None)
    of_values = _column_of_values(table, header, file, column, likely)
    cells = [cells for _, cells in table.rows]
    return _Probes(
        [row[of_sequences] for row in cells],
        [row[of_values] for row in cells],
        ["" if of_sets is None else row[of_sets] for row in cells],
        [number for number, _ in table.rows],
    )


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    return f"columns {shown}" if names else "no columns"


def _column_of_values(
    table: Table, header: list[str], file: str, column: str | None, likely: tuple[str, ...]
) -> int:
    """The column of intensities: the named one, that of a likely name, or the only one left."""
    if column is not None:
        if column in table.header:
            return table.header.index(column)
        raise InputError(
            f"expected a column '{column}', which rnacompete.column names; found "
            f"{_listed(table.header)}",
            file=file,
            row=table.number,
            remedy="correct rnacompete.column",
        )
    for name in (*map(plain, likely), *INTENSITIES):
        if header.count(name) == 1:
            return header.index(name)
    left = [at for at, name in enumerate(header) if name not in SEQUENCES | SETS | NAMES]
    if len(left) == 1:
        return left[0]
    raise InputError(
        f"expected one column of intensities, found {_listed([table.header[at] for at in left])}",
        file=file,
        row=table.number,
        remedy="name it under rnacompete.column, or give the experiment its name",
    )


def _splits(found: _Probes, file: str) -> np.ndarray:
    """The test split for probes of set B; all others are drawn: int8, shape (n,)."""
    split = np.full(len(found.rows), DRAWN, np.int8)
    for at, (row, text) in enumerate(zip(found.rows, found.sets, strict=True)):
        name = "" if is_empty(text) else plain(text).removeprefix("set").strip("_").upper()
        if name not in ("A", "B", ""):
            raise InputError(
                f"expected set A or B, found '{text}'",
                file=file,
                row=row,
                remedy="write A for probes of training and B for those of the test",
            )
        if name == "B":
            split[at] = TEST
    return split
