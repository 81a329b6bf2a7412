"""The page of a small network in a browser: decisions to their end, inputs given other values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.explore.conftest import Visit, visits
from tests.worlds import line_world
from transnet.explore.explorer import Explorer
from transnet.explore.serve import served
from transnet.explore.server import application
from transnet.io.network_folder import save_network

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Begin = Callable[..., Visit]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("explored") / "world"
    save_network(line_world(), folder)
    explorer = Explorer(str(folder))
    explorer.load()
    with served(application(explorer)) as (host, port):
        yield f"http://{host}:{port}/"


@pytest.fixture
def begin(world: str, without_gl: Browser) -> Iterator[Begin]:
    with visits(world, without_gl) as made:
        yield made


@pytest.mark.parametrize(("kind", "words"), [("breaks", "cut off"), ("missed", "target")])
def test_a_decision_is_worked_out_and_read(begin: Begin, kind: str, words: str) -> None:
    seen = begin()
    seen.open()
    seen.page.locator("#panel-decisions summary").click()
    seen.page.locator(f"#decide-{kind}").click()
    seen.page.locator("#decided").wait_for()
    told = seen.text("#panel-decisions")
    assert words in told
    assert "undefined" not in told
    assert seen.page.locator("#panel-decisions tbody tr").count() > 0
    seen.page.locator("#language-zh").click()
    seen.settled("lang=zh")
    assert seen.text("#panel-decisions") != told


def test_an_order_of_nothing_says_what_to_tick(begin: Begin) -> None:
    seen = begin()
    seen.open()
    seen.page.locator("#panel-decisions summary").click()
    seen.page.locator("#decide-order").click()
    seen.page.locator("#panel-decisions [role=alert]").wait_for()
    assert "two projects" in seen.text("#panel-decisions")
    seen.told[:] = [each for each in seen.told if "Failed to load resource" not in each]


def test_an_input_is_given_another_value_within_its_bounds(begin: Begin) -> None:
    seen = begin()
    seen.open()
    seen.page.locator("#panel-inputs summary").click()
    before = seen.text("#panel-counties")
    seen.page.locator("#input-kind").select_option("set")
    seen.page.locator("#find-input").fill("entry_min@emu")
    bounds = seen.text("#input-bounds")
    assert "from" in bounds
    seen.page.locator("#input-value").fill("9999")
    seen.page.locator("#set-input").click()
    assert "set=" not in seen.page.url
    seen.page.locator("#input-value").fill("30")
    seen.page.locator("#set-input").click()
    seen.settled("set=")
    assert "30" in seen.text("#panel-inputs .chips")
    assert seen.text("#panel-counties") != before
    seen.page.locator("#panel-inputs .remove").click()
    seen.until(lambda: "set=" not in seen.page.url)
    seen.settled()
    assert seen.text("#panel-counties") == before


def test_a_speed_and_a_change_are_set_by_the_line_and_the_way(begin: Begin) -> None:
    seen = begin()
    seen.open()
    seen.page.locator("#panel-inputs summary").click()
    for kind, value in (("speed", "100"), ("access", "9")):
        seen.page.locator("#input-kind").select_option(kind)
        seen.page.locator("#input-value").fill(value)
        seen.page.locator("#set-input").click()
        seen.settled(f"{kind}=")
        assert seen.page.locator("#panel-verdicts [role=alert]").count() == 0
    assert seen.page.locator("#panel-inputs .chips li").count() == 2
