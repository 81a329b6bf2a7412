from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world, world_table
from transnet.model.network import Network
from transnet.model.schema import tables
from transnet.supply.kinds import Mode
from transnet.supply.overrides import Parameters
from transnet.supply.running import Sections, Traction, run_minutes
from transnet.supply.topology import compile_topology
from transnet.travel.validation.calibrate import Calibration, calibrate_running, observed_runs

TRUE = {
    ("cruise_factor", "emu"): 0.82,
    ("acceleration_ms2", "emu"): 0.16,
    ("deceleration_ms2", "emu"): 0.16,
}
_SOURCE = {"source": "drawn", "basis": "found", "confidence": "high"}
_LENGTHS = (12.0, 30.0, 55.0, 90.0)


def _world(noise: float = 0.0, *, trains: int = 30, basis: str = "found") -> Network:
    """Trains that run each of four tracks without a stop, in the minutes of the true parameters."""
    world = line_world("2023-12-15")
    traction = Traction.of(Parameters(world, TRUE), [Mode.EMU])
    length = np.array([[value] for value in _LENGTHS])
    mode = np.zeros(len(_LENGTHS), dtype=np.int8)
    minutes = run_minutes(Sections(length, np.full_like(length, 200.0), mode), traction)
    draws = np.random.default_rng(11).uniform(-noise, noise, size=(trains, len(_LENGTHS)))
    template = {"source": "drawn", "basis": "found", "confidence": "high"}
    tracks = [
        {
            **template,
            "track_id": f"X{i}",
            "line_id": f"L{i % 2}",
            "line_zh": "线",
            "line_en": "L",
            "seq": "1",
            "from_station": "S1",
            "to_station": "S3",
            "length_km": str(value),
            "design_speed_kmh": "250",
            "speed_kmh": "200",
            "traffic": "passenger",
            "electrified": "yes",
            "status": "open",
            "opened": "2010-01-01",
            "opened_basis": "found",
        }
        for i, value in enumerate(_LENGTHS)
    ]
    services = [
        {
            **template,
            "service_id": f"V{t}-{i}",
            "name_zh": "车",
            "name_en": "T",
            "mode": "emu",
            "kind": "D",
            "trains": f"D{t}",
            "trains_per_day": "1",
            "status": "open",
            "opened": "2010-01-01",
            "opened_basis": "found",
        }
        for t in range(trains)
        for i in range(len(_LENGTHS))
    ]
    stops = []
    for t in range(trains):
        for i in range(len(_LENGTHS)):
            run = minutes[i] * np.exp(draws[t, i])
            common = {**template, "basis": basis, "service_id": f"V{t}-{i}"}
            stops.append({**common, "seq": "1", "station_id": "S1"})
            stops.append(
                {
                    **common,
                    "seq": "2",
                    "station_id": "S3",
                    "run_min": f"{run:.6f}",
                    "tracks": f"X{i}",
                }
            )
    for name, records in (("tracks", tracks), ("services", services), ("stops", stops)):
        world = world.replace_table(name, world_table(name, [_full(name, r) for r in records]))
    return world


def _full(name: str, record: dict[str, str]) -> dict[str, str]:
    columns = tables()[name].columns
    return {column: record.get(column, "") for column in columns}


def _values(calibration: Calibration, column: str = "value") -> dict[str, float]:
    table = calibration.parameters
    return dict(zip(table["parameter"], table[column], strict=True))


def test_known_parameters_are_found_again() -> None:
    calibration = calibrate_running(_world())
    values = _values(calibration)
    assert values["cruise_factor"] == pytest.approx(0.82, rel=0.005)
    assert values["acceleration_ms2"] == pytest.approx(0.16, rel=0.01)
    assert values["deceleration_ms2"] == pytest.approx(values["acceleration_ms2"])
    assert set(calibration.parameters["mode"]) == {"emu"}
    assert set(calibration.parameters["observations"]) == {120}
    assert calibration.errors["median_abs_error_pct"].max() < 0.1


