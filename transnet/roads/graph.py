"""A road graph: directed arcs with length, time, class and shape, as arrays that never change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.arrays import Refuse, int32_between, plain_array, real_numbers, whole_numbers
from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.language import Message, said
from transnet.base.units import LONGEST_KM, UNREACHABLE_MS, FloatArray, Int32Array
from transnet.roads.arc_shapes import Shapes, sorted_shapes
from transnet.roads.names import NameTable, RoadNames, sorted_names
from transnet.roads.road_changes import RoadChanges
from transnet.roads.road_questions import RoadQuestions

IdArray = npt.NDArray[Any]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class RoadGraph(RoadQuestions, RoadChanges):
    """Directed road arcs in compressed sparse rows, ready for the search kernels.

    node_ids    [n], int64 when every id is a plain whole number, else objects of str; distinct
                but for copies
    lon, lat    float64[n], WGS-84 degrees; NaN where unknown
    indptr      int32[n + 1], arcs of node v are indptr[v] to indptr[v + 1]
    heads       int32[m], node each arc leads to; sorted within a tail
    time_ms     int32[m], free-flow milliseconds >= 0; UNREACHABLE_MS where closed (`close`)
    length_km   float64[m], along the shape; NaN where unknown
    road_class  object[m] of str, such as "primary" or "ferry"; "unknown" where no source says
    oneway      bool[m], whether the road may not be driven in the other direction
    way_ids     int64[m], id of the (first) road in the source; 0 where it has none
    shape_ptr   int64[m + 1], inner points of arc a are shape_ptr[a] to shape_ptr[a + 1]
    shape_lon, shape_lat  float64[k], inner points in travel order, without the arc's end nodes
    copy_of     int32[n], node each is a copy of; its own position where it is none
    name_codes  int32[m], row of name_table that names the road of each arc; 0 where it has no name
    name_table  object[k, 2] of str, sorted: the name on the spot, number first, such as
                "A4 Autoestrada Transmontana", and that in English, "" where none is known

    Where a turn is banned or costs time, the arcs that it concerns lead to a copy of their node:
    same id, same place, and only the arcs that may follow. The original has all arcs that leave
    the place, so journeys begin at it; they end at whichever of the two is reached first (`fold`).
    Made by `build_road_graph`, which proves it. Equal when all arrays are, NaN to NaN.
    """

    node_ids: IdArray
    lon: FloatArray
    lat: FloatArray
    indptr: Int32Array
    heads: Int32Array
    time_ms: Int32Array
    length_km: FloatArray
    road_class: npt.NDArray[np.object_]
    oneway: BoolArray
    way_ids: npt.NDArray[np.int64]
    shape_ptr: npt.NDArray[np.int64]
    shape_lon: FloatArray
    shape_lat: FloatArray
    copy_of: Int32Array
    name_codes: Int32Array
    name_table: NameTable

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RoadGraph):
            return NotImplemented
        return all(_same(getattr(self, f.name), getattr(other, f.name)) for f in fields(self))

    def __hash__(self) -> int:
        return hash((len(self.lon), self.heads.tobytes(), self.time_ms.tobytes()))

    def __repr__(self) -> str:
        told = f" ({self.is_copy.sum():,} of them copies)" if self.is_copy.any() else ""
        return (
            f"<RoadGraph: {self.node_count:,} nodes{told}, {self.arc_count:,} arcs, "
            f"{float(np.nansum(self.length_km[~self.is_repeated])):,.1f} arc km>"
        )

    @property
    def node_count(self) -> int:
        """Return how many nodes there are."""
        return len(self.lon)

    @property
    def arc_count(self) -> int:
        """Return how many directed arcs there are."""
        return len(self.heads)

    @property
    def tails(self) -> Int32Array:
        """Return int32[m], node each arc leaves."""
        return np.repeat(np.arange(self.node_count, dtype=np.int32), np.diff(self.indptr))

    @property
    def is_copy(self) -> BoolArray:
        """Return bool[n], the nodes that stand for another one after certain arcs."""
        copies: BoolArray = self.copy_of != np.arange(self.node_count, dtype=np.int32)
        return copies

    @property
    def is_repeated(self) -> BoolArray:
        """Return bool[m], the arcs that leave a copy: the original has the same road."""
        return np.repeat(self.is_copy, np.diff(self.indptr))

    @property
    def has_names(self) -> bool:
        """Return whether any road has a name."""
        return len(self.name_table) > 1

    @property
    def names(self) -> RoadNames:
        """Return the names of the arcs' roads."""
        return RoadNames(self.name_codes, self.name_table)

    def fold(self, values: npt.ArrayLike) -> npt.NDArray[Any]:
        """Return [..., n]: for each node the least value over it, its original and its copies.

        values  [..., n], such as times from an origin to each node
        Raises InputError for another number of them.
        """
        found = np.array(plain_array(values, _refuser("values")))
        if not found.ndim or found.shape[-1] != self.node_count or found.dtype.kind not in "iuf":
            told = said(
                "values must be numbers, one for each of {nodes} nodes", nodes=self.node_count
            )
            raise _refused(told)
        turned = np.moveaxis(found, -1, 0)  # a view
        best = turned.copy()
        np.minimum.at(best, self.copy_of, turned)
        turned[:] = best[self.copy_of]
        return found

    def unique_names(self) -> list[int | str]:
        """Return a name for each node that no other has: its id, and for copies "id~number"."""
        names: list[int | str] = self.node_ids.tolist()
        taken = {name for name in names if isinstance(name, str)}
        for node in np.flatnonzero(self.is_copy).tolist():
            number = 1
            while (name := f"{names[self.copy_of[node]]}~{number}") in taken:
                number += 1
            taken.add(name)
            names[node] = name
        return names

    def tails_of(self, arcs: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
        """Return int64[k], the node that each of some arcs leaves."""
        return np.searchsorted(self.indptr, arcs, side="right") - 1

    def shape(self, arc: int) -> list[tuple[float, float]]:
        """Return an arc's inner points (lon, lat) in travel order."""
        part = slice(self.shape_ptr[arc], self.shape_ptr[arc + 1])
        longitudes, latitudes = self.shape_lon[part].tolist(), self.shape_lat[part].tolist()
        return list(zip(longitudes, latitudes, strict=True))


@dataclass(frozen=True)
class Arcs:
    """Arcs in any order, as a reader finds them; what a source doesn't say stays None.

    tails, heads  integers [m], positions in the list of nodes
    shapes        inner points of each arc, packed: pointers int64[m + 1], lon and lat float64[k]
    names         of the roads, in the language of the place and in English
    """

    tails: npt.ArrayLike
    heads: npt.ArrayLike
    time_ms: npt.ArrayLike
    length_km: npt.ArrayLike | None = None
    road_class: Sequence[str] | npt.NDArray[np.object_] | None = None
    oneway: npt.ArrayLike | None = None
    way_ids: npt.ArrayLike | None = None
    shapes: Shapes | None = None
    names: RoadNames | None = None


def build_road_graph(
    node_ids: Sequence[object] | IdArray,
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    arcs: Arcs,
    copy_of: npt.ArrayLike | None = None,
) -> RoadGraph:
    """Return the graph of some arcs, sorted by tail and head; parallel arcs keep their order.

    node_ids  [n], distinct whole numbers or texts; a copy has its original's
    lon, lat  [n], degrees; NaN where unknown
    copy_of   [n], position of the node that each is a copy of, else its own; without, no copies
    Where `oneway` isn't given an arc is one-way when no arc leads back.
    Raises InputError when lists differ in length, an id repeats, an arc ends outside the nodes, a
    copy isn't one, a time isn't whole milliseconds of 0 or more, a length is negative or above
    `LONGEST_KM`, or a value is of another type: readers check their files before.
    """
    ids = plain_ids(node_ids)
    tails, heads = (
        np.asarray(whole_numbers(ends, _refuser(name)), np.int64)
        for name, ends in (("tails", arcs.tails), ("heads", arcs.heads))
    )
    count, arc_count = len(ids), len(tails)
    copies = _checked_copies(ids, copy_of)
    if max(count, arc_count) >= np.iinfo(np.int32).max or len(heads) != arc_count:
        raise _refused(said("tails and heads differ in length, or are more than int32 counts"))
    if arc_count and (min(tails.min(), heads.min()) < 0 or max(tails.max(), heads.max()) >= count):
        raise _refused(said("an arc ends outside the nodes 0 to {number}", number=count - 1))
    order = np.lexsort((heads, tails))
    indptr = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(tails, minlength=count), out=indptr[1:])
    oneway = _without_return(tails, heads) if arcs.oneway is None else arcs.oneway
    shape_ptr, shape_lon, shape_lat = sorted_shapes(arcs.shapes, order)
    name_codes, name_table = sorted_names(arcs.names, arc_count, order)
    lengths = _or(arcs.length_km, np.nan, arc_count)
    classes = ["unknown"] * arc_count if arcs.road_class is None else arcs.road_class
    return RoadGraph(
        node_ids=_frozen(ids),
        lon=_frozen(_numbers("lon", lon, count)),
        lat=_frozen(_numbers("lat", lat, count)),
        indptr=_frozen(indptr),
        heads=_frozen(heads[order].astype(np.int32)),
        time_ms=_frozen(_whole("time_ms", arcs.time_ms, (0, UNREACHABLE_MS), arc_count)[order]),
        length_km=_frozen(_numbers("length_km", lengths, arc_count, (0.0, LONGEST_KM))[order]),
        road_class=_frozen(_column(np.asarray(classes, dtype=object), object, arc_count, order)),
        oneway=_frozen(_marks(oneway, arc_count)[order]),
        way_ids=_frozen(_whole("way_ids", _or(arcs.way_ids, 0, arc_count), None, arc_count)[order]),
        shape_ptr=_frozen(shape_ptr),
        shape_lon=_frozen(shape_lon),
        shape_lat=_frozen(shape_lat),
        copy_of=_frozen(copies),
        name_codes=_frozen(name_codes),
        name_table=_frozen(name_table),
    )


