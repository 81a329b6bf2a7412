"""Odd networks end in results and pages, by every means, alone and side by side."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from tests.study.odd_worlds import ODD, WORLD, cut_off_county, empty_county, without_stops
from transnet import Scenario, run
from transnet.model.checks.all import check_network
from transnet.report.page.comparison import comparison_page, write_comparison
from transnet.report.terminal.comparison_table import comparison_table
from transnet.report.terminal.result_tables import result_table
from transnet.report.terminal.table_style import console
from transnet.report.write import summary, write_result
from transnet.scenario.accessibility_settings import USINGS
from transnet.study.belts import belt_readings
from transnet.study.compared_results import Comparison
from transnet.study.result import Result
from transnet.travel.model import TravelModel


def _run(name: str, using: str = "best", *, maps: bool = True, **access: Any) -> Result:
    network = WORLD if name == "usual" else ODD[name]()
    values = {"id": name.replace(" ", "-"), "accessibility": {"using": using, **access}}
    values["outputs"] = {"maps": maps}
    return run(Scenario.from_dict(values), network=network)


def _shown(what: Any) -> str:
    out = console()
    with out.capture() as caught:
        out.print(what)
    return caught.get()


@pytest.mark.parametrize("name", ODD)
def test_checks_find_no_error_in_them(name: str) -> None:
    assert [each for each in check_network(ODD[name]()) if each.severity == "error"] == []


@pytest.mark.parametrize("using", ["best", "carfree"])
@pytest.mark.parametrize("name", ODD)
def test_they_run_and_are_written(name: str, using: str, tmp_path: Path) -> None:
    maps = using == "best"  # they show the same times by any means
    result = _run(name, using, maps=maps)
    written = {path.name for path in write_result(result, tmp_path)}
    assert {"report.html", "network.gpkg", "manifest.json"} <= written
    assert ("map_after.png" in written) == maps
    assert summary(result)["figures"]["people"] == result.before.people.total
    assert "nan" not in _shown(result_table(result))


@pytest.mark.parametrize("using", USINGS)
def test_a_way_that_isnt_there_is_infinite(using: str) -> None:
    model = TravelModel(without_stops())
    path = model.path("P2", "P3", using=using)  # type: ignore[arg-type]
    assert math.isfinite(path.travel_min) == (using in ("best", "drive"))
    cut_off = TravelModel(cut_off_county())
    path = cut_off.path("P2", "P3", using=using)  # type: ignore[arg-type]
    assert math.isfinite(path.travel_min) == (using != "carfree")


@pytest.mark.parametrize("first", [*ODD, "usual"])
def test_networks_of_other_groups_stand_side_by_side(first: str, tmp_path: Path) -> None:
    names = [first, *(name for name in ("usual", "empty county") if name != first)]
    found = Comparison(tuple(_run(name, "carfree") for name in names))
    page = comparison_page(found)
    write_comparison(found, tmp_path)
    for row in found.results[-1].after.model.network["groups"].to_dict("records"):
        assert row["name_en"] in page
    assert "nan" not in page.lower().replace("finance", "")
    assert "nan" not in _shown(comparison_table(found))


def test_a_belt_where_nobody_lives_has_no_mean() -> None:
    state = run(Scenario.from_dict({"id": "x"}), network=empty_county()).after
    table = belt_readings(state).set_index("group_id")
    assert table.loc["nobody", "people"] == 0
    assert math.isnan(table.loc["nobody", "core_min"])
    assert math.isnan(table.loc["nobody", "seat_min"])


@pytest.mark.parametrize(
    ("name", "measures", "taken", "hint"),
    [
        ("without stops", ["watt"], ["potential"], "potential stands in"),
        ("without stops", ["watt", "daily"], ["daily"], "without a car"),
        ("without stops", ["daily"], ["daily"], ""),
        ("usual", ["watt"], ["watt"], ""),
    ],
)
def test_a_measure_that_cant_be_taken_is_named(
    name: str, measures: list[str], taken: list[str], hint: str
) -> None:
    result = _run(name, "carfree", measures=measures)
    assert result.gains.names == taken
    assert [each.value for each in result.gains.notices] == (["watt"] if hint else [])
    for text in (" ".join(map(str, result.gains.notices)), str(summary(result)["notices"])):
        assert hint in text
    assert ("measure_not_taken" in _shown(result_table(result))) == bool(hint)
