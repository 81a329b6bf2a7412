"""External ids to rows: unknown and repeated ids become notices, all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import InputError, Notice
from transnet.base.language import Message, said
from transnet.base.units import FloatArray, Int32Array
from transnet.model.called_rows import row_words
from transnet.model.network import Network

StrArray = npt.NDArray[np.object_]


def ids(network: Network, table: str, column: str) -> StrArray:
    """Return a text column as an array of str."""
    return network[table][column].to_numpy(dtype=object)


def ranks(values: Iterable[str]) -> Int32Array:
    """Return the place of each id in the sorted list of them, int32[k]; ids are unique."""
    array = np.asarray(list(values), dtype=object)
    rank = np.empty(len(array), dtype=np.int32)
    rank[np.argsort(array, kind="stable")] = np.arange(len(array), dtype=np.int32)
    return rank


@dataclass(frozen=True, eq=False)
class Classes:
    """A class of each row: names str[c] in order, and which of them each row has, int64[rows]."""

    names: tuple[str, ...]
    of_row: npt.NDArray[np.int64]

    @classmethod
    def of(cls, texts: StrArray) -> Classes:
        """Return the classes that texts name."""
        names = sorted(set(texts.tolist()))
        place = {name: at for at, name in enumerate(names)}
        return cls(tuple(names), np.array([place[text] for text in texts.tolist()], dtype=np.int64))

    @property
    def of_rows(self) -> StrArray:
        """Name of each row's class, str[rows]."""
        return np.array(self.names, dtype=object)[self.of_row]

    def values(self, value: Callable[[str], float]) -> FloatArray:
        """Return the value of each row's class, float64[rows]; each class is asked for once."""
        return np.array([value(name) for name in self.names], dtype=np.float64)[self.of_row]


class Lookup:
    """Finds rows by id and collects a notice for each id that can't be found or is repeated."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.notices: list[Notice] = []

    def index(self, table: str, column: str) -> pd.Index[str]:
        """Return a table's ids for `rows`; repeated ids are noticed and only the first counts."""
        values = ids(self.network, table, column)
        index = pd.Index(values, dtype=object)
        for row in np.flatnonzero(index.duplicated()).tolist():
            named = row_words(self.network, table, row)
            self.notice("duplicate_id", (table, row, column), named, said("is repeated"))
        return index

    def rows(self, known: pd.Index[str], source: tuple[str, str]) -> Int32Array:
        """Return the position in `known` of each id in a (table, column), int32; -1 if unknown."""
        table, column = source
        return self.positions(known, ids(self.network, table, column), source)

    def positions(
        self,
        known: pd.Index[str],
        values: StrArray,
        source: tuple[str, str],
        rows: Int32Array | None = None,
    ) -> Int32Array:
        """Return the position in `known` of each value, int32; -1 and a notice if unknown.

        rows  table row of each value where they aren't the rows in order
        """
        first = known[~known.duplicated()]
        found = first.get_indexer(pd.Index(values, dtype=object))
        position = np.flatnonzero(~known.duplicated())
        for at in np.flatnonzero(found < 0).tolist():
            row = at if rows is None else int(rows[at])
            near = get_close_matches(str(values[at]), list(first), n=1, cutoff=0.5)
            remedy = (
                said("is unknown; did you mean {near!r}?", near=near[0])
                if near
                else said("is unknown")
            )
            self.notice("dangling_reference", (source[0], row, source[1]), str(values[at]), remedy)
        if not len(position):  # nothing is known, so there is nothing to take -1 of
            return np.full(len(found), -1, np.int32)
        return np.where(found < 0, -1, position[found]).astype(np.int32)

    def notice(self, code: str, cell: tuple[str, int, str], value: str, hint: Message) -> None:
        """Add an error at a cell: table, 0-based row (-1 for the whole table), column."""
        table, row, column = cell
        self.notices.append(notice(code, table, row + 2 if row >= 0 else 0, column, value, hint))

    def raise_if_any(self) -> None:
        """Raise InputError with everything noticed so far."""
        if self.notices:
            raise InputError(said("the network can't be made a graph"), self.notices)
