"""Read the probes of a protein-binding microarray: DREAM5's and UniPROBE's tables."""

import re
from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery.columns import Columns
from bindery.data.letters import encoded
from bindery.data.sequence_columns import numbers_of
from bindery.data.sequences import check_given
from bindery.errors import InputError
from bindery.given.empty_cells import is_empty
from bindery.given.tables import plain, read_table
from bindery.row_counts import RowCounts

WANTED = (
    "a table of probes: a header with columns such as Sequence and Signal_Mean (DREAM5) or "
    "Sequence and Alexa488Norm (UniPROBE); or, without a header, sequence, signal and background, "
    "or a sequence and a signal, in either order"
)
SEQUENCE = frozenset({"sequence", "seq", "probe", "probe_sequence", "probesequence"})
# Columns of intensity, the one to use first: normalised ones, then means, medians and raw ones.
# `Alexa488SpatiallyAdjusted` is what UniPROBE's own analysis goes on with.
SIGNALS = (
    *("alexa488spatiallyadjusted", "alexa488spatiallyadj", "alexa488norm", "alexa488normalized"),
    *("normalized_signal", "normalised_signal", "normalized", "normalised", "signal_norm"),
    *("signal_mean", "mean_signal", "mean_signal_intensity", "signal", "intensity"),
    *("signal_intensity", "signal_median", "median_signal", "alexa488median", "alexa488"),
    *("value", "target"),
)
BACKGROUNDS = ("background_mean", "background", "background_median", "local_background")
FLAG = re.compile(r"(?:^|_)flags?$|flags$")
GOOD = 100
# Shorter words of bases are no probes.
LEAST_PROBE = 8
# Fewer last bases in common are so by chance; other probes of an array have them all.
LEAST_LINKER = 4
LINKER_SHARE = 0.95
PAST = 255
LETTERS = re.compile(r"[ACGTUNacgtun]+")


@dataclass
class Probes(Columns):
    """Probes of an array, as columns.

    Attributes:
        codes: uint8 arrays, in an array of objects, shape (n,).
        signal: intensity, float32, shape (n,).
        row: line of the file, int64, shape (n,).
    """

    codes: np.ndarray
    signal: np.ndarray
    row: np.ndarray


@dataclass(frozen=True)
class Layout:
    """Which columns of a file are which; `flags` may be several, `background` is -1 if absent."""

    sequence: int
    signal: int
    background: int
    flags: tuple[int, ...]
    names: tuple[str, ...]


def read_probes(
    path: str | PathLike,
    *,
    file: str,
    column: str | None,
    subtract_background: bool,
    max_unknown: float,
    log: RowCounts,
    prefix: str = "",
) -> Probes:
    """Read the probes of an array; flagged ones and those without sequence or signal are dropped.

    Args:
        path: the table, gzipped or not.
        file: its name in errors and the log.
        column: name of the column of intensity; None takes the first of SIGNALS.
        subtract_background: whether the column of background is subtracted.
        max_unknown: largest share of unknown bases in a probe.
        log: the row counts to add to.
        prefix: what the words of its counts begin with.

    Raises:
        InputError: the file has another layout, or a cell is no number; no probe is left.
    """
    names = {*SEQUENCE, *SIGNALS, *BACKGROUNDS}
    table = read_table(path, "table of probes", names, WANTED, origin=file)
    layout, rows = _layout(table.header, table.rows, table.number, file)
    if column is not None:
        layout = _with_column(layout, column, file, table.number)
    if subtract_background and layout.background < 0:
        raise InputError(
            "there is no column of background to subtract",
            file=file,
            remedy="set pbm.subtract_background: false, or give the file with its background",
        )
    log.note("read", f"{prefix}spots, intensity of column {layout.names[layout.signal]}", len(rows))
    rows = _spots(rows, layout, prefix, log)
    numbers = [number for number, _ in rows]
    letters = [cells[layout.sequence] for _, cells in rows]
    check_given(letters, numbers, file)
    signal = _numbers(rows, layout.signal, layout, file)
    if subtract_background:
        signal = signal - _numbers(rows, layout.background, layout, file)
        log.note("changed", f"{prefix}spots, background subtracted", len(rows))
    codes = np.empty(len(rows), object)
    codes[:] = encoded(letters, numbers, file)
    known = np.array([(own > 3).mean() <= max_unknown for own in codes], bool)
    log.note("dropped", f"{prefix}probes of too many unknown bases", (~known).sum())
    found = Probes(codes, signal, np.array(numbers)).select(known)
    if not len(found):
        raise InputError(f"expected {WANTED}, found no probes", file=file, remedy="give one")
    return found


