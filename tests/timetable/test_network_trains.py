"""The trains of Shanxi as a timetable, against its table and a plain search."""

from __future__ import annotations

import numpy as np
import pytest

import transnet
from tests.timetable.naive_search import earliest_arrivals
from transnet.base.errors import InputError
from transnet.model.network import Network
from transnet.timetable.network_trains import network_timetable
from transnet.timetable.timetable import Timetable


@pytest.fixture(scope="module")
def network() -> Network:
    return transnet.load_network("shanxi-central")


@pytest.fixture(scope="module")
def trains(network: Network) -> Timetable:
    return network_timetable(network)


def test_every_train_calls_where_and_when_the_table_says(
    network: Network, trains: Timetable
) -> None:
    assert len(trains.trip_ids) == 375
    numbers = {each for name in trains.trip_names for each in name.split("/")}
    assert numbers == set(network["timetable"]["train_no"])
    rows = network["timetable"].set_index(["train_id", "seq"])
    for trip in (0, 100, 374):
        name = trains.trip_ids[trip]
        for place, call in enumerate(range(*trains.first_call[trip : trip + 2].tolist())):
            row = rows.loc[(name, place + 1)]
            assert trains.stop_names[trains.call_stop[call]] == row["station_zh"]
            for column, minutes in (
                ("arrival_min", trains.arrival_s),
                ("departure_min", trains.departure_s),
            ):
                assert np.isnan(row[column]) or minutes[call] == 60 * row[column]


def test_stations_of_the_network_keep_their_ids_and_times_to_change(
    network: Network, trains: Timetable
) -> None:
    stations = network["stations"].set_index("station_id")
    inside = [row for row, name in enumerate(trains.stop_ids) if name in stations.index]
    named = network["stations"]["name_zh"].isin(network["timetable"]["station_zh"])
    assert len(inside) == named.sum() > 100
    for row in inside:
        station = stations.loc[trains.stop_ids[row]]
        assert trains.stop_names[row] == station["name_zh"]
        assert trains.change_s[row] == 60 * (20 + station["transfer_extra_min"])
    assert np.isnan(
        trains.stop_lon[[row for row in range(len(trains.stop_ids)) if row not in inside]]
    ).all()
    assert len(trains.walk_s) % 2 == 0


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@pytest.mark.parametrize("minute", [0, 7 * 60 + 30, 17 * 60 + 45])
def test_travel_times_are_those_of_a_plain_search(
    network: Network, trains: Timetable, minute: int
) -> None:
    names = ["太原南", "吕梁", "忻州西", "平遥古城", "阳泉北", "北京丰台"]
    rows = [trains.stop_names.tolist().index(name) for name in names]
    window = (_clock(minute), _clock(minute + 1))
    found = trains.travel_times(
        trains.stop_ids[rows].tolist(),
        trains.stop_ids[rows].tolist(),
        date=network.when,
        window=window,
        longest_min=1440,
    )
    for origin, row in enumerate(rows):
        until = 60 * (minute + 1440)
        ways = trains.walk_from == row
        walks = zip(trains.walk_to[ways].tolist(), trains.walk_s[ways].tolist(), strict=True)
        seeds = [(row, 60 * minute), *((to, 60 * minute + seconds) for to, seconds in walks)]
        _, walked = earliest_arrivals(trains, network.when, seeds, until)
        minutes = [min(-(-walked[each] // 60) - minute, 1441) for each in rows]
        assert found.whole_min[:, :, origin].tolist() == [minutes] * 3
    assert (found.whole_min > 1440).sum() < found.whole_min.size / 2


def test_the_first_train_from_taiyuan_south_to_lueliang_leaves_at_7_56(trains: Timetable) -> None:
    ids = dict(zip(trains.stop_names, trains.stop_ids, strict=True))
    day = trains.days
    assert day is not None
    found = trains.travel_times(
        ids["太原南"], [ids["吕梁"]], date=day[0], window=("00:00", "08:00"), percentiles=(0.1, 100)
    )
    # Who comes at midnight waits for it, and 7 h 56 min are more than two hours.
    fastest, slowest = (found.matrix(each).iloc[0, 0] for each in (0.1, 100))
    assert fastest < 120
    assert slowest == np.inf
    later = trains.travel_times(
        ids["太原南"], ids["吕梁"], date=day[0], window=("07:56", "07:57"), percentiles=[100]
    )
    assert later.matrix(100).iloc[0, 0] == fastest


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(InputError, match="network"):
        network_timetable(42)  # type: ignore[arg-type]
