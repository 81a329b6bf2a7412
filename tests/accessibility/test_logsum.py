from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.accessibility.worlds import TIMES, World, inf, worlds
from transnet.accessibility import for_each, logsum_cost, weighted_average_time
from transnet.base.errors import InputError


@given(worlds(), st.floats(0.01, 10), st.floats(-20, 20))
def test_logsum_is_its_formula(world: World, scale: float, constant: float) -> None:
    rail = world.times + 15
    found = logsum_cost({"road": world.times, "rail": rail}, scale, {"rail": constant})
    low = np.minimum(world.times, rail + constant)
    with np.errstate(invalid="ignore"):
        parts = [np.exp(-scale * (table - low)) for table in (world.times, rail + constant)]
    expected = (low - np.log(parts[0] + parts[1]) / scale).where(np.isfinite(low), inf)
    assert np.allclose(found, expected)
    assert (found.to_numpy() <= low.to_numpy()).all()


def test_one_mode_is_itself() -> None:
    assert np.allclose(logsum_cost({"road": TIMES}, 0.1), TIMES)


def test_modes_must_fit_together() -> None:
    with pytest.raises(InputError, match="at least one mode"):
        logsum_cost({}, 0.1)
    with pytest.raises(InputError, match="must name some of road"):
        logsum_cost({"road": TIMES}, 0.1, {"rail": 5})
    with pytest.raises(InputError, match="other zones"):
        logsum_cost({"road": TIMES, "rail": TIMES.drop(columns="D")}, 0.1)


def test_each_percentile_is_measured_by_itself() -> None:
    table = pd.DataFrame(
        {
            "from_id": "A",
            "to_id": ["B", "C", "B", "C"],
            "percentile": [50, 50, 90, 90],
            "travel_min": [10.0, 20.0, 30.0, inf],
        }
    )
    mass = pd.Series({"B": 1, "C": 1})
    found = for_each(table, "percentile", lambda part: weighted_average_time(part, mass))
    assert found.loc["A"].to_dict() == {50: 15.0, 90: inf}
    with pytest.raises(InputError, match="isn't a column"):
        for_each(table, "hour", lambda part: weighted_average_time(part, mass))
