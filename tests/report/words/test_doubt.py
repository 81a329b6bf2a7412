"""What turns between the ends of the inputs, in the page, the terminal and in words."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from tests.decision.test_sensitivity import slow_entry
from tests.report.conftest import OPEN_DIRECT
from tests.scenario.test_service_plans import FULL, LINE, two_plans
from transnet.base.language import speaking
from transnet.report.page.page import render_page
from transnet.report.terminal.result_tables import result_table
from transnet.report.words.answer import answer
from transnet.report.words.doubt import NO_DOUBTS, Doubts
from transnet.report.words.journeys import journeys
from transnet.report.words.readings import readings
from transnet.report.write import summary
from transnet.study.result import Result


@pytest.fixture(scope="module")
def turning(make_result: Callable[..., Result]) -> Result:
    """A line that changes nothing, and would with less time in stations."""
    return make_result(OPEN_DIRECT, network=slow_entry())


@pytest.fixture(scope="module")
def planned(make_result: Callable[..., Result]) -> Result:
    """A line that opens with the lean one of two service plans."""
    return make_result(OPEN_DIRECT, network=two_plans())


def _printed(result: Result) -> str:
    console = Console(width=220, record=True, file=io.StringIO())
    console.print(result_table(result))
    return console.export_text()


def test_no_change_is_marked_where_it_may_be_one(turning: Result) -> None:
    doubts = Doubts(turning.sensitivity)
    found = readings(turning, doubts)
    told = answer(turning, found, doubts)
    assert "no trip from the cities' seats changes ⚠" in told.en
    assert "各市出行时间没有变化⚠" in told.zh
    (trip,) = [each for each in journeys(turning, found, doubts) if each.pair == ("P1", "P3")]
    assert trip.doubt
    assert trip.change == "0"


def test_the_page_and_the_terminal_say_what_was_varied(turning: Result) -> None:
    page = render_page(turning)
    for text in (page, _printed(turning)):
        assert "⚠" in text
        assert "varied here are all inputs together at either end" in text
        assert "other inputs were not varied on their own" in text
    with speaking("zh"):
        chinese = _printed(turning)
    for text in (page, chinese):
        assert "⚠" in text
        assert "这里变动的是：全部输入同取快端或慢端" in text


def test_the_page_says_what_was_varied_where_nothing_turns(opened: Result) -> None:
    assert not Doubts(opened.sensitivity).trip("P1", "P3")
    assert "varied here are all inputs together at either end" in render_page(opened)


def test_both_service_plans_stand_beside_a_trip(planned: Result) -> None:
    row = planned.sensitivity.journeys.set_index(["from_id", "to_id"]).loc[("P3", "P1")]
    said = f"lean {row['lean_min']:.0f} min … full {row['full_min']:.0f} min"
    assert answer(planned, readings(planned), Doubts(planned.sensitivity)).en.count(said) == 1
    for text in (render_page(planned), _printed(planned)):
        assert said in text
        assert "a lean and a full service plan, and this scenario takes the lean one" in text
    with speaking("zh"):
        chinese = _printed(planned)
    assert all("本情景取精简方案" in text for text in (render_page(planned), chinese))


def test_a_scenario_that_takes_the_full_plan_says_so(make_result: Callable[..., Result]) -> None:
    both = {"action": "open", "project": [LINE, FULL]}
    result = make_result(both, network=two_plans())
    note = Doubts(result.sensitivity).plans_note(result.after.model.network)
    assert note.en.startswith("Direct: ")
    assert "takes the full one" in note.en


def test_without_a_sensitivity_nothing_is_marked() -> None:
    assert not NO_DOUBTS.verdict("plan-door", "after")
    assert not NO_DOUBTS.trip("P1", "P3")
    assert NO_DOUBTS.leads()
    assert not NO_DOUBTS.note()


def test_the_summary_names_what_turns(turning: Result) -> None:
    told = summary(turning)["sensitivity"]
    ends = {(row["from_id"], row["to_id"]) for row in told["journeys"]}
    assert ("P1", "P3") in ends
    assert all(row["fragile"] for row in told["journeys"])
    assert "headway_min" in told["varied"]


def test_how_many_readings_are_met_has_its_range_over_the_inputs(
    turning: Result, opened: Result, unchanged: Result, closed: Result
) -> None:
    ranges = []
    for result in (turning, opened, unchanged, closed):
        found = result.sensitivity
        assert found.met.iloc[0].tolist() == found.table["met"].tolist()
        judged = [each for each in readings(result) if each.headline] or readings(result)
        ids = [each.target_id for each in judged]
        counts = found.met[ids].sum(axis=1)
        assert Doubts(found).met_range(ids) == (counts.min(), counts.max())
        page, told = render_page(result), answer(result, judged, Doubts(found))
        card = page.partition("Readings met")[2].partition("</div>")[0]
        if counts.min() == counts.max():
            assert "the same from low to high inputs" in card
            assert "inputs)" not in told.en
        else:
            span = f"{counts.min()}–{counts.max()}"
            assert f"low–high</span> {span}</small>" in card
            assert f"({span} from low to high inputs)" in told.en
            assert f"（输入取低至高：{span} 种）" in told.zh
        ranges.append(bool(counts.min() == counts.max()))
    assert set(ranges) == {True, False}  # both are seen
