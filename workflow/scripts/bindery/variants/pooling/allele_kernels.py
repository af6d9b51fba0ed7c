"""Pooled activations of detectors for references and their alternative alleles.

The activation of a detector in a window is a sum over the window's bases. Three neighbouring bases
are looked up at once in a table of their sums, so that a window of 24 bases takes eight additions.
Maxima do not depend on the order of windows. Sums are of whole numbers, so that they do not either,
and a score is the same to the last bit whatever neighbours it is computed with.

The innermost loops are written in LLVM's vectors. Numba's own loops over sixteen detectors take
longer, since each one first finds out whether its arrays overlap. They are in one file with what
calls them, because Numba compiles anew what it keeps on disk only if that file has changed.
"""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

# Detectors of a vector; bases of a lookup; lookups whose loop is unrolled, those of 24 bases.
# Codes: four bases, an unknown one, and a position that is zero.
LANES, TOGETHER, UNROLLED, CODES = 16, 3, 8, 6
WORDS = CODES**TOGETHER

VECTOR, WHOLE = ir.VectorType(ir.FloatType(), LANES), ir.VectorType(ir.IntType(32), LANES)
INTEGER = ir.IntType(64)
# Kinds of steps, and the columns of a step: its kind; its first word, or its first segment's row;
# how many windows, rows of edges, or segments it adds; the rows of known pools and of the result;
# its first row of edges. Columns of a row of edges, see `EdgeWindows.rows`.
WINDOWS, EDGES, SEGMENTS = KINDS = (0, 1, 2)
TO, EDGE_COLUMNS = 4, 3
# Mypy takes the arguments of what it decorates for those of a call.
_intrinsic: Any = intrinsic


@_intrinsic
def scan_windows(
    context: Any, places: Any, sums: Any, count: Any, lookups: Any
) -> tuple[Any, Callable]:
    """Pool the activations of LANES detectors in neighbouring windows.

    Args:
        context: Numba's.
        places: flat arrays, each with the index of its first element to use, since Numba takes
            longer to make a view than this to find a few windows. Words, see `word_offsets`,
            uint16; tables, see `lookup_tables`; limits: LANES least activations and as many scales,
            see `whole_number_scales`; pools that are known: LANES maxima, and then, if there are
            sums, as many sums, which are int32 in the same bits; and the place of the result.
        sums: 1 if there are sums, else 0.
        count: number of windows.
        lookups: number of lookups of a window.
    """
    return types.void(places, sums, count, lookups), _scan_windows


@_intrinsic
def scan_edges(
    context: Any, places: Any, sums: Any, count: Any, lookups: Any
) -> tuple[Any, Callable]:
    """The same for windows at an edge.

    Args:
        context: Numba's.
        places: as of `scan_windows`, the words being those of all windows; then
            `EdgeWindows.rows` and `EdgeWindows.starts`.
        sums: 1 if there are sums, else 0.
        count: number of rows of edges.
        lookups: number of lookups of a whole window.
    """
    return types.void(places, sums, count, lookups), _scan_edges


@_intrinsic
def join_pools(context: Any, places: Any, sums: Any, count: Any) -> tuple[Any, Callable]:
    """Join the pools of `count` segments, one behind the other, to pools that are known.

    Places are of the first segment's pools, of what is known, and of the result.
    """
    return types.void(places, sums, count), _join_pools


class _Pools:
    """Maxima and sums while they are found."""

    def __init__(self, builder: Any, known: Any, sums: Any, limits: Any = None):
        self.builder, self.sums = builder, builder.trunc(sums, ir.IntType(1))
        self.maxima = cgutils.alloca_once_value(builder, _load(builder, known, 0))
        self.totals = cgutils.alloca_once_value(builder, ir.Constant(WHOLE, None))
        with builder.if_then(self.sums):
            builder.store(builder.bitcast(_load(builder, known, 1), WHOLE), self.totals)
        if limits is not None:
            self.least, self.scale = (_load(builder, limits, own) for own in (0, 1))

    def add(self, value: Any) -> None:
        """An activation."""
        builder = self.builder
        with builder.if_then(self.sums):
            scaled = builder.fmul(_larger(builder, value, self.least), self.scale)
            kind, name = ir.FunctionType(VECTOR, [VECTOR]), f"llvm.rint.v{LANES}f32"
            rounded = cgutils.get_or_insert_function(builder.module, kind, name)
            self._add(builder.fptosi(builder.call(rounded, [scaled]), WHOLE))
        self._raise(value)

    def join(self, part: Any) -> None:
        """The pools of a segment."""
        self._raise(_load(self.builder, part, 0))
        with self.builder.if_then(self.sums):
            self._add(self.builder.bitcast(_load(self.builder, part, 1), WHOLE))

    def write(self, pooled: Any) -> None:
        """Keep them."""
        builder = self.builder
        _store(builder, builder.load(self.maxima), pooled, 0)
        with builder.if_then(self.sums):
            _store(builder, builder.bitcast(builder.load(self.totals), VECTOR), pooled, 1)

    def _raise(self, value: Any) -> None:
        larger = _larger(self.builder, value, self.builder.load(self.maxima))
        self.builder.store(larger, self.maxima)

    def _add(self, whole: Any) -> None:
        total = self.builder.add(self.builder.load(self.totals), whole)
        self.builder.store(total, self.totals)


