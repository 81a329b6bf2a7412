"""Relations of an extract that matter to cars: turn restrictions and ferry routes.

Sources: the OpenStreetMap wiki's pages Relation:restriction, Conditional restrictions and
Tag:route=ferry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from transnet.io.osm.speeds import Tags, parse_duration
from transnet.io.osm.things import Thing
from transnet.io.osm.way_tags import carries_vehicles

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
_NONE = ("no", "none")
_NAMED = 3
_TIMES = ("day_on", "day_off", "hour_on", "hour_off")


@dataclass(frozen=True, slots=True)
class Restriction:
    """A turn restriction for cars as it is mapped.

    id         of its relation
    only       whether it names the only turn that may be made, not one that may not
    back       whether it is about turning back
    origins, destinations  ids of ways
    via_nodes, via_ways    ids; one node, or one way or more
    """

    id: int
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
    ids       of the relations that are counted so, as many as a notice names
    repeated  ids of relations that are there more than once
    """

    restrictions: list[Restriction] = field(default_factory=list)
    ferries: list[FerryRoute] = field(default_factory=list)
    ferry_of: dict[int, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    ids: dict[str, list[int]] = field(default_factory=dict)
    repeated: list[int] = field(default_factory=list)
    _newest: dict[int, Thing] = field(default_factory=dict)

    def add(self, thing: Thing) -> None:
        """Note a relation; of several with its id the highest version counts, or the first."""
        before = self._newest.get(thing.id)
        if before is not None:
            self.repeated.append(thing.id)
        if before is None or before.version < thing.version:
            kind = thing.tags.get("type", "")
            if not _is_restriction(kind) and kind != "route":
                thing.members = []
            self._newest[thing.id] = thing

    def take_all(self) -> None:
        """Take what was noted, once all of it was."""
        for thing in self._newest.values():
            kind = thing.tags.get("type", "")
            if thing.deleted:
                continue
            if _is_restriction(kind):
                self._take_restriction(thing, kind)
            elif kind == "route" and carries_vehicles(thing.tags):
                self._take_ferry(thing.tags, thing.members)
        self._newest.clear()

    def forget_restrictions(self) -> None:
        """Forget what binds cars alone; it stays counted as seen."""
        self.restrictions.clear()
        self.ids.clear()
        self.counts = Counter(seen=self.counts["seen"], other_vehicles=self.counts["seen"])

    def count(self, became: str, relation: int) -> None:
        """Count what became of a relation."""
        self.counts[became] += 1
        named = self.ids.setdefault(became, [])
        if len(named) < _NAMED:
            named.append(relation)

    def _take_restriction(self, thing: Thing, kind: str) -> None:
        tags = thing.tags
        self.counts["seen"] += 1
        key = next((each for each in (*_CAR_KEYS, "restriction") if each in tags), "")
        value = tags.get(key, "").strip()
        _, _, vehicle = kind.partition(":")
        # A value in the key of a car's binds it, whatever the type says.
        others = vehicle not in ("", "conditional", *_CAR) and key in ("", "restriction")
        excepted = bool(_CAR & _listed(tags.get("except", "")))
        timed = any(each in tags for each in _TIMES) or vehicle == "conditional"
        if others or (value and excepted) or (key in _CAR_KEYS and value in _NONE):
            self.count("other_vehicles", thing.id)
        elif value and not timed:
            made = _restriction(thing.id, value, thing.members)
            if made is None:
                self.count("malformed", thing.id)
            else:
                self.restrictions.append(made)
        elif timed or any(":conditional" in each for each in tags):
            self.count("conditional", thing.id)
        elif any(each.startswith("restriction:") for each in tags):  # restriction:hgv and the like
            self.count("other_vehicles", thing.id)
        else:
            self.count("malformed", thing.id)

    def _take_ferry(self, tags: Tags, members: list[tuple[str, int, str]]) -> None:
        for kind, ref, _ in members:
            if kind == "w":
                self.ferry_of[ref] = len(self.ferries)
        passed_on = {key: text for key, text in tags.items() if key not in ("type", "duration")}
        self.ferries.append(FerryRoute(passed_on, parse_duration(tags.get("duration", ""))))


def _is_restriction(kind: str) -> bool:
    return kind == "restriction" or kind.startswith("restriction:")


def _listed(text: str) -> set[str]:
    return {part.strip() for part in text.split(";")}


def _restriction(
    relation: int, value: str, members: list[tuple[str, int, str]]
) -> Restriction | None:
    """Return a restriction; None when its value isn't known or a member is missing or too many."""

    def of(kind: str, role: str) -> tuple[int, ...]:
        return tuple(ref for type_, ref, part in members if (type_, part) == (kind, role))

    origins, destinations = of("w", "from"), of("w", "to")
    nodes, ways = of("n", "via"), of("w", "via")
    values = _listed(value)  # several bans of one turn are one
    only = len(values) == 1 and values <= _MANDATES
    wrong = (
        not (only or values <= _BANS)
        or not (origins and destinations)
        or (len(origins) > 1 and values != {"no_entry"})
        or (len(destinations) > 1 and values != {"no_exit"})
        or (len(nodes) == 1) == bool(ways)
        or len(nodes) > 1
    )
    if wrong:
        return None
    back = values <= {"no_u_turn", "only_u_turn"}
    return Restriction(relation, only, back, origins, destinations, nodes, ways)
