"""Trips by optimal strategies against an obvious search over all sets of departures."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import drawn
from tests.supply.helpers import pairs_between, search_ms
from tests.travel.train_worlds import (
    DAY_MS,
    FARTHEST_MS,
    SOUND,
    UNIT,
    Service,
    Way,
    bounded,
    road_ways,
    train_services,
    trains_world,
    trip_costs,
)
from tests.worlds import world_table
from transnet.kernels.strategies.optimal import NEVER
from transnet.model.network import Network
from transnet.supply.kinds import ArcKind, ModeSet
from transnet.travel.departure_rules import Waits
from transnet.travel.model import TravelModel

Stops = dict[tuple[int, int], int]


class _Obvious:
    """Every set of departures, planned for or waited for, tried until nothing changes."""

    def __init__(self, model: TravelModel, waits: Waits) -> None:
        self.model, self.topology = model, model.topology
        self.times, self.lines = model.times, model.topology.lines
        read = {
            (str(row.parameter), str(row.mode)): float(row.value)  # type: ignore[arg-type]
            for row in model.network["parameters"].itertuples()
        }
        self.span = {
            0: read["service_span_min", "emu"],
            1: read["service_span_min", "conventional"],
        }
        self.cap_ms = round(read["wait_cap_min", "all"] * 60_000)
        self.weight = read.get(("displacement_weight", "all"), 1.0)
        self.plans = waits == "timetable"
        self.entries = self._entries()

    def _entries(self) -> list[tuple[int, int, int, int, int]]:
        """Pattern, stop to board, stop to leave, ride, departures a day of 24 hours."""
        pairs, found = self.topology.pairs, self.times.pairs.departures
        rows = []
        for entry in range(len(pairs.pattern)):
            pattern = int(pairs.pattern[entry])
            ends = (int(self.lines.stop[at[entry]]) for at in (pairs.from_pos, pairs.to_pos))
            rate = round(found.trains[entry] * 1440 / self.span[int(self.lines.mode[pattern])])
            rows.append((pattern, *ends, int(found.ride_ms[entry]), rate))
        return rows

    def best(self, options: dict[int, int], rates: dict[int, int], *, planned: bool) -> int:
        """Least cost of any set of patterns."""
        least = int(NEVER)
        for size in range(1, len(options) + 1):
            for chosen in combinations(options, size):
                rate = sum(rates[pattern] for pattern in chosen)
                whole = sum(rates[pattern] * options[pattern] for pattern in chosen)
                least = min(least, self._cost(rate, whole, planned=planned))
        return least

    def _cost(self, rate: int, whole: int, *, planned: bool) -> int:
        half_day = DAY_MS * UNIT // 2
        ride = (2 * whole + rate) // (2 * rate)
        if planned:
            displaced = round(self.weight * half_day / 2)
            spread = (2 * (displaced + whole) + rate) // (2 * rate)
            return min(spread, round(self.weight * FARTHEST_MS) + ride)
        full = (2 * (half_day + whole) + rate) // (2 * rate)
        return full if self.plans else min(full, self.cap_ms + ride)

    def costs(self) -> np.ndarray:
        places = self.model.place_ids
        out = np.full((len(places), len(places)), int(NEVER))
        for end, destination in enumerate(places):
            after = self._onward(destination, None) if self.plans else {}
            before = self._onward(destination, after if self.plans else None)
            for start, origin in enumerate(places):
                reach = self._reach(origin)
                starts = [(ways, before, False) for ways in self._stops(reach)]
                starts += [(reach, after, True)] if self.plans else []
                for ways, rest, planned in starts:
                    options, rates = self._options(ways, rest)
                    if options:
                        cost = self.best(options, rates, planned=planned)
                        out[start, end] = min(out[start, end], cost)
        return out

    def _stops(self, reach: Stops) -> list[Stops]:
        """Ways to platforms by the stop: where one waits, one waits at one."""
        stops = {stop for stop, _ in reach}
        return [{at: ms for at, ms in reach.items() if at[0] == stop} for stop in stops]

    def _options(
        self, reach: dict[tuple[int, int], int], rest: dict[tuple[int, int], int]
    ) -> tuple[dict[int, int], dict[int, int]]:
        options: dict[int, int] = {}
        rates: dict[int, int] = {}
        for pattern, board, leave, ride, rate in self.entries:
            mode = int(self.lines.mode[pattern])
            cost = reach.get((board, mode), int(NEVER)) + ride + rest.get((leave, mode), int(NEVER))
            if cost < NEVER and rate:
                options[pattern] = min(cost, options.get(pattern, int(NEVER)))
                rates[pattern] = rate
        return options, rates

    def _onward(self, destination: str, after: Stops | None) -> Stops:
        """Cost from leaving a train: by road, or by what else leaves from there.

        after  the same from the planned departure on, for those who may plan for one yet
        """
        egress = self._egress(destination)
        rest = dict(egress)
        while True:
            before = dict(rest)
            for platform in self._platforms():
                for onward, planned in ((rest, False), (after, True)):
                    options, rates = self._options(self._changes(platform), onward or {})
                    if options:
                        on = self.best(options, rates, planned=planned)
                        rest[platform] = min(rest.get(platform, int(NEVER)), on)
            if rest == before:
                return rest

    def _platforms(self) -> list[tuple[int, int]]:
        nodes = np.flatnonzero(self.topology.node_kind == 7)  # ARR
        pairs = zip(self.topology.node_row[nodes], self.topology.node_mode[nodes], strict=True)
        return [(int(stop), int(mode)) for stop, mode in pairs]

    def _weights(self, *kinds: ArcKind) -> np.ndarray:
        weights = self.times.total.copy()
        closed = [kind for kind in ArcKind if kind not in kinds]
        for kind in closed:
            weights[self.topology.arcs_of[kind]] = NEVER
        return weights

    def _from(self, node: int, *kinds: ArcKind) -> np.ndarray:
        return search_ms(self.topology, self._weights(*kinds), node)

    def _at(self, times: np.ndarray, kind: str) -> dict[tuple[int, int], int]:
        found = {}
        for stop, mode in self._platforms():
            name, label = self.topology.stops.ids[stop], ["emu", "conventional"][mode]
            ms = int(times[self.topology.node(kind, name, label)])
            if ms < NEVER:
                found[stop, mode] = ms
        return found

    def _reach(self, origin: str) -> dict[tuple[int, int], int]:
        kinds = (ArcKind.DEPART, ArcKind.DRIVE, ArcKind.ACCESS, ArcKind.BOARD)
        return self._at(self._from(self.topology.node("place_out", origin), *kinds), "dep")

    def _changes(self, platform: tuple[int, int]) -> dict[tuple[int, int], int]:
        name, label = self.topology.stops.ids[platform[0]], ["emu", "conventional"][platform[1]]
        node = self.topology.node("arr", name, label)
        return self._at(self._from(node, ArcKind.TRANSFER_AT_STOP), "dep")

    def _egress(self, destination: str) -> dict[tuple[int, int], int]:
        found = {}
        kinds = (ArcKind.ALIGHT, ArcKind.EGRESS, ArcKind.TAXI, ArcKind.ARRIVE)
        for stop, mode in self._platforms():
            name, label = self.topology.stops.ids[stop], ["emu", "conventional"][mode]
            times = self._from(self.topology.node("arr", name, label), *kinds)
            ms = int(times[self.topology.node("place_in", destination)])
            if ms < NEVER:
                found[stop, mode] = ms
        return found


def _weighing(network: Network, weight: float) -> Network:
    """Let a minute of displacement count for so much."""
    row = {
        "parameter": "displacement_weight", "mode": "all", "value": str(weight), "low": "0",
        "high": "3", "unit": "1", **SOUND,
    }  # fmt: skip
    both = [network["parameters"], world_table("parameters", [row])]
    return network.replace_table("parameters", pd.concat(both, ignore_index=True))


@pytest.mark.parametrize(
    ("waits", "weight"), [("timetable", 0.5), ("timetable", 3.0), ("first_come", 1.0)]
)
@settings(max_examples=12, deadline=None)
@given(
    lines=st.lists(train_services, min_size=1, max_size=4),
    access=st.lists(road_ways, min_size=2, max_size=6, unique_by=lambda way: way[:2]),
)
def test_the_best_set_is_what_trying_all_sets_finds(
    waits: Waits, weight: float, lines: list[Service], access: list[Way]
) -> None:
    model = TravelModel(_weighing(trains_world(lines, access), weight)).with_waits(waits)
    assert trip_costs(model).tolist() == _Obvious(model, waits).costs().tolist()


@settings(max_examples=drawn(16), deadline=None)
@given(
    lines=st.lists(train_services, min_size=1, max_size=5),
    more=train_services,
    access=st.lists(road_ways, min_size=2, max_size=8, unique_by=lambda way: way[:2]),
    waits=st.sampled_from(["timetable", "first_come"]),
    using=st.sampled_from(["public", "rail", "best"]),
    km=st.sampled_from([1000.0, 35.0]),
)
def test_a_further_train_never_costs_more(
    lines: list[Service],
    more: Service,
    access: list[Way],
    waits: Waits,
    using: ModeSet,
    km: float,
) -> None:
    before, after = (
        TravelModel(bounded(trains_world(each, access), km=km)).with_waits(waits)
        for each in (lines, [*lines, more])
    )
    assert (trip_costs(after, using) <= trip_costs(before, using)).all()
    choices = [model.trips(using).choice_min for model in (before, after)]
    assert (choices[1] <= choices[0]).all()
    if waits == "first_come":
        tables = [model.travel_times(using=using)["travel_min"] for model in (before, after)]
        assert (tables[1] <= tables[0]).all()


@settings(max_examples=30, deadline=None)
@given(
    trains=st.lists(st.tuples(st.integers(1, 80), st.integers(1, 120)), min_size=1, max_size=6),
    access=st.tuples(st.integers(1, 40), st.integers(1, 40)),
)
def test_between_two_stations_it_is_the_common_lines_of_the_pair(
    trains: list[tuple[int, int]], access: tuple[int, int]
) -> None:
    lines: list[Service] = [("emu", count, ("S1", "S3"), (run, 1)) for count, run in trains]
    ends = [("N1", "S1", access[0]), ("N3", "S3", access[1])]
    model = TravelModel(trains_world(lines, ends)).with_waits("first_come")
    path = model.path("P1", "P3", using="rail")
    (pair,) = pairs_between(model.topology, "S1", "S3").tolist()
    by_road = 2.0 * sum(access) + 10 + 5
    assert path.travel_min == pytest.approx(by_road + model.times.pairs.total[pair] / 60_000)
    waited = path.legs[path.legs["leg"] == "wait"]["minutes"].sum()
    assert round(waited * 60_000) == model.times.pairs.wait[pair]


@settings(max_examples=drawn(12), deadline=None)
@given(
    lines=st.lists(train_services, min_size=1, max_size=5),
    access=st.lists(road_ways, min_size=2, max_size=8, unique_by=lambda way: way[:2]),
    waits=st.sampled_from(["timetable", "first_come"]),
)
def test_legs_of_paths_add_up_and_are_those_of_the_table(
    lines: list[Service], access: list[Way], waits: Waits
) -> None:
    model = TravelModel(trains_world(lines, access)).with_waits(waits)
    for row in model.leg_minutes(using="public").to_dict("records"):
        path = model.path(row["from_id"], row["to_id"], using="public")
        assert path.travel_min == pytest.approx(row["travel_min"])
        assert sum(round(ms * 60_000) for ms in path.legs["minutes"]) == round(
            0 if np.isinf(path.travel_min) else path.travel_min * 60_000
        )
        if len(path.alternatives):
            assert path.alternatives["share"].sum() == pytest.approx(1.0)
            assert path.displacement_min == pytest.approx(row["displacement_min"])
            assert path.legs["displacement_min"].sum() == pytest.approx(row["displacement_min"])
            assert set(path.legs["leg"][path.legs["displacement_min"] > 0]) <= {"ride"}
            for leg in ("access", "wait", "ride", "egress", "transfer"):
                legs = path.legs[path.legs["leg"] == leg]["minutes"].sum()
                assert legs == pytest.approx(row[f"{leg}_min"], abs=1e-3)


def test_departures_of_two_stations_are_one_set() -> None:
    lines: list[Service] = [("emu", 24, ("S1", "S3"), (36, 1)), ("emu", 24, ("S2", "S3"), (40, 1))]
    model = TravelModel(trains_world(lines, [("N1", "S1", 3), ("N1", "S2", 3), ("N3", "S3", 2)]))
    path = model.path("P1", "P3", using="rail")
    ends = path.alternatives.set_index("from_id")["share"]
    assert ends.to_dict() == pytest.approx({"S1": 0.5, "S2": 0.5})
    # 48 departures in 960 minutes: a quarter of 20 minutes
    assert path.displacement_min == pytest.approx(5.0)
    (ride,) = path.legs[path.legs["leg"] == "ride"].to_dict("records")
    assert (ride["minutes"], ride["from_id"], ride["trains_per_day"]) == (38.0, "S1/S2", 48.0)
    assert path.legs["share"].tolist() == pytest.approx([1.0] * 5)


def test_one_plans_for_the_rare_train_and_waits_for_the_frequent_one() -> None:
    ends = [("N1", "S1", 3), ("N3", "S3", 2)]
    legs: list[Service] = [("emu", 60, ("S1", "S2"), (10, 1)), ("emu", 4, ("S2", "S3"), (30, 1))]
    for lines in (legs, [(mode, 64 - trains, *rest) for mode, trains, *rest in legs]):
        model = TravelModel(trains_world(lines, ends))  # type: ignore[arg-type]
        path = model.path("P1", "P3", using="rail")
        taken = path.legs.set_index("leg")
        rare = 0 if lines is not legs else 1
        # 960 minutes over 60 trains and over 4: 8 of waiting, 60 of displacement
        assert path.displacement_min == pytest.approx(60.0)
        rides = path.legs[path.legs["leg"] == "ride"]
        assert rides["displacement_min"].tolist() == pytest.approx([60.0 * (1 - rare), 60.0 * rare])
        assert rides["trains_per_day"].tolist()[rare] == 4.0
        waited = taken.loc["wait", "minutes"] if rare else taken.loc["transfer", "minutes"] - 8.0
        assert waited == pytest.approx(8.0)
        (row,) = model.leg_minutes(["P1"], ["P3"], using="rail").to_dict("records")
        waits = [row["wait_min"], row["transfer_min"]]
        assert waits == pytest.approx([8.0 * rare, 16.0 - 8.0 * rare])


def test_a_wait_that_is_known_has_no_cap() -> None:
    ends = [("N1", "S1", 3), ("N3", "S3", 2)]
    lines: list[Service] = [("emu", 4, ("S1", "S2"), (10, 1)), ("emu", 4, ("S2", "S3"), (30, 1))]
    model = TravelModel(trains_world(lines, ends))
    changes = [
        model.with_waits(waits).leg_minutes(["P1"], ["P3"], using="rail")["transfer_min"].item()
        for waits in ("timetable", "first_come")
    ]
    assert changes == pytest.approx([8.0 + 120.0, 8.0 + 30.0])


def test_nobody_is_displaced_by_more_than_half_of_the_day_of_wishes() -> None:
    def trip(trains: float) -> tuple[float, float]:
        line: Service = ("emu", trains, ("S1", "S3"), (36, 1))
        model = TravelModel(trains_world([line], [("N1", "S1", 3), ("N3", "S3", 2)]))
        ride = model.leg_minutes(["P1"], ["P3"], using="rail").iloc[0]
        displaced = float(ride["displacement_min"])
        (cost,) = trip_costs(model, "rail")[:1, 2]
        assert cost == pytest.approx(60_000 * (displaced + ride["travel_min"]), abs=1)
        return displaced, float(ride["travel_min"])

    usual, seldom = trip(1), trip(0.25)
    assert usual[0] == pytest.approx(240.0)  # one train at midday
    assert seldom == (480.0, usual[1])  # by the headway, 960 min


def test_who_waits_for_what_comes_first_waits_at_one_stop() -> None:
    # Together they'd wait 10 minutes: but nobody at N1 knows from where the next one leaves.
    lines: list[Service] = [("emu", 24, ("S1", "S3"), (36, 1)), ("emu", 24, ("S2", "S3"), (40, 1))]
    more: Service = ("conventional", 36, ("S2", "S3"), (41, 1))
    ways = [("N1", "S1", 3), ("N1", "S2", 3), ("N3", "S3", 2)]
    waited = [("S1", 20.0), ("S2", 10.0)]  # the third is of another kind, and leaves from S2 too
    for table, (stop, minutes) in zip((lines, [*lines, more]), waited, strict=True):
        model = TravelModel(trains_world(table, ways)).with_waits("first_come")
        path = model.path("P1", "P3", using="rail")
        assert set(path.alternatives["from_id"]) == {stop}
        (wait,) = path.legs.loc[path.legs["leg"] == "wait", "minutes"]
        assert wait == pytest.approx(minutes)


def test_of_stops_that_are_as_good_the_first_is_taken() -> None:
    lines: list[Service] = [("emu", 24, (stop, "S3"), (36, 1)) for stop in ("S2", "S1")]
    ways = [("N1", "S2", 3), ("N1", "S1", 3), ("N3", "S3", 2)]
    model = TravelModel(trains_world(lines, ways)).with_waits("first_come")
    assert model.path("P1", "P3", using="rail").alternatives["from_id"].tolist() == ["S1"]


def test_what_most_board_comes_first() -> None:
    lines: list[Service] = [("emu", 12, ("S1", "S3"), (36, 1)), ("emu", 36, ("S2", "S3"), (40, 1))]
    model = TravelModel(trains_world(lines, [("N1", "S1", 3), ("N1", "S2", 3), ("N3", "S3", 2)]))
    first = model.path("P1", "P3", using="rail").alternatives
    rows = first[["from_id", "share", "trains_per_day"]]
    assert rows.to_dict("index") == {
        0: {"from_id": "S2", "share": 0.75, "trains_per_day": 36.0},
        1: {"from_id": "S1", "share": 0.25, "trains_per_day": 12.0},
    }


def test_a_train_that_calls_at_two_of_the_stations_counts_once() -> None:
    lines: list[Service] = [("emu", 24, ("S2", "S1", "S3"), (10, 30))]
    model = TravelModel(trains_world(lines, [("N1", "S1", 3), ("N1", "S2", 3), ("N3", "S3", 2)]))
    path = model.path("P1", "P3", using="rail")
    assert path.alternatives["from_id"].tolist() == ["S1"]
    assert path.displacement_min == pytest.approx(10.0)
