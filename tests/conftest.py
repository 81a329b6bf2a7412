"""Hypothesis profiles: the same examples on every change, fresh ones at night; what tests say."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings

from tests.drawn import IS_CAMPAIGN, drawn
from transnet.base.codes import codes
from transnet.base.errors import Notice
from transnet.base.language import Message

os.environ["TRANSNET_LANG"] = "en"  # what tests expect, whatever the locale of who runs them

settings.register_profile(
    "ci",
    max_examples=drawn(40),
    deadline=None,
    derandomize=not IS_CAMPAIGN,
    print_blob=True,
)
settings.register_profile(
    "nightly",
    max_examples=20_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("TRANSNET_HYPOTHESIS_PROFILE", "ci"))


# Two workers begin with files that compile different kernels, for neither waits for the other's;
# pages come next, whose tests are the longest, so that none is left alone with one at the end.
_FIRST = (
    "tests/kernels/hierarchy/test_hierarchy.py",
    "tests/study/test_compiled.py",
    "tests/kernels/search/",
    "tests/timetable/test_travel_window.py",
    "tests/kernels/",
    "tests/test_",
)


# Files that take a quarter of all time: browsers, notebooks, LibreOffice, the site of the docs, and
# many processes that begin with nothing. `make slow` runs them, `make test` the others.
_SLOW = (
    "tests/cli/test_console.py",
    "tests/cli/test_libreoffice.py",
    "tests/decision/test_executors.py",
    "tests/explore/city/test_city_lines_page.py",
    "tests/explore/city/test_city_page.py",
    "tests/explore/test_carried_page.py",
    "tests/explore/test_files_and_texts.py",
    "tests/explore/test_page.py",
    "tests/explore/test_small_page.py",
    "tests/faults/",
    "tests/fuzz/",
    "tests/kernels/hierarchy/test_hierarchy.py::test_ten_thousand_random_graphs_are_certified",
    "tests/kernels/test_jit_cache.py",
    "tests/networks/test_docs.py",
    "tests/study/test_losses_apart.py",
    "tests/test_benchmarks.py::test_decisions_are_timed",
    "tests/test_docs_site.py",
    "tests/test_notebooks.py",
    "tests/test_package.py",
    "tests/test_readme.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow, and put the tests in the order in which workers take their files."""
    for item in items:
        if item.nodeid.startswith(_SLOW):
            item.add_marker("slow")
    items.sort(key=lambda item: _turn(item.nodeid))


def _turn(name: str) -> int:
    return next((turn for turn, start in enumerate(_FIRST) if name.startswith(start)), len(_FIRST))


def pytest_collection_finish() -> None:
    """Leave what lives as long as the tests out of every search for garbage.

    Thousands of tests and modules are otherwise gone through each time; and as Python searches
    all only once a quarter is new, results of whole networks would lie there unsearched.
    """
    _give_back()
    gc.freeze()


@pytest.fixture(autouse=True, scope="module")
def _memory_is_given_back(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give back what a file's tests took, and what its functions keep, before the next begins."""
    yield
    for value in vars(request.module).values():
        if getattr(value, "__module__", "") == request.module.__name__:
            getattr(value, "cache_clear", _nothing)()
    _give_back()


def _nothing() -> None:
    """Stand in where nothing is kept."""


def _give_back() -> None:
    """Collect garbage, and hand what the allocator keeps for later to the system, on Linux."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, musl doesn't
        if trim is not None:
            trim(0)


@pytest.fixture(autouse=True, scope="session")
def _only_listed_codes_in_two_languages() -> Iterator[None]:
    """Let no test meet a notice whose code codes.csv doesn't list; tests' own begin with "test".

    Nor one of the package's whose hint is plain English.
    """
    make = Notice.__init__

    def checked(self: Notice, *args: Any, **named: Any) -> None:
        make(self, *args, **named)
        assert self.code in codes() or self.code.startswith("test"), f"{self.code} isn't listed"
        told = isinstance(self.hint, Message) or _comes_from_a_test(sys._getframe(1))
        assert told, f"say by `said`: {self.hint}"

    with patch.object(Notice, "__init__", checked):
        yield


def _comes_from_a_test(frame: FrameType | None) -> bool:
    """Say whether a test made a notice, itself or by helpers of the room base."""
    room = "base"  # whose helpers make notices for all
    while frame is not None and room == "base":
        names = f"{frame.f_globals['__name__']}.".split(".")
        if names[0] != "transnet":
            return True
        room, frame = names[1], frame.f_back
    return False


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded as "said", whichever worker ran them."""
    reports = terminalreporter.stats.get("passed", [])
    said = [value for each in reports for key, value in each.user_properties if key == "said"]
    if said:
        terminalreporter.section("measured")
        for line in sorted(said):
            terminalreporter.write_line(line)
