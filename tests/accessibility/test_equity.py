from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.accessibility.worlds import inf
from transnet.accessibility import (
    coefficient_of_variation,
    concentration_index,
    gini,
    lorenz_curve,
    palma_ratio,
    poverty,
    theil,
)
from transnet.base.errors import InputError

Zones = list[tuple[int, int, int, str]]

ZONES = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 6), st.integers(-3, 3), st.sampled_from("xyz")),
    min_size=1,
    max_size=7,
).filter(lambda zones: any(people for _, people, _, _ in zones))
JOBS, PEOPLE = pd.Series({"A": 1, "B": 3, "C": 8}), pd.Series({"A": 2, "B": 1, "C": 1})
INCOME = pd.Series({"A": 5, "B": 9, "C": 7})


def _theil_l(values: pd.Series, people: pd.Series) -> float:
    return theil(values, people, kind="L").total


def _ranked(values: pd.Series, people: pd.Series) -> float:
    return concentration_index(values, people, values, "corrected")


def _columns(zones: Zones) -> tuple[pd.Series, pd.Series, pd.Series, pd.Series]:
    values, people, income, group = (pd.Series(column) for column in zip(*zones, strict=True))
    return values, people, income, group


def _persons(zones: Zones) -> list[tuple[int, int, str]]:
    """Return value, income and group of each person."""
    return [(value, rank, group) for value, heads, rank, group in zones for _ in range(heads)]


def test_by_hand() -> None:
    """Persons 1, 1, 3, 8: mean 13 / 4."""
    assert lorenz_curve(JOBS, PEOPLE).to_numpy().tolist() == [
        [0.0, 0.0],
        [0.5, 2 / 13],
        [0.75, 5 / 13],
        [1.0, 1.0],
    ]
    pairs = 2 * (0 + 2 + 7 + 2 + 7 + 5)
    assert gini(JOBS, PEOPLE) == pytest.approx(pairs / (2 * 16 * 13 / 4))
    ratios = np.array([1, 1, 3, 8]) / 3.25
    assert theil(JOBS, PEOPLE).total == pytest.approx(np.mean(ratios * np.log(ratios)))
    assert theil(JOBS, PEOPLE, kind="L").total == pytest.approx(-np.mean(np.log(ratios)))
    assert poverty(JOBS, PEOPLE, 4) == pytest.approx(
        (3 / 4, (0.75 * 2 + 0.25) / 4, (0.75**2 * 2 + 0.25**2) / 4)
    )
    assert coefficient_of_variation(JOBS, PEOPLE) == pytest.approx(np.std([1, 1, 3, 8]) / 3.25)
    assert np.isnan(palma_ratio(JOBS, PEOPLE, INCOME))  # nobody stands above the last quarter
    assert palma_ratio(JOBS, PEOPLE, INCOME, high=0.75) == 3.0
    ranked = lorenz_curve(JOBS, PEOPLE, INCOME)["value_share"]
    assert ranked.to_list() == pytest.approx([0, 2 / 13, 10 / 13, 1])


@given(ZONES)
def test_gini_is_the_mean_difference_of_all_pairs(zones: Zones) -> None:
    values, people, _, _ = _columns(zones)
    each = np.array([value for value, _, _ in _persons(zones)], dtype=float)
    if each.sum() == 0:
        assert np.isnan(gini(values, people))
        return
    pairs = np.abs(each[:, None] - each).mean()
    assert gini(values, people) == pytest.approx(pairs / (2 * each.mean()), abs=1e-12)


