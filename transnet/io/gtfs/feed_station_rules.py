"""Rules of a feed about stations: levels of lifts, and whether ways lead everywhere and back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from transnet.base.language import said
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_place_rules import kinds_of
from transnet.io.gtfs.feed_tables import FeedTable, Tables

_STOP, _STATION, _ENTRANCE, _NODE, _BOARDING = range(5)
_LIFT = 5
_FROM_THE_STREET = 1
_Bools = npt.NDArray[np.bool_]
_Rows = npt.NDArray[np.signedinteger]
_Ends = tuple[_Rows, _Rows]


def check_stations(tables: Tables, notices: FeedNotices) -> None:
    """Note what is wrong with how one comes through stations to their stops."""
    stops, ways = tables.get("stops"), tables.get("pathways")
    if stops is None or not stops.count:
        return
    _check_access(stops, notices)
    if ways is None or not ways.count:
        return
    ends = (
        ways.rows_in("from_stop_id", stops, "stop_id"),
        ways.rows_in("to_stop_id", stops, "stop_id"),
    )
    known = (ends[0] >= 0) & (ends[1] >= 0)
    lifts = known & (ways.numbers("pathway_mode") == _LIFT)
    at_lift = np.zeros(stops.count, dtype=np.bool_)
    at_lift[np.concatenate([each[lifts] for each in ends])] = True
    hint = said("a lift ends here: name the level (levels.txt)")
    rows = np.flatnonzero(at_lift & stops.is_blank("level_id"))
    stops.note(notices, "missing_value", "level_id", rows, hint)
    _check_street_stops(stops, ways, ends, notices)
    both = ways.numbers("is_bidirectional")[known] == 1
    _check_reached(stops, (ends[0][known], ends[1][known]), both, notices)


def _check_access(stops: FeedTable, notices: FeedNotices) -> None:
    given = ~stops.is_blank("stop_access") if stops.has("stop_access") else None
    if given is None:
        return
    hint = said("is of stops within a station, and this is none: delete it")
    wrong = given & ((kinds_of(stops) != _STOP) | stops.is_blank("parent_station"))
    stops.note(notices, "bad_stop_access", "stop_access", np.flatnonzero(wrong), hint)


def _check_street_stops(
    stops: FeedTable, ways: FeedTable, ends: _Ends, notices: FeedNotices
) -> None:
    """Note ways to stops that one is said to reach from the street and not through the station."""
    if not stops.has("stop_access"):
        return
    apart = stops.numbers("stop_access") == _FROM_THE_STREET
    hint = said("one comes to this stop from the street (stop_access 1): write 0, or delete it")
    for column, end in zip(("from_stop_id", "to_stop_id"), ends, strict=True):
        rows = np.flatnonzero((end >= 0) & apart[np.maximum(end, 0)])
        ways.note(notices, "bad_pathway", column, rows, hint)


def _check_reached(stops: FeedTable, ends: _Ends, both: _Bools, notices: FeedNotices) -> None:
    """Note places of stations with ways to which none leads from an entrance, or none back.

    both  bool[ways], whether one may go back
    """
    kind = kinds_of(stops)
    parent = stops.rows_in("parent_station", stops, "stop_id")
    station = _station_of(kind, parent)
    has_ways = np.zeros(stops.count, dtype=np.bool_)
    with_ways = station[np.concatenate(ends)]
    has_ways[with_ways[with_ways >= 0]] = True
    is_divided = np.zeros(stops.count, dtype=np.bool_)
    is_divided[parent[(kind == _BOARDING) & (parent >= 0)]] = True
    wanted = ((kind == _STOP) & ~is_divided) | (kind == _NODE) | (kind == _BOARDING)
    wanted &= (station >= 0) & has_ways[np.maximum(station, 0)]
    tail, head = (np.concatenate([one, other[both]]) for one, other in (ends, ends[::-1]))
    entrances = np.flatnonzero(kind == _ENTRANCE)
    in_hint = said("no way leads here from an entrance; add one to pathways.txt")
    out_hint = said("no way leads from here to an entrance; add one to pathways.txt")
    for one, other, hint in ((tail, head, in_hint), (head, tail, out_hint)):
        rows = np.flatnonzero(wanted & ~_reached(stops.count, (one, other), entrances))
        stops.note(notices, "bad_pathway", "stop_id", rows, hint)


def _station_of(kind: npt.NDArray[np.int64], parent: npt.NDArray[np.int32]) -> _Rows:
    """Return the station that each place lies in, itself or above it by one or two; -1 for none."""
    found = np.where(kind == _STATION, np.arange(len(kind)), -1)
    for _ in range(2):
        found = np.where((found < 0) & (parent >= 0), found[np.maximum(parent, 0)], found)
    return found


def _reached(count: int, ends: tuple[_Rows, _Rows], starts: _Rows) -> _Bools:
    """Return bool[places], whether one comes there along some ways from one of some places."""
    source = np.full(len(starts), count)
    tail, head = np.concatenate([ends[0], source]), np.concatenate([ends[1], starts])
    graph = csr_array((np.ones(len(tail)), (tail, head)), shape=(count + 1, count + 1))
    reached = np.zeros(count + 1, dtype=np.bool_)
    reached[breadth_first_order(graph, count, return_predecessors=False)] = True
    return reached[:count]
