"""Lines that frequencies.txt gives headways and no times: from the start, half later, drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.io.gtfs.feeds import SOUND, feed
from transnet.base.errors import InputError
from transnet.io.gtfs.read_feeds import read_gtfs, read_gtfs_draws
from transnet.timetable.pooled_times import pooled_travel_times

SATURDAY = "2026-03-07"
ROWS = (
    "trip_id,start_time,end_time,headway_secs,exact_times\n"
    "T3,06:00:00,08:00:00,1200,0\nT3,08:00:00,09:00:00,901,\nT1,06:00:00,07:00:00,600,1\n"
)
START_S = 6 * 3600


def _town(folder: Path) -> Path:
    return feed(folder, frequencies=ROWS, stop_times=SOUND["stop_times"])


def test_each_row_begins_within_its_headway_and_keeps_it(tmp_path: Path) -> None:
    plain, notices = read_gtfs(_town(tmp_path / "f"), cache=False)
    draws, told = read_gtfs_draws(tmp_path / "f", 40, seed=7)
    assert told == notices
    assert {each.code for each in notices} == {"headways_as_times"}
    starts = np.array([each.departure_s[each.first_call[:-1]] for each in draws])
    later = starts - plain.departure_s[plain.first_call[:-1]]
    names = plain.trip_ids.tolist()
    often = [row for row, name in enumerate(names) if "T3@06:" <= name < "T3@08"]
    seldom = [row for row, name in enumerate(names) if name >= "T3@08"]
    timed = [row for row, name in enumerate(names) if not name.startswith("T3")]
    assert (len(often), len(seldom), len(timed)) == (6, 4, 7)
    assert (later[:, timed] == 0).all()
    for rows, headway in ((often, 1200), (seldom, 901)):
        own = later[:, rows]
        assert (own == own[:, :1]).all()
        assert own.min() >= 0
        assert own.max() < headway
        assert 0.3 * headway < own.mean() < 0.7 * headway
        assert len(np.unique(own)) > 30
    assert not (later[:, often[0]] == later[:, seldom[0]]).all()
    for each, again in zip(draws, read_gtfs_draws(tmp_path / "f", 40, seed=7)[0], strict=True):
        assert each == again
        assert (each.arrival_s - plain.arrival_s == each.departure_s - plain.departure_s).all()
    assert read_gtfs_draws(tmp_path / "f", 1, seed=8)[0][0] != draws[0]


def test_half_a_headway_is_what_one_waits_at_the_start(tmp_path: Path) -> None:
    folder, kept = _town(tmp_path / "f"), tmp_path / "kept"
    for _ in range(2):  # read, and taken from what is kept
        half, _ = read_gtfs(folder, cache=kept, headways="half")
        plain, _ = read_gtfs(folder, cache=kept)
        waits = [
            each.on(SATURDAY).journeys("S1", "S3", "06:00")[0].departure_s - START_S
            for each in (plain, half)
        ]
        assert waits == [0, 600]


def test_pooled_times_over_draws_have_a_wait_of_half_a_headway_in_the_middle(
    tmp_path: Path,
) -> None:
    """The ride takes 30 minutes, and one waits 0 to 20 minutes for it, all alike likely."""
    draws, _ = read_gtfs_draws(_town(tmp_path / "f"), 60, seed=3)
    found = pooled_travel_times(
        draws, (["S1"], ["S3"]), date=SATURDAY, window=("06:20", "06:40"), percentiles=[5, 50, 95]
    )
    low, middle, high = found.whole_min[:, 0, 0].tolist()
    assert 30 <= low <= 33
    assert 38 <= middle <= 43
    assert 48 <= high <= 50


@pytest.mark.parametrize(
    ("asked", "told"),
    [({"draws": 0}, "draws"), ({"draws": 2.0}, "draws"), ({"draws": 1001}, "1000 at most"),
     ({"seed": -1}, "seed")],
)  # fmt: skip
def test_other_numbers_are_refused(tmp_path: Path, asked: dict[str, int], told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_gtfs_draws(_town(tmp_path / "f"), **asked)
    with pytest.raises(InputError, match="from_start"):
        read_gtfs(tmp_path / "f", headways="middle", cache=False)
