"""What OpenStreetMap's tags say of a way for a car: may it pass, in which direction, how fast.

Sources: the OpenStreetMap wiki's pages Key:access, Key:oneway, Conditional restrictions and
Tag:route=ferry. The table classes.csv beside this file holds the classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from transnet.io.osm.countries import countries, drives_on_left, read_table
from transnet.io.osm.speeds import (
    Remark,
    Tags,
    default_speed,
    parse_duration,
    parse_maxspeed,
    way_speed,
)
from transnet.roads.names import road_label

__all__ = [
    "OsmOptions",
    "Tags",
    "WayRule",
    "countries",
    "default_speed",
    "drives_on_left",
    "parse_duration",
    "parse_maxspeed",
    "read_table",
    "way_names",
    "way_rule",
]

# From the most to the least special: the first that is there decides.
_ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
MARK_KEYS = ("highway", "barrier", "railway", *_ACCESS_KEYS)
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
_OPEN = {
    "yes",
    "destination",
    "customers",
    "permissive",
    "designated",
    "official",
    "public",
    "residents",
    "residential",
    "unknown",
    "discouraged",
}
_FERRY_OPEN = {"yes", "designated", "permissive", "destination", "customers", "ticket", "public"}
# Values of highway on the wiki's page Key:highway that no road for cars has.
_OTHER_CLASSES = frozenset(
    {
        *("footway", "pedestrian", "path", "steps", "cycleway", "bridleway", "track", "corridor"),
        *("elevator", "platform", "bus_stop", "busway", "bus_guideway", "raceway", "escape"),
        *("construction", "proposed", "planned", "abandoned", "disused", "razed", "demolished"),
        *("via_ferrata", "ladder", "rest_area", "services", "emergency_bay", "no", "street_lamp"),
        *("traffic_island", "toll_gantry", "emergency_access_point", "crossing", "turning_circle"),
        *("passing_place", "traffic_calming", "historic", "removed", "ohm:military:Trench"),
    }
)
_ONEWAY_KEYS = ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway")
_FORWARD, _BACKWARD = {"yes", "true", "1"}, {"-1", "reverse"}
_BOTH_WAYS = {"no", "false", "0", "alternating"}
_REVERSIBLE = "reversible"
_DIRECTIONS = _FORWARD | _BACKWARD | _BOTH_WAYS
_CLOSED_SERVICE = {
    "alley",
    "driveway",
    "emergency_access",
    "parking",
    "parking_aisle",
    "private",
    "drive-through",
}
_NEVER_SERVICE = {"emergency_access", "private"}


@dataclass(frozen=True, slots=True)
class OsmOptions:
    """How an extract is read.

    country  ISO 3166-1 alpha-2 code, or that of a region such as BE-VLG, whose default speeds and
             side of the road count; "*" for no country, where one drives on the right
    service  also take service roads, other than driveways, parking aisles and alleys; without it
             only those that join what nothing else joins
    turn_penalties  let turns cost time; the graph gets a copy of a node for each arc
    delays   seconds in place of those in delays.csv, by their key there
    speeds   km/h in place of those of classes.csv and speeds.csv where no tag says any, by class of
             road, such as {"residential": 25}; "residential:urban" and ":rural" for ways of which a
             tag says that. For cars alone; `read_speeds` reads them from a table
    profile  who uses the ways: "car", "walk" or "bicycle"; service roads, penalties and delays are
             for cars alone
    speed_kmh  on level ways, of who walks or rides; None: that of active_speeds.csv
    tags     tags of ways that the graph keeps for `RoadGraph.select`, such as ("bridge", "lanes");
             an arc ends where one of them changes
    """

    country: str = "*"
    service: bool = False
    turn_penalties: bool = False
    delays: Mapping[str, float] = field(default_factory=dict)
    profile: str = "car"
    speed_kmh: float | None = None
    speeds: Mapping[str, float] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WayRule:
    """What a car may do on a way.

    speed_kmh     in the way's direction and against it; 0 where it may not go
    duration_min  of a whole ferry crossing; 0 when not tagged
    spare         whether it is a service road that counts only where it joins parts
    remarks       what its tags say that isn't honoured, or was guessed: what, key and value
    """

    road_class: str
    speed_kmh: tuple[float, float]
    oneway: bool
    duration_min: float = 0.0
    spare: bool = False
    remarks: tuple[Remark, ...] = ()


@cache
def _uses() -> Mapping[str, str]:
    return {row["highway"]: row["use"] for row in read_table("classes.csv")}


def way_names(tags: Tags) -> tuple[str, str]:
    """Return what a way is called, number and name: on the spot, and in English; "" if untagged."""
    ref, english = tags.get("ref", ""), tags.get("name:en", "")
    local = tags.get("name") or tags.get("name:zh") or english
    return road_label(ref, local), road_label(ref, english) if english else ""


def is_candidate(tags: Tags) -> bool:
    """Return whether a way's class is one that `way_rule` may let cars use."""
    return bool(_class_of(tags)) if "highway" in tags else carries_vehicles(tags)


def carries_vehicles(tags: Tags) -> bool:
    """Return whether a route carries vehicles: a ferry, or a train of cars."""
    return tags.get("route") in ("ferry", "shuttle_train")


def _class_of(tags: Tags) -> str:
    """Return the class of a road: of several values the first that we know; "" if none is."""
    for part in tags.get("highway", "").split(";"):
        if _uses().get(part.strip()) in ("road", "service"):
            return part.strip()
    return ""


