"""Numbers that a caller hands over, as arrays of one type: nothing is cut off, wrapped or guessed.

Marks, durations, dates and texts are no numbers, whatever a cast would make of them.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from numbers import Integral, Real
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from transnet.base.errors import InputError
from transnet.base.language import Message, said
from transnet.base.units import FloatArray, Int32Array

Refuse = Callable[[str, Message], InputError]
"""Makes the error of a value (as text, may be empty) and a hint."""

Array = npt.NDArray[Any]

_TEXTS = said("texts; read them as numbers first")
KINDS = {
    "b": said("marks (true or false)"),
    "m": said("durations; give numbers, such as duration / pd.Timedelta(minutes=1)"),
    "M": said("dates"),
    "c": said("complex numbers"),
    "U": _TEXTS,
    "S": _TEXTS,
    "T": _TEXTS,
    "V": said("records"),
}
"""What arrays of other kinds than numbers hold, by the kind of their type."""


class _Test(Protocol):
    def __call__(self, value: object, /) -> bool: ...


def whole_numbers(values: npt.ArrayLike, refuse: Refuse) -> Array:
    """Return whole numbers [k] as they are held, of any integer type.

    values  integers of any width or byte order, or numbers of other types that are whole
    Raises what `refuse` makes for a fraction, NaN, a number beyond int64, or no number at all.
    """
    array = plain_array(values, refuse)
    if array.ndim != 1:
        raise refuse(
            "",
            said("must be a list of whole numbers, not of shape {shape}", shape=list(array.shape)),
        )
    if not array.size:
        return np.empty(0, np.int64)
    if array.dtype.kind in "iu":
        return array
    if array.dtype.kind == "O":
        array = _from_objects(array, is_real, said("a whole number"), refuse)
    if array.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            fits = (array == np.rint(array)) & (np.abs(array) < 2.0**63)
        _first_bad(array, ~fits, said("isn't a whole number; round it first"), refuse)
        return array.astype(np.int64)
    if array.dtype.kind not in "iu":
        raise refuse("", said("must be whole numbers, not {kind}", kind=_kind(array)))
    return array


def int32_between(values: npt.ArrayLike, low: int, high: int, refuse: Refuse) -> Int32Array:
    """Return whole numbers in low to high as int32[k] in the machine's byte order, contiguous.

    Raises what `refuse` makes, as `whole_numbers` and for the first number outside.
    """
    array = whole_numbers(values, refuse)
    if array.size and (array.min() < low or array.max() > high):
        _first_bad(
            array,
            (array < low) | (array > high),
            said("lies outside {low} to {high}", low=low, high=high),
            refuse,
        )
    return np.ascontiguousarray(array, np.int32)


def real_numbers(values: npt.ArrayLike, refuse: Refuse) -> FloatArray:
    """Return numbers as float64 of the same shape; missing ones (None, NA) are NaN.

    Raises what `refuse` makes for anything that is no number.
    """
    array = plain_array(values, refuse)
    if array.dtype.kind == "O":
        array = _from_objects(array, is_real_or_missing, said("a number"), refuse)
    if array.dtype.kind not in "iuf":
        raise refuse("", said("must be numbers, not {kind}", kind=_kind(array)))
    return np.asarray(array, np.float64)


def plain_array(values: npt.ArrayLike, refuse: Refuse) -> Array:
    """Return values as an array; raises what `refuse` makes for ragged or masked ones."""
    try:
        array = np.asarray(values)
    except (TypeError, ValueError) as error:
        raise refuse("", said("isn't one list: {error}", error=error)) from error
    if isinstance(values, np.ma.MaskedArray) and np.ma.getmaskarray(values).any():
        raise refuse(
            "", said("has masked values, which would be taken for what lies under the mask")
        )
    return array


def is_real(value: object) -> bool:
    """Return whether a value is a number: no mark, no duration."""
    return isinstance(value, Real | Decimal) and not isinstance(
        value, bool | np.bool_ | np.timedelta64
    )


def is_real_or_missing(value: object) -> bool:
    """Return whether a value is a number or says that there is none (None, NA)."""
    return value is None or type(value).__name__ == "NAType" or is_real(value)


def _from_objects(array: Array, test: _Test, what: str, refuse: Refuse) -> Array:
    """Return an array of objects as one of int64 or float64, once each has passed the test."""
    flat = array.ravel().tolist()
    for place, value in enumerate(flat):
        if not test(value):
            shown = f"{value!r} at {place}" if len(repr(value)) < 80 else f"the value at {place}"
            raise refuse(
                shown,
                said("isn't {what}, but of type {name}", what=what, name=type(value).__name__),
            )
    try:
        if all(isinstance(value, Integral) for value in flat):
            return np.array([int(value) for value in flat], np.int64).reshape(array.shape)
    except OverflowError as error:
        raise refuse("", said("has a number beyond 64 bits")) from error
    numbers = [float(value) if is_real(value) else np.nan for value in flat]
    return np.array(numbers, np.float64).reshape(array.shape)


def _first_bad(array: Array, bad: npt.NDArray[np.bool_], hint: Message, refuse: Refuse) -> None:
    at = np.flatnonzero(bad)
    if len(at):
        raise refuse(
            f"{array[at[0]]} at {at[0]}", said("{hint} ({count} such)", hint=hint, count=len(at))
        )


def _kind(array: Array) -> Message:
    return KINDS.get(array.dtype.kind, said("of type {type}", type=array.dtype))
