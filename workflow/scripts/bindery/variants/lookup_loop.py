"""The innermost loop of scanning by lookups, in LLVM's vectors.

Numba's own loops over sixteen detectors are slower by half, since each one first finds out whether
its arrays overlap.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

# Detectors of a vector; bases of a lookup; codes: four bases, an unknown one, and a position that is
# zero; lookups that are added before the next ones are.
LANES, TOGETHER, CODES, ADDED = 16, 3, 6, 4
WORDS = CODES**TOGETHER

VECTOR = ir.VectorType(ir.FloatType(), LANES)
INTEGER = ir.IntType(64)


@intrinsic
def pool_windows(
    context: Any,
    words: Any,
    first: Any,
    last: Any,
    tables: Any,
    lookups: Any,
    bias: Any,
    floor: Any,
    pooled: Any,
) -> tuple[Any, Callable]:
    """Update maxima and sums of detectors by the windows first to last - 1.

    Args:
        context: Numba's.
        words: number of the word at each position, uint16.
        first: first window, int64.
        last: one past the last, int64.
        tables: what each word adds, float32, lookups x WORDS x LANES values.
        lookups: a multiple of ADDED, int64.
        bias: float32, LANES values.
        floor: the least value that is added to a sum, float32.
        pooled: maxima and sums, float32, 2 x LANES values.

    Returns:
        For Numba, the signature and what writes the code.
    """
    given = (words, first, last, tables, lookups, bias, floor, pooled)
    return types.void(*given), _write


def _write(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    """Write the loop over windows; its values stay in registers."""
    words, tables, bias, pooled = (
        context.make_array(signature.args[number])(context, builder, values[number]).data
        for number in (0, 3, 5, 7)
    )
    first, last, lookups, floor = (values[number] for number in (1, 2, 4, 6))
    ends = [builder.gep(pooled, [INTEGER(own)]) for own in (0, LANES)]
    states = [cgutils.alloca_once_value(builder, _load(builder, end)) for end in ends]
    start, found = _load(builder, bias), cgutils.alloca_once(builder, VECTOR)
    lowest = VECTOR(ir.Undefined)
    for lane in range(LANES):
        lowest = builder.insert_element(lowest, floor, ir.IntType(32)(lane))
    pieces = builder.udiv(lookups, INTEGER(ADDED))
    with cgutils.for_range_slice(builder, first, last, INTEGER(1), INTEGER) as (window, _):
        builder.store(start, found)
        with cgutils.for_range(builder, pieces, intp=INTEGER) as loop:
            number = builder.mul(loop.index, INTEGER(ADDED))
            one, two, three, four = _looked_up(builder, words, tables, window, number)
            pair = builder.fadd(builder.fadd(one, two), builder.fadd(three, four))
            builder.store(builder.fadd(builder.load(found), pair), found)
        value = builder.load(found)
        builder.store(_larger(builder, value, builder.load(states[0])), states[0])
        added = _larger(builder, value, lowest)
        builder.store(builder.fadd(builder.load(states[1]), added), states[1])
    for state, end in zip(states, ends, strict=True):
        _store(builder, builder.load(state), end)
    return context.get_dummy_value()


def _looked_up(builder: Any, words: Any, tables: Any, window: Any, number: Any) -> list[Any]:
    """The vectors of ADDED lookups of a window, from lookup `number` on."""
    at = builder.add(window, builder.mul(number, INTEGER(TOGETHER)))
    base = builder.mul(number, INTEGER(WORDS * LANES))
    found = []
    for own in range(ADDED):
        place = builder.gep(words, [builder.add(at, INTEGER(own * TOGETHER))])
        word = builder.mul(builder.zext(builder.load(place), INTEGER), INTEGER(LANES))
        table = builder.add(base, INTEGER(own * WORDS * LANES))
        found.append(_load(builder, builder.gep(tables, [builder.add(table, word)])))
    return found


def _larger(builder: Any, one: Any, other: Any) -> Any:
    return builder.select(builder.fcmp_ordered(">", one, other), one, other)


def _load(builder: Any, place: Any) -> Any:
    vector = builder.load(builder.bitcast(place, VECTOR.as_pointer()))
    vector.align = 4
    return vector


def _store(builder: Any, vector: Any, place: Any) -> None:
    builder.store(vector, builder.bitcast(place, VECTOR.as_pointer())).align = 4
