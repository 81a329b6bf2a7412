"""Ways to the first ride and from the last without a car, computed by hand (see tests/worlds.py).

P1 lies 3 km by road from S1 and 0.25 km on foot from M1; S3 lies 2 km from P3. P1 lies 30 km by
road from P2.
"""

from __future__ import annotations

import io
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from tests.street_worlds import far_stops_world
from tests.worlds import priced_world, world_table
from transnet.base.errors import InputError
from transnet.base.units import UNREACHABLE_MS
from transnet.model.network import Network
from transnet.report.terminal.path_table import path_table
from transnet.supply.kinds import ArcKind
from transnet.travel.model import TravelModel

SOUND = {"source": "test", "basis": "assumed", "confidence": "low"}
BUS_G_PER_KM = 50.0


def _with_bus(
    network: Network, kmh: float = 12.0, fare: float | None = 1.0, longest_km: float | None = None
) -> Network:
    found = {("own_leg_kmh", "km/h"): kmh, ("emission_gco2_per_pkm", "gCO2/pkm"): BUS_G_PER_KM}
    if fare is not None:
        found["own_leg_cny", "CNY"] = fare
    if longest_km is not None:
        found["own_leg_max_km", "km"] = longest_km
    rows = [
        {
            "parameter": name, "mode": "bus" if name.startswith("emission") else "all",
            "value": str(value), "low": str(value), "high": str(value), "unit": unit, **SOUND,
        }
        for (name, unit), value in found.items()
    ]  # fmt: skip
    table = network["parameters"]
    table = table[~((table["parameter"] == "emission_gco2_per_pkm") & (table["mode"] == "bus"))]
    both = pd.concat([table, world_table("parameters", rows)], ignore_index=True)
    return network.replace_table("parameters", both)


def _without_rides(network: Network) -> Network:
    services = network["services"].assign(closed=pd.Timestamp("2011-01-01"))
    return network.replace_table("services", services)


def _legs(model: TravelModel, using: Literal["rail", "carfree"] = "carfree") -> pd.DataFrame:
    return model.path("P1", "P3", using=using).legs.set_index("leg")


MODEL = TravelModel(_with_bus(priced_world()))
FAR = TravelModel(_with_bus(priced_world(), longest_km=30.0))
ALONE = TravelModel(_with_bus(_without_rides(priced_world()), longest_km=30.0))


def test_a_bus_takes_its_length_over_its_speed_and_costs_its_fare() -> None:
    legs = _legs(MODEL)
    assert legs.loc[["access", "egress"], "minutes"].tolist() == [15.0, 10.0]
    assert legs.loc[["access", "egress"], "yuan"].tolist() == [1.0, 1.0]
    assert legs.loc[["access", "egress"], "co2_kg"].tolist() == pytest.approx([0.15, 0.1])
    worth = MODEL.network.parameter("value_of_time_cny_per_h", "commuting")
    assert legs.loc["access", "generalised_yuan"] == pytest.approx(1.0 + worth * 15 / 60)


def test_who_has_a_car_drives_and_takes_a_taxi_as_before() -> None:
    cars = TravelModel(priced_world())
    pd.testing.assert_frame_equal(_legs(MODEL, "rail"), _legs(cars, "rail"))
    assert _legs(cars, "rail")["mode"]["access"] == "road"


def test_a_leg_says_how_one_goes_and_what_that_rests_on() -> None:
    legs = _legs(MODEL)
    assert legs.loc["access", ["mode", "via_zh", "via_en"]].tolist() == [
        "bus/cycle", "公交/骑行", "bus or cycle",
    ]  # fmt: skip
    assert legs["recalled_parameters"]["egress"] == "own_leg_kmh"
    assert (legs["yuan_basis"]["access"], legs["co2_basis"]["access"]) == ("assumed", "assumed")


def test_a_walk_of_the_tables_stays_a_walk() -> None:
    (walk,) = np.flatnonzero(MODEL.network["access"]["access_id"] == "a4")
    (arc,) = [
        each
        for each in MODEL.topology.arcs_of[ArcKind.ACCESS]
        if MODEL.topology.arc_row[each] == walk
    ]
    costs = MODEL._costs_by("money", "carfree")
    assert costs.times.total[arc] == 60_000 * 60 * 0.25 / 5
    assert costs.amounts["money"][arc] == costs.amounts["co2"][arc] == 0


