"""How far one goes by road to a ride, and what a long way counts for in the choice."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.travel.train_worlds import SOUND, trains_world
from tests.worlds import world_table
from transnet.base.units import UNREACHABLE_MS
from transnet.kernels.strategies.nearest_platforms import platform_costs
from transnet.model.network import Network
from transnet.supply.kinds import Mode
from transnet.supply.overrides import Parameters
from transnet.supply.road_limits import RoadLimits, road_limits
from transnet.travel.model import TravelModel

EMU = np.array([Mode.EMU])
WEIGHT = "long_road_leg_weight"


def _limited(values: dict[tuple[str, str], float], *, fast: bool = True) -> Network:
    """P1 with slow trains from S1, 3 km away, and fast ones from S2, 32 km away, both to P3."""
    lines = [("emu", 24.0, ("S1", "S3"), (70, 1)), ("emu", 24.0, ("S2", "S3"), (20, 1))]
    world = trains_world(
        lines if fast else lines[:1], [("N1", "S1", 3), ("N2", "S2", 2), ("N3", "S3", 2)]
    )
    rows = [
        {
            "parameter": name, "mode": mode, "value": str(value), "low": str(value),
            "high": str(value), "unit": "1", **SOUND,
        }
        for (name, mode), value in values.items()
    ]  # fmt: skip
    both = pd.concat([world["parameters"], world_table("parameters", rows)], ignore_index=True)
    return world.replace_table("parameters", both)


def _limits(weight: float) -> dict[tuple[str, str], float]:
    return {("road_leg_max_km", "emu"): 10.0, (WEIGHT, "all"): weight}


def _boarded(weight: float) -> str:
    hard_to_park = {("parking_min", "all"): 30.0}
    path = TravelModel(_limited(_limits(weight)), parameters=hard_to_park).path("P1", "P3")
    return "/".join(path.alternatives["from_id"])


def test_nobody_drives_past_his_own_station_for_a_few_minutes() -> None:
    assert _boarded(1.0) == "S2"
    assert _boarded(3.0) == "S1"


def test_a_long_way_counts_for_more_and_takes_no_longer() -> None:
    limits = _limits(1.5)
    model = TravelModel(_limited(limits))
    trips, plain = (
        each.trips("best") for each in (model, model.with_parameters({(WEIGHT, "all"): 1.0}))
    )
    # Both drive the 32 km to S2, of which 22 are beyond the limit.
    access = plain.sums[0, 0, 2]
    assert trips.sums[0, 0, 2] == access
    more = trips.choice_min[0, 2] - plain.choice_min[0, 2]
    assert more == pytest.approx(0.5 * (access / 60_000) * (1 - 10 / 32), rel=1e-3)


@pytest.mark.parametrize("weight", [1.0, 1.5, 3.0])
def test_a_further_train_makes_no_choice_worse_and_a_ride_less_none_better(weight: float) -> None:
    found = [TravelModel(_limited(_limits(weight), fast=fast)) for fast in (False, True)]
    before, after = (model.trips("best").choice_min for model in found)
    assert (after <= before + 1e-9).all()
    assert (found[1].trips("public").choice_min >= after - 1e-9).all()


def test_where_one_may_not_drive_all_the_way_a_long_way_is_none() -> None:
    read = Parameters(_limited(_limits(3.0)))
    for using in ("public", "rail", "carfree"):
        limits = road_limits(read, using, "time")  # type: ignore[arg-type]
        assert (limits.longest_km[Mode.EMU], limits.weight) == (10.0, 1.0)
    assert road_limits(read, "best", "time").longest_km[Mode.EMU] == np.inf
    assert road_limits(read, "best", "time").weight == 3.0
    assert road_limits(read, "best", "generalised_cost").weight == 1.0  # its kilometres cost


@given(
    st.integers(0, 10**8), st.floats(0, 500), st.floats(0, 500), st.floats(1, 200), st.floats(1, 5)
)
def test_neither_a_shorter_nor_a_faster_way_counts_for_more(
    ms: int, km: float, shorter: float, usual: float, weight: float
) -> None:
    limits = RoadLimits(
        np.full(len(Mode), np.inf), np.inf, np.full(len(Mode), usual), weight=weight
    )
    node, counted = np.zeros(1, np.int32), limits.counted(EMU, np.zeros(1, np.int64))

    def beyond(cost: int, length: float) -> int:
        way = (np.array([[each]], np.int32) for each in (cost, length * 1000))
        return int(platform_costs(*way, node, counted)[0][0, 0]) - cost

    assert 0 <= beyond(ms // 2, km) <= beyond(ms, km) <= (weight - 1) * ms + 1
    assert beyond(ms, min(km, shorter)) <= beyond(ms, km)
    assert beyond(ms, min(km, usual)) == 0
    assert beyond(int(UNREACHABLE_MS), km) == 0
