"""What the pages are made of: marks of HTML and SVG stand in templates alone."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError

import transnet.report
from transnet.report.page.templates import rendered

ROOM = Path(transnet.report.__file__).parent
# render.py puts a style into the SVG that matplotlib writes.
_EXEMPT = {"render.py"}
_TAG = re.compile(r"</?[a-z][a-z0-9]*[\s/>]")


def _tags(source: str) -> list[str]:
    return [
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if _TAG.search(node.value)
    ]


def test_no_code_of_the_reports_writes_tags() -> None:
    found = {
        path.name: tags
        for path in ROOM.rglob("*.py")
        if path.name not in _EXEMPT and (tags := _tags(path.read_text("utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize("source", ["a = f'<td class=\"n\">{b}</td>'", "a = '<b>'", "'</p>' + a"])
def test_tags_are_seen(source: str) -> None:
    assert _tags(source)


def test_a_template_without_all_that_it_names_is_refused() -> None:
    with pytest.raises(UndefinedError):
        rendered("comparison.html.j2", {"title": "no more"})
