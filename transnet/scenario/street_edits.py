"""Edits of single streets: those of a network's road layer, or roads that stand alone.

Streets have no rows in tables. They are chosen by the ids of their ways, by name, class and tags,
or by what they cross on the map.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeGuard, TypeVar

import numpy as np

from transnet.base.collector import Notices
from transnet.base.errors import InputError
from transnet.base.language import said
from transnet.model.network import Network
from transnet.scenario.area import Polygon
from transnet.scenario.changes import Resolved
from transnet.scenario.choices import meant
from transnet.scenario.select import Dated

if TYPE_CHECKING:  # imported where streets are edited
    from transnet.roads.graph import BoolArray
    from transnet.travel.road_states import RoadStates

Points = tuple[tuple[float, ...], ...]
"""Points of a line as longitude and latitude (WGS-84)."""

TagValue = bool | str | tuple[str, ...]
Tags = tuple[tuple[str, TagValue], ...]
"""Tags and what they must be: true, false, a text or several."""

_Made = TypeVar("_Made")
_KEYS = {"kmh": "speed_kmh", "ways": "way", "which": "way", "points": "along"}
"""Keys of a file by what methods of road graphs call them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetSelection(Dated):
    """Streets that meet each condition given; at least one must be.

    way         ids of ways
    name        part of a name
    road_class  classes of OpenStreetMap, such as motorway or residential
    tags        tags that the streets were read with
    crossing    two or more points of a line that they cross
    polygon     corners of an area that they meet
    """

    way: tuple[int, ...] = ()
    name: str = ""
    road_class: tuple[str, ...] = ()
    tags: Tags = ()
    crossing: Points = ()
    polygon: Polygon = ()

    def chosen(self, states: RoadStates, findings: Notices) -> BoolArray | None:
        """Return the arcs chosen, bool[m]; None with an error where nothing can be."""
        asked: dict[str, Any] = {}
        if self.way:
            asked["ways"] = list(self.way)
        if self.name:
            asked["name"] = self.name
        if self.road_class:
            asked["road_class"] = [meant("road_class", each) for each in self.road_class]
        for key, points in (("crossing", self.crossing), ("polygon", self.polygon)):
            if any(abs(lon) > 180 or abs(lat) > 90 for lon, lat in points):
                hint = said("must be degrees of WGS-84, longitude first")
                findings.add("bad_point", hint, column=key, value=str(points)[:80])
                return None
        shapely: Any = import_module("shapely")
        shapes = [shapely.LineString(self.crossing)] if self.crossing else []
        shapes += [shapely.Polygon(self.polygon)] if self.polygon else []
        from transnet.roads.road_changes import OWN_KEYS

        own = [key for key, _ in self.tags if key in OWN_KEYS]
        if own:
            hint = said("isn't chosen among tags: write the key {key} by itself", key=own[0])
            findings.add("bad_keys", hint, column="tags", value=own[0])
            return None
        asked |= dict(self.tags)
        if not asked and not shapes:
            hint = said("say which streets: way, name, road_class, tags, crossing or polygon")
            findings.add("no_selection", hint)
            return None
        return _told(findings, "unknown_street", lambda: _selected(states, asked, shapes))


def _selected(states: RoadStates, asked: Mapping[str, Any], shapes: Sequence[Any]) -> BoolArray:
    from transnet.travel.edited_roads import select_arcs

    found = np.ones(states.after.arc_count, dtype=np.bool_)
    for more in [{"crossing": shape} for shape in shapes] or [{}]:
        found &= select_arcs(states.after, **asked, **more)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseStreet(StreetSelection):
    """Close streets: nobody drives on them."""

    action: ClassVar[str] = "close_street"

    def resolve(self, network: Network, findings: Notices) -> Resolved:
        """Return the streets after it."""
        return _on_layer(network, findings, self.changed)

    def changed(self, states: RoadStates, findings: Notices) -> RoadStates:
        """Return both states with the streets closed after; as they are where there are errors."""
        which = self.chosen(states, findings)
        if which is None:
            return states
        after = states.close(which)
        if not _differ(states, after):
            hint = said("all streets that it chooses are closed already")
            findings.add("no_effect", hint, value=_words(self))
        return after


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStreetSpeed(StreetSelection):
    """Set the speed of streets, or multiply it; what signals cost stays."""

    action: ClassVar[str] = "set_street_speed"
    speed_kmh: float | None = None
    factor: float | None = None

    def resolve(self, network: Network, findings: Notices) -> Resolved:
        """Return the streets after it."""
        return _on_layer(network, findings, self.changed)

    def changed(self, states: RoadStates, findings: Notices) -> RoadStates:
        """Return both states with the streets at the speed after."""
        if (self.speed_kmh is None) == (self.factor is None):
            hint = said("give speed_kmh or factor, one of the two")
            findings.add("bad_keys", hint, column="speed_kmh")
            return states
        which = self.chosen(states, findings)
        if which is None:
            return states
        kmh, factor = self.speed_kmh, self.factor
        after = _told(
            findings, "out_of_range", lambda: states.set_speed(which, kmh=kmh, factor=factor)
        )
        if after is None:
            return states
        if not _differ(states, after):
            key = "factor" if self.speed_kmh is None else "speed_kmh"
            hint = said("the streets that it chooses are closed, or take as long already")
            findings.add("no_effect", hint, column=key, value=getattr(self, key))
        return after


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStreet(Dated):
    """Add a street from junction to junction; it meets no other between.

    along   two or more points; the first and last lie within snap_m of a junction
    """

    action: ClassVar[str] = "add_street"
    along: Points
    speed_kmh: float
    road_class: str = "unclassified"
    name: str = ""
    oneway: bool = False
    snap_m: float = 100.0

    def resolve(self, network: Network, findings: Notices) -> Resolved:
        """Return the streets after it."""
        return _on_layer(network, findings, self.changed)

    def changed(self, states: RoadStates, findings: Notices) -> RoadStates:
        """Return both states with the street, closed before."""
        what = {"road_class": meant("road_class", self.road_class), "name": self.name}
        how: dict[str, Any] = {**what, "oneway": self.oneway, "snap_m": self.snap_m}
        points = [(lon, lat) for lon, lat in self.along]
        made = _told(findings, "bad_point", lambda: states.add_road(points, self.speed_kmh, **how))
        return states if made is None else made


