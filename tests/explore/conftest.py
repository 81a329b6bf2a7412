"""The explorer as a person meets it: a server of its own, and Chromium that the system has."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SOFTWARE_GL = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
NO_GL = ("--disable-gpu", "--disable-software-rasterizer")
_LONGEST_S = 60.0
_COMPILED_S = 600.0


@dataclass
class Visit:
    """A page, with what its console said and which addresses it asked for."""

    page: Page
    base: str
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, query: str = "") -> None:
        """Go to a state, and wait until its figures are on the page.

        Where the page is there already it goes as by the back button, and isn't loaded again.
        """
        if self.page.url.startswith(self.base):
            self.page.evaluate(
                """(address) => {
                    history.pushState(null, "", address);
                    dispatchEvent(new PopStateEvent("popstate"));
                }""",
                self.base + query,
            )
        else:
            self.page.goto(self.base + query)
        self.settled()

    def settled(self, part: str = "") -> None:
        """Wait until the figures shown are those of the address, and it has a part."""
        code = """(part) => document.body.dataset.shown !== undefined
            && !document.querySelector('#page [aria-busy="true"]')
            && location.search.includes(part)"""
        self.until(lambda: self.page.evaluate(code, part))

    def until(self, holds: Callable[[], Any]) -> None:
        """Wait by asking the page itself: its policy forbids what Playwright would put there."""
        end = time.monotonic() + _LONGEST_S
        while not holds():
            assert time.monotonic() < end, "the page doesn't come to it"
            time.sleep(0.03)

    def unfold(self, name: str) -> None:
        """Open a panel by its heading, unless it is open."""
        if self.page.locator(f"#panel-{name}").get_attribute("open") is None:
            self.page.locator(f"#panel-{name} > summary").click()

    def text(self, selector: str) -> str:
        """Return what a part of the page says."""
        return self.page.locator(selector).inner_text()


@pytest.fixture(scope="session")
def explorer() -> Iterator[str]:
    """The address of `transnet explore`, begun as a user begins it."""
    pytest.importorskip("starlette", reason="transnet[explore] isn't installed")
    command = [sys.executable, "-m", "transnet", "explore", "--no-browser", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "TRANSNET_LANG": "en"},
    ) as server:  # fmt: skip
        assert server.stdout is not None
        try:
            for line in server.stdout:
                found = re.search(r"http://[\w.:\[\]]+/", line)
                if found:
                    break
            else:
                pytest.fail("the server names no address")
            _loaded(found[0])
            yield found[0]
        finally:
            server.terminate()


def _loaded(address: str) -> None:
    """Wait until the first state is judged: where kernels are yet to be compiled, for minutes."""
    end = time.monotonic() + _COMPILED_S
    while time.monotonic() < end:
        with urlopen(f"{address}api/ready") as answer:  # noqa: S310, our own server
            if json.load(answer)["ready"]:
                return
        time.sleep(0.1)
    pytest.fail("the server doesn't become ready")


def _browser(playwright: Any, *options: str) -> Browser:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("the system has no chromium; .ci/run installs it")
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=path, args=[*sandbox, *options])


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """Playwright, stopped at the end."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright isn't installed")
    with api.sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def with_gl(playwright: Any) -> Iterator[Browser]:
    """A browser with WebGL, done in software."""
    browser = _browser(playwright, *SOFTWARE_GL)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def without_gl(playwright: Any) -> Iterator[Browser]:
    """A browser without WebGL."""
    browser = _browser(playwright, *NO_GL)
    yield browser
    browser.close()


@pytest.fixture
def visit(explorer: str, without_gl: Browser) -> Iterator[Callable[..., Visit]]:
    """Make visits to the network that is explored; see `visits`."""
    with visits(explorer, without_gl) as begin:
        yield begin


@contextmanager
def visits(base: str, without_gl: Browser) -> Iterator[Callable[..., Visit]]:
    """Make visits, each with a page of its own; see `_quiet` for what holds at their end.

    Options are those of a browser's context; `browser` is the one without WebGL unless given.
    """
    made: list[Visit] = []

    def begin(browser: Browser = without_gl, **options: Any) -> Visit:
        made.append(_visit(base, browser, **options))
        return made[-1]

    yield begin
    for each in made:
        each.page.context.close()
        _quiet(each)


@pytest.fixture(scope="module")
def page_of_file(explorer: str, without_gl: Browser) -> Iterator[Visit]:
    """A page that the tests of a file share, so that it is loaded once."""
    visit = _visit(explorer, without_gl)
    yield visit
    visit.page.context.close()


@pytest.fixture
def seen(page_of_file: Visit) -> Iterator[Visit]:
    """The page that is shared, in English, nothing chosen or sought; see `_quiet` for its end."""
    page_of_file.open("?lang=en")
    page_of_file.page.locator("#find-project").fill("")
    yield page_of_file
    _quiet(page_of_file)


def _visit(base: str, browser: Browser, **options: Any) -> Visit:
    size = {"width": 1280, "height": 800}
    context = browser.new_context(**{"viewport": size, "locale": "en-GB"} | options)
    visit = Visit(context.new_page(), base)
    visit.page.on("console", lambda message: visit.told.append(message.text))
    visit.page.on("pageerror", lambda error: visit.told.append(str(error)))
    visit.page.on("request", lambda request: visit.asked.append(request.url))
    return visit


def _quiet(visit: Visit) -> None:
    """Hold that no console said anything, and that nothing else was asked than the server."""
    told, asked = visit.told[:], visit.asked[:]
    visit.told.clear()
    visit.asked.clear()
    assert told == []
    assert [url for url in asked if not url.startswith((visit.base, "data:", "blob:"))] == []
