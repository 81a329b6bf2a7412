"""Chinese letters only where the machine has them."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib import font_manager

from transnet.report.maps import fonts


def test_without_a_chinese_font_names_are_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "CJK_FAMILIES", ("No Such Family",))
    letters = fonts.lettering()
    assert letters == fonts.Lettering(("DejaVu Sans",), chinese=False)
    assert letters.pick("太原", "Taiyuan") == "Taiyuan"
    assert letters.pick("太原", "") == "?"


def test_a_family_without_the_glyphs_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "CJK_FAMILIES", ("DejaVu Sans",))
    assert not fonts.lettering().chinese


def test_a_font_in_the_home_stands_for_none_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, machine = tmp_path / "a", tmp_path / "b"
    there = [home / "own.ttf", home / "shared.ttf", machine / "shared.ttf"]
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [str(each) for each in there])
    monkeypatch.setattr(fonts, "_families", lambda path: {Path(path).stem})
    found = fonts._files.__wrapped__()
    assert found["own"] == [str(home / "own.ttf")]
    assert found["shared"] == [str(machine / "shared.ttf")]


def test_a_family_with_the_glyphs_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "CJK_FAMILIES", ("No Such Family", "DejaVu Sans"))
    monkeypatch.setattr(fonts, "_PROBE", "abc")
    letters = fonts.lettering()
    assert letters.chinese
    assert letters.families == ("DejaVu Sans", "DejaVu Sans")
    assert letters.pick("太原", "Taiyuan") == "太原 Taiyuan"
