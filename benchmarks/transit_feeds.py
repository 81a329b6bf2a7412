"""Feeds of TRANSNET_DATA/transit as timetables, read just well enough to be measured."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.timetable.parts import Calls, Routes, Services, Stops, Transfers, Trips
from transnet.timetable.timetable import Timetable, build_timetable

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FEEDS = {
    "milan": (("milan/milano_small_gtfs.zip",), "2014-10-22"),
    "porto_alegre": (
        ("porto_alegre/older/poa_gtfs_2020.zip", "porto_alegre/extdata/poa_trensurb.zip"),
        "2019-05-13",
    ),
}


def folder() -> Path:
    """Return where the feeds lie."""
    return Path(os.environ["TRANSNET_DATA"]) / "transit"


def timetable(name: str, walking_s: int = 0) -> tuple[Timetable, str]:
    """Return a feed and the day that is measured; walking_s: the longest way between two stops."""
    files, day = FEEDS[name]
    tables: dict[str, pd.DataFrame] = {}
    for number, file in enumerate(files):
        with zipfile.ZipFile(folder() / file) as archive:
            for each in archive.namelist():
                table = pd.read_csv(
                    io.BytesIO(archive.read(each)), dtype=str, keep_default_na=False
                )
                ids = [key for key in table if key in ("stop_id", "trip_id", "service_id")]
                for key in ids:
                    table[key] = f"{number}:" + table[key]
                key = each.removesuffix(".txt")
                tables[key] = pd.concat([tables.get(key), table])
    return _built(tables, _crow_flies(tables["stops"], walking_s)), day


def folder_timetable(path: Path) -> Timetable:
    """Return a feed of plain files, with the ways that its transfers.txt times."""
    names = ("stops", "trips", "stop_times", "calendar", "calendar_dates", "transfers")
    tables = {
        name: pd.read_csv(path / f"{name}.txt", dtype=str, keep_default_na=False)
        for name in names
        if (path / f"{name}.txt").exists()
    }
    stop = pd.Index(tables["stops"]["stop_id"])
    transfers = tables.get("transfers", pd.DataFrame())
    if "min_transfer_time" not in transfers:
        return _built(tables, None)
    ends = (stop.get_indexer(transfers[f"{end}_stop_id"]) for end in ("from", "to"))
    return _built(tables, Transfers(*ends, transfers["min_transfer_time"].astype(int)))


def _built(tables: dict[str, pd.DataFrame], transfers: Transfers | None) -> Timetable:
    stops, trips = tables["stops"], tables["trips"]
    times = tables["stop_times"]
    trip = pd.Index(trips["trip_id"]).get_indexer(times["trip_id"])
    order = np.lexsort((times["stop_sequence"].astype(int), trip))
    times, trip = times.iloc[order], trip[order]
    sizes = np.bincount(trip, minlength=len(trips))
    kept = sizes > 1
    first = np.concatenate([[0], np.cumsum(sizes[kept])])
    row = kept[trip]
    stop = pd.Index(stops["stop_id"]).get_indexer(times["stop_id"])[row]
    arrival, departure = (
        _seconds(times[f"{each}_time"].to_numpy()[row]) for each in ("arrival", "departure")
    )
    services = _services(tables, trips["service_id"])
    lon, lat = stops["stop_lon"].astype(float), stops["stop_lat"].astype(float)
    names = np.array(services.ids)
    count = int(kept.sum())
    return build_timetable(
        Stops(stops["stop_id"].tolist(), stops["stop_name"].tolist(), lon, lat),
        Routes(["all"], ["all"], ["bus"]),
        Trips(
            trips["trip_id"][kept].tolist(),
            [""] * count,
            np.zeros(count, int),
            pd.Index(names).get_indexer(trips["service_id"])[kept],
            np.full(count, -1),
            first,
        ),
        Calls(stop, arrival, departure, np.ones(len(stop), bool), np.ones(len(stop), bool)),
        services,
        transfers,
    )


def _seconds(texts: npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
    """Return seconds of "H:MM:SS"; blank ones lie evenly between those beside them."""
    known = np.array([bool(each.strip()) for each in texts])
    values = np.array([_of(each) for each in texts[known]], dtype=float)
    every = np.arange(len(texts))
    return np.floor(np.interp(every, every[known], values)).astype(np.int64)


def _of(text: str) -> int:
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def _services(tables: dict[str, pd.DataFrame], used: pd.Series) -> Services:
    names = sorted(set(used))
    calendar = tables.get("calendar", pd.DataFrame())
    days = [*calendar.get("start_date", ()), *calendar.get("end_date", ())]
    exceptions = tables.get("calendar_dates", pd.DataFrame())
    days += [*exceptions.get("date", ())]
    first, last = (date.fromisoformat(each) for each in (min(days), max(days)))
    runs = np.zeros((len(names), (last - first).days + 1), bool)
    row = {name: number for number, name in enumerate(names)}
    for each in calendar.to_dict("records"):
        for column in range(runs.shape[1]):
            day = first + timedelta(days=column)
            within = each["start_date"] <= day.strftime("%Y%m%d") <= each["end_date"]
            if within and each[WEEKDAYS[day.weekday()]] == "1" and each["service_id"] in row:
                runs[row[each["service_id"]], column] = True
    for each in exceptions.to_dict("records"):
        if each["service_id"] in row:
            column = (date.fromisoformat(each["date"]) - first).days
            runs[row[each["service_id"]], column] = each["exception_type"] == "1"
    return Services(names, first, runs)


def _crow_flies(stops: pd.DataFrame, longest_s: int) -> Transfers | None:
    """Return ways of 1.3 times the crow's, at 1 m/s."""
    if not longest_s:
        return None
    lon, lat = (stops[f"stop_{each}"].to_numpy(float) for each in ("lon", "lat"))
    x = np.radians(lon) * 6_371_000 * np.cos(np.radians(lat.mean()))
    y = np.radians(lat) * 6_371_000
    metres = np.ceil(np.hypot(x[:, None] - x, y[:, None] - y) * 1.3)
    np.fill_diagonal(metres, np.inf)
    one, other = np.nonzero(metres <= longest_s)
    return Transfers(one, other, metres[one, other].astype(int))
