"""What OpenStreetMap's tags say of a way for a car: may it pass, in which direction, how fast.

Sources: the OpenStreetMap wiki's pages Key:access, Key:oneway, Key:maxspeed, Tag:route=ferry.
The tables osm_classes.csv and osm_speeds.csv beside this file hold the defaults.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from transnet.model.road_names import road_label

Tags = Mapping[str, str]

_MILE_KM, _KNOT_KM = 1.609344, 1.852
_UNIT_KMH = {"km/h": 1.0, "kmh": 1.0, "kph": 1.0, "": 1.0, "mph": _MILE_KM, "knots": _KNOT_KM}
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph|knots|)$")
_ZONE = re.compile(r"([A-Za-z]{2}):(?:zone:?)?(.+)$")
_MPH_COUNTRIES = ("GB", "US")
_FASTEST_KMH = 200.0

# From the most to the least special: the first that is there decides.
_ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
_CLOSED = {
    "no",
    "private",
    "agricultural",
    "forestry",
    "emergency",
    "military",
    "delivery",
    "permit",
    "psv",
    "bus",
    "taxi",
    "bicycle",
    "foot",
    "restricted",
    "use_sidepath",
}
_FERRY_OPEN = {"yes", "designated", "permissive", "destination"}
_ONEWAY_KEYS = ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway")
_FORWARD, _BACKWARD = {"yes", "true", "1"}, {"-1", "reverse"}
_CLOSED_SERVICE = {
    "alley",
    "driveway",
    "emergency_access",
    "parking",
    "parking_aisle",
    "private",
    "drive-through",
}
_SPEED_KEYS = ("maxspeed", "maxspeed:type", "source:maxspeed", "zone:maxspeed")


@dataclass(frozen=True, slots=True)
class OsmOptions:
    """How an extract is read.

    country  ISO 3166-1 alpha-2 code whose default speeds count; "*" for those of no country
    service  also take service roads, other than driveways, parking aisles and alleys
    turn_penalties  let turns cost time; the graph gets a copy of a node for each arc
    delays   seconds in place of those in osm_delays.csv, by their key there
    """

    country: str = "*"
    service: bool = False
    turn_penalties: bool = False
    delays: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WayRule:
    """What a car may do on a way.

    speed_kmh     in the way's direction and against it; 0 where it may not go
    duration_min  of a whole ferry crossing; 0 when not tagged
    """

    road_class: str
    speed_kmh: tuple[float, float]
    oneway: bool
    duration_min: float = 0.0


@cache
def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of defaults that lies beside this file."""
    text = files("transnet.io").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _uses() -> Mapping[str, str]:
    return {row["highway"]: row["use"] for row in read_table("osm_classes.csv")}


@cache
def _speeds(country: str) -> Mapping[tuple[str, str], float]:
    """Return speeds by ("class" or "zone", key): those of a country over those of none."""
    found = {
        ("class", row["highway"]): float(row["speed_kmh"]) for row in read_table("osm_classes.csv")
    }
    for wanted in ("*", country):
        for row in read_table("osm_speeds.csv"):
            if row["country"] == wanted:
                found[row["kind"], row["key"]] = float(row["speed_kmh"])
    return found


def countries() -> list[str]:
    """Return the country codes that have default speeds of their own, sorted."""
    return sorted({row["country"] for row in read_table("osm_speeds.csv")} - {"*"})


@cache
def drives_on_left(country: str) -> bool:
    """Return whether one drives on the left in a country, by its two-letter code."""
    return country in {row["country"] for row in read_table("osm_left_hand.csv")}


def default_speed(road_class: str, country: str = "*") -> float:
    """Return the km/h taken for a class of road whose speed isn't tagged."""
    return _speeds(country).get(("class", road_class), _speeds("*")["class", "road"])


def way_names(tags: Tags) -> tuple[str, str]:
    """Return what a way is called, number and name: on the spot, and in English; "" if untagged."""
    ref, english = tags.get("ref", ""), tags.get("name:en", "")
    local = tags.get("name") or tags.get("name:zh") or english
    return road_label(ref, local), road_label(ref, english) if english else ""


def way_rule(tags: Tags, options: OsmOptions) -> WayRule | None:
    """Return what a car may do on a way; None where it may not go, or where nothing drives."""
    if tags.get("route") == "ferry" and "highway" not in tags:
        return _ferry_rule(tags, options)
    kind = tags.get("highway", "")
    use = _uses().get(kind)
    if use not in ("road", "service") or tags.get("area") == "yes" or is_closed(tags):
        return None
    if use == "service" and not (options.service and tags.get("service") not in _CLOSED_SERVICE):
        return None
    ahead, back = _directions(tags, kind)
    ahead, back = (
        ahead and not is_closed(tags, ":forward"),
        back and not is_closed(tags, ":backward"),
    )
    if not (ahead or back):
        return None
    speeds = tuple(
        _way_speed(tags, kind, side, options.country) if allowed else 0.0
        for side, allowed in (("forward", ahead), ("backward", back))
    )
    return WayRule(kind, (speeds[0], speeds[1]), oneway=ahead != back)


