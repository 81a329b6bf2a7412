"""Trips between neighbours: held from both ends, against an obvious search over all sets."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import drawn
from tests.travel.train_worlds import (
    NODES,
    STATIONS,
    Service,
    Way,
    bounded,
    train_services,
    trains_world,
)
from transnet.base.units import UNREACHABLE_MS
from transnet.kernels.strategies.departures import all_trips
from transnet.kernels.strategies.optimal import NEVER, Wait, pooled
from transnet.kernels.strategies.problem import Problem, Waiting
from transnet.travel.departure_rules import Waits
from transnet.travel.model import TravelModel

Costs = dict[int, int]
"""By platform."""


class _Obvious:
    """Every set of departures between two places, with all that bounds a trip from both ends."""

    def __init__(self, problem: Problem, origin: int, end: int) -> None:
        self.problem, self.origin, self.end = problem, origin, end
        supply, ends = problem.supply, problem.ends
        self.leg_km = float(ends.leg_km[end, origin])
        self.is_near = bool(ends.is_near[end, origin])
        self.start = supply.position_platform[supply.from_position]
        self.pattern = supply.pattern[supply.from_position]
        self.open = np.flatnonzero(supply.rate > 0)
        self.way = {
            int(at): int(ends.cost[end, at])
            for at in np.flatnonzero(ends.cost[end] < NEVER)
            if ends.km[end, at] <= self.leg_km
        }

    def cost(self) -> int:
        access, starts = self.problem.access, self.problem.starts
        after = self.onward(self.problem.rules.later, None)
        least = []
        for start, rest in ((starts.planned, after), (starts.turn_up, self.onward_before(after))):
            for pool in range(start.pools.first[self.origin], start.pools.first[self.origin + 1]):
                rows = start.pools.place[start.pools.begins[pool] : start.pools.begins[pool + 1]]
                out = {int(access.platform[row]): row for row in rows}
                found = {
                    platform: int(access.cost[row])
                    for platform, row in out.items()
                    if access.km[row] <= self.leg_km
                }
                least.append(self.best(self.first(found, out, rest), start.waiting.wait))
        return min(least, default=int(NEVER))

    def onward_before(self, after: Costs) -> Costs:
        rules = self.problem.rules
        return self.onward(rules.later, after if rules.plans else None)

    def onward(self, later: Waiting, after: Costs | None) -> Costs:
        """Cost of going on by another ride from each platform."""
        rest: Costs = {}
        while True:
            before = dict(rest)
            for platform in range(len(self.problem.supply.least_km)):
                sets = [(rest, later)]
                sets += [(after, self.problem.rules.planned)] if after is not None else []
                for onto, waiting in sets:
                    ways = self.changes(platform)
                    cost = self.best(self.options(ways, onto), waiting.wait)
                    if cost < rest.get(platform, NEVER):
                        rest[platform] = cost
            if rest == before:
                return rest

    def changes(self, platform: int) -> Costs:
        supply, found = self.problem.supply, {}
        for to in range(len(supply.least_km)):
            for link in range(supply.link_first[to], supply.link_first[to + 1]):
                if supply.link_from[link] == platform:
                    found[to] = min(int(supply.link_cost[link]), found.get(to, int(NEVER)))
        return found

    def first(self, ways: Costs, out: Costs, rest: Costs) -> dict[int, int]:
        """Options of first rides: long enough for the way to them, and not away."""
        access, ends, ratio = self.problem.access, self.problem.ends, self.problem.rules.ratio
        km = {platform: float(access.km[row]) for platform, row in out.items()}
        away = ends.first_km if self.is_near else ends.near_km
        allowed = {
            entry
            for entry in self.open.tolist()
            if self.start[entry] in ways
            and km[self.start[entry]] / ratio <= self.problem.supply.entry_km[entry]
            and ends.crow_km[self.end, self._to(entry)] < away[self.end, self.start[entry]]
        }
        return self.options(ways, rest, allowed)

    def options(self, ways: Costs, rest: Costs, allowed: set[int] | None = None) -> dict[int, int]:
        """Least cost of each pattern by the platforms that ways lead to."""
        found: dict[int, int] = {}
        for entry in self.open.tolist():
            if self.start[entry] not in ways or (allowed is not None and entry not in allowed):
                continue
            ride = int(self.problem.supply.ride[entry])
            whole = ways[self.start[entry]] + ride + self.from_ride(entry, rest)
            pattern = int(self.pattern[entry])
            if whole < NEVER:
                found[pattern] = min(whole, found.get(pattern, int(NEVER)))
        return found

    def from_ride(self, entry: int, rest: Costs) -> int:
        """Cost from the end of a ride on: by road or by another one, whatever is allowed."""
        ends, start, to = self.problem.ends, self.start[entry], self._to(entry)
        if ends.near_km[self.end, start] <= ends.crow_km[self.end, to]:
            return int(NEVER)
        from_km, costs = ends.from_km[self.origin], [int(NEVER)]
        if not self.is_near or from_km[start] < ends.back_km[self.origin, to]:
            costs.append(rest.get(to, int(NEVER)))
        long_enough = self.problem.supply.entry_km[entry]
        if (not self.is_near or from_km[start] < ends.last_km[self.origin, to]) and (
            to in self.way and ends.km[self.end, to] / self.problem.rules.ratio <= long_enough
        ):
            costs.append(self.way[to])
        return min(costs)

    def best(self, options: dict[int, int], wait: Wait) -> int:
        rates = {
            int(self.pattern[entry]): int(self.problem.supply.rate[entry]) for entry in self.open
        }
        least = int(NEVER)
        for size in range(1, len(options) + 1):
            for chosen in combinations(options, size):
                rate = sum(rates[each] for each in chosen)
                whole = sum(rates[each] * options[each] for each in chosen)
                least = min(least, int(pooled(wait, rate, whole)))
        return least

    def _to(self, entry: int) -> int:
        return int(self.problem.supply.to_platform[entry])


far_ways = st.tuples(st.sampled_from(NODES), st.sampled_from(STATIONS), st.integers(1, 70))
near = {
    "lines": st.lists(train_services, min_size=2, max_size=4),
    "access": st.lists(far_ways, min_size=6, max_size=12, unique_by=lambda way: way[:2]),
    "waits": st.sampled_from(["timetable", "first_come"]),
    "km": st.sampled_from([60.0, 100.0, 200.0]),
    "share": st.sampled_from([0.5, 0.6, 0.67]),
}


@settings(max_examples=drawn(12), deadline=None)
@given(**near)
def test_what_is_bound_from_both_ends_is_what_trying_all_sets_finds(
    lines: list[Service], access: list[Way], waits: Waits, km: float, share: float
) -> None:
    world = bounded(trains_world(lines, access), km=km, share=share)
    model = TravelModel(world).with_waits(waits)
    problem = model._search("time").ready("public")
    found = all_trips(problem).cost
    for (origin, end), cost in np.ndenumerate(found):
        assert cost == _Obvious(problem, origin, end).cost(), (origin, end)


@settings(max_examples=drawn(6), deadline=None)
@given(**near)
def test_a_path_that_is_bound_takes_what_the_table_says(
    lines: list[Service], access: list[Way], waits: Waits, km: float, share: float
) -> None:
    world = bounded(trains_world(lines, access), km=km, share=share)
    model = TravelModel(world).with_waits(waits)
    for row in model.leg_minutes(using="public").to_dict("records"):
        path = model.path(row["from_id"], row["to_id"], using="public")
        assert path.travel_min == pytest.approx(row["travel_min"])
        for leg in ("access", "ride", "egress", "transfer"):
            minutes = path.legs.loc[path.legs["leg"] == leg, "minutes"].sum()
            assert minutes == pytest.approx(np.nan_to_num(row[f"{leg}_min"]), abs=1e-3)


@settings(max_examples=drawn(8), deadline=None)
@given(**near)
def test_where_trains_and_roads_run_both_ways_so_do_trips(
    lines: list[Service], access: list[Way], waits: Waits, km: float, share: float
) -> None:
    back: list[Service] = [(mode, trains, order[::-1], runs) for mode, trains, order, runs in lines]
    world = bounded(trains_world([*lines, *back], access), km=km, share=share)
    is_near = TravelModel(world)._search("time").ready("public").ends.is_near
    travel = TravelModel(world).with_waits(waits).trips("public").travel
    reached = travel < UNREACHABLE_MS
    assert (reached == reached.T)[is_near].all()
