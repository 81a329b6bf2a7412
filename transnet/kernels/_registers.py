"""Vectors in registers, and functions that compile to instructions on them: the kernels' own words.

LLVM's vectoriser gives up on loops as short as ours, so a vector is a type of its own here. Each
instruction has a twin in Python, which runs without the JIT.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba.core import cgutils, types
from numba.extending import intrinsic, models, register_model

Emitter = Callable[..., Any]
_Twin = TypeVar("_Twin", bound=Callable[..., Any])

ir: Any = cgutils.ir  # type: ignore[attr-defined]  # the LLVM builder numba compiles with
WORD = ir.IntType(32)


class Vector(types.Type):
    """Numba's name for some lanes of one kind of number in registers."""

    def __init__(self, width: int, lane: Any = WORD) -> None:
        self.shape = ir.VectorType(lane, width)
        super().__init__(name=f"lanes({self.shape})")


@register_model(Vector)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, vector: Vector) -> None:
        super().__init__(manager, vector, vector.shape)  # type: ignore[no-untyped-call]


def in_registers(define: Emitter) -> Callable[[_Twin], _Twin]:
    """Compile calls of a function to the instructions that `define` emits; it stays as the twin."""

    def choose(twin: _Twin) -> _Twin:
        if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
            return twin
        return cast("_Twin", intrinsic(define))

    return choose


def splat(builder: Any, scalar: Any, width: int) -> Any:
    vector = ir.VectorType(scalar.type, width)
    undefined = ir.Constant(vector, ir.Undefined)
    first = builder.insert_element(undefined, scalar, WORD(0))
    zeros = ir.Constant(ir.VectorType(WORD, width), [0] * width)
    return builder.shuffle_vector(first, undefined, zeros)


def pointer(context: Any, builder: Any, array: tuple[Any, Any], start: Any, vector: Any) -> Any:
    kind, value = array
    data = context.make_array(kind)(context, builder, value).data
    return builder.bitcast(builder.gep(data, [start]), vector.as_pointer())
