"""Where verdicts turn along an input."""

from __future__ import annotations

import pytest

from tests.worlds import line_world
from transnet.base.errors import InputError, UnknownNameError
from transnet.decision.scan import ScannedInput, scan
from transnet.scenario.file import Scenario
from transnet.study.run import run

WORLD = line_world("2024-12-31")
_TODAY = Scenario.from_dict({"id": "s", "date": "2024-12-31"})


def test_each_point_is_what_a_run_of_it_says() -> None:
    waits = ScannedInput("parameter", (0.0, 5.0, 9.0, 20.0, 40.0), "entry_min", "emu")
    days = ScannedInput("date", ("2022-10-31", "2024-12-31", "2027-01-01"))
    found = scan(_TODAY, [waits, days], network=WORLD)
    assert len(found.table) == 15 * len(WORLD["targets"])
    for (wait, day), rows in found.table.groupby(["entry_min emu", "date"]):
        edit = {"action": "set_parameter", "parameter": "entry_min", "mode": "emu", "value": wait}
        own = Scenario.from_dict({"id": "s", "date": day, "edit": [edit]})
        verdicts = run(own, network=WORLD).after.verdicts
        assert rows["met"].tolist() == verdicts["met"].tolist()
        assert rows["value"].tolist() == verdicts["value"].tolist()


def test_a_turn_is_named_between_its_neighbours() -> None:
    waits = ScannedInput("parameter", tuple(float(each) for each in range(0, 60, 5)), "parking_min")
    found = scan(_TODAY, [waits], network=WORLD)
    assert len(found.turns)
    for row in found.turns.to_dict("records"):
        own = found.table[found.table["target_id"] == row["target_id"]]
        met = own.set_index("parking_min")["met"]
        assert met[row["met_at"]]
        assert not met[row["missed_at"]]
        assert abs(row["met_at"] - row["missed_at"]) == 5.0


def test_what_is_no_input_is_refused() -> None:
    with pytest.raises(InputError, match="one input or two"):
        scan(_TODAY, [], network=WORLD)
    with pytest.raises(InputError, match="one input or two"):
        scan(_TODAY, [ScannedInput("date", ())], network=WORLD)
    with pytest.raises(InputError, match="colour: an input is"):
        scan(_TODAY, [ScannedInput("colour", (1.0,))], network=WORLD)
    with pytest.raises(UnknownNameError, match="transnet list services"):
        scan(_TODAY, [ScannedInput("headway_min", (10.0,), "no-such")], network=WORLD)
