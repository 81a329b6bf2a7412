"""What is said of drives below the verdicts comes of the drives that people recall."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.worlds import line_world
from transnet.report.words.drive_note import drive_note
from transnet.report.words.readings import Reading, readings
from transnet.report.words.words import same
from transnet.study.result import Result
from transnet.study.run import run


def _people(opened: Result, leg: str) -> Reading:
    (reading,) = (each for each in readings(opened) if each.target_id == "plan-people")
    return replace(
        reading, before=replace(reading.before, leg=""), after=replace(reading.after, leg=leg)
    )


_LONGER = (
    "drives take 17 to 31 % longer here than the 2 that people recall, so people within the hour "
    "are rather too few"
)
_LESS = _LONGER.replace("longer", "less").replace("few", "many")


@pytest.mark.parametrize(
    ("errors", "said"),
    [([17.2, 30.8], _LONGER), ([-30.8, -17.2], _LESS), ([-1.0, 30.8], ""), ([], "")],
)
def test_the_range_is_said_where_all_err_to_one_side(
    opened: Result, errors: list[float], said: str
) -> None:
    state = SimpleNamespace(recalled_drives_pct=errors)
    found = drive_note(state, [_people(opened, "drive")])  # type: ignore[arg-type]
    assert found.en == said
    assert bool(found.zh) == bool(said)


def test_nothing_is_said_where_no_road_decides(opened: Result) -> None:
    state = SimpleNamespace(recalled_drives_pct=[17.2, 30.8])
    assert drive_note(state, [_people(opened, "ride")]) == same("")  # type: ignore[arg-type]


def test_only_drives_that_are_recalled_count(opened: Result) -> None:
    world = line_world()
    drives = world["observed_roads"]
    recalled = drives.assign(basis=["found", "recalled"], drive_min=[7.0, 50.0])
    result = run(opened.scenario, network=world.replace_table("observed_roads", recalled))
    (error,) = result.before.recalled_drives_pct
    ends = drives.loc[drives.index[1], ["from_node", "to_node"]].tolist()
    assert ends == ["N1", "N3"]
    drive = result.before.model.travel_times(["P1"], ["P3"], using="drive")["travel_min"].item()
    assert error == pytest.approx(100 * (drive / 50.0 - 1))
    assert opened.before.recalled_drives_pct == []
