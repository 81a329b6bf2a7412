"""Every public object says what it is in a line, and shows a title and tables in a notebook."""

from __future__ import annotations

import inspect
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import transnet
from tests.decision.narrow import only
from tests.import_graph import PACKAGE
from tests.io.gtfs.feeds import feed
from tests.road_graphs import small_graph
from tests.worlds import line_world
from transnet import accessibility
from transnet.base.errors import TransnetError
from transnet.base.progress import progress_bar
from transnet.base.shown import cut
from transnet.scenario.street_edits import CloseStreet
from transnet.study.network_state import scenario_of
from transnet.travel.road_states import RoadStates

WORLD = only(line_world("2024-12-31"), "parking_min")
LONGEST = 260
DAY = "2024-12-31"
OPENED = {"id": "s", "date": DAY, "edit": [{"action": "open", "project": "rail-direct"}]}


def _asked() -> Iterator[Any]:
    """Yield what a run and its parts say."""
    scenario = transnet.Scenario.from_dict(OPENED)
    result = transnet.run(scenario, network=WORLD)
    study = transnet.Study(WORLD)
    state = study.state(open=["rail-direct"], date=DAY)
    model = result.after.model
    yield from (WORLD, scenario, result, result.before, result.accessibility, result.gains)
    yield from (result.without_car, result.sensitivity, result.by_timetable, model)
    yield from (model.path("P1", "P3"), study, state, study.judge([state, state]))
    yield from (transnet.compare([scenario], network=WORLD), transnet.validate(WORLD))
    yield from (transnet.People.from_network(WORLD), transnet.rank_projects(WORLD))
    yield from (result.accessibility.economic_potential(), study.on_timetable(state), model.trips())


def _decided() -> Iterator[Any]:
    """Yield what one decides by."""
    scenario = transnet.Scenario.from_dict({"id": "s", "date": DAY})
    waits = transnet.ScannedInput(
        "parameter", tuple(each / 2 for each in range(100)), "parking_min"
    )
    costs = {"road-north": 30.0, "rail-direct": 60.0}
    found = transnet.diagnose(scenario, network=WORLD)
    yield from (found, *found.remedies, waits, transnet.scan(scenario, [waits], network=WORLD))
    yield transnet.attribute(WORLD, ["*"], date=DAY)
    yield transnet.stage_projects(
        WORLD, ["*"], budget_100m_yuan=10, costs_100m_yuan=costs, date=DAY
    )
    yield transnet.resilience(scenario, network=WORLD)
    yield transnet.robust(scenario, network=WORLD, draws=64)
    yield transnet.trip_doubts(scenario, "P1", "P3", network=WORLD)
    yield transnet.least_set(lambda sets: sets.any(axis=1), np.ones(40))


def _routed(folder: Path) -> Iterator[Any]:
    """Yield graphs, routers, timetables and measures."""
    graph = small_graph()
    router = transnet.Router(graph, cache=False)
    metric = router.customize(graph.time_ms)
    yield from (graph, router, metric, metric.isochrones([0], 60_000))
    yield accessibility.route_network(graph)
    yield from (transnet.Onward(4.0), transnet.ReachedPoints([112.0] * 90, [38.0] * 90, [5.0] * 90))
    source = feed(folder / "feed")
    timetable, _ = transnet.read_gtfs(source)
    yield from (timetable, transnet.TransitNetwork(timetable), transnet.Walking())
    day, stops = "2026-03-02", list(timetable.stop_ids)
    yield from (timetable.on(day), timetable.travel_times(stops, stops, date=day))
    yield transnet.summarise_gtfs(source)
    spots = folder / "spots.csv"
    spots.write_text("id,lon,lat,people\nA,1.0,50.0,5\nB,1.1,50.0,3\n", "utf-8")
    yield transnet.make_network(folder / "own", spots)
    asked = transnet.RoadScenario(
        roads="none", places=str(spots), edit=(CloseStreet(way=(7,)),), snap_m=1e5
    )
    places = pd.DataFrame({"id": ["A"], "name": ["A"], "lon": [112.5], "lat": [37.8]})
    ends = (places.assign(people=1.0), places.assign(jobs=1.0))
    yield from (
        asked,
        transnet.RoadResult(asked, RoadStates.of(graph), *ends, *[np.zeros((1, 1))] * 2),
    )
    held = pd.Series({"A": 10.0, "B": 30.0})
    times = pd.DataFrame([[0.0, 20.0], [40.0, 0.0]], list("AB"), list("AB"))
    yield transnet.Matrix(times, "min", "x" * 500)
    yield accessibility.theil(held, held, pd.Series({"A": "x", "B": "y"}))
    yield accessibility.rational_access(times, held, held, tau=20)
    with pytest.raises(TransnetError) as refused:
        transnet.read_gtfs(folder / ("nowhere" * 30))
    yield from refused.value.notices  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    return [*_asked(), *_decided(), *_routed(tmp_path_factory.mktemp("shown"))]


def test_each_says_a_line(shown: list[Any]) -> None:
    for each in shown:
        line = repr(each)
        assert len(line) <= LONGEST, line
        assert "\n" not in line
        assert type(each).__name__ in line or isinstance(each, transnet.Timetable)
        assert "array(" not in line


def test_each_shows_itself_in_a_notebook(shown: list[Any]) -> None:
    for each in shown:
        html = each._repr_html_()
        assert html.startswith(("<b>", "<table>", "<h4>")), type(each)
        assert html.count("<tr>") <= 2500, type(each)


