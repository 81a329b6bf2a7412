"""The page says what is in the catalogues, and these hold nothing that it doesn't say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import transnet.explore
from transnet.explore.address import Mode, Reading, Traffic, Wait
from transnet.explore.city.city_address import CityMode
from transnet.explore.city.city_drawn import CITY_KINDS
from transnet.explore.drawn_lines import KINDS
from transnet.explore.page_words import WORDS, page_words
from transnet.model.schema import tables

STATIC = Path(transnet.explore.__file__).parent / "static"
SCRIPTS = {path: path.read_text("utf-8") for path in sorted((STATIC / "app").rglob("*.js"))}
EVERYTHING = "\n".join(SCRIPTS.values())
_STATUSES = tables()["projects"].columns["status"].choices
_CHOICES = {"mode": Mode, "reading": Reading, "traffic": Traffic, "wait": Wait}
_COLUMNS = ("county", "from_origin", "average", "saved", "reach")
FILLED = {
    "${key}_${value}": [
        f"{key}_{value}"
        for key, choices in _CHOICES.items()
        for value in get_args(choices)
    ],
    "${side}_caption": ["gainers_caption", "losers_caption"],
    "${side}_minutes": ["gainers_minutes", "losers_minutes"],
    "no_${side}": ["no_gainers", "no_losers"],
    "by_${key}": ["by_theme", "by_stage"],
    "column_${key}": [f"column_{key}" for key in _COLUMNS],
    "copy_${as}": ["copy_toml", "copy_python"],
    "decide_${kind}": ["decide_missed", "decide_order", "decide_breaks"],
    "draw_${value}": [f"draw_{kind}" for kind in {*KINDS, *CITY_KINDS}],
    "input_${value}": [f"input_{key}" for key in ("headway", "speed", "transfer", "access", "set")],
    "means_${value}": [f"means_{mode}" for mode in get_args(CityMode)],
    "means_${state.mode}": [f"means_{mode}" for mode in get_args(CityMode)],
    "percentile_${value}": [f"percentile_{share}" for share in (5, 25, 50, 75, 95)],
    "pick_${value}": ["pick_at", "pick_to"],
    "plan_${value}": ["plan_lean", "plan_full", "plan_mixed"],
    "legend_${state.show}": ["legend_before", "legend_after", "legend_difference"],
    "standing_${key}": [f"standing_{key}" for key in ("kept", "came", "went", "outside")],
    "status_${project.status}": [f"status_{status}" for status in _STATUSES],
}  # fmt: skip
"""What the page puts together, and what comes of it."""


def _said() -> set[str]:
    whole = set(re.findall(r'say\(\s*"([a-z_]+)"', EVERYTHING))
    chosen = re.findall(r'say\([^"()]*\? "([a-z_]+)" : "([a-z_]+)"', EVERYTHING)
    panels = set(re.findall(r'create(?:Following)?Panel\((?:app, )?"([a-z_]+)"', EVERYTHING))
    given = set(re.findall(r'\b(?:key|how|label): "([a-z_]+)"', EVERYTHING))
    buttons = set(re.findall(r'(?:button|file)\("[a-z-]+", "([a-z_]+)"', EVERYTHING))
    simple = set(re.findall(r"say\(([a-z_]+)[,)]", EVERYTHING))
    assert simple <= {"key", "value", "label"}, "keys of panels, buttons and fields"
    fields = {"mode", "reading", "traffic", "wait", "before", "after", "difference"}
    made = {key for keys in FILLED.values() for key in keys}
    chosen_words = {key for pair in chosen for key in pair}
    return whole | chosen_words | panels | given | buttons | fields | made


def test_what_the_page_says_is_in_the_catalogues_and_nothing_else() -> None:
    assert set(re.findall(r"say\(`([^`]+)`", EVERYTHING)) == set(FILLED)
    assert _said() == set(WORDS)


def test_both_languages_have_every_word_with_the_same_places_to_fill() -> None:
    words = page_words()
    assert set(words) == {"en", "zh"}
    for key, english in words["en"].items():
        chinese = words["zh"][key]
        assert re.findall(r"\{\w+\}", english) != [] or "{" not in english
        assert sorted(re.findall(r"\{\w+\}", chinese)) == sorted(re.findall(r"\{\w+\}", english))


def test_the_page_has_no_words_of_its_own() -> None:
    """Nothing in a script that is text to people: it would speak one language only."""
    for path, script in SCRIPTS.items():
        code = re.sub(r"//[^\n]*|/\*.*?\*/", "", script, flags=re.DOTALL)
        for text in re.findall(r'"([^"\n]*)"', code):
            is_style = path.name in ("canvas_paint.js", "svg_paint.js")
            assert is_style or not re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", text), path.name


def test_scripts_stay_small_and_say_what_they_are_for() -> None:
    assert len(SCRIPTS) > 20
    for path, script in SCRIPTS.items():
        assert len(script.splitlines()) <= 400, path.name
        assert script.startswith("// "), path.name


def test_nothing_on_the_page_needs_what_its_policy_forbids() -> None:
    html = (STATIC / "index.html").read_text("utf-8")
    for text in (html, EVERYTHING):
        assert not re.search(r"\bstyle=|\son\w+=\"|innerHTML|insertAdjacentHTML|\beval\(", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    for path, text in {**SCRIPTS, STATIC / "index.html": html}.items():
        for address in re.findall(r"https?://[\w./-]+", text):
            assert address == "http://www.w3.org/2000/svg", (path.name, address)
