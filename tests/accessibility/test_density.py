from __future__ import annotations

import pandas as pd
import pytest

from tests.accessibility.worlds import TIMES, inf
from transnet.accessibility import SECTORS, effective_density, productivity_gain
from transnet.base.errors import InputError

JOBS = pd.Series({"A": 100, "B": 200, "C": 50, "D": 10})


def test_density_counts_the_own_jobs() -> None:
    found = effective_density(TIMES, JOBS, 2, own=5)
    assert found["A"] == pytest.approx(100 / 25 + 200 / 100 + 50 / 900)
    assert found["D"] == 10 / 25


def test_a_tenth_more_density_by_sector() -> None:
    old = pd.Series({"A": 10.0, "B": 20.0})
    gain = productivity_gain(old, old * 1.1, SECTORS["business_services"].elasticity)
    assert gain.to_list() == pytest.approx([1.1**0.08 - 1] * 2)
    turned = productivity_gain(old, (old * 1.1).iloc[::-1], 0.08)
    assert turned.equals(gain)


def test_gains_need_the_same_zones_and_some_density() -> None:
    old = pd.Series({"A": 10.0})
    for new in (pd.Series({"B": 10.0}), pd.Series({"A": 0.0}), pd.Series({"A": inf})):
        with pytest.raises(InputError):
            productivity_gain(old, new, 0.02)
