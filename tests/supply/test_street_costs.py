"""What ways over streets cost: as over the strategic roads, and by hand where streets differ."""

from __future__ import annotations

import math
from functools import cache
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from tests.scenario.helpers import applied
from tests.street_worlds import far_stops_world, layer_of_graph, same_streets, street_world
from tests.supply.helpers import edit
from tests.worlds import priced_world
from transnet.model.network import Network
from transnet.model.road_join import join_layer
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.supply.kinds import Impedance, ModeSet
from transnet.travel.model import TravelModel
from transnet.travel.trip_costs import COST_COLUMNS

MEANS: tuple[ModeSet, ...] = ("best", "drive", "public", "rail", "carfree")
VALUE = ("value_of_time_cny_per_h", "commuting")
DAYS = ("2022-10-31", "2026-01-01", "2028-01-01")


def two_ways() -> RoadGraph:
    """N1 to N2 by a motorway, 30 km in 15 min, or a trunk road beside it, 32 km in 32 / 0.8 min."""
    ends = [(0, 1), (0, 2), (2, 1), (1, 3)]
    roads = [(30.0, "motorway", 120.0), (16.0, "trunk", 60.0), (16.0, "trunk", 60.0),
             (60.0, "trunk", 75.0)]  # fmt: skip
    both = [*ends, *((head, tail) for tail, head in ends)]
    return build_road_graph(
        ["N1", "N2", "M", "N3"],
        [112.5, 112.5, 112.4, 112.5],
        [38.0, 38.25, 38.12, 38.75],
        Arcs(
            tails=[tail for tail, _ in both],
            heads=[head for _, head in both],
            time_ms=[round(km / kmh * 3_600_000) for km, _, kmh in roads * 2],
            length_km=[road[0] for road in roads * 2],
            road_class=[road[1] for road in roads * 2],
        ),
    )


def choice() -> Network:
    """Return the priced world on both ways; no stop is tied to them."""
    network = priced_world()
    limit = (
        network["parameters"]
        .iloc[[0]]
        .assign(parameter="road_tie_km", mode="stop", value=0.01, low=0.01, high=0.01, unit="km")
    )
    table = pd.concat([network["parameters"], limit], ignore_index=True)
    return join_layer(network.replace_table("parameters", table), layer_of_graph(two_ways()))


@cache
def models(when: str) -> tuple[TravelModel, TravelModel]:
    """Return the priced world on its roads and on streets that are these."""
    return TravelModel(priced_world(when)), TravelModel(far_stops_world(when, priced=True))


def drive(model: TravelModel, impedance: Impedance) -> tuple[float, float, float]:
    trip = model.path("P1", "P2", using="drive", impedance=impedance)
    return (round(trip.travel_min, 2), trip.yuan, trip.co2_kg)


@pytest.mark.parametrize("when", DAYS)
@pytest.mark.parametrize("using", MEANS)
@pytest.mark.parametrize("impedance", get_args(Impedance))
def test_streets_that_are_the_strategic_roads_cost_the_same(
    when: str, using: ModeSet, impedance: Impedance
) -> None:
    ours, streets = models(when)
    expected = ours.costs(impedance=impedance, using=using)
    pd.testing.assert_frame_equal(streets.costs(impedance=impedance, using=using), expected)
    for start, end in (("P1", "P3"), ("P3", "P2"), ("X1", "P1")):
        trips = [
            model.path(start, end, impedance=impedance, using=using) for model in (ours, streets)
        ]
        columns = ["leg", "minutes", "yuan", "generalised_yuan", "co2_kg", "cost_km"]
        columns += ["yuan_basis", "co2_basis"]
        legs = [trip.legs[columns] for trip in trips]
        pd.testing.assert_frame_equal(legs[1], legs[0])


@pytest.mark.parametrize("impedance", get_args(Impedance))
@pytest.mark.parametrize("network", [street_world(same_streets(), priced=True), choice()])
def test_legs_add_up_exactly(network: Network, impedance: Impedance) -> None:
    model = TravelModel(network)
    named = {"money": "yuan", "generalised_cost": "generalised_yuan", "co2": "co2_kg"}
    for row in model.costs(impedance=impedance).to_dict("records"):
        trip = model.path(row["from_id"], row["to_id"], impedance=impedance)
        assert math.isfinite(row["travel_min"])
        assert trip.travel_min == pytest.approx(row["travel_min"], abs=1e-9)
        for name, (column, per_unit) in COST_COLUMNS.items():
            whole = round(getattr(trip, named[name]) * per_unit)
            assert sum(round(each * per_unit) for each in trip.legs[named[name]]) == whole
            assert round(row[column] * per_unit) == whole