StreetEdit = CloseStreet | SetStreetSpeed | AddStreet

STREET_ACTIONS: Mapping[str, type[StreetEdit]] = {
    kind.action: kind for kind in (CloseStreet, SetStreetSpeed, AddStreet)
}
"""Edits of streets by the word that stands for them in a scenario file."""

STREET_ACTION_WORDS: Mapping[str, tuple[str, ...]] = {
    "close_street": ("封路", "关闭街道", "封闭街道"),
    "set_street_speed": ("街道限速", "设置街道速度"),
    "add_street": ("新增街道", "加街道", "新建街道"),
}
"""What a planner may write in place of an action's word."""


def tags_asked(edits: Sequence[object]) -> tuple[str, ...]:
    """Return the tags by which edits choose streets, sorted."""
    chosen = [each for each in edits if isinstance(each, StreetSelection)]
    return tuple(sorted({key for each in chosen for key, _ in each.tags}))


def _on_layer(
    network: Network, findings: Notices, change: Callable[[RoadStates, Notices], RoadStates]
) -> Resolved:
    from transnet.travel.road_states import RoadStates

    layer = network.road_layer
    if layer is None:
        hint = said(
            "the network has no streets of its own: name them in network.toml (road_layer), or "
            "edit rows of its tables by open, close, set_speed and add_link"
        )
        findings.add("no_streets", hint, value=network.info.network_id)
        return Resolved()
    states = change(RoadStates(layer.graph, layer.streets), findings)
    if findings.errors:
        return Resolved()
    return Resolved(layer=layer.in_state(states.before, states.after))


def _told(findings: Notices, code: str, make: Callable[[], _Made]) -> _Made | None:
    """Return what is made; None where it can't be, with what is told of it as a finding."""
    try:
        return make()
    except InputError as error:
        for each in error.notices:
            key = _KEYS.get(each.column, each.column)
            findings.add(code, each.hint, column="" if key == "select" else key, value=each.value)
        return None


def _differ(one: RoadStates, other: RoadStates) -> bool:
    return not np.array_equal(one.after.time_ms, other.after.time_ms)


def _words(edit: StreetSelection) -> str:
    parts = [*map(str, edit.way), edit.name, *edit.road_class, *(key for key, _ in edit.tags)]
    return ", ".join(part for part in parts if part)


def points_of(value: object) -> Points | None:
    """Return two or more points as (lon, lat); None for what is none."""
    if not isinstance(value, list | tuple) or len(value) < 2:
        return None
    points = [_point(each) for each in value]
    return None if None in points else tuple(each for each in points if each is not None)


def ids_of(value: object) -> tuple[int, ...] | None:
    """Return one or more whole numbers; None for what is none."""
    listed = value if isinstance(value, list | tuple) else [value]
    return tuple(map(int, listed)) if all(map(_is_whole, listed)) and listed else None


def tags_of(value: object) -> Tags | None:
    """Return pairs of a tag and what it must be; None for what is no table of such."""
    if not isinstance(value, Mapping) or not value:
        return None
    pairs = [(str(key), _tag_value(each)) for key, each in value.items()]
    known = tuple((key, each) for key, each in pairs if each is not None)
    return known if len(known) == len(pairs) else None


def _point(value: object) -> tuple[float, ...] | None:
    if not isinstance(value, list | tuple) or len(value) != 2 or not all(map(_is_real, value)):
        return None
    point = tuple(map(float, value))
    return point if all(map(math.isfinite, point)) else None


def _tag_value(value: object) -> TagValue | None:
    if isinstance(value, bool):
        return value
    listed = value if isinstance(value, list | tuple) else [value]
    fit = [isinstance(each, str) or _is_whole(each) for each in listed]
    return tuple(map(str, listed)) if fit and all(fit) else None


def _is_whole(value: object) -> TypeGuard[Any]:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def _is_real(value: object) -> TypeGuard[Any]:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)
