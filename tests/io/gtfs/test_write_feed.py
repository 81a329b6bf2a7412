from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from tests.io.gtfs.feeds import SOUND, feed, shared_data
from tests.timetable.timetables import drawn_timetables
from transnet.base.errors import InputError
from transnet.io.gtfs.check_feed import check_gtfs
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.io.gtfs.write_feed import Publisher, write_gtfs
from transnet.timetable.timetable import Timetable


def _numbered(timetable: Timetable) -> Timetable:
    """Return the timetable with blocks numbered from 0 in the order of trips."""
    place: dict[int, int] = {}
    blocks = [
        place.setdefault(b, len(place)) if b >= 0 else -1 for b in timetable.trip_block.tolist()
    ]
    # Stops of drawn timetables lie on the equator, where none is.
    return replace(
        timetable, trip_block=np.array(blocks, dtype=np.int32), stop_lat=timetable.stop_lat + 37.5
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(timetable=drawn_timetables())
def test_what_is_written_reads_back_equal(tmp_path: Path, timetable: Timetable) -> None:
    path, whole = tmp_path / "a.zip", _numbered(timetable)
    assert write_gtfs(whole, path, force=True) == []
    back, notices = read_gtfs(path, cache=False)
    assert notices == []
    assert back == whole
    assert [
        each
        for each in check_gtfs(path)
        if each.severity == "error" and each.code != "block_overlap"
    ] == []


@pytest.mark.parametrize(
    "name",
    ["gtfs_good/caltrain_gtfs.zip", "gtfs_good/gm_rail_gtfs.zip", "gtfs_good/cairns_gtfs.zip"],
)
def test_real_feeds_read_back_equal(tmp_path: Path, name: str) -> None:
    made, _ = read_gtfs(shared_data(*name.split("/")), cache=False)
    write_gtfs(made, tmp_path / "a.zip", publisher=Publisher("某局", "https://a.example", "zh"))
    back, _ = read_gtfs(tmp_path / "a.zip", cache=False)
    assert back == made
    assert [each for each in check_gtfs(tmp_path / "a.zip") if each.severity == "error"] == []


def test_two_writings_are_the_same_bytes(tmp_path: Path) -> None:
    made, _ = read_gtfs(feed(tmp_path / "a"), cache=False)
    write_gtfs(made, tmp_path / "b.zip")
    write_gtfs(made, tmp_path / "c.zip")
    assert (tmp_path / "b.zip").read_bytes() == (tmp_path / "c.zip").read_bytes()
    with pytest.raises(InputError):
        write_gtfs(made, tmp_path / "c.zip")


def test_what_gtfs_has_no_place_for_is_said(tmp_path: Path) -> None:
    made, _ = read_gtfs(feed(tmp_path / "a"), cache=False)
    made = replace(made, route_names=np.array([""], dtype=object), time_zone="")
    (told,) = write_gtfs(made, tmp_path / "b.zip")
    assert told.code == "named_by_id"
    assert told.hint == "1 stop or route has no name: its id stands for it"
    back, _ = read_gtfs(tmp_path / "b.zip", cache=False)
    assert back == replace(made, route_names=np.array(["R1"], dtype=object))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"stop_lon": np.array([112.6, np.nan, 112.5])}, "'S2' has no coordinates"),
        ({"route_modes": np.array(["zeppelin"], dtype=object)}, "'zeppelin' is no kind of route"),
        ({"trip_ids": np.array(["T1", "T2 ", "T3"], dtype=object)}, "has a space around it"),
        ({"service_runs": np.zeros((2, 0), dtype=np.bool_)}, "no service day"),
    ],
)
def test_what_cant_be_written_is_refused(
    tmp_path: Path, changed: dict[str, object], words: str
) -> None:
    made, _ = read_gtfs(feed(tmp_path / "a"), cache=False)
    with pytest.raises(InputError, match=words) as caught:
        write_gtfs(replace(made, **changed), tmp_path / "b.zip")
    assert [each.code for each in caught.value.notices] == ["not_in_gtfs"]
    assert not (tmp_path / "b.zip").exists()


def test_commas_and_quotes_in_names_come_back(tmp_path: Path) -> None:
    stops = SOUND["stops"].replace("晋中", '"晋, ""中"""')
    made, _ = read_gtfs(feed(tmp_path / "a", stops=stops), cache=False)
    assert made.stop_names.tolist()[1] == '晋, "中"'
    write_gtfs(made, tmp_path / "b.zip")
    assert read_gtfs(tmp_path / "b.zip", cache=False)[0] == made
