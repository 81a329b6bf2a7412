from __future__ import annotations

import pytest

from tests.supply.helpers import edit
from tests.worlds import line_world
from transnet.io.network_folder import load_network
from transnet.supply.topology import compile_topology
from transnet.travel.validation.calibrate import calibrate_running
from transnet.travel.validation.validate import validate

WORLD = line_world("2024-12-31")


def test_trains_are_compared_on_the_timetables_day() -> None:
    validation = validate(WORLD)
    assert validation.when.isoformat() == "2024-12-31"
    assert validation.timetable_date.isoformat() == "2023-12-15"
    # The express of 2024 doesn't run yet on the day of the timetable.
    assert validation.rail["used_min"].tolist() == [12, 36]
    assert validation.rail_summary["modelled"].tolist() == [2, 2]
    assert validation.worst["to_id"].tolist() == ["S2", "S3"]
    assert validation.roads["error_pct"].tolist() == [0, 0]
    assert len(validation.drives) == 6
    assert len(validation.holdout) == 0
    assert repr(validation) == ("<Validation of line-world: emu 2 of 2 pairs, median error 14.6 %>")


def test_parameters_and_topology_may_be_given() -> None:
    shared = compile_topology(WORLD)
    slower = validate(WORLD, shared, {("parking_min", "all"): 40.0, ("dwell_min", "emu"): 8.0})
    assert slower.rail["modelled_min"].tolist() == [14, 46.5]
    assert slower.roads["error_pct"].tolist() == pytest.approx([100, 100 * 35 / 95])


def test_an_unmodelled_pair_is_said_and_not_ranked() -> None:
    off = edit(WORLD, "stops", {"service_id": "E1", "station_id": "S3"}, tracks="")
    validation = validate(off)
    assert validation.rail_summary["off_tracks"].tolist() == [1, 1]
    assert validation.worst["to_id"].tolist() == ["S2"]


def test_a_network_without_trains_can_be_validated() -> None:
    bare = WORLD
    for table in ("services", "stops", "flights"):
        bare = bare.replace_table(table, WORLD[table].iloc[:0])
    validation = validate(bare)
    assert set(validation.rail["status"]) == {"no train"}
    assert validation.rail_summary["no_train"].tolist() == [2, 2]


def test_it_shows_itself_with_names_escaped() -> None:
    odd = edit(WORLD, "stations", {"station_id": "S2"}, name_en="<b>Bing</b>")
    html = validate(odd)._repr_html_()
    assert html.count("<table") == 12
    assert "<b>Bing" not in html
    assert "&lt;b&gt;Bing" in html


def test_trains_of_the_shanxi_network_are_modelled_within_its_targets() -> None:
    summary = validate(load_network("shanxi-central")).rail_summary
    totals = summary[summary["kind"] == "all"].set_index("mode")
    assert totals.loc["emu", "median_abs_error_pct"] <= 2.5
    assert totals.loc["conventional", "median_abs_error_pct"] <= 8.5
    assert (totals["modelled"] / totals["pairs"] > 0.8).all()
    assert (totals["used_p90_abs_error_pct"] <= 5).all()


def test_parameters_of_the_shanxi_network_are_the_fitted_ones() -> None:
    network = load_network("shanxi-central")
    fitted = calibrate_running(network).parameters
    assert len(fitted) == 10
    for row in fitted.itertuples():
        held = network.parameter(row.parameter, row.mode)
        assert held == pytest.approx(row.value, rel=0.02), row.parameter