def _numbers(rows: list, column: int, layout: Layout, file: str) -> np.ndarray:
    cells = [cells[column] for _, cells in rows]
    name = f"column {layout.names[column]}"
    return numbers_of(cells, [number for number, _ in rows], name, file)


def _layout(
    header: list[str], rows: list, number: int, file: str
) -> tuple[Layout, list[tuple[int, list[str]]]]:
    """The columns' meaning, by their header or, without one, by the first row; and all rows."""
    names = [plain(name).replace("__", "_") for name in header]
    sequence = next((n for n, name in enumerate(names) if name in SEQUENCE), None)
    if sequence is None:
        return _without_header(header, number, file), [(number, header), *rows]
    signal = next((names.index(name) for name in SIGNALS if name in names), None)
    if signal is None:
        raise _strange(f"a header with columns {', '.join(header)}", file, number)
    background = next((names.index(name) for name in BACKGROUNDS if name in names), -1)
    flags = tuple(n for n, name in enumerate(names) if FLAG.search(name))
    return Layout(sequence, signal, background, flags, tuple(header)), rows


def _without_header(cells: list[str], number: int, file: str) -> Layout:
    words = [n for n, cell in enumerate(cells) if _is_probe(cell)]
    values = [n for n, cell in enumerate(cells) if _is_number(cell)]
    if len(words) != 1 or len(words) + len(values) != len(cells) or len(values) not in (1, 2):
        raise _strange(f"a first row of {', '.join(cells[:6]) or 'nothing'}", file, number)
    background = values[1] if len(values) == 2 else -1
    names = {words[0]: "sequence", values[0]: "signal", background: "background"}
    shown = tuple(f"{n + 1} ({names[n]})" for n in range(len(cells)))
    return Layout(words[0], values[0], background, (), shown)


def _strange(found: str, file: str, row: int) -> InputError:
    return InputError(
        f"expected {WANTED}; found {found}",
        file=file,
        row=row,
        remedy="name the columns Sequence and Signal in a header",
    )


def _is_probe(cell: str) -> bool:
    return len(cell) >= LEAST_PROBE and LETTERS.fullmatch(cell) is not None


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return is_empty(cell)
    return True


def _with_column(layout: Layout, column: str, file: str, row: int) -> Layout:
    if column not in layout.names:
        raise InputError(
            f"there is no column '{column}', which pbm.column names",
            file=file,
            row=row,
            remedy=f"it has {', '.join(layout.names)}",
        )
    own = layout.names.index(column)
    return Layout(layout.sequence, own, layout.background, layout.flags, layout.names)


def _spots(rows: list, layout: Layout, prefix: str, log: RowCounts) -> list[tuple[int, list[str]]]:
    """The spots that are probes: with a sequence and an intensity, and without a flag."""
    kept, counts = [], dict.fromkeys(("flagged", "without a sequence", "without an intensity"), 0)
    for number, cells in rows:
        if any(_is_flagged(cells[flag]) for flag in layout.flags):
            counts["flagged"] += 1
        elif is_empty(cells[layout.sequence]):
            counts["without a sequence"] += 1
        elif is_empty(cells[layout.signal]):
            counts["without an intensity"] += 1
        else:
            kept.append((number, cells))
    for reason, count in counts.items():
        log.note("dropped", f"{prefix}spots {reason}", count)
    return kept


def _is_flagged(cell: str) -> bool:
    """Whether a flag says that a spot is bad: GenePix has -100 to -25, and 100 for a good one."""
    try:
        return float(cell) not in (0, GOOD)
    except ValueError:
        return not is_empty(cell) and cell.lower() not in ("false", "f", "no", "n", "good", "ok")


def linker_of(codes: list[np.ndarray]) -> tuple[int, np.ndarray]:
    """The number of last bases that probes have in common: the linker that holds them.

    Spots of control may have none. At least LEAST_PROBE bases of each probe are left.

    Args:
        codes: uint8, shape (length,) each.

    Returns:
        The number, 0 without a linker; and whether each probe ends so, bool, shape (n,).
    """
    ends = np.full((len(codes), max(map(len, codes))), PAST, np.uint8)
    for row, own in enumerate(codes):
        ends[row, : len(own)] = own[::-1]
    common = np.argmax([(ends == base).sum(axis=0) for base in range(4)], axis=0)
    same = np.logical_and.accumulate(ends == common, axis=1)
    length = int((same.mean(axis=0) >= LINKER_SHARE).sum())
    if length < LEAST_LINKER:
        return 0, np.ones(len(codes), bool)
    has = same[:, length - 1]
    shortest = min(len(own) for own, with_it in zip(codes, has, strict=True) if with_it)
    return max(0, min(length, shortest - LEAST_PROBE)), has
