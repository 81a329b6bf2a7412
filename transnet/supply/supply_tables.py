"""What the tables of network states say, as arrays that are the same object while cells are alike.

States of one network share most of their tables. A column is read once from each table; of columns
with the same cells, one array stands for all. So what was made of arrays can be known again by
which arrays they were, and what an edit doesn't touch isn't computed anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from functools import partial
from typing import Any, NamedTuple, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray
from transnet.model.network import BoolArray, Network
from transnet.supply.lookup import StrArray

_Made = TypeVar("_Made")
_Params = ParamSpec("_Params")
_Inputs = tuple[Any, ...]
_Array = TypeVar("_Array", bound=npt.NDArray[Any])

_KEPT = 8
"""States that take turns, such as before and after, at both traffics, under some parameters."""
MANY = 32
"""The same of what few tables decide and takes long, such as ways by road: many states share it."""
_BY_VALUE = (bool, int, float, str, frozenset, date)
_BY_ID, _ITSELF, _BY_PARTS = range(3)
_COMPARED: dict[type, int] = {}


class _Entry(NamedTuple):
    """Something known: what it is found again by, what it was made of, and what it is."""

    key: Any
    inputs: _Inputs
    found: Any


class SupplyTables:
    """Columns of the networks that share a topology, and what was made of them, the newest few.

    Tables are never changed in place (see `Network`), so a table that is the same object has the
    same cells. Nothing here changes an answer; what is pickled is empty.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, list[_Entry]] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {"_known": {}}

    def floats(self, network: Network, table: str, column: str) -> FloatArray:
        """Return a numeric column, float64[rows]."""
        return self.cells(network, table, column).astype(np.float64, copy=False)

    def texts(self, network: Network, table: str, column: str) -> StrArray:
        """Return a text column, str[rows]."""
        return self.cells(network, table, column)

    def cells(self, network: Network, table: str, column: str) -> npt.NDArray[Any]:
        """Return a column: numbers as they are, all else as an array of objects."""
        name = (table, column)
        read = partial(_cells, network, table, column)
        return self.kept(name, (network.source(table, column),), lambda: self.one(name, read()))

    def open_rows(self, network: Network, table: str) -> BoolArray:
        """Return which rows are open on the network's day, bool[rows]."""
        name = (table, "is open")
        is_open = network.open_mask(table)
        return self.kept(name, (is_open,), lambda: self.one(name, is_open))

    def one(self, name: Hashable, values: _Array, most: int = _KEPT) -> _Array:
        """Return the array that stands for all arrays of a name with these cells.

        most  how many of them are kept
        """
        known, cells = self._known.get(("one", name), []), _content(values)
        by = (values.shape, values.dtype)
        for entry in known:
            if entry.inputs == by and entry.key == cells:
                return entry.found  # type: ignore[no-any-return]
        own = _array_of(cells, values)
        self._known["one", name] = [_Entry(cells, by, own), *known[: most - 1]]
        return own  # type: ignore[return-value]

    def made(
        self, make: Callable[_Params, _Made], *inputs: _Params.args, **options: _Params.kwargs
    ) -> _Made:
        """Return what a function makes of inputs; numbers and texts are compared, others are known.

        The function must depend on nothing else, and nobody may change what it returns.
        """
        by = (*inputs, *options.values())
        return self.kept((make, *options), by, lambda: make(*inputs, **options))

    def kept(
        self, name: Hashable, by: _Inputs, make: Callable[[], _Made], most: int = _KEPT
    ) -> _Made:
        """Return what stands under a name for these inputs; it is made if it isn't known.

        most  how many of them are kept
        """
        known, key = self._known.get(name, []), _key(by)
        for at, entry in enumerate(known):
            if entry.key == key:
                if at:
                    self._known[name] = [entry, *known[:at], *known[at + 1 :]]
                return entry.found  # type: ignore[no-any-return]
        found = make()
        # What another thread put meanwhile may go: then it is made again.
        self._known[name] = [_Entry(key, by, found), *known[: most - 1]]
        return found

    def keep(self, name: Hashable, found: Any, most: int) -> None:
        """Put one more outcome under a name; of more than a few the first and the newest stay."""
        known = self._known.get(name, [])
        if len(known) >= most:
            known = [*known[: most - 2], known[-1]]
        self._known[name] = [_Entry((), (), found), *known]

    def use(self, name: Hashable, found: Any) -> None:
        """Put an outcome first of those under a name, so that it goes last; it may be gone."""
        known = self._known.get(name, [])
        at = next((nth for nth, entry in enumerate(known) if entry.found is found), 0)
        if at:
            self._known[name] = [known[at], *known[:at], *known[at + 1 :]]

    def newest(self, name: Hashable) -> list[tuple[_Inputs, Any]]:
        """Return inputs and outcomes that stand under a name, the one used last first."""
        return [(entry.inputs, entry.found) for entry in self._known.get(name, [])]


def _cells(network: Network, table: str, column: str) -> npt.NDArray[Any]:
    cells = network.column(table, column)
    return cells if cells.dtype.kind in "bf" else cells.astype(object)


def _key(inputs: _Inputs) -> tuple[Any, ...]:
    """Return what inputs are told apart by: values by what they are, all else by which it is.

    What stands under a key holds its inputs, so that none of them makes room for another.
    """
    key: list[Any] = []
    for each in inputs:
        kind = type(each)
        compared = _COMPARED.get(kind)
        if compared is None:
            compared = _COMPARED[kind] = _how_compared(kind)
        if compared == _BY_ID:
            key.append(id(each))
        else:
            key.append((kind, each if compared == _ITSELF else _key(each)))
    return tuple(key)


def _how_compared(kind: type) -> int:
    """Return how inputs of a type are told apart; it is asked once for each type."""
    if issubclass(kind, _BY_VALUE):
        return _ITSELF
    return _BY_PARTS if issubclass(kind, tuple) else _BY_ID


def _content(values: npt.NDArray[Any]) -> bytes | list[Any]:
    """Return the cells of an array, to be compared: bit by bit but for objects."""
    return values.tolist() if values.dtype == object else values.tobytes()


def _array_of(cells: bytes | list[Any], values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return an array that nobody can change, of the cells of one that may be of a table."""
    if isinstance(cells, bytes) and cells:
        return np.frombuffer(cells, values.dtype).reshape(values.shape)
    own = values.copy()
    own.flags.writeable = False
    return own
