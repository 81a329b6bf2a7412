"""Values of arcs and nodes as they are given, checked one column at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.arrays import Refuse, int32_between, plain_array, real_numbers, whole_numbers
from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.language import Message, said
from transnet.base.units import FloatArray

BoolArray = npt.NDArray[np.bool_]


def or_default(values: npt.ArrayLike | None, default: float, count: int) -> npt.ArrayLike:
    """Return values, or a default for each where there are none."""
    return np.full(count, default) if values is None else values


def sorted_column(
    values: npt.ArrayLike, kind: type, count: int, order: npt.NDArray[np.int64]
) -> npt.NDArray[Any]:
    """Return a column of one type in another order; raises InputError for another length."""
    return sized(np.asarray(values).astype(kind), "column", count)[order]


def numbers(
    name: str, values: npt.ArrayLike, count: int, bounds: tuple[float, float] | None = None
) -> FloatArray:
    """Return finite numbers or NaN, within bounds; raises InputError for others."""
    array = sized(real_numbers(values, wrong_column(name)), name, count)
    if np.isinf(array).any():
        raise no_graph(said("{name} is infinite; NaN is unknown", name=name))
    if bounds is not None and np.any(wrong := (array < bounds[0]) | (array > bounds[1])):
        words = said("a {name} is negative or above {bounds:,.0f}", name=name, bounds=bounds[1])
        raise no_graph(words, str(array[wrong][0]))
    return np.array(array)


def whole(
    name: str, values: npt.ArrayLike, bounds: tuple[int, int] | None, count: int
) -> npt.NDArray[Any]:
    """Return whole numbers, int32 within bounds, else int64."""
    if bounds is not None:
        return sized(int32_between(values, *bounds, wrong_column(name)), name, count)
    array = sized(whole_numbers(values, wrong_column(name)), name, count)
    if array.dtype.kind == "u" and array.size and array.max() > np.iinfo(np.int64).max:
        raise no_graph(said("{name} is beyond 64 bits", name=name), str(array.max()))
    return np.asarray(array, np.int64)


def marks(values: npt.ArrayLike, count: int) -> BoolArray:
    """Return marks as bool[count]; raises InputError for what is none."""
    array = sized(plain_array(values, wrong_column("oneway")), "oneway", count)
    if array.size and array.dtype.kind != "b" and not np.isin(array, (0, 1)).all():
        raise no_graph(said("oneway must be marks, true or false"))
    return np.asarray(array, np.bool_)


def sized(array: npt.NDArray[Any], name: str, count: int) -> npt.NDArray[Any]:
    """Return an array of so many values; raises InputError for another length."""
    if array.shape != (count,):
        words = said("{name}: expected {count} values", name=name, count=count)
        raise no_graph(said("{told}, got {shape}", told=words, shape=array.shape))
    return array


def wrong_column(name: str) -> Refuse:
    """Return what makes the error for a value of some name."""
    return lambda value, hint: no_graph(said("{what} {hint}", what=name, hint=hint), value)


def no_graph(hint: Message, value: str = "") -> InputError:
    """Return the error for arcs that make no graph."""
    return refusal(said("the arcs make no road graph"), "bad_graph", "road graph", hint, value)


def frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return an array that nobody changes any more."""
    array.flags.writeable = False
    return array
