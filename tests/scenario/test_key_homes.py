"""Keys in the wrong table and numbers with a unit: what to type, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from transnet.base.errors import Notice, ScenarioError
from transnet.base.language import in_words
from transnet.scenario.file import Scenario, read_scenario
from transnet.scenario.mend_scenario import write_mended_scenario

_SLIPS = """\
id = "s"
using = "无车"
headway_min = 4
[accessibility]
maps = false
[[edit]]
action = "开通"
project = "nonesuch"
headway_min = 15
date = "2030"
[[edit]]
action = "set_headway"
line = "nowhere"
headway_min = "0.5小时"
"""


def _notices(path: Path) -> dict[str, Notice]:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(path)
    return {str(each.column): each for each in caught.value.notices}


def test_a_key_in_the_wrong_table_says_where_it_belongs_and_what_to_type(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(_SLIPS, encoding="utf-8")
    found = _notices(path)
    assert 'below it using = "carfree"' in found["using"].hint
    assert "[accessibility]" in in_words(found["using"].hint, "zh")
    assert "belongs to an edit" in found["headway_min"].hint
    assert "[outputs], and below it maps = false" in found["accessibility, maps"].hint
    assert "but with set_headway, add_line" in found["edit 1, headway_min"].hint
    assert 'first line in brackets: date = "2030"' in found["edit 1, date"].hint
    assert (found["edit 1, date"].row, found["edit 1, date"].character) == (10, 1)
    assert found["edit 1, project"].code == "unknown_name", "a key too many hides nothing"
    of_unit = found["edit 2, headway_min"]
    assert of_unit.hint == "write 30: it is in minutes"
    assert (of_unit.row, of_unit.character) == (14, 15)


_OF_NO_TABLE = """\
id = "s"
open = ["rail-a", "rail-b"]
关闭 = "G5"
projects = ["rail-a"]
points = "mine.csv"
crs = "wgs-84"
nonsense = 1
"""


def test_what_is_no_key_of_any_table_says_how_to_write_it(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(_OF_NO_TABLE.replace("关闭", '"关闭"'), encoding="utf-8")
    found = _notices(path)
    assert 'action = "open", and what it is done to, for one project = "rail-a"' in (
        found["open"].hint
    )
    assert 'action = "close"' in found["关闭"].hint
    assert "one by one: for each of them type a line [[edit]]" in found["projects"].hint
    for key in ("points", "crs"):
        assert "transnet run … --points points.csv --crs gcj-02" in found[key].hint
    assert "accessibility, base" in found["nonsense"].hint
    assert "每一项先写一行 [[edit]]" in in_words(found["open"].hint, "zh")


@pytest.mark.parametrize(
    ("key", "text", "number"),
    [
        ("headway_min", "4分钟", 4.0), ("headway_min", "每１５分钟一班", 15.0),
        ("speed_kmh", "时速120公里", 120.0), ("length_km", "12.5千米", 12.5),
        ("trains_per_day", "24对", 24.0), ("headway_min", "15", 15.0),
    ],
)  # fmt: skip
def test_a_number_with_the_unit_of_its_key_is_read(key: str, text: str, number: float) -> None:
    edit = {"action": "set_headway", "line": "x", key: text}
    if key == "speed_kmh":
        edit["action"] = "set_speed"
    if key == "length_km":
        edit = {"action": "set_access", "id": "x", key: text}
    scenario = Scenario.from_dict({"id": "s", "edit": [edit]})
    assert getattr(scenario.edits[0], key) == number
    assert [each.code for each in scenario.notices] == ["read_as"]


@pytest.mark.parametrize("text", ["4公里", "四分钟", "12米", "分钟", "4-5分钟"])
def test_a_number_with_a_foreign_unit_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError):
        Scenario.from_dict(
            {"id": "s", "edit": [{"action": "set_headway", "line": "x", "headway_min": text}]}
        )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1 5", "is it 15 or 1.5?"), ("1，5", "is it 15 or 1.5?"), ("-1 25", "-125 or -1.25"),
        ("0,5", "write 0.5"),
    ],
)  # fmt: skip
def test_digits_apart_are_a_doubt_with_both_numbers(text: str, told: str) -> None:
    edit = {"action": "set_headway", "line": "x", "headway_min": text}
    with pytest.raises(ScenarioError) as refused:
        Scenario.from_dict({"id": "s", "edit": [edit]})
    (found,) = refused.value.notices
    assert told in found.hint
    assert found.value == text


@pytest.mark.parametrize("word", ["无车", "carfree"])
def test_an_inline_table_takes_chinese_words_and_is_mended(tmp_path: Path, word: str) -> None:
    path = tmp_path / "s.toml"
    text = f'id = "s"\ndate = "２０３０-１２-３１"  # 年底\naccessibility = {{ using = "{word}", '
    path.write_text(f'{text}cutoffs_min = ["30分钟", 60, "９０"] }}\n', encoding="utf-8")
    assert read_scenario(path).accessibility.using == "carfree"
    ((copy, changes),) = write_mended_scenario(path, tmp_path / "s.mended.toml")
    lines = copy.read_text("utf-8").split("\n")
    assert lines[1] == 'date = "2030-12-31"  # 年底'
    assert "cutoffs_min = [30, 60, 90]" in lines[2]
    assert (changes[0].row, changes[0].character) == (2, 8)
    assert not read_scenario(copy).notices
    assert read_scenario(copy).accessibility == read_scenario(path).accessibility


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2030年6月", "2030-06-30"),
        ("２０３０年０２月底", "2030-02-28"),
        ("2030。6。1", "2030-06-01"),
    ],
)
def test_months_and_chinese_full_stops_are_days(written: str, day: str) -> None:
    assert Scenario.from_dict({"id": "s", "date": written}).date == day


def test_letters_of_full_width_are_plain_ones_but_in_texts_for_readers() -> None:
    edit = {"action": "ｃｌｏｓｅ", "line": ["Ｇ５", "大西高铁（北段）"]}
    scenario = Scenario.from_dict(
        {"id": "ｋｂ１", "name_zh": "Ｇ５", "targets": "plan-1h-＊", "edit": [edit]}
    )
    assert (scenario.id, scenario.name_zh, scenario.targets) == ("kb1", "Ｇ５", ("plan-1h-*",))
    assert scenario.edits[0].line == ("G5", "大西高铁（北段）")
    assert [each.code for each in scenario.notices] == ["read_as"] * 4


def test_words_for_several_modes_say_which_to_write() -> None:
    line = {
        "action": "add_line", "id": "l", "mode": "市域", "speed_kmh": 100, "headway_min": 15,
        "stops": ["S1", "S2"],
    }  # fmt: skip
    from tests.scenario.helpers import WORLD
    from transnet.scenario.edits import edit_errors

    (edit,) = Scenario.from_dict({"id": "s", "edit": [line]}).edits
    hints = [each.hint for each in edit_errors(WORLD, [edit], "s") if "mode" in each.column]
    assert hints == ["may be several things here: write emu (动车组) or metro (地铁)"]


@pytest.mark.parametrize("mode", ["大巴", "coach"])
def test_a_mode_that_no_line_has_is_quoted_as_it_was_written(mode: str) -> None:
    from tests.scenario.helpers import WORLD
    from transnet.scenario.edits import edit_errors

    line = {
        "action": "add_line", "id": "l", "mode": mode, "speed_kmh": 100, "headway_min": 15,
        "stops": ["S1", "S2"],
    }  # fmt: skip
    (edit,) = Scenario.from_dict({"id": "s", "edit": [line]}).edits
    values = [each.value for each in edit_errors(WORLD, [edit], "s") if "mode" in each.column]
    assert values == [mode]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("国道", "may be several things here: write trunk (一级公路) or primary (二级公路)"),
        ("qqq", "isn't known; known are bus, cargo, coach,"),
        ("乡道", "isn't known; known are bus (公交), cargo (货运机场),"),
    ],
)
def test_kinds_of_roads_that_are_not_known_say_what_may_stand_there(kind: str, told: str) -> None:
    from tests.scenario.helpers import WORLD
    from transnet.scenario.edits import edit_errors

    close = {"action": "close", "kind": kind, "place": "甲区"}
    (edit,) = Scenario.from_dict({"id": "s", "edit": [close]}).edits
    hints = [str(each.hint) for each in edit_errors(WORLD, [edit], "s") if "kind" in each.column]
    assert len(hints) == 1
    assert hints[0].startswith(told)
