"""Trains of a state of Shanxi as trips, against its tables, and as GTFS."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import transnet
from transnet.base.errors import InputError
from transnet.cli.main import main
from transnet.io.gtfs.check_feed import check_gtfs
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.io.gtfs.write_feed import write_gtfs
from transnet.model.network import Network
from transnet.supply.service_timetable import service_timetable
from transnet.supply.service_trips import (
    ServiceTrips,
    moved_services,
    open_trips,
    service_trips,
    stop_names,
)
from transnet.timetable.timetable import Timetable


@pytest.fixture(scope="module")
def network() -> Network:
    return transnet.load_network("shanxi-central")


@pytest.fixture(scope="module")
def trips(network: Network) -> Timetable:
    return service_timetable(network)


def _calls(trips: Timetable, trip: str) -> list[tuple[str, int, int]]:
    row = trips.trip_ids.tolist().index(trip)
    part = slice(*trips.first_call[row : row + 2].tolist())
    stops = trips.stop_names[trips.call_stop[part]].tolist()
    minutes = ((trips.arrival_s[part] // 60), (trips.departure_s[part] // 60))
    return list(zip(stops, *(each.tolist() for each in minutes), strict=True))


def test_trains_keep_the_times_of_the_timetable(trips: Timetable) -> None:
    # C151 as timetable.csv has it.
    assert _calls(trips, "E-R006-R067-1:C151") == [
        ("太原南", 595, 595),
        ("交城", 625, 627),
        ("文水", 637, 639),
        ("吕梁", 685, 688),
        ("柳林南", 707, 707),
    ]


def test_trains_that_moved_to_a_new_line_leave_as_listed_and_run_as_planned(
    network: Network, trips: Timetable
) -> None:
    """D5364 took 109 minutes over the old line in 2023; the new one of 2024 takes 85."""
    listed = network["timetable"].set_index(["train_no", "station_zh"])["departure_min"]
    first, last = _calls(trips, "E-R004-R124-3-N:1")
    assert first[0] == "太原"
    assert first[2] == listed["D5364", "太原"] == 480
    assert last == ("大同南", 565, 565)
    ends = [_calls(trips, f"E-R311-R006-1-N:{number}")[0][2] for number in (1, 2)]
    assert ends == [listed["D1127", "清河"], listed["D1129", "清河"]]
    moved = np.char.endswith(trips.trip_ids.astype(str), "-N:1")
    assert moved.sum() == 23
    assert "" not in trips.trip_names[moved]
    services = network["services"]["service_id"][moved_services(network)]
    assert set(services) == set(trips.route_ids[trips.trip_route[moved]])


def test_each_open_service_has_its_trains(network: Network, trips: Timetable) -> None:
    services = network["services"][network.open_rows("services")].set_index("service_id")
    counts = np.bincount(trips.trip_route, minlength=len(trips.route_ids))
    assert set(trips.route_ids) <= set(services.index)
    assert len(trips.route_ids) >= 0.95 * len(services)
    for name, count in zip(trips.route_ids.tolist(), counts.tolist(), strict=True):
        wanted = round(services.loc[name, "trains_per_day"])
        listed = len(str(services.loc[name, "trains"] or "").split(";"))
        assert count in (wanted, max(wanted, listed)), name


def test_others_are_spread_over_their_hours(network: Network, trips: Timetable) -> None:
    service = network["services"].set_index("service_id").loc["BG-BAODING-1"]
    mine = [each for each in trips.trip_ids.tolist() if each.startswith("BG-BAODING-1:")]
    starts = [_calls(trips, each)[0][2] for each in mine]
    assert len(starts) == service["trains_per_day"]
    assert 390 <= starts[0] < 390 + 900 / len(starts)
    assert starts[-1] <= 1290
    assert np.ptp(np.diff(starts)) <= 1
    stops = network["stops"][network["stops"]["service_id"] == "BG-BAODING-1"]
    run, dwell = stops["run_min"].to_numpy(float), stops["dwell_min"].to_numpy(float)
    if not np.isnan(run[1:]).any():
        whole = run[1:].sum() + np.nan_to_num(dwell[1:-1]).sum()
        _, arrival, _ = _calls(trips, mine[0])[-1]
        assert abs(arrival - starts[0] - whole) <= 1


def test_what_opens_moves_no_other_trip(network: Network, trips: Timetable) -> None:
    study = transnet.Study(network)
    after = study.network_of(study.state(open=["rail-xiongxin-hsr"]))
    more = service_timetable(after)
    assert set(trips.trip_ids) < set(more.trip_ids)
    assert all(_calls(trips, each) == _calls(more, each) for each in trips.trip_ids[::40].tolist())


@pytest.mark.parametrize("hub", ["太原南", "忻州西"])
def test_new_trains_are_changed_to_sooner_than_if_they_were_spread_blindly(
    network: Network, hub: str
) -> None:
    study = transnet.Study(network)
    state = study.state(open=["rail-xiongxin-hsr"])
    after, topology = study.network_of(state), study.model(state).topology
    made = service_trips(after, topology)
    found = open_trips(after, topology, made)
    stop = int(np.flatnonzero(stop_names(after, topology) == hub)[0])
    project = after["services"]["project"].to_numpy(object)[topology.lines.row[found.pattern]]
    new = project == "rail-xiongxin-hsr"
    known = _departures_at(found.some(found.listed != ""), stop)
    mine = found.some(new & (found.listed == ""))
    arrivals = mine.arrival_min[
        (mine.stop == stop) & ~np.isin(np.arange(len(mine.stop)), mine.first)
    ]
    blind = []
    for pattern in np.unique(mine.pattern).tolist():
        first = mine.first[:-1][mine.pattern == pattern]
        at = [np.flatnonzero(mine.stop[one:] == stop)[0] + one for one in first.tolist()]
        offset = mine.arrival_min[at] - mine.departure_min[first]
        if (np.array(at) > first).all():
            blind.append(np.linspace(390, 1290, len(first)) + offset)
    waits = [_mean_wait(each + 20, known) for each in (arrivals, np.concatenate(blind))]
    assert waits[0] <= waits[1], waits


def _departures_at(trips: ServiceTrips, stop: int) -> np.ndarray:
    inner = ~np.isin(np.arange(len(trips.stop)), trips.first[1:] - 1)
    return np.sort(trips.departure_min[(trips.stop == stop) & inner])


def _mean_wait(comes: np.ndarray, leaves: np.ndarray) -> float:
    at = np.searchsorted(leaves, comes)
    return float((np.append(leaves, np.inf)[at] - comes).clip(max=120).mean())


def test_a_line_that_opens_has_trips(tmp_path: Path) -> None:
    out = tmp_path / "plan.zip"
    found = CliRunner().invoke(main, ["gtfs", "write", "xiongxin-hsr", str(out)])
    assert found.exit_code == 0, found.output
    after, _ = read_gtfs(out, cache=False)
    found = CliRunner().invoke(main, ["gtfs", "write", "xiongxin-hsr", str(out), "--before"])
    assert found.exit_code == 1
    found = CliRunner().invoke(
        main, ["gtfs", "write", "xiongxin-hsr", str(out), "--before", "--force"]
    )
    assert found.exit_code == 0, found.output
    before, _ = read_gtfs(out, cache=False)
    assert len(set(after.route_ids) - set(before.route_ids)) > 0
    assert [each for each in check_gtfs(out) if each.severity != "info"] == []


def test_it_reads_back_equal(tmp_path: Path, trips: Timetable) -> None:
    assert write_gtfs(trips, tmp_path / "a.zip") == []
    assert read_gtfs(tmp_path / "a.zip", cache=False) == (trips, [])


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(InputError):
        service_timetable("shanxi-central")
