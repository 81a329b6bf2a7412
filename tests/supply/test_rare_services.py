"""A service that runs too seldom to wait for is named, with what to do about it."""

from __future__ import annotations

import pytest

from tests.travel.train_worlds import Service, trains_world
from transnet.base.errors import InputError
from transnet.supply.overrides import Parameters
from transnet.supply.rare_services import too_rare
from transnet.supply.weights import wait_rule
from transnet.travel.model import TravelModel

WAYS = [("N1", "S1", 3), ("N3", "S3", 2)]
NO_CAP = {("wait_beyond_cap_share", "all"): 1.0}


def test_a_service_that_runs_too_seldom_is_named() -> None:
    lines: list[Service] = [
        ("emu", 24, ("S1", "S2"), (10, 1)),
        ("emu", 0.01, ("S1", "S3"), (36, 1)),
    ]
    network = trains_world(lines, WAYS)
    with pytest.raises(InputError) as caught:
        TravelModel(network, parameters=NO_CAP)
    (notice,) = caught.value.notices
    found = (notice.table, notice.row, notice.column, notice.value)
    assert found == ("services", 3, "trains_per_day", "0.01")
    # 960 minutes between 0.01 trains, half of them: 48,000
    assert notice.hint.startswith("the wait for V1 (V1) is 33 days")
    assert "wait_beyond_cap_share" in notice.hint
    TravelModel(network)  # with the cap


def test_services_that_one_can_wait_for_are_not_to_blame() -> None:
    model = TravelModel(trains_world([("emu", 24, ("S1", "S3"), (36, 1))], WAYS))
    wait = wait_rule(model.topology, Parameters(model.network, NO_CAP))
    trains = model.times.pairs.departures.trains
    assert too_rare(model.network, model.topology, trains, wait) is None
