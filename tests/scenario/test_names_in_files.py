"""Names in place of ids: what the tables call a thing may stand in a scenario file."""

from __future__ import annotations

from typing import Any

import pytest

from transnet import ScenarioError, load_network
from transnet.base.errors import Notice
from transnet.model.network import Network
from transnet.scenario.edits import Edited, apply_edits
from transnet.scenario.file import Scenario
from transnet.scenario.targets import choose_targets


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network("shanxi-central").at("2026-02-11")


def _edited(network: Network, *edits: dict[str, Any]) -> Edited:
    return apply_edits(network, Scenario.from_dict({"id": "s", "edit": list(edits)}).edits)


def _errors(network: Network, *edits: dict[str, Any]) -> list[Notice]:
    with pytest.raises(ScenarioError) as caught:
        _edited(network, *edits)
    return list(caught.value.notices)


_RUN = {"action": "set_run_time", "run_min": 30}
_LINK = {
    "action": "add_link", "id": "rx", "length_km": 60, "road_class": "motorway",
    "design_speed_kmh": 100,
}  # fmt: skip
_LINE = {"action": "add_line", "id": "lx", "mode": "emu", "speed_kmh": 120, "headway_min": 15}
_SAME: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"action": "open", "project": "rail-taisui-hsr"},
        {"action": "开通", "project": "太绥高铁"},
    ),
    (
        {"action": "open", "project": "rail-taisui-hsr"},
        {"action": "open", "project": "《太绥高铁（太原—吕梁—绥德）》"},
    ),
    (
        {"action": "open", "project": "rail-xiongxin-hsr"},
        {"action": "open", "project": "xiong'an-xinzhou HIGH-SPEED railway"},
    ),
    ({"action": "open", "line": "H07"}, {"action": "open", "line": "雄忻高铁"}),
    ({"action": "close", "line": "H01"}, {"action": "close", "line": "石太客专"}),
    ({"action": "close", "line": "G5"}, {"action": "close", "line": "Ｇ５高速"}),
    ({"action": "close", "line": "G108"}, {"action": "close", "line": "108国道"}),
    ({"action": "close", "id": "M238"}, {"action": "close", "id": "地铁·太原南站"}),
    (
        {**_RUN, "from_station": "R004", "to_station": "R049"},
        {**_RUN, "from_station": "太原站", "to_station": "忻州西"},
    ),
    (
        {**_LINK, "from_node": "140106", "to_node": "140181"},
        {**_LINK, "from_node": "迎泽", "to_node": "古交", "road_class": "高速公路"},
    ),
    (
        {**_LINE, "stops": ["R006", "R003"]},
        {**_LINE, "mode": "动车", "stops": ["太原南站", "古交"]},
    ),
    (
        {"action": "open", "theme": "road", "status": "planned"},
        {"action": "open", "theme": "公路", "status": "规划"},
    ),
    (
        {"action": "open", "stage": "2030", "theme": "road"},
        {"action": "open", "stage": 2030, "theme": "道路"},
    ),
]


@pytest.mark.parametrize(("by_id", "by_name"), _SAME, ids=lambda each: str(each)[:60])
def test_a_name_does_what_its_id_does(
    network: Network, by_id: dict[str, Any], by_name: dict[str, Any]
) -> None:
    left, right = (_edited(network, each).effects for each in (by_id, by_name))
    assert len(left)
    assert left.equals(right)


def test_targets_may_be_named(network: Network) -> None:
    named = network["targets"].iloc[2]
    for name in (named["target_id"], named["name_zh"], named["name_en"].upper()):
        assert choose_targets(network, (name,), "s")["target_id"].tolist() == [named["target_id"]]


@pytest.mark.parametrize(
    ("edit", "code", "said"),
    [
        (
            {**_RUN, "from_station": "太圆南", "to_station": "忻州西"},
            "unknown_name",
            "R006 (太原南)",
        ),
        (
            {"action": "open", "project": "太绥高速铁路线"},
            "unknown_name",
            "rail-taisui-hsr (太绥高铁",
        ),
        (
            {"action": "open", "project": "石太客运专线"},
            "unknown_name",
            "H01 石太客运专线 is a railway",
        ),
        ({"action": "close", "line": "太原南站"}, "unknown_name", "R006 太原南 is a station"),
        ({"action": "close", "id": "太佳高速"}, "ambiguous_name", "write the id"),
        ({"action": "set_parameter", "parameter": "票价", "value": 1}, "unknown_name", "fare_cny"),
        ({"action": "open", "theme": "水运"}, "unknown_name", "rail (铁路)"),
        ({"action": "close", "place": "太圆市"}, "unknown_name", "太原市"),
        ({**_LINE, "mode": "市域", "stops": ["太原", "古交"]}, "unknown_name", "emu (动车组)"),
    ],
)  # fmt: skip
def test_an_unknown_name_comes_with_what_may_be_meant(
    network: Network, edit: dict[str, Any], code: str, said: str
) -> None:
    found = _errors(network, edit)[0]
    assert found.code == code
    assert said in found.hint
    assert "None" not in str(found)
    assert "{" not in found.hint


def test_two_stations_that_no_train_links_come_with_the_next_stops(network: Network) -> None:
    (found,) = _errors(network, {**_RUN, "from_station": "太原", "to_station": "阳泉"})
    assert found.code == "no_effect"
    assert "next stops after the first are" in found.hint


