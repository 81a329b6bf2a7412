"""What arcs cost in the priced line world, computed by hand (see tests/worlds.py)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.supply.helpers import edit, pairs_between
from tests.worlds import line_world, priced_world
from transnet.base.errors import InputError, UnknownNameError
from transnet.base.sphere import hop_lengths_km
from transnet.base.units import UNREACHABLE_MS
from transnet.model.network import Network
from transnet.supply.common_lines import mean_of_chosen, other_choice
from transnet.supply.costs import ArcCosts, Costs
from transnet.supply.kinds import ArcKind, Impedance
from transnet.supply.overrides import Overrides, Parameters
from transnet.supply.prices import MONEY_KEYS, PriceList
from transnet.supply.topology import compile_topology
from transnet.supply.weights import ArcTimes, arc_times, wait_rule

WORLD = priced_world()
TOPOLOGY = compile_topology(WORLD)


def _costs(
    network: Network = WORLD,
    impedance: Impedance = "time",
    overrides: Overrides | None = None,
) -> ArcCosts:
    times = arc_times(network, TOPOLOGY, overrides=overrides)
    return Costs(network, TOPOLOGY, times, overrides).by(impedance)


def _arc(tail: str, head: str) -> int:
    index = TOPOLOGY.node_index
    (arc,) = np.flatnonzero((TOPOLOGY.tails == index[tail]) & (TOPOLOGY.heads == index[head]))
    return int(arc)


@pytest.mark.parametrize(
    ("tail", "head", "fen", "grams"),
    [
        ("place_out:P1", "access_road:N1", 0, 0),
        ("access_road:N1", "access_road:N2", 750, 2625),  # 30 km x 0.5 yuan and 175 g, by two
        ("access_road:N1", "place_in:P1", 300, 0),
        ("access_road:N1", "in:S1", 275, 262),  # parking 4 and 3 km; 262.5 g go to the even number
        ("access_road:N1", "in:M1", 0, 0),  # on foot
        ("in:S1", "dep:S1:emu", 100, 0),
        ("dep:S1:emu", "arr:S3:emu", 2700, 2700),
        ("arr:S3:emu", "out:S3", 0, 0),
        ("arr:S2:emu", "dep:S2:emu", 100, 0),  # another train, another ticket
        ("arr:M2:metro", "dep:M2:metro", 0, 0),  # the same ticket
        ("out:M2", "in:S1", 0, 0),  # 3 minutes are walked
        ("dep:M1:metro", "arr:M2:metro", 80, 160),
        ("out:S3", "egress_road:N3", 400, 100),  # a taxi, 4 yuan and 2 km x 2, by two
        ("egress_road:N2", "egress_road:N1", 3000, 1500),
        ("egress_road:N3", "place_in:P3", 0, 0),
    ],
)
def test_each_kind_of_arc_by_hand(tail: str, head: str, fen: int, grams: int) -> None:
    amounts = _costs().amounts
    assert amounts["money"][_arc(tail, head)] == fen
    assert amounts["co2"][_arc(tail, head)] == grams


def test_flights_pay_by_the_great_circle() -> None:
    ends = WORLD["airports"].set_index("airport_id").loc[["A1", "AX"]]
    km = float(hop_lengths_km(ends)[0])
    arc = _arc("dep:A1:air", "arr:AX:air")
    assert _costs().amounts["money"][arc] == round(100 * km)
    assert _costs().amounts["co2"][arc] == round(100 * km)
    assert _costs().amounts["money"][_arc("in:A1", "dep:A1:air")] == 5000


def test_motorways_cost_a_toll_unless_their_row_says_otherwise() -> None:
    later = WORLD.at("2026-01-01")
    arcs = [_arc("access_road:J1", "access_road:N3"), _arc("egress_road:J1", "egress_road:N3")]
    assert _costs(later).amounts["money"][arcs].tolist() == [4050, 10_800]
    free = edit(later, "roads", {"road_id": "R3"}, toll="no")
    assert _costs(free).amounts["money"][arcs].tolist() == [2250, 9000]
    paid = edit(WORLD, "roads", {"road_id": "R1"}, toll="yes")
    assert _costs(paid).amounts["money"][_arc("access_road:N1", "access_road:N2")] == 750 + 600


def test_a_long_change_takes_a_bus() -> None:
    far = edit(WORLD, "transfers", {"transfer_id": "t1"}, transfer_min=11.0)
    stops = WORLD["stations"].set_index("station_id").loc[["M2", "S1"]]
    amounts = _costs(far).amounts
    assert amounts["money"][_arc("out:M2", "in:S1")] == 200
    grams = 1.3 * 30 * float(hop_lengths_km(stops)[0])
    assert amounts["co2"][_arc("out:M2", "in:S1")] == round(grams)


def test_fast_lines_cost_more_and_the_fare_is_the_mean_of_the_trains_taken() -> None:
    later = WORLD.at("2028-01-01")
    ride = _arc("dep:S1:emu", "arr:S3:emu")
    # 16 trains over the new line (350 km/h and more), 8 and 24 over the old one.
    assert _costs(later).amounts["money"][ride] == round(100 * (16 * 45 + 32 * 27) / 48)
    by_money = _costs(later, "money")
    assert by_money.amounts["money"][ride] == 2700
    assert by_money.times.wait[ride] == 60_000 * 15
    assert by_money.times.ride[ride] == 60_000 * (8 * 30 + 24 * 36) / 32
    # An hour worth 600 yuan: 18 yuan more are nothing against 7 to 13 minutes.
    dear = {("value_of_time_cny_per_h", "commuting"): 600.0}
    assert _costs(later, "generalised_cost", dear).amounts["money"][ride] > 2700
    cheap = {("value_of_time_cny_per_h", "commuting"): 1.0}
    assert _costs(later, "generalised_cost", cheap).amounts["money"][ride] == 2700


def test_a_service_may_have_a_fare_of_its_own() -> None:
    ride = _arc("dep:S1:emu", "arr:S3:emu")
    for fare, fen in ((0.0, 0), (0.1, 900)):  # 90 km
        services = WORLD["services"].assign(fare_cny_per_pkm=fare)
        own = WORLD.replace_table("services", services)
        assert _costs(own).amounts["money"][ride] == fen
        prices = PriceList(own, TOPOLOGY, Parameters(own))
        assert not {name for name, _ in prices.keys(MONEY_KEYS, ride)} & {"fare_cny_per_pkm"}
    prices = PriceList(WORLD, TOPOLOGY, Parameters(WORLD))
    assert ("fare_cny_per_pkm", "emu_250") in prices.keys(MONEY_KEYS, ride)
    # Of two services of a pair, one with a fare of its own: the mean of the trains taken.
    later = WORLD.at("2028-01-01")
    old = edit(later, "services", {"service_id": "E1"}, fare_cny_per_pkm=0.0)
    assert _costs(old).amounts["money"][ride] < _costs(later).amounts["money"][ride]


def test_trains_off_the_tracks_ride_the_great_circle_times_a_factor() -> None:
    stops = edit(WORLD, "stops", {"service_id": "E1", "station_id": "S2"}, tracks="")
    topology = compile_topology(stops)
    times = arc_times(stops, topology)
    ends = WORLD["stations"].set_index("station_id").loc[["S1", "S2"]]
    km = 1.2 * float(hop_lengths_km(ends)[0])
    for kind, fare in (("D", 0.3), ("G", 0.5)):
        named = edit(stops, "services", {"service_id": "E1"}, kind=kind)
        found = Costs(named, topology, times).by("time")
        pair = pairs_between(topology, "S1", "S2")[0]
        rides = topology.arcs_of[ArcKind.RIDE]
        (arc,) = rides[topology.arc_row[rides] == pair]
        assert found.amounts["money"][arc] == round(100 * fare * km)


def test_generalised_cost_is_money_and_the_value_of_weighed_minutes() -> None:
    weights = {("time_weight", "wait"): 2.0, ("time_weight", "transfer"): 3.0}
    costs = _costs(overrides=weights)
    money, both = costs.amounts["money"], costs.amounts["generalised_cost"]
    assert both[_arc("access_road:N1", "access_road:N2")] == 750 + 50 * 30
    assert both[_arc("in:S1", "dep:S1:emu")] == 100 + 50 * 10
    assert both[_arc("arr:S2:emu", "dep:S2:emu")] == 100 + 3 * 50 * 8
    ride = _arc("dep:S1:emu", "arr:S3:emu")
    assert costs.wait_fen[ride] == 2 * 50 * 20
    assert both[ride] == money[ride] + costs.wait_fen[ride] + 50 * 36


def test_a_sum_of_money_and_time_that_int32_cannot_hold_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for fen, holds in ((10**9, True), (2 * 10**9, False)):

        def timed(self: Costs, times: ArcTimes, _: object, worth: int = fen) -> tuple[object, ...]:
            return np.full_like(times.total, worth), np.full_like(times.total, worth // 10)

        monkeypatch.setattr(Costs, "_timed", timed)
        if holds:
            assert _costs(impedance="generalised_cost").weight.max() == UNREACHABLE_MS
        else:
            with pytest.raises(InputError, match="beyond 20 million yuan"):
                _costs(impedance="generalised_cost")


def test_closed_arcs_cost_nothing_and_lead_nowhere() -> None:
    costs = _costs(impedance="money")
    arc = _arc("access_road:J1", "access_road:N3")
    assert (costs.amounts["money"][arc], costs.weight[arc]) == (0, UNREACHABLE_MS)
    assert np.array_equal(costs.weight == UNREACHABLE_MS, costs.times.total == UNREACHABLE_MS)


def test_time_is_as_it_was() -> None:
    times = arc_times(WORLD, TOPOLOGY)
    assert np.array_equal(_costs().weight, times.total)
    assert _costs().times.pairs.chosen.tolist() == times.pairs.chosen.tolist()


@pytest.mark.parametrize("day", ["2022-10-31", "2028-01-01"])
def test_the_best_set_has_the_times_of_the_best_set(day: str) -> None:
    network = WORLD.at(day)
    best = arc_times(network, TOPOLOGY).pairs
    wait = wait_rule(TOPOLOGY, Parameters(network))
    again = other_choice(TOPOLOGY.pairs, best, wait, best.chosen)
    for part in ("total", "wait", "ride", "fastest", "median"):
        assert np.array_equal(getattr(again, part), getattr(best, part)), part
    assert np.array_equal(mean_of_chosen(TOPOLOGY.pairs, best, best.departures.ride_ms), best.ride)


def test_a_network_without_prices_says_which_it_lacks() -> None:
    bare = line_world()
    costs = Costs(bare, TOPOLOGY, arc_times(bare, TOPOLOGY))
    assert set(costs.by("time").amounts) == {"time"}
    with pytest.raises(InputError) as caught:
        costs.by("money")
    named = {notice.value for notice in caught.value.notices}
    assert {"toll_cny_per_km", "fare_cny_per_pkm", "occupancy_persons"} <= named
    assert "value_of_time_cny_per_h" not in named
    with pytest.raises(InputError, match="no prices"):
        costs.by("co2")
    rows = WORLD["parameters"]
    poor = WORLD.replace_table("parameters", rows[rows["parameter"] != "time_weight"])
    assert set(_costs(poor).amounts) == {"time", "money", "co2"}
    with pytest.raises(InputError, match="time_weight"):
        _costs(poor, "generalised_cost")


def test_bad_words_and_values_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="mony"):
        _costs(impedance="mony")  # type: ignore[arg-type]
    with pytest.raises(InputError):
        _costs(overrides={("toll_cny_per_km", "car"): -5.0}, network=WORLD.at("2026-01-01"))
    with pytest.raises(InputError, match="at least 1 and at most 9 persons"):
        _costs(overrides={("occupancy_persons", "car"): 0.0})
