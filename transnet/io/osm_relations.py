"""Relations of an extract that matter to cars: turn restrictions and ferry routes.

Sources: the OpenStreetMap wiki's pages Relation:restriction, Conditional restrictions and
Tag:route=ferry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from transnet.io.osm_tags import Tags, parse_duration

_CAR_KEYS = ("restriction:motorcar", "restriction:motor_vehicle", "restriction:vehicle")
_CAR = {"motorcar", "motor_vehicle", "vehicle"}
_MANDATES = {"only_left_turn", "only_right_turn", "only_straight_on", "only_u_turn"}
_BANS = {
    "no_left_turn",
    "no_right_turn",
    "no_straight_on",
    "no_u_turn",
    "no_entry",
    "no_exit",
    "no_turn",
}
_TIMES = ("day_on", "day_off", "hour_on", "hour_off")


@dataclass(frozen=True, slots=True)
class Restriction:
    """A turn restriction for cars as it is mapped.

    only       whether it names the only turn that may be made, not one that may not
    back       whether it is about turning back
    origins, destinations  ids of ways
    via_nodes, via_ways    ids; one node, or one way or more
    """

    only: bool
    back: bool
    origins: tuple[int, ...]
    destinations: tuple[int, ...]
    via_nodes: tuple[int, ...]
    via_ways: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FerryRoute:
    """Tags of a ferry's relation that its ways take over, and minutes of the whole; 0 untagged."""

    tags: Mapping[str, str]
    duration_min: float


@dataclass(slots=True)
class OsmRelations:
    """What the relations of an extract say.

    ferry_of  id of a way -> place of its route in `ferries`
    counts    restrictions by what became of them: seen, conditional, other_vehicles, malformed
    """

    restrictions: list[Restriction] = field(default_factory=list)
    ferries: list[FerryRoute] = field(default_factory=list)
    ferry_of: dict[int, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def take(self, relation: Any) -> None:
        """Take a relation as osmium gives it."""
        tags = dict(relation.tags)
        members = [(each.type, each.ref, each.role) for each in relation.members]
        if tags["type"].startswith("restriction"):
            self._take_restriction(tags, members)
        elif tags["type"] == "route" and tags.get("route") == "ferry":
            self._take_ferry(tags, members)

    def _take_restriction(self, tags: Tags, members: list[tuple[str, int, str]]) -> None:
        self.counts["seen"] += 1
        value = next((tags[key] for key in (*_CAR_KEYS, "restriction") if key in tags), "")
        if value and (_CAR & _listed(tags.get("except", ""))):
            self.counts["other_vehicles"] += 1
        elif value:
            timed = any(key in tags for key in _TIMES)
            made = None if timed else _restriction(value.strip(), members)
            if made is None:
                self.counts["conditional" if timed else "malformed"] += 1
            else:
                self.restrictions.append(made)
        elif any(":conditional" in key for key in tags):
            self.counts["conditional"] += 1
        else:  # restriction:hgv and the like
            self.counts["other_vehicles"] += 1

    def _take_ferry(self, tags: Tags, members: list[tuple[str, int, str]]) -> None:
        for kind, ref, _ in members:
            if kind == "w":
                self.ferry_of[ref] = len(self.ferries)
        passed_on = {key: text for key, text in tags.items() if key not in ("type", "duration")}
        self.ferries.append(FerryRoute(passed_on, parse_duration(tags.get("duration", ""))))


def _listed(text: str) -> set[str]:
    return {part.strip() for part in text.split(";")}


def _restriction(value: str, members: list[tuple[str, int, str]]) -> Restriction | None:
    """Return a restriction; None when its value isn't known or a member is missing or too many."""

    def of(kind: str, role: str) -> tuple[int, ...]:
        return tuple(ref for type_, ref, part in members if (type_, part) == (kind, role))

    origins, destinations = of("w", "from"), of("w", "to")
    nodes, ways = of("n", "via"), of("w", "via")
    only = value in _MANDATES
    wrong = (
        not (only or value in _BANS)
        or not (origins and destinations)
        or (len(origins) > 1 and value != "no_entry")
        or (len(destinations) > 1 and value != "no_exit")
        or (len(nodes) == 1) == bool(ways)
        or len(nodes) > 1
    )
    if wrong:
        return None
    return Restriction(only, value.endswith("u_turn"), origins, destinations, nodes, ways)
