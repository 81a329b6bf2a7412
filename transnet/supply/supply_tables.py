"""What the tables of network states say, as arrays that are the same object while cells are alike.

States of one network share most of their tables. A column is read once from each table; of columns
with the same cells, one array stands for all. So what was made of arrays can be known again by
which arrays they were, and what an edit doesn't touch isn't computed anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from typing import Any, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

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


class SupplyTables:
    """Columns of the networks that share a topology, and what was made of them, the newest few.

    Tables are never changed in place (see `Network`), so a table that is the same object has the
    same cells. Nothing here changes an answer; what is pickled is empty.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, list[tuple[_Inputs, Any]]] = {}

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
        frame, name = network.source(table, column), (table, column)
        return self.kept(name, (frame,), lambda: self.one(name, _cells(frame[column])))

    def open_rows(self, network: Network, table: str) -> BoolArray:
        """Return which rows are open on the network's day, bool[rows]."""
        name = (table, "is open")
        by = (network[table], network.when)
        return self.kept(name, by, lambda: self.one(name, network.open_rows(table)))

    def one(self, name: Hashable, values: _Array, most: int = _KEPT) -> _Array:
        """Return the array that stands for all arrays of a name with these cells.

        most  how many of them are kept
        """
        known = self._known.get(("one", name), [])
        for _, other in known:
            if _same_cells(values, other):
                return other  # type: ignore[no-any-return]
        own = values.copy()  # the table's own array may be of a table that goes
        own.flags.writeable = False
        self._known["one", name] = [((), own), *known[: most - 1]]
        return own

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
        known = self._known.get(name, [])
        for at, (inputs, found) in enumerate(known):
            if len(inputs) == len(by) and all(map(_alike, inputs, by)):
                if at:
                    self._known[name] = [known[at], *known[:at], *known[at + 1 :]]
                return found  # type: ignore[no-any-return]
        made = make()
        # What another thread put meanwhile may go: then it is made again.
        self._known[name] = [(by, made), *known[: most - 1]]
        return made

    def keep(self, name: Hashable, found: Any, most: int) -> None:
        """Put one more outcome under a name; of more than a few the first and the newest stay."""
        known = self._known.get(name, [])
        if len(known) >= most:
            known = [*known[: most - 2], known[-1]]
        self._known[name] = [((), found), *known]

    def newest(self, name: Hashable) -> list[tuple[_Inputs, Any]]:
        """Return inputs and outcomes that stand under a name, the one used last first."""
        return self._known.get(name, [])


def _cells(column: pd.Series) -> npt.NDArray[Any]:
    return column.to_numpy(None if column.dtype.kind in "bf" else object)


def _alike(left: object, right: object) -> bool:
    if left is right or type(left) is not type(right):
        return left is right
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(_alike, left, right))
    return isinstance(left, _BY_VALUE) and left == right


def _same_cells(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> bool:
    """Return whether two arrays of one type hold the same, bit by bit."""
    if left.shape != right.shape or left.dtype != right.dtype:
        return False
    if left.dtype == object:
        return bool(left.tolist() == right.tolist())
    return bool(np.array_equal(left.view(np.uint8), right.view(np.uint8)))
