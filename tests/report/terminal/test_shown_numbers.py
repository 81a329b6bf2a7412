"""What is shown of a trip and of an assumption, to the sign and to the zero."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pandas as pd
import pytest

from tests.report.terminal.test_result_tables import shown
from tests.scenario.helpers import WORLD, applied
from transnet.base.errors import Notice
from transnet.model.checks import parameter_rules
from transnet.model.checks.parameter_rules import unknown_parameters
from transnet.model.checks.place_rules import swapped_points
from transnet.model.checks.rules import Draft
from transnet.model.schema import tables
from transnet.report.terminal.path_table import path_table
from transnet.report.words.journeys import saved_minutes
from transnet.scenario.assumptions import MOST_LISTED, assumption_notices
from transnet.travel.model import TravelModel


def test_minutes_saved_are_before_less_after() -> None:
    before, after = [30.0, 20.0, inf, 20.0, inf], [20.0, 30.0, 20.0, inf, inf]
    trips = pd.DataFrame({"before_min": before, "after_min": after}, index=[4, 3, 2, 1, 0])
    trips = trips.assign(chosen_before_min=before, chosen_after_min=after)
    saved = saved_minutes(trips)
    assert saved.tolist() == [10.0, -10.0, inf, -inf, 0.0]
    assert saved.index.tolist() == [4, 3, 2, 1, 0]


def test_a_longer_trip_with_more_trains_to_choose_from_is_no_loss() -> None:
    trips = pd.DataFrame({"before_min": [60.0, 60.0], "after_min": [70.0, 50.0]})
    more = trips.assign(chosen_before_min=[120.0, 80.0], chosen_after_min=[80.0, 130.0])
    assert saved_minutes(more).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(("km", "cell"), [(0.0, ""), (0.1, "0.1"), (12.34, "12.3"), (-1.0, "")])
def test_a_leg_shows_its_kilometres_where_it_has_some(km: float, cell: str) -> None:
    trip = TravelModel(WORLD).path("P1", "P2")
    one = replace(trip, legs=trip.legs.iloc[:1].assign(length_km=km))
    column = path_table(one).renderables[2].columns[3].cells  # type: ignore[attr-defined]
    assert [each.text.plain for each in column] == [cell]


def test_a_trip_to_where_one_is_says_so() -> None:
    assert "both ends are one place" in shown(path_table(TravelModel(WORLD).path("P1", "P1")))
    assert "both ends are one place" not in shown(path_table(TravelModel(WORLD).path("P1", "P2")))


@pytest.mark.parametrize("count", [0, 1, MOST_LISTED, MOST_LISTED + 1])
def test_assumptions_are_listed_while_they_are_few(count: int) -> None:
    row = WORLD["projects"].iloc[:1]
    day = pd.Timestamp("2024-01-01")
    names = [f"p{at}" for at in range(MOST_LISTED + 2)]
    projects = pd.concat([row] * len(names), ignore_index=True).assign(project_id=names)
    projects["assumption"] = [f"why {at}" if at < count else "" for at in range(len(names))]
    before = WORLD.replace_table("projects", projects.assign(opened=pd.NaT, closed=pd.NaT))
    after = WORLD.replace_table("projects", projects.assign(opened=day, closed=pd.NaT))
    found = assumption_notices(before, after, "s.toml")
    if count <= MOST_LISTED:
        assert found == [
            Notice("assumed", "info", "s.toml", 0, "", f"North (p{at})", f"assumed: why {at}")
            for at in range(count)
        ]
    else:
        hint = f"open; {count} of them rest on assumptions, see projects.csv"
        assert found == [Notice("assumed", "info", "s.toml", 0, "", f"{len(names)} projects", hint)]
    assert assumption_notices(after, after, "s.toml") == []


@pytest.mark.parametrize(
    ("lon", "lat", "swapped"),
    [
        (27.0, 73.0, True), (50.0, 90.0, True), (27.0, 90.0, True), (50.0, 73.0, True),
        (26.99, 80.0, False), (50.01, 80.0, False), (40.0, 72.99, False), (40.0, 90.01, True),
        (90.0, 180.0, True), (90.01, 90.01, False), (37.9, 112.5, True), (112.5, 37.9, False),
        (40.0, 180.01, False),
    ],
)  # fmt: skip
def test_swapped_points_at_their_bounds(lon: float, lat: float, swapped: bool) -> None:
    pair = (pd.Series([lon]).to_numpy(), pd.Series([lat]).to_numpy())
    assert swapped_points(*pair).tolist() == [swapped]


def test_names_up_to_sixty_marks_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    near = "parking_minn"
    names = [near, "x" * 60, "y" * 61]
    compared: list[str] = []
    match = parameter_rules.get_close_matches

    def noted(word: str, known: list[str], n: int, cutoff: float) -> list[str]:
        compared.append(word)
        return match(word, known, n=n, cutoff=cutoff)

    monkeypatch.setattr(parameter_rules, "get_close_matches", noted)
    table = WORLD["parameters"].iloc[:3].assign(parameter=names)
    draft = Draft({**WORLD.tables, "parameters": table}, WORLD.info, frozenset(tables()))
    found = list(unknown_parameters(draft))
    assert compared == names[:2]
    assert [each.code for each in found] == ["unknown_parameter", *["unused_parameter"] * 2]
    assert found[0].hint == "did you mean 'parking_min'?"
    assert [each.hint for each in found[1:]] == ["no code reads it"] * 2


def test_warnings_of_edits_are_told_once() -> None:
    edits = [{"action": "set_parameter", "parameter": "parking_min", "value": 60}]
    notices = applied(*edits).notices
    assert len(notices) == len(set(notices))
