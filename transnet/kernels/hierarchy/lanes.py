# ruff: noqa: ARG001, numba reads the parameters of what defines an instruction
"""Vectors of unsigned 32-bit numbers as values that kernels compute with.

LLVM's vectoriser gives up on loops as short as ours, so a vector is a type of its own here:
`load_lanes` brings neighbouring numbers into one register, `plus` and `least` work on all of them
at once, `store` writes them back. Without the JIT the same kernels run on small numpy arrays.

Times are whole milliseconds up to UNREACHABLE_MS = 2**31 - 1. Added as unsigned numbers, two of
them never wrap, and the least of a sum and UNREACHABLE_MS is unreachable again. So no sum in the
kernels that use this needs a test for closed arcs or for overflow.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba.core import cgutils, types

from transnet.kernels._arrays import FloatArray, Index, Int32Array, Int64Array, UInt32Array
from transnet.kernels._jit import kernel
from transnet.kernels._registers import WORD as _WORD
from transnet.kernels._registers import Emitter, Vector, in_registers, ir, pointer, splat

LANES = 16
"""Origins that one sweep answers for: 16 numbers of 32 bits fill a cache line."""

Lanes = UInt32Array  # what a vector is without the JIT
Sums = FloatArray

_CACHE_LINE_WORDS = 16
_QUARTER = 4  # numbers that a shuffle moves at no cost for distance


def _any_lane(builder: Any, truths: Any) -> Any:
    bits = builder.bitcast(truths, ir.IntType(truths.type.count))
    return builder.icmp_unsigned("!=", bits, bits.type(0))


def _loader(vector: Vector, align: int = 4) -> Emitter:
    def load(_typing: Any, numbers: Any, start: Any) -> Any:
        def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            place = pointer(context, builder, (sig.args[0], args[0]), args[1], vector.shape)
            return builder.load(place, align=align)

        return vector(numbers, types.intp), emit

    return load


def _storer(_typing: Any, numbers: Any, start: Any, value: Any) -> Any:
    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        place = pointer(context, builder, (sig.args[0], args[0]), args[1], args[2].type)
        builder.store(args[2], place, align=4)
        return context.get_dummy_value()

    return types.void(numbers, types.intp, value), emit


def _spreader(_typing: Any, number: Any) -> Any:
    def emit(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        return splat(builder, args[0], LANES)

    return Vector(LANES)(types.uint32), emit


def _scalar_adder(_typing: Any, value: Any, number: Any) -> Any:
    def emit(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        return builder.add(args[0], splat(builder, args[1], args[0].type.count))

    return value(value, types.uint32), emit


def _adder(_typing: Any, value: Any, other: Any) -> Any:
    def emit(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        return builder.add(args[0], args[1])

    return value(value, value), emit


def _chooser(_typing: Any, value: Any, other: Any) -> Any:
    def emit(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        return builder.select(builder.icmp_unsigned("<", args[1], args[0]), args[1], args[0])

    return value(value, value), emit


def _swapper(_typing: Any, value: Any) -> Any:
    def emit(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        vector = args[0].type
        order = ir.VectorType(_WORD, vector.count)
        mask = ir.Constant(order, [lane ^ 1 for lane in range(vector.count)])
        return builder.shuffle_vector(args[0], ir.Constant(vector, ir.Undefined), mask)

    return value(value), emit


def _limiter(_typing: Any, value: Any, limit: Any) -> Any:
    def emit(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        limits = splat(builder, args[1], args[0].type.count)
        return _any_lane(builder, builder.icmp_unsigned("<=", args[0], limits))

    return types.boolean(value, types.uint32), emit


def _summer(_typing: Any, sums: Any, value: Any, limit: Any, amount: Any) -> Any:
    def emit(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        sums, times, limit, amount = args
        width = times.type.count
        within = builder.icmp_unsigned("<=", times, splat(builder, limit, width))
        nothing = ir.Constant(sums.type, [0.0] * width)
        gain = builder.select(within, splat(builder, amount, width), nothing)
        return builder.fadd(sums, gain)

    return sums(sums, value, types.uint32, types.float64), emit


def _transposer(  # noqa: PLR0913, PLR0917
    _typing: Any, table: Any, rows: Any, first: Any, out: Any, starts: Any, column: Any, mask: Any
) -> Any:
    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        table, rows, first, out, starts, column, mask = args
        vector, quarter = ir.VectorType(_WORD, LANES), ir.VectorType(_WORD, _QUARTER)
        names = context.make_array(sig.args[1])(context, builder, rows).data
        offsets = context.make_array(sig.args[4])(context, builder, starts).data
        truths = _truths(builder, mask)
        starts_of_rows = []
        for lane in range(LANES):
            name = builder.load(builder.gep(names, [builder.add(first, first.type(lane))]))
            starts_of_rows.append(builder.mul(builder.sext(name, first.type), first.type(LANES)))

        def load(lane: int, part: int) -> Any:
            start = builder.add(starts_of_rows[lane], first.type(part * _QUARTER))
            place = pointer(context, builder, (sig.args[0], table), start, quarter)
            return builder.load(place, align=4)

        for lane, row in enumerate(_transposed(builder, load)):
            offset = builder.load(builder.gep(offsets, [first.type(lane)]))
            to = builder.add(column, offset)
            place = pointer(context, builder, (sig.args[3], out), to, vector)
            _store_some(builder, row, place, truths)
        return context.get_dummy_value()

    return types.void(table, rows, types.intp, out, starts, types.intp, types.uint32), emit


def _truths(builder: Any, mask: Any) -> Any:
    bits = builder.trunc(mask, ir.IntType(LANES))
    return builder.bitcast(bits, ir.VectorType(ir.IntType(1), LANES))


def _store_some(builder: Any, vector: Any, place: Any, truths: Any) -> None:
    kinds = [vector.type, place.type, _WORD, truths.type]
    kind = ir.FunctionType(ir.VoidType(), kinds)
    name = f"llvm.masked.store.v{LANES}i32.p0"
    function: Any = cgutils.get_or_insert_function(builder.module, kind, name)  # type: ignore[no-untyped-call]
    builder.call(function, [vector, place, _WORD(4), truths])


def _taker(_typing: Any, counter: Any) -> Any:
    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        data = context.make_array(sig.args[0])(context, builder, args[0]).data
        return builder.atomic_rmw("add", data, data.type.pointee(1), "monotonic")

    return types.int64(counter), emit


def _transposed(builder: Any, load: Emitter) -> list[Any]:
    """Return the columns of a square of which `load(row, part)` returns a quarter of a row.

    Rows that lie a quarter apart are loaded into one register, one part of each: what is left is
    to turn four by four numbers in four such registers, which needs no number to change quarters.
    """
    columns = []
    for part in range(_QUARTER):
        four = []
        for i in range(_QUARTER):
            each = [load(row, part) for row in range(i, LANES, _QUARTER)]
            four.append(_joined(builder, _joined(builder, *each[:2]), _joined(builder, *each[2:])))
        for _ in range(2):  # interleave row i with row i + 2: each time the address turns by a bit
            four = [
                _interleaved(builder, four[i], four[i + 2], half) for i in (0, 1) for half in (0, 2)
            ]
        columns += four
    return columns


def _joined(builder: Any, one: Any, other: Any) -> Any:
    order = list(range(2 * one.type.count))
    return builder.shuffle_vector(one, other, ir.Constant(ir.VectorType(_WORD, len(order)), order))


def _interleaved(builder: Any, one: Any, other: Any, half: int) -> Any:
    """Return half of the numbers of each quarter of two vectors in turn."""
    order = [
        start + half + i // 2 + LANES * (i % 2)
        for start in range(0, LANES, _QUARTER)
        for i in range(_QUARTER)
    ]
    return builder.shuffle_vector(one, other, ir.Constant(ir.VectorType(_WORD, LANES), order))


@in_registers(_loader(Vector(LANES)))
def load_lanes(numbers: UInt32Array, start: Index) -> Lanes:
    """Return numbers[start : start + LANES]."""
    return numbers[start : start + LANES].copy()


@in_registers(_loader(Vector(2)))
def load_pair(numbers: UInt32Array, start: Index) -> Lanes:
    """Return numbers[start : start + 2]."""
    return numbers[start : start + 2].copy()


@in_registers(_storer)
def store(numbers: npt.NDArray[Any], start: Index, value: Lanes | Sums) -> None:
    """Write all lanes to numbers from start on."""
    numbers[start : start + len(value)] = value


@in_registers(_spreader)
def spread(number: np.uint32) -> Lanes:
    """Return the number in each of LANES lanes."""
    return np.full(LANES, number, np.uint32)


@in_registers(_scalar_adder)
def plus(value: Lanes, number: np.uint32) -> Lanes:
    """Return each lane plus the number."""
    return value + np.uint32(number)


@in_registers(_adder)
def add(value: Lanes, other: Lanes) -> Lanes:
    """Return the sum lane by lane."""
    return value + other


@in_registers(_chooser)
def least(value: Lanes, other: Lanes) -> Lanes:
    """Return the lesser lane by lane."""
    return np.minimum(value, other)


@in_registers(_swapper)
def swapped(value: Lanes) -> Lanes:
    """Return the lanes with the two of each pair exchanged."""
    return value.reshape(-1, 2)[:, ::-1].ravel()


@in_registers(_limiter)
def any_within(value: Lanes, limit: np.uint32) -> bool:
    """Tell whether a lane is at most the limit."""
    return bool((value <= limit).any())


@in_registers(_loader(Vector(LANES, ir.DoubleType()), align=8))
def load_sums(numbers: FloatArray, start: Index) -> Sums:
    """Return numbers[start : start + LANES]."""
    return numbers[start : start + LANES].copy()


@in_registers(_summer)
def plus_within(sums: Sums, times: Lanes, limit: np.uint32, amount: float) -> Sums:
    """Return the sums, each with the amount added if the time in its lane is at most the limit."""
    return sums + np.where(times <= limit, amount, 0.0)


@in_registers(_transposer)
def store_transposed(  # noqa: PLR0913, PLR0917, one instruction
    table: UInt32Array,
    rows: Int32Array,
    first: Index,
    out: UInt32Array,
    starts: Int64Array,
    column: Index,
    mask: np.uint32,
) -> None:
    """Write LANES rows of a table as columns: lane k of row i to out[starts[k] + column + i].

    rows  the rows of the table, from rows[first] on
    mask  bit i is set for each row to write; the others are any rows of the table
    """
    for i in range(LANES):
        if mask >> i & 1:
            row = int(rows[first + i]) * LANES
            out[starts[:LANES] + column + i] = table[row : row + LANES]


@in_registers(_taker)
def take_next(counter: Int64Array) -> int:
    """Return counter[0] and raise it by one, whichever other threads do the same."""
    counter[0] += 1
    return int(counter[0]) - 1


@kernel
def room_for_lanes(rows: int) -> UInt32Array:
    """Return uint32[rows * LANES] that starts on a cache line, so that no row straddles two."""
    room = np.empty(rows * LANES + _CACHE_LINE_WORDS, np.uint32)
    start = (_CACHE_LINE_WORDS - (np.int64(room.ctypes.data) >> 2)) % _CACHE_LINE_WORDS
    return room[start : start + rows * LANES]