def test_no_public_class_is_left_out(shown: list[Any]) -> None:
    homes: list[ModuleType] = [transnet, accessibility]
    public = [getattr(home, name) for home in homes for name in home.__all__]
    classes = {each for each in public if inspect.isclass(each)}
    raised = {each for each in classes if issubclass(each, Exception)}
    assert len(classes - raised) >= 20
    assert classes - raised - {type(each) for each in shown} == set()


def test_names_that_users_write_are_escaped() -> None:
    scenario = transnet.Scenario.from_dict({**OPENED, "name_en": "<script>alert(1)</script>"})
    assert "<script>" not in scenario._repr_html_()


def test_a_long_table_shows_its_first_rows_and_says_so() -> None:
    table = pd.DataFrame({"A": np.arange(40.0)})
    html = transnet.Matrix(table)._repr_html_()
    assert "the first 10 of 40 rows" in html
    assert html.count("<tr>") == 11
    assert (cut("a\n b", 9), cut("abcdef", 4)) == ("a b", "abc…")


def test_a_network_says_what_is_open_on_its_day() -> None:
    summary = WORLD.summary().set_index("table")
    assert (summary.loc["roads", "rows"], summary.loc["roads", "open"]) == (5, 4)
    assert WORLD.at("2027-01-01").summary().set_index("table").loc["roads", "open"] == 5
    assert summary.loc["nodes", "open"] is pd.NA
    bases = summary[["found", "derived", "recalled", "assumed"]].sum(axis=1)
    assert bases["roads"] == 5
    assert "open 4 of 5 roads" in repr(WORLD)
    assert "open 5 of 5 roads" in repr(WORLD.at("2027-01-01"))


def test_layers_are_those_of_an_export() -> None:
    frames = WORLD.to_geodataframes()
    assert list(frames) == [
        *("places", "stations", "airports", "nodes", "roads", "tracks", "flights", "services"),
    ]
    roads = frames["roads"]
    assert isinstance(roads, gpd.GeoDataFrame)
    assert roads.crs == "EPSG:4326"
    assert roads["is_open"].sum() == 4
    assert roads.loc[roads["road_id"] == "R1"].geometry.iloc[0].coords[0] == (112.5, 38.0)
    assert roads["opened"].dtype.kind == "M"  # days stay days


def test_a_network_and_a_result_are_drawn_and_saved(tmp_path: Path) -> None:
    assert len(WORLD.plot(language="en").get_children()) > 10
    outputs = {"maps": False, "geopackage": False, "report": False}
    scenario = transnet.Scenario.from_dict({**OPENED, "outputs": outputs})
    result = transnet.run(scenario, network=WORLD)
    by_hand = transnet.write_result(result, tmp_path / "b")
    saved = result.save(tmp_path / "a")
    assert [each.name for each in saved] == [each.name for each in by_hand]
    assert [each.read_bytes() for each in saved] == [each.read_bytes() for each in by_hand]


def test_a_state_asked_by_hand_has_a_hash_of_all_that_it_says() -> None:
    study = transnet.Study(WORLD)
    states = [study.state(open=["rail-direct"]), study.state(close=["rail-direct"]), study.state()]
    hashes = {scenario_of(each, WORLD, WORLD.when).sha256 for each in states}
    assert len(hashes) == 3


class _Bar:
    """Stands in for tqdm."""

    made: list[_Bar]

    def __init__(self, total: int, desc: str) -> None:
        self.total, self.desc, self.n, self.closed = total, desc, 0, False
        _Bar.made.append(self)

    def update(self, by: int) -> None:
        self.n += by

    def close(self) -> None:
        self.closed = True


def test_progress_is_a_bar_for_each_thing_done(monkeypatch: pytest.MonkeyPatch) -> None:
    auto = ModuleType("tqdm.auto")
    auto.tqdm = _Bar  # type: ignore[attr-defined]
    _Bar.made = []
    monkeypatch.setitem(sys.modules, "tqdm.auto", auto)
    monkeypatch.setattr("transnet.base.progress.find_spec", lambda _: object())
    tell = progress_bar()
    for what, done, parts in (("a", 0, 3), ("a", 2, 3), ("a", 3, 3), ("b", 0, 5), ("c", 1, 1)):
        tell(what, done, parts)
    assert [(bar.desc, bar.n, bar.total) for bar in _Bar.made] == [
        ("a", 3, 3), ("b", 0, 5), ("c", 1, 1),
    ]  # fmt: skip
    assert all(bar.closed for bar in _Bar.made)


def test_without_tqdm_progress_is_logged_under_one_name(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("transnet.base.progress.find_spec", lambda _: None)
    tell = progress_bar()
    with caplog.at_level(logging.INFO, "transnet"):
        for done in range(4):
            tell("sets", done, 3)
    assert [(each.name, each.getMessage()) for each in caplog.records] == [
        ("transnet", "sets: 0 of 3"), ("transnet", "sets: 3 of 3"),
    ]  # fmt: skip


def test_the_package_logs_under_one_name_of_its_own() -> None:
    named = [
        name
        for path in PACKAGE.rglob("*.py")
        for name in re.findall(r"getLogger\((.*?)\)", path.read_text("utf-8"))
    ]
    assert set(named) == {'"transnet"', "_FONTS_LOG"}  # of matplotlib, to quieten it
