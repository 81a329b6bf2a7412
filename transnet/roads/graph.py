"""A road graph: directed arcs with length, time, class and shape, as arrays that never change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.arrays import int32_between, plain_array, whole_numbers
from transnet.base.language import said
from transnet.base.units import LONGEST_KM, MS_PER_HOUR, UNREACHABLE_MS, FloatArray, Int32Array
from transnet.roads.arc_shapes import Shapes, sorted_shapes
from transnet.roads.arc_ways import ArcWays, single_ways
from transnet.roads.given_columns import (
    frozen,
    marks,
    no_graph,
    numbers,
    or_default,
    sized,
    sorted_column,
    whole,
    wrong_column,
)
from transnet.roads.names import NameTable, RoadNames, sorted_names
from transnet.roads.road_changes import RoadChanges
from transnet.roads.road_questions import RoadQuestions

IdArray = npt.NDArray[Any]
BoolArray = npt.NDArray[np.bool_]
_LEAST_KMH, _MOST_KMH = 1e-300, 1e300  # beyond them numbers overflow


@dataclass(frozen=True, eq=False)
class RoadGraph(RoadQuestions, RoadChanges):
    """Directed road arcs in compressed sparse rows, ready for the search kernels.

    node_ids    [n], int64 when every id is a plain whole number, else objects of str; distinct
                but for copies
    lon, lat    float64[n], WGS-84 degrees; NaN where unknown
    indptr      int32[n + 1], arcs of node v are indptr[v] to indptr[v + 1]
    heads       int32[m], node each arc leads to; sorted within a tail
    time_ms     int32[m], free-flow milliseconds >= 0; UNREACHABLE_MS where closed (`close`)
    free_kmh    float64[m], speed between signals and signs, whose delay time_ms holds besides; as
                time_ms and length say where no source does; NaN where neither tells
    length_km   float64[m], along the shape; NaN where unknown
    road_class  object[m] of str, such as "primary" or "ferry"; "unknown" where no source says
    oneway      bool[m], whether the road may not be driven in the other direction
    way_ids     int64[m], id of the (first) road in the source; 0 where it has none
    ways        all ways of each arc, and tags that were asked for (`ArcWays`)
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
    free_kmh: FloatArray
    length_km: FloatArray
    road_class: npt.NDArray[np.object_]
    oneway: BoolArray
    way_ids: npt.NDArray[np.int64]
    ways: ArcWays
    shape_ptr: npt.NDArray[np.int64]
    shape_lon: FloatArray
    shape_lat: FloatArray
    copy_of: Int32Array
    name_codes: Int32Array
    name_table: NameTable

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RoadGraph):
            return NotImplemented
        mine, theirs = self.arrays(), other.arrays()
        return all(_same(mine[name], theirs[name]) for name in mine)

    def __hash__(self) -> int:
        return hash((len(self.lon), self.heads.tobytes(), self.time_ms.tobytes()))

    def __repr__(self) -> str:
        told = f" ({self.is_copy.sum():,} of them copies)" if self.is_copy.any() else ""
        return (
            f"<RoadGraph: {self.node_count:,} nodes{told}, {self.arc_count:,} arcs, "
            f"{float(np.nansum(self.length_km[~self.is_repeated])):,.1f} arc km>"
        )

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return all that it is made of by name; equal graphs have equal arrays."""
        own = {each.name: getattr(self, each.name) for each in fields(self)}
        ways: ArcWays = own.pop("ways")
        return {**own, **ways.arrays()}

    @property
    def delay_ms(self) -> FloatArray:
        """Return float64[m], milliseconds of `time_ms` lost at signals, signs and turns."""
        with np.errstate(divide="ignore", invalid="ignore"):
            driven = np.rint(self.length_km / self.free_kmh * MS_PER_HOUR)
        lost = np.where(self.time_ms == UNREACHABLE_MS, 0.0, self.time_ms - driven)
        found: FloatArray = np.maximum(np.nan_to_num(lost, nan=0.0), 0.0)
        return found

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
        found = np.array(plain_array(values, wrong_column("values")))
        if not found.ndim or found.shape[-1] != self.node_count or found.dtype.kind not in "iuf":
            told = said(
                "values must be numbers, one for each of {nodes} nodes", nodes=self.node_count
            )
            raise no_graph(told)
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
    free_kmh      above 0; where it isn't known, or None, what time and length come to
    ways          of arcs that have several, or tags; None: those of way_ids
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
    free_kmh: npt.ArrayLike | None = None
    ways: ArcWays | None = None


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
        np.asarray(whole_numbers(ends, wrong_column(name)), np.int64)
        for name, ends in (("tails", arcs.tails), ("heads", arcs.heads))
    )
    count, arc_count = len(ids), len(tails)
    copies = _checked_copies(ids, copy_of)
    if max(count, arc_count) >= np.iinfo(np.int32).max or len(heads) != arc_count:
        raise no_graph(said("tails and heads differ in length, or are more than int32 counts"))
    if arc_count and (min(tails.min(), heads.min()) < 0 or max(tails.max(), heads.max()) >= count):
        raise no_graph(said("an arc ends outside the nodes 0 to {number}", number=count - 1))
    order = np.lexsort((heads, tails))
    indptr = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(tails, minlength=count), out=indptr[1:])
    oneway = _without_return(tails, heads) if arcs.oneway is None else arcs.oneway
    shape_ptr, shape_lon, shape_lat = sorted_shapes(arcs.shapes, order)
    name_codes, name_table = sorted_names(arcs.names, arc_count, order)
    lengths = numbers(
        "length_km", or_default(arcs.length_km, np.nan, arc_count), arc_count, (0.0, LONGEST_KM)
    )[order]
    times = whole("time_ms", arcs.time_ms, (0, UNREACHABLE_MS), arc_count)[order]
    free = numbers("free_kmh", or_default(arcs.free_kmh, np.nan, arc_count), arc_count)[order]
    way_ids = whole("way_ids", or_default(arcs.way_ids, 0, arc_count), None, arc_count)
    classes = ["unknown"] * arc_count if arcs.road_class is None else arcs.road_class
    return RoadGraph(
        node_ids=frozen(ids),
        lon=frozen(numbers("lon", lon, count)),
        lat=frozen(numbers("lat", lat, count)),
        indptr=frozen(indptr),
        heads=frozen(heads[order].astype(np.int32)),
        time_ms=frozen(times),
        free_kmh=frozen(_free_kmh(free, lengths, times)),
        length_km=frozen(lengths),
        road_class=frozen(
            sorted_column(np.asarray(classes, dtype=object), object, arc_count, order)
        ),
        oneway=frozen(marks(oneway, arc_count)[order]),
        way_ids=frozen(way_ids[order]),
        ways=(single_ways(way_ids) if arcs.ways is None else arcs.ways).of(order),
        shape_ptr=frozen(shape_ptr),
        shape_lon=frozen(shape_lon),
        shape_lat=frozen(shape_lat),
        copy_of=frozen(copies),
        name_codes=frozen(name_codes),
        name_table=frozen(name_table),
    )


def plain_ids(node_ids: Sequence[object] | IdArray) -> IdArray:
    """Return ids as int64[k] when each reads as a plain whole number, else as texts, str[k].

    "7" is the number 7; "007", "+7" and "7.0" stay texts, and so does everything beside them.
    Raises InputError for what is no id: None, NaN, true or false.
    """
    if isinstance(node_ids, np.ndarray) and node_ids.dtype.kind in "iu":
        return np.asarray(whole("node_ids", node_ids, None, len(node_ids)))
    if any(_is_no_id(each) for each in node_ids):
        raise no_graph(said("a node has no id: None, NaN, true or false isn't one"))
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
        among = wrong_column(said("a copy's original isn't among the nodes: it"))
        copies = sized(int32_between(copy_of, 0, len(ids) - 1, among), "copy_of", len(ids))
    if np.any(copies[copies] != copies) or np.any(ids[copies] != ids):
        raise no_graph(said("a copy's original is a copy or has another id"))
    originals = ids[copies == own]
    whole = originals.dtype.kind == "i"  # a set of millions of numbers would be large
    if len(np.unique(originals) if whole else set(originals.tolist())) != len(originals):
        raise no_graph(said("a node id is there twice"))
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


def _free_kmh(free: FloatArray, length_km: FloatArray, time_ms: Int32Array) -> FloatArray:
    """Return km/h, those of time and length where no source says any; NaN where neither does."""
    with np.errstate(divide="ignore", invalid="ignore"):
        driven = length_km / time_ms * MS_PER_HOUR
        found: FloatArray = np.where(free > 0, free, driven)
    found[~((found >= _LEAST_KMH) & (found <= _MOST_KMH))] = np.nan
    return found


def _without_return(tails: npt.NDArray[np.int64], heads: npt.NDArray[np.int64]) -> BoolArray:
    wide = int(max(tails.max(), heads.max())) + 1 if len(tails) else 1
    lone: BoolArray = ~np.isin(heads * wide + tails, tails * wide + heads)
    return lone
