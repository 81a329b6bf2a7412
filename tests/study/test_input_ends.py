"""Inputs between their ends."""

from __future__ import annotations

import pytest

from tests.worlds import line_world
from transnet.study.compiled import CompiledNetwork
from transnet.study.input_ends import HEADWAYS, MEASURES, vary

WORLD = line_world("2024-12-31")


@pytest.mark.parametrize(
    ("at", "entry", "trunk", "parking"),
    [
        (0.0, 5.0, 0.9, 2.0),
        (0.25, 7.5, 0.85, 3.5),
        (0.5, 10.0, 0.8, 5.0),
        (0.75, 15.0, 0.75, 7.5),
        (1.0, 20.0, 0.7, 10.0),
    ],
)
def test_a_place_between_the_ends_lies_straight_on_each_side(
    at: float, entry: float, trunk: float, parking: float
) -> None:
    found = vary(WORLD, {"entry_min[emu]": at, "speed_factor": at, "parking_min": at, MEASURES: at})
    assert found.parameter("entry_min", "emu") == pytest.approx(entry)
    assert found.parameter("entry_min", "metro") == 2.0
    assert found.parameter("speed_factor", "trunk") == pytest.approx(trunk)
    assert found.parameter("parking_min") == pytest.approx(parking)
    lanes = {0.0: 8.0, 0.25: 7.0, 0.5: 6.0, 0.75: 5.0, 1.0: 4.0}[at]
    assert found["measures"]["value"].item() == lanes


def test_a_rows_own_place_counts_before_its_parameters() -> None:
    found = vary(WORLD, {"entry_min": 0.0, "entry_min[emu]": 1.0})
    assert found.parameter("entry_min", "emu") == 20.0
    assert found.parameter("entry_min", "air") == 45.0


def test_trains_to_come_keep_their_span() -> None:
    table = WORLD["services"]
    ends = {"headway_low_min": 20.0, "headway_high_min": 80.0}
    own = table["service_id"] == "E1"
    ranged = table.assign(**{name: table[name].where(~own, end) for name, end in ends.items()})
    network = WORLD.replace_table("services", ranged)
    study = CompiledNetwork(network)
    state = study.state(date="2024-12-31")
    for at, headway, trains in ((0.25, 30.0, 32.0), (0.75, 60.0, 16.0)):
        row = study.network_of(state.with_inputs([HEADWAYS], at))["services"][own]
        assert (row["headway_min"].item(), row["trains_per_day"].item()) == (headway, trains)