def parse_maxspeed(text: str, country: str = "*") -> float | None:
    """Return km/h of a maxspeed value, the lowest of several; None when it names no speed.

    Understands 50, 50 km/h, 30 mph, 6 knots, walk, none, PT:urban, DE:zone:30 and 50;30. Others,
    such as signals, name no speed.

    >>> parse_maxspeed("30 mph"), parse_maxspeed("DE:zone30"), parse_maxspeed("signals")
    (48.28032, 30.0, None)
    """
    speeds = [_one_speed(part.strip(), country) for part in re.split(r"[;|,]", text)]
    known = [speed for speed in speeds if speed is not None]
    return min(known, default=None)


def parse_duration(text: str) -> float:
    """Return minutes of a duration such as 25, 1:30, 01:30:00 or PT1H30M; 0 when it is none."""
    iso = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", text.strip().upper())
    if iso:
        hours, minutes, seconds = (float(part or 0) for part in iso.groups())
        return hours * 60 + minutes + seconds / 60
    parts = text.strip().split(":")
    if len(parts) > 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return 0.0
    numbers = [float(part) for part in parts]
    if len(numbers) == 1:
        return numbers[0]
    return numbers[0] * 60 + numbers[1] + (numbers[2] / 60 if len(numbers) == 3 else 0.0)


def _one_speed(text: str, country: str) -> float | None:
    number = _NUMBER.match(text.lower())
    if number:
        speed = float(number[1]) * _UNIT_KMH[number[2]]
        return speed if 0 < speed <= _FASTEST_KMH else None
    zone = _ZONE.match(text)
    if zone is None:
        return _speeds(country).get(("zone", text.lower()))
    code = {"UK": "GB"}.get(zone[1].upper(), zone[1].upper())
    if zone[2].isascii() and zone[2].isdigit():
        return _one_speed(zone[2] + (" mph" if code in _MPH_COUNTRIES else ""), code)
    return _speeds(code).get(("zone", zone[2].lower()))


def _way_speed(tags: Tags, kind: str, side: str, country: str) -> float:
    for key in (f"maxspeed:motorcar:{side}", "maxspeed:motorcar", f"maxspeed:{side}", *_SPEED_KEYS):
        if key in tags:
            speed = parse_maxspeed(tags[key], country)
            if speed is not None:
                return speed
    for key in (f"maxspeed:lanes:{side}", "maxspeed:lanes"):
        lanes = [_one_speed(part.strip(), country) for part in tags.get(key, "").split("|")]
        known = [speed for speed in lanes if speed is not None]
        if known:  # a car may take the fastest lane
            return max(known)
    return default_speed(kind, country)


def is_said(tags: Tags) -> bool:
    """Return whether a tag says if cars have access."""
    return any(key in tags for key in _ACCESS_KEYS)


def is_closed(tags: Tags, side: str = "") -> bool:
    """Return whether cars have no access; of several values each must close the road.

    side  ":forward" or ":backward" for access in one direction of a way
    """
    for key in _ACCESS_KEYS:
        if key + side in tags:
            values = [part.strip() for part in tags[key + side].split(";")]
            return all(value in _CLOSED for value in values if value)
    return False


def _directions(tags: Tags, kind: str) -> tuple[bool, bool]:
    """Return whether a car may go along the way and against it."""
    for key in _ONEWAY_KEYS:
        if key in tags:
            value = tags[key]
            if value == "reversible":
                return False, False  # which way is open changes with the hour
            return value not in _BACKWARD, value not in _FORWARD
    implied = tags.get("junction") in ("roundabout", "circular") or kind == "motorway"
    return True, not implied


def is_conditional(tags: Tags) -> bool:
    """Return whether access, direction or speed depend on the hour, weather or weight too."""
    return any(key.endswith(":conditional") for key in tags)


def _ferry_rule(tags: Tags, options: OsmOptions) -> WayRule | None:
    said = [tags[key] for key in _ACCESS_KEYS[:3] if key in tags]
    if not said or said[0] not in _FERRY_OPEN:
        return None
    ahead, back = _directions(tags, "ferry")
    speed = default_speed("ferry", options.country)
    minutes = parse_duration(tags.get("duration", ""))
    return WayRule("ferry", (speed * ahead, speed * back), ahead != back, minutes)