@pytest.mark.parametrize("kmh", [None, 4.0])
def test_one_walks_without_a_bus_or_past_a_slow_one(kmh: float | None) -> None:
    world = priced_world()
    legs = _legs(TravelModel(world if kmh is None else _with_bus(world, kmh)))
    assert legs["minutes"]["egress"] == 60 * 2 / 5
    assert legs.loc["egress", ["mode", "yuan", "co2_kg"]].tolist() == ["walk", 0.0, 0.0]
    assert legs["recalled_parameters"]["egress"] in ("", "walk_speed_kmh")
    assert (legs["yuan_basis"]["egress"], legs["co2_basis"]["egress"]) == ("", "")


@pytest.mark.parametrize("model", [MODEL, FAR, ALONE])
@pytest.mark.parametrize("impedance", ["time", "money", "generalised_cost", "co2"])
def test_legs_add_up_whatever_is_least(impedance: str, model: TravelModel) -> None:
    for row in model.costs(using="carfree", impedance=impedance).to_dict("records"):  # type: ignore[arg-type]
        path = model.path(row["from_id"], row["to_id"], using="carfree", impedance=impedance)  # type: ignore[arg-type]
        assert path.travel_min == pytest.approx(row["travel_min"])
        assert path.mode == row["mode"]
        if np.isfinite(row["travel_min"]):
            assert path.legs["minutes"].sum() == pytest.approx(row["travel_min"])
            assert path.legs["yuan"].sum() == pytest.approx(row["money_yuan"])
            assert path.legs["co2_kg"].sum() == pytest.approx(row["co2_kg"])


def test_a_bus_without_a_fare_is_named_when_money_is_asked_for() -> None:
    model = TravelModel(_with_bus(priced_world(), fare=None))
    assert np.isfinite(model.path("P1", "P3", using="carfree").travel_min)
    with pytest.raises(InputError) as refused:
        model.costs(using="carfree", impedance="money")
    assert "own_leg_cny" in str(refused.value)


def test_a_bus_keeps_its_timetable_at_the_peak() -> None:
    peak = MODEL.with_traffic("peak")
    assert _legs(peak)["minutes"]["access"] == 15.0
    assert _legs(peak, "rail")["minutes"]["access"] > _legs(MODEL, "rail")["minutes"]["access"]


def test_over_streets_a_bus_takes_the_shortest_way() -> None:
    model = TravelModel(_with_bus(far_stops_world(priced=True)))
    ways, bare = model.leg_minutes(using="carfree"), MODEL.leg_minutes(using="carfree")
    pd.testing.assert_frame_equal(ways, bare)
    assert _legs(model)["length_km"]["access"] == pytest.approx(3.0, abs=0.01)


def test_without_a_car_no_trip_is_better_than_with_one() -> None:
    choice = {using: MODEL.trips(using).choice_min for using in ("carfree", "public", "best")}  # type: ignore[arg-type]
    assert (choice["carfree"] >= choice["public"]).all()
    assert (choice["public"] >= choice["best"]).all()


@pytest.mark.parametrize("impedance", ["time", "money", "generalised_cost", "co2"])
def test_public_takes_no_more_than_without_a_car_whatever_is_least(impedance: str) -> None:
    taken = False
    for model in (MODEL, FAR, ALONE):
        public, carfree = (model.trips(using, impedance) for using in ("public", "carfree"))  # type: ignore[arg-type]
        reached = carfree.travel < UNREACHABLE_MS
        assert (public.travel[reached] < UNREACHABLE_MS).all()
        by = [t.choice if impedance == "time" else t.amounts[impedance] for t in (public, carfree)]  # type: ignore[index]
        assert (by[0] <= by[1])[reached].all()
        assert public.carless is not None
        taken |= bool(public.carless.any())
        for name in ("P1", "P2"):
            path = model.path(name, "P3", using="public", impedance=impedance)  # type: ignore[arg-type]
            row = model.costs([name], ["P3"], using="public", impedance=impedance).iloc[0]  # type: ignore[arg-type]
            if np.isfinite(row["travel_min"]):
                assert path.travel_min == pytest.approx(row["travel_min"])
                assert path.yuan == pytest.approx(row["money_yuan"])
    assert taken


