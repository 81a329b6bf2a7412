"""Rows that a scenario opened, closed or altered, and where they are."""

from __future__ import annotations

import pandas as pd

from tests.worlds import line_world
from transnet.report.maps.changed_rows import Changes, changes_between
from transnet.study.result import Result

NO_EFFECTS = pd.DataFrame({"table": [], "row_id": []})


def test_opening_a_line(opened: Result) -> None:
    before, after = opened.before.model.network, opened.after.model.network
    changes = changes_between(before, after, opened.effects)
    assert changes == Changes(opened=frozenset({("tracks", "T3")}))
    assert set(changes.points(after)["lat"]) == {38.02, 38.76}
    (row,) = changes.rows(after, "tracks", changes.opened)
    assert after["tracks"]["track_id"].iloc[row] == "T3"
    assert len(changes.rows(after, "roads", changes.opened)) == 0


def test_closing_and_altering(closed: Result, faster: Result) -> None:
    states = [(r.before.model.network, r.after.model.network, r.effects) for r in (closed, faster)]
    assert changes_between(*states[0]).closed == {("tracks", "T1"), ("tracks", "T2")}
    assert changes_between(*states[1]).altered == {("tracks", "T1"), ("tracks", "T2")}
    assert not changes_between(*states[1]).opened


def test_two_days_of_one_network_differ_by_what_opened_between() -> None:
    network = line_world()
    changes = changes_between(network, network.at("2026-06-30"), NO_EFFECTS)
    assert changes.opened == {("roads", "R3")}
    assert changes_between(network, network, NO_EFFECTS) == Changes()
