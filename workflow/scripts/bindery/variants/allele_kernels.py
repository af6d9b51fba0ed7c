"""Pooled activations of detectors for references and their alternative alleles.

The activation of a detector in a window is a sum over the window's bases. Three neighbouring bases
are looked up at once in a table of their sums, so that a window of 24 bases takes eight additions.
An alternative allele differs from its reference in few windows. Only those are computed for it; the
pools of all other windows are known from the pass over the reference. Activations are not shared
with neighbouring references where they overlap.

The two innermost loops are written in LLVM's vectors. Numba's own loops over sixteen detectors take
longer, since each one first finds out whether its arrays overlap. All is in one
file, because Numba compiles anew what it keeps on disk only if the function's own file has changed.
"""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

# Detectors of a vector; bases of a lookup; lookups that are added before the next ones are. Codes:
# four bases, an unknown one, and a position that is zero.
LANES, TOGETHER, ADDED, CODES = 16, 3, 4, 6
WORDS = CODES**TOGETHER
# Windows at a time, TOGETHER apart, so that most of their words are the same; windows whose
# activations are held at once, so few that they stay in the cache.
ABREAST, HELD = 4, 48

VECTOR = ir.VectorType(ir.FloatType(), LANES)
INTEGER = ir.IntType(64)
# Mypy takes the arguments of what it decorates for those of a call.
_intrinsic: Any = intrinsic


@_intrinsic
def keep_windows(
    context: Any,
    words: Any,
    word: Any,
    count: Any,
    tables: Any,
    table: Any,
    lookups: Any,
    values: Any,
    value: Any,
) -> tuple[Any, Callable]:
    """Write the activations of LANES detectors in some neighbouring windows.

    All arrays are flat, each followed by the index of its first element to use, since Numba takes
    longer to make a view than this to find a few windows.

    Args:
        context: Numba's.
        words: number of the word at each position, uint16.
        word: index of the first window's.
        count: number of windows.
        tables: what each word adds, float32, lookups x WORDS x LANES values.
        table: index.
        lookups: a multiple of ADDED.
        values: output, float32, LANES values for each window.
        value: index.
    """
    given = (words, word, count, tables, table, lookups, values, value)
    return types.void(*given), _write_windows


@_intrinsic
def pool_values(
    context: Any,
    values: Any,
    value: Any,
    count: Any,
    least: Any,
    pooled: Any,
    before: Any,
    behind: Any,
) -> tuple[Any, Callable]:
    """Update maxima and sums by the activations in some neighbouring windows.

    Args:
        context: Numba's.
        values: see `keep_windows`.
        value: index.
        count: number of windows.
        least: the least value that is added to a sum, float32.
        pooled: float32; LANES maxima and as many sums are read from `before` on, and written from
            `behind` on.
        before: index.
        behind: index.
    """
    return types.void(values, value, count, least, pooled, before, behind), _write_pools


def _write_windows(context: Any, builder: Any, signature: Any, given: Any) -> Any:
    words, tables, values = _places(context, builder, signature, given, (0, 3, 6))
    count, lookups = given[2], given[5]
    pieces, nothing = builder.udiv(lookups, INTEGER(ADDED)), ir.Constant(VECTOR, None)

    def write(window: Any, abreast: int) -> None:
        """The windows that many, TOGETHER apart."""
        found = [cgutils.alloca_once(builder, VECTOR) for _ in range(abreast)]
        for own in found:
            builder.store(nothing, own)
        with cgutils.for_range(builder, pieces, intp=INTEGER) as loop:
            number = builder.mul(loop.index, INTEGER(ADDED))
            sums = _looked_up(builder, words, tables, window, number, abreast)
            for own, added in zip(found, sums, strict=True):
                builder.store(builder.fadd(builder.load(own), added), own)
        for number, own in enumerate(found):
            row = builder.add(window, INTEGER(number * TOGETHER))
            to = builder.gep(values, [builder.mul(row, INTEGER(LANES))])
            _store(builder, builder.load(own), to)

    group = INTEGER(ABREAST * TOGETHER)
    groups = builder.sdiv(count, group)
    with cgutils.for_range(builder, groups, intp=INTEGER) as loop:
        begin = builder.mul(loop.index, group)
        with cgutils.for_range(builder, INTEGER(TOGETHER), intp=INTEGER) as phase:
            write(builder.add(begin, phase.index), ABREAST)
    rest = builder.mul(groups, group)
    with cgutils.for_range_slice(builder, rest, count, INTEGER(1), INTEGER) as (window, _):
        write(window, 1)
    return context.get_dummy_value()


