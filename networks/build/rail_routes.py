"""Puts trains on tracks: the quickest way over sections that fit the train's kind.

Lines run side by side near hubs, so a change of line costs a little time and the lines that a
train uses on its other hops are preferred: without that, a Datong–Xi'an train would run over the
Zhengzhou–Taiyuan line between Taiyuan South and Jinzhong because it is a kilometre shorter there.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

LINE_CHANGE_MIN = 1.0  # keeps a train on its line where two lines are nearly as quick
KNOWN_LINE_FACTOR = 0.9  # preference for lines of the train's other hops

# One railway whose halves the facts file as two lines: a train of one half is at home on the other.
HALVES = {"H03": "H02"}  # Datong–Xi'an high-speed line south and north of Taiyuan

# Mixed lines that EMU trains ran over in the timetable of 2023-12-15.
EMU_MIXED_LINES = frozenset({"C04", "C09"})

# What a train may do at best against the design of the tracks, and at worst against the timetable.
FASTEST_SHARE = 0.95
SLOWEST_FACTOR = 3.0
SLOWEST_ALLOWANCE_MIN = 90.0
LENGTH_TOLERANCE_KM = 6.0
LENGTH_TOLERANCE_SHARE = 0.10

Fact = Mapping[str, str]


@dataclass(frozen=True)
class Section:
    """One track as the router sees it; minutes at its operating speed.

    line_id  the railway: lines of HALVES by their other half
    """

    track_id: str
    line_id: str
    ends: tuple[str, str]
    length_km: float
    minutes: float
    traffic: str


@dataclass(frozen=True)
class Hop:
    """What the timetable says of a run between two stations; km is None where it isn't known."""

    start: str
    end: str
    minutes: float
    km: float | None


def sections(tracks: Iterable[Fact]) -> list[Section]:
    """Return the sections of rows of tracks.csv."""
    rows = list(tracks)
    minutes = {
        row["track_id"]: 60 * float(row["length_km"]) / float(row["speed_kmh"]) for row in rows
    }
    by_id = {row["track_id"]: row for row in rows}
    return [
        Section(
            track_id=row["track_id"],
            line_id=HALVES.get(row["line_id"], row["line_id"]),
            ends=(row["from_station"], row["to_station"]),
            length_km=float(row["length_km"]),
            minutes=min(minutes[track] for track in _same_rails(row, by_id)),
            traffic=row["traffic"],
        )
        for row in rows
    ]


def _same_rails(row: Fact, by_id: Mapping[str, Fact]) -> list[str]:
    """Return a track and those of the same kind that are the same rails from end to end.

    Lines give the same rails lengths that differ by a kilometre; which line a train is put on must
    not hang on that.
    """
    same = [by_id[track] for track in row.get("shared_with", "").split(";") if track in by_id]
    whole = ("from_station", "to_station", "traffic")
    return [row["track_id"]] + [
        other["track_id"] for other in same if all(other[key] == row[key] for key in whole)
    ]


class Router:
    """Quickest ways over a set of sections."""

    def __init__(self, parts: Iterable[Section]) -> None:
        self._leaving: dict[str, list[tuple[str, Section]]] = defaultdict(list)
        for part in parts:
            first, last = part.ends
            self._leaving[first].append((last, part))
            self._leaving[last].append((first, part))
        for leaving in self._leaving.values():
            leaving.sort(key=lambda item: item[1].track_id)

    def route(self, start: str, end: str, known_lines: Collection[str] = ()) -> list[Section]:
        """Return the sections from start to end in travel order, [] where there is no way."""
        serial = count()  # breaks ties in the order of track ids
        queue: list[tuple[float, int, str, str, tuple[Section, ...]]]
        queue = [(0.0, next(serial), start, "", ())]
        done: set[tuple[str, str]] = set()
        while queue:
            cost, _, station, line, path = heapq.heappop(queue)
            if station == end:
                return list(path)
            if (station, line) in done:
                continue
            done.add((station, line))
            for other, part in self._leaving[station]:
                if (other, part.line_id) not in done:
                    factor = KNOWN_LINE_FACTOR if part.line_id in known_lines else 1.0
                    change = LINE_CHANGE_MIN if line not in {"", part.line_id} else 0.0
                    step = cost + part.minutes * factor + change
                    heapq.heappush(queue, (step, next(serial), other, part.line_id, (*path, part)))
        return []


class TrainRouter:
    """Ways for trains of one mode: over tracks of their kind first, then over any tracks."""

    def __init__(self, parts: Sequence[Section], mode: str) -> None:
        own = [part for part in parts if _fits(part, mode)]
        self._routers = (Router(own), Router(parts))

    def hops(self, hops: Sequence[Hop]) -> list[list[Section]]:
        """Return the sections of each hop of one train, [] for a hop outside the network."""
        alone = [self._hop(hop, ()) for hop in hops]
        routes = []
        for place, hop in enumerate(hops):
            others = {
                part.line_id
                for index, route in enumerate(alone)
                for part in route
                if index != place
            }
            routes.append(self._hop(hop, others) if alone[place] else [])
        return routes

    def _hop(self, hop: Hop, known_lines: Collection[str]) -> list[Section]:
        for router in self._routers:
            route = router.route(hop.start, hop.end, known_lines)
            if route and plausible(route, hop):
                return route
        return []


def _fits(part: Section, mode: str) -> bool:
    if mode == "emu":
        return part.traffic == "passenger" or part.line_id in EMU_MIXED_LINES
    return part.traffic == "mixed"


def plausible(route: Sequence[Section], hop: Hop) -> bool:
    """Return whether a train can have run this way: neither too fast, too slow nor too far."""
    best = sum(part.minutes for part in route)
    length = sum(part.length_km for part in route)
    if hop.minutes < best * FASTEST_SHARE:
        return False
    if hop.minutes > max(best * SLOWEST_FACTOR, best + SLOWEST_ALLOWANCE_MIN):
        return False
    if hop.km is None:
        return True
    return abs(length - hop.km) <= max(LENGTH_TOLERANCE_KM, hop.km * LENGTH_TOLERANCE_SHARE)
