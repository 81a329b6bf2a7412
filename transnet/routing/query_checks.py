"""Checks of what a metric is asked, before kernels that trust their input see it."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import Any, Literal, SupportsIndex

import numpy as np
import numpy.typing as npt

from transnet.base.arrays import KINDS, int32_between, real_numbers
from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.language import Message, said
from transnet.base.number_kinds import is_whole
from transnet.base.progress import Progress
from transnet.base.units import UNREACHABLE_MS, FloatArray, Int32Array

_MOST_NEAREST = 65_535


def checked_names(values: npt.ArrayLike, count: int, what: str = "node") -> Int32Array:
    """Return nodes (or arcs) as int32[k]; raises InputError for one outside 0 to count - 1."""
    try:
        names = np.atleast_1d(np.asarray(values))
    except ValueError:
        raise _refused(what, said("must be one list of whole numbers")) from None
    if names.size == 0:
        return np.empty(0, np.int32)
    if names.ndim != 1 or names.dtype.kind not in "iu" or isinstance(values, np.ma.MaskedArray):
        raise _refused(
            what, said("must be a list of whole numbers, not {what}", what=_these(names))
        )
    if names.min() < 0 or names.max() >= count:
        outside = names[(names < 0) | (names >= count)]
        raise _refused(what, said("lies outside 0 to {number}", number=count - 1), str(outside[0]))
    return names.astype(np.int32)


def checked_name(value: SupportsIndex, count: int) -> int:
    """Return a node as a number; raises InputError for one outside 0 to count - 1."""
    try:
        name = index(value)
    except TypeError:
        raise _refused(
            "node", said("must be a whole number, not {name}", name=type(value).__name__)
        ) from None
    if value is True or value is False:
        raise _refused("node", said("must be a whole number, not a mark (true or false)"))
    if not 0 <= name < count:
        raise _refused("node", said("lies outside 0 to {number}", number=count - 1), str(name))
    return name


def checked_pairs(
    origins: npt.ArrayLike, destinations: npt.ArrayLike, count: int
) -> tuple[Int32Array, Int32Array]:
    """Return two lists of nodes, int32[k] each."""
    sources, targets = checked_names(origins, count), checked_names(destinations, count)
    if len(sources) != len(targets):
        raise _refused("node", said("must have a destination for each origin"))
    return sources, targets


def checked_method(method: object) -> Literal["search", "hierarchy"]:
    """Return how to answer; raises InputError for another word than search and hierarchy."""
    if isinstance(method, str):
        if method == "search":
            return "search"
        if method == "hierarchy":
            return "hierarchy"
    raise _refused("method", said("must be auto, search or hierarchy"), str(method))


def checked_progress(progress: Progress | None) -> Progress | None:
    """Return a callback or None; raises InputError for what can't be called."""
    if progress is not None and not callable(progress):
        raise _refused(
            "progress", said("must be callable, not {name}", name=type(progress).__name__)
        )
    return progress


def checked_count(count: object) -> int:
    """Return how many are wanted; raises InputError unless it is a whole number, 1 to 65,535."""
    if not is_whole(count):
        raise _refused("count", said("must be a whole number"), str(count))
    if not 1 <= count <= _MOST_NEAREST:
        raise _refused(
            "count", said("must lie in 1 to {most_nearest}", most_nearest=_MOST_NEAREST), str(count)
        )
    return int(count)


def checked_points(points: Sequence[npt.ArrayLike], nodes: int) -> tuple[FloatArray, ...]:
    """Return lon and lat of all nodes, float64[n]; nothing where one of them is unknown (NaN).

    They only say which nodes lie near one another.
    """
    found = tuple(
        real_numbers(part, lambda value, hint: _refused("coordinate", hint, value))
        for part in points
    )
    for part in found:
        if part.shape != (nodes,):
            raise _refused(
                "coordinate",
                said("must be one for each of {nodes} nodes", nodes=nodes),
                str(part.shape),
            )
        if np.isinf(part).any():
            raise _refused("coordinate", said("is infinite; NaN is an unknown one"))
    return found if all(np.isfinite(part).all() for part in found) else ()


