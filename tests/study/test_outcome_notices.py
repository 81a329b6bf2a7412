"""What a run says of itself: edits without an effect, trains that stop along, wild results."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from tests.scenario.helpers import WORLD
from transnet import InputError, Scenario, ScenarioError, compare, run, save_network
from transnet.base.errors import Notice
from transnet.cli.main import main
from transnet.report.write import write_result
from transnet.scenario.effect_notices import last_day, opened_between
from transnet.study.check_scenario import check_scenario
from transnet.study.result import Result


def _run(*edits: dict[str, Any], **more: Any) -> Result:
    return run(Scenario.from_dict({"id": "s", "edit": list(edits), **more}), network=WORLD)


def _said(result: Result) -> dict[str, Notice]:
    return {each.code: each for each in result.notices}


def _closed_service() -> str:
    closed = ~WORLD.open_rows("services")
    return str(WORLD["services"]["service_id"].to_numpy()[closed][0])


def test_a_headway_of_trains_that_are_closed_is_said_to_change_nothing() -> None:
    said = _said(_run({"action": "set_headway", "service": _closed_service(), "headway_min": 7}))
    assert said["no_service"].severity == "warning"
    assert "no trip changes" in said["no_change"].hint


def test_a_speed_without_trains_and_one_with_are_told_apart() -> None:
    assert "no_service" not in _said(_run({"action": "set_speed", "line": "L1", "speed_kmh": 150}))


def test_what_counts_in_money_only_says_so() -> None:
    names = set(WORLD["parameters"]["parameter"])
    costs = [name for name in ("fare_cny_per_pkm", "toll_cny_per_km") if name in names]
    for name in costs:
        mode = WORLD["parameters"].set_index("parameter").loc[name, "mode"]
        mode = mode if isinstance(mode, str) else mode.iloc[0]
        edit = {"action": "set_parameter", "parameter": name, "mode": mode, "value": 0.33}
        assert {"money_only", "no_change"} <= _said(_run(edit)).keys()


def test_an_edit_that_changes_trips_is_not_said_to_change_none() -> None:
    said = _said(_run({"action": "open", "project": "road-north"}))
    assert not {"no_change", "no_service", "wild_result", "cut_off"} & said.keys()


def test_a_closure_names_the_trains_that_it_stops() -> None:
    said = _said(_run({"action": "close", "line": "L1"}))
    assert "stops" in said["also_stops"].hint
    assert "also_stops" not in _said(_run({"action": "close", "id": "R2"}))


def test_places_that_are_cut_off_and_results_too_wild_are_warned_of() -> None:
    everything = [{"action": "close", "table": "roads", "status": "open"}]
    everything += [{"action": "close", "table": "services", "status": "open"}]
    said = _said(_run(*everything))
    assert "cut_off" in said
    table = WORLD["parameters"]
    modes = table.loc[table["parameter"] == "speed_factor", "mode"]
    crawl = {"action": "set_parameter", "parameter": "speed_factor", "value": 0.05}
    no_trains = {"action": "close", "table": "services", "status": "open"}  # nothing rides instead
    slow = _said(_run(no_trains, *({**crawl, "mode": mode} for mode in modes)))
    assert re.search(r"take \+\d+% of their minutes", slow["wild_result"].hint)


def test_points_that_cover_few_people_are_warned_of() -> None:
    points = pd.DataFrame({"id": ["a"], "lon": [112.5], "lat": [38.0], "people": [9]})
    places = WORLD["places"]
    points[["lon", "lat"]] = places.loc[[0], ["lon", "lat"]].to_numpy()
    result = run(Scenario.from_dict({"id": "s"}), network=WORLD, points=points)
    found = _said(result)["points_cover"]
    assert found.severity == "warning"
    assert ("9 people are counted" in found.hint, found.value) == (True, "")
    assert "points_cover" not in _said(run(Scenario.from_dict({"id": "s"}), network=WORLD))


def test_a_day_beyond_the_tables_is_warned_of() -> None:
    latest = last_day(WORLD)
    assert latest is not None
    late = _said(_run(date=f"{latest.year + 40}-01-01", base="today"))
    assert latest.isoformat() in late["day_beyond_tables"].hint
    assert "day_beyond_tables" not in _said(_run(date="today"))


def test_what_opens_between_two_days_is_what_is_open_on_one_alone() -> None:
    info = WORLD.info
    (found,) = opened_between(WORLD, info.base_date, info.known_until, "s")
    assert found.code == "opened_between"
    assert not opened_between(WORLD, info.known_until, info.base_date, "s")
    assert not opened_between(WORLD, info.base_date, info.base_date, "s")


def test_days_of_one_file_are_run_side_by_side(tmp_path: Path) -> None:
    values = {"id": "s", "name_zh": "线", "dates": ["base", "today", 2030]}
    scenario = Scenario.from_dict(values)
    assert [each.id for each in scenario.by_date()] == ["s-base", "s-today", "s-2030"]
    assert [each.name_zh for each in scenario.by_date()][-1] == "线 2030"
    found = compare([scenario], network=WORLD)
    assert [each.scenario.date for each in found.results] == ["base", "today", "2030-12-31"]
    assert "opened_between" in _said(found.results[1])
    alone = run(scenario.by_date()[1], network=WORLD)
    assert found.results[1].verdicts.equals(alone.verdicts)
    with pytest.raises(ScenarioError, match="several_days"):
        run(scenario, network=WORLD)


@pytest.mark.parametrize("dates", [[2027, 2027], ["soon"], [], [2027, True]])
def test_days_that_are_none_or_twice_are_refused(dates: list[Any]) -> None:
    with pytest.raises(ScenarioError, match="dates"):
        Scenario.from_dict({"id": "s", "dates": dates})
    with pytest.raises(ScenarioError, match="leave one of them out"):
        Scenario.from_dict({"id": "s", "dates": [2027], "date": "today"})


def test_a_file_of_several_days_is_a_comparison_for_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    save_network(WORLD, tmp_path / "world")
    text = "id = 's'\nnetwork = 'world'\ndates = ['base', 'today']\n"
    (tmp_path / "s.toml").write_text(text)
    assert not [each for each in check_scenario("s.toml") if each.severity == "error"]
    shown = CliRunner().invoke(main, ["run", "s.toml", "--no-files"])
    assert shown.exit_code == 0, shown.output
    assert "s-base" in shown.output
    assert "s-today" in shown.output


def test_results_of_a_namesake_are_never_replaced(tmp_path: Path) -> None:
    quick = {"outputs": {"maps": False, "report": False, "geopackage": False}}
    one, two = (
        run(Scenario.from_dict({"id": "s", **quick}, file), network=WORLD)
        for file in ("one.toml", "two.toml")
    )
    folder = tmp_path / "s"
    write_result(one, folder)
    before = (folder / "summary.json").read_bytes()
    with pytest.raises(InputError, match="which has this id too") as caught:
        write_result(two, folder)
    assert [each.code for each in caught.value.notices] == ["other_scenario"]
    assert (folder / "summary.json").read_bytes() == before
    write_result(one, folder)
    write_result(two, folder, force=True)
    assert json.loads((folder / "manifest.json").read_text())["file"] == "two.toml"
