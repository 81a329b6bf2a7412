"""Speeds and times that tags name, in every notation that is used, and those by class and country.

Sources: the OpenStreetMap wiki's pages Key:maxspeed, Default speed limits and Key:duration. The
tables classes.csv and speeds.csv beside this file hold the defaults.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from transnet.base.arrays import is_real
from transnet.base.errors import InputError, UnknownNameError
from transnet.base.language import said
from transnet.io.osm.countries import country_of, read_table

Tags = Mapping[str, str]
Remark = tuple[str, str, str]

_MILE_KM, _KNOT_KM = 1.609344, 1.852
_UNIT_KMH = {
    "": 1.0,
    "km/h": 1.0,
    "kmh": 1.0,
    "kph": 1.0,
    "kmph": 1.0,
    "mph": _MILE_KM,
    "knots": _KNOT_KM,
    "knot": _KNOT_KM,
    "kn": _KNOT_KM,
}
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|kmph|mph|knots|knot|kn|)$")
_ZONE = re.compile(r"([A-Za-z]{2})(-[A-Za-z0-9]{1,3})?:(?:zone:?)?(.+)$")
_LISTED = re.compile(r"\d\d+(,\d\d+)+$")
_MPH_COUNTRIES = ("GB", "US", "GG", "IM", "JE")
SLOWEST_KMH, FASTEST_KMH = 3.0, 200.0
_LONGEST_TEXT = 100
_SPEED_KEYS = ("maxspeed", "maxspeed:type", "source:maxspeed", "zone:maxspeed")
URBAN, RURAL = "urban", "rural"
_PLACE_KEYS = ("zone:traffic", *_SPEED_KEYS)  # they may say whether a way lies in a town
_KINDS_OF_LIMIT = _SPEED_KEYS[1:]  # they may say where a limit comes from and not what it is

_ISO = re.compile(
    r"P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$"
)
_CLOCK = re.compile(r"(\d{1,4})(?::(\d{1,2}))?(?::(\d{1,2}))?$")
_WORDS = re.compile(
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:d|days?)\s*)?"
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:h|hrs?|hours?)\s*)?"
    r"(?:(\d+(?:[.,]\d+)?)\s*(m|min|mins|minutes?|'|)\s*)?$"
)
_MINUTES_A_DAY = 1440.0
_LONGEST_MIN = 14 * _MINUTES_A_DAY


@cache
def _speeds(code: str) -> Mapping[tuple[str, str], float]:
    """Return speeds by ("class" or "zone", key): a region's over its country's over those of none.

    code  of a country or region
    """
    found = {
        ("class", row["highway"]): float(row["speed_kmh"]) for row in read_table("classes.csv")
    }
    for wanted in dict.fromkeys(("*", country_of(code), code)):
        for row in read_table("speeds.csv"):
            if row["country"] == wanted:
                found[row["kind"], row["key"]] = float(row["speed_kmh"])
    return found


@cache
def _own_zones(code: str) -> frozenset[str]:
    rows = read_table("speeds.csv")
    return frozenset(r["key"] for r in rows if (r["country"], r["kind"]) == (code, "zone"))


def default_speed(road_class: str, country: str = "*") -> float:
    """Return the km/h taken for a class of road whose speed isn't tagged."""
    return _speeds(country).get(("class", road_class), _speeds("*")["class", "road"])


def check_speeds(speeds: object) -> None:
    """Raise InputError unless they are km/h of 3 to 200 by class, UnknownNameError for no class.

    Behind a class may stand :urban or :rural, for ways of which a tag says that.
    """
    if not isinstance(speeds, Mapping):
        kind = type(speeds).__name__
        raise InputError(said("speeds are km/h by class of road, not {kind}", kind=kind))
    known = own_classes()
    for road_class, speed in speeds.items():
        kind = str(road_class).partition(":")[0]
        if kind not in known or str(road_class) not in (kind, f"{kind}:{URBAN}", f"{kind}:{RURAL}"):
            raise UnknownNameError(said("class of road"), str(road_class)[:_LONGEST_TEXT], known)
        if not is_real(speed) or not SLOWEST_KMH <= float(speed) <= FASTEST_KMH:
            shown = repr(speed)[:_LONGEST_TEXT]
            raise InputError(said("a speed is 3 to 200 km/h, not {shown}", shown=shown))


@cache
def own_classes() -> tuple[str, ...]:
    """Return the classes of roads and ferries that speeds may be given for, in order of letters."""
    return tuple(sorted(key for what, key in _speeds("*") if what == "class"))


def has_default(road_class: str) -> bool:
    """Return whether a class has a default speed of its own, in some country or in all."""
    return ("class", road_class) in _speeds("*")


def parse_maxspeed(text: str, country: str = "*") -> float | None:
    """Return km/h of a maxspeed value, the lowest of several; None when it names no speed.

    Understands 50, 50 km/h, 30 mph, 6 knots, walk, none, PT:urban, BE-VLG:rural, DE:zone:30 and
    50;30. Others, such as signals, name no speed, and below 3 or above 200 km/h it is none.

    >>> parse_maxspeed("30 mph"), parse_maxspeed("DE:zone30"), parse_maxspeed("signals")
    (48.28032, 30.0, None)
    """
    return read_maxspeed(text, country)[0]


