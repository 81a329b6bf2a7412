"""What the measures of a result refuse by name: settings, impedances, means and ids not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import transnet
from transnet.base.errors import InputError, TransnetError
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


def _without_ways(access: Accessibility, *, between: int) -> Accessibility:
    """Return the measures where so many zones at the end and all others have no way between."""
    costs = access.costs[0].copy()
    far = np.arange(len(costs)) >= len(costs) - between
    costs.loc[~far, costs.columns[far]] = np.inf
    costs.loc[far, costs.columns[~far]] = np.inf
    return replace(access, costs_given=(costs, costs))


def test_a_mean_over_places_needs_one_that_every_county_reaches(access: Accessibility) -> None:
    half = len(access.costs[0]) // 2
    with pytest.raises(InputError) as caught:
        _without_ways(access, between=half).weighted_average_time()
    assert [each.code for each in caught.value.notices] == ["unreachable"]
    _without_ways(access, between=0).weighted_average_time()