@given(ZONES, st.sampled_from(["T", "L"]))
def test_theil_is_its_formula_and_its_parts(zones: Zones, kind: str) -> None:
    values, people, _, group = _columns(zones)
    persons = _persons(zones)
    each = np.array([value for value, _, _ in persons], dtype=float)
    found = theil(values, people, group, kind)  # type: ignore[arg-type]
    if each.sum() == 0:
        assert np.isnan(found.total)
        return
    with np.errstate(divide="ignore"):
        ratios = each / each.mean()
        terms = -np.log(ratios)
    if kind == "T":
        terms = np.array([ratio * np.log(ratio) if ratio else 0.0 for ratio in ratios])
    assert found.total == pytest.approx(terms.mean(), abs=1e-12)
    mean_of_own = {
        name: np.mean([value for value, _, own in persons if own == name])
        for name in {own for _, _, own in persons}
    }
    levelled = pd.Series([mean_of_own.get(name, 0.0) for name in group])
    between = theil(levelled, people, kind=kind).total  # type: ignore[arg-type]
    assert found.between == pytest.approx(between, abs=1e-12)
    assert found.groups["people"].sum() == len(each)


@given(ZONES)
def test_poverty_and_variation_are_those_of_persons(zones: Zones) -> None:
    values, people, _, _ = _columns(zones)
    each = np.array([value for value, _, _ in _persons(zones)], dtype=float)
    gap = np.maximum(10 - each, 0) / 10
    assert poverty(values, people, 10) == pytest.approx(
        (np.mean(each < 10), gap.mean(), (gap**2).mean())
    )
    variation = coefficient_of_variation(values, people)
    if each.sum() == 0:
        assert np.isnan(variation)
    else:
        assert variation == pytest.approx(each.std() / each.mean(), abs=1e-9)


@given(ZONES)
def test_concentration_is_twice_the_covariance_with_rank(zones: Zones) -> None:
    values, people, income, _ = _columns(zones)
    persons = _persons(zones)
    each = np.array([value for value, _, _ in persons], dtype=float)
    assume(each.sum() > 0)
    ranks = pd.Series([rank for _, rank, _ in persons]).rank() / len(each) - 0.5 / len(each)
    covariance = np.mean(each * ranks) - each.mean() * ranks.mean()
    found = concentration_index(values, people, income)
    assert found == pytest.approx(2 * covariance / each.mean(), abs=1e-12)
    corrected = concentration_index(values, people, income, "corrected", bounds=(0, 20))
    assert corrected == pytest.approx(8 * covariance / 20, abs=1e-12)
    assert abs(found) <= gini(values, people) + 1e-12
    own = concentration_index(values, people, values)
    assert own == pytest.approx(gini(values, people), abs=1e-12)


@given(ZONES)
def test_palma_compares_persons_by_quantiles_of_income(zones: Zones) -> None:
    values, people, income, _ = _columns(zones)
    persons = _persons(zones)
    ranks = sorted(rank for _, rank, _ in persons)
    low, high = (ranks[ceil(len(ranks) * Fraction(tenths, 10)) - 1] for tenths in (4, 9))
    poor = [value for value, rank, _ in persons if rank <= low]
    rich = [value for value, rank, _ in persons if rank > high]
    found = palma_ratio(values, people, income)
    if not rich or sum(poor) == sum(rich) == 0:
        assert np.isnan(found)
    elif sum(poor) == 0:
        assert found == inf
    else:
        assert found == pytest.approx(np.mean(rich) / np.mean(poor))


@given(ZONES)
def test_curves_rise_and_sag(zones: Zones) -> None:
    values, people, _, _ = _columns(zones)
    assume((values * people).sum() > 0)
    curve = lorenz_curve(values, people).to_numpy()
    assert curve[0].tolist() == [0.0, 0.0]
    assert curve[-1] == pytest.approx([1.0, 1.0])
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(curve)]
    assert all(low <= high + 1e-9 for low, high in pairwise(slopes))


@given(ZONES, st.integers(2, 5))
def test_measures_ask_for_shares_not_for_units(zones: Zones, scale: int) -> None:
    values, people, _, _ = _columns(zones)
    assume((values * people).sum() > 0)
    for measure in (gini, coefficient_of_variation, lambda v, p: theil(v, p).total):
        once = measure(values, people)
        assert measure(values * scale, people) == pytest.approx(once, abs=1e-9)
        assert measure(values, people * scale) == pytest.approx(once, abs=1e-9)


