"""Words that pages and tables hold beside the catalogues: each in both languages, none in one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.import_graph import PACKAGE

TEMPLATES = sorted((PACKAGE / "report" / "templates").glob("*.html.j2"))
_UNSEEN = re.compile(r"\{#.*?#\}|<script>.*?</script>|<style>.*?</style>", re.DOTALL)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_MADE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_TOLD = re.compile(r'(?:title|aria-label|alt|placeholder)="([^"]*)"')
_PAIR = re.compile(r"""\bs\(\s*'((?:[^'\\]|\\.)*)'\s*,\s*'((?:[^'\\]|\\.)*)'\s*\)""")
_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
_SWITCH = {"中文", "English"}  # each names its own language


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_words_of_one_language_alone(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    bare = _MADE.sub(" ", _UNSEEN.sub(" ", source))
    shown = re.sub(r"<[^>]*>", " ", bare)
    assert set(re.findall(r"[A-Za-z\u4e00-\u9fff]+", shown)) <= _SWITCH
    for told in filter(str.strip, _TOLD.findall(bare)):
        if re.search(r"[A-Za-z\u4e00-\u9fff]", told.replace("Gini", "")):
            assert _HAN.search(told), told
            assert re.search("[A-Za-z]", told), told
    for zh, en in _PAIR.findall(source):
        assert not (_LATIN.search(zh) and not _HAN.search(zh)), zh
        assert zh.strip() == "" or en.strip(), zh


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_scripts_of_pages_say_nothing(path: Path) -> None:
    for script in _SCRIPT.findall(path.read_text(encoding="utf-8")):
        for text in re.findall(r'"([^"\n]*)"', script):
            assert not _HAN.search(text), text
            assert not re.search(r"[A-Za-z]{3,} [a-z]{3,}", text.replace(".filters select", "")), (
                text
            )


def _pairs() -> Iterator[tuple[str, str, str]]:
    """Yield where two literals are said as one text, with both."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id not in ("pick", "Text") or len(node.args) != 2:
                continue
            zh, en = map(_literal, node.args)
            if zh is not None and en is not None:
                yield f"{path.name}:{node.lineno}", zh, en


def _literal(node: ast.expr) -> str | None:
    """Return what a literal says, values in it left out; None for what is worked out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [each.value for each in node.values if isinstance(each, ast.Constant)]
        return " ".join(str(each) for each in parts)
    return None


def test_two_texts_that_are_one_are_each_in_their_language() -> None:
    found = list(_pairs())
    assert len(found) > 200
    for where, zh, en in found:
        assert not (_LATIN.search(zh) and not _HAN.search(zh)), where
        assert not _HAN.search(en), where