def checked_order(order: npt.ArrayLike, nodes: int) -> Int32Array:
    """Return an order of nodes as int32[k]; raises InputError for one outside 0 to nodes - 1."""
    return int32_between(
        order,
        0,
        nodes - 1,
        lambda value, hint: _refused("order", said("{hint}; it names nodes", hint=hint), value),
    )


def checked_out(out: Int32Array | None, shape: tuple[int, int]) -> Int32Array:
    """Return the memory to write a table to, int32 of the shape; a new one for None."""
    if out is None:
        return _empty_table(shape)
    if not isinstance(out, np.ndarray):
        raise _refused("out", said("must be an array, not {name}", name=type(out).__name__))
    if out.dtype != np.int32 or out.shape != shape or not out.flags.c_contiguous:
        raise _refused("out", said("must be int32{list}, row by row in memory", list=list(shape)))
    if not out.flags.writeable:
        raise _refused("out", said("must be writable"))
    return out


def checked_limits(limits_ms: npt.ArrayLike) -> npt.NDArray[np.uint32]:
    """Return limits in ms, uint32[c]; raises InputError for none, or one that isn't a time."""
    try:
        limits = np.atleast_1d(np.asarray(limits_ms))
    except ValueError:
        raise _refused("limit", said("must be whole milliseconds")) from None
    if limits.size == 0 or limits.ndim != 1 or limits.dtype.kind not in "iu":
        raise _refused("limit", said("must be whole milliseconds, not {what}", what=_these(limits)))
    if limits.min() < 0 or limits.max() >= UNREACHABLE_MS:
        raise _refused("limit", said("must lie in 0 to {number} ms", number=UNREACHABLE_MS - 1))
    return limits.astype(np.uint32)


def checked_amounts(opportunities: npt.ArrayLike, nodes: int) -> FloatArray:
    """Return what there is at each node, float64[n]."""
    amounts = real_numbers(
        opportunities, lambda value, hint: _refused("opportunities", hint, value)
    )
    if amounts.shape != (nodes,) or not np.all(np.isfinite(amounts)):
        raise _refused("opportunities", said("must be one finite number for each node"))
    return amounts


def checked_decay(decay: npt.ArrayLike | None, limits: int) -> FloatArray:
    """Return the factors of a decay, float64[d]; empty without one."""
    if decay is None:
        return np.empty(0)
    factors = real_numbers(decay, lambda value, hint: _refused("decay", hint, value))
    if factors.ndim != 1 or len(factors) == 0 or not np.all(np.isfinite(factors)):
        raise _refused("decay", said("must be a list of finite factors"))
    if factors.min() < 0:
        raise _refused("decay", said("must be factors of 0 or more"), str(factors.min()))
    if limits != 1:
        raise _refused("decay", said("goes with a single limit"))
    return factors


def _empty_table(shape: tuple[int, int]) -> Int32Array:
    try:
        return np.empty(shape, np.int32)
    except (MemoryError, ValueError):
        size = 4 * shape[0] * shape[1] / 1e9
        hint = said(
            "would take {size:,.0f} GB for {shape:,} origins; ask some at a time",
            size=size,
            shape=shape[0],
        )
        raise _refused("table", hint) from None


def _these(array: npt.NDArray[Any]) -> Message:
    """Say what an array holds."""
    what = KINDS.get(array.dtype.kind, said("values of type {type}", type=array.dtype))
    if array.ndim == 1:
        return what
    return said("{what} of shape {shape}", what=what, shape=list(array.shape))


def _refused(what: str, hint: Message, value: str = "") -> InputError:
    return refusal(said("the router can't answer this"), "bad_question", what, hint, value)
