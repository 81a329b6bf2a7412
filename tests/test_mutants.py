"""Drawn mutants are what they say: one wrong edit each, in code that runs."""

from __future__ import annotations

import ast
import csv

from tests.mutants.covered import ROOT, STARTED_BY, Covered
from tests.mutants.operators import edits

SOURCE = '''"""Docstring 1."""
from x import y

LIMIT: int = 3


@dataclass(frozen=True)
class Place:
    """2 lines."""

    people: float = 1.5


def share(太原: int, b: bool) -> float:
    """Not 4."""
    assert b
    note(f"{b + 1}")
    if not b and 太原 < LIMIT:
        return 太原 + 1
    return list(zip([2], [太原], strict=True))
'''

EXPECTED = {
    ("3 to 4", "LIMIT: int = (4)"),
    ("1.5 to 4.0", "people: float = (4.0)"),
    ("call left out", "pass"),
    ("And to Or", "if (not b or 太原 < LIMIT):"),
    ("first operand alone", "if (not b):"),
    ("without Not", "if (b) and 太原 < LIMIT:"),
    ("Lt to LtE", "if not b and (太原 <= LIMIT):"),
    ("returns None", "return None"),
    ("Add to Sub", "return (太原 - 1)"),
    ("1 to 2", "return 太原 + (2)"),
    ("2 to 3", "return list(zip([(3)], [太原], strict=True))"),
}


def test_edits_are_of_code_that_runs_alone() -> None:
    found = {
        (edit.words, edit.apply(SOURCE).splitlines()[edit.line - 1].strip())
        for edit in edits(SOURCE)
    }
    assert found == EXPECTED


def test_each_edit_leaves_a_file_that_parses() -> None:
    for edit in edits(SOURCE):
        text = edit.apply(SOURCE)
        assert ast.dump(ast.parse(text)) != ast.dump(ast.parse(SOURCE))


def test_what_is_known_as_equivalent_is_an_edit_of_a_line_that_is_there() -> None:
    with (ROOT / "tests" / "mutants" / "equivalent.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert rows
    for row in rows:
        source = (ROOT / row["file"]).read_text(encoding="utf-8")
        lines = [line.strip() for line in source.splitlines()]
        found = {edit.words for edit in edits(source) if lines[edit.line - 1] == row["code"]}
        assert row["edit"] in found, row
        assert row["reason"]


def test_a_process_of_its_own_is_judged_by_the_tests_that_start_it() -> None:
    ((child, parent),) = STARTED_BY.items()
    lines = {
        parent: {1: ["tests/a.py::one"], 2: ["tests/a.py::two"]},
        "other.py": {1: ["tests/b.py::x"]},
    }
    found = Covered(lines, {"tests/a.py::three": 1.0}).tests_of(child, 7)
    assert [set(each) for each in found] == [
        set(), {"tests/a.py::one", "tests/a.py::two"}, {"tests/a.py::three"},
    ]  # fmt: skip
    assert (ROOT / child).is_file()
