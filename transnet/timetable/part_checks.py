"""Columns of a timetable as they are kept, once each is known to be what it must be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.arrays import Refuse, int32_between, plain_array, real_numbers
from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.given import is_list, wrong_type
from transnet.base.language import Message, said
from transnet.base.units import Int32Array

Texts = npt.NDArray[np.object_]
BoolArray = npt.NDArray[np.bool_]

LATEST_S = 30 * 86_400
"""The latest second of a service day: trains run for some days, never for a month."""


def refused(hint: str, value: object = "") -> InputError:
    """Return the error of a timetable that can't be made of what was given."""
    return refusal(said("this is no timetable"), "bad_timetable", "timetable", hint, value)


def part_refuser(name: str) -> Refuse:
    """Return what makes the error of a column."""

    def refuse(value: str, hint: Message) -> InputError:
        told = said("{name} can't be used", name=name)
        return refusal(told, "bad_timetable", "timetable", hint, value, column=name)

    return refuse


def frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the array, which nobody can write to any more."""
    array.flags.writeable = False
    return array


def texts(values: Sequence[str], name: str, count: int | None = None) -> Texts:
    """Return texts [count]; raises InputError for another number or what is no text."""
    listed = list(values) if is_list(values) else None
    if listed is None or isinstance(values, str | bytes):
        raise wrong_type(values, name, said("must be a list of texts"))
    made = np.empty(len(listed), dtype=object)
    made[:] = listed
    _sized(made, name, len(made) if count is None else count)
    if not all(issubclass(kind, str) for kind in {*map(type, listed)}):
        raise part_refuser(name)("", said("must be texts"))
    return frozen(made)


def ids(values: Sequence[str], name: str) -> Texts:
    """Return distinct texts; raises InputError where one repeats or is empty."""
    made = texts(values, name)
    listed, seen = made.tolist(), set[str]()
    distinct = {*listed}
    if len(distinct) == len(listed) and "" not in distinct:
        return made
    for each in listed:
        if each in seen or not each:
            hint = said("is there twice; ids are distinct") if each else said("an id is empty")
            raise part_refuser(name)(each, hint)
        seen.add(each)
    return made


def rows_of(values: npt.ArrayLike, name: str, count: int, of: int, least: int = 0) -> Int32Array:
    """Return int32[count], rows of a table of `of`; raises InputError for one beyond it."""
    made = int32_between(values, least, of - 1, part_refuser(name))
    return _sized(frozen(made), name, count)


def seconds(values: npt.ArrayLike, name: str, count: int) -> Int32Array:
    """Return int32[count] in 0 to LATEST_S; raises InputError for others."""
    return _sized(frozen(int32_between(values, 0, LATEST_S, part_refuser(name))), name, count)


def marks(values: npt.ArrayLike, name: str, count: int) -> BoolArray:
    """Return bool[count]; raises InputError for what isn't true or false."""
    made = plain_array(values, part_refuser(name))
    if made.dtype.kind != "b" and made.size:
        raise part_refuser(name)("", said("must be true or false"))
    return _sized(frozen(made.astype(np.bool_)), name, count)


def degrees(values: npt.ArrayLike, name: str, count: int) -> npt.NDArray[np.float64]:
    """Return float64[count], NaN where unknown; raises InputError for what is no number."""
    return _sized(frozen(real_numbers(values, part_refuser(name)).copy()), name, count)


def _sized(array: npt.NDArray[Any], name: str, count: int) -> npt.NDArray[Any]:
    if array.shape != (count,):
        hint = said("must have {count} values, not {found}", count=count, found=list(array.shape))
        raise part_refuser(name)("", hint)
    return array
