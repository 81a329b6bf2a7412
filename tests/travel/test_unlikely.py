"""Trips that must ride and that nobody makes are said to be none that anybody makes, and stay."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.travel.train_worlds import SOUND, Service, trains_world
from tests.worlds import world_table
from transnet.base.language import speaking
from transnet.model.network import Network
from transnet.supply.kinds import ModeSet
from transnet.travel.model import TravelModel
from transnet.travel.unlikely import likely_ride_drives, unlikely_notices

ACCESS = [("N1", "S1", 3), ("N3", "S3", 2)]
DRIVES = 3


def _bounded(network: Network, drives: float = DRIVES) -> Network:
    text = str(drives)
    row = {
        "parameter": "likely_ride_drives", "mode": "all", "value": text, "low": text, "high": text,
        "unit": "1", **SOUND,
    }  # fmt: skip
    rows = world_table("parameters", [row])
    both = pd.concat([network["parameters"], rows], ignore_index=True)
    return network.replace_table("parameters", both)


def _model(ride_min: int) -> TravelModel:
    line: Service = ("emu", 20, ("S1", "S3"), (ride_min, 1))
    return TravelModel(_bounded(trains_world([line], ACCESS)))


def _told(model: TravelModel, using: ModeSet) -> list[str]:
    return [str(each) for each in unlikely_notices(model, [model.path("P1", "P3", using=using)])]


def _minutes(model: TravelModel, using: ModeSet) -> float:
    return float(model.travel_times(["P1"], ["P3"], using=using)["travel_min"].iloc[0])


def test_a_ride_of_more_than_three_drives_is_named_and_stays() -> None:
    drive, other = (_minutes(_model(36), using) for using in ("drive", "rail"))
    at_most = int(DRIVES * drive - (other - 36))
    usual, long = _model(at_most), _model(at_most + 1)
    assert _told(usual, "rail") == []
    (said,) = _told(long, "rail")
    assert "[nobody_rides]" in said
    assert f"{_minutes(long, 'rail'):.0f} min" in said
    assert f"by road it is {drive:.0f}" in said
    assert _minutes(long, "rail") == pytest.approx(_minutes(usual, "rail") + 1)


def test_every_way_that_is_shown_is_asked() -> None:
    model = _model(2000)
    ways = [model.path("P1", "P3", using=using) for using in ("best", "rail", "public")]
    assert [each.value.split("(")[1] for each in unlikely_notices(model, ways)] == [
        "rail)",
        "public)",
    ]


def test_who_drives_or_stays_or_finds_no_way_is_told_nothing() -> None:
    model = _model(2000)
    assert _told(model, "best") == _told(model, "drive") == []
    at_home = model.path("P1", "P1", using="rail")
    apart = TravelModel(_bounded(trains_world([], ACCESS))).path("P1", "P3", using="rail")
    assert np.isinf(apart.travel_min)
    assert unlikely_notices(model, [at_home, apart]) == []


def test_the_bound_is_a_row_of_the_parameters_and_none_without_it() -> None:
    line: Service = ("emu", 20, ("S1", "S3"), (2000, 1))
    plain = trains_world([line], ACCESS)
    assert _told(TravelModel(plain), "rail") == []
    assert np.isinf(likely_ride_drives(plain))
    wide = TravelModel(_bounded(plain, 99))
    assert _minutes(wide, "rail") < 99 * _minutes(wide, "drive")
    assert _told(wide, "rail") == []


def test_it_is_said_in_chinese_too() -> None:
    with speaking("zh"):
        (said,) = _told(_model(2000), "rail")
    assert "没有人" in said
