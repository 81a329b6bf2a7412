"""Stops of new lines and ways: known ones by name, new ones with a point, and the times between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.base.sphere import hop_lengths_km
from transnet.base.units import FloatArray
from transnet.timetable.edits.edit_values import MOST_MIN, in_bounds, one_each, seconds, sound_id
from transnet.timetable.edits.names_in_timetable import stops_of_way
from transnet.timetable.edits.trip_rows import Rows, Seconds, Table, texts_of, with_columns
from transnet.timetable.timetable_columns import TimetableColumns

FASTEST_KMH = 500.0
"""Between two stops as the crow flies; no train that carries passengers is as fast."""


@dataclass(frozen=True, kw_only=True)
class CalledStop:
    """A stop on a new way: one of the timetable by id or name, or a new one with id and point.

    run_min    from the stop before
    dwell_min  how long trips stay there
    """

    stop: str = ""
    id: str = ""
    name: str = ""
    lon: float | None = None
    lat: float | None = None
    run_min: float | None = None
    dwell_min: float | None = None


@dataclass(frozen=True, kw_only=True)
class WayTimes:
    """Times along a new way, as lists of their own; those of its stops go before them.

    run_min    minutes of each stretch, or one number for all
    dwell_min  minutes at each stop between the ends, or one number for all; 0 by default
    speed_kmh  in place of run_min: as the crow flies between stops, which need points
    """

    run_min: tuple[float, ...] = ()
    dwell_min: tuple[float, ...] = ()
    speed_kmh: float | None = None

    def runs(
        self,
        timetable: TimetableColumns,
        way: tuple[Rows, Sequence[float | None]],
        findings: Notices,
    ) -> Seconds:
        """Return the seconds of each stretch of a way, int64[n - 1].

        way  rows of its stops, and minutes that a stop itself has from the stop before, None where
             it has none
        """
        stops, own = way
        km = _lengths_km(timetable, stops)
        listed = one_each(findings, "run_min", self.run_min, len(stops) - 1)
        if self.run_min and self.speed_kmh is not None:
            hint = said("stands beside run_min: leave one of them out")
            findings.add("bad_keys", hint, column="speed_kmh", value=self.speed_kmh)
        speed = self.speed_kmh
        if speed is not None and not in_bounds(findings, "speed_kmh", speed, 1.0, FASTEST_KMH):
            return np.zeros(len(stops) - 1, dtype=np.int64)
        found = np.zeros(len(stops) - 1, dtype=np.int64)
        for at, minutes in enumerate(own[1:]):
            if minutes is None and listed is not None:
                minutes = listed[at]  # noqa: PLW2901, the list stands in
            if minutes is None and speed and np.isfinite(km[at]):
                minutes = 60 * float(km[at]) / speed  # noqa: PLW2901, so does the speed
            if minutes is not None:
                found[at] = self._run(timetable, (stops, at, float(km[at])), minutes, findings)
            elif not findings.errors:
                hint = said(
                    "is required: minutes of each of the {count} stretches; speed_kmh needs points",
                    count=len(stops) - 1,
                )
                findings.add("missing_key", hint, column="run_min")
        return found

    def _run(
        self,
        timetable: TimetableColumns,
        hop: tuple[Rows, int, float],
        minutes: float,
        findings: Notices,
    ) -> int:
        stops, at, km = hop
        if not in_bounds(findings, "run_min", minutes, 0.0):
            return 0
        if 60 * km > FASTEST_KMH * minutes and km > 1:
            hint = said(
                "{km:.0f} km from {one} to {other} in {minutes:g} min is faster than anything runs",
                km=km,
                one=timetable.stop_names[stops[at]],
                other=timetable.stop_names[stops[at + 1]],
                minutes=minutes,
            )
            findings.add("too_fast", hint, column="run_min", value=minutes)
        return seconds(minutes)

    def stays(self, own: Sequence[float | None], findings: Notices) -> Seconds:
        """Return the seconds of each stay between the ends of a way, int64[n].

        own  minutes that a stop itself has, None where it has none, for all stops
        """
        listed = one_each(findings, "dwell_min", self.dwell_min, len(own) - 2)
        found = np.zeros(len(own), dtype=np.int64)
        for at in range(1, len(own) - 1):
            minutes = own[at]
            if minutes is None:
                minutes = listed[at - 1] if listed else 0.0
            if in_bounds(findings, "dwell_min", minutes, 0.0, MOST_MIN):
                found[at] = seconds(minutes)
        return found


def with_stops(
    timetable: Table, stops: Sequence[CalledStop], mode: str, findings: Notices
) -> tuple[Table, Rows]:
    """Return the timetable with the new ones among some stops, and the rows of all.

    mode  of the trips that call there: see `stops_of_way`
    """
    made = timetable
    found = np.full(len(stops), -1, dtype=np.intp)
    known = []
    for number, each in enumerate(stops, start=1):
        key = f"stops {number}"
        if each.stop:
            own = (each.id, each.name, each.lon, each.lat)
            if any(value not in ("", None) for value in own):
                hint = said("names a stop of the timetable; leave out id, name, lon and lat")
                findings.add("bad_keys", hint, column=key, value=each.stop)
            known.append(number - 1)
        elif _is_sound(made, each, (key, number), findings):
            found[number - 1] = len(made.stop_ids)
            made = _with_stop(made, each)
    asked = [(f"stops {at + 1}", stops[at].stop) for at in known]
    found[known] = stops_of_way(made, findings, asked, mode)
    if np.any((found[1:] == found[:-1]) & (found[1:] >= 0)):
        findings.add("same_ends", said("a stop follows itself"), column="stops")
    return made, found


def _is_sound(
    timetable: TimetableColumns, stop: CalledStop, at: tuple[str, int], findings: Notices
) -> bool:
    key, before = at[0], len(findings.errors)
    if not stop.id or stop.lon is None or stop.lat is None:
        hint = said("needs stop, or for a new one id, lon and lat")
        findings.add("bad_keys", hint, column=key, value=stop.id)
    elif stop.id in timetable.row_of_stop:
        hint = said("is a stop of the timetable already; to call there, write it as stop")
        findings.add("duplicate_id", hint, column=key, value=stop.id)
    else:
        sound_id(findings, f"{key}, id", stop.id)
        in_bounds(findings, f"{key}, lon", stop.lon, -180.0, 180.0)
        in_bounds(findings, f"{key}, lat", stop.lat, -90.0, 90.0)
    return len(findings.errors) == before


def _with_stop(timetable: Table, stop: CalledStop) -> Table:
    columns = {
        "stop_ids": texts_of([*timetable.stop_ids.tolist(), stop.id]),
        "stop_names": texts_of([*timetable.stop_names.tolist(), stop.name or stop.id]),
        "stop_lon": np.append(timetable.stop_lon, np.float64(stop.lon or 0.0)),
        "stop_lat": np.append(timetable.stop_lat, np.float64(stop.lat or 0.0)),
        "change_s": np.append(timetable.change_s, 0),
        "is_recommended": np.append(timetable.is_recommended, False),
    }
    return with_columns(timetable, columns)


def _lengths_km(timetable: TimetableColumns, stops: Rows) -> FloatArray:
    """Return the great-circle km of each stretch; NaN where a stop has no point or isn't known."""
    lon = np.where(stops >= 0, timetable.stop_lon[stops], np.nan)
    lat = np.where(stops >= 0, timetable.stop_lat[stops], np.nan)
    return hop_lengths_km(pd.DataFrame({"lon": lon, "lat": lat}))
