"""Access of a scenario in yuan and kg: against sums by hand over the costs."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.worlds import line_world, priced_world
from transnet.base.errors import InputError
from transnet.model.network import Network
from transnet.scenario.file import Scenario
from transnet.study.result import Result
from transnet.study.run import run
from transnet.supply.kinds import Impedance

POPULATION = pd.Series({"P1": 600_000, "P2": 200_000, "P3": 300_000, "X1": 5_000_000})
CHEAPER = {
    "action": "set_parameter",
    "parameter": "fare_cny_per_pkm",
    "mode": "emu_250",
    "value": 0.05,
    "expect": 0.3,
}


def _run(network: Network, edit: dict[str, object]) -> Result:
    return run(Scenario.from_dict({"id": "s", "date": "base", "edit": [edit]}), network=network)


RESULT = _run(priced_world(), CHEAPER)


@pytest.mark.parametrize(
    ("impedance", "column"),
    [
        ("time", "travel_min"),
        ("money", "money_yuan"),
        ("generalised_cost", "generalised_cost_yuan"),
        ("co2", "co2_kg"),
    ],
)
def test_journeys_cost_the_mean_of_their_costs(impedance: Impedance, column: str) -> None:
    watt = RESULT.accessibility.with_impedance(impedance).weighted_average_time().table
    mass = POPULATION.drop("P1")
    for state in ("before", "after"):
        costs = getattr(RESULT, state).model.costs(["P1"], impedance=impedance)
        costs = costs.set_index("to_id")[column].drop("P1")
        assert watt.loc["P1", state] == pytest.approx((costs * mass).sum() / mass.sum())
    changes = impedance in ("money", "generalised_cost")
    assert (watt.loc["P1", "after"] < watt.loc["P1", "before"]) == changes


def test_a_cutoff_is_in_yuan() -> None:
    # P1 to P3 costs 25.5 yuan by car before, and 2.75 + 1 + 4.5 + 4 by train after.
    reach = RESULT.accessibility.with_impedance("money").cumulative(12.25).table
    assert reach.loc["P1", ["before", "after"]].tolist() == [800_000, 1_100_000]


def test_means_hold_for_costs_too() -> None:
    drive = RESULT.accessibility.with_settings(using="drive").with_impedance("money")
    table = drive.weighted_average_time().table
    assert (table["before"] == table["after"]).all()


def test_without_prices_it_says_so() -> None:
    edit = {"action": "set_parameter", "parameter": "parking_min", "value": 6.0}
    with pytest.raises(InputError, match="prices"):
        _run(line_world(), edit).accessibility.with_impedance("co2")
