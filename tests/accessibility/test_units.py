"""Every measure asks for shares, not for units: persons or thousands, minutes or hours, any order.

One row a measure: how its answer grows with the people, the opportunities and the costs. A measure
that the table lacks fails.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import drawn
from transnet import accessibility as measures
from transnet.accessibility import decay

ZONES = [f"z{number}" for number in range(7)]


@dataclass(frozen=True)
class Region:
    """Zones with people, jobs and incomes; a count, a job and a minute in the units at hand."""

    times: pd.DataFrame
    people: pd.Series
    jobs: pd.Series
    income: pd.Series
    group: pd.Series
    one: float = 1.0
    job: float = 1.0
    minute: float = 1.0

    @property
    def wanted(self) -> pd.Series:
        """Return jobs counted as people are."""
        return self.jobs * (self.one / self.job)

    @property
    def changes(self) -> pd.DataFrame:
        """Return what changes where jobs grow by a third in one of two groups."""
        grown = self.jobs.where(self.group == "x", self.jobs * 4 / 3)
        return measures.zone_changes(self.jobs, grown, self.people, tolerance_pct=1.0)

    def scaled(self, people: float, jobs: float, minutes: float) -> Region:
        """Return the region counted in other units."""
        return replace(
            self,
            times=self.times * minutes,
            people=self.people * people,
            jobs=self.jobs * jobs,
            one=people,
            job=jobs,
            minute=minutes,
        )

    def shuffled(self, rows: list[str], columns: list[str]) -> Region:
        """Return the region with rows and columns of all tables in other orders."""
        return replace(
            self,
            times=self.times.loc[rows, columns],
            people=self.people[columns],
            jobs=self.jobs[rows],
            income=self.income[columns[::-1]],
            group=self.group[rows[::-1]],
        )


Answer = Any
Row = tuple[str, Callable[[Region], Answer], tuple[int, int, int]]


def _catchment(method: Any) -> Row:
    def measure(region: Region) -> Answer:
        fade = decay.linear(45 * region.minute)
        fade = decay.binary(30 * region.minute) if method == "2sfca" else fade
        return measures.floating_catchment(region.times, region.jobs, region.people, fade, method)

    return "floating_catchment", measure, (-1, 1, 0)


def _of_changes(column: str, grows: tuple[int, int, int]) -> Row:
    return "zone_changes", lambda region: region.changes[column], grows


TABLE: list[Row] = [
    ("cumulative", lambda r: measures.cumulative(r.times, r.jobs, 30 * r.minute), (0, 1, 0)),
    (
        "cumulative",
        lambda r: measures.cumulative(r.times, r.jobs, 30 * r.minute, active=False),
        (0, 1, 0),
    ),
    (
        "cumulative_interval",
        lambda r: measures.cumulative_interval(
            r.times, r.jobs, (20 * r.minute, 60 * r.minute, 10 * r.minute), "median"
        ),
        (0, 1, 0),
    ),
    (
        "gravity",
        lambda r: measures.gravity(r.times, r.jobs, decay.exponential(0.1 / r.minute)),
        (0, 1, 0),
    ),
    ("cost_to_nth", lambda r: measures.cost_to_nth(r.times, r.jobs, 12 * r.job), (0, 0, 1)),
    ("balancing_cost", lambda r: measures.balancing_cost(r.times, r.wanted, r.people), (0, 0, 1)),
    *(_catchment(method) for method in ("2sfca", "e2sfca", "3sfca", "m2sfca", "bfca")),
    (
        "spatial_availability",
        lambda r: measures.spatial_availability(
            r.times, r.jobs, r.people, decay.linear(45 * r.minute), 1.5
        ),
        (0, 1, 0),
    ),
    (
        "rational_access",
        lambda r: (
            measures.rational_access(r.times, r.jobs, r.people, 40 * r.minute, tolerance=1e-10).cost
        ),
        (0, 0, 0),
    ),
    ("weighted_average_time", lambda r: measures.weighted_average_time(r.times, r.jobs), (0, 0, 1)),
    (
        "economic_potential",
        lambda r: measures.economic_potential(r.times, r.jobs, 2.0, own=5 * r.minute),
        (0, 1, -2),
    ),
    (
        "daily_accessibility",
        lambda r: measures.daily_accessibility(r.times, r.people, 30 * r.minute),
        (1, 0, 0),
    ),
    (
        "relative_efficiency",
        lambda r: measures.relative_efficiency(r.times, _ideal(r), r.jobs),
        (0, 0, 0),
    ),
    ("closeness", lambda r: measures.closeness(r.times), (0, 0, -1)),
    ("closeness", lambda r: measures.closeness(r.times, "harmonic"), (0, 0, -1)),
    (
        "effective_density",
        lambda r: measures.effective_density(r.times, r.jobs, own=5 * r.minute),
        (0, 1, -1),
    ),
    (
        "productivity_gain",
        lambda r: measures.productivity_gain(r.jobs + r.job, r.jobs[::-1] + 2 * r.job, 0.04),
        (0, 0, 0),
    ),
    (
        "logsum_cost",
        lambda r: measures.logsum_cost(
            {"a": r.times, "b": r.times * 2}, 0.1 / r.minute, {"b": 3 * r.minute}
        ),
        (0, 0, 1),
    ),
    ("lorenz_curve", lambda r: measures.lorenz_curve(r.jobs, r.people, r.income), (0, 0, 0)),
    ("gini", lambda r: measures.gini(r.jobs, r.people), (0, 0, 0)),
    ("concentration_index", lambda r: _concentration(r, "standard"), (0, 0, 0)),
    ("concentration_index", lambda r: _concentration(r, "corrected"), (0, 0, 0)),
    ("theil", lambda r: _theil(r, "T"), (0, 0, 0)),
    ("theil", lambda r: _theil(r, "L"), (0, 0, 0)),
    ("palma_ratio", lambda r: measures.palma_ratio(r.jobs, r.people, r.income), (0, 0, 0)),
    (
        "palma_ratio",
        lambda r: measures.palma_ratio(r.jobs, r.people, r.income, 0.3, 0.6),
        (0, 0, 0),
    ),
    ("poverty", lambda r: np.array(measures.poverty(r.jobs, r.people, 12 * r.job)), (0, 0, 0)),
    (
        "coefficient_of_variation",
        lambda r: measures.coefficient_of_variation(r.jobs, r.people),
        (0, 0, 0),
    ),
    _of_changes("people", (1, 0, 0)),
    _of_changes("change", (0, 1, 0)),
    _of_changes("change_pct", (0, 0, 0)),
    ("winners_and_losers", lambda r: _winners(r, "people_win"), (1, 0, 0)),
    ("winners_and_losers", lambda r: _winners(r, "zones_win"), (0, 0, 0)),
    ("winners_and_losers", lambda r: _winners(r, "mean_change"), (0, 1, 0)),
    ("spill_over", lambda r: measures.spill_over(r.changes, r.group == "x")["share"], (0, 0, 0)),
    ("spill_over", lambda r: measures.spill_over(r.changes, r.group == "x")["after"], (0, 1, 0)),
    ("frontier", lambda r: measures.frontier(_scenarios(r), "jobs", "income"), (0, 0, 0)),
]

NO_MEASURES = {
    "SECTORS",
    "RationalAccess",
    "RoutedNetwork",
    "Theil",
    "cost_matrix",
    "decay",
    "for_each",
    "route_network",
    "route_places",
    # as `cumulative`, `gravity` and the least of the matrix: test_from_network holds them to these
    "accessibility_from_network",
    "nearest_from_network",
}


def _concentration(region: Region, kind: Any) -> float:
    return measures.concentration_index(region.jobs, region.people, region.income, kind)


def _theil(region: Region, kind: Any) -> np.ndarray:
    found = measures.theil(region.jobs, region.people, region.group, kind)
    return np.array([found.total, found.between, found.within])


def _winners(region: Region, column: str) -> pd.Series:
    return measures.winners_and_losers(region.changes, region.group)[column]


def _ideal(region: Region) -> pd.DataFrame:
    return pd.DataFrame(9.0 * region.minute, region.times.index, region.times.columns)


def _scenarios(region: Region) -> pd.DataFrame:
    return pd.DataFrame({"jobs": region.jobs, "income": region.income})


def _values(answer: Answer) -> np.ndarray:
    """Return an answer as an array, zones in the order of their ids."""
    if isinstance(answer, pd.DataFrame | pd.Series):
        answer = answer.sort_index()
        if isinstance(answer, pd.DataFrame):
            answer = answer.sort_index(axis=1)
    return np.asarray(answer, dtype=np.float64)


@st.composite
def regions(draw: st.DrawFn) -> Region:
    """Regions with ties, empty zones, zones cut off and fractions of people."""
    count = draw(st.integers(1, len(ZONES)))
    zones = ZONES[:count]
    cost = st.sampled_from([1.0, 10.0, 10.0, 20.0, 30.0, 45.0, 70.0, np.inf])
    amount = st.sampled_from([0.0, 1.0, 1.0, 2.0, 3.0, 7.0, 10.0, 0.5])
    table = draw(st.lists(cost, min_size=count**2, max_size=count**2))
    people, jobs = (draw(st.lists(amount, min_size=count, max_size=count)) for _ in range(2))
    people[0] = jobs[0] = 4.0  # somebody lives somewhere, and finds something
    table[0] = 1.0
    rank = st.integers(-2, 3).map(float)
    return Region(
        pd.DataFrame(np.reshape(table, (count, count)), zones, zones),
        pd.Series(people, zones),
        pd.Series(jobs, zones),
        pd.Series(draw(st.lists(rank, min_size=count, max_size=count)), zones),
        pd.Series(draw(st.lists(st.sampled_from("xy"), min_size=count, max_size=count)), zones),
    )


def test_the_table_holds_every_measure() -> None:
    assert {name for name, _, _ in TABLE} == set(measures.__all__) - NO_MEASURES


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
@settings(max_examples=drawn(12))
@given(
    region=regions(),
    people=st.sampled_from([0.001, 1 / 3, 7.0, 1000.0]),
    jobs=st.sampled_from([0.001, 1 / 3, 7.0, 1000.0]),
    minutes=st.sampled_from([1 / 60, 1 / 3, 60.0]),
)
def test_units_change_the_answer_by_their_factor_alone(
    row: Row, region: Region, people: float, jobs: float, minutes: float
) -> None:
    _, measure, (by_people, by_jobs, by_minutes) = row
    factor = people**by_people * jobs**by_jobs * minutes**by_minutes
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        once = _values(measure(region)) * factor
        again = _values(measure(region.scaled(people, jobs, minutes)))
    assert np.allclose(again, once, rtol=1e-6, atol=1e-9 * factor, equal_nan=True)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
@settings(max_examples=drawn(8))
@given(region=regions(), random=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(row: Row, region: Region, random: Any) -> None:
    zones = list(region.times.index)
    rows, columns = random.sample(zones, len(zones)), random.sample(zones, len(zones))
    once = _values(row[1](region))
    again = _values(row[1](region.shuffled(rows, columns)))
    assert np.allclose(again, once, rtol=1e-6, atol=1e-9, equal_nan=True)
