"""Whole runs: empty ones, repeated ones, compared ones, and what they return."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest

from tests.scenario.helpers import NEW_LINE, NEW_LINK
from tests.worlds import line_world
from transnet.base.errors import InputError, ScenarioError, UnknownNameError
from transnet.decision.sensitivity import sensitivity
from transnet.io.network_folder import load_network, save_network
from transnet.model.datum import from_wgs84
from transnet.model.network import Network
from transnet.scenario.file import Scenario
from transnet.study.compared_results import Comparison
from transnet.study.result import Result, shown
from transnet.study.run import compare, evaluate_models, run
from transnet.travel.leg_names import LEGS

WORLD = line_world()


def _scenario(*edits: dict[str, Any], **values: Any) -> Scenario:
    return Scenario.from_dict({"id": "s", "date": "base", "edit": list(edits), **values})


def _run(*edits: dict[str, Any], **values: Any) -> Result:
    return run(_scenario(*edits, **values), network=WORLD)


OPEN = {"action": "open", "project": "rail-direct"}
OPENED = _run(OPEN, id="opened", name_zh="开通", name_en="Opened")


def _csv(result: Result, name: str, state: str) -> str:
    return str(getattr(getattr(result, state), name).to_csv())


def test_an_empty_scenario_equals_its_base_byte_for_byte() -> None:
    result = _run()
    for name in ("travel_times", "places", "verdicts", "detail"):
        assert _csv(result, name, "before") == _csv(result, name, "after")
    assert result.effects.empty
    assert (result.travel_times["change_min"] == 0.0).all()
    assert (result.verdicts["change"] == 0.0).all()
    assert result.manifest["edited_network_sha256"] == result.manifest["network_sha256"]


def test_the_base_of_a_scenario_with_edits_is_that_of_an_empty_one() -> None:
    empty, full = _run(), _run(OPEN, NEW_LINE, NEW_LINK)
    for name in ("travel_times", "places", "verdicts", "detail"):
        assert _csv(empty, name, "before") == _csv(full, name, "before")


def test_opening_the_direct_line() -> None:
    verdicts = OPENED.verdicts.set_index("target_id")
    rail = verdicts.loc["plan-rail"]
    assert (rail["before"], rail["after"]) == (36.0, 22.75)
    assert rail["change"] == -13.25
    assert (rail["met_before"], rail["met_after"], rail["headline"]) == (True, True, True)
    door = verdicts.loc["plan-door"]
    # 40 a day: 12 wait, ride (16 x 22.75 + 24 x 36) / 40
    ride = (16 * 22.75 + 24 * 36) / 40
    assert door["after"] == pytest.approx(6 + 10 + 12 + ride + 5 + 4, abs=1e-4)
    assert door["worst_before"] == "甲区 Jia → 乙区 Yi"
    assert (door["worst_from_after"], door["worst_to_after"]) == ("P1", "P3")
    assert verdicts.loc["plan-county", "change"] == 0.0
    assert verdicts.loc["plan-people", "unit"] == "%"


def test_travel_times_carry_both_states_and_their_legs() -> None:
    table = OPENED.travel_times
    assert len(table) == 15  # X1 to itself lies outside the cluster
    row = table[(table["from_id"] == "P1") & (table["to_id"] == "P3")].iloc[0]
    assert (row["from_zh"], row["to_en"], row["mode_before"]) == ("甲区", "Yi", "rail")
    assert row["change_min"] == row["after_min"] - row["before_min"] < 0
    for state in ("before", "after"):
        legs = sum(row[f"{leg}_min_{state}"] for leg in LEGS)
        assert legs == pytest.approx(row[f"{state}_min"], abs=1e-9)
    # A quarter of the headway: 24 trains in 16 hours, and 16 more.
    displaced = [row[f"displacement_min_{state}"] for state in ("before", "after")]
    assert displaced == [10.0, 6.0]
    unrelated = table[(table["from_id"] == "P2") & (table["to_id"] == "X1")].iloc[0]
    assert unrelated["change_min"] == 0.0


def test_counties_tell_who_gains() -> None:
    counties = OPENED.counties.set_index("place_id")
    assert counties.index.tolist() == ["P1", "P2", "P3"]
    assert counties["people"].tolist() == [600_000, 200_000, 300_000]
    assert counties.loc["P3", "core_min_before"] == 65.5  # 85.5 without the wait
    assert counties.loc["P3", "core_min_change"] < 0
    assert counties.loc["P2", "seat_min_after"] == 35.0
    assert counties.loc["P1", ["core_min_before", "largest_leg_before"]].tolist() == [0.0, ""]
    assert (counties["people_within_60_change"] >= 0).all()
    assert counties.loc["P3", "largest_leg_before"] == "ride"


def test_days_and_labels() -> None:
    result = run(_scenario(date="today", base="base"), network=WORLD)
    assert (result.before.when, result.after.when) == (WORLD.info.base_date, WORLD.info.known_until)
    assert result.before.label_en == "day of the plan (2022-10-31)"
    assert result.after.label_zh == "现状(2024-12-31)"
    later = run(_scenario(date="2030-01-01"), network=WORLD)
    assert later.before.label_en == later.after.label_en == "2030-01-01"
    assert OPENED.after.label_zh == "情景(2022-10-31)"
    assert OPENED.after.label_en == "scenario (2022-10-31)"


def test_edits_hold_on_the_day_of_the_outcome_only() -> None:
    result = run(_scenario(OPEN, date="today", base="base"), network=WORLD)
    assert (
        result.effects.loc[result.effects["column"] == "opened", "after"].tolist()
        == ["2024-12-31"] * 4
    )
    assert result.before.verdicts["value"].iloc[0] == 36.0


def test_speeds_scale_observed_runs_against_the_base() -> None:
    slower = _run({"action": "set_speed", "line": "L1", "speed_kmh": 100})
    rail = slower.verdicts.set_index("target_id").loc["plan-rail"]
    assert rail["before"] == 36.0
    runs = 12 * 22.75 / 14 + 22 * (2400 + 100) / (1200 + 200)
    assert rail["after"] == pytest.approx(runs + 2, abs=1e-3)


def test_runs_repeat_to_the_byte() -> None:
    again = _run(OPEN, id="opened", name_zh="开通", name_en="Opened")
    assert again.manifest == OPENED.manifest
    for name in ("verdicts", "travel_times", "counties", "effects"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(OPENED, name), check_exact=True)


def test_the_manifest_tells_inputs_apart_and_is_plain() -> None:
    manifest = OPENED.manifest
    json.dumps(manifest, allow_nan=False)
    assert manifest["network_sha256"] == WORLD.content_hash
    assert manifest["edited_network_sha256"] == OPENED.after.model.network.content_hash
    assert (manifest["day_before"], manifest["day_after"]) == ("2022-10-31", "2022-10-31")
    assert manifest["people_total"] == 1_100_000
    assert not any("second" in key or key == "time" for key in manifest)
    other = _run({"action": "set_parameter", "parameter": "parking_min", "value": 4})
    assert other.manifest["scenario_sha256"] != manifest["scenario_sha256"]
    assert other.manifest["parameters_sha256"] == manifest["parameters_sha256"]


def test_targets_are_chosen_by_pattern() -> None:
    result = _run(targets=["plan-r*"])
    assert result.verdicts["target_id"].tolist() == ["plan-rail"]
    with pytest.raises(ScenarioError, match="targets"):
        _run(targets=["plan-x"])


def test_points_replace_the_spread(tmp_path: Path) -> None:
    points = pd.DataFrame(
        {"id": ["a", "b"], "lon": [112.5] * 2, "lat": [38.0, 38.75], "people": [3, 1]}
    )
    path = tmp_path / "points.csv"
    points.to_csv(path, index=False)
    for source in (points, path, str(path)):
        result = run(_scenario(), network=WORLD, points=source, points_crs="WGS-84")
        share = result.verdicts.set_index("target_id").loc["plan-people", "after"]
        assert share == 75.0
        assert result.manifest["people"] == "population points"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,lon,lat,people\na,112.5,38,many\n", "points.csv row 2, people"),
        ("id;lon;lat;people\n", r"(?s)row 1: .*\[other_delimiter\].*\[points_shape\]"),
        ("", "can't be read"),
        ("甲".encode("gb18030"), r"(?s)row 1: .*\[other_encoding\].*\[points_shape\]"),
        (b"id,lon,lat,people\n\xff\xff,112.5,38,1\n", "can't be read"),
    ],
)
def test_points_that_cannot_be_used(tmp_path: Path, content: str | bytes, message: str) -> None:
    path = tmp_path / "points.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputError, match=message):
        run(_scenario(), network=WORLD, points=path, points_crs="WGS-84")


def test_points_parted_by_semicolons_are_read_and_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("id;lon;lat;people\na;112.5;38.0;3\nb;112.5;38.75;1\n", "utf-8")
    result = run(Scenario(id="today"), network=WORLD, points=path, points_crs="WGS-84")
    assert result.after.people.total == 4.0
    assert "other_delimiter" in [each.code for each in result.notices]


def test_points_of_a_file_need_declared_coordinates(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("id,lon,lat,people\na,112.5,38.0,1\n")
    with pytest.raises(InputError, match=r"--crs \(points_crs in Python\).*missing_crs"):
        run(_scenario(), network=WORLD, points=path)


def test_points_in_shifted_coordinates_are_moved_or_warned_about() -> None:
    places = WORLD["places"]
    lon, lat = from_wgs84(places["lon"], places["lat"], "GCJ-02")
    points = pd.DataFrame({"id": places["place_id"], "lon": lon, "lat": lat, "people": 1})
    told = run(_scenario(), network=WORLD, points=points)
    assert "as GCJ-02 would" in " ".join(each.hint for each in told.notices)
    moved = run(_scenario(), network=WORLD, points=points, points_crs="GCJ-02")
    assert not [each for each in moved.notices if each.code.startswith("datum")]


def test_a_network_without_people_says_so_and_takes_points() -> None:
    places = line_world()["places"].assign(population=0.0, population_urban=0.0)
    nobody = line_world().replace_table("places", places)
    with pytest.raises(InputError, match=r"places, population: nobody lives .*no_population"):
        run(Scenario(id="today"), network=nobody)
    with pytest.raises(InputError, match="no_population"):
        sensitivity(Scenario(id="today"), network=nobody)
    points = pd.DataFrame({"id": ["a"], "lon": [112.5], "lat": [38.0], "people": [10.0]})
    assert run(Scenario(id="today"), network=nobody, points=points).after.people.total == 10.0


def test_missing_points_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        run(_scenario(), network=WORLD, points=tmp_path / "none.csv")


def test_progress_is_told() -> None:
    steps: list[tuple[str, int, int]] = []
    run(_scenario(), network=WORLD, progress=lambda *step: steps.append(step))
    assert [done for _, done, _ in steps] == [0, 1, 2, 3, 4]
    assert {total for _, _, total in steps} == {4}


def test_models_without_verdicts() -> None:
    before, after = evaluate_models(_scenario(OPEN), network=WORLD)
    assert before.topology is after.topology
    assert before.in_train(["S1"], ["S3"]).travel_min == 36.0
    assert after.in_train(["S1"], ["S3"]).travel_min == 22.75


def test_warnings_come_with_the_result() -> None:
    result = _run({"action": "open", "id": "T3"})
    assert [notice.code for notice in result.notices] == ["line_without_trains", "no_change"]
    assert not OPENED.notices
    assert not _run({"action": "open", "line": "L2"}).notices


def test_an_unknown_network_is_named() -> None:
    with pytest.raises(UnknownNameError, match="network"):
        run(_scenario(network="nowhere"))


def test_a_comparison_sets_outcomes_side_by_side() -> None:
    steps: list[tuple[str, int, int]] = []
    comparison = compare(
        [_scenario(), _scenario(OPEN, id="opened", targets=["plan-*"])],
        network=WORLD,
        progress=lambda *step: steps.append(step),
    )
    assert isinstance(comparison, Comparison)
    table = comparison.verdicts.set_index("target_id")
    assert table.loc["plan-rail", ["s", "opened"]].tolist() == [36.0, 22.75]
    assert table.loc["plan-rail", "opened met"] is True
    assert math.isnan(table.loc["nat-access", "opened"])
    assert table.loc["plan-door", "s shortfall"] == 21.0
    assert len(comparison.long) == 5 + 4
    assert [step[:2] for step in steps] == [("s", 0), ("opened", 1), ("done", 2)]
    values = json.loads(json.dumps(comparison.as_dict(), allow_nan=False))
    assert [scenario["id"] for scenario in values["scenarios"]] == ["s", "opened"]
    assert values["verdicts"][0]["met"] is True
    html = comparison._repr_html_()
    assert "22.8 min ✓" in html
    assert "<th>opened</th>" in html


def test_a_comparison_loads_each_network_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_network(WORLD, tmp_path)
    loaded: list[str] = []

    def load(source: str) -> Network:
        loaded.append(source)
        return load_network(source)

    monkeypatch.setattr("transnet.scenario.file.load_network", load)
    same = {"network": str(tmp_path), "targets": ["plan-rail"]}
    comparison = compare([_scenario(**same), _scenario(id="again", **same)])
    assert loaded == [str(tmp_path)]
    assert comparison.verdicts[["s", "again"]].to_numpy().tolist() == [[36.0, 36.0]]


def test_infinite_figures_are_plain_in_json() -> None:
    comparison = compare([_scenario(date="2000-01-01")], network=WORLD)
    assert comparison.as_dict()["verdicts"][0]["value"] is None


def test_results_show_themselves() -> None:
    assert repr(OPENED) == "<Result opened: 2 of 5 targets met, 2 before>"
    assert repr(OPENED.after) == "<Evaluation scenario (2022-10-31): 2 of 5 targets met>"
    html = OPENED._repr_html_()
    assert "<b>Opened</b>" in html
    assert "36.0 min" in html
    assert "✗" in html


@pytest.mark.parametrize("kind", ["before", "after", "change"])
def test_results_plot_themselves(kind: Literal["before", "after", "change"]) -> None:
    from matplotlib.figure import Figure

    axes = OPENED.plot(kind=kind)
    assert axes.get_xlim()[0] < 112.5 < axes.get_xlim()[1]
    own = Figure().add_subplot()
    assert OPENED.plot(own, kind) is own


def test_names_are_escaped_in_html() -> None:
    result = _run(name_en="<script>", name_zh="名")
    assert "<script>" not in result._repr_html_()


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (math.nan, "min", "–"),
        (math.inf, "min", "∞"),
        (12.34, "min", "12.3 min"),
        (1234567.8, "people", "1,234,568 people"),
        (81.25, "%", "81.2 %"),
    ],
)
def test_figures_for_people(value: float, unit: str, text: str) -> None:
    assert shown(value, unit) == text


def test_changes_between_infinities() -> None:
    early = run(_scenario(date="2000-01-01"), network=WORLD)
    changes = early.travel_times["change_min"].to_numpy()
    assert (changes == 0.0).all()
    reached = run(_scenario(date="base", base="2000-01-01"), network=WORLD)
    assert np.isneginf(reached.travel_times["change_min"]).any()


def test_a_scenario_may_ask_for_the_peak() -> None:
    usual, peak = _run(), _run(traffic="peak")
    assert peak.before.model.traffic == peak.after.model.traffic == "peak"
    minutes = [each.after.travel_times["travel_min"] for each in (usual, peak)]
    assert (minutes[1] >= minutes[0]).all()
    assert minutes[1].sum() > minutes[0].sum()
    assert peak.after.label_zh.endswith("工作日早高峰")
    assert peak.manifest["traffic"] == "peak"
    assert "weekday_peak" in {notice.code for notice in peak.notices}
    # Targets are judged in the traffic that they name, whatever is shown.
    pd.testing.assert_frame_equal(peak.after.verdicts, usual.after.verdicts)
    core = ("place_id", "people_within_60")
    lost = usual.after.places[list(core)].merge(peak.after.places[list(core)], on="place_id")
    assert (lost["people_within_60_y"].fillna(0) <= lost["people_within_60_x"].fillna(0)).all()


def test_twins_of_the_peak_stand_beside_their_targets() -> None:
    targets = WORLD["targets"]
    twin = targets[targets["target_id"] == "plan-people"].assign(target_id="twin", traffic="peak")
    network = WORLD.replace_table("targets", pd.concat([targets, twin], ignore_index=True))
    result = run(_scenario(OPEN), network=network)
    rows = result.verdicts.set_index("target_id")
    assert rows.loc["twin", "traffic"] == "peak"
    assert rows.loc["twin", "after"] < rows.loc["plan-people", "after"]
    assert {"potential", "watt"} <= set(result.gains.names)


def test_no_traffic_by_another_name() -> None:
    with pytest.raises(ScenarioError, match="unknown_choice"):
        _scenario(traffic="rush")
    bare = WORLD.replace_table("congestion", WORLD["congestion"].iloc[:0])
    with pytest.raises(InputError, match="no rows in congestion"):
        run(_scenario(traffic="peak"), network=bare)


@pytest.mark.parametrize(("a_day", "said"), [(0.4, True), (0.5, False)])
def test_a_scenario_that_opens_what_no_trip_takes_says_so(a_day: float, said: bool) -> None:
    row = (
        WORLD["parameters"]
        .iloc[[0]]
        .assign(parameter="least_departures_per_day", mode="all", value=0.5, low=0.0, high=1.0)
    )
    shut = WORLD["flights"].assign(opened=pd.NaT, status="planned", flights_per_day=a_day)
    network = WORLD.replace_table(
        "parameters", pd.concat([WORLD["parameters"], row], ignore_index=True)
    ).replace_table("flights", shut.astype(WORLD["flights"].dtypes.to_dict()))
    opened = run(_scenario({"action": "open", "id": "F1"}), network=network)
    told = [notice for notice in opened.notices if notice.code == "runs_seldom"]
    assert [(notice.table, notice.value) for notice in told] == [("flights", "F1")] * said
