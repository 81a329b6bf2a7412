"""What the measures of a result refuse by name: settings, impedances, means and ids not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import transnet
from transnet.base.errors import TransnetError
from transnet.study.accessibility import Accessibility


@pytest.fixture(scope="module")
def access() -> Accessibility:
    return transnet.run("xiongxin-hsr").accessibility


@pytest.mark.parametrize(
    "ask",
    [
        lambda access: access.with_settings(mas="gdp"),
        lambda access: access.with_impedance(None),
        lambda access: access.with_impedance(["time"]),
        lambda access: access.with_impedance("mony"),
        lambda access: access.logsum_cost(None, 0.1),
        lambda access: access.logsum_cost([], 0.1),
        lambda access: access.logsum_cost(["drive", "fly"], 0.1),
        lambda access: access.logsum_cost(["drive", "rail"], 0),
        lambda access: access.logsum_cost(["drive", "rail"], "0.1"),
        lambda access: access.cumulative(30, pd.Series({140105: 5.0})),
        lambda access: access.cumulative(30, [5.0]),
        lambda access: access.cumulative("30"),
    ],
)
def test_what_is_refused(access: Accessibility, ask: Callable[[Any], object]) -> None:
    with pytest.raises(TransnetError):
        ask(access)
