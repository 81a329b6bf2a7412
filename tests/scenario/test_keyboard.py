"""What a Chinese keyboard types in a scenario file: read where it is sure, named where it isn't."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet import ScenarioError, read_scenario
from transnet.base.errors import Notice
from transnet.scenario.keyboard import plain_marks

PLAIN = """id = "new-line"
name_zh = "新线：“快”，直达"  # 注：“好”
date = "2028-12-31"
targets = ["plan-*", "prov-*"]

[[edit]]
action = "set_run_time"
from_station = "R006"
to_station = "R079"
run_min = 25.5
"""
TYPED = [
    ("=", "＝"), (', "prov', '， "prov'), (', "prov', '、"prov'), ("[[edit]]", "【【edit】】"),
    ("[[edit]]", "［［edit］］"), ("[[edit]]", "《《edit》》"), ("25.5", "２５．５"),
    ("25.5", "25。5"), ("id = ", "id　=　"), ("id", "ｉｄ"), ('"R006"', "“R006”"),
    ('"R006"', "「R006」"),
    ('"R006"', "《R006》"), ('"R006"', "‘R006’"), ('"R006"', "＂R006＂"), ('"R006"', "“R006“"),
    ('"R006"', "”R006”"), ('"R006"', '"R006”'), ('"R006"', '“R006"'), ("#", "＃"),
    ("run_min =", "run_min："), ("run_min =", "run_min:"), ("\n\n", "\n\u200b\n"),
    ('["plan-*", "prov-*"]', "【“plan-*”，“prov-*”】"), ("[[edit]]", "\u3000[[edit]]"),
]  # fmt: skip


@pytest.mark.parametrize(("plain", "typed"), TYPED, ids=repr)
def test_what_can_mean_one_thing_is_read_and_named(plain: str, typed: str) -> None:
    text = PLAIN.replace(plain, typed)
    found = plain_marks(text)
    assert tomllib.loads(found.text) == tomllib.loads(PLAIN)
    assert found.read
    assert not found.doubts
    lines = text.split("\n")
    for line, column, mark, _ in found.read:
        assert lines[line - 1][column - 1] == mark


def test_all_of_it_at_once_is_read() -> None:
    text = PLAIN
    for plain, typed in (("=", "＝"), ("[[edit]]", "【【edit】】"), ('"R006"', "“R006”")):
        text = text.replace(plain, typed)
    assert tomllib.loads(plain_marks(text).text) == tomllib.loads(PLAIN)


def test_plain_files_stay_as_they_are() -> None:
    found = plain_marks(PLAIN)
    assert (found.text, found.read, found.doubts) == (PLAIN, [], [])


_MARKS = st.text(alphabet="ab1=,[]\"'#\n“”‘’「」《》【】＝，：　\\{}-。；\u200b", max_size=60)


@given(_MARKS)
def test_any_text_is_gone_through_line_by_line(text: str) -> None:
    found = plain_marks(text)
    assert found.text.count("\n") == text.count("\n")
    assert plain_marks(found.text).read == [] or found.doubts or '"""' in text or "'''" in text


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_valid_texts_keep_their_values(value: str) -> None:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    text = f'a = "{quoted}"\n'
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert tomllib.loads(plain_marks(text).text) == values


def _errors(tmp_path: Path, text: str) -> list[Notice]:
    path = tmp_path / "s.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_scenario(path)
    return [each for each in caught.value.notices if each.severity == "error"]


def test_a_quote_in_doubt_is_named_with_its_place(tmp_path: Path) -> None:
    (found,) = _errors(tmp_path, 'id = "s"\ntargets = ["plan”, "prov"]\n')
    assert (found.code, found.column) == ("bad_toml", "line 2, column 17")
    assert 'a plain "' in found.hint


def test_every_mistake_of_a_file_comes_at_once(tmp_path: Path) -> None:
    text = """id = new
date = "2028-02-30"
targets = ["plan-1h-intercty"]
[[edit]]
action = "opne"
project = "rail-xiongxin-hsr"
[[edit]]
action = "set_headway"
line = "太原地铁1号线一期"
headway_min = −4
[[edit]]
action = "open"
project = "rail-xiongxn-hsr"
[[edit]]
action = "set_speed"
line = "石太线"
speed_kmh = 160 km/h
"""
    found = _errors(tmp_path, text)
    said = [(each.code, each.column) for each in found]
    assert said == [
        ("bad_toml", "line 1, column 6"), ("bad_toml", "line 17, column 17"),
        ("unknown_name", "edit 1, action"), ("bad_date", "date"), ("unknown_name", "targets"),
        ("out_of_range", "edit 2, headway_min"), ("unknown_name", "edit 3, project"),
    ]  # fmt: skip
    assert [each.value for each in found if each.column == "edit 2, headway_min"] == ["-4"]


def test_what_is_read_otherwise_is_said_beside_the_result(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text("id ＝ “s”\ndate = 2028\nbase = “2027年6月1日”\n", encoding="utf-8")
    scenario = read_scenario(path)
    assert (scenario.id, scenario.date, scenario.base) == ("s", "2028-12-31", "2027-06-01")
    said = {each.value: (each.column, each.hint) for each in scenario.notices}
    assert said["＝"][0] == "line 1, column 4"
    assert said["2028"] == ("date", 'is read as "2028-12-31" : type that')
    assert {(each.code, each.severity) for each in scenario.notices} == {("read_as", "info")}
