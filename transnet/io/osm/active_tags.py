"""What OpenStreetMap's tags say of a way to who walks or rides a bicycle.

Sources: the OpenStreetMap wiki's pages Key:access, Key:foot, Key:bicycle, Key:oneway:bicycle,
Key:cycleway, Key:motorroad and Key:conveying. The table active_classes.csv beside this file says
which classes are open and how fast, active_speeds.csv the speeds on level ways.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from transnet.io.osm.countries import read_table
from transnet.io.osm.node_tags import NodeRule
from transnet.io.osm.speeds import Remark, Tags, default_speed, parse_duration
from transnet.io.osm.way_tags import OsmOptions, WayRule, is_conditional

WALK, BICYCLE = "walk", "bicycle"

_KEYS = {WALK: ("foot", "access"), BICYCLE: ("bicycle", "vehicle", "access")}
_CLOSED = {
    *("no", "private", "agricultural", "forestry", "emergency", "military", "delivery"),
    *("permit", "restricted", "psv", "bus", "taxi", "use_sidepath", "motorcar", "horse"),
}
_OPEN = {"yes", "designated", "permissive", "official", "destination", "customers", "public"}
_PUSHED = "dismount"
_STOPS_BICYCLES = ("stile", "horse_stile", "turnstile", "full-height_turnstile")
_FORWARD, _BACKWARD = {"yes", "true", "1"}, {"-1", "reverse"}
_LANE_KEYS = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
_AGAINST_LANE = {"no", "-1"}


@cache
def _classes(profile: str) -> Mapping[str, tuple[bool, float]]:
    """Return by class of highway whether it is open, and the share of the speed on it."""
    return {
        row["highway"]: (row["open"] == "1", float(row["speed_share"]))
        for row in read_table("active_classes.csv")
        if row["profile"] == profile
    }


def speed_on_level(profile: str) -> float:
    """Return the km/h of a profile where none is chosen."""
    rows = read_table("active_speeds.csv")
    return next(float(row["speed_kmh"]) for row in rows if row["profile"] == profile)


def speed_share(profile: str, highway: str) -> float:
    """Return the share of a profile's speed on a class of highway; 1 for one that isn't listed."""
    return _classes(profile).get(highway, (False, 1.0))[1]


def active_candidate(tags: Tags, profile: str) -> bool:
    """Return whether a way's class is one that `active_rule` may let walkers or riders use."""
    return bool(_class_of(tags, profile)) or _is_ferry(tags)


def active_rule(tags: Tags, options: OsmOptions) -> WayRule | None:
    """Return what one may do on a way on foot or by bicycle, as the options say; None: nothing."""
    if _is_ferry(tags):
        return _ferry_rule(tags, options)
    kind = _class_of(tags, options.profile)
    if not kind or (options.profile == BICYCLE and (kind == "steps" or tags.get("area") == "yes")):
        return None
    by_class, share = _classes(options.profile)[kind]
    if tags.get("motorroad") == "yes" or _is_garage(tags):
        by_class = False
    ahead, back = (_may(tags, options.profile, side, by_class) for side in ("forward", "backward"))
    pushed = options.profile == BICYCLE and _PUSHED in _values(_told(tags, BICYCLE))
    if not pushed:
        one, other = _directions(tags, options.profile)
        ahead, back = ahead and one, back and other
    if not (ahead or back):
        return None
    kmh = share * (options.speed_kmh or speed_on_level(options.profile))
    if pushed:
        kmh = min(kmh, speed_on_level(WALK))
    remarks: list[Remark] = []
    if kind != tags["highway"]:
        remarks.append(("unread_class", "highway", tags["highway"]))
    if is_conditional(tags):
        remarks.append(("conditional", "", ""))
    return WayRule(kind, (kmh * ahead, kmh * back), ahead != back, remarks=tuple(remarks))


def active_node_rule(tags: Tags, profile: str) -> NodeRule | None:
    """Return what a point means for who walks or rides; None where it means nothing."""
    if "barrier" not in tags and "highway" in tags:
        return None
    by_kind = tags.get("locked") != "yes"
    if profile == BICYCLE and tags.get("barrier") in _STOPS_BICYCLES:
        by_kind = False
    return None if _may(tags, profile, "", by_kind) else NodeRule(True, 0.0, 0.0)


def _class_of(tags: Tags, profile: str) -> str:
    """Return the class of a way: of several values the first that we know; "" if none is."""
    parts = (part.strip() for part in tags.get("highway", "").split(";"))
    return next((part for part in parts if part in _classes(profile)), "")


def _is_ferry(tags: Tags) -> bool:
    return tags.get("route") == "ferry" and "highway" not in tags


def _is_garage(tags: Tags) -> bool:
    """Return whether a way lies in an underground garage, where nobody walks to."""
    below = tags.get("tunnel") == "yes" or tags.get("layer", "").startswith("-")
    return below and tags.get("service") in ("driveway", "parking_aisle")


def _told(tags: Tags, profile: str, side: str = "") -> str:
    """Return the value that decides on access: of the most special key, in a direction first."""
    for key in _KEYS[profile]:
        for there in (f"{key}:{side}", key):
            if there in tags:
                return tags[there]
    return ""


def _may(tags: Tags, profile: str, side: str, by_class: bool) -> bool:
    """Return whether one may pass; a class that is closed opens only by a tag of one's own kind."""
    told = _values(_told(tags, profile, side))
    if not told:
        return by_class
    own = any(f"{_KEYS[profile][0]}{part}" in tags for part in ("", f":{side}"))
    if all(value in _CLOSED for value in told):
        return False
    return by_class or (own and any(value in _OPEN or value == _PUSHED for value in told))


def _values(text: str) -> list[str]:
    return [part.strip().lower() for part in text.split(";") if part.strip()]


def _directions(tags: Tags, profile: str) -> tuple[bool, bool]:
    """Return whether one may go along a way and against it, as far as directions go.

    Those on foot go both ways but where a tag speaks of them or steps move by themselves.
    """
    if profile == WALK:
        conveying = tags.get("conveying", "")
        value = {"forward": "yes", "backward": "-1"}.get(conveying, tags.get("oneway:foot", ""))
        return value not in _BACKWARD, value not in _FORWARD
    own = tags.get("oneway:bicycle", "").strip().lower()
    value = own or tags.get("oneway", "").strip().lower()
    if not value and tags.get("junction") in ("roundabout", "circular"):
        value = "yes"
    against = not own and _has_lane_against(tags)
    return against or value not in _BACKWARD, against or value not in _FORWARD


def _has_lane_against(tags: Tags) -> bool:
    """Return whether riders have a lane or track against the other traffic of a one-way road."""
    if any(tags.get(key, "").startswith("opposite") for key in _LANE_KEYS):
        return True
    return any(tags.get(f"{key}:oneway") in _AGAINST_LANE for key in _LANE_KEYS[1:])


def _ferry_rule(tags: Tags, options: OsmOptions) -> WayRule | None:
    if not _may(tags, options.profile, "", by_class=True):
        return None
    value = tags.get("oneway", "").strip().lower()
    ahead, back = value not in _BACKWARD, value not in _FORWARD
    minutes = parse_duration(tags.get("duration", ""))
    remarks: list[Remark] = []
    if "duration" in tags and not minutes:
        remarks.append(("unread_duration", "duration", tags["duration"]))
    speed = default_speed("ferry", options.country)
    speeds = (speed * ahead, speed * back)
    return WayRule("ferry", speeds, ahead != back, minutes, remarks=tuple(remarks))
