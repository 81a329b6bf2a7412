"""The page on routing says what the router does."""

from __future__ import annotations

import doctest
from pathlib import Path

from transnet.routing import choice

PAGE = Path(__file__).parents[2] / "docs" / "routing.md"


def test_the_examples_on_the_page_give_what_it_says() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried > 10
    assert failed == 0


def test_the_page_has_the_rule_in_force() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"fewer than {choice.MIN_PREPARED_NODES:,} nodes" in text
    assert f"up to {choice.MAX_UNPREPARED_SEARCHES} origins" in text
