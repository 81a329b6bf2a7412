"""The page of a city in a browser: its start by a click, its means, its table, its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.explore.conftest import Visit, visits

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Begin = Callable[..., Visit]


@pytest.fixture
def begin(city: str, without_gl: Browser) -> Iterator[Begin]:
    with visits(city, without_gl) as made:
        yield made


def test_a_click_sets_the_start_and_means_and_hours_are_chosen(begin: Begin) -> None:
    seen = begin()
    seen.open()
    before = seen.text("#panel-reached table")
    assert "jobs" in before
    box = seen.page.locator("#map").bounding_box()
    assert box is not None
    seen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.45)
    seen.settled("at=")
    assert seen.page.locator("#at").input_value() in seen.page.url
    seen.page.locator("#mode-drive").check()
    seen.settled("mode=drive")
    assert seen.text("#panel-reached table") != before
    assert seen.page.locator("#date").count() == 0
    seen.page.locator("#minutes-10").check()
    seen.settled("minutes=10")
    assert seen.text("#panel-reached tr.chosen th") == "10"
    seen.page.go_back()
    seen.page.go_back()
    seen.until(lambda: "mode=" not in seen.page.url)
    seen.settled()
    assert seen.page.locator("#date").count() == 1


def test_without_a_mouse_a_stop_or_a_point_sets_the_start(begin: Begin) -> None:
    seen = begin()
    seen.open("?lang=zh")
    assert seen.page.locator("html").get_attribute("lang") == "zh-CN"
    seen.page.locator("#from-stop").select_option(label="S3")
    seen.settled("at=112,37.05396")
    seen.page.locator("#at").fill("nowhere")
    seen.page.locator("#at").press("Enter")
    seen.until(lambda: seen.text("#told"))
    seen.page.locator("#at").fill("112, 37.001")
    seen.page.locator("#at").press("Enter")
    seen.settled("at=112,37.001")


def test_what_is_reached_is_saved(begin: Begin, tmp_path: Path) -> None:
    seen = begin()
    seen.open()
    seen.page.locator("#panel-sharing summary").click()
    for name, start in (("png", b"\x89PNG"), ("svg", b"<svg"), ("csv", b"\xef\xbb\xbfwithin_min")):
        with seen.page.expect_download() as download:
            seen.page.locator(f"#save-{name}").click()
        file = tmp_path / name
        download.value.save_as(file)
        assert file.read_bytes().startswith(start)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_accessible_and_fits_a_narrow_screen(begin: Begin, language: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    seen = begin(bypass_csp=True, viewport={"width": 400, "height": 800})
    seen.open(f"?lang={language}")
    seen.page.evaluate(
        "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
    )
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 400
    found = axe.Axe().run(seen.page)
    assert found.response["violations"] == [], found.generate_report()
