"""Nodes, ways and relations as a reader finds them: versions, places, tables that are in order."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

UNKNOWN_PLACE = int(np.iinfo(np.int32).max)
PLACES_PER_DEGREE = 1e7
EMBEDDED = -1  # version of a place that only a way names: any other one of its node counts before

Ints = npt.NDArray[np.integer[Any]]
Bools = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Thing:
    """A node, way or relation of an extract.

    kind     "n", "w" or "r"
    version  0 where the file doesn't say
    deleted  whether it says that there is no such thing any more
    refs     ids of a way's nodes
    members  of a relation: kind, id and role
    twice    keys that it has more than once, with other values
    """

    kind: str
    id: int
    version: int
    deleted: bool
    tags: dict[str, str] = field(default_factory=dict)
    refs: list[int] = field(default_factory=list)
    members: list[tuple[str, int, str]] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    def tag(self, key: str, value: str) -> None:
        """Take a tag; of several with a key the last counts."""
        if self.tags.setdefault(key, value) != value:
            self.twice.append(key)
            self.tags[key] = value


@dataclass(slots=True)
class Versions:
    """Things of one kind as a file has them, which may have one more than once.

    rows  where each stands in another table; -1 where it has no place there
    """

    ids: array[int] = field(default_factory=lambda: array("q"))
    versions: array[int] = field(default_factory=lambda: array("i"))
    rows: array[int] = field(default_factory=lambda: array("q"))

    def add(self, thing_id: int, version: int, row: int) -> None:
        """Append a thing."""
        self.ids.append(thing_id)
        self.versions.append(version)
        self.rows.append(row)

    def chosen(self, count: int) -> tuple[Bools, list[int]]:
        """Return bool[count], the rows to keep, and the ids that are there more than once, sorted.

        Of each thing the highest version counts; of equal ones the first that has a row.
        """
        ids, versions, rows = (np.array(each) for each in (self.ids, self.versions, self.rows))
        best, repeated = newest(ids, versions, rows < 0)
        kept = np.zeros(count, dtype=np.bool_)
        there = rows[best]
        kept[there[there >= 0]] = True
        return kept, repeated.tolist()


def in_order(ids: Ints) -> bool:
    """Return whether each id is greater than the one before."""
    return bool(np.all(ids[1:] > ids[:-1]))


def newest(ids: Ints, versions: Ints, last: Ints | Bools) -> tuple[Ints, Ints]:
    """Return the position of the one that counts of each id, by id, and ids that come repeatedly.

    last  of equal versions those that have it count only where all do; then the first counts
    """
    if in_order(ids):  # as files are as a rule
        return np.arange(len(ids)), ids[:0]
    order = np.lexsort((-np.arange(len(ids)), ~np.asarray(last, dtype=np.bool_), versions, ids))
    ranked = ids[order]
    ends = np.ones(len(ids), dtype=np.bool_)
    ends[:-1] = ranked[1:] != ranked[:-1]
    again = np.unique(ranked[:-1][~ends[:-1]])
    return order[ends], again


@dataclass(slots=True)
class NodeTable:
    """Places of nodes in 1e-7 degrees; UNKNOWN_PLACE where a node is deleted or its place is wrong.

    faulty  what is wrong with a place: its tag and value
    """

    ids: array[int] = field(default_factory=lambda: array("q"))
    versions: array[int] = field(default_factory=lambda: array("i"))
    x: array[int] = field(default_factory=lambda: array("i"))
    y: array[int] = field(default_factory=lambda: array("i"))
    faulty: dict[int, tuple[str, str]] = field(default_factory=dict)

    def add(self, node: int, version: int, x: int, y: int) -> None:
        """Append a node."""
        self.ids.append(node)
        self.versions.append(version)
        self.x.append(x)
        self.y.append(y)

    def extend(self, ids: Ints, versions: Ints, x: Ints, y: Ints) -> None:
        """Append nodes: integers of one length."""
        for there, more in (
            (self.ids, ids),
            (self.versions, versions),
            (self.x, x),
            (self.y, y),
        ):
            there.frombytes(np.asarray(more, dtype=np.dtype(there.typecode)).tobytes())

    def shorten(self, count: int) -> None:
        """Forget all nodes but the first so many."""
        for each in (self.ids, self.versions, self.x, self.y):
            del each[count:]

    def settle(self) -> SettledNodes:
        """Return the table with each node once: its highest version, of equal ones the first."""
        ids, versions = np.array(self.ids), np.array(self.versions)
        best, _ = newest(ids, versions, versions < 0)
        x, y = np.array(self.x), np.array(self.y)
        if len(best) == len(ids) and in_order(ids):
            return SettledNodes(ids, versions, x, y, ids[:0])
        own = versions >= 0
        _, again = newest(ids[own], versions[own], np.zeros(int(own.sum()), dtype=np.bool_))
        return SettledNodes(ids[best], versions[best], x[best], y[best], again)


@dataclass(frozen=True)
class SettledNodes:
    """Nodes, each once, sorted by id.

    repeated  ids that the file had more than once, sorted
    """

    ids: Ints
    versions: Ints
    x: Ints
    y: Ints
    repeated: Ints

    def has(self, ids: Ints, versions: Ints) -> Bools:
        """Return bool[k], whether each node is there, and the version that counts is its own."""
        if not len(self.ids):
            return np.zeros(len(ids), dtype=np.bool_)
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        there: Bools = (self.ids[at] == ids) & (self.versions[at] == versions)
        return there

    def places(self, refs: Ints) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Return int32[k] twice, the places of some nodes; UNKNOWN_PLACE where there is none."""
        found = []
        at = np.minimum(np.searchsorted(self.ids, refs), len(self.ids) - 1)
        there = self.ids[at] == refs if len(self.ids) else np.zeros(len(refs), dtype=np.bool_)
        for values in (self.x, self.y):
            place = np.full(len(refs), UNKNOWN_PLACE, dtype=np.int32)
            place[there] = values[at[there]]
            found.append(place)
        return found[0], found[1]


def distinct(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the different values, int64[k], sorted: for millions much quicker than `np.unique`."""
    rows = np.sort(values)
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = rows[1:] != rows[:-1]
    found: npt.NDArray[np.int64] = rows[first]
    return found


def packed(values: npt.NDArray[Any], kind: str) -> array[Any]:
    """Return an array of the standard library with the values of one of NumPy."""
    found: array[Any] = array(kind)
    found.frombytes(np.ascontiguousarray(values, dtype=np.dtype(kind)).tobytes())
    return found
