"""Transfers of a feed: least times between stops, and trips in which one stays seated."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.base.sphere import EARTH_RADIUS_KM
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_tables import FeedTable, Tables
from transnet.io.gtfs.feed_values import BLANK
from transnet.timetable.part_checks import LATEST_S

WALK_M_S = 1.2
"""Walking speed where a feed gives a transfer no time (recalled: Highway Capacity Manual)."""

_TIMED, _LEAST_TIME, _IMPOSSIBLE, _SEATED, _NOT_SEATED = 1, 2, 3, 4, 5
_RECOMMENDED = (0, _TIMED)
_NARROWER = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")


@dataclass(frozen=True, eq=False)
class StopPairs:
    """Least times between stops; from a stop to itself the time to change there.

    from_stop, to_stop  [f], rows of kept stops
    seconds             [f], LATEST_S where one can't change
    recommended         bool[f], whether a row says that one had better change there
    """

    from_stop: npt.NDArray[np.int64]
    to_stop: npt.NDArray[np.int64]
    seconds: npt.NDArray[np.int64]
    recommended: npt.NDArray[np.bool_]


def stop_pairs(
    tables: Tables, kept: npt.NDArray[np.intp], points: npt.NDArray[np.float64], notes: FeedNotices
) -> StopPairs:
    """Return the times that transfers.txt gives, a row of a station standing for all its stops.

    kept    intp[rows of stops], the place of each among stops of the timetable, -1 for none
    points  float64[n, 2], longitude and latitude of these
    A row of two stops counts before one of their stations. Rows for certain routes or trips can't
    be kept apart in a timetable of stops and are left out, with a notice.
    """
    table, stops = tables.get("transfers"), tables["stops"]
    found: dict[tuple[int, int], tuple[int, bool]] = {}
    if table is None:
        return _as_pairs(found)
    kinds = np.where(table.numbers("transfer_type") == BLANK, 0, table.numbers("transfer_type"))
    least = table.numbers("min_transfer_time")
    usable = ~np.isin(kinds, (_SEATED, _NOT_SEATED))
    narrow = usable & np.any([~table.is_blank(each) for each in _NARROWER], axis=0)
    hint = said("holds for some routes or trips only: left out, as if the row weren't there")
    table.note(notes, "transfer_left_out", "", np.flatnonzero(narrow), hint)
    members = _members(stops, kept)
    one, two = (table.rows_in(each, stops, "stop_id") for each in ("from_stop_id", "to_stop_id"))
    rows = np.flatnonzero(usable & ~narrow & (one >= 0) & (two >= 0)).tolist()
    walked = set()
    for row in sorted(rows, key=lambda r: -len(members[one[r]]) - len(members[two[r]])):
        of_row = (int(kinds[row]), int(least[row]))
        for pair in product(members[one[row]], members[two[row]]):
            seconds, is_walked = _seconds(of_row, points[pair[0]], points[pair[1]])
            found[pair] = seconds, of_row[0] in _RECOMMENDED
            if is_walked and pair[0] != pair[1]:
                walked.add(row)
    hint = said("no time is given: walked straight at {speed} m/s", speed=WALK_M_S)
    where = np.array(sorted(walked), dtype=np.intp)
    table.note(notes, "transfer_walked", "min_transfer_time", where, hint)
    return _as_pairs(found)


def _as_pairs(found: dict[tuple[int, int], tuple[int, bool]]) -> StopPairs:
    kept = [(*pair, *what) for pair, what in found.items()]
    columns = np.array(kept, dtype=np.int64).reshape(-1, 4).T
    return StopPairs(columns[0], columns[1], columns[2], columns[3] == 1)


def _members(stops: FeedTable, kept: npt.NDArray[np.intp]) -> list[list[int]]:
    """Return for each row of stops the kept stops that it stands for: itself, or its platforms."""
    members: list[list[int]] = [[at] if at >= 0 else [] for at in kept.tolist()]
    parents = stops.rows_in("parent_station", stops, "stop_id").tolist()
    for row, parent in enumerate(parents):
        if parent >= 0 and kept[parent] < 0 <= kept[row]:
            members[parent].append(int(kept[row]))
    return members


def _seconds(
    of_row: tuple[int, int], one: npt.NDArray[np.float64], two: npt.NDArray[np.float64]
) -> tuple[int, bool]:
    """Return the least time of a row between two points, and whether it is that of a walk."""
    kind, least = of_row
    if kind == _IMPOSSIBLE:
        return LATEST_S, False
    if least != BLANK:
        return min(least, LATEST_S), False
    if kind == _TIMED:
        return 0, False
    return _walk_seconds(one, two), True


def _walk_seconds(one: npt.NDArray[np.float64], two: npt.NDArray[np.float64]) -> int:
    (lon, lat), (lon2, lat2) = np.radians(one), np.radians(two)
    half = np.sin((lat2 - lat) / 2) ** 2
    half += np.cos(lat) * np.cos(lat2) * np.sin((lon2 - lon) / 2) ** 2
    metres = 2000 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))
    return 0 if np.isnan(metres) else min(int(np.ceil(metres / WALK_M_S)), LATEST_S - 1)


def seated_blocks(tables: Tables, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return for each trip the number of its vehicle's day, -1 for none, by first appearance.

    starts  [trips], first departures
    block_id says so, in-seat transfers (type 4) join trips to one, and type 5 parts them.
    """
    trips, table = tables["trips"], tables.get("transfers")
    column = trips.column("block_id")
    block = np.where(trips.is_blank("block_id"), -1, column.codes).astype(np.int64)
    if table is not None:
        kinds = table.numbers("transfer_type")
        ends = [table.rows_in(each, trips, "trip_id") for each in ("from_trip_id", "to_trip_id")]
        known = (ends[0] >= 0) & (ends[1] >= 0)
        for row in np.flatnonzero(known & (kinds == _SEATED)).tolist():
            _join(block, int(ends[0][row]), int(ends[1][row]))
        for row in np.flatnonzero(known & (kinds == _NOT_SEATED)).tolist():
            one, two = int(ends[0][row]), int(ends[1][row])
            if block[one] == block[two] >= 0:
                later = (block == block[two]) & (starts >= starts[two])
                block[later] = block.max() + 1
    _, place, inverse = np.unique(block, return_index=True, return_inverse=True)
    order = np.argsort(place)
    order = order[block[place[order]] >= 0]
    number = np.full(len(place), -1, dtype=np.int64)
    number[order] = np.arange(len(order))
    return number[inverse]


def _join(block: npt.NDArray[np.int64], one: int, two: int) -> None:
    new = max(int(block[one]), int(block[two]))
    new = new if new >= 0 else int(block.max()) + 1
    for row in (one, two):
        if block[row] >= 0:
            block[block == block[row]] = new
        block[row] = new