def _rows(edited: Edited, table: str) -> set[str]:
    effects = edited.effects
    return set(effects.loc[effects["table"] == table, "row_id"])


def test_a_stretch_of_a_road_closes_between_its_junctions(network: Network) -> None:
    whole = _rows(_edited(network, {"action": "close", "line": "G5"}), "roads")
    edit = {"action": "close", "line": "G5", "between": ["盂县互通", "阳曲枢纽"]}
    part = _rows(_edited(network, edit), "roads")
    assert part < whole
    roads = network["roads"].set_index("road_id").loc[sorted(part)]
    ends = [*roads["from_node"], *roads["to_node"]]
    once = {node for node in ends if ends.count(node) == 1}
    assert once == {"I_YUXIAN", "J_YANGQU"}
    back = {**edit, "between": ["Yangqu junction", "I_YUXIAN"]}
    assert _rows(_edited(network, back), "roads") == part


def test_a_stretch_of_a_railway_stops_its_trains(network: Network) -> None:
    edit = {"action": "close", "line": "石太客运专线", "between": ["阳泉北", "太原南"]}
    part = _rows(_edited(network, edit), "tracks")
    whole = _rows(_edited(network, {"action": "close", "line": "石太客运专线"}), "tracks")
    assert part
    assert part < whole


@pytest.mark.parametrize(
    ("between", "code", "said"),
    [
        (["盂县互通"], "bad_keys", "two ends"),
        (["盂县互通", "盂县互通"], "same_ends", "one place"),
        (["盂县互通", "豆罗枢纽"], "unknown_name", "isn't a point of this line"),
        (["盂县互通", "太原"], "unknown_name", "the nearest ones to it are "),
        (["盂县互通", "太原"], "unknown_name", "长风西互通"),
        (["盂县互通", "无此地"], "unknown_name", "isn't known; its points are "),
        (["盂县互通", "无此地"], "unknown_name", ", 阳曲枢纽"),
    ],
)
def test_a_stretch_that_is_none_is_said(
    network: Network, between: list[str], code: str, said: str
) -> None:
    found = _errors(network, {"action": "close", "line": "G5", "between": between})[0]
    assert found.code == code
    assert said in found.hint
    (alone,) = _errors(network, {"action": "close", "id": "R001", "between": between})[:1]
    assert (alone.code, alone.column) == ("bad_keys", "edit 1, between")


def test_an_area_takes_what_touches_it(network: Network) -> None:
    city = _edited(network, {"action": "close", "place": "阳泉", "kind": "高速公路"})
    county = _edited(network, {"action": "close", "place": "盂县", "table": "roads"})
    assert _rows(city, "roads")
    assert _rows(county, "roads")
    assert not _rows(city, "tracks")
    classes = network["roads"].set_index("road_id")["road_class"]
    assert set(classes[sorted(_rows(city, "roads"))]) == {"motorway"}
    assert "R004" not in _rows(county, "stations")


def test_a_circle_and_the_polygon_around_it_hold_the_same_stations(network: Network) -> None:
    near = {"action": "close", "table": "stations", "around": "太原南站", "within_km": 0.5}
    assert "R006" in _rows(_edited(network, near), "stations")
    stations = network["stations"].set_index("station_id")
    lon, lat = stations.loc["R006", ["lon", "lat"]]
    corners = [[lon - 0.001, lat - 0.001], [lon + 0.001, lat - 0.001], [lon, lat + 0.002]]
    inside = {"action": "close", "table": "stations", "polygon": corners}
    assert _rows(_edited(network, inside), "stations") == {"R006"}


@pytest.mark.parametrize(
    ("keys", "column"),
    [
        ({"around": "太原南"}, "within_km"), ({"within_km": 5}, "around"),
        ({"around": "太原南", "within_km": -5}, "within_km"),
        ({"around": [37.8, 112.5], "within_km": 5}, "around"),
        ({"polygon": [[37.8, 112.5], [37.9, 112.5], [37.9, 112.6]]}, "polygon 1"),
    ],
)  # fmt: skip
def test_an_area_that_is_none_is_said(network: Network, keys: dict[str, Any], column: str) -> None:
    found = _errors(network, {"action": "close", "table": "stations", **keys})[0]
    assert found.column == f"edit 1, {column}"


@pytest.mark.parametrize(
    ("days", "holds"),
    [
        ({}, True), ({"from_date": 2026}, True), ({"from_date": 2027}, False),
        ({"to_date": "2025-12-31"}, False), ({"from_date": 2025, "to_date": 2026}, True),
    ],
)  # fmt: skip
def test_an_edit_holds_on_its_days(network: Network, days: dict[str, Any], holds: bool) -> None:
    edited = _edited(network, {"action": "close", "line": "G5", **days})
    assert bool(len(edited.effects)) == holds
    said = [each.code for each in edited.notices]
    assert ("not_on_this_day" in said) != holds


def test_days_of_an_edit_are_days() -> None:
    wrong = {"action": "close", "line": "G5", "from_date": 2027, "to_date": 2026}
    with pytest.raises(ScenarioError, match="lies before from_date 2027-01-01"):
        Scenario.from_dict({"id": "s", "edit": [wrong]})
    with pytest.raises(ScenarioError, match="edit 1, from_date"):
        Scenario.from_dict({"id": "s", "edit": [{**wrong, "from_date": "soon"}]})
