"""How long a click on the live map takes to be seen, in a browser without a screen.

Chromium opens the page that a server in this process serves, its map on the canvas: there is no
graphics card to draw MapLibre's. Sets of projects are gone to as by the back button, then single
projects are ticked. The clock of the page runs from the click until the frame after that in which
all figures stand.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from transnet.explore.explorer import Explorer

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SIZE = {"width": 1280, "height": 800}
_WITHOUT_CARD = ("--disable-gpu", "--disable-software-rasterizer")
_PAINTED = """async ([how, what]) => {
    const shown = document.body.dataset.shown;
    const began = performance.now();
    if (how === "go") {
        history.pushState(null, "", what);
        dispatchEvent(new PopStateEvent("popstate"));
    } else document.getElementById(what).click();
    const isNew = () => document.body.dataset.shown !== shown;
    if (!isNew()) await new Promise((resolve, reject) => {
        const watching = new MutationObserver(() => {
            if (isNew()) { watching.disconnect(); resolve(); }
        });
        watching.observe(document.body, { attributes: true, attributeFilter: ["data-shown"] });
        setTimeout(reject, 30000, new Error("no answer in half a minute"));
    });
    await new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve, 0)); });
    return performance.now() - began;
}"""
"""Steps there, by an address or by a click on a node; returns the ms until that is painted."""


_UNFOLDED = """async () => {
    for (let left = 60; left > 0; left -= 1) {
        const folded = document.querySelector("#panel-projects details:not([open])");
        if (!folded) return;
        folded.open = true;
        await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
}"""
_BOXES = """() => [...document.querySelectorAll("#panel-projects input[type=checkbox]")]
    .filter((each) => !each.disabled && !each.checked).map((each) => each.id)"""
_STRIDE = 7


def paints(explorer: Explorer, queries: Sequence[str], ticks: int) -> dict[str, Any]:
    """Return ms from a click until its figures and its map are painted, as plain values.

    queries  addresses that are gone to, one after another
    ticks    how many single projects are ticked after them
    returns  p50 and p95 of both, the load of the machine; why not where there is no browser
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        return {"lacks": "chromium"}
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return {"lacks": "playwright"}
    from transnet.explore.serve import served
    from transnet.explore.server import application

    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    load = os.getloadavg()[0]
    with served(application(explorer)) as (host, port), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*sandbox, *_WITHOUT_CARD])
        page = browser.new_page(viewport=_SIZE)
        page.goto(f"http://{host}:{port}/")
        page.wait_for_selector("#answer", state="attached")
        sets = [_painted(page, "go", f"?{each}") for each in queries]
        _painted(page, "go", "?")
        ticked = _ticked(page, ticks)
        browser.close()
    return {"sets": _ends(sets), "ticks": _ends(ticked), "load": load}


def _painted(page: Page, how: str, what: str) -> float:
    took: float = page.evaluate(_PAINTED, [how, what])
    return took


def _ticked(page: Page, ticks: int) -> list[float]:
    """Return what ticking single projects takes, spread over all of the panel."""
    page.evaluate(_UNFOLDED)
    found = []
    for tick in range(ticks):
        boxes: list[str] = page.evaluate(_BOXES)
        if boxes:
            found.append(_painted(page, "click", boxes[(_STRIDE * tick) % len(boxes)]))
    return found


def _ends(values: Sequence[float]) -> dict[str, float]:
    if not values:
        return {"count": 0.0, "p50": float("nan"), "p95": float("nan")}
    ends = {f"p{share}": float(np.percentile(values, share)) for share in (50, 95)}
    return {"count": float(len(values)), **ends}