def way_rule(tags: Tags, options: OsmOptions) -> WayRule | None:
    """Return what a car may do on a way; None where it may not go, or where nothing drives."""
    rule = road_rule(tags, options)
    return None if rule is None or rule.spare else rule


def road_rule(tags: Tags, options: OsmOptions) -> WayRule | None:
    """Return what `way_rule` does, and for service roads that aren't chosen a rule to spare."""
    if carries_vehicles(tags) and "highway" not in tags:
        return _ferry_rule(tags, options)
    kind = _class_of(tags)
    service = tags.get("service") if kind == "service" else None
    if not kind or tags.get("area") == "yes" or service in _NEVER_SERVICE:
        return None
    ahead, back, remarks = _directions(tags, kind)
    ahead, back = (
        ahead and not is_closed(tags, ":forward"),
        back and not is_closed(tags, ":backward"),
    )
    if not (ahead or back):
        return None
    remarks += _unread_access(tags)
    if kind != tags["highway"]:
        remarks.append(("unread_class", "highway", tags["highway"]))
    speeds = [0.0, 0.0]
    for side, (word, allowed) in enumerate((("forward", ahead), ("backward", back))):
        if allowed:
            speeds[side], more = way_speed(tags, kind, word, options.country, options.speeds)
            remarks += more
    if is_conditional(tags):
        remarks.append(("conditional", "", ""))
    spare = kind == "service" and not (options.service and service not in _CLOSED_SERVICE)
    unique = tuple(dict.fromkeys(remarks))
    return WayRule(kind, (speeds[0], speeds[1]), ahead != back, 0.0, spare, unique)


def why_left_out(tags: Tags) -> Remark | None:
    """Return what keeps cars off a way that isn't plainly closed to them; None if nothing does."""
    if carries_vehicles(tags) and "highway" not in tags and not is_said(tags):
        return "ferry_unsaid", "route", tags["route"]
    if "highway" in tags and not any(
        _uses().get(part.strip()) in ("road", "service") or part.strip() in _OTHER_CLASSES
        for part in tags["highway"].split(";")
    ):
        return "unknown_class", "highway", tags["highway"]
    key = next((key for key in _ONEWAY_KEYS if key in tags), "")
    if is_candidate(tags) and tags.get(key, "").strip().lower() == _REVERSIBLE:
        return "reversible", key, tags[key]
    return None


def is_said(tags: Tags) -> bool:
    """Return whether a tag says if cars have access."""
    return any(key in tags for key in _ACCESS_KEYS)


def is_closed(tags: Tags, side: str = "") -> bool:
    """Return whether cars have no access; of several values each must close the road.

    side  ":forward" or ":backward" for access in one direction of a way, which a tag of the same
          vehicle for both directions gives way to
    """
    for key in _ACCESS_KEYS:
        for there in (key + side, key):
            if there in tags:
                return all(value in _CLOSED for value in _values(tags[there]) if value)
    return False


def _unread_access(tags: Tags) -> list[Remark]:
    """Return the tag that decides on access where it has a value that we don't know."""
    key = next((key for key in _ACCESS_KEYS if key in tags), "")
    values = set(_values(tags[key])) if key else set()
    return [("unread_access", key, tags[key])] if values - _OPEN - _CLOSED - {""} else []


def _directions(tags: Tags, kind: str) -> tuple[bool, bool, list[Remark]]:
    """Return whether a car may go along the way and against it, and what isn't honoured."""
    for key in _ONEWAY_KEYS:
        if key not in tags:
            continue
        value = tags[key].strip().lower()
        if value == _REVERSIBLE:
            return False, False, []  # which way is open changes with the hour
        if value in _DIRECTIONS:
            return value not in _BACKWARD, value not in _FORWARD, []
    unread = [("unread_oneway", key, tags[key]) for key in _ONEWAY_KEYS if key in tags]
    implied = tags.get("junction") in ("roundabout", "circular") or kind == "motorway"
    return True, not implied, unread


def is_conditional(tags: Tags) -> bool:
    """Return whether access, direction or speed depend on the hour, weather or weight too."""
    return any(key.endswith(":conditional") for key in tags)


def _ferry_rule(tags: Tags, options: OsmOptions) -> WayRule | None:
    ahead, back, remarks = _directions(tags, "ferry")
    ahead, back = (ahead and _boards(tags, ":forward"), back and _boards(tags, ":backward"))
    if not (ahead or back):
        return None
    speed = options.speeds.get("ferry", default_speed("ferry", options.country))
    minutes = parse_duration(tags.get("duration", ""))
    if "duration" in tags and not minutes:
        remarks.append(("unread_duration", "duration", tags["duration"]))
    if is_conditional(tags):
        remarks.append(("conditional", "", ""))
    return WayRule(
        "ferry",
        (speed * ahead, speed * back),
        ahead != back,
        minutes,
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _boards(tags: Tags, side: str) -> bool:
    """Return whether a ferry is tagged to let cars on in a direction."""
    keys = [each for key in _ACCESS_KEYS[:3] for each in (key + side, key)]
    told = next((tags[key] for key in keys if key in tags), "")
    return any(value in _FERRY_OPEN for value in _values(told))


def _values(text: str) -> list[str]:
    """Return the values of a tag of access, which are in small letters however they are written."""
    return [part.strip().lower() for part in text.split(";")]