def plain_ids(node_ids: Sequence[object] | IdArray) -> IdArray:
    """Return ids as int64[k] when each reads as a plain whole number, else as texts, str[k].

    "7" is the number 7; "007", "+7" and "7.0" stay texts, and so does everything beside them.
    Raises InputError for what is no id: None, NaN, true or false.
    """
    if isinstance(node_ids, np.ndarray) and node_ids.dtype.kind in "iu":
        return np.asarray(_whole("node_ids", node_ids, None, len(node_ids)))
    if any(_is_no_id(each) for each in node_ids):
        raise _refused(said("a node has no id: None, NaN, true or false isn't one"))
    texts = [str(each) for each in node_ids]
    if all(_is_plain(text) for text in texts):
        return np.array([int(text) for text in texts], dtype=np.int64)
    return np.array(texts, dtype=object)


def largest_component(graph: RoadGraph) -> BoolArray:
    """Return bool[n]: the nodes of the largest part in which each node reaches each other one.

    Of equally large parts it is the one with the lowest node. All false without nodes. A node and
    its copies are one place: it is in the part when one of them is, or when the part leads to a
    copy that no way leaves and the node itself leads to the part.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    if not graph.node_count:
        return np.zeros(0, dtype=np.bool_)
    shape = (graph.node_count, graph.node_count)
    ones = np.ones(graph.arc_count, dtype=np.int8)
    matrix = csr_array((ones, graph.heads, graph.indptr), shape=shape)
    _, labels = connected_components(matrix, directed=True, connection="strong")
    sizes = np.bincount(labels)
    first = int(np.flatnonzero(sizes[labels] == sizes.max())[0])
    inside = np.zeros(graph.node_count, dtype=np.bool_)
    inside[graph.copy_of[labels == labels[first]]] = True
    ends = np.flatnonzero(graph.is_copy & (np.diff(graph.indptr) == 0))
    if len(ends):  # ways end at the copy and begin at the original: each alone is no part
        reached, reaching = (
            np.isin(np.arange(graph.node_count), breadth_first_order(each, first)[0])
            for each in (matrix, matrix.T.tocsr())
        )
        inside[graph.copy_of[ends[reached[ends] & reaching[graph.copy_of[ends]]]]] = True
    return inside[graph.copy_of]


def _checked_copies(ids: IdArray, copy_of: npt.ArrayLike | None) -> Int32Array:
    """Return int32[n], once each copy is known to have the id of an original."""
    own = np.arange(len(ids), dtype=np.int32)
    if copy_of is None:
        copies = own
    else:
        among = _refuser(said("a copy's original isn't among the nodes: it"))
        copies = _sized(int32_between(copy_of, 0, len(ids) - 1, among), "copy_of", len(ids))
    if np.any(copies[copies] != copies) or np.any(ids[copies] != ids):
        raise _refused(said("a copy's original is a copy or has another id"))
    originals = ids[copies == own]
    whole = originals.dtype.kind == "i"  # a set of millions of numbers would be large
    if len(np.unique(originals) if whole else set(originals.tolist())) != len(originals):
        raise _refused(said("a node id is there twice"))
    return copies


def _is_no_id(each: object) -> bool:
    is_nan = isinstance(each, float) and math.isnan(each)
    return each is None or is_nan or isinstance(each, bool | np.bool_)


def _is_plain(text: str) -> bool:
    digits = text.removeprefix("-")
    short = digits.isascii() and digits.isdigit() and len(digits) <= 18
    return short and str(int(text)) == text


def _same(mine: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    floats = mine.dtype.kind == "f"
    return mine.dtype == other.dtype and np.array_equal(mine, other, equal_nan=floats)


def _without_return(tails: npt.NDArray[np.int64], heads: npt.NDArray[np.int64]) -> BoolArray:
    wide = int(max(tails.max(), heads.max())) + 1 if len(tails) else 1
    lone: BoolArray = ~np.isin(heads * wide + tails, tails * wide + heads)
    return lone


def _or(values: npt.ArrayLike | None, default: float, count: int) -> npt.ArrayLike:
    return np.full(count, default) if values is None else values


def _column(
    values: npt.ArrayLike, kind: type, count: int, order: npt.NDArray[np.int64]
) -> npt.NDArray[Any]:
    return _sized(np.asarray(values).astype(kind), "column", count)[order]


def _numbers(
    name: str, values: npt.ArrayLike, count: int, bounds: tuple[float, float] | None = None
) -> FloatArray:
    array = _sized(real_numbers(values, _refuser(name)), name, count)
    if np.isinf(array).any():
        raise _refused(said("{name} is infinite; NaN is unknown", name=name))
    if bounds is not None and np.any(wrong := (array < bounds[0]) | (array > bounds[1])):
        words = said("a {name} is negative or above {bounds:,.0f}", name=name, bounds=bounds[1])
        raise _refused(words, str(array[wrong][0]))
    return np.array(array)


def _whole(
    name: str, values: npt.ArrayLike, bounds: tuple[int, int] | None, count: int
) -> npt.NDArray[Any]:
    """Return whole numbers, int32 within bounds, else int64."""
    if bounds is not None:
        return _sized(int32_between(values, *bounds, _refuser(name)), name, count)
    array = _sized(whole_numbers(values, _refuser(name)), name, count)
    if array.dtype.kind == "u" and array.size and array.max() > np.iinfo(np.int64).max:
        raise _refused(said("{name} is beyond 64 bits", name=name), str(array.max()))
    return np.asarray(array, np.int64)


def _marks(values: npt.ArrayLike, count: int) -> BoolArray:
    array = _sized(plain_array(values, _refuser("oneway")), "oneway", count)
    if array.size and array.dtype.kind != "b" and not np.isin(array, (0, 1)).all():
        raise _refused(said("oneway must be marks, true or false"))
    return np.asarray(array, np.bool_)


def _sized(array: npt.NDArray[Any], name: str, count: int) -> npt.NDArray[Any]:
    if array.shape != (count,):
        words = said("{name}: expected {count} values", name=name, count=count)
        raise _refused(said("{told}, got {shape}", told=words, shape=array.shape))
    return array


def _refuser(name: str) -> Refuse:
    return lambda value, hint: _refused(said("{what} {hint}", what=name, hint=hint), value)


def _refused(hint: Message, value: str = "") -> InputError:
    return refusal(said("the arcs make no road graph"), "bad_graph", "road graph", hint, value)


def _frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.flags.writeable = False
    return array
