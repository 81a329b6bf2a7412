"""Trips between some pairs are those that are found between all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.worlds import line_world
from transnet.travel.model import TravelModel

MODEL = TravelModel(line_world().at("2024-12-31"))
COUNT = len(MODEL.place_ids)


@given(st.lists(st.booleans(), min_size=COUNT**2, max_size=COUNT**2), st.booleans())
@settings(max_examples=20, deadline=None)
def test_pairs_that_are_wanted_have_the_trips_of_the_whole_table(
    chosen: list[bool], waits: bool
) -> None:
    model = MODEL.with_waits("first_come") if waits else MODEL
    wanted = np.array(chosen).reshape(COUNT, COUNT)
    whole = model.trips()
    only_to = model.with_times(model.times)
    only_to.bare_search.to = np.flatnonzero(wanted.any(axis=0))
    for some in (model.some_trips(wanted), only_to.some_trips(wanted)):
        for name in ("travel", "drives", "displaced", "choice"):
            assert np.array_equal(getattr(some, name)[wanted], getattr(whole, name)[wanted]), name
        assert np.array_equal(some.sums[:, wanted], whole.sums[:, wanted])
        assert not some.amounts
    between = only_to.with_times(model.times).bare_search
    between.froms, between.to = (np.flatnonzero(wanted.any(axis=axis)) for axis in (1, 0))
    rows = wanted[between.froms]
    if rows.size:
        few = between.table("best", rows)
        assert np.array_equal(few.travel[rows], whole.travel[wanted])
        assert np.array_equal(few.sums[:, rows], whole.sums[:, wanted])


@pytest.mark.parametrize("waits", ["timetable", "first_come"])
def test_pairs_that_are_not_wanted_drive_or_have_no_trip(waits: str) -> None:
    model = MODEL.with_waits(waits)  # type: ignore[arg-type]
    none = model.some_trips(np.zeros((COUNT, COUNT), dtype=np.bool_))
    drives = model.trips("drive")
    assert np.array_equal(none.travel, drives.travel)
