"""Pages that carry their answers in a browser: from a file, in a notebook's frame, in a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.worlds import line_world
from transnet.scenario.file import Scenario
from transnet.study.result import Result
from transnet.study.run import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Page

Begin = Callable[..., "Page"]
OPENED = Scenario.from_dict(
    {"id": "direct", "name_zh": "直达开通", "name_en": "The direct line opens",
     "edit": [{"action": "open", "project": "rail-direct"}]}
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result's map alone, in a frame, and in its report."""
    made = tmp_path_factory.mktemp("carried")
    result: Result = run(OPENED, network=line_world("2024-12-31"))
    page = result.explore()
    page.save(made / "map.html")
    (made / "notebook.html").write_text(f"<!doctype html><body>{page._repr_html_()}", "utf-8")
    result.save(made / "out")
    return made


@pytest.fixture
def begin(folder: Path, without_gl: Browser) -> Iterator[Begin]:
    """Open a file without any network; nothing may be asked for but the file, nor an error told."""
    made: list[tuple[Any, list[str], list[str]]] = []

    def begin(name: str, **options: Any) -> Page:
        size = {"width": 1280, "height": 800}
        context = without_gl.new_context(**{"viewport": size, "locale": "en-GB"} | options)
        context.set_offline(True)
        page = context.new_page()
        told: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        made.append((context, told, asked))
        page.goto((folder / name).as_uri())
        return page

    yield begin
    for context, told, asked in made:
        context.close()
        assert told == []
        assert [
            url for url in asked if not url.startswith(("file:", "data:", "blob:", "about:"))
        ] == []
        assert sum(url.startswith("file:") for url in asked) <= 2  # itself, and once more


def _shown(page: Page | FrameLocator) -> str:
    panels = ("verdicts", "curve", "journey", "gains", "counties")
    return "".join(page.locator(f"#panel-{each}").inner_text() for each in panels)


def test_a_file_answers_without_a_server(begin: Begin) -> None:
    page = begin("map.html")
    page.locator("#answer").wait_for()
    assert page.locator("#state-0").is_checked()
    assert "The direct line opens" in page.locator("#panel-states").inner_text()
    assert "Change" in page.locator("#legend h2").inner_text()
    english, address = _shown(page), page.url
    page.locator("#county-P2").click()
    page.locator("#panel-journey .leg").first.wait_for()
    assert "source:" in page.locator("#panel-journey").inner_text()
    page.locator("#minutes-90").check()
    page.locator("#panel-settings summary").click()
    page.locator("#choose-mode").select_option("carfree")
    page.locator("#panel-counties th", has_text="90 min").wait_for()
    assert _shown(page) != english
    assert "minutes=90" in page.url.partition("#")[2]
    again, later = page.url, _shown(page)
    page.reload()
    page.locator("#answer").wait_for()
    assert (page.url, page.locator("#minutes-90").is_checked()) == (again, True)
    assert page.locator("#panel-counties").inner_text() in later
    for _ in range(3):
        page.go_back()
    assert page.url == address
    page.locator("#language-zh").click()
    assert "直达开通" in page.locator("#panel-states").inner_text()
    for absent in ("#panel-projects", "#panel-drawing", "#panel-decisions", "#save-csv"):
        assert page.locator(absent).count() == 0
    page.locator("#panel-sharing summary").click()
    with page.expect_download() as download:
        page.locator("#save-png").click()
    assert download.value.suggested_filename == "transnet.png"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_file_is_accessible_and_fits_a_narrow_screen(begin: Begin, language: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = begin("map.html", bypass_csp=True, viewport={"width": 400, "height": 800})
    page.locator("#answer").wait_for()
    page.locator(f"#language-{language}").click()
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.locator("#panel-journey #journey-to").select_option(index=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    found = axe.Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()


def test_a_notebook_shows_it_in_a_frame(begin: Begin) -> None:
    frame = begin("notebook.html").frame_locator("iframe")
    frame.locator("#answer").wait_for()
    before = frame.locator("#panel-counties").inner_text()
    frame.locator("#minutes-30").check()
    frame.locator("#panel-counties th", has_text="30 min").wait_for()
    assert frame.locator("#panel-counties").inner_text() != before
    assert frame.locator("#copy-address").count() == 0


def test_a_report_has_a_live_map_and_prints_pictures(begin: Begin) -> None:
    page = begin("out/report.html")
    frame = page.frame_locator("#live-map iframe")
    frame.locator(".curve").wait_for()
    stills = page.locator("figure.still")
    assert stills.count() == 3
    assert not stills.first.is_visible()
    assert "Change" in frame.locator("#legend h2").inner_text()
    page.locator(".language label[for=language-zh]").click()
    frame.locator("#legend h2", has_text="分钟").wait_for()
    box = frame.locator("#map").bounding_box()
    assert box is not None
    assert box["height"] > 300
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 1280
    page.emulate_media(media="print")
    assert stills.first.is_visible()
    assert not page.locator("#live-map").is_visible()
    page.emulate_media(media="screen")
    page.locator("#live-button").click()
    assert stills.first.is_visible()
    assert not page.locator("#live-map").is_visible()


def test_without_scripts_the_pictures_stand_there(begin: Begin) -> None:
    page = begin("out/report.html", java_script_enabled=False)
    assert page.locator("figure.still").first.is_visible()
    assert not page.locator("#live-choice").is_visible()
