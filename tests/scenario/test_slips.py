"""Slips of the pen in scenario files: each kind is refused with what to write instead."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scenario.helpers import ONE_OF_EACH, WORLD
from transnet import InputError, Scenario, ScenarioError, TransnetError, compare, read_scenario, run
from transnet.base.errors import UnknownNameError
from transnet.base.suggestion import suggestion
from transnet.scenario.days import day_text
from transnet.scenario.edits import ACTION_WORDS, ACTIONS, apply_edits
from transnet.scenario.file import day_notices

ODD_VALUES: list[Any] = [
    [], ["open"], [[]], [["open"]], {}, {"a": 1}, True, False, 0, -1, 10**5000, 1.5, float("nan"),
    float("inf"), dt.date(2024, 1, 1), dt.datetime(2024, 1, 1, 8), dt.time(8), None, "\x00", "a\nb",
    "x" * 100_000, "\ud800",
]  # fmt: skip
KEYS = ["id", "name_zh", "question_en", "network", "date", "base", "targets", "edit", "outputs"]
EDIT_KEYS = [
    (edit["action"], key) for edit in ONE_OF_EACH for key in ("action", *edit, "unheard-of")
]
LINES = [
    ("id = 'a'\n[[edit]]\nrun_min = 25,5", "a point, not a comma: 25.5"),
    ("id = 'a'\n[[edit]]\nrun_min = 25 min", "type run_min = 25"),
    ("id = 'a'\n[[edit]]\nexpect = 25 min", "without its unit"),
    ("id = 'a'\ndate = 2030年底", 'type date = "2030-12-31"'),
    ("id = a", 'texts stand in quotes: type "a"'),
    ("id =", "a value must follow"),
    ("id = 'a',", "nothing follows the value: delete ,"),
    ("id = 'a' 'b'", "something stands after the value"),
    ("id = 'a'\nproject = 'b', 'c'", "type project = ['b', 'c']"),
    ("id = 'a'\ndate = 2027-13-01", "months go from 01 to 12"),
    ("id = 'a'\ndate = 2027-06-31", "2027-06 ends on 2027-06-30"),
    ("id = 'a'\ndate = 今天", 'type date = "today"'),
    ("id = 'a'\ndate = 2027-6", 'type date = "2027-06-30"'),
    ("id = 'a'\ndate = 2027-06-01 08:00", 'type date = "2027-06-01"'),
    ("id = 'a'\ndates = [2027年, 2028/6]", 'type dates = ["2027-12-31", "2028-06-30"]'),
    ("id = 'a'\ndates = [2027-13-01]", "months go from 01 to 12"),
    ("id = 'a'\n[[edit]]\nrun_min = 1:30", "type run_min = 90"),
    ("id = 'a'\n[[edit]]\nheadway_min = 20~30", "not a range"),
    ("id = 'a'\n[[edit]]\nvalue = 90%", "type value = 0.9"),
    ("id = 'a'\n[[edit]]\nvalue = True", "type value = true"),
    ("id = 'a'\nname_zh = \"C:\\data\\b\"", 'type / for \\: name_zh = "C:/data/b"'),
    ("id = 'a'\n// b", "a remark begins with #"),
    ("id = 'a'\n[[编辑]]\naction = 'open'\nproject = 'b'", "a line [[edit]]"),
    ("id = 'a'\n[[edit]\naction = 'open'\nproject = 'b'", "a line [[edit]]"),
    ("id 'a'", "followed by = and its value"),
    ("id = 'a'\narea = {place = 'b'", "closing brace is missing"),
    ("id = 'a'\ndate = ?", "neither a number nor a text"),
    ("id = 'a'\n= 'today'", "a line holds a key"),
    ('id = "a', "closing quote"),
    ("id = 'a'\n[[edit]]\n动作 = 'open'", "plain letters: type action"),
    ("id = 'a'\n[[edit]]\n那个 = 'open'", "words in plain letters"),
    ("id = 'a'\rdate = 'today'\r", "carriage return alone"),
    ("id = 'a'\ndate = 'today'\ndate = 'base'", "stands there already"),
    ("id = 'a'\n[edit]\naction = 'open'\n[edit]\naction = 'open'", "each edit begins with"),
    ('id = "a”\ntargets = ["x”, "y"]', "where the text ends isn't sure"),
    ('id = “他说"a"”', "where the text ends isn't sure"),
]


@pytest.mark.parametrize(
    ("word", "meant"),
    [("开通", "open"), ("停运", "close"), ("提速", "set_speed"), ("新增线路", "add_line")],
)
def test_an_action_in_chinese_stands_for_its_word(word: str, meant: str) -> None:
    (edit,) = [each for each in ONE_OF_EACH if each["action"] == meant][:1]
    read = [
        Scenario.from_dict({"id": "s", "edit": [{**edit, "action": each}]})
        for each in (word, meant)
    ]
    assert read[0].edits == read[1].edits


def test_every_action_has_words_in_chinese() -> None:
    assert ACTION_WORDS.keys() == ACTIONS.keys()
    words = [word for each in ACTION_WORDS.values() for word in each]
    assert len(words) == len(set(words))


def test_a_day_of_comparison_after_the_outcomes_is_warned_of() -> None:
    info = WORLD.info
    back = Scenario.from_dict({"id": "s", "date": "2023-01-01", "base": "today"})
    (notice,) = day_notices(back, info)
    assert (notice.code, notice.column, notice.value) == ("base_after_date", "base", "2024-12-31")
    assert "lies after date 2023-01-01" in notice.hint
    for days in ({"date": "today", "base": "base"}, {"date": "today"}, {"base": "today"}):
        assert not day_notices(Scenario.from_dict({"id": "s", **days}), info)


def _refused(values: Any) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_dict(values, "mine.toml")
    assert all(each.hint and each.table == "mine.toml" for each in caught.value.notices)
    return [each.column for each in caught.value.notices]


def _as_text(values: dict[str, Any]) -> str:
    """Return the error of values, or "" where they can be read and edits resolved."""
    try:
        apply_edits(WORLD, Scenario.from_dict(values).edits)
    except TransnetError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", ODD_VALUES, ids=lambda value: repr(type(value)))
def test_odd_values_end_in_a_message(key: str, value: Any) -> None:
    text = _as_text({"id": "x", key: value})
    assert text == "" or key in text
    text.encode()


@pytest.mark.parametrize(("action", "key"), EDIT_KEYS)
def test_odd_values_of_edits_end_in_a_message(action: str, key: str) -> None:
    (edit,) = [each for each in ONE_OF_EACH if each["action"] == action][:1]
    for value in ODD_VALUES:
        text = _as_text({"id": "x", "edit": [{**edit, key: value}]})
        assert text == "" or "edit 1" in text
        text.encode()


@pytest.mark.parametrize("action", [["open"], [], {"open": 1}, {}, 1, 1.5, True, dt.date.today()])
def test_an_action_of_another_type_is_named(action: Any) -> None:
    assert _refused({"id": "x", "edit": [{"action": action}]}) == ["edit 1, action"]


@pytest.mark.parametrize("values", [None, 3, "id", [("id", "x")], True])
def test_what_is_no_table_is_no_scenario(values: Any) -> None:
    assert _refused(values) == [""]


@pytest.mark.parametrize(
    "day", ["", " ", "24", "2024-13", "明年", "now", "2024-02-30", "20241301", "1-1-2024"]
)
def test_days_that_are_none(day: str) -> None:
    assert _refused({"id": "x", "date": day}) == ["date"]


@pytest.mark.parametrize(
    ("written", "last", "first"),
    [
        ("2027-06", "2027-06-30", "2027-06-01"),
        ("2027年6月份", "2027-06-30", "2027-06-01"),
        ("2027年上半年", "2027-06-30", "2027-01-01"),
        ("2027年三季度末", "2027-09-30", "2027-07-01"),
        ("二〇三〇年十二月三十一日", "2030-12-31", "2030-12-31"),
        ("二○二八年二月", "2028-02-29", "2028-02-01"),
        (20270601, "2027-06-01", "2027-06-01"),
    ],
)
def test_months_and_parts_of_years_are_days(written: object, last: str, first: str) -> None:
    assert (day_text(written), day_text(written, "first")) == (last, first)


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("dates = [2027, 2028\nbase = 'today'", "line 2, column 20"),
        ("dates = [2027,\nbase = 'today'", "line 2, column 15"),
        ('[[edit]]\naction = \'open"\nproject = "b"', "line 3"),
    ],
)
def test_what_is_not_closed_is_one_mistake_on_its_line(tmp_path: Path, lines: str, at: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(f"id = 'a'\n{lines}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_scenario(path)
    assert [(each.code, each.column) for each in caught.value.notices] == [("bad_toml", at)]


@given(st.text(max_size=70))
def test_an_id_is_plain_or_refused(text: str) -> None:
    plain = 0 < len(text) <= 64 and text[0] != "-"
    plain &= all(mark in "abcdefghijklmnopqrstuvwxyz0123456789-" for mark in text)
    if plain:
        assert Scenario.from_dict({"id": text}).id == text
    else:
        assert _refused({"id": text}) == ["id"]


@pytest.mark.parametrize(("content", "remedy"), LINES)
def test_usual_slips_come_with_their_remedy(tmp_path: Path, content: str, remedy: str) -> None:
    path = tmp_path / "s.toml"
    path.write_text(content + "\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=re.escape(remedy)):
        read_scenario(path)


def test_names_written_as_one_text_are_shown_as_a_list() -> None:
    known = ["hub-west", "rail-west"]
    assert 'several stand in a list: ["rail-west", "hub-west"]' in suggestion(
        "rail-west，hub-west", known
    )
    assert suggestion("a; b;c;d", known).endswith('; several stand in a list: ["a", "b", "c", …]')
    assert "list" not in suggestion("rail-wst", known)
    assert "list" not in suggestion("rail-west,", known)


def test_names_in_a_list_of_few_are_all_said() -> None:
    assert str(UnknownNameError("network", "山西", ["b", "a"])) == (
        "no network named '山西'; known are a, b"
    )
    assert str(UnknownNameError("network", "山西", ["a"])).endswith("; known is a")
    assert str(UnknownNameError("network", "山西", [])) == "no network named '山西'"
    assert "known" not in str(UnknownNameError("network", "山西", [*"abcdefg"]))


@pytest.mark.parametrize(
    ("encoding", "codes"),
    [
        ("utf-8-sig", []),
        ("utf-16", ["utf16_text"]),
        ("utf-16-le", ["utf16_text"]),
        ("gb18030", ["other_encoding"]),
    ],
)
def test_encodings_are_read_and_told(tmp_path: Path, encoding: str, codes: list[str]) -> None:
    path = tmp_path / "s.toml"
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    path.write_bytes((mark + "id = 'x'\nname_zh = '新线'\n").encode(encoding))
    scenario = read_scenario(path)
    assert scenario.name_zh == "新线"
    assert [each.code for each in scenario.notices] == codes


def test_unknown_words_come_with_what_is_known() -> None:
    stations = {"action": "set_run_time", "from_station": "乙站", "to_station": "S3", "run_min": 9}
    assert "S2" in _as_text({"id": "x", "edit": [stations]})
    assert all(name in _as_text({"id": "x", "edit": [{"action": "做"}]}) for name in ACTIONS)


@pytest.mark.parametrize("source", [None, 3, 1.5, b"x", [], {}])
def test_sources_of_another_type_are_refused(source: Any) -> None:
    with pytest.raises(InputError, match="as text or as a path"):
        read_scenario(source)


@pytest.mark.parametrize("source", ["", ".", "/", "x" * 5000, "a\0b", "新"])
def test_names_that_are_no_file_are_unknown(source: str) -> None:
    with pytest.raises(TransnetError):
        read_scenario(source)


def test_two_scenarios_with_one_id_are_refused_by_name(tmp_path: Path) -> None:
    paths = [tmp_path / "one.toml", tmp_path / "two.toml"]
    for path, day in zip(paths, ("base", "today"), strict=True):
        path.write_text(f"id = 'same'\ndate = '{day}'\n")
    namesake = tmp_path / "other" / "one.toml"
    namesake.parent.mkdir()
    namesake.write_text("id = 'same'\n")
    too, twice = "has this id too", "given twice"
    for pair, said in (
        (paths, too), ([read_scenario(path) for path in paths], too),
        ([paths[0], namesake], too), ([paths[0], paths[0]], twice),
    ):  # fmt: skip
        with pytest.raises(ScenarioError, match=said) as caught:
            compare(pair, network=WORLD)
        assert [each.value for each in caught.value.notices] == ["same"]


@pytest.mark.parametrize("sources", [[], (), "today", Scenario(id="x")])
def test_nothing_to_compare_is_said(sources: Any) -> None:
    with pytest.raises(ScenarioError, match="a list of scenarios"):
        compare(sources, network=WORLD)


def test_a_scenario_made_in_python_is_held_to_the_same(tmp_path: Path) -> None:
    for wrong in ({"id": "../x"}, {"id": "x", "date": "now"}, {"id": "x", "name_zh": "a\nb"}):
        with pytest.raises(ScenarioError):
            run(Scenario(**wrong), network=WORLD)


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        ("cutoffs_min", 0.1, 1440.0), ("day_trip_min", 0.1, 1440.0), ("exponent", 0.01, 10.0),
    ],
)  # fmt: skip
def test_numbers_of_measures_are_bounded(key: str, low: float, high: float) -> None:
    for value in (low, high):
        assert Scenario.from_dict({"id": "x", "accessibility": {key: value}}).id == "x"
    for value in (0.0, -1.0, 0.99 * low, 1.01 * high, 1e300):
        assert _refused({"id": "x", "accessibility": {key: value}}) == [f"accessibility, {key}"]


def test_cutoffs_are_few_and_a_decay_is_used() -> None:
    many = {"cutoffs_min": [float(minute) for minute in range(1, 26)]}
    assert _refused({"id": "x", "accessibility": many}) == ["accessibility, cutoffs_min"]
    many["cutoffs_min"].pop()
    assert Scenario.from_dict({"id": "x", "accessibility": many}).id == "x"
    unused = {"measures": ["watt"], "decay": {"family": "linear", "cutoff": 60}}
    assert _refused({"id": "x", "accessibility": unused}) == ["accessibility, decay"]
