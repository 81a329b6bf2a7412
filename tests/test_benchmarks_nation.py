"""The made-up nation hangs together, is what it says it is, and its growth is measured and told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components

from benchmarks import nation_growth, nation_plan, table
from benchmarks.nation import Nation, make_nation
from benchmarks.nation_trains import DAY
from transnet.base.sphere import great_circle_km
from transnet.routing.router import Router

ARCS = 60_000


@pytest.fixture(scope="module")
def nation() -> Nation:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TRANSNET_DATA", raising=False)
        return make_nation(ARCS)


def test_a_nation_has_the_arcs_that_were_asked_for_and_hangs_together(nation: Nation) -> None:
    road = nation.road
    assert len(road.heads) == pytest.approx(ARCS, rel=0.05)
    assert nation.counties == 7
    assert nation.county_start[-1] == road.nodes == len(np.asarray(road.points))
    assert connected_components(road.matrix, directed=False)[0] == 1
    there = set(zip(road.tails.tolist(), road.heads.tolist(), strict=True))
    assert all((head, tail) in there for tail, head in there)


def test_its_roads_are_driven_at_speeds_of_roads(nation: Nation) -> None:
    road = nation.road
    lon, lat = np.asarray(road.points).T
    km = great_circle_km(lon[road.tails], lat[road.tails], lon[road.heads], lat[road.heads])
    kmh = km / road.weights * 3_600_000
    assert kmh.max() < 130
    assert np.median(kmh) > 15
    assert ((lon >= 100) & (lat >= 22)).all()
    between = np.searchsorted(nation.county_start, road.tails, "right") != np.searchsorted(
        nation.county_start, road.heads, "right"
    )
    assert 50 < between.sum() < 400  # eight roads across each border and some motorways, both ways
    assert 80 < kmh[between].max() < 110


def test_its_places_lie_in_their_counties_and_its_trains_run(nation: Nation) -> None:
    county = np.searchsorted(nation.county_start, nation.place_node, "right") - 1
    assert np.array_equal(county, np.sort(county))
    assert np.bincount(county).tolist() == [103] * nation.counties
    assert nation.place_residents.sum() / nation.counties == pytest.approx(480_000, rel=0.5)
    first = np.searchsorted(county, np.arange(nation.counties))
    assert np.isin(nation.station_node, nation.place_node[first]).all()
    ids = nation.trains.stop_ids
    times = nation.trains.travel_times(ids[:1], ids[1:], date=DAY).table()
    assert times["p50"].between(15, 120).all()


def test_the_seed_decides(nation: Nation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRANSNET_DATA", raising=False)
    again, other = make_nation(ARCS), make_nation(ARCS, seed=2)
    assert np.array_equal(nation.road.weights, again.road.weights)
    assert np.array_equal(nation.place_residents, again.place_residents)
    assert not np.array_equal(nation.road.weights[:1000], other.road.weights[:1000])


def test_sums_of_a_sample_are_those_of_the_whole(nation: Nation) -> None:
    road, cells = nation.road, nation.cells(3)
    amounts = np.zeros(road.nodes)
    amounts[::4] = 1.0
    metric = Router(road.topology, cache=False).customize(road.weights)
    ways = [
        metric.accumulate(amounts, [600_000], origins=cells, method=each)
        for each in ("search", "hierarchy")
    ]
    assert np.array_equal(*ways)
    assert np.array_equal(cells, np.arange(nation.county_start[3], nation.county_start[4], 4))


def test_a_nation_is_measured_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRANSNET_DATA", raising=False)
    monkeypatch.setattr(nation_growth, "_LEAST_S", 0.0)
    path = tmp_path / "nation.npz"
    row = {**nation_growth._make(10_000, path), **nation_growth._ask(path)}
    assert 0 < row["cells in the mean sum, 60 min"] <= row["cells"] == row["cells asked"]
    row["order and build, MiB"] = 1.0  # of so small a nation as good as nothing
    larger = {
        name: value * 100.0 if name.endswith("s") else value * 1000 for name, value in row.items()
    }
    larger["arcs"] = row["arcs"] * 10_000
    middle = {**row, "arcs": row["arcs"] * 100}
    found = nation_growth.exponents([row, middle, larger])
    assert found["one metric, s"] == pytest.approx(1.0)
    assert found["order and build, MiB"] == pytest.approx(1.5)
    report = {
        "machine": {"processor": "one", "cores": 2, "load": [1]},
        "results": [{"nation": "made-up nation", "rows": [row, middle], "exponents": found}],
    }
    text = table.tables([report])
    assert nation_plan.plan(report).order_s > 0
    assert text.count("| order and build | ") == 2  # time and memory
    assert f"| nation, arcs | {row['arcs']:,} | {middle['arcs']:,} | exponent |" in text


FIGURES = Path(table.__file__).parent / "figures" / "9-nation.json"


def test_the_plan_follows_from_the_figures_that_were_measured() -> None:
    page = nation_plan.PAGE.read_text(encoding="utf-8")
    figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    assert nation_plan.placed(page, nation_plan.told(figures)) == page
    _, exponents = nation_plan.largest(figures)
    assert exponents == pytest.approx(
        nation_growth.exponents(figures["results"][-1]["rows"]), rel=1e-9
    )


def test_a_plan_is_arithmetic() -> None:
    """A nation of a tenth, where all grows in proportion, and one core takes 8 times 20 as long."""
    names = [nation_plan._ORDER, nation_plan._BUILD, nation_plan._METRIC, "16 trees, CPU s"]
    names += [f"sums of all cells within {minutes} min, CPU s" for minutes in (60, 180)]
    row = dict.fromkeys([*names, nation_plan._HELD], 1.0) | {
        "arcs": 2_500_000,
        "nodes": 1_000_000,
        "cells": 250_000,
    }
    exponents = dict.fromkeys(row, 1.0)
    made = nation_plan.plan({"results": [{"nation": "", "rows": [row], "exponents": exponents}]})
    assert (made.order_s, made.ready_s, made.worker_mib) == pytest.approx((10, 20, 10))
    assert made.shipped_bytes == pytest.approx(8 * 35e6)
    hour, night = (list(made.work_s)[each] for each in (0, -1))
    assert made.work_s[hour] == pytest.approx(4.0)
    assert made.work_s[night] == pytest.approx(10_000 * (10 + 2_900 / 16 * 10))
    assert made.elapsed_s(hour, 1) == pytest.approx(10 + 20 + 4 / 8)
    assert made.elapsed_s(hour, 20) == pytest.approx(10 + 20 + 20 * 0.28 / 0.125 + 4 / 160)