def test_noise_stays_in_the_errors_of_trains_left_out() -> None:
    calibration = calibrate_running(_world(noise=0.1))
    errors = calibration.errors
    assert errors[["fitted_on", "tested_on"]].to_numpy().tolist() == [
        ["all", "all"],
        ["first half", "second half"],
        ["second half", "first half"],
    ]
    assert errors["hops"].tolist()[0] == 120
    assert errors["hops"].tolist()[1] + errors["hops"].tolist()[2] == 120
    assert errors["median_abs_error_pct"].between(3, 8).all()
    assert _values(calibration)["cruise_factor"] == pytest.approx(0.82, rel=0.1)


def test_ranges_hold_the_value() -> None:
    table = calibrate_running(_world(noise=0.2)).parameters
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()


def test_derived_runs_and_few_hops_teach_nothing() -> None:
    for world in (_world(basis="derived"), _world(trains=2), line_world()):
        calibration = calibrate_running(world)
        assert len(calibration.parameters) == len(calibration.errors) == 0
        assert "value" in calibration.parameters


def _dwells(onto: str) -> dict[str, float]:
    """Fit to trains that arrive on X0 to X3 and leave on tracks that end in a digit of `onto`."""
    world = _world()
    stops = world["stops"].copy()
    dwells = [1.0] * 6 + [2.0] * 48 + [60.0] * 6
    middle = [
        {
            **_SOURCE,
            "service_id": f"V{i // 4}-{i % 4}",
            "seq": "3",
            "station_id": "S1",
            "tracks": f"X{onto[i % 4]}",
        }
        for i in range(60)
    ]
    more = world_table("stops", [_full("stops", row) for row in middle])
    stops.loc[stops["seq"] == 2, "dwell_min"] = [*dwells, *[np.nan] * 60]
    world = world.replace_table("stops", pd.concat([stops, more], ignore_index=True))
    return _values(calibrate_running(world))


def test_dwell_is_a_trimmed_mean() -> None:
    dwells = _dwells("0123")
    assert dwells["dwell_min"] == pytest.approx(2.0)
    assert "junction_dwell_min" not in dwells
    # X0 and X2 are one line, X1 and X3 another: all leave on a line that they didn't come by.
    dwells = _dwells("1010")
    assert dwells["junction_dwell_min"] == pytest.approx(2.0)
    assert "dwell_min" not in dwells


def test_observed_runs_are_those_that_can_be_modelled() -> None:
    world = line_world("2023-12-15")
    runs = observed_runs(world, compile_topology(world))
    # E1 has two observed hops; the metro's observed run is not a train's but stays for its mode.
    emu = runs.take(runs.sections.mode == Mode.EMU)
    assert emu.run_min.tolist() == [12, 22]
    assert emu.line.tolist() == ["L1", "L1"]
    later = line_world("2024-07-01")
    runs = observed_runs(later, compile_topology(later))
    assert sorted(runs.take(runs.sections.mode == Mode.EMU).run_min) == [12, 22, 30, 30]


def test_one_train_alone_leaves_no_half_to_test_on() -> None:
    world = _world()
    named = world.replace_table("services", world["services"].assign(trains="D1"))
    assert calibrate_running(named).errors["fitted_on"].tolist() == ["all"]


def test_it_shows_itself_as_tables() -> None:
    html = calibrate_running(_world())._repr_html_()
    assert html.count("<table") == 2
    assert "cruise_factor" in html


@pytest.mark.parametrize(("trains", "ranged"), [(9, False), (10, True)])
def test_lines_of_fewer_than_ten_hops_say_nothing_of_the_range(trains: int, ranged: bool) -> None:
    world = _world(0.1, trains=trains)
    tracks = world["tracks"].assign(line_id=["A", "B", "C", "D"])
    calibration = calibrate_running(world.replace_table("tracks", tracks))
    low, high = (_values(calibration, column) for column in ("low", "high"))
    for name in low:
        assert (low[name] < high[name]) == ranged
