"""Scenario files: every problem at once, each with its key."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.worlds import INFO
from transnet.base.errors import ScenarioError, UnknownNameError
from transnet.scenario.additions import AddLine, LineStop
from transnet.scenario.file import Scenario, read_scenario
from transnet.scenario.openings import Open
from transnet.scenario.typed_values import Outputs

FULL = """
id = "new-line"
name_zh = "新线"
name_en = "New line"
question_zh = "?"
question_en = "What?"
network = "somewhere"
date = 2030-01-01
base = "base"
targets = ["plan-*"]

[[edit]]
action = "open"
project = "rail-new"

[[edit]]
action = "add_line"
id = "L9"
mode = "emu"
speed_kmh = 200
trains_per_day = 16
stops = [
  "S1",
  { id = "SX", lon = 112.6, lat = 38.4, length_km = 50.5 },
]

[outputs]
maps = false
"""


def _faults(values: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_dict(values)
    return [(notice.code, notice.column) for notice in caught.value.notices]


def _written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "s.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_whole_file(tmp_path: Path) -> None:
    path = _written(tmp_path, FULL)
    scenario = read_scenario(path)
    assert (scenario.id, scenario.name_zh, scenario.network) == ("new-line", "新线", "somewhere")
    assert scenario.targets == ("plan-*",)
    assert scenario.outputs == Outputs(maps=False)
    assert scenario.edits[0] == Open(project=("rail-new",))
    line = scenario.edits[1]
    assert isinstance(line, AddLine)
    assert line.stops[0] == LineStop(station="S1")
    assert line.stops[1] == LineStop(id="SX", lon=112.6, lat=38.4, length_km=50.5)
    assert (line.trains_per_day, line.headway_min) == (16.0, None)
    assert scenario.day(INFO) == date(2030, 1, 1)
    assert scenario.base_day(INFO) == INFO.base_date
    assert scenario.file == "s.toml"
    assert scenario.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_least_that_is_needed() -> None:
    scenario = Scenario.from_dict({"id": "x"})
    assert (scenario.name_zh, scenario.name_en) == ("x", "x")
    assert scenario.day(INFO) == scenario.base_day(INFO) == INFO.known_until
    assert scenario.edits == ()
    assert Scenario.from_dict({"id": "x", "name_zh": "名"}).name_en == "名"


def test_the_hash_tells_values_apart() -> None:
    one, same, other = (
        Scenario.from_dict({"id": "x", "date": day}).sha256 for day in ("base", "base", "today")
    )
    assert one == same != other


RESERVED = (
    *("comparison", "con", "CON", "nul", "prn", "aux", "com1", "lpt9", "Com0", "con.toml", "nul."),
    *(".", "..", "a/b", "a\\b", "a.", "a ", "-", "", "a" * 65, "太原"),
)


@pytest.mark.parametrize(
    ("values", "code", "column"),
    [
        ({}, "missing_key", "id"),
        ({"id": "Big Name"}, "bad_id", "id"),
        ({"id": "../x"}, "bad_id", "id"),
        *(({"id": name}, "bad_id", "id") for name in RESERVED),
        ({"id": "x", "name": "y"}, "unknown_key", "name"),
        ({"id": "x", "sha256": "y"}, "unknown_key", "sha256"),
        ({"id": 7}, "wrong_type", "id"),
        ({"id": "x", "date": "yesterday"}, "bad_date", "date"),
        ({"id": "x", "date": "2024-02-30"}, "bad_date", "date"),
        ({"id": "x", "base": "20241301"}, "bad_date", "base"),
        ({"id": "x", "targets": [1]}, "wrong_type", "targets"),
        ({"id": "x", "edit": "open"}, "wrong_type", "edit"),
        ({"id": "x", "edit": ["open"]}, "wrong_type", "edit 1"),
        ({"id": "x", "edit": [{}]}, "missing_key", "edit 1, action"),
        ({"id": "x", "edit": [{"action": "opn"}]}, "unknown_name", "edit 1, action"),
        ({"id": "x", "edit": [{"action": "open", "lne": "L1"}]}, "unknown_key", "edit 1, lne"),
        ({"id": "x", "edit": [{"action": "open", "line": 1}]}, "wrong_type", "edit 1, line"),
        ({"id": "x", "outputs": {"map": True}}, "unknown_key", "outputs, map"),
        ({"id": "x", "outputs": {"maps": "yes"}}, "wrong_type", "outputs, maps"),
        ({"id": "x", "outputs": []}, "wrong_type", "outputs"),
    ],
)
def test_one_fault(values: dict[str, Any], code: str, column: str) -> None:
    assert _faults(values) == [(code, column)]


def test_a_day_that_there_is_not_is_told_from_one_written_in_another_way() -> None:
    hints = []
    for text in ("2028-02-30", "March 2028", "28/3/1"):
        with pytest.raises(ScenarioError) as caught:
            Scenario.from_dict({"id": "x", "date": text})
        hints += [notice.hint for notice in caught.value.notices]
    assert hints == [
        'there is no such day: 2028-02 ends on 2028-02-29; or "base" or "today"',
        'write YYYY-MM-DD, such as 2027-12-31; or "base" or "today"',
        'write YYYY-MM-DD, such as 2027-12-31; or "base" or "today"',
    ]


@pytest.mark.parametrize("speed", ["fast", True, float("nan"), float("inf"), 10**400, [200]])
def test_numbers_are_finite_numbers(speed: object) -> None:
    edit = {"action": "set_speed", "line": "L1", "speed_kmh": speed}
    assert _faults({"id": "x", "edit": [edit]}) == [("wrong_type", "edit 1, speed_kmh")]


def test_faults_in_stops_are_placed() -> None:
    edit = {
        "action": "add_line", "id": "L", "mode": "emu", "speed_kmh": 1, "headway_min": 1,
        "stops": ["S1", {"id": "SX", "long": 1}, 3],
    }  # fmt: skip
    assert _faults({"id": "x", "edit": [edit]}) == [
        ("unknown_key", "edit 1, stops 2, long"),
        ("wrong_type", "edit 1, stops 3"),
    ]
    edit["stops"] = "S1"
    assert _faults({"id": "x", "edit": [edit]}) == [("wrong_type", "edit 1, stops")]


def test_everything_comes_at_once_with_suggestions() -> None:
    values = {
        "id": "x",
        "nme_zh": "名",
        "edit": [{"action": "close"}, {"action": "set_speed", "line": "L1", "sped_kmh": 3}],
    }
    with pytest.raises(ScenarioError, match="3 errors; nothing was run") as caught:
        Scenario.from_dict(values, "mine.toml")
    text = str(caught.value)
    assert "mine.toml, nme_zh: isn't a key here; did you mean name_zh" in text
    assert "mine.toml, edit 2, sped_kmh: isn't a key here; did you mean speed_kmh" in text
    assert "mine.toml, edit 2, speed_kmh: is required" in text


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("id = ", "a value must follow"),
        ('id = "a"\nid = "b"\n', "stands there already"),
        ("x = " + "[" * 3000 + "]" * 3000, "nested too deeply"),
        ("x = 2024-13-45", ""),
        ("\u4e0a\u6d77".encode("gb18030"), ""),
        (b"id = 'x'\0", "NUL"),
        (b"#" * 1_000_001, ""),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: str | bytes, hint: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(_written(tmp_path, content))
    assert {each.code for each in caught.value.notices[1:]} <= {"missing_key", "other_encoding"}
    assert hint in caught.value.notices[0].hint


def test_deep_values_are_refused_without_a_traceback() -> None:
    deep: Any = 1
    for _ in range(500):
        deep = [deep]
    assert _faults({"id": deep}) == [("wrong_type", "id")]


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert read_scenario(_written(tmp_path, "\ufeffid = 'x'")).id == "x"


def test_unknown_names_come_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="xiongxin-hsr"):
        read_scenario("xiongxin")


def test_accessibility_is_read_with_its_decay() -> None:
    decay = {"family": "logistic", "cutoff": 60, "deviation": 20}
    table = {"cutoffs_min": 45, "decay": decay, "mass": "gdp", "using": "rail"}
    settings = Scenario.from_dict({"id": "x", "accessibility": table}).accessibility
    assert settings.names == ("watt", "potential", "daily", "cumulative", "gravity")
    assert settings.cutoffs_min == (45.0,)
    assert str(settings).startswith("mass gdp, using rail, watt, potential(exponent 1), daily(240")
    assert str(settings).endswith("cumulative(45 min), gravity(logistic(60, 20))")
    assert Scenario.from_dict({"id": "x"}).accessibility.names == settings.names[:-1]


@pytest.mark.parametrize(
    ("table", "code", "key"),
    [
        ({"measures": ["wat"]}, "unknown_name", "measures"),
        ({"mass": "gold"}, "unknown_choice", "mass"),
        ({"using": "in_train"}, "unknown_choice", "using"),
        ({"cutoffs_min": [30, -1]}, "out_of_range", "cutoffs_min"),
        ({"cutoffs_min": [30, 30]}, "bad_list", "cutoffs_min"),
        ({"cutoffs_min": ["half"]}, "wrong_type", "cutoffs_min"),
        ({"cutoffs_min": [], "measures": ["cumulative"]}, "missing_key", "cutoffs_min"),
        ({"measures": ["gravity"]}, "missing_key", "decay"),
        ({"exponent": 0}, "out_of_range", "exponent"),
        ({"cutof_min": 30}, "unknown_key", "cutof_min"),
        ({"decay": {"family": "gausian"}}, "unknown_name", "decay, family"),
        ({"decay": {"family": "gaussian"}}, "missing_key", "decay, sigma"),
        ({"decay": {"family": "linear", "cutoff": -5}}, "out_of_range", "decay, cutoff"),
        ({"decay": {"family": "linear", "cutoff": 5, "rate": 1}}, "unknown_key", "decay, rate"),
        ({"decay": "linear"}, "wrong_type", "decay"),
    ],
)
def test_what_is_wrong_with_accessibility_is_named(
    table: dict[str, Any], code: str, key: str
) -> None:
    assert _faults({"id": "x", "accessibility": table}) == [(code, f"accessibility, {key}")]


@pytest.mark.parametrize("name", ["console", "com", "com10", "lpt", "comparisons", "nul-1", "aux2"])
def test_ids_that_are_near_to_reserved_ones_are_taken(name: str) -> None:
    assert Scenario.from_dict({"id": name}).id == name


def test_slips_of_all_kinds_come_out_at_once() -> None:
    values = {
        "id": "slips", "network": "shanxi-centrl", "date": "2028-02-30", "base": "soon",
        "trafic": "peak", "edits": [],
    }  # fmt: skip
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_dict(values)
    keys = {(each.code, each.column) for each in caught.value.notices}
    assert keys == {
        ("unknown_key", "trafic"), ("unknown_key", "edits"), ("bad_date", "date"),
        ("bad_date", "base"), ("unknown_name", "network"),
    }  # fmt: skip
    assert "did you mean shanxi-central" in str(caught.value)


def test_a_network_that_is_not_there_is_no_slip_of_a_file_that_is_right() -> None:
    assert Scenario.from_dict({"id": "s", "network": "elsewhere"}).network == "elsewhere"


def test_an_empty_list_of_targets_is_all_of_them_and_says_so() -> None:
    (notice,) = Scenario.from_dict({"id": "s", "targets": []}).notices
    assert (notice.code, notice.column) == ("all_targets", "targets")
    assert not Scenario.from_dict({"id": "s"}).notices


def test_an_id_that_is_not_there_is_told_with_one() -> None:
    with pytest.raises(ScenarioError, match='type id = "mine" for one'):
        Scenario.from_dict({}, file="mine.toml")
