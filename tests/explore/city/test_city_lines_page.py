"""Lines and journeys on the page of a city in a browser: drawn by hand, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.explore.conftest import Visit, visits

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ASKED = "?lang=en&at=112,37&window=15"


@pytest.fixture
def seen(city: str, without_gl: Browser) -> Iterator[Visit]:
    with visits(city, without_gl) as begin:
        visit = begin()
        visit.open(ASKED)
        yield visit


def _click_map(seen: Visit, up: float) -> None:
    """Click the map somewhere along the street, which runs north."""
    box = seen.page.locator("#map").bounding_box()
    assert box is not None
    seen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * (1 - up))


def test_a_click_on_a_second_point_shows_the_journey_leg_by_leg(seen: Visit) -> None:
    seen.page.locator("#pick-to").check()
    _click_map(seen, 0.8)
    seen.settled("to=")
    legs = seen.page.locator("#panel-city_journey .leg")
    legs.first.wait_for()
    assert "train 1" in legs.first.inner_text().lower()
    assert "07:10 to 07:20" in legs.first.inner_text()
    assert "on foot" in seen.text("#panel-city_journey").lower()
    assert seen.page.locator("#at").input_value() == "112,37", "the start stays where it was"
    seen.page.locator("#mode-drive").check()
    seen.settled("mode=drive")
    seen.until(lambda: "by car" in seen.text("#panel-city_journey").lower())


def test_a_line_that_is_drawn_changes_what_is_reached_and_is_shared(seen: Visit, city: str) -> None:
    before = seen.text("#panel-reached table")
    seen.page.locator("#to-stop").select_option(label="S3")
    seen.settled("to=")
    seen.unfold("line_drawing")
    seen.page.locator("#draw-kind-tram").check()
    seen.page.locator("#draw-speed").fill("40")
    seen.page.locator("#draw-headway").fill("5")
    seen.page.locator("#draw-stop").select_option(label="S1")
    seen.page.locator("#draw-on-map").click()
    _click_map(seen, 0.45)
    seen.page.locator("#draw-stop").select_option(label="S3")
    assert seen.page.locator("#panel-line_drawing ol li").count() == 3
    seen.page.locator("#add-line").click()
    seen.settled("line=")
    after = seen.text("#panel-reached table")
    assert after != before
    assert seen.page.locator("#panel-reached s").count() > 0
    seen.until(lambda: "tram" in seen.text("#panel-city_journey").lower())
    journey = seen.text("#panel-city_journey")
    assert "before, 07:10 to 07:20" in journey
    seen.page.locator("#show-before").check()
    seen.settled("show=before")
    shared = seen.page.url
    seen.page.reload()
    seen.settled("show=before")
    assert seen.page.url == shared
    assert seen.text("#panel-reached table") == after
    seen.until(lambda: seen.text("#panel-city_journey") == journey)
    seen.unfold("line_drawing")
    seen.page.locator("#remove-line-0").click()
    seen.until(lambda: "line=" not in seen.page.url)
    seen.settled()
    assert seen.text("#panel-reached table") == before


@pytest.mark.parametrize("language", ["en", "zh"])
def test_lines_and_journeys_are_accessible(city: str, without_gl: Browser, language: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    with visits(city, without_gl) as begin:
        seen = begin(bypass_csp=True, viewport={"width": 400, "height": 800})
        line = "line=Ring~tram~40~5~112.00000:37.00000.112.00000:37.02500"
        seen.open(f"?lang={language}&at=112,37&to=112,37.05&window=15&{line}")
        seen.page.locator("#panel-city_journey h3").first.wait_for(state="attached")
        seen.page.evaluate(
            "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
        )
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 400
        found = axe.Axe().run(seen.page)
        assert found.response["violations"] == [], found.generate_report()
