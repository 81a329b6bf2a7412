"""Ranges of parameters hold wherever a value comes from: tables, scenarios, options, Python."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.worlds import line_world, priced_world
from transnet import InputError, Scenario, ScenarioError, TravelModel, run
from transnet.model.checks.parameter_rules import parameter_values
from transnet.model.checks.rules import Draft
from transnet.model.network import Network
from transnet.model.parameters import ParameterSpec, out_of_range, parameter_specs
from transnet.model.schema import tables
from transnet.scenario.edits import apply_edits

WORLD = priced_world("2024-12-31")
MODEL = TravelModel(WORLD)
ROWS = [
    (str(name), str(mode))
    for name, mode in WORLD["parameters"][["parameter", "mode"]].itertuples(index=False)
    if name in parameter_specs()
]
ABSURD = [math.nan, math.inf, -math.inf, 1e300, -1e-9]


def _beyond(spec: ParameterSpec) -> list[float]:
    """Values on the wrong side of each end, and some that nothing can mean."""
    return [
        math.nextafter(spec.minimum, -math.inf),
        math.nextafter(spec.maximum, math.inf),
        *(value for value in ABSURD if not spec.minimum <= value <= spec.maximum),
    ]


def _edited(edit: dict[str, Any]) -> None:
    given = Scenario.from_dict({"id": "s", "edit": [edit]}, "s.toml")
    apply_edits(WORLD, given.edits, "s.toml")


def _with_value(network: Network, row: tuple[str, str], **cells: float) -> Network:
    table = network["parameters"]
    at = (table["parameter"] == row[0]) & (table["mode"] == row[1])
    for column, value in cells.items():
        table = table.assign(**{column: table[column].mask(at, value)})
    return network.replace_table("parameters", table)


@pytest.mark.parametrize("name", parameter_specs())
def test_a_range_holds_its_ends_and_nothing_beyond(name: str) -> None:
    spec = parameter_specs()[name]
    assert spec.minimum < spec.maximum
    assert out_of_range(name, spec.minimum) == out_of_range(name, spec.maximum) == ""
    assert all(out_of_range(name, value) for value in _beyond(spec))


def test_a_parameter_that_no_code_reads_must_be_finite() -> None:
    assert out_of_range("line_speed_kmh", 1e9) == ""
    assert out_of_range("line_speed_kmh", math.inf) == "expected a finite number"


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_python_refuses_what_tables_refuse(row: tuple[str, str]) -> None:
    for value in _beyond(parameter_specs()[row[0]]):
        with pytest.raises(InputError, match="out_of_range"):
            MODEL.with_parameters({row: value})
        with pytest.raises(InputError, match="out_of_range"):
            _with_value(WORLD, row, value=value).parameter(*row)


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_an_edit_refuses_what_tables_refuse(row: tuple[str, str]) -> None:
    edit = {"action": "set_parameter", "parameter": row[0], "mode": row[1]}
    for value in _beyond(parameter_specs()[row[0]]):
        with pytest.raises(ScenarioError) as caught:
            _edited({**edit, "value": value})
        assert "s.toml, edit 1, value" in str(caught.value)


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_a_table_is_held_to_the_range_at_each_end(row: tuple[str, str]) -> None:
    spec = parameter_specs()[row[0]]
    for value in (-1e9, math.nextafter(spec.maximum, math.inf)):
        network = _with_value(WORLD, row, value=value, low=value, high=value)
        draft = Draft(network.tables, network.info, frozenset(tables()))
        found = list(parameter_values(draft))
        assert {each.column for each in found if each.code == "out_of_range"} == {
            "value", "low", "high",
        }  # fmt: skip
        assert all(spec.range_text == each.hint for each in found)
    good = _with_value(WORLD, row, value=spec.maximum, low=spec.minimum, high=spec.maximum)
    assert list(parameter_values(Draft(good.tables, good.info, frozenset(tables())))) == []


@pytest.mark.parametrize(
    ("value", "low", "high", "wrong"),
    [
        (3.0, 3.0, 3.0, False), (3.0, 3.0, 4.0, False), (3.0, 2.0, 3.0, False),
        (3.0, 3.1, 4.0, True), (3.0, 2.0, 2.9, True), (3.0, 4.0, 2.0, True),
        (3.0, 4.0, math.nan, True), (3.0, math.nan, 2.0, True), (math.nan, 4.0, 2.0, True),
        (math.nan, 2.0, 2.0, False),
    ],
)  # fmt: skip
def test_a_value_lies_between_its_ends(value: float, low: float, high: float, wrong: bool) -> None:
    network = _with_value(WORLD, ("parking_min", "all"), value=value, low=low, high=high)
    draft = Draft(network.tables, network.info, frozenset(tables()))
    found = [each for each in parameter_values(draft) if each.code == "parameter_order"]
    assert bool(found) == wrong


@pytest.mark.parametrize(
    "given",
    [
        {"parking_min": 3.0},
        {("parking_min", "all"): "3"},
        {("parking_min", "all"): None},
        {("parking_min", "all"): True},
        {("parking_min", "all"): [3.0]},
        {("parking_min",): 3.0},
        {(1, 2): 3.0},
        {None: 3.0},
        [("parking_min", "all")],
        "parking_min",
    ],
    ids=str,
)
def test_other_types_are_refused_with_how_to_write_them(given: Any) -> None:
    with pytest.raises(InputError, match="write numbers by parameter and mode"):
        MODEL.with_parameters(given)


def test_a_run_over_tables_made_in_python_is_refused() -> None:
    for row, value in ((("spread_speed_kmh", "all"), 0.0), (("service_span_min", "emu"), 1e9)):
        network = _with_value(line_world(), row, value=value)
        with pytest.raises(InputError, match="out_of_range"):
            run(Scenario.from_dict({"id": "s"}), network=network)