def test_a_station_on_the_street_is_driven_to_with_a_stretch() -> None:
    # S1 lies on N1-N2, 0.08 of 30 km from N1; parking there 4 yuan. 0.5 yuan a km, by two.
    trip = TravelModel(street_world(same_streets(), priced=True)).path("P1", "P3", using="rail")
    access = trip.legs.set_index("leg").loc["access"]
    assert access["cost_km"] == pytest.approx(2.4, abs=1e-3)
    assert access["yuan"] == pytest.approx(2.4 * 0.25 + 2.0, abs=0.006)
    assert access["co2_kg"] == pytest.approx(2.4 * 0.0875, abs=0.0006)


def test_the_way_is_the_one_that_takes_least() -> None:
    model = TravelModel(choice())
    # Motorway: 15 min, 0.9 yuan a km by two; trunk 40 min, 0.5. Parking 5 min, 3 yuan each.
    assert drive(model, "time") == (20.0, 16.5, 2.625)
    assert drive(model, "money") == (45.0, 11.0, 2.8)
    assert drive(model, "co2") == (20.0, 16.5, 2.625)
    # 5.5 yuan for 25 minutes: 13.2 yuan an hour.
    for worth, minutes in ((13.0, 45.0), (13.4, 20.0)):
        by_worth = model.with_parameters({VALUE: worth})
        assert drive(by_worth, "generalised_cost")[0] == minutes
    cheap, fast = (
        model.path("P1", "P2", using="drive", impedance=by) for by in get_args(Impedance)[1::-1]
    )
    assert str(cheap.legs["via_en"].iloc[0]) == "trunk"
    assert "motorway" in str(fast.legs["via_en"].iloc[0])
    assert [float(trip.legs["length_km"].iloc[0]) for trip in (cheap, fast)] == [32.0, 30.0]


def test_a_taxi_goes_its_own_way() -> None:
    # A taxi takes 2 yuan a km, so 2 km more cost 4 yuan, and the toll of 30 km 12: still the trunk.
    # At 8 yuan a km the motorway is cheaper for a taxi, and not for a car.
    dear = TravelModel(choice()).with_parameters({("taxi_cny_per_km", "all"): 8.0})
    costs = dear._costs_by("money")
    streets = dear.topology.streets
    assert streets is not None
    nodes = dear.network["nodes"]["node_id"].iloc[streets.rows].tolist()
    pair = nodes.index("N1") * len(nodes) + nodes.index("N2")
    assert {kind.name: round(ways.km[pair], 6) for kind, ways in costs.ways.items()} == {
        "STREET": 32.0,
        "STREET_TAXI": 30.0,
    }


def test_of_equally_cheap_ways_the_fastest_counts() -> None:
    keys = [
        ("fuel_cny_per_km", "petrol_car"),
        ("energy_cny_per_km", "electric_car"),
        ("toll_cny_per_km", "car"),
    ]
    free = dict.fromkeys(keys, 0.0)
    assert drive(TravelModel(choice()).with_parameters(free), "money")[:2] == (20.0, 3.0)


def test_a_toll_of_a_replaced_road_is_that_of_its_streets() -> None:
    network = far_stops_world(priced=True)
    paid = edit(network, "roads", {"road_id": "R1"}, toll="yes")
    assert drive(TravelModel(paid), "time")[1] == pytest.approx(3.0 + 30 * 0.45)
    # The fastest way from N1 to N2 is the motorway, so that is what R1 stands for.
    free = edit(choice(), "roads", {"road_id": "R1"}, toll="no", road_class="motorway")
    assert drive(TravelModel(free), "money") == (20.0, 10.5, 2.625)


def test_toll_free_motorways_draw_those_who_count_money() -> None:
    change = {"action": "set_parameter", "parameter": "toll_cny_per_km", "mode": "car", "value": 0}
    edited = applied(change, network=choice())
    before, after = (drive(TravelModel(each), "money") for each in (edited.before, edited.after))
    assert (before, after) == ((45.0, 11.0, 2.8), (20.0, 10.5, 2.625))


def test_closed_streets_lead_nowhere_and_cost_nothing() -> None:
    network = far_stops_world("2024-12-31", priced=True)
    closed = applied({"action": "close", "id": "R2"}, network=network).after
    table = TravelModel(closed).costs(["P1"], ["P3"], impedance="money", using="drive")
    assert np.isinf(table["money_yuan"].iloc[0])
