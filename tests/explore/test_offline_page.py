"""Pages that carry their answers hold what a study says, and no more than is asked."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from tests.scenario.helpers import NEW_LINE
from tests.worlds import line_world
from transnet.base.errors import TransnetError
from transnet.explore import region
from transnet.explore.embedded_answers import READINGS
from transnet.explore.offline_page import ExplorerPage
from transnet.io.outlines import Outlines
from transnet.scenario.file import Scenario
from transnet.study.result import Result
from transnet.study.run import run
from transnet.study.study import Study

DAY = "2024-12-31"
OPENED = Scenario.from_dict(
    {"id": "direct", "name_zh": "直达<b>", "name_en": "Direct <b>",
     "edit": [{"action": "open", "project": "rail-direct"}]}
)  # fmt: skip


@pytest.fixture(scope="module")
def result() -> Result:
    return run(OPENED, network=line_world(DAY))


@pytest.fixture(scope="module")
def page(result: Result) -> ExplorerPage:
    return result.explore()  # type: ignore[no-any-return]


def held(page: ExplorerPage) -> Any:
    data = re.findall(r'id="transnet-data">([^<]+)<', page.html)[0]
    return json.loads(gzip.decompress(base64.b64decode(data)))


def test_minutes_are_those_of_the_study_in_each_reading(result: Result, page: ExplorerPage) -> None:
    data, core = held(page), result.network.info.core_place_id
    assert {key.split()[2] for key in data["answers"]} == set(READINGS)
    assert {key.split()[1] for key in data["answers"]} == set(data["network"]["origins"])
    usings = {"best-knows": "best", "public-knows": "public", "car": "drive",
              "carfree-knows": "carfree"}  # fmt: skip
    for reading, using in usings.items():
        sent = data["answers"][f"0 {core} {reading}"]["minutes"]
        for when, state in zip(("before", "after"), result.states, strict=True):
            model = result.study.model(state)
            wanted = model.travel_times([core], using=using)["travel_min"].to_numpy()  # type: ignore[arg-type]
            found = [np.inf if each is None else each for each in sent[when]]
            np.testing.assert_allclose(found, wanted, atol=0.051)


def test_what_an_answer_shares_with_another_stands_once(page: ExplorerPage) -> None:
    answers = held(page)["answers"]
    whole = [key for key, each in answers.items() if "like" not in each]
    assert len(whole) == 1
    assert {"verdicts", "counties", "gains"} <= set(answers[whole[0]])
    for each in answers.values():
        assert each.get("like", whole[0]) == whole[0]
        assert {"minutes", "curve", "reached", "reading"} <= set(each)


def test_journeys_add_up_and_name_sources_in_both_languages(
    result: Result, page: ExplorerPage
) -> None:
    data = held(page)
    (ways,) = data["journeys"].values()
    assert set(ways) == set(result.network.place_ids) - {result.network.info.core_place_id}
    legs = [leg for way in ways.values() for each in way.values() if each for leg in each["legs"]]
    assert {row for leg in legs for row in leg["sources"]} == set(range(len(data["sources"])))
    for way in ways.values():
        for each in filter(None, way.values()):
            total = sum(leg["minutes"] for leg in each["legs"])
            assert total == pytest.approx(each["minutes"], abs=0.3)


def test_only_targets_that_were_judged_stand_in_it() -> None:
    network = line_world(DAY)
    first = network["targets"]["target_id"].iloc[0]
    narrow = run(Scenario(id="one", targets=(first,)), network=network)
    answers = held(narrow.explore())["answers"]
    assert [each["verdicts"]["id"] for each in answers.values() if "verdicts" in each] == [[first]]


def test_a_network_brings_what_is_asked_of_it(tmp_path: Path) -> None:
    network = line_world(DAY)
    plain, asked = held(network.explore()), held(network.explore([OPENED]))
    assert plain["network"]["defaults"]["show"] == "after"
    assert [each["id"] for each in asked["network"]["states"]] == ["0", "1"]
    assert asked["network"]["states"][1]["en"] == "Direct <b>"
    assert asked["network"]["states"][1]["open"] == ["rail-direct"]
    study = Study(network)
    state = study.state(open=["rail-direct"])
    of_study = held(study.explore([state]))
    for key in asked["answers"]:
        assert of_study["answers"][key].get("minutes") == asked["answers"][key].get("minutes")
    with pytest.raises(TransnetError):
        network.explore(["nowhere"])
    with pytest.raises(TransnetError):
        study.explore(["nowhere"])  # type: ignore[list-item]


def test_outlines_have_fewer_points_and_are_the_same_to_the_eye(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    round_one = shapely.Point(112.0, 38.0).buffer(0.3, quad_segs=200)
    outlines = Outlines({"P1": round_one}, "县界：某处", "from somewhere")
    monkeypatch.setattr(region, "county_outlines", lambda _: outlines)
    sent = held(line_world(DAY).explore([OPENED]))["network"]
    ((ring,),) = sent["outlines"]["P1"]
    assert len(ring) < 60
    assert shapely.Polygon(ring).hausdorff_distance(round_one) < 0.005
    assert sent["sources"]["en"][-1] == "from somewhere"


def test_lines_that_edits_add_are_drawn() -> None:
    result = run(Scenario.from_dict({"id": "new", "edit": [NEW_LINE]}), network=line_world(DAY))
    lines = [
        each["added"] for each in held(result.explore())["answers"].values() if "added" in each
    ]
    assert lines
    assert all(len(line) == 2 for line in lines[0])


def test_it_is_saved_once_and_shown_in_a_notebook(page: ExplorerPage, tmp_path: Path) -> None:
    path = page.save(tmp_path / "map.html")
    assert path.read_text("utf-8") == page.html
    with pytest.raises(TransnetError):
        page.save(path)
    assert page.save(str(path), force=True) == Path(path)
    shown = page._repr_html_()
    assert shown.startswith("<iframe ")
    assert "Direct <b>" not in shown
    assert 'sandbox="allow-scripts allow-downloads"' in shown
    assert len(repr(page)) < 200


@pytest.fixture
def report(result: Result, tmp_path: Path) -> str:
    result.save(tmp_path / "out")
    return (tmp_path / "out" / "report.html").read_text("utf-8")


def test_a_report_has_the_map_and_its_pictures(report: str, page: ExplorerPage) -> None:
    packed = re.findall(r'id="live-page">([^<]+)<', report)[0]
    part = ExplorerPage(gzip.decompress(base64.b64decode(packed)).decode(), page.title)
    data = held(part)
    assert data["isPart"] is True
    assert len(data["answers"]) == 1
    assert len(part.html) < len(page.html)
    assert report.count('<figure class="still">') == 3
