"""What studies of high-speed rail in Shanxi found, by sign and order, and the page that says so."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from transnet.study.result import Result

_DOCS = Path(__file__).parents[2] / "docs"
_CITIES = {"Taiyuan": "140100", "Yangquan": "140300", "Jinzhong": "140700", "Xinzhou": "140900"}


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    return runpy.run_path(str(_DOCS / "measures_shanxi.py"))


@pytest.fixture(scope="module")
def runs(page: dict[str, Any]) -> dict[str, Result]:
    found: dict[str, Result] = page["results"]()
    return found


@pytest.fixture(scope="module")
def potentials(page: dict[str, Any], runs: dict[str, Result]) -> dict[str, pd.DataFrame]:
    return {name: page["beyond"](result.accessibility) for name, result in runs.items()}


def test_the_page_is_fresh(page: dict[str, Any], runs: dict[str, Result]) -> None:
    text = page["PAGE"].read_text("utf-8")
    for name, part in page["blocks"](runs).items():
        (shown,) = re.findall(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", text, re.DOTALL)
        assert shown == part, "run: make docs"


def test_every_step_raises_the_potential_of_every_city(
    potentials: dict[str, pd.DataFrame],
) -> None:
    """Published: mean 2,141, 6,129 and 12,694 in 2008, 2016 and the plan of 2021."""
    history, line, plan = potentials.values()
    assert (history["after"] > history["before"]).all()
    assert (line["after"] > line["before"]).all()
    assert (plan["after"] > line["after"]).all()


def test_yangquan_leads_and_the_same_cities_are_above_the_mean(
    potentials: dict[str, pd.DataFrame],
) -> None:
    """Published for 2016: Yangquan highest; Taiyuan and Jinzhong above the mean, Xinzhou below."""
    today = potentials["stages/history-2025"]["after"]
    assert today.idxmax() == _CITIES["Yangquan"]
    above = set(today.index[today > today.mean()])
    assert above == {_CITIES[name] for name in ("Yangquan", "Taiyuan", "Jinzhong")}


def test_the_new_line_makes_xinzhou_a_gateway(potentials: dict[str, pd.DataFrame]) -> None:
    line = potentials["xiongxin-hsr"]
    assert (line["after"] - line["before"]).idxmax() == _CITIES["Xinzhou"]


def test_the_plan_gains_less_evenly_by_people_and_more_evenly_by_gdp(
    runs: dict[str, Result],
) -> None:
    """Published for the Central Plains: accessibility up by a quarter, inequality up as well."""
    longer: dict[str, set[str]] = {
        "population": {"140927", "140930", "140931", "140932"},
        "gdp": set(),
    }
    for mass, sign in (("population", 1), ("gdp", -1)):
        access = runs["plan-2035"].accessibility.with_settings(mass=mass)
        potential = access.economic_potential()
        mean_pct = (potential.table["change_pct"] * potential.table["people"]).sum()
        assert 3 < mean_pct / potential.table["people"].sum() < 25
        assert sign * potential.theil().loc["total", "change"] > 0
        times = access.weighted_average_time().table
        # Shenchi, Hequ, Baode and Pianguan: by trains that leave more often, or are nearer by road.
        assert set(times.index[times["change"] >= 0]) == longer[mass]
    result = runs["plan-2035"]
    before, after = (
        state.model.trips("best").choice_min for state in (result.before, result.after)
    )
    assert (after <= before).all()  # so whoever takes longer has chosen to


def test_the_new_line_alone_serves_those_who_have_least(runs: dict[str, Result]) -> None:
    access = runs["xiongxin-hsr"].accessibility
    assert access.economic_potential().theil().loc["total", "change"] < 0
    gdp = access.with_settings(mass="gdp")
    assert (gdp.weighted_average_time().table["outcome"] == "same").all()
    assert set(gdp.left_out["reason"]) == {"no_figure"}
