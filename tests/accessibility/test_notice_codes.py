"""Codes of measures that no other test holds: each with an input that gives it, and one near it."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest

from transnet.accessibility import raam
from transnet.accessibility.equity import gini, theil
from transnet.accessibility.location import closeness, relative_efficiency, weighted_average_time
from transnet.accessibility.raam import rational_access
from transnet.base.errors import InputError

IDS = ["A", "B"]
ONES = pd.Series([1.0, 1.0], IDS)


def _costs(ab: float = 5.0, ba: float = 7.0, ids: list[object] | None = None) -> pd.DataFrame:
    names = ids or IDS
    return pd.DataFrame([[1.0, ab], [ba, 1.0]], names, names)


def _long(*names: str) -> pd.DataFrame:
    rows = [("A", "B", 5.0, 5.0), ("B", "A", 7.0, 7.0), ("A", "A", 1.0, 1.0), ("B", "B", 1.0, 1.0)]
    table = pd.DataFrame(rows)[list(range(len(names)))]
    table.columns = list(names)
    return table


def _raam(**changes: object) -> object:
    given = {"costs": _costs(), "opportunities": ONES, "demand": ONES, "tau": 60.0, **changes}
    return rational_access(**given)  # type: ignore[arg-type]


def _hurried(rounds: int) -> None:
    with patch.object(raam, "_MOST_ROUNDS", rounds):
        _raam(costs=_costs(0.3, 0.7), demand=pd.Series([3.0, 1.1], IDS), tau=1.0)


WATT = weighted_average_time
ENDS = ("from_id", "to_id", "travel_min")
NOWHERE = pd.DataFrame(np.full((2, 2), np.inf), IDS, IDS)
CASES: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
    "missing_group": (
        lambda: theil(ONES, ONES, groups=pd.Series(["x", " "], IDS)),
        lambda: theil(ONES, ONES, groups=pd.Series(["x", "."], IDS)),
    ),
    "doubled_column": (
        lambda: WATT(_long(*ENDS, "travel_min"), ONES),
        lambda: WATT(_long(*ENDS, "km"), ONES),
    ),
    "id_types": (
        lambda: WATT(_costs(ids=[1, "1"]), pd.Series([1.0, 1.0], [1, "1"])),
        lambda: WATT(_costs(ids=["1", "01"]), pd.Series([1.0, 1.0], ["1", "01"])),
    ),
    "zero_cost": (lambda: closeness(_costs(ab=0.0)), lambda: closeness(_costs(ab=1e-9))),
    "no_way_mark": (
        lambda: WATT(_costs(ab=2.0**31 - 1), ONES),
        lambda: WATT(_costs(ab=float("inf")), ONES),
    ),
    "no_ideal": (
        lambda: relative_efficiency(_costs(), _costs(ab=0.0), ONES),
        lambda: relative_efficiency(_costs(), _costs(ab=1.0), ONES),
    ),
    "no_people": (lambda: gini(ONES, 0 * ONES), lambda: gini(ONES, pd.Series([0.0, 1.0], IDS))),
    "nothing_to_share": (lambda: _raam(costs=NOWHERE), _raam),
    "no_equilibrium": (lambda: _hurried(1), lambda: _hurried(10_000)),
}


@pytest.mark.parametrize("code", CASES)
def test_an_input_that_gives_it_and_one_near_that_does_not(code: str) -> None:
    bad, near = CASES[code]
    with pytest.raises(InputError) as caught:
        bad()
    assert [each.code for each in caught.value.notices] == [code]
    near()