def _scan_windows(context: Any, builder: Any, signature: Any, given: Any) -> Any:
    words, tables, limits, known, pooled = _places(context, builder, signature, given)
    _, sums, windows, lookups = given
    pools = _Pools(builder, known, sums, limits)

    def scan(count: Any) -> None:
        with cgutils.for_range(builder, windows, intp=INTEGER) as loop:
            word = builder.gep(words, [loop.index])
            pools.add(_summed(builder, None, word, tables, count))

    _with_lookups(builder, lookups, scan)
    pools.write(pooled)
    return context.get_dummy_value()


def _scan_edges(context: Any, builder: Any, signature: Any, given: Any) -> Any:
    words, tables, *own, edges, starts = _places(context, builder, signature, given)
    _, sums, rows, lookups = given
    (limits, known, pooled), one = own, INTEGER(1)
    pools = _Pools(builder, known, sums, limits)

    def scan(row: Any, count: Any) -> None:
        """The window of a row of edges that has so many lookups, if there is one."""
        at = builder.mul(row, INTEGER(EDGE_COLUMNS))
        first, is_right, present = (
            builder.load(builder.gep(edges, [builder.add(at, INTEGER(own))])) for own in range(3)
        )
        is_present = builder.trunc(builder.lshr(present, count), ir.IntType(1))
        with builder.if_then(is_present):
            skipped = builder.sub(lookups, count)
            at_right = builder.mul(skipped, is_right)
            word = builder.add(first, builder.mul(at_right, INTEGER(TOGETHER)))
            table = builder.mul(builder.sub(skipped, at_right), INTEGER(WORDS * LANES))
            start = builder.add(builder.mul(row, lookups), builder.sub(count, one))
            given = builder.gep(words, [word]), builder.gep(tables, [table])
            pools.add(_summed(builder, _load(builder, starts, start), *given, count))

    def scan_all(lookups: Any) -> None:
        with cgutils.for_range(builder, rows, intp=INTEGER) as loop:
            if isinstance(lookups, ir.Constant):
                for count in range(lookups.constant):
                    scan(loop.index, INTEGER(count + 1))
            else:
                with cgutils.for_range(builder, lookups, intp=INTEGER) as own:
                    scan(loop.index, builder.add(own.index, one))

    _with_lookups(builder, lookups, scan_all)
    pools.write(pooled)
    return context.get_dummy_value()


def _join_pools(context: Any, builder: Any, signature: Any, given: Any) -> Any:
    parts, known, pooled = _places(context, builder, signature, given)
    _, sums, count = given
    pools = _Pools(builder, known, sums)
    size = builder.mul(builder.add(sums, INTEGER(1)), INTEGER(LANES))
    with cgutils.for_range(builder, count, intp=INTEGER) as loop:
        pools.join(builder.gep(parts, [builder.mul(loop.index, size)]))
    pools.write(pooled)
    return context.get_dummy_value()


def _with_lookups(builder: Any, lookups: Any, scan: Callable[[Any], None]) -> None:
    """Do something for a number of lookups, of which the usual one is known when it is compiled."""
    usual = builder.icmp_signed("==", lookups, INTEGER(UNROLLED))
    with builder.if_else(usual) as (unrolled, other):
        with unrolled:
            scan(INTEGER(UNROLLED))
        with other:
            scan(lookups)


