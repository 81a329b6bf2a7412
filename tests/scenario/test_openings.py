"""Opening and closing: what a project, a line, an id and a status stand for."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.scenario.helpers import WORLD, applied, cell, codes, errors
from tests.worlds import line_world
from transnet.base.language import in_words
from transnet.model.network import Network
from transnet.scenario.edits import Edited

DAY = np.datetime64("2024-12-31")


def _opened(edited: Edited, table: str) -> list[str]:
    """Ids of the rows of a table that are open after but not before."""
    key = edited.after[table].columns[0]
    newly = edited.after.open_rows(table) & ~edited.before.open_rows(table)
    return edited.after[table].loc[newly, key].tolist()


def _with(network: Network, table: str, row: tuple[str, str], **cells: Any) -> Network:
    rows = network[table].copy()
    chosen = rows[row[0]] == row[1]
    for column, value in cells.items():
        rows.loc[chosen, column] = value
    return network.replace_table(table, rows)


def test_a_project_opens_all_its_rows() -> None:
    edited = applied({"action": "open", "project": "rail-direct"})
    assert _opened(edited, "tracks") == ["T3"]
    assert _opened(edited, "services") == ["E5", "E6"]
    assert cell(edited.after, "tracks", ("track_id", "T3"), "opened") == pd.Timestamp(DAY)
    assert cell(edited.after, "tracks", ("track_id", "T3"), "opened_basis") == "assumed"
    assert edited.after.when == date(2024, 12, 31)


@pytest.mark.parametrize("line", ["L2", "二线", "Second", ["L2"]])
def test_a_line_opens_by_id_or_name_with_its_trains(line: object) -> None:
    edited = applied({"action": "open", "line": line})
    assert _opened(edited, "tracks") == ["T3"]
    assert _opened(edited, "services") == ["E5", "E6"]
    assert not edited.notices


def test_a_line_opens_its_closed_stations_but_not_freight_yards() -> None:
    network = line_world("2024-12-31")
    never = pd.NaT
    network = _with(network, "stations", ("station_id", "S3"), opened=never)
    assert _opened(applied({"action": "open", "line": "L2"}, network=network), "stations") == ["S3"]
    freight = _with(network, "stations", ("station_id", "S3"), kind="freight")
    assert _opened(applied({"action": "open", "line": "L2"}, network=freight), "stations") == []


def test_a_line_opens_only_trains_that_then_run_on_open_tracks() -> None:
    network = _with(WORLD, "stops", ("service_id", "E5"), tracks="T3;T9")
    stops = network["stops"].copy()
    stops.loc[(stops["service_id"] == "E5") & (stops["seq"] == 1), "tracks"] = ""
    tracks = network["tracks"]
    extra = tracks[tracks["track_id"] == "T3"].assign(track_id="T9", line_id="L7")
    network = network.replace_table("stops", stops).replace_table(
        "tracks", pd.concat([tracks, extra], ignore_index=True)
    )
    edited = applied({"action": "open", "line": "L2"}, network=network)
    assert _opened(edited, "services") == ["E6"]


def test_opening_an_open_line_opens_no_later_trains() -> None:
    early = line_world("2022-10-31")
    assert codes({"action": "open", "line": "L1"}, network=early) == [("no_effect", "edit 1")]


def test_trains_that_are_gone_stay_gone() -> None:
    network = _with(WORLD, "services", ("service_id", "E5"), opened=DAY, closed=DAY)
    edited = applied({"action": "open", "line": "L2"}, network=network)
    assert _opened(edited, "services") == ["E6"]


def test_a_closed_row_opens_by_losing_its_closing_day() -> None:
    closed = _with(WORLD, "roads", ("road_id", "R1"), closed=DAY)
    edited = applied({"action": "open", "id": "R1"}, network=closed)
    assert edited.effects[["row_id", "column", "before", "after"]].to_numpy().tolist() == [
        ["R1", "closed", "2024-12-31", ""]
    ]
    assert edited.after.content_hash == WORLD.content_hash


@pytest.mark.parametrize("project", ["road-*", "*-north", "road-north"])
def test_projects_by_pattern(project: str) -> None:
    edited = applied({"action": "open", "project": project})
    assert _opened(edited, "roads") == ["R3"]
    assert _opened(edited, "tracks") == []


def test_conditions_hold_together() -> None:
    both = applied({"action": "open", "project": "*", "status": "building", "table": "tracks"})
    assert _opened(both, "tracks") == ["T3"]
    assert _opened(both, "roads") == []
    nothing = errors({"action": "open", "project": "*", "status": "study"})
    assert [(notice.code, notice.hint) for notice in nothing] == [
        ("no_effect", "no row meets all the conditions")
    ]


def test_cancelled_rows_open_only_when_asked_for() -> None:
    network = _with(WORLD, "roads", ("road_id", "R3"), status="cancelled")
    network = _with(network, "projects", ("project_id", "road-north"), status="cancelled")
    refused = errors({"action": "open", "project": "road-north"}, network=network)
    assert "2 selected rows are cancelled" in refused[0].hint
    asked: dict[str, Any] = {"action": "open", "project": "road-north", "status": "cancelled"}
    assert _opened(applied(asked, network=network), "roads") == ["R3"]
    assert _opened(applied({"action": "open", "id": "R3"}, network=network), "roads") == ["R3"]


def test_closing_by_road_number_and_by_id() -> None:
    edited = applied({"action": "close", "line": "G1"})
    assert edited.effects["row_id"].tolist() == ["R1", "R2", "R4"]
    assert edited.effects["after"].tolist() == ["2024-12-31"] * 3
    station = applied({"action": "close", "id": "S2"})
    assert not station.after.open_rows("stations")[1]


def test_closing_tracks_leaves_the_trains_to_the_graph() -> None:
    edited = applied({"action": "close", "line": "L1"})
    assert set(edited.effects["table"]) == {"tracks"}


def test_a_line_leaves_the_rails_that_another_open_line_shares() -> None:
    def closed(network: Network, **edit: object) -> list[str]:
        effects = applied({"action": "close", **edit}, network=network).effects
        return effects.loc[effects["table"] == "tracks", "row_id"].tolist()

    shared = _with(WORLD, "tracks", ("track_id", "T1"), shared_with="T3")
    assert closed(shared, line="L1") == ["T1", "T2"]  # T3 isn't open itself
    both = _with(shared, "tracks", ("track_id", "T3"), opened=np.datetime64("2020-01-01"))
    assert closed(both, line="L1") == ["T2"]
    assert closed(both, line=["L1", "L2"]) == ["T1", "T2", "T3"]
    assert closed(both, id="T1") == ["T1"]


@pytest.mark.parametrize(
    ("edit", "code", "key"),
    [
        ({"action": "open"}, "no_selection", ""),
        ({"action": "close", "table": "roads"}, "no_selection", ""),
        ({"action": "open", "project": "rail-dirct"}, "unknown_name", ", project"),
        ({"action": "open", "line": "L3"}, "unknown_name", ", line"),
        ({"action": "open", "id": "T33"}, "unknown_name", ", id"),
        ({"action": "open", "project": "*", "status": "bulding"}, "unknown_name", ", status"),
        ({"action": "open", "id": "T3", "table": "stops"}, "unknown_table", ", table"),
        ({"action": "open", "line": "L1"}, "no_effect", ""),
        ({"action": "close", "project": "rail-direct"}, "no_effect", ""),
    ],
)
def test_what_cannot_be_resolved(edit: dict[str, Any], code: str, key: str) -> None:
    assert codes(edit) == [(code, f"edit 1{key}")]


def test_an_id_of_two_tables_needs_the_table() -> None:
    network = _with(WORLD, "tracks", ("track_id", "T3"), track_id="R3")
    assert codes({"action": "open", "id": "R3"}, network=network) == [
        ("ambiguous_id", "edit 1, id")
    ]
    edited = applied({"action": "open", "id": "R3", "table": "roads"}, network=network)
    assert _opened(edited, "tracks") == []
    assert _opened(edited, "roads") == ["R3"]


def test_a_line_without_trains_is_warned_of() -> None:
    edited = applied({"action": "open", "id": "T3"})
    assert [notice.code for notice in edited.notices] == ["line_without_trains"]
    assert in_words(edited.notices[0].value, "zh") == "二线（L2）"
    shared = _with(WORLD, "tracks", ("track_id", "T3"), shared_with="T1")
    assert not applied({"action": "open", "id": "T3"}, network=shared).notices
    freight = _with(WORLD, "tracks", ("track_id", "T3"), traffic="freight")
    assert not applied({"action": "open", "id": "T3"}, network=freight).notices


def test_lines_without_trains_are_named_in_the_order_of_the_table() -> None:
    tracks = WORLD["tracks"].assign(opened=pd.NaT)
    tracks["line_id"] = tracks["line_id"].replace("L1", "L9")
    services = WORLD["services"].assign(opened=pd.NaT)
    network = WORLD.replace_table("tracks", tracks).replace_table("services", services)
    found = applied({"action": "open", "id": ["T1", "T2", "T3"]}, network=network).notices
    named = [each.value for each in found if each.code == "line_without_trains"]
    assert named == ["First (L9)", "Second (L2)"]
