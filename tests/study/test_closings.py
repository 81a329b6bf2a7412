"""Rows that close after other edits come to what all edits together make, words included."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.many_projects import WORLD as MANY
from tests.worlds import line_world
from transnet.base.errors import ScenarioError
from transnet.model.network import Network
from transnet.scenario.edits import Edit, apply_edits, closed_besides, closings
from transnet.scenario.openings import Close, Open
from transnet.scenario.values import SetHeadway
from transnet.study.compiled import CompiledNetwork
from transnet.study.state_tables import StateTables

WORLD = line_world("2024-12-31")
OFTEN = SetHeadway(service=("E1",), headway_min=20.0)
TRACK, ROADS = Close(id=("T1",), table="tracks"), Close(id=("R1", "R2"), table="roads")


def _same(network: Network, edits: tuple[Edit, ...]) -> None:
    tables = StateTables(network)
    day = network.info.known_until
    state = replace(CompiledNetwork(network).state(date=day), edits=edits)
    found, expected = tables.edited(state), apply_edits(network.at(day), edits)
    for side in ("before", "after"):
        for name, table in getattr(expected, side).tables.items():
            pd.testing.assert_frame_equal(getattr(found, side)[name], table)
    assert [each.as_dict() | {"table": ""} for each in found.notices] == [
        each.as_dict() | {"table": ""} for each in expected.notices
    ]


@pytest.mark.parametrize("closed", [(TRACK,), (ROADS,), (TRACK, ROADS)])
def test_closings_after_other_edits_are_those_of_all_edits(closed: tuple[Edit, ...]) -> None:
    known = apply_edits(WORLD.at(WORLD.info.known_until), (OFTEN,))
    assert closed_besides(known, (OFTEN, *closed), None) is not None
    _same(WORLD, (OFTEN, *closed))


def test_where_something_opens_along_all_edits_are_made() -> None:
    opened = Open(project=("direct-often",))
    known = apply_edits(MANY.at(MANY.info.known_until), (opened,))
    assert known.along
    assert closed_besides(known, (opened, ROADS), None) is None
    _same(MANY, (opened, ROADS))


def test_what_closes_projects_or_more_than_rows_is_no_closing() -> None:
    project = Close(id=("rail-direct",), table="projects")
    dated = replace(TRACK, from_date="2020-01-01")
    assert [closings(each) for each in ((OFTEN, TRACK), (TRACK, OFTEN), (OFTEN, project), ())] == [
        1, 0, 0, 0,
    ]  # fmt: skip
    assert closings((TRACK, ROADS)) == 2
    assert closings((OFTEN, dated)) == 0


def test_errors_of_all_edits_are_told_at_once() -> None:
    study = CompiledNetwork(WORLD)
    gone = SetHeadway(service=("no-such",), headway_min=20.0)
    nowhere = Close(id=("no-road",), table="roads")
    with pytest.raises(ScenarioError) as raised:
        study.edited(replace(study.state(), edits=(gone, nowhere)))
    assert len(raised.value.notices) == 2
    with pytest.raises(ScenarioError):
        study.edited(replace(study.state(), edits=(OFTEN, nowhere)))
