"""Days on which clocks change: what is asked and told by local clocks, held against moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.io.gtfs.feeds import feed
from transnet.base.errors import InputError
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.timetable.day_clocks import DayClocks
from transnet.timetable.timetable import Timetable
from transnet.transit.transit_network import TransitNetwork
from transnet.transit.walking import Walking

CHANGES = [
    *(("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-10-25")),
    *(("America/Sao_Paulo", "2018-11-04"), ("America/Sao_Paulo", "2018-02-17")),
]
"""Clocks go from 2 to 3, from 3 to 2, from midnight to 1, and from midnight back to 23:00."""
ENDS = (112.60, 37.80), (112.55, 37.42)
RIDE = timedelta(minutes=25)


def _timetable(folder: Path, zone: str, day: str, minute: int) -> Timetable:
    """Return a train of each hour from 0 to 29 of three days around a day, each at a minute."""
    around = [date.fromisoformat(day) + timedelta(days=more) for more in (-1, 0, 1)]
    days = "".join(f"D,{each:%Y%m%d},1\n" for each in around)
    trips = [(f"T{hour}", f"{hour}:{minute:02}:00", 60 * hour + minute + 25) for hour in range(30)]
    timed = [(trip, leaves, f"{at // 60}:{at % 60:02}:00") for trip, leaves, at in trips]
    calls = "".join(
        f"{trip},{leaves},{leaves},S1,1\n{trip},{there},{there},S3,2\n"
        for trip, leaves, there in timed
    )
    made = feed(
        folder,
        agency=f"agency_id,agency_name,agency_url,agency_timezone\nA,Rail,https://a.example,{zone}\n",
        trips="route_id,service_id,trip_id\n" + "".join(f"R1,D,{trip[0]}\n" for trip in trips),
        stop_times="trip_id,arrival_time,departure_time,stop_id,stop_sequence\n" + calls,
        calendar=None,
        calendar_dates=f"service_id,date,exception_type\n{days}",
    )
    return read_gtfs(made, cache=False)[0]


def _moments(zone: str, day: str, minute: int) -> list[datetime]:
    """Return the moments at which these trains leave, by the rule of GTFS, in order."""
    found = []
    for more in (-1, 0, 1):
        when = date.fromisoformat(day) + timedelta(days=more)
        noon = datetime.combine(when, time(12), ZoneInfo(zone)).astimezone(UTC)
        start = noon - timedelta(hours=12)
        found += [start + timedelta(hours=hour, minutes=minute) for hour in range(30)]
    return sorted(found)


def _shown(moment: datetime, zone: str, day: str) -> str:
    """Return what clocks show at a moment, as HH:MM:SS after the midnight of a day."""
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    minutes, second = divmod(
        int((local - datetime.combine(date.fromisoformat(day), time())).total_seconds()), 60
    )
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"


def _is_skipped(local: datetime, zone: str) -> bool:
    there = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return there.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local


@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_departures_by_local_clocks_take_the_trains_of_their_moments(
    zone: str, day: str, tmp_path: Path
) -> None:
    timetable = _timetable(tmp_path, zone, day, 10)
    city = TransitNetwork(timetable, None, Walking(longest_min=1))
    single, leave = timetable.on(day), _moments(zone, day, 10)
    skipped = 0
    for minute in range(0, 1440, 30):
        clock = f"{minute // 60:02}:{minute % 60:02}"
        local = datetime.fromisoformat(f"{day} {clock}")
        if _is_skipped(local, zone):
            skipped += 1
            for ask in (
                lambda clock=clock: single.journeys("S1", "S3", clock),
                lambda clock=clock: city.journeys(*ENDS, departure=f"{day} {clock}"),
                lambda clock=clock: timetable.travel_times(
                    ["S1"], ["S3"], date=day, window=(clock, "09:00")
                ),
            ):
                with pytest.raises(InputError, match="put forward on " + day):
                    ask()
            continue
        for fold in (0, 1):
            now = local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
            train = min(each for each in leave if each >= now)
            asked = local.replace(fold=fold)
            (leg,) = city.journeys(*ENDS, departure=asked).query("mode != 'walk'").itertuples()
            assert leg.departure == _shown(train, zone, day)
            assert leg.arrival == _shown(train + RIDE, zone, day)
            times = city.travel_times(*ENDS, departure=asked, window=1, longest_min=180)
            took = -(-(train + RIDE - now) // timedelta(minutes=1))
            assert times["travel_min"].tolist() == [took]
            if fold == 0:
                (journey,) = single.journeys("S1", "S3", clock)
                assert single.clock(journey.departure_s) == _shown(train, zone, day)
                assert single.journeys("S1", "S3", journey.departure_s) == [journey]
                there = single.earliest_arrivals("S1", clock)["S3"]
                assert there == journey.arrival_s
                back = single.latest_departures("S3", journey.arrival_s)["S1"]
                assert back >= journey.departure_s
                found = single.connections("S1", "S3", (clock, "26:00"))
                assert found.iloc[0].tolist() == [journey.departure_s, journey.arrival_s]
    assert skipped == (2 if day in {"2026-03-29", "2018-11-04"} else 0)


@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_a_window_has_as_many_departures_as_the_day_has_minutes(
    zone: str, day: str, tmp_path: Path
) -> None:
    timetable = _timetable(tmp_path, zone, day, 10)
    leave = _moments(zone, day, 10)
    first, end = ("01:00", "06:00") if day != "2018-02-17" else ("20:00", "25:00")
    start, stop = (
        (
            datetime.combine(date.fromisoformat(day), time(), ZoneInfo(zone))
            + timedelta(hours=int(each[:2]))
        ).astimezone(UTC)
        for each in (first, end)
    )
    count = (stop - start) // timedelta(minutes=1)
    took = sorted(
        min(each for each in leave if each >= now) + RIDE - now
        for now in (start + timedelta(minutes=number) for number in range(count))
    )
    ranks = (5, 50, 95)
    found = timetable.travel_times(["S1"], ["S3"], date=day, window=(first, end), percentiles=ranks)
    expected = [took[max(1, -(-rank * count // 100)) - 1] // timedelta(minutes=1) for rank in ranks]
    assert found.whole_min.ravel().tolist() == expected


@given(
    st.sampled_from(CHANGES), st.integers(-3600, 2 * 86_400), st.sampled_from(["", "Asia/Shanghai"])
)
def test_seconds_and_clocks_are_each_others_inverse(
    change: tuple[str, str], second: int, steady: str
) -> None:
    clocks = DayClocks(date.fromisoformat(change[1]), change[0])
    shown = clocks.shown(second)
    assert second in {clocks.second(shown), clocks.second(shown, 1)}
    plain = DayClocks(date.fromisoformat(change[1]), steady)
    assert plain.shown(second) == plain.second(second) == second


def test_a_day_begins_and_ends_at_its_midnights(tmp_path: Path) -> None:
    day = "2026-10-25"
    single = _timetable(tmp_path, "Europe/Berlin", day, 30).on(day)
    # 00:30 in summer is half an hour before the second 0, which is noon minus 12 hours in winter.
    assert (single.first_s, single.clock(-1800)) == (-3600, "00:30:00")
    found = single.connections("S1", "S3", ("00:00", "03:00"))["departure_s"]
    expected = ["00:30:00", "01:30:00", "02:30:00", "02:30:00"]
    assert [single.clock(each) for each in found[:4]] == expected
    last = single.latest_departures("S3", "01:00")
    assert single.clock(int(last["S1"])) == "00:30:00"
    assert np.isnan(single.latest_departures("S3", "00:20")["S1"])
