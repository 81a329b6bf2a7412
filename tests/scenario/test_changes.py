"""Changes and differences of tables, cell by cell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.scenario.helpers import WORLD
from transnet.base.collector import Notices
from transnet.scenario.changes import EFFECT_COLUMNS, Addition, Change, Resolved, difference


def test_changes_keep_types_and_the_network_given() -> None:
    before = WORLD.content_hash
    day = np.datetime64("2030-01-01")
    resolved = Resolved(
        [
            Change("tracks", "closed", np.array([0, 2]), [day, day]),
            Change("tracks", "speed_kmh", np.array([1]), [120]),
            Change("tracks", "status", np.array([1]), ["open"]),
        ],
        [Addition("transfers", [{"transfer_id": "t2", "from_stop": "S1", "to_stop": "M1"}])],
    )
    changed = resolved.apply(WORLD)
    assert WORLD.content_hash == before != changed.content_hash
    for table in ("tracks", "transfers"):
        assert changed[table].dtypes.equals(WORLD[table].dtypes)
    assert changed["tracks"]["closed"].notna().tolist() == [True, False, True, False]
    assert changed["tracks"]["speed_kmh"].tolist() == [200.0, 120.0, 400.0, 24.0]
    added = changed["transfers"].iloc[-1]
    assert (added["transfer_id"], added["note"]) == ("t2", "")
    assert np.isnan(added["transfer_min"])


def test_no_difference() -> None:
    found = difference(WORLD, WORLD.replace_table("roads", WORLD["roads"].copy()))
    assert found.empty
    assert tuple(found.columns) == EFFECT_COLUMNS


def test_differences_of_cells_added_and_lost_rows() -> None:
    stops = WORLD["stops"].copy()
    stops.loc[1, "run_min"] = np.nan
    transfers = WORLD["transfers"].iloc[:0]
    access = pd.concat([WORLD["access"], WORLD["access"].iloc[[0]].assign(access_id="a9")])
    changed = WORLD.replace_table("stops", stops).replace_table("transfers", transfers)
    found = difference(WORLD, changed.replace_table("access", access))
    of_stops = found[found["table"] == "stops"]
    assert of_stops[["row_id", "column", "before", "after"]].to_numpy().tolist() == [
        ["E1/2", "run_min", "12", ""]
    ]
    lost = found[found["table"] == "transfers"]
    assert set(lost["column"]) == {
        "transfer_id", "from_stop", "to_stop", "transfer_min", "source", "basis", "confidence",
    }  # fmt: skip
    assert (lost["after"] == "").all()
    added = found[found["table"] == "access"].set_index("column")
    assert (added["before"] == "").all()
    assert added.loc["length_km", "after"] == "3"
    assert "note" not in added.index


def test_effects_carry_names() -> None:
    tracks = WORLD["tracks"].assign(speed_kmh=100.0)
    found = difference(WORLD, WORLD.replace_table("tracks", tracks))
    assert found["name_zh"].tolist() == ["一线", "一线", "二线", "地铁"]
    assert found["name_en"].tolist() == ["First", "First", "Second", "Metro"]


def test_findings_name_file_and_place() -> None:
    findings = Notices("s.toml", limit=None)
    findings.where = "edit 3"
    findings.add("no_effect", "does nothing", column="line", value="L1")
    findings.add("beyond_range", "is far", value="x" * 200)
    assert [str(notice) for notice in findings.errors] == [
        "s.toml, edit 3, line: 'L1' does nothing [no_effect]"
    ]
    assert len(findings.notices[1].value) == 80
    assert findings.notices[1].column == "edit 3"


def test_columns_that_no_edit_touched_are_not_held_against_each_other() -> None:
    values = WORLD["tracks"]["speed_kmh"].to_numpy(np.float64) + np.array([0.0, 5.0, 0.0, 0.0])
    edited = WORLD.replace_columns("tracks", {"speed_kmh": values})
    unknown = WORLD.replace_table("tracks", edited["tracks"])  # of which columns isn't known
    assert difference(WORLD, edited).equals(difference(WORLD, unknown))
    assert difference(WORLD, edited)[["column", "before", "after"]].to_numpy().tolist() == [
        ["speed_kmh", "200", "205"]
    ]
    row = WORLD["tracks"].assign(speed_kmh=values).iloc[[1, 0, 2, 3]].reset_index(drop=True)
    assert difference(edited, WORLD.replace_table("tracks", row)).empty
