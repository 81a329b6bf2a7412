# ruff: noqa: ARG001, numba reads the parameters of what defines an instruction
"""Rows of 64 whole numbers as values that kernels compute with, one lane for each origin.

Rows are of int8 or int16, as the array is that they are loaded from. 64 numbers of 8 bits fill a
cache line and a register of AVX-512; on narrower machines the compiler splits a row by itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba.core import cgutils, types

from transnet.kernels._arrays import Index
from transnet.kernels._jit import step
from transnet.kernels._registers import Emitter, Vector, in_registers, ir, pointer, splat

ROW = 64
"""Lanes of a row: origins that are answered for at once."""

Row = npt.NDArray[Any]  # what a row is without the JIT
Marks = npt.NDArray[np.int8] | npt.NDArray[np.int16]
"""Rows one after the other in one array, int8 or int16[rows * ROW]."""


def _row_of(numbers: Any) -> Vector:
    return Vector(ROW, ir.IntType(numbers.dtype.bitwidth))


def _loader(_typing: Any, numbers: Any, start: Any) -> Any:
    row = _row_of(numbers)

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        place = pointer(context, builder, (sig.args[0], args[0]), args[1], row.shape)
        return builder.load(place, align=1)

    return row(numbers, types.intp), emit


def _storer(_typing: Any, numbers: Any, start: Any, value: Any) -> Any:
    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        place = pointer(context, builder, (sig.args[0], args[0]), args[1], args[2].type)
        builder.store(args[2], place, align=1)
        return context.get_dummy_value()

    return types.void(numbers, types.intp, value), emit


def _spreader(_typing: Any, numbers: Any, number: Any) -> Any:
    row = _row_of(numbers)

    def emit(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        return splat(builder, builder.trunc(args[1], row.shape.element), ROW)

    return row(numbers, types.int64), emit


def _of_two(operate: Emitter) -> Emitter:
    def define(_typing: Any, one: Any, other: Any) -> Any:
        def emit(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
            return operate(builder, *args)

        return one(one, one), emit

    return define


def _greater(builder: Any, one: Any, other: Any) -> Any:
    return builder.select(builder.icmp_signed(">", one, other), one, other)


def _saturated(builder: Any, one: Any, other: Any) -> Any:
    row = one.type
    name = f"llvm.ssub.sat.v{row.count}i{row.element.width}"
    kind = ir.FunctionType(row, [row, row])
    function: Any = cgutils.get_or_insert_function(builder.module, kind, name)  # type: ignore[no-untyped-call]
    return builder.call(function, [one, other])


def _halver(_typing: Any, one: Any) -> Any:
    def emit(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        ones = ir.Constant(args[0].type, [1] * ROW)
        return builder.ashr(args[0], ones)

    return one(one), emit


def _chooser(_typing: Any, one: Any, other: Any, if_so: Any, if_not: Any) -> Any:
    def emit(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        enough = builder.icmp_signed(">=", args[0], args[1])
        return builder.select(enough, args[2], args[3])

    return one(one, one, one, one), emit


def _asker(_typing: Any, one: Any, other: Any) -> Any:
    def emit(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        bits = builder.bitcast(builder.icmp_signed(">=", *args), ir.IntType(ROW))
        return builder.icmp_unsigned("!=", bits, bits.type(0))

    return types.boolean(one, one), emit


def _widener(_typing: Any, numbers: Any, start: Any, value: Any, number: Any) -> Any:
    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        wide = ir.VectorType(ir.IntType(16), ROW)
        row = args[2] if args[2].type == wide else builder.sext(args[2], wide)
        more = splat(builder, builder.trunc(args[3], wide.element), ROW)
        place = pointer(context, builder, (sig.args[0], args[0]), args[1], wide)
        builder.store(builder.add(row, more), place, align=2)
        return context.get_dummy_value()

    return types.void(numbers, types.intp, value, types.int64), emit


@in_registers(_loader)
def load_row(numbers: Marks, start: Index) -> Row:
    """Return numbers[start : start + ROW]."""
    return numbers[start : start + ROW].copy()


@in_registers(_storer)
def store_row(numbers: Marks, start: Index, value: Row) -> None:
    """Write a row to numbers from start on."""
    numbers[start : start + ROW] = value


@in_registers(_spreader)
def spread_row(numbers: Marks, number: int) -> Row:
    """Return the number in each lane, of the type of `numbers`."""
    return np.full(ROW, number, numbers.dtype)


@in_registers(_of_two(_greater))
def greater(one: Row, other: Row) -> Row:
    """Return the greater lane by lane."""
    return np.maximum(one, other)


@in_registers(_of_two(lambda builder, one, other: builder.add(one, other)))
def added(one: Row, other: Row) -> Row:
    """Return the sum lane by lane."""
    return one + other


@in_registers(_of_two(lambda builder, one, other: builder.sub(one, other)))
def less(one: Row, other: Row) -> Row:
    """Return the difference lane by lane."""
    return one - other


@in_registers(_of_two(_saturated))
def less_within(one: Row, other: Row) -> Row:
    """Return the difference lane by lane, cut to what the type holds."""
    limits = np.iinfo(one.dtype)
    difference = one.astype(np.int64) - other
    return np.clip(difference, limits.min, limits.max).astype(one.dtype)


@in_registers(_halver)
def halved(one: Row) -> Row:
    """Return half of each lane, rounded down."""
    return one >> 1


@in_registers(_chooser)
def if_at_least(one: Row, other: Row, if_so: Row, if_not: Row) -> Row:
    """Return `if_so` in the lanes in which `one` is at least `other`, `if_not` elsewhere."""
    return np.where(one >= other, if_so, if_not)


@in_registers(_asker)
def any_at_least(one: Row, other: Row) -> bool:
    """Tell whether `one` is at least `other` in any lane."""
    return bool((one >= other).any())


@in_registers(_widener)
def store_wide(numbers: npt.NDArray[np.int16], start: Index, value: Row, number: int) -> None:
    """Write a row plus a number as int16 to numbers from start on."""
    numbers[start : start + ROW] = value.astype(np.int16) + number


@step
def raise_row(marks: Marks, to: Index, by: Index) -> None:
    """Raise each lane of the row that starts at `to` to that of the row at `by`."""
    store_row(marks, to, greater(load_row(marks, to), load_row(marks, by)))


@step
def copy_row(marks: Marks, to: Index, of: Index) -> None:
    """Write the row that starts at `of` over the one at `to`."""
    store_row(marks, to, load_row(marks, of))


@step
def fill_rows(marks: Marks, rows: Index, number: int) -> None:
    """Write the number to all lanes of the first rows."""
    value = spread_row(marks, number)
    for row in range(rows):
        store_row(marks, row * ROW, value)
