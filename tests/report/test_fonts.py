"""Chinese letters only where the machine has them."""

from __future__ import annotations

import pytest

from transnet.report import fonts


def test_without_a_chinese_font_names_are_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "CJK_FAMILIES", ("No Such Family",))
    letters = fonts.lettering()
    assert letters == fonts.Lettering(("DejaVu Sans",), chinese=False)
    assert letters.pick("太原", "Taiyuan") == "Taiyuan"
    assert letters.pick("太原", "") == "?"


def test_a_family_without_the_glyphs_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "CJK_FAMILIES", ("DejaVu Sans",))
    assert not fonts.lettering().chinese


def test_a_family_with_the_glyphs_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "CJK_FAMILIES", ("No Such Family", "DejaVu Sans"))
    monkeypatch.setattr(fonts, "_PROBE", "abc")
    letters = fonts.lettering()
    assert letters.chinese
    assert letters.families == ("DejaVu Sans", "DejaVu Sans")
    assert letters.pick("太原", "Taiyuan") == "太原 Taiyuan"
