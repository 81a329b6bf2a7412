"""Columns of a GMNS link that say who may use it and how its line runs, and those not honoured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.io.coordinates import point_problem
from transnet.io.lines import number_of

_USES = {
    **dict.fromkeys(("all", "any", "general", "passenger", "private", "sov", "taxi"), True),
    **dict.fromkeys(("auto", "autos", "automobile", "car", "cars", "motor", "motorcar"), True),
    **dict.fromkeys(("drive", "driver", "driving", "vehicle", "vehicles", "motorized"), True),
    **dict.fromkeys(("motor_vehicle", "motor_vehicles"), True),
    **dict.fromkeys(("walk", "walking", "ped", "peds", "pedestrian", "pedestrians", "foot"), False),
    **dict.fromkeys(("bike", "bikes", "bicycle", "bicycles", "cycle", "cyclist", "scooter"), False),
    **dict.fromkeys(("bus", "buses", "brt", "transit", "pt", "rail", "train", "tram"), False),
    **dict.fromkeys(("metro", "subway", "lrt", "ferry", "truck", "trucks", "hgv"), False),
    **dict.fromkeys(("freight", "hov", "hov2", "hov3", "emergency", "none", "closed"), False),
}
"""Whether a use is one of cars."""

_FOLLOWS = {
    "toll": said("tolls aren't paid"),
    "geometry_id": said("lines in geometry.csv aren't read: such links become straight"),
    "parent_link_id": said("a link and its parent both count as roads"),
    "travel_time": said("times of it aren't read: they are length / free_speed"),
    "fftt": said("times of it aren't read: they are length / free_speed"),
    "time": said("times of it aren't read: they are length / free_speed"),
    "speed_limit": said("free_speed counts"),
    "max_speed": said("free_speed counts"),
    "free_speed_raw": said("free_speed counts"),
    "length_unit": said("config.csv says the unit of all lengths"),
    "speed_unit": said("config.csv says the unit of all speeds"),
    "is_open": said("closed links count as roads"),
    "status": said("closed links count as roads"),
    "access": said("whoever may use a link, cars do"),
}
Point = tuple[float, float]


@dataclass(slots=True)
class LinkRules:
    """Finds out, row by row, which links cars may use and where their lines run."""

    faults: Notices
    _others: Counter[str] = field(default_factory=Counter)
    _unknown: Counter[str] = field(default_factory=Counter)
    _unread: int = 0
    _turned: int = 0
    _columns: set[str] = field(default_factory=set)

    def carries_cars(self, row: Mapping[str, str]) -> bool:
        """Return whether allowed_uses lets cars in; an empty cell lets everybody in."""
        uses = row.get("allowed_uses", "").strip().lower()
        if not uses:
            return True
        for mark in ";|/+&":
            uses = uses.replace(mark, ",")
        items = {each.strip(" []'\"") for each in uses.replace(" ", ",").split(",")} - {""}
        if any(_USES.get(each) for each in items):
            return True
        strange = items - set(_USES)
        if strange:
            self._unknown.update(strange)
            return True
        self._others[", ".join(sorted(items))] += 1
        return False

    def note_columns(self, row: Mapping[str, str]) -> None:
        """Take down which columns that aren't honoured have something in them."""
        for name, text in row.items():
            if text.strip() not in ("", "0", "0.0"):
                plain = name.strip().lower()
                if plain in _FOLLOWS or plain.startswith("vdf_"):
                    self._columns.add(name)

    def inner(self, line: int, row: Mapping[str, str], ends: tuple[Point, Point]) -> list[Point]:
        """Return the points of a link's WKT line between its ends, in the link's direction."""
        text = row.get("geometry", "").strip()
        flag = self._dir_flag(line, row)
        if not text:
            return []
        found = _line(text)
        if found is None:
            self._unread += 1
            return []
        places = np.array(found, dtype=np.float64)
        bad = (np.abs(places[:, 0]) > 180) | (np.abs(places[:, 1]) > 90)
        if bad.any():
            code, hint = point_problem(places[bad, 0], places[bad, 1])
            value = f"{places[bad][0, 0]:g}, {places[bad][0, 1]:g}"
            self.faults.add(code, hint, row=line, column="geometry", value=value)
            return []
        backward = flag == -1 if flag else _runs_back(found, ends)
        self._turned += backward and not flag
        inner = found[1:-1]
        return inner[::-1] if backward else inner

    def _dir_flag(self, line: int, row: Mapping[str, str]) -> int:
        """Return 1 for a line along its link, -1 for one against it, 0 where nothing says."""
        text = row.get("dir_flag", "").strip()
        if not text:
            return 0
        value = number_of(text)
        if value not in (-1, 0, 1):
            hint = said("it is 1 (the line runs along the link), -1 (against it) or 0")
            self.faults.add("unknown_choice", hint, row=line, column="dir_flag", value=text)
            return 0
        return int(value)

    def note(self) -> None:
        """Add notices of what was left out, guessed or isn't honoured."""
        if self._others:
            uses = ", ".join(f"'{each}'" for each, _ in self._others.most_common(5))
            hint = said(
                "{total:,} links aren't for cars by allowed_uses ({uses})",
                total=self._others.total(),
                uses=uses,
            )
            self.faults.add("left_out", said("{hint}: they are left out", hint=hint))
        if self._unknown:
            uses = ", ".join(sorted(self._unknown)[:9])
            hint = said(
                "allowed_uses that aren't known: {uses}; such links count as roads for cars",
                uses=uses,
            )
            self.faults.warn("unknown_choice", hint)
        if self._unread:
            hint = said(
                "{unread:,} shapes aren't WKT lines; these links become straight",
                unread=self._unread,
            )
            self.faults.add("left_out", hint)
        if self._turned:
            hint = said(
                "{turned:,} lines run from the head of their link to its tail: turned",
                turned=self._turned,
            )
            self.faults.add("turned_line", hint)
        for name in sorted(self._columns):
            follows = _FOLLOWS.get(
                name.strip().lower(), said("times are those of length / free_speed")
            )
            self.faults.add(
                "left_out",
                said("{name} isn't honoured: {follows}", name=name, follows=follows),
                value=name,
            )


def _line(text: str) -> list[Point] | None:
    """Return the points of a WKT line, its heights left out; None when it is none.

    An end without coordinates is written as nan; it is the node's place, not the shape's.
    """
    body = text.upper()
    if body.startswith("SRID=4326;"):
        body = body.removeprefix("SRID=4326;")
    if not body.startswith("LINESTRING"):
        return None
    body = body.removeprefix("LINESTRING").strip()
    for mark in ("ZM", "Z", "M"):
        body = body.removeprefix(mark).strip()
    if not (body.startswith("(") and body.endswith(")")):
        return None
    parts = [part.split() for part in body[1:-1].split(",")]
    points: list[Point] = []
    for place, part in enumerate(parts):
        pair = [number_of(each) for each in part[:2]]
        end = place in (0, len(parts) - 1)
        if len(pair) == 2 and pair[0] is not None and pair[1] is not None:
            points.append((pair[0], pair[1]))
        elif end and len(parts) > 1:
            points.append((float("nan"), float("nan")))
        else:
            return None
    return points if len(points) > 1 else None


def _runs_back(points: list[Point], ends: tuple[Point, Point]) -> bool:
    """Return whether a line begins at the link's head and ends at its tail."""
    first, last = points[0], points[-1]
    return first == ends[1] and last == ends[0] and ends[0] != ends[1]
