"""What a planner wrote and the run doesn't take as written is named, once, where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.scenario.helpers import NEW_LINE, WORLD, applied, errors
from tests.worlds import world_table
from transnet import InputError, Scenario, ScenarioError, UnknownNameError, compare, run
from transnet.decision.sensitivity import sensitivity
from transnet.scenario.accessibility_settings import MEASURES, AccessSettings
from transnet.study.known_trips import known_trips
from transnet.study.run import evaluate_models

_KEYS: dict[str, tuple[str, Any, Any]] = {
    "cutoffs_min": ("cumulative", [30], [60]),
    "day_trip_min": ("daily", 180, 240),
    "exponent": ("potential", 2, 1),
    "decay": ("gravity", {"family": "exponential", "rate": 0.02}, None),
}


@pytest.mark.parametrize("key", _KEYS)
@pytest.mark.parametrize("usual", [False, True])
def test_a_key_that_no_measure_reads_is_an_error(key: str, usual: bool) -> None:
    reader, other, default = _KEYS[key]
    if usual and default is None:
        default = other
    access = {key: default if usual else other}
    for measures in ([], [reader], [reader, "watt"]):
        values = {**access, **({"measures": measures} if measures else {})}
        Scenario.from_dict({"id": "x", "accessibility": values})
    for measure in {*MEASURES} - {reader, "gravity"}:
        with pytest.raises(ScenarioError) as caught:
            Scenario.from_dict({"id": "x", "accessibility": {**access, "measures": measure}})
        (found,) = caught.value.notices
        assert (found.code, found.column) == ("unused_key", f"accessibility, {key}")
        assert f"add {reader}" in found.hint


def test_settings_made_in_python_are_held_to_the_same() -> None:
    made = Scenario(id="x", accessibility=AccessSettings(measures=("watt",), day_trip_min=60.0))
    with pytest.raises(ScenarioError, match="add daily"):
        run(made, network=WORLD)
    usual = Scenario(id="x", accessibility=AccessSettings(measures=("watt",)))
    assert run(usual, network=WORLD).gains.names == ["watt"]


@pytest.mark.parametrize("named", ["shanxi-centrall", "nets/mine", "", "no\nnetwork"])
@pytest.mark.parametrize(
    "ask", [run, evaluate_models, known_trips, sensitivity, lambda each: compare([each])]
)
def test_a_network_that_isnt_there_is_named_with_its_file(
    ask: Any, named: str, tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'id = "x"\nnetwork = {named!r}\n'.replace("'", '"'), encoding="utf-8")
    with pytest.raises(UnknownNameError, match=r"mine\.toml line 2, network: no network named"):
        ask(file)


def test_the_state_asked_for_decides_what_is_said(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'id = "x"\nbase = "2019-12-31"\n[[edit]]\naction = "set_parameter"\n'
        'parameter = "parking_min"\nvalue = 59\n',
        encoding="utf-8",
    )
    codes = [
        [each.code for each in known_trips(file, before=before).notices] for before in (True, False)
    ]
    assert codes == [
        ["day_before_sources", "opened_between"],
        ["day_before_sources", "opened_between", "beyond_range"],
    ]


_BOUNDS = [
    ("roads", "R1;R2", "design_speed_kmh", "scale", 10, 750, "10 to 140"),
    ("roads", "R1", "design_speed_kmh", "set", 9, 9, "10 to 140"),
    ("transfers", "t1", "transfer_min", "add", -9, -6, "0 to"),
    ("services", "E1", "trains_per_day", "scale", 1000, 24000, "0.01 to 2000"),
]


@pytest.mark.parametrize("bound", _BOUNDS, ids=lambda each: f"{each[0]}-{each[3]}")
def test_a_measure_beyond_the_bounds_is_named(bound: tuple[Any, ...]) -> None:
    table, rows, column, operation, value, made, allowed = bound
    measure = {
        "measure_id": "m9", "project": "rail-direct", "table": table, "row_ids": rows,
        "column": column, "operation": operation, "value": str(value), "low": str(value),
        "high": str(value), "unit": "1", "source": "drawn", "basis": "assumed",
        "confidence": "low",
    }  # fmt: skip
    network = WORLD.replace_table("measures", world_table("measures", [measure]))
    edit = {"action": "open", "project": "rail-direct"}
    found = [each for each in applied(edit, network=network).notices if "m9" in each.value]
    assert [(each.code, each.severity) for each in found] == [("measure_beyond", "warning")]
    assert found[0].column == "edit 1, project"
    assert f"makes {column} {made:g}" in found[0].hint
    assert allowed in found[0].hint
    within = network.replace_table("measures", world_table("measures", [{**measure, "value": "1",
        "low": "1", "high": "1", "operation": "scale"}]))  # fmt: skip
    assert not [each for each in applied(edit, network=within).notices if "m9" in each.value]


def test_one_edit_of_many_rows_is_warned_of_once() -> None:
    edit = {"action": "set_speed", "line": "L1", "speed_kmh": 300}
    (found,) = (each for each in applied(edit).notices if each.code == "speed_above_design")
    assert found.hint.endswith("(tracks First (T1), First (T2))")


def _line(**stop: Any) -> dict[str, Any]:
    new = {"id": "SX", "name_zh": "新站", "lon": 112.6, "lat": 38.4, **stop}
    return {**NEW_LINE, "stops": ["S1", new]}


def test_a_stop_far_away_is_named_not_the_length_that_nobody_wrote() -> None:
    (found,) = errors(_line(lon=12.6))
    assert (found.code, found.column, found.value) == ("far_stops", "edit 1, stops 2", "SX")
    assert "lon and lat" in found.hint
    (written,) = errors(_line(length_km=2001))
    assert (written.code, written.column) == ("out_of_range", "edit 1, length_km")


@pytest.mark.parametrize(("lon", "codes"), [(112.6, []), (114.9, ["stop_without_access"])])
def test_a_new_station_that_no_road_leads_to_is_named(lon: float, codes: list[str]) -> None:
    found = [each for each in applied(_line(lon=lon)).notices if each.value == "SX"]
    assert [each.code for each in found] == codes


@pytest.mark.parametrize(
    ("values", "column", "hint"),
    [
        ({}, "id", 'type id = "'),
        ({"id": "x", "edit": [{"project": "p"}]}, "edit 1, action", "one of add_line, add_link"),
        ({"id": "x", "edit": [{"action": "set_run_time", "from_station": "S1",
          "to_station": "S2"}]}, "edit 1, run_min", "a finite number"),
        ({"id": "x", "accessibility": {"decay": {"rate": 1}}}, "accessibility, decay, family",
         "a text in quotes"),
    ],
)  # fmt: skip
def test_a_key_that_is_missing_is_told_with_what_it_holds(
    values: dict[str, Any], column: str, hint: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_dict(values)
    (found,) = caught.value.notices
    assert (found.code, found.column) == ("missing_key", column)
    assert f"is required: {hint}" in found.hint


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('id,lon,lat,people\na,112.5,38,"1,0x"\n', "mine.csv row 2, people"),
        ("id,lon,lat,people\na,112.5,38,-1\n", "mine.csv row 2, people"),
        ("id,lon,lat,people\na,12.5,38,1\n", "mine.csv row 2, lon"),
        ("编号,东,北,人口\na,112.5,38,1\n", "mine.csv:"),
    ],
)
def test_points_are_named_by_their_file(text: str, place: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="population points") as caught:
        run(Scenario(id="x"), network=WORLD, points=file, points_crs="WGS-84")
    assert place in str(caught.value)
