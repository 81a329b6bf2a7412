"""Draw the pictures of docs/explorer.md anew: `python -m docs.explorer_pictures`.

A browser of the system (chromium) opens the live map of the bundled network; look at what it drew.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

from transnet.explore.explorer import Explorer
from transnet.explore.serve import served
from transnet.explore.server import application

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_IMAGES = Path(__file__).parent / "images"
_WIDE, _NARROW = (1280, 800), (400, 800)
_COLOURS = 256
_SETTLED = """() => document.body.dataset.shown !== undefined
    && !document.querySelector('#page [aria-busy="true"]')"""
_LATER_MS = 6000
"""By then minutes to points have come too."""


def main() -> None:
    """Draw all pictures."""
    explorer = Explorer("shanxi-central")
    explorer.load()
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with served(application(explorer)) as (host, port), sync_playwright() as running:
        base = f"http://{host}:{port}/"
        browser = running.chromium.launch(executable_path=path, args=["--no-sandbox"])
        plan = _plan(browser, base)
        journey = "?open=rail-taisui-hsr,hub-taiyuan-west&place=141102&lang=zh"
        for name, query, size in (
            ("plan", f"{plan}&show=difference&lang=en", _WIDE),
            ("journey", journey, _WIDE),
            ("narrow", f"{plan}&minutes=90&lang=en", _NARROW),
        ):
            _draw(browser, base + query, name, size)
        browser.close()


def _plan(browser: Browser, base: str) -> str:
    """Return the query of the state in which all of each theme is ticked."""
    page = _open(browser, base, _WIDE)
    for at in range(page.locator(".group > summary").count()):
        page.locator(".group > summary").nth(at).click()
        page.locator(".group-all button").nth(at).click()
    page.wait_for_timeout(_LATER_MS)
    query = page.url.removeprefix(base)
    page.context.close()
    return query


def _open(browser: Browser, address: str, size: tuple[int, int]) -> Page:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-GB")
    page = context.new_page()
    page.goto(address)
    while not page.evaluate(_SETTLED):
        page.wait_for_timeout(50)
    return page


def _draw(browser: Browser, address: str, name: str, size: tuple[int, int]) -> None:
    page = _open(browser, address, size)
    if name == "plan":
        page.locator("#fold-theme-rail").click()
    if name == "journey":
        page.locator("#panel-verdicts > summary").click()
        page.locator("#panel-curve > summary").click()
    page.wait_for_timeout(_LATER_MS)
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    # So that colours of the legend that fill little of the picture are kept.
    few = image.quantize(
        _COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=4, dither=Image.Dither.NONE
    )
    few.save(_IMAGES / f"explorer-{name}.png", optimize=True)
    page.context.close()


if __name__ == "__main__":
    main()
