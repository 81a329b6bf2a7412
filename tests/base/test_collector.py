"""The collector of notices, and codes.csv held against what the code gives."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

import transnet
from transnet.base.codes import codes
from transnet.base.collector import MOST_ERRORS, Notices, TooManyErrorsError, refusal
from transnet.base.errors import InputError, Notice
from transnet.base.language import LANGUAGES, in_words, said

PACKAGE = Path(transnet.__file__).parent
TESTS = Path(__file__).parents[1]


def test_a_notice_is_as_grave_as_the_table_says_and_names_its_place() -> None:
    found = Notices("roads.csv")
    found.where = "edit 2"
    found.add("bad_number", "write a number", row=3, column="length_km", value="x" * 500)
    found.add("repeated_road", "take one out")
    first, second = found.notices
    assert (first.severity, first.table, first.row) == ("error", "roads.csv", 3)
    assert first.column == "edit 2, length_km"
    assert len(first.value) == 80
    assert (second.severity, second.column, second.value) == ("warning", "edit 2", "")
    assert found.errors == [first]
    with pytest.raises(InputError, match=r"roads\.csv: 1 error; nothing was read") as caught:
        found.raise_if_any()
    assert list(caught.value.notices) == [first, second]


def test_what_is_an_error_elsewhere_may_be_a_warning_here() -> None:
    found = Notices("link.csv")
    found.warn("duplicate_id", "the first counts")
    assert codes()["duplicate_id"].severity == "error"
    assert [each.severity for each in found.notices] == ["warning"]
    found.raise_if_any()


def test_reading_stops_at_the_limit_of_errors_and_never_without_one() -> None:
    found = Notices("link.csv", limit=3)
    for _ in range(5):
        found.add("repeated_road", "a warning counts for nothing")
    found.add("bad_number", "1")
    found.add("bad_number", "2")
    with pytest.raises(TooManyErrorsError) as caught:
        found.add("bad_number", "3")
    assert len(caught.value.notices) == 8
    endless = Notices("scenario", limit=None)
    for _ in range(2 * MOST_ERRORS):
        endless.add("bad_number", "again")
    assert len(endless.errors) == 2 * MOST_ERRORS


def test_values_that_cannot_be_written_are_named_by_their_type() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    found = Notices("scenario.toml")
    found.add("wrong_type", "write a text", value=deep)
    found.add("wrong_type", "write a text", value=10**5_000)
    found.add("wrong_type", "write a text", value="a\x00b")
    assert [each.value for each in found.notices] == [
        "[[[…]]]",
        "a value of type int that is too long to be shown",
        "a\\x00b",
    ]


def test_a_code_that_is_not_listed_is_a_fault_of_ours() -> None:
    found = Notices("roads.csv")
    for call in (found.add, found.warn):
        with pytest.raises(KeyError):
            call("no_such_code", "")
    with pytest.raises(KeyError):
        refusal("no", "no_such_code", "graph", "")


def test_a_refusal_is_an_error_with_one_notice_whatever_the_table_says() -> None:
    error = refusal("the reach can't be drawn", "far_from_road", "reach", "5 km", 7, column="from")
    assert str(error) == "the reach can't be drawn\n  reach, from: '7' 5 km [far_from_road]"
    (found,) = error.notices
    assert (codes()["far_from_road"].severity, found.severity) == ("warning", "error")


def _texts(folder: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*.py")))


def test_every_code_is_given_somewhere() -> None:
    source, sizes = _texts(PACKAGE), ("short", "long")  # some are put together
    made = {f"{what}_too_{size}" for what in ("road", "track", "access") for size in sizes}
    assert {code for code in codes() if f'"{code}"' not in source} <= made


def test_every_code_that_the_corpus_does_not_hold_is_held_by_a_test_of_its_own() -> None:
    tests = _texts(TESTS)
    others = [each.code for each in codes().values() if not each.is_of_network]
    held = rf"\"({'|'.join(others)})\"|\[({'|'.join(others)})\\?\]"
    found = {either for both in re.findall(held, tests) for either in both}
    assert [code for code in others if code not in found] == []


# What is called with a code, and at which place among what it is given.
_TAKE_A_CODE = {
    **dict.fromkeys(("Notice", "notice", "flagged", "Problem", "_RefusedError", "refuser"), 0),
    **dict.fromkeys(("add", "warn", "refusal", "stopped", "not_written"), 1),
    "bad_input": 4,
}


def _codes_given(path: Path) -> list[str]:
    """Return the codes that a file writes out where it makes a notice."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            is_collector = name in ("add", "warn")  # sets have an `add` too
            at = _TAKE_A_CODE.get(name, 99) - is_collector
            if len(node.args) > at and (not is_collector or len(node.args) == 2):
                chosen = node.args[at]
                both = (chosen.body, chosen.orelse) if isinstance(chosen, ast.IfExp) else (chosen,)
                found += [each.value for each in both if isinstance(each, ast.Constant)]
    return [code for code in found if isinstance(code, str)]


def test_every_code_that_is_written_out_is_listed() -> None:
    given = {path.name: _codes_given(path) for path in PACKAGE.rglob("*.py")}
    assert sum(map(len, given.values())) > 300
    unlisted = {name: set(found) - set(codes()) for name, found in given.items()}
    assert {name: found for name, found in unlisted.items() if found} == {}


def test_a_notice_comes_back_from_its_plain_values_in_both_languages() -> None:
    found = Notices("roads")
    found.add("bad_number", said("{count} errors", count=2), row=3, column="lanes", value="x")
    (notice,) = found.notices
    again = Notice.from_dict(json.loads(json.dumps(notice.as_dict())))
    assert again == notice
    for language in LANGUAGES:
        assert in_words(again, language) == in_words(notice, language)
    assert in_words(again, "zh") != in_words(again, "en")