def test_zones_without_people_do_not_count() -> None:
    values = pd.concat([JOBS, pd.Series({"Z": np.nan})])
    people = pd.concat([PEOPLE, pd.Series({"Z": 0})])
    assert gini(values, people) == gini(JOBS, PEOPLE)
    assert gini(JOBS, people) == gini(JOBS, PEOPLE)


def test_single_zone_is_even() -> None:
    one, people = pd.Series({"A": 5}), pd.Series({"A": 3})
    assert gini(one, people) == 0.0
    assert theil(one, people).total == 0.0
    assert np.isnan(palma_ratio(one, people, one))
    assert np.isnan(concentration_index(one, people, one, "corrected"))


def test_what_cannot_be_measured() -> None:
    with pytest.raises(InputError, match="no people at all"):
        gini(JOBS, PEOPLE * 0)
    with pytest.raises(InputError, match="is inf"):
        gini(JOBS.astype(float).replace(8.0, inf), PEOPLE)
    with pytest.raises(InputError, match="'C' isn't in the values"):
        gini(JOBS.drop("C"), PEOPLE)
    with pytest.raises(InputError, match="has people but no group"):
        theil(JOBS, PEOPLE, pd.Series({"A": "x", "B": "y"}))
    with pytest.raises(InputError, match="must hold all values"):
        concentration_index(JOBS, PEOPLE, INCOME, "corrected", bounds=(0, 5))
    with pytest.raises(InputError, match="in 0 to 1"):
        palma_ratio(JOBS, PEOPLE, INCOME, low=0.95)


@pytest.mark.parametrize("measure", [gini, theil, lorenz_curve, coefficient_of_variation])
def test_a_value_where_nobody_says_who_lives_there_is_refused(measure: Any) -> None:
    values = pd.Series({"A": 1.0, "B": 2.0, "C": 3.0})
    with pytest.raises(InputError, match="isn't in the people"):
        measure(values, pd.Series({"A": 1, "B": 2}))
    measure(values, pd.Series({"A": 1, "B": 2, "C": 0}))
    measure(values.where(values < 3), pd.Series({"A": 1, "B": 2}))


@pytest.mark.parametrize("size", [1e-320, 1e-101, 1.1e100, 1e308])
@pytest.mark.parametrize(
    "measure", [gini, theil, lorenz_curve, coefficient_of_variation, _theil_l, _ranked]
)
def test_sizes_beyond_measure_are_refused_not_run_over(measure: Any, size: float) -> None:
    values, people = pd.Series({"A": size, "B": 0.0}), pd.Series({"A": 1e6, "B": 2e6})
    with pytest.raises(InputError, match=r"a size of 1e-100 to 1e\+100"):
        measure(values, people)
    with pytest.raises(InputError, match=r"a size of 1e-100 to 1e\+100"):
        measure(people, values)


@pytest.mark.parametrize("size", [1e-100, 1e-30, 1e30, 1e99])
def test_sizes_within_measure_make_no_difference(size: float) -> None:
    assert gini(JOBS * size, PEOPLE) == pytest.approx(gini(JOBS, PEOPLE))
    assert theil(JOBS * size, PEOPLE).total == pytest.approx(theil(JOBS, PEOPLE).total)
    spread = coefficient_of_variation(JOBS * size, PEOPLE)
    assert spread == pytest.approx(coefficient_of_variation(JOBS, PEOPLE))


@pytest.mark.parametrize("name", ["", " ", None])
def test_a_group_without_a_name_is_no_group(name: str | None) -> None:
    with pytest.raises(InputError, match=r"'B' has people but no group \(1 such\)"):
        theil(JOBS, PEOPLE, pd.Series({"A": "x", "B": name, "C": "y"}))
