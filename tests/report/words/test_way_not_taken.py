"""The way not taken: what opens and beats nothing stands beside the trip that is taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.report.conftest import CLOSE_FIRST, OPEN_DIRECT
from tests.worlds import line_world
from transnet.report.words.told import told
from transnet.report.words.way_not_taken import NotTaken
from transnet.study.result import Result
from transnet.travel.other_ways import WaysBy, riding_only, running

Make = Callable[..., Result]
SLOW = {
    "action": "add_line", "id": "SLOW", "name_zh": "慢线", "name_en": "Slow", "mode": "emu",
    "speed_kmh": 90, "trains_per_day": 30, "stops": ["S1", "S3"],
}  # fmt: skip


def test_only_what_may_run_is_ridden(opened: Result) -> None:
    model = opened.after.model
    assert running(model) - running(opened.before.model) == {"E5", "E6"}
    alone = riding_only(model, frozenset({"E5"}))
    assert running(alone) == {"E5"}
    ridden = alone.path("P1", "P3", using="public").legs["services"]
    assert {part for cell in ridden for part in str(cell).split(";")} == {"", "E5"}
    assert running(model) >= {"E1", "E5"}  # the model itself is as it was


def test_the_best_way_by_some_services_rides_one_and_is_no_faster(opened: Result) -> None:
    model = opened.after.model
    for services in (frozenset({"E1"}), frozenset({"E3"}), frozenset({"E5"})):
        found = WaysBy(model, services).best("P1", "P3")
        assert found is not None
        ridden = {part for cell in found.legs["services"] for part in str(cell).split(";")}
        assert ridden & services
        public = model.travel_times(["P1"], ["P3"], using="public")["travel_min"].item()
        assert found.travel_min >= public - 0.5 or ridden > services


def test_a_line_that_beats_nothing_is_spoken_of(make_result: Make) -> None:
    result = make_result(SLOW, network=line_world("2024-12-31"))
    told_of = {journey.pair: journey for journey in told(result).journeys}
    journey = told_of["P1", "P3"]
    assert journey.unchanged
    assert "by what opens" in journey.why.en
    assert "longer" in journey.why.en
    assert "乘新开的班次最快" in journey.why.zh


@pytest.mark.parametrize("edit", [CLOSE_FIRST, OPEN_DIRECT])
def test_what_wins_or_closes_has_no_way_beside_it(make_result: Make, edit: dict[str, str]) -> None:
    result = make_result(edit)
    assert not any(journey.why for journey in told(result).journeys if not journey.unchanged)
    if edit is CLOSE_FIRST:
        assert not NotTaken(result).way("P1", "P3", 95.0)