def _looked_up(
    builder: Any, words: Any, tables: Any, window: Any, number: Any, abreast: int
) -> list[Any]:
    """Sums of ADDED lookups, from lookup `number` on, for windows TOGETHER apart."""
    at = builder.add(window, builder.mul(number, INTEGER(TOGETHER)))
    starts = []
    for own in range(ADDED + abreast - 1):
        place = builder.gep(words, [builder.add(at, INTEGER(own * TOGETHER))])
        word = builder.zext(builder.load(place), INTEGER)
        starts.append(builder.mul(word, INTEGER(LANES)))
    base = builder.mul(number, INTEGER(WORDS * LANES))
    tables = [
        builder.gep(tables, [builder.add(base, INTEGER(own * WORDS * LANES))])
        for own in range(ADDED)
    ]
    sums = []
    for own in range(abreast):
        one, two, three, four = (
            _load(builder, builder.gep(table, [start]))
            for table, start in zip(tables, starts[own : own + ADDED], strict=True)
        )
        sums.append(builder.fadd(builder.fadd(one, two), builder.fadd(three, four)))
    return sums


def _write_pools(context: Any, builder: Any, signature: Any, given: Any) -> Any:
    values, before = _places(context, builder, signature, given, (0, 4))
    count, least = given[2], given[3]
    to = builder.gep(before, [builder.sub(given[6], given[5])])
    states = [
        cgutils.alloca_once_value(builder, _load(builder, builder.gep(before, [INTEGER(own)])))
        for own in (0, LANES)
    ]
    lowest = VECTOR(ir.Undefined)
    for lane in range(LANES):
        lowest = builder.insert_element(lowest, least, ir.IntType(32)(lane))
    with cgutils.for_range(builder, count, intp=INTEGER) as loop:
        place = builder.mul(loop.index, INTEGER(LANES))
        value = _load(builder, builder.gep(values, [place]))
        builder.store(_larger(builder, value, builder.load(states[0])), states[0])
        added = _larger(builder, value, lowest)
        builder.store(builder.fadd(builder.load(states[1]), added), states[1])
    for own, state in zip((0, LANES), states, strict=True):
        _store(builder, builder.load(state), builder.gep(to, [INTEGER(own)]))
    return context.get_dummy_value()


def _places(context: Any, builder: Any, signature: Any, given: Any, which: tuple) -> list[Any]:
    """Pointers into some arguments, flat arrays, each followed by the index of an element."""
    found = []
    for own in which:
        array = context.make_array(signature.args[own])(context, builder, given[own])
        found.append(builder.gep(array.data, [given[own + 1]]))
    return found


def _larger(builder: Any, one: Any, other: Any) -> Any:
    return builder.select(builder.fcmp_ordered(">", one, other), one, other)


def _load(builder: Any, place: Any) -> Any:
    vector = builder.load(builder.bitcast(place, VECTOR.as_pointer()))
    vector.align = 4
    return vector


def _store(builder: Any, vector: Any, place: Any) -> None:
    builder.store(vector, builder.bitcast(place, VECTOR.as_pointer())).align = 4


@numba.njit(cache=True, nogil=True)
def _read(
    codes: np.ndarray, start: int, padded: np.ndarray, words: np.ndarray, first: int, last: int
) -> None:
    """Put codes between their padding, and find the numbers of the words first to last - 1."""
    padded[start : start + len(codes)] = codes
    for at in range(first, min(last, len(words))):
        words[at] = (padded[at] * CODES + padded[at + 1]) * CODES + padded[at + 2]


