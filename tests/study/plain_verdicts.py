"""Verdicts in plain Python: one trip, one place and one group of people at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from tests.travel.trucks import truck_minutes
from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS
from transnet.model.network import Network
from transnet.model.target_members import Members
from transnet.study import groups
from transnet.study.state import State
from transnet.travel.leg_names import LEGS, MEANS
from transnet.travel.leg_tables import WHOLE
from transnet.travel.model import TravelModel
from transnet.travel.people import People

Target = dict[str, Any]
NO_LEGS = dict.fromkeys(LEGS, math.nan)


@dataclass
class Row:
    """A pair of places, or a county and where its people go."""

    start: str
    end: str
    minutes: float
    legs: dict[str, float]
    mode: str
    weak: bool
    people: float = math.nan
    within: float = math.nan
    far: tuple[str, str, float, float] = ("", "", math.nan, math.nan)


@dataclass
class Verdict:
    """What the rows amount to."""

    value: float
    mean: float
    share: float
    met: bool
    shortfall: float
    worst: Row
    failing: list[Row] = field(default_factory=list)

    @property
    def binding_leg(self) -> str:
        """The largest leg of the worst trip, the first of several; empty without one."""
        known = {leg: 0.0 if math.isnan(time) else time for leg, time in self.worst.legs.items()}
        longest = max(known.values())
        return next(leg for leg in LEGS if known[leg] == longest) if longest > 0 else ""


def rows_of(base: State, target: Target) -> list[Row]:
    """Return every pair or county behind a target."""
    state = base.for_target(target)
    members = Members(state.network.tables, state.network.info.core_place_id)
    starts = members.of(target["from_group"])
    if target["measure"] == "access_share":
        rows = [_nearest(state, place, target["to_group"]) for place in starts]
    elif target["measure"] == "people_share":
        goals = [members.of(target["to_group"], place)[0] for place in starts]
        ends = zip(starts, goals, strict=True)
        rows = [_trip(state, *pair, waits=target["schedule_delay"]) for pair in ends]
    else:
        ends = ((a, b) for a in starts for b in members.of(target["to_group"], a) if a != b)
        rows = [_between(state, target, *pair) for pair in ends]
    if target["measure"] in ("people_share", "access_share"):
        _count_people(state.people, rows, target["within_min"])
    return rows


def verdict_of(target: Target, rows: list[Row]) -> Verdict:
    """Return the verdict on a target by the rows behind it."""
    limit, required = target["within_min"], target["required_share_pct"]
    times = [row.minutes for row in rows]
    failing = sorted((row for row in rows if row.minutes > limit), key=lambda row: -row.minutes)
    if target["measure"] in ("people_share", "access_share"):
        total = sum(row.people for row in rows)
        within = sum(row.within for row in rows)
        share = value = 100.0 * within / total
        mean = sum(row.minutes * row.people for row in rows) / total
        shortfall = max(0.0, required / 100 * total - within)
        missing = [row.people - row.within for row in rows]
        worst = rows[missing.index(max(missing))]
    else:
        share = 100.0 * sum(time <= limit for time in times) / len(times)
        value, mean = max(times), sum(times) / len(times)
        # The time of the last of those pairs that must be within it.
        needed = math.ceil(required / 100 * len(times) - 1e-9)
        shortfall = max(0.0, sorted(times)[needed - 1] - limit) if needed else 0.0
        worst = rows[times.index(max(times))]
    return Verdict(value, mean, share, share + 1e-9 >= required, shortfall, worst, failing)


def _between(state: State, target: Target, start: str, end: str) -> Row:
    if target["measure"].startswith("in_train"):
        return _ride(state, start, end, in_town=target["measure"] == "in_train_town")
    if target["measure"] == "truck_time":
        (found,) = truck_minutes(state.model, [start], [end]).to_dict("records")
        legs = {**dict.fromkeys(LEGS, 0.0), "drive": found["truck_min"]}
        legs["transfer"] = found["handling_min"]
        return Row(start, end, found["minutes"], legs, "truck", found["weak"])
    return _trip(state, start, end, waits=target["schedule_delay"])


def _trip(state: State, start: str, end: str, *, waits: bool) -> Row:
    """Read a trip off the travel table, in whole milliseconds and millionths of a ride."""
    if start == end:
        return Row(start, end, 0.0, dict.fromkeys(LEGS, 0.0), "", False)
    model = state.model.with_waits("first_come" if waits else "timetable")
    trips = model.trips("best")
    at = model.place_ids.index(start), model.place_ids.index(end)
    if trips.travel[at] == UNREACHABLE_MS:
        return Row(start, end, math.inf, NO_LEGS, "", False)
    values = [int(each[at]) for each in trips.sums]
    rides = dict(zip(MEANS, values[len(LEGS) : -1], strict=True))
    usual = [name for name in MEANS if 2 * rides[name] >= WHOLE]
    mode = usual[0] if usual else max(MEANS, key=lambda name: rides[name])
    if trips.drives[at]:
        mode = "drive"
    elif not any(rides.values()):
        mode = "walk"
    legs = {leg: ms / MS_PER_MIN for leg, ms in zip(LEGS, values, strict=False)}
    return Row(start, end, int(trips.travel[at]) / MS_PER_MIN, legs, mode, values[-1] > 0)


def _ride(state: State, start: str, end: str, *, in_town: bool) -> Row:
    """Read the fastest of the rides between any two stations, one pair at a time."""
    network, model = state.network, state.model
    limit_km = network.parameter("town_station_km")
    rides = list(_rides(model, network, (start, end)))
    town = [ride for ride in rides if max(ride[1]) <= limit_km]
    counted = town if in_town else rides
    firsts = [
        next(_stations(network, place, limit_km if in_town else math.inf), "")
        for place in (start, end)
    ]
    at_one = firsts[0] == firsts[1] != ""
    row = Row(start, end, 0.0 if at_one else math.inf, NO_LEGS, "", False)
    if counted:
        trip = min((ride[0] for ride in counted), key=lambda path: path.travel_min)
        legs = dict.fromkeys(LEGS, 0.0)
        for leg in trip.legs.to_dict("records"):
            legs[str(leg["leg"])] += leg["minutes"]
        row = Row(start, end, trip.travel_min, legs, "rail", trip.uses_recalled)
    if rides:
        trip, km = min(rides, key=lambda ride: ride[0].travel_min)
        farthest = km.index(max(km))
        if km[farthest] > limit_km:
            station = (trip.origin.id, trip.destination.id)[farthest]
            in_town_min = (
                _ride(state, start, end, in_town=True).minutes if not in_town else row.minutes
            )
            row.far = (station, (start, end)[farthest], trip.travel_min, in_town_min)
    return row


def _rides(
    model: TravelModel, network: Network, ends: tuple[str, str]
) -> Iterator[tuple[Any, tuple[float, float]]]:
    """Yield the rides that there are, and how far both stations are from their seats."""
    first, last = (groups.city_stations(network, place) for place in ends)
    for start in first:
        for end in last:
            trip = model.in_train([start], [end])
            if not trip.legs.empty:
                pairs = zip(ends, (start, end), strict=True)
                first_km, last_km = (_seat_km(network, *pair) for pair in pairs)
                yield trip, (first_km, last_km)


def _stations(network: Network, place: str, limit_km: float) -> Iterator[str]:
    for station in groups.city_stations(network, place):
        if _seat_km(network, place, station) <= limit_km:
            yield station


def _seat_km(network: Network, place: str, station: str) -> float:
    (km,) = groups.seat_km(network, place, [station]).tolist()
    return float(km)


def _nearest(state: State, place: str, group: str) -> Row:
    """Read the way to each stop that counts, and take the shortest; the first by id of several."""
    best: tuple[float, str, bool] = (math.inf, "", False)
    for table, goal in _goals(state.network, place, group):
        asked: dict[str, Any] = {"nodes" if table == "nodes" else "stops": [goal]}
        (found,) = state.model.nearest(**asked, origins=[place]).to_dict("records")
        if found["travel_min"] < best[0]:
            best = found["travel_min"], goal, found["weak"]
    legs = {**dict.fromkeys(LEGS, 0.0), "access": best[0]}
    return Row(place, best[1], best[0], legs, "drive", best[2])


def _goals(network: Network, place: str, group: str) -> list[tuple[str, str]]:
    """Return the tables and ids of the stops that a county's people may go to, stops first."""
    city = network.city_of[place]
    emus = {row["service_id"] for row in _open(network, "services") if row["mode"] == "emu"}
    calls = network["stops"].to_dict("records")
    called = {row["station_id"] for row in calls if row["service_id"] in emus}
    airports = [row for row in _open(network, "airports") if row["kind"] == "passenger"]
    stations = {row["station_id"] for row in _open(network, "stations")}
    if group == "hubs":
        own = {*groups.city_stations(network, place)} & stations
        own |= {row["airport_id"] for row in airports if row["city_id"] == city}
        return [("stops", stop) for stop in sorted(own)]
    stops = (stations & called) | {row["airport_id"] for row in airports}
    on: set[str] = set()
    off: set[str] = set()
    for row in _open(network, "roads"):
        (on if row["road_class"] == "motorway" else off).update((row["from_node"], row["to_node"]))
    return [("stops", each) for each in sorted(stops)] + [("nodes", n) for n in sorted(on & off)]


def _open(network: Network, table: str) -> Iterator[dict[Any, Any]]:
    day = pd.Timestamp(network.when)
    for row in network[table].to_dict("records"):
        if row["opened"] <= day and not row["closed"] <= day:
            yield row


def _count_people(people: People, rows: list[Row], limit: float) -> None:
    """Count group by group who lives in the rows' counties and who gets there in time."""
    minutes = {row.start: row.minutes for row in rows}
    total, within = (dict.fromkeys(people.place_ids, 0.0) for _ in range(2))
    for group, count in enumerate(people.people.tolist()):
        anchors = [people.place_ids[at] for at in people.anchors[group]]
        ways = zip(anchors, people.offsets_min[group].tolist(), strict=True)
        left = limit - min(minutes.get(place, math.inf) + offset for place, offset in ways)
        edge = float(people.spread_min[group])
        share = min(max(left / edge, 0.0), 1.0) if edge > 0 else float(left >= 0)
        home = people.place_ids[people.homes[group]]
        total[home] += count
        within[home] += count * share * share
    for row in rows:
        row.people, row.within = total[row.start], within[row.start]