def read_maxspeed(text: str, country: str = "*") -> tuple[float | None, bool]:
    """Return km/h as `parse_maxspeed` does, and whether they are another country's or region's."""
    if len(text) > _LONGEST_TEXT:
        return None, False
    listed = re.split(r"[;|,]", text) if _LISTED.match(text) else re.split(r"[;|]|,\s", text)
    found = [_one_speed(part.strip(), country) for part in listed]
    known = [each for each in found if each[0] is not None]
    return min(known, key=lambda each: each[0] or 0.0, default=(None, False))


def _one_speed(text: str, country: str) -> tuple[float | None, bool]:
    number = _NUMBER.match(text.lower())
    if number:
        speed = float(number[1]) * _UNIT_KMH[number[2]]
        return (speed if SLOWEST_KMH <= speed <= FASTEST_KMH else None), False
    zone = _ZONE.match(text)
    if zone is None:
        return _speeds(country).get(("zone", text.lower())), False
    land = {"UK": "GB"}.get(zone[1].upper(), zone[1].upper())
    kind = zone[3].lower()
    if kind.isascii() and kind.isdigit():
        return _one_speed(kind + (" mph" if land in _MPH_COUNTRIES else ""), land)
    code = land + (zone[2] or "").upper()
    return _speeds(code).get(("zone", kind)), kind not in _own_zones(code)


def _zone_of(text: str) -> str:
    """Return what a value such as PT:urban or rural names, in small letters."""
    zone = _ZONE.match(text[:_LONGEST_TEXT])
    return (zone[3] if zone else text[:_LONGEST_TEXT]).lower()


def _place(tags: Tags) -> str:
    """Return urban or rural where a tag says that of a way, else nothing."""
    said_of = (_zone_of(tags[key]) for key in _PLACE_KEYS if key in tags)
    return next((each for each in said_of if each in (URBAN, RURAL)), "")


def way_speed(
    tags: Tags, kind: str, side: str, country: str, speeds: Mapping[str, float]
) -> tuple[float, list[Remark]]:
    """Return the km/h of a way in a direction, and what its tags say that wasn't honoured.

    kind  its class, whose default counts where no tag names a speed
    side  forward or backward
    speeds  km/h in place of defaults, by class; behind it may stand :urban or :rural
    """
    remarks: list[Remark] = []
    place = _place(tags) if speeds else ""
    usual = speeds[kind] if kind in speeds else default_speed(kind, country)
    usual = speeds.get(f"{kind}:{place}", usual)
    if not any("maxspeed" in key for key in tags):  # as on most ways
        return usual, remarks
    cars = ("maxspeed:motorcar", "maxspeed:motor_vehicle", "maxspeed:vehicle")
    keys = [each for car in cars for each in (f"{car}:{side}", car)]
    for key in (*keys, f"maxspeed:{side}", *_SPEED_KEYS):
        if key in tags:
            if f"{kind}:{_zone_of(tags[key])}" in speeds:  # the tag says where the way lies alone
                return speeds[f"{kind}:{_zone_of(tags[key])}"], remarks
            speed, guessed = read_maxspeed(tags[key], country)
            if speed is not None:
                if guessed:
                    remarks.append(("guessed_speed", key, tags[key]))
                return speed, remarks
            if key not in _KINDS_OF_LIMIT or ":" in tags[key]:
                remarks.append(("unread_speed", key, tags[key]))
    for key in (f"maxspeed:lanes:{side}", "maxspeed:lanes"):
        lanes = [
            _one_speed(part.strip(), country)[0]
            for part in tags.get(key, "")[:_LONGEST_TEXT].split("|")
        ]
        known = [speed for speed in lanes if speed is not None]
        if known:  # a car may take the fastest lane
            return max(known), remarks
    return usual, remarks


def parse_duration(text: str) -> float:
    """Return minutes of a duration; 0 when it names none, or more than two weeks.

    Understands 25, 1:30, 01:30:00, PT1H30M, P1DT2H, 90 min, 1 h 30, 1.5 hours and 2 days.

    >>> parse_duration("1:30"), parse_duration("PT20M"), parse_duration("1 h 30")
    (90.0, 20.0, 90.0)
    """
    plain = text.strip()
    if not plain.isascii() or len(plain) > _LONGEST_TEXT:
        return 0.0
    minutes = _iso_minutes(plain) or _clock_minutes(plain) or _worded_minutes(plain)
    return minutes if minutes <= _LONGEST_MIN else 0.0


def _iso_minutes(text: str) -> float:
    found = _ISO.match(text.upper())
    if found is None:
        return 0.0
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return days * _MINUTES_A_DAY + hours * 60 + minutes + seconds / 60


def _clock_minutes(text: str) -> float:
    found = _CLOCK.match(text)
    if found is None:
        return 0.0
    first, minutes, seconds = found.groups()
    if minutes is None:
        return float(first)
    if int(minutes) > 59 or int(seconds or 0) > 59:
        return 0.0
    return int(first) * 60.0 + int(minutes) + int(seconds or 0) / 60


def _worded_minutes(text: str) -> float:
    found = _WORDS.match(text.lower())
    if found is None:
        return 0.0
    days, hours, minutes = (float((part or "0").replace(",", ".")) for part in found.groups()[:3])
    if found[3] and not found[4] and not found[2]:
        return 0.0  # "2 days 3": three of what?
    return days * _MINUTES_A_DAY + hours * 60 + minutes