def _summed(builder: Any, start: Any, word: Any, table: Any, count: Any) -> Any:
    """A vector, if any, and what the first lookups of a window add to it."""
    if isinstance(count, ir.Constant):
        for lookup in range(count.constant):
            start = _added(builder, start, word, table, INTEGER(lookup))
        return start
    value = cgutils.alloca_once(builder, VECTOR)
    builder.store(ir.Constant(VECTOR, None) if start is None else start, value)
    with cgutils.for_range(builder, count, intp=INTEGER) as loop:
        added = _added(builder, builder.load(value), word, table, loop.index)
        builder.store(added, value)
    return builder.load(value)


def _added(builder: Any, value: Any, word: Any, table: Any, lookup: Any) -> Any:
    """A vector and what a lookup of a window adds to it."""
    at = builder.gep(word, [builder.mul(lookup, INTEGER(TOGETHER))])
    row = builder.gep(table, [builder.mul(lookup, INTEGER(WORDS * LANES))])
    own = _load(builder, builder.gep(row, [builder.zext(builder.load(at), INTEGER)]), 0)
    return own if value is None else builder.fadd(value, own)


def _places(context: Any, builder: Any, signature: Any, given: Any) -> list[Any]:
    """Pointers to the places of the first argument."""
    found, kinds = [], signature.args[0]
    for pair, kind in zip(cgutils.unpack_tuple(builder, given[0]), kinds, strict=True):
        array, index = cgutils.unpack_tuple(builder, pair)
        data = context.make_array(kind[0])(context, builder, array).data
        found.append(builder.gep(data, [index]))
    return found


def _larger(builder: Any, one: Any, other: Any) -> Any:
    return builder.select(builder.fcmp_ordered(">", one, other), one, other)


def _place(builder: Any, place: Any, vector: Any) -> Any:
    vectors = builder.bitcast(place, VECTOR.as_pointer())
    return builder.gep(vectors, [INTEGER(vector) if isinstance(vector, int) else vector])


def _load(builder: Any, place: Any, vector: Any) -> Any:
    loaded = builder.load(_place(builder, place, vector))
    loaded.align = 4
    return loaded


def _store(builder: Any, value: Any, place: Any, vector: Any) -> None:
    builder.store(value, _place(builder, place, vector)).align = 4


@numba.njit(cache=True, nogil=True)
def pool_alleles(
    steps: np.ndarray,
    words: np.ndarray,
    tables: np.ndarray,
    limits: np.ndarray,
    edges: np.ndarray,
    starts: np.ndarray,
    beyond: np.ndarray,
    sums: int,
    room: np.ndarray,
    rows: np.ndarray,
    found: np.ndarray,
) -> None:
    """Pools of all windows of references and of their alleles.

    Args:
        steps: see `allele_steps`, int64, shape (steps, 6).
        words: see `piece_words`, uint16.
        tables: see `lookup_tables`.
        limits: see `scan_windows`, shape (blocks, 2, LANES).
        edges: see `EdgeWindows.rows`.
        starts: see `EdgeWindows.starts`.
        beyond: pools of windows without a base, float32, shape (blocks, 1 + sums, LANES).
        sums: 1 if there are sums, else 0.
        room: for the pools of a block, float32, shape (pools, 1 + sums, LANES).
        rows: rows of the output for the references, then for their alleles, int64.
        found: output, float32, shape (blocks, all rows, 1 + sums, LANES).
    """
    size, lookups = room[0].size, tables.shape[1]
    flat, pools = (tables.ravel(), limits.ravel(), edges.ravel(), starts.ravel()), room.ravel()
    # The tables of one block stay in the processor's cache.
    for block in range(len(tables)):
        room[0, 0], room[0, 1:] = limits[block, 0], 0
        room[1] = beyond[block]
        table = flat[0], block * tables[0].size
        limit = flat[1], 2 * block * LANES
        for n in range(len(steps)):
            kind, at, many, known, to, edge = steps[n]
            pair = (pools, known * size), (pools, to * size)
            if kind == WINDOWS:
                scan_windows(((words, at), table, limit, *pair), sums, many, lookups)
            elif kind == EDGES:
                start = flat[3], block * starts[0].size + edge * lookups * LANES
                own = (words, at), table, limit, *pair, (flat[2], EDGE_COLUMNS * edge), start
                scan_edges(own, sums, many, lookups)
            else:
                join_pools(((pools, at * size), *pair), sums, many)
        for n in range(len(rows)):
            found[block, rows[n]] = room[2 + n]
