"""A timetable to a zip of GTFS that `read_gtfs` reads back equal, and other tools read too."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from transnet.base.codes import notice
from transnet.base.collector import refusal
from transnet.base.errors import InputError, Notice
from transnet.base.given import given, path_given
from transnet.base.language import said
from transnet.base.units import Int32Array
from transnet.io.gtfs.feed_calendar import WEEKDAYS
from transnet.io.outputs import check_outputs, write_outputs
from transnet.timetable.departure_window import clock_text
from transnet.timetable.part_checks import LATEST_S
from transnet.timetable.route_modes import known_modes, number_of
from transnet.timetable.timetable import Timetable

_MARKS = re.compile(r'[,"]')
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same zip for the same timetable
_UTC = "Etc/UTC"
_TIMED, _LEAST_TIME, _IMPOSSIBLE = 1, 2, 3


@dataclass(frozen=True)
class Publisher:
    """Who stands behind a feed, as agency and as publisher.

    language  code such as zh
    """

    name: str = "transnet"
    url: str = "https://example.org"
    language: str = "zh"


def write_gtfs(
    timetable: Timetable,
    path: str | Path,
    *,
    publisher: Publisher | None = None,
    force: bool = False,
) -> list[Notice]:
    """Write a timetable as a zip of GTFS, and return what was named otherwise than in it.

    publisher  who stands behind it; names that aren't a feed's own are transnet's
    force      replace a file that is there
    `read_gtfs` reads an equal timetable, but for three things that GTFS has no place for: stops and
    routes without a name get their ids as names, a timetable whose clocks are never changed is in
    UTC, and numbers of blocks count from 0 in the order of trips.

    Raises InputError, and writes nothing, for stops without coordinates, kinds of routes that GTFS
    doesn't know, ids and names with spaces around them or invisible characters, a timetable without
    a day, and a file that is there or can't be written.
    """
    table = given(timetable, Timetable, "timetable", said("read_gtfs gives one"))
    who = given(publisher or Publisher(), Publisher, "publisher", said("name, url and language"))
    out = path_given(path)
    check_outputs([out], force=force)
    _refuse_unwritable(table)
    files = {
        "agency": _agency(table, who),
        "stops": _stops(table),
        "routes": _routes(table),
        "trips": _trips(table),
        "stop_times": _calls(table),
        **_services(table),
        "transfers": _transfers(table),
        "feed_info": _feed_info(who),
    }
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            if text.count("\n") > 1 or name in ("stops", "routes", "trips", "stop_times"):
                entry = zipfile.ZipInfo(f"{name}.txt", _LONG_AGO)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, text)
    write_outputs({out: whole.getvalue()}, force=force)
    return _unnamed(table, out)


def _refuse_unwritable(table: Timetable) -> None:
    """Raise InputError for what GTFS can't hold."""
    lost = np.flatnonzero(~(np.isfinite(table.stop_lon) & np.isfinite(table.stop_lat)))
    if len(lost):
        hint = said("has no coordinates, which a feed needs; give the stop its place")
        raise _refused("stops", hint, table.stop_ids[lost[0]])
    for mode in sorted(set(table.route_modes.tolist())):
        if number_of(mode) is None:
            hint = said("is no kind of route of GTFS; use one of {modes}", modes=_or(known_modes()))
            raise _refused("routes", hint, mode)
    if not table.service_runs.shape[1]:
        hint = said("has no service day; give its services some")
        raise _refused("services", hint)
    texts = (
        *(table.stop_ids, table.stop_names, table.route_ids, table.route_names),
        *(table.trip_ids, table.trip_names, table.service_ids),
    )
    for column in texts:
        for text in column.tolist():
            if text != text.strip() or not text.isprintable():
                hint = said("has a space around it or an invisible character; delete it")
                raise _refused("timetable", hint, text)


def _refused(what: str, hint: str, value: object = "") -> InputError:
    told = said("the timetable can't be written as GTFS")
    return refusal(told, "not_in_gtfs", what, hint, value)


def _or(words: Sequence[str]) -> str:
    return ", ".join(words)


def _unnamed(table: Timetable, out: Path) -> list[Notice]:
    count = int((table.stop_names == "").sum() + (table.route_names == "").sum())
    if not count:
        return []
    hint = (
        said("1 stop or route has no name: its id stands for it")
        if count == 1
        else said("{count:,} stops and routes have no name: their ids stand for it", count=count)
    )
    return [notice("named_by_id", out.name, 0, "", "", hint)]


def _text(header: str, columns: Sequence[Iterable[str]]) -> str:
    rows = map(",".join, zip(*columns, strict=True))
    return "\n".join([header, *rows]) + "\n"


def _cells(texts: Iterable[str]) -> list[str]:
    return ['"' + each.replace('"', '""') + '"' if _MARKS.search(each) else each for each in texts]


def _whole(values: Int32Array) -> list[str]:
    return list(map(str, values.tolist()))


def _named(table_names: Sequence[str], ids: Sequence[str]) -> list[str]:
    return _cells(name or own for name, own in zip(table_names, ids, strict=True))


def _agency(table: Timetable, who: Publisher) -> str:
    cells = _cells(["A", who.name, who.url, table.time_zone or _UTC, who.language])
    header = "agency_id,agency_name,agency_url,agency_timezone,agency_lang"
    return _text(header, [[each] for each in cells])