def test_one_may_go_all_the_way_without_a_ride() -> None:
    path = ALONE.path("P1", "P2", using="carfree")
    (leg,) = path.legs.to_dict("records")
    assert (path.travel_min, path.yuan) == (150.0, 1.0)
    assert path.co2_kg == pytest.approx(1.5)
    assert (path.mode, leg["leg"], leg["mode"], leg["length_km"]) == (
        "bus/cycle", "drive", "bus/cycle", 30.0,
    )  # fmt: skip
    assert leg["via_zh"].startswith("公交/骑行")
    assert leg["via_en"].startswith("bus or cycle")
    assert (leg["recalled_parameters"], leg["yuan_basis"]) == ("own_leg_kmh", "assumed")
    worth = ALONE.network.parameter("value_of_time_cny_per_h", "commuting")
    assert path.generalised_yuan == pytest.approx(1.0 + worth * 150 / 60)


def test_nobody_drives_all_the_way_without_a_car() -> None:
    said = str(ALONE.path("P1", "P2", using="carfree"))
    assert "all the way" in said
    assert "drive" not in said
    shown = io.StringIO()
    Console(file=shown, width=120).print(path_table(ALONE.path("P1", "P2", using="carfree")))
    assert "by bus or cycle" in shown.getvalue()
    assert "all the way" in shown.getvalue()
    assert "驾车" not in shown.getvalue()
    row = ALONE.leg_minutes(["P1"], ["P2"], using="carfree").iloc[0]
    assert (row["mode"], row["drive_min"], row["access_min"]) == ("bus/cycle", 150.0, 0.0)


@pytest.mark.parametrize("impedance", ["time", "money", "generalised_cost", "co2"])
def test_all_the_way_is_bounded_whatever_is_least(impedance: str) -> None:
    near = TravelModel(_with_bus(_without_rides(priced_world()), longest_km=29.9))
    for model, goes in ((ALONE, True), (near, False), (MODEL, False)):
        drives = model.trips("carfree", impedance).drives  # type: ignore[arg-type]
        assert (drives[0, 1], drives[1, 0], drives[0, 2]) == (goes, goes, False)


def test_a_ride_is_taken_where_it_is_better() -> None:
    assert FAR.path("P1", "P2", using="carfree").mode == "rail"
    assert FAR.path("P1", "P2", using="carfree", impedance="money").mode == "bus/cycle"


def test_one_walks_all_the_way_without_a_bus() -> None:
    world = _with_bus(_without_rides(priced_world()), 4.0, longest_km=30.0)
    path = TravelModel(world).path("P1", "P2", using="carfree")
    assert (path.mode, path.travel_min, path.yuan, path.co2_kg) == ("walk", 360.0, 0.0, 0.0)


def test_all_the_way_over_streets_takes_the_shortest_way() -> None:
    model = TravelModel(_with_bus(_without_rides(far_stops_world(priced=True)), longest_km=31.0))
    path = model.path("P1", "P2", using="carfree")
    assert path.mode == "bus/cycle"
    assert path.legs["length_km"].sum() == pytest.approx(30.0, abs=0.05)
    assert path.travel_min == pytest.approx(5 * path.legs["length_km"].sum(), abs=0.01)
    assert path.yuan == 1.0


@pytest.mark.parametrize("impedance", ["time", "money", "generalised_cost", "co2"])
def test_all_the_way_never_costs_more_and_changes_nothing_for_cars(impedance: str) -> None:
    for using in ("best", "rail"):
        bare, far = (model.trips(using, impedance) for model in (MODEL, FAR))  # type: ignore[arg-type]
        np.testing.assert_array_equal(bare.travel, far.travel)
    longer = [
        TravelModel(_with_bus(priced_world(), longest_km=km)).trips("carfree", impedance)  # type: ignore[arg-type]
        for km in (29.9, 30.0, 95.0)
    ]
    by = [t.choice if impedance == "time" else t.amounts[impedance] for t in longer]  # type: ignore[index]
    reached = [t.travel < UNREACHABLE_MS for t in longer]
    for (less, had), (more, has) in zip(
        zip(by, reached, strict=True), list(zip(by, reached, strict=True))[1:], strict=False
    ):
        assert (has >= had).all()
        assert (more[had] <= less[had]).all()
    assert longer[2].drives.sum() > longer[0].drives.sum()
