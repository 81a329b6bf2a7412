"""The explorer's page in a browser, driven as a planner would."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from tests.explore.conftest import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Begin = Callable[..., Visit]
ROOT = Path(__file__).parents[2]
LINE = "rail-xiongxin-hsr"


def _tick(visit: Visit, find: str, project: str) -> None:
    visit.page.locator("#find-project").fill(find)
    visit.page.locator(f"#project-{project}").check()
    visit.settled(f"open={project}")


def _figures(visit: Visit) -> str:
    """Return what verdicts, counties and gains say, and what people are within the minutes."""
    curve = visit.page.locator(".curve").get_attribute("aria-label")
    panels = ("verdicts", "gains", "counties")
    return "".join(visit.text(f"#panel-{each}") for each in panels) + str(curve)


def test_ticking_xiongxin_changes_verdicts_and_back_takes_it_back(
    visit: Begin, with_gl: Browser
) -> None:
    seen = visit(browser=with_gl)
    seen.open("?lang=zh")
    seen.until(lambda: seen.page.locator("#map").get_attribute("data-ready"))
    assert seen.page.locator("#map").get_attribute("data-map") == "webgl"
    before = _figures(seen)
    _tick(seen, "雄忻", LINE)
    after = _figures(seen)
    assert seen.page.locator("#panel-verdicts tr.changed").count() > 0
    assert seen.page.locator("#panel-gains table").count() > 0
    assert after != before
    seen.page.go_back()
    seen.until(lambda: "open=" not in seen.page.url)
    seen.settled()
    assert _figures(seen) == before
    assert not seen.page.locator(f"#project-{LINE}").is_checked()
    seen.page.go_forward()
    seen.settled(f"open={LINE}")
    assert _figures(seen) == after


def test_prerequisites_are_ticked_as_well_and_rivals_give_way(seen: Visit) -> None:
    _tick(seen, "taisui", "rail-taisui-hsr")
    seen.settled("hub-taiyuan-west")
    assert "Taiyuan West" in seen.text("#told")
    seen.page.locator("#find-project").fill("taiyuan-west")
    seen.page.locator("#project-hub-taiyuan-west").uncheck()
    seen.until(lambda: "open=" not in seen.page.url)
    assert "no longer ticked" in seen.text("#told")


def test_a_county_shows_its_journey_with_sources(seen: Visit) -> None:
    seen.open(f"?open={LINE}")
    seen.page.locator("#county-140902").click()
    seen.settled("place=140902")
    seen.page.locator("#panel-journey .leg").first.wait_for()
    assert "Xinfu" in seen.text("#panel-journey")
    assert "source:" in seen.text("#panel-journey")
    seen.page.locator("#make-origin").click()
    seen.settled("origin=140902")
    assert "Xinfu" in seen.text("#legend h2")


def test_hours_and_the_curve_set_the_minutes(seen: Visit) -> None:
    hour = _figures(seen)
    seen.page.locator("#minutes-90").check()
    seen.settled("minutes=90")
    assert _figures(seen) != hour
    curve = seen.page.locator(".curve")
    curve.scroll_into_view_if_needed()
    box = curve.bounding_box()
    assert box is not None
    curve.click(position={"x": box["width"] - 12, "y": box["height"] / 2})
    seen.settled("minutes=180")
    seen.page.locator("#show-difference").check()
    seen.settled("show=difference")
    assert "Change" in seen.text("#legend h2")


def test_the_language_is_switched_and_a_shared_address_shows_the_same(
    seen: Visit, visit: Begin
) -> None:
    seen.open(f"?open={LINE}&place=140902")
    english = seen.text("#answer")
    seen.page.locator("#language-zh").click()
    seen.settled("lang=zh")
    assert seen.page.locator("html").get_attribute("lang") == "zh-CN"
    chinese = seen.text("#answer")
    assert chinese != english
    assert "山西" in seen.text("h1")
    other = visit()
    other.page.goto(seen.page.url)
    other.settled()
    other.page.locator("#panel-journey .leg").first.wait_for()
    assert other.text("#answer") == chinese
    assert _figures(other) == _figures(seen)
    assert other.text("#panel-journey") == seen.text("#panel-journey")


def test_a_line_is_drawn_by_its_stops_and_on_the_map(seen: Visit) -> None:
    before = _figures(seen)
    seen.unfold("drawing")
    stops = seen.page.locator("#draw-stop option").evaluate_all("all => all.map((o) => o.value)")
    assert len(stops) > 50
    seen.page.locator("#draw-name").fill("Ring & more")
    for stop in ("R004", "R013"):
        seen.page.locator("#draw-stop").select_option(stop)
    seen.page.locator("#draw-on-map").click()
    box = seen.page.locator("#map").bounding_box()
    assert box is not None
    seen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    assert seen.page.locator("#panel-drawing ol li").count() == 3
    assert "place=" not in seen.page.url
    seen.page.locator("#add-line").click()
    seen.settled("line=")
    assert "Ring" in seen.text("#panel-drawing ul.chips")
    assert seen.page.locator("#panel-verdicts [role=alert]").count() == 0
    assert _figures(seen) != before
    seen.page.locator("#remove-line-0").click()
    seen.until(lambda: "line=" not in seen.page.url)
    seen.settled()
    assert _figures(seen) == before


def test_without_webgl_the_canvas_shows_the_map_and_hears_clicks(seen: Visit) -> None:
    seen.until(lambda: seen.page.locator("#map").get_attribute("data-ready"))
    assert seen.page.locator("#map").get_attribute("data-map") == "canvas"
    colours = seen.page.evaluate("""() => {
        const canvas = document.querySelector("#map canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
    }""")
    assert colours > 200
    box = seen.page.locator("#map").bounding_box()
    assert box is not None
    seen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    seen.until(lambda: "place=" in seen.page.url)


def test_the_keyboard_alone_suffices(seen: Visit) -> None:
    keyboard = seen.page.keyboard
    seen.page.locator("#fold-theme-rail").focus()
    keyboard.press("Enter")
    seen.page.locator(f"#project-{LINE}").focus()
    keyboard.press("Space")
    seen.settled(f"open={LINE}")
    focused = "() => document.activeElement.id"
    assert seen.page.evaluate(focused) == f"project-{LINE}"
    seen.page.locator("#minutes-60").focus()
    keyboard.press("ArrowRight")
    seen.settled("minutes=75")
    assert seen.page.evaluate(focused) == "minutes-75"
    seen.page.locator("#county-140902").focus()
    keyboard.press("Enter")
    seen.settled("place=140902")
    seen.page.locator("#map canvas").focus()
    keyboard.press("ArrowLeft")
    keyboard.press("+")
    seen.until(lambda: "map=" in seen.page.url)


def test_narrow_screens_scroll_one_way_only(seen: Visit) -> None:
    seen.page.set_viewport_size({"width": 400, "height": 800})
    for language in ("en", "zh"):
        seen.open(f"?open={LINE}&lang={language}")
        _unfold(seen)
        assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= 400
    seen.page.set_viewport_size({"width": 1280, "height": 800})


def test_the_legend_hides_nothing_of_the_map(seen: Visit) -> None:
    for width in (1400, 400):
        seen.page.set_viewport_size({"width": width, "height": 900})
        boxes = [seen.page.locator(each).bounding_box() for each in ("#map", "#legend")]
        assert boxes[0] is not None
        assert boxes[1] is not None
        assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]
        assert boxes[0]["height"] >= 300
    seen.page.locator("#legend > summary").click()
    assert not seen.page.locator("#legend .classes").is_visible()
    seen.page.locator("#legend > summary").click()
    seen.page.set_viewport_size({"width": 1280, "height": 800})


def test_rules_of_accessibility_pass(visit: Begin) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    seen = visit(bypass_csp=True)  # axe is put into the page; the page itself stays as it is
    for language in ("en", "zh"):
        seen.open(f"?open={LINE}&place=140902&lang={language}&show=difference")
        _unfold(seen)
        found = axe.Axe().run(seen.page)
        assert found.response["violations"] == [], found.generate_report()


def _unfold(seen: Visit) -> None:
    seen.page.evaluate("""() => {
        const folded = "details.panel, .legend, .legend details, .group:first-of-type";
        for (const each of document.querySelectorAll(folded)) each.open = true;
    }""")


@pytest.mark.parametrize("query", ["?origin=%3Cscript%3Ealert(1)%3C/script%3E", "?open=no-such"])
def test_an_address_that_cannot_be_is_refused_in_words(seen: Visit, query: str) -> None:
    seen.page.goto(seen.base + query)
    seen.page.locator("#panel-verdicts [role=alert]").wait_for()
    assert seen.text("#panel-verdicts [role=alert]")
    seen.told[:] = [each for each in seen.told if "Failed to load resource" not in each]
    seen.page.locator("#untick-all").wait_for()


def test_pictures_and_tables_are_saved_and_open(seen: Visit, tmp_path: Path) -> None:
    import pandas as pd
    import pyogrio
    from PIL import Image

    seen.unfold("sharing")

    def saved(name: str) -> Path:
        with seen.page.expect_download() as download:
            seen.page.locator(f"#save-{name}").click()
        download.value.save_as(tmp_path / f"map.{name}")
        return tmp_path / f"map.{name}"

    for language in ("en", "zh"):
        seen.open(f"?open={LINE}&lang={language}")
        picture = Image.open(saved("png"))
        assert picture.size[0] > 1000
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 200
        drawing = ElementTree.parse(saved("svg")).getroot()  # noqa: S314, our own file
        assert drawing.tag.endswith("}svg")
        words = "".join(drawing.itertext())
        assert seen.text("#legend h2") in words
        assert seen.text(".reading").split(".")[0] in words.replace("\n", "")
    assert not pd.read_csv(saved("csv")).empty
    assert len(pyogrio.list_layers(saved("gpkg"))) > 0


def test_a_state_is_copied_as_its_address_a_scenario_and_python(seen: Visit) -> None:
    seen.open(f"?open={LINE}")
    seen.unfold("sharing")
    texts = {}
    for name in ("address", "toml", "python"):
        seen.page.locator(f"#copy-{name}").click()
        texts[name] = seen.page.locator("#shared-text").input_value()
        seen.page.locator("#shared-close").click()
    assert texts["address"] == seen.page.url
    assert LINE in str(tomllib.loads(texts["toml"])["edit"])
    compile(texts["python"], "copied", "exec")
    assert LINE in texts["python"]


def test_a_scenario_file_is_opened_and_a_broken_one_is_refused(seen: Visit, tmp_path: Path) -> None:
    seen.unfold("sharing")
    seen.page.locator("#open-scenario").set_input_files(ROOT / "scenarios" / "xiongxin-hsr.toml")
    seen.settled(f"open={LINE}")
    broken = tmp_path / "broken.toml"
    broken.write_text("name_en = '<img src=x onerror=alert(1)>'\n[[edit")
    seen.page.locator("#open-scenario").set_input_files(broken)
    seen.until(lambda: seen.text("#told"))
    assert f"open={LINE}" in seen.page.url
    seen.told[:] = [each for each in seen.told if "Failed to load resource" not in each]


def test_a_decision_is_begun_told_and_cancelled(seen: Visit) -> None:
    """Its figures are those of `transnet diagnose`, which other tests hold."""
    seen.unfold("decisions")
    seen.page.locator("#decide-missed").click()
    seen.until(lambda: seen.page.locator("#panel-decisions progress + span").inner_text())
    assert seen.page.locator("#decide-order").is_disabled()
    seen.page.locator("#decide-cancel").click()
    seen.until(lambda: seen.page.locator("#decide-order").is_enabled())
    assert seen.page.locator("#panel-decisions table").count() == 0
