"""What OpenStreetMap's tags say of a point on a road: is it closed to cars, and what time it costs.

Sources: the OpenStreetMap wiki's pages Key:barrier, Key:access, Tag:highway=traffic_signals,
Tag:highway=stop and Key:traffic_signals:direction. The tables barriers.csv and delays.csv
beside this file hold the defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from transnet.base.errors import InputError, UnknownNameError
from transnet.base.language import said
from transnet.io.osm.countries import read_table
from transnet.io.osm.speeds import Tags
from transnet.io.osm.way_tags import is_closed, is_said

_HIGHWAY_DELAYS = ("traffic_signals", "stop", "give_way", "crossing")
_DIRECTION_KEYS = ("traffic_signals:direction", "direction")
_MOST_S = 86_400
_OTHERS = {"highway": ("crossing", "bus_stop", "platform"), "railway": ("crossing",)}
_GATES = ("gate", "swing_gate", "sliding_gate", "lift_gate")


@dataclass(frozen=True, slots=True)
class NodeRule:
    """What a point means for a car.

    closed  whether nothing drives through it
    ahead_s, back_s  seconds lost in the direction of its way, and against it
    """

    closed: bool
    ahead_s: float
    back_s: float


@cache
def _seconds() -> Mapping[str, float]:
    return {row["key"]: float(row["seconds"]) for row in read_table("delays.csv")}


@cache
def _barriers() -> Mapping[str, bool]:
    return {row["barrier"]: row["open"] == "1" for row in read_table("barriers.csv")}


def delays(chosen: Mapping[str, float]) -> Mapping[str, float]:
    """Return seconds by key: those of delays.csv, and in their place what was chosen.

    Raises UnknownNameError for a key that the table doesn't have, InputError for a time that isn't
    from 0 to a day.
    """
    if not isinstance(chosen, Mapping):
        raise InputError(
            said(
                "delays are seconds by key, such as stop = 6, not {value}", value=repr(chosen)[:80]
            )
        )
    for key, seconds in chosen.items():
        if key not in _seconds():
            raise UnknownNameError(said("delay"), str(key), sorted(_seconds()))
        number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
        if not number or not 0 <= seconds <= _MOST_S:
            raise InputError(
                said(
                    "{key} can't cost {seconds} s: a delay has 0 to {most:,}",
                    key=key,
                    seconds=repr(seconds)[:80],
                    most=_MOST_S,
                )
            )
    return {**_seconds(), **chosen}


def node_rule(tags: Tags, seconds: Mapping[str, float]) -> NodeRule | None:
    """Return what a point means for a car; None where it means nothing.

    seconds  by key, as `delays` returns them
    """
    closed = _is_shut(tags)
    lost = 0.0 if closed else sum(seconds[key] for key in _delay_keys(tags))
    if not (closed or lost):
        return None
    side = next((tags[key] for key in _DIRECTION_KEYS if key in tags), "both")
    return NodeRule(closed, lost * (side != "backward"), lost * (side != "forward"))


def _delay_keys(tags: Tags) -> list[str]:
    found = [tags["highway"]] if tags.get("highway") in _HIGHWAY_DELAYS else []
    if tags.get("highway") == "crossing" and tags.get("crossing") == "traffic_signals":
        found = ["traffic_signals"]
    if tags.get("railway") == "level_crossing":
        found.append("level_crossing")
    kind = tags.get("barrier")
    if kind == "toll_booth":
        found.append("toll_booth")
    elif kind in _GATES:
        found.append("lift_gate" if kind == "lift_gate" else "gate")
    return found


def _is_of_others(tags: Tags) -> bool:
    return any(tags.get(key) in values for key, values in _OTHERS.items())


def _is_shut(tags: Tags) -> bool:
    """Return whether a point stops cars: its access tags decide, then its kind of barrier.

    They count as those of a way do, at a barrier or not. Only where people cross a road, or wait
    beside it, do they speak of these.
    """
    kind = tags.get("barrier")
    if is_said(tags) and (kind or not _is_of_others(tags)):
        return is_closed(tags)
    if kind is None:
        return False
    if tags.get("locked") == "yes" and kind in _GATES:
        return True
    if kind == "bollard" and tags.get("bollard") == "rising":
        return False
    return not _barriers().get(kind, _barriers()["*"])