@numba.njit(cache=True, nogil=True)
def _pool(
    words: np.ndarray,
    word: int,
    count: int,
    tables: np.ndarray,
    table: int,
    lookups: int,
    least: np.float32,
    held: np.ndarray,
    pooled: np.ndarray,
    before: int,
    behind: int,
) -> None:
    """Update maxima and sums by `count` windows of a sequence, see `pool_values`."""
    first = min(HELD, count)
    keep_windows(words, word, first, tables, table, lookups, held, 0)
    pool_values(held, 0, first, least, pooled, before, behind)
    for begin in range(HELD, count, HELD):
        more = min(HELD, count - begin)
        keep_windows(words, word + begin, more, tables, table, lookups, held, 0)
        pool_values(held, 0, more, least, pooled, behind, behind)


@numba.njit(cache=True, nogil=True)
def pooled_alleles(
    references: np.ndarray,
    alternatives: np.ndarray,
    order: np.ndarray,
    ends: np.ndarray,
    spans: np.ndarray,
    padding: np.ndarray,
    start: int,
    width: int,
    tables: np.ndarray,
    least: np.float32,
    first: int,
    last: int,
    found: np.ndarray,
) -> None:
    """Maxima, before ReLU, and sums, after ReLU, over all windows of references and their alleles.

    Args:
        references: codes, uint8, shape (references, window).
        alternatives: codes, uint8, shape (n, window).
        order: rows of `alternatives`, those of one reference together, int64.
        ends: where the rows of each reference begin in `order`, and where the last ones end, int64,
            shape (references + 1,).
        spans: columns that the alleles of each reference change, first and one past the last, both
            0 if there are none, int64, shape (references, 2).
        padding: room for a sequence between the codes that the network adds at its ends, and
            behind these as many codes as the lookups reach further than the width; uint8.
        start: number of codes before the sequence.
        width: bases that a detector spans.
        tables: see `lookup_tables`.
        least: the least activation that is added to a sum: 0 with a ReLU, else -infinity.
        first: first reference to compute, with its alleles.
        last: one past the last.
        found: output, of references, then of alternatives, float32, shape
            (blocks, references + n, 2, LANES).
    """
    blocks, lookups, count = len(tables), tables.shape[1], last - first
    windows, padded = len(padding) - lookups * TOGETHER + 1, padding.copy()
    length, alleles = len(padding) - TOGETHER + 1, order[ends[first] : ends[last]]
    numbers = np.empty((count + len(alleles), length), np.uint16)
    reached = np.empty((count, 2), np.int64)
    for row in range(count):
        low = min(windows, max(0, spans[first + row, 0] + start - width + 1))
        high = max(low, min(windows, spans[first + row, 1] + start))
        reached[row] = low, high
        _read(references[first + row], start, padded, numbers[row], 0, length)
        for number in range(ends[first + row], ends[first + row + 1]):
            words = numbers[count + number - ends[first]]
            codes = alternatives[order[number]]
            _read(codes, start, padded, words, low, high + lookups * TOGETHER)
    held = np.empty(HELD * LANES, np.float32)
    size, flat, out = 2 * LANES, numbers.ravel(), found.reshape(-1)
    # The tables of one block stay in the processor's cache.
    for block in range(blocks):
        table, bases = block * lookups * WORDS * LANES, block * found.shape[1]
        given = (tables.reshape(-1), table, lookups)
        for row in range(count):
            word, (low, high) = row * length, reached[row]
            to = (bases + first + row) * size
            out[to : to + LANES] = -np.inf
            out[to + LANES : to + size] = 0
            _pool(flat, word, low, *given, least, held, out, to, to)
            _pool(flat, word + high, windows - high, *given, least, held, out, to, to)
            for number in range(ends[first + row], ends[first + row + 1]):
                own = (count + number - ends[first]) * length + low
                allele = (bases + len(references) + order[number]) * size
                _pool(flat, own, high - low, *given, least, held, out, to, allele)
            _pool(flat, word + low, high - low, *given, least, held, out, to, to)
