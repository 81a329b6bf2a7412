"""What the pages are made of: marks of HTML and SVG stand in templates alone."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import CodeType

import pytest
from jinja2 import Environment, FileSystemLoader, UndefinedError

import transnet.report
from transnet.report.page.templates import KeptTemplates, rendered

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


def test_a_compiled_template_is_kept_and_one_that_is_damaged_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANSNET_CACHE_DIR", str(tmp_path))
    source = tmp_path / "greeting.j2"
    source.write_text("{{ word }}!", "utf-8")

    def said(compiled: list[str]) -> str:
        rules = Environment(
            loader=FileSystemLoader(tmp_path), autoescape=True, bytecode_cache=KeptTemplates()
        )
        compile_one = rules.compile

        def noted(text: str, *words: object) -> CodeType:
            compiled.append(text)
            return compile_one(text, *words)  # type: ignore[call-overload, no-any-return]

        rules.compile = noted  # type: ignore[assignment, method-assign]
        return rules.get_template("greeting.j2").render(word="one")

    for known in (False, True):
        compiled: list[str] = []
        assert said(compiled) == "one!"
        assert (compiled == []) == known
    (kept,) = (tmp_path / "pages").glob("*.page")
    kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    assert said(compiled := []) == "one!"
    assert compiled == ["{{ word }}!"]
