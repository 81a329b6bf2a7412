"""Hypothesis profiles: the same examples on every change, fresh ones at night; what tests say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings

from transnet.base.codes import codes
from transnet.base.errors import Notice

settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "nightly",
    max_examples=20_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("TRANSNET_HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(autouse=True, scope="session")
def _only_listed_codes() -> Iterator[None]:
    """Let no test meet a notice whose code codes.csv doesn't list; tests' own begin with "test"."""
    make = Notice.__init__

    def checked(self: Notice, *args: Any, **named: Any) -> None:
        make(self, *args, **named)
        assert self.code in codes() or self.code.startswith("test"), f"{self.code} isn't listed"

    with patch.object(Notice, "__init__", checked):
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded as "said", whichever worker ran them."""
    reports = terminalreporter.stats.get("passed", [])
    said = [value for each in reports for key, value in each.user_properties if key == "said"]
    if said:
        terminalreporter.section("measured")
        for line in sorted(said):
            terminalreporter.write_line(line)
