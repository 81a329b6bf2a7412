from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings

from tests.accessibility.worlds import BEDS, PEOPLE, TIMES, World, inf, worlds
from transnet.accessibility import rational_access
from transnet.base.errors import InputError


def test_by_hand() -> None:
    """300 people at A, 100 at B, a doctor each, 30 min apart, tau 60, mean 200 people a doctor.

    x go from A to B until (300 - x) / 200 = (100 + x) / 200 + 1 / 2: x = 50.
    """
    times = pd.DataFrame([[0.0, 30.0], [30.0, 0.0]], list("AB"), list("AB"))
    found = rational_access(
        times, pd.Series({"A": 1, "B": 1}), pd.Series({"A": 300, "B": 100}), tau=60
    )
    assert found.demand.to_dict() == pytest.approx({"A": 250, "B": 150})
    assert found.cost.to_dict() == pytest.approx({"A": 1.25, "B": 0.75})
    assert found.gap <= 1e-6


def test_far_places_stay_unused_and_islands_to_themselves() -> None:
    found = rational_access(TIMES, BEDS, PEOPLE, tau=1)
    assert found.demand["D"] == pytest.approx(50)
    assert found.demand["B"] == 0
    alone = rational_access(TIMES, BEDS.mask(BEDS.index == "D", 0), PEOPLE, tau=1)
    assert alone.cost["D"] == inf


@settings(max_examples=60)
@given(worlds())
def test_nobody_does_better_elsewhere(world: World) -> None:
    """Certify the equilibrium: its value can't be below the dual bound at its own prices."""
    jobs, people = np.array(world.jobs, dtype=float), np.array(world.people, dtype=float)
    travel = np.array(world.costs, dtype=float) / 30
    going = (people > 0) & np.isfinite(travel[:, jobs > 0]).any(axis=1)
    assume(going.any())
    found = rational_access(world.times, world.supply, world.residents, tau=30, tolerance=1e-9)
    assert found.demand.sum() == pytest.approx(people[going].sum())
    assert (found.demand[jobs == 0] == 0).all()
    room = np.where(jobs > 0, jobs * people[going].sum() / jobs.sum(), 1.0)
    faced = travel + found.demand.to_numpy() / room
    faced[:, jobs == 0] = np.inf
    assert found.cost.to_numpy() == pytest.approx(faced.min(axis=1))
    assert found.gap <= 1e-9


def test_nothing_to_share() -> None:
    for supply, demand in ((BEDS * 0, PEOPLE), (BEDS, PEOPLE * 0)):
        with pytest.raises(InputError, match="reaches an opportunity"):
            rational_access(TIMES, supply, demand, tau=30)
