"""What a GMNS folder says of its units and coordinates, and which of its tables aren't read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from transnet.base.collector import Notices
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.io.coordinates import DATUM_NAMES
from transnet.io.input_files import exists
from transnet.io.lines import RoadLimits
from transnet.io.roads.csv_rows import CsvRows
from transnet.model.datum import Datum, equal_datum

_KM = {
    **dict.fromkeys(("km", "kilometer", "kilometers", "kilometre", "kilometres"), 1.0),
    **dict.fromkeys(("m", "meter", "meters", "metre", "metres"), 0.001),
    **dict.fromkeys(("mi", "mile", "miles"), 1.609344),
    **dict.fromkeys(("ft", "foot", "feet"), 0.0003048),
    **dict.fromkeys(("nmi", "nautical mile", "nautical miles"), 1.852),
}
_HOURS = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 1.0),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 1 / 60),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1 / 3600),
}
_SPEEDS = {
    **dict.fromkeys(("mph",), "mi/h"),
    **dict.fromkeys(("kph", "kmh", "kmph"), "km/h"),
    **dict.fromkeys(("mps",), "m/s"),
    **dict.fromkeys(("fps",), "ft/s"),
    **dict.fromkeys(("kn", "kt", "kts", "knot", "knots"), "nmi/h"),
}
_UNREAD_TABLES = {
    "movement.csv": said("turns that it forbids or delays are free here"),
    "geometry.csv": said("lines in it aren't read: links with a geometry_id become straight"),
    "link_tod.csv": said(
        "what changes with the time of day doesn't: links are as link.csv has them"
    ),
    "segment.csv": said("what changes along a link doesn't: speeds are those of link.csv"),
    "use_group.csv": said("allowed_uses that name a group of it aren't resolved"),
}


@dataclass(frozen=True, slots=True)
class Units:
    """What 1 in link.length and link.free_speed stands for.

    guess  what of it nothing says, for a notice where speeds are used; "" when all is said
    """

    length_km: float
    speed_kmh: float
    guess: str = ""


def read_config(
    folder: Path, long_length: str, limits: RoadLimits
) -> tuple[Units, Datum | None, list[Notice]]:
    """Return what config.csv says of units and coordinates (None: nothing), and notices.

    long_length  unit of lengths where it says none; speeds then are that unit an hour
    Raises InputError for a unit or coordinates that aren't known.
    """
    faults = Notices("config.csv", limits.faults)
    first: dict[str, str] = {}
    if exists(folder / "config.csv"):
        rows = CsvRows(folder / "config.csv", faults, limits, needed=())
        found = [cells for _, cells in islice(rows, 2)]
        first = found[0] if found else {}
        if len(found) > 1 and found[1] != first:
            faults.add("second_header", said("a network has one row of settings; keep one"), row=3)
    told = {name.strip().lower(): text.strip() for name, text in first.items()}
    units = _units(told, long_length, faults)
    crs = told.get("crs", "").upper()
    if crs and crs not in DATUM_NAMES:
        faults.add(
            "bad_crs", said("convert the network to EPSG:4326"), row=2, column="crs", value=crs
        )
    form = told.get("geometry_field_format", "wkt")
    if form and form.lower() != "wkt":
        hint = said("lines are read as WKT alone: others become straight")
        faults.add("left_out", hint, row=2, value=form)
    for name, follows in _UNREAD_TABLES.items():
        if exists(folder / name):
            faults.add(
                "left_out",
                said("{name} isn't read: {follows}", name=name, follows=follows),
                value=name,
            )
    faults.raise_if_any()
    faults.notices += equal_datum(DATUM_NAMES.get(crs), faults.source)
    return units, DATUM_NAMES.get(crs), faults.notices


def _units(told: Mapping[str, str], long_length: str, faults: Notices) -> Units:
    length, speed = told.get("long_length", ""), told.get("speed", "")
    km = _KM.get(_plain(length or long_length))
    if km is None:
        hint = said("it is none of {listed}", listed=", ".join(_KM))
        faults.add("unknown_choice", hint, row=2, column="long_length", value=length or long_length)
    kmh = speed_kmh(speed) if speed else (_KM["mi"] if km == _KM["mi"] else 1.0)
    if kmh is None:
        hint = said("it is km/h, mph, m/s, knots or another length/time")
        faults.add("unknown_choice", hint, row=2, column="speed", value=speed)
    taken = "mph" if kmh == _KM["mi"] else "km/h"
    if not told:
        hint = said(
            "lengths are taken to be in {long_length}, speeds in {taken}: is that right?",
            long_length=long_length,
            taken=taken,
        )
        faults.warn("missing_file", hint)
    elif not length:
        hint = said(
            "long_length isn't said: lengths are taken to be in {long_length}",
            long_length=long_length,
        )
        faults.add("missing_unit", hint, row=2)
    lacks = bool(told) and not speed
    guess = (
        said("nothing says the unit of free_speed: taken for {taken}", taken=taken) if lacks else ""
    )
    return Units(km or 1.0, kmh or 1.0, guess)


def speed_kmh(text: str) -> float | None:
    """Return the km/h of a unit of speed, however it is written; None for one that isn't known.

    >>> speed_kmh("mi/hr"), speed_kmh("Kilometres per Hour"), speed_kmh("furlongs")
    (1.609344, 1.0, None)
    """
    plain = _plain(text)
    plain = _SPEEDS.get(plain, plain)
    for mark in ("/", " per ", " an ", " a "):
        way, found, time = plain.partition(mark)
        if found:
            km, hours = _KM.get(way.strip()), _HOURS.get(time.strip())
            return km / hours if km is not None and hours is not None else None
    return None


def _plain(text: str) -> str:
    """Return a unit in small letters, with single blanks in place of - and _."""
    return " ".join(text.lower().replace("-", " ").replace("_", " ").replace(".", "").split())
