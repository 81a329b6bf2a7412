"""Chinese letters only where the machine has them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from matplotlib import font_manager

from transnet.base.errors import UnknownNameError
from transnet.base.language import MapLanguage
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


@pytest.mark.parametrize(
    ("language", "picked", "short"),
    [("both", "太原 Taiyuan", "min"), ("zh", "太原", "分钟"), ("en", "Taiyuan", "min")],
)
def test_a_map_speaks_the_languages_it_is_told(
    language: MapLanguage, picked: str, short: str
) -> None:
    letters = fonts.Lettering(("DejaVu Sans",), chinese=True, language=language)
    assert letters.pick("太原", "Taiyuan") == picked
    assert letters.short("分钟", "min") == short
    assert letters.pick("太原", "") == "太原"
    assert letters.pick("", "Taiyuan") == "Taiyuan"
    english = fonts.Lettering(("DejaVu Sans",), chinese=False, language=language)
    assert english.pick("太原", "Taiyuan") == "Taiyuan"
    assert english.short("分钟", "min") == "min"


@pytest.mark.parametrize(("language", "told"), [("both", 1), ("zh", 1), ("en", 0)])
def test_only_who_wants_chinese_is_told_that_no_font_has_it(
    language: MapLanguage, told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "CJK_FAMILIES", ())
    codes = [each.code for each in fonts.letter_notices(["Taiyuan"], language)]
    assert codes == ["no_chinese_font"] * told


def test_another_language_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="language of maps"):
        fonts.lettering("de")  # type: ignore[arg-type]


def test_a_list_of_fonts_that_are_gone_or_left_out_is_made_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = fonts.lettering()
    listed = font_manager.fontManager.ttflist
    gone = [dataclasses.replace(each, fname="/gone/font.ttf") for each in listed]
    own = [each for each in listed if each.name not in here.families]
    for stale in (gone, own):
        monkeypatch.setattr(font_manager.fontManager, "ttflist", stale)
        monkeypatch.setattr(fonts, "_settled", {})
        assert fonts.lettering() == here
        for family in here.families:
            assert Path(font_manager.findfont(family, fallback_to_default=False)).exists()