def _feed_info(who: Publisher) -> str:
    cells = _cells([who.name, who.url, who.language])
    return _text("feed_publisher_name,feed_publisher_url,feed_lang", [[each] for each in cells])


def _stops(table: Timetable) -> str:
    ids = table.stop_ids.tolist()
    return _text(
        "stop_id,stop_name,stop_lat,stop_lon",
        [
            _cells(ids),
            _named(table.stop_names.tolist(), ids),
            map(repr, table.stop_lat.tolist()),
            map(repr, table.stop_lon.tolist()),
        ],
    )


def _ways(table: Timetable, names: Sequence[str]) -> list[str]:
    """Return from where to where a route leads whose name others bear too; "" for all else.

    The two directions of a line are told apart so.
    """
    shared = {name for name, count in Counter(names).items() if name and count > 1}
    routes, first_trip = np.unique(table.trip_route, return_index=True)
    found = [""] * len(names)
    for route, trip in zip(routes.tolist(), first_trip.tolist(), strict=True):
        if names[route] in shared:
            ends = table.call_stop[table.first_call[trip : trip + 2] - [0, 1]]
            found[route] = "–".join(table.stop_names[ends].tolist())
    return found


def _routes(table: Timetable) -> str:
    ids, names = table.route_ids.tolist(), table.route_names.tolist()
    return _text(
        "route_id,agency_id,route_short_name,route_long_name,route_type",
        [
            _cells(ids),
            ["A"] * len(ids),
            _named(names, ids),
            _cells(_ways(table, names)),
            [str(number_of(mode)) for mode in table.route_modes.tolist()],
        ],
    )


def _trips(table: Timetable) -> str:
    routes, services = _cells(table.route_ids.tolist()), _cells(table.service_ids.tolist())
    return _text(
        "route_id,service_id,trip_id,trip_short_name,block_id",
        [
            [routes[row] for row in table.trip_route.tolist()],
            [services[row] for row in table.trip_service.tolist()],
            _cells(table.trip_ids.tolist()),
            _cells(table.trip_names.tolist()),
            [str(each) if each >= 0 else "" for each in table.trip_block.tolist()],
        ],
    )


def _calls(table: Timetable) -> str:
    trips, stops = _cells(table.trip_ids.tolist()), _cells(table.stop_ids.tolist())
    sizes = np.diff(table.first_call)
    first = np.repeat(table.first_call[:-1], sizes)
    return _text(
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type",
        [
            [trips[row] for row in np.repeat(np.arange(len(sizes)), sizes).tolist()],
            _clocks(table.arrival_s),
            _clocks(table.departure_s),
            [stops[row] for row in table.call_stop.tolist()],
            _whole(np.arange(len(first), dtype=np.int32) - first + 1),
            _whole((~table.can_board).astype(np.int32)),
            _whole((~table.can_alight).astype(np.int32)),
        ],
    )


def _clocks(seconds: Int32Array) -> list[str]:
    distinct, place = np.unique(seconds, return_inverse=True)
    texts = [clock_text(each) for each in distinct.tolist()]
    return [texts[at] for at in place.tolist()]


def _services(table: Timetable) -> dict[str, str]:
    """Return each service by the weekdays on which it mostly runs, and the days that differ."""
    runs = table.service_runs
    count = runs.shape[1]
    of_day = (np.arange(count) + table.first_day.weekday()) % 7
    days = [(table.first_day + timedelta(days=at)).strftime("%Y%m%d") for at in range(count)]
    weeks, exceptions = [], []
    for name, running in zip(_cells(table.service_ids.tolist()), runs, strict=True):
        usual = np.bincount(of_day, running, minlength=7) * 2 > np.bincount(of_day, minlength=7)
        weeks.append([name, *(str(int(each)) for each in usual), days[0], days[-1]])
        exceptions += [
            [name, days[at], "1" if running[at] else "2"]
            for at in np.flatnonzero(running != usual[of_day]).tolist()
        ]
    header = ",".join(["service_id", *WEEKDAYS, "start_date", "end_date"])
    return {
        "calendar": "\n".join([header, *map(",".join, weeks)]) + "\n",
        "calendar_dates": "\n".join(["service_id,date,exception_type", *map(",".join, exceptions)])
        + "\n",
    }


def _transfers(table: Timetable) -> str:
    stops = _cells(table.stop_ids.tolist())
    slow = np.flatnonzero((table.change_s > 0) | table.is_recommended)
    ends = (np.concatenate([table.walk_from, slow]), np.concatenate([table.walk_to, slow]))
    seconds = np.concatenate([table.walk_s, table.change_s[slow]])
    best = np.concatenate([np.zeros(len(table.walk_s), np.bool_), table.is_recommended[slow]])
    kinds = np.where(best, _TIMED, _LEAST_TIME)
    kinds = np.where(seconds == LATEST_S, _IMPOSSIBLE, kinds)
    return _text(
        "from_stop_id,to_stop_id,transfer_type,min_transfer_time",
        [
            *([stops[row] for row in each.tolist()] for each in ends),
            _whole(kinds),
            _whole(seconds),
        ],
    )
