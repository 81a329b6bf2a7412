"""The bounds of the road hold by money and CO2 as they do by time."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.travel.train_worlds import NODES, SOUND, STATIONS, limited, trains_world
from tests.worlds import priced_world, world_table
from transnet.base.sphere import great_circle_km
from transnet.base.units import UNREACHABLE_MS
from transnet.model.network import Network
from transnet.supply.kinds import ArcKind, ModeSet
from transnet.travel.model import TravelModel

Cost = tuple[int, int]
NONE: Cost = (UNREACHABLE_MS, 0)
OUT = (ArcKind.DEPART, ArcKind.DRIVE, ArcKind.ACCESS, ArcKind.BOARD)
BACK = (ArcKind.ALIGHT, ArcKind.EGRESS, ArcKind.TAXI, ArcKind.ARRIVE)
CHANGE = (ArcKind.TRANSFER_AT_STOP, ArcKind.ALIGHT, ArcKind.TRANSFER_WALK, ArcKind.BOARD)
WORTHLESS = {("value_of_time_cny_per_h", "commuting"): 0.0}


def _priced(network: Network) -> Network:
    prices = priced_world()["parameters"]
    known = set(zip(network["parameters"]["parameter"], network["parameters"]["mode"], strict=True))
    pairs = zip(prices["parameter"], prices["mode"], strict=True)
    new = prices[[pair not in known for pair in pairs]]
    both = pd.concat([network["parameters"], new], ignore_index=True)
    return network.replace_table("parameters", both)


def _bounded(network: Network, limits: dict[tuple[str, str], float]) -> Network:
    rows = [
        {"parameter": name, "mode": mode, "value": str(value), "low": str(value),
         "high": str(value), "unit": "1", **SOUND}
        for (name, mode), value in limits.items()
    ]  # fmt: skip
    both = pd.concat([network["parameters"], world_table("parameters", rows)], ignore_index=True)
    return _priced(network.replace_table("parameters", both))


class _Obvious:
    """Every chain of up to three rides, tried one by one."""

    def __init__(self, model: TravelModel, limits: dict[tuple[str, str], float]) -> None:
        self.topology, self.costs = model.topology, model._costs_by("money")
        self.longest_km = limits["road_leg_max_km", "emu"]
        share = limits["road_leg_max_share", "all"]
        self.ratio = share / (1 - share)
        boardings, pairs = model._search("money").boardings, self.topology.pairs
        self.km = dict(zip(pairs.of_entry.tolist(), boardings.entry_km.tolist(), strict=True))
        self.road_km = dict.fromkeys(range(len(self.topology.heads)), 0.0)
        for kinds, table in (
            ((ArcKind.DRIVE, ArcKind.TAXI), "roads"),
            ((ArcKind.ACCESS, ArcKind.EGRESS), "access"),
        ):
            lengths = model.network[table]["length_km"].tolist()
            for kind in kinds:
                for arc in self.topology.arcs_of[kind].tolist():
                    self.road_km[arc] = lengths[self.topology.arc_row[arc]]

    def reach(self, node: int, kinds: tuple[ArcKind, ...], *, km: bool = False) -> dict[int, Cost]:
        """Least cost and then time, or least metres, to every node over some arcs."""
        found: dict[int, Cost] = {}
        queue = [((0, 0), node)]
        while queue:
            cost, here = heapq.heappop(queue)
            if here in found:
                continue
            found[here] = cost
            for arc in range(self.topology.indptr[here], self.topology.indptr[here + 1]):
                if self.topology.arc_kind[arc] in kinds and self.weight(arc) != NONE:
                    more = (round(1000 * self.road_km[arc]), 0) if km else self.weight(arc)
                    nearer = (cost[0] + more[0], cost[1] + more[1])
                    heapq.heappush(queue, (nearer, int(self.topology.heads[arc])))
        return found

    def weight(self, arc: int) -> Cost:
        fen, ms = int(self.costs.weight[arc]), int(self.costs.times.total[arc])
        return (fen, ms) if fen < UNREACHABLE_MS else NONE

    def least(self, origin: str, destination: str) -> Cost:
        start, end = (
            self.topology.node("place_out", origin),
            self.topology.node("place_in", destination),
        )
        self.start = start
        way, km = self.reach(start, OUT), self.reach(start, OUT, km=True)
        self.is_near = self.crow_km(start, end) <= self.longest_km / 1.3
        self.leg_km = self.ratio * self.crow_km(start, end)
        left = (self.topology.heads[arc] for arc in self.topology.arcs_of[ArcKind.RIDE].tolist())
        ways = (self.reach(int(head), BACK, km=True).get(end, NONE)[0] for head in left)
        nearest_km = min((m / 1000 for m in ways if m / 1000 <= self.longest_km), default=math.inf)
        if nearest_km > self.leg_km:
            return NONE
        return min(self._rides(way, km, end, 1), default=NONE)

    def crow_km(self, one: int, other: int) -> float:
        lon, lat = self.topology.node_lon, self.topology.node_lat
        return float(great_circle_km(lon[one], lat[one], lon[other], lat[other]))

    def _rides(
        self, way: dict[int, Cost], km: dict[int, Cost] | None, end: int, nth: int
    ) -> Iterator[Cost]:
        for arc in self.topology.arcs_of[ArcKind.RIDE].tolist():
            tail, head = int(self.topology.tails[arc]), int(self.topology.heads[arc])
            if tail not in way or self.weight(arc) == NONE:
                continue
            ride_km = self.km[int(self.topology.arc_row[arc])]
            if self._leads_away(tail, head, end, first=nth == 1):
                continue
            if km is not None and not self._near(km[tail][0], ride_km):
                continue
            here = tuple(a + b for a, b in zip(way[tail], self.weight(arc), strict=True))
            road, road_km = self.reach(head, BACK), self.reach(head, BACK, km=True)
            ends_well = end in road and self._near(road_km[end][0], ride_km)
            if ends_well and not self._leads_back(tail, head, last=True):
                yield here[0] + road[end][0], here[1] + road[end][1]
            if nth < 3 and not self._leads_back(tail, head, last=False):
                on = self.reach(head, CHANGE)
                further = {node: (here[0] + c, here[1] + ms) for node, (c, ms) in on.items()}
                yield from self._rides(further, None, end, nth + 1)

    def _leads_away(self, tail: int, head: int, end: int, *, first: bool) -> bool:
        """Whether a ride ends a kilometre farther from a destination that was within reach."""
        before, after = (self.crow_km(node, end) for node in (tail, head))
        within = before <= self.longest_km / 1.3 or (first and self.is_near)
        return within and after >= before + 1.0

    def _leads_back(self, tail: int, head: int, *, last: bool) -> bool:
        """Whether a ride of a trip between neighbours comes back to where it begins."""
        before, after = (self.crow_km(self.start, node) for node in (tail, head))
        within = after <= self.longest_km / 1.3 or last
        return self.is_near and within and before >= after + 1.0

    def _near(self, metres: int, ride_km: float) -> bool:
        longest_km = min(self.longest_km, self.leg_km)
        return metres / 1000 <= longest_km and metres / 1000 / self.ratio <= ride_km


lines = st.tuples(
    st.just("emu"),
    st.integers(1, 60),
    st.permutations(STATIONS).flatmap(lambda order: st.sampled_from([order, order[:2]])).map(tuple),
    st.tuples(st.integers(1, 90), st.integers(1, 90)),
)
ways = st.tuples(st.sampled_from(NODES), st.sampled_from(STATIONS), st.integers(1, 40))


@settings(max_examples=10, deadline=None)
@given(
    lines=st.lists(lines, min_size=1, max_size=3),
    access=st.lists(ways, min_size=2, max_size=6, unique_by=lambda way: way[:2]),
    km=st.sampled_from([5.0, 20.0, 60.0, 200.0]),
    share=st.sampled_from([0.05, 0.2, 0.4, 0.6]),
)
def test_the_least_within_the_bounds_is_what_trying_all_chains_finds(
    lines: list[tuple[str, int, tuple[str, ...], tuple[int, ...]]],
    access: list[tuple[str, str, int]],
    km: float,
    share: float,
) -> None:
    limits = {("road_leg_max_km", "emu"): km, ("road_leg_max_share", "all"): share}
    model = TravelModel(_bounded(trains_world(lines, access), limits))
    obvious = _Obvious(model, limits)
    # Nothing but trains runs here, so `rail` is all that one may ride with a car at the ends.
    for row in model.costs(impedance="money", using="rail").to_dict("records"):
        if row["from_id"] == row["to_id"]:
            continue
        least = obvious.least(row["from_id"], row["to_id"])
        expected = (math.inf, math.inf) if least == NONE else (least[0] / 100, least[1] / 60_000)
        assert (row["money_yuan"], row["travel_min"]) == pytest.approx(expected)
        path = model.path(row["from_id"], row["to_id"], using="rail", impedance="money")
        assert path.travel_min == pytest.approx(row["travel_min"])


@pytest.mark.parametrize("impedance", ["money", "co2", "generalised_cost"])
@pytest.mark.parametrize("using", ["public", "rail", "carfree"])
@pytest.mark.parametrize(
    "limits", [{"km": 19.9}, {"km": 2.9}, {"own_km": 2.9}, {"share": 0.19}, {"share": 0.03}]
)
def test_what_time_calls_no_ride_is_none_by_money(
    limits: dict[str, float], using: ModeSet, impedance: str
) -> None:
    model = TravelModel(_priced(limited(**limits)), parameters=WORTHLESS)
    by_time = model.travel_times(using=using)["travel_min"]
    table = model.costs(using=using, impedance=impedance)  # type: ignore[arg-type]
    assert np.isfinite(table["travel_min"]).tolist() == np.isfinite(by_time).tolist()
    trips = model.trips(using, impedance)  # type: ignore[arg-type]
    np.fill_diagonal(trips.travel, 0)
    assert (trips.travel.ravel() / 60_000).tolist() == pytest.approx(
        table["travel_min"].replace(math.inf, UNREACHABLE_MS / 60_000).tolist()
    )
    for row in table.to_dict("records"):
        path = model.path(row["from_id"], row["to_id"], using=using, impedance=impedance)  # type: ignore[arg-type]
        assert path.travel_min == pytest.approx(row["travel_min"])
