"""Every refusal of an edit on a timetable has an edit that gets it, and near ones that don't.

A file CODE.toml holds edits on `world_of_lines`: [[bad]] ones get a notice of the code, at a key,
that says something; [[near]] ones are made without it.
"""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.timetable.world_of_lines import changed
from transnet.base.errors import Notice, ScenarioError
from transnet.base.language import Message, in_words
from transnet.timetable import edits

FILES = sorted(Path(__file__).parent.glob("*.toml"))
CODES = {
    *("ambiguous_name", "bad_date", "bad_id", "bad_keys", "bad_list", "bad_time"),
    *("date_outside_calendar", "decreasing_time", "duplicate_id", "missing_key", "no_effect"),
    *("no_selection", "not_on_way", "other_direction", "out_of_range", "range_reversed"),
    *("same_ends", "times_beyond_day", "too_few_stops", "too_fast", "too_many_stops"),
    *("trips_end", "unknown_name"),
}


def _cases(kind: str) -> list[Any]:
    return [
        pytest.param(path.stem, case, id=f"{path.stem}-{number}")
        for path in FILES
        for number, case in enumerate(tomllib.loads(path.read_text("utf-8"))[kind], start=1)
    ]


def _notices(edit: dict[str, Any]) -> tuple[Notice, ...]:
    try:
        return changed(edit)[1]
    except ScenarioError as error:
        return tuple(error.notices)


@pytest.mark.parametrize(("code", "case"), _cases("bad"))
def test_a_bad_edit_gets_its_notice_at_the_key(code: str, case: dict[str, Any]) -> None:
    found = _notices(case["edit"])
    where = ", ".join(filter(None, ["timetable edit 1", case["key"]]))
    own = [each for each in found if each.code == code and each.column == where]
    assert own, "\n".join(map(str, found))
    assert any(case["says"] in each.hint for each in own), "\n".join(map(str, own))
    assert all(each.code == code for each in found if each.severity == "error"), found
    assert in_words(own[0].hint, "zh") != own[0].hint


@pytest.mark.parametrize(("code", "case"), _cases("near"))
def test_a_near_miss_is_made(code: str, case: dict[str, Any]) -> None:
    assert code not in {each.code for each in changed(case["edit"])[1]}


def test_each_code_and_each_hint_has_an_edit_that_gets_it() -> None:
    assert {path.stem for path in FILES} == CODES
    written = {
        call.args[0].value
        for path in Path(str(edits.__file__)).parent.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "said"
        and isinstance(call.args[0], ast.Constant)
    }
    hints = [each.hint for case in _cases("bad") for each in _notices(case.values[1]["edit"])]
    got = {hint.template for hint in hints if isinstance(hint, Message)}
    others = {
        *("edit {number}", "must be a list of edits"),  # what is no list of edits at all
        *("must be edits of transnet.timetable.edits", "no trip of this timetable ever runs"),
    }
    assert written - got == others
