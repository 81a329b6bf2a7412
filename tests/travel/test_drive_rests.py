"""Who drives all the way for long stops to rest; by P1-P2 30 min of road, P1-P3 90, parking 5."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import line_world, priced_world, world_table
from transnet.model.network import Network
from transnet.supply.overrides import Parameters
from transnet.travel.drive_rests import rest_ms, rest_rules
from transnet.travel.model import TravelModel


def _resting(network: Network, every: float, rest: float, spread: float = 0.0) -> Network:
    rows = [
        {
            "parameter": name, "mode": "all", "value": str(value), "low": str(value),
            "high": str(value), "unit": unit, "source": "drawn", "basis": "found",
            "confidence": "high",
        }
        for name, value, unit in (
            ("drive_rest_every_min", every, "min"), ("drive_rest_min", rest, "min"),
            ("drive_rest_spread_share", spread, "1"),
        )
    ]  # fmt: skip
    both = [network["parameters"], world_table("parameters", rows)]
    return network.replace_table("parameters", pd.concat(both, ignore_index=True))


@pytest.mark.parametrize(
    ("every", "minutes"),
    [(30, (35, 95 + 30)), (45, (35, 95 + 15)), (89, (35, 95 + 15)), (90, (35, 95))],
)
def test_one_rests_whenever_some_way_is_left(every: float, minutes: tuple[float, float]) -> None:
    model = TravelModel(_resting(line_world(), every, 15))
    found = [model.path("P1", end, using="drive") for end in ("P2", "P3")]
    assert tuple(path.travel_min for path in found) == minutes
    trips = model.trips("drive")
    ends = [model.place_ids.index(end) for end in ("P1", "P2", "P3")]
    assert tuple(trips.travel[ends[0], ends[1:]] / 60_000) == minutes
    for path in found:
        assert path.legs["minutes"].tolist() == [path.travel_min]
        assert path.legs["length_km"].tolist() == [30.0 if path.destination.id == "P2" else 90.0]


def test_a_rest_may_make_the_train_the_better_choice() -> None:
    world = line_world("2026-06-30")  # 53 min at the wheel by the new motorway
    model = TravelModel(world), TravelModel(_resting(world, 30, 60))
    before, after = (each.path("P1", "P3") for each in model)
    assert (before.mode, before.travel_min) == ("drive", 58.0)
    assert after.mode == "rail"
    assert before.travel_min < after.travel_min < 58.0 + 60.0
    assert (model[1].trips().choice >= model[0].trips().choice).all()


def test_rests_cost_time_and_no_money() -> None:
    free, resting = (
        TravelModel(each) for each in (priced_world(), _resting(priced_world(), 30, 15))
    )
    before, after = (
        each.path("P1", "P3", using="drive", impedance="generalised_cost")
        for each in (free, resting)
    )
    assert (after.yuan, after.co2_kg) == (before.yuan, before.co2_kg)
    worth = free.network.parameter("value_of_time_cny_per_h", "commuting") * 30 / 60
    assert after.generalised_yuan - before.generalised_yuan == pytest.approx(worth, abs=0.01)
    assert after.legs["generalised_yuan"].sum() == after.generalised_yuan
    by_table = resting.trips("drive", "generalised_cost")
    ends = [resting.place_ids.index(end) for end in ("P1", "P3")]
    assert by_table.amounts["generalised_cost"][*ends] / 100 == after.generalised_yuan
    assert by_table.travel[*ends] / 60_000 == after.travel_min


def test_nobody_rests_on_a_bus_or_where_the_network_says_nothing() -> None:
    world = _resting(line_world(), 30, 15)
    travel = [TravelModel(each).trips("carfree").travel for each in (line_world(), world)]
    assert (travel[0] == travel[1]).all()
    read = Parameters(line_world())
    assert not rest_ms(rest_rules(read), np.array([0, 10**9])).any()


@pytest.mark.parametrize(
    ("at_wheel", "rest"),  # a tenth more on some days, a tenth less on others: due on what share?
    [(218, 0), (240, 10), (250, 14), (300, 20), (381, 20), (480, 30), (600, 40), (750, 54)],
)
def test_a_rest_is_the_mean_of_days_on_which_it_is_due(at_wheel: float, rest: float) -> None:
    read = Parameters(_resting(line_world(), 240, 20, 0.1))
    assert rest_ms(rest_rules(read), np.array([round((at_wheel + 5) * 60_000)])) / 60_000 == rest


@given(
    st.lists(st.integers(0, 2_000_000_000), min_size=2, max_size=20),
    st.sampled_from([0.0, 0.05, 0.1, 0.5]),
)
def test_a_longer_drive_never_rests_less(drives: list[int], spread: float) -> None:
    read = Parameters(_resting(line_world(), 240, 20, spread))
    rests = rest_ms(rest_rules(read), np.sort(np.array(drives)))
    assert (np.diff(rests) >= 0).all()
    assert (rests <= np.sort(np.array(drives)) * (1 + spread) * 20 / 240).all()
