"""Roads: what hangs together, and who can get in and out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import joined, said
from transnet.model.checks.rules import Draft, Rule, flagged, numbers, row_called, texts

Ways = Mapping[str, list[str]]

# km/h; wider than the standards, which have 60 to 120 for motorways and 20 to 80 for the others.
_CLASS_SPEEDS = {
    "motorway": (40.0, 140.0),
    "trunk": (20.0, 120.0),
    "primary": (15.0, 120.0),
    "urban": (10.0, 100.0),
}


def _ends(draft: Draft, table: str, kind: str) -> list[tuple[str, str]]:
    frame = draft[table]
    return list(zip(texts(frame, f"from_{kind}"), texts(frame, f"to_{kind}"), strict=True))


def self_loops(draft: Draft) -> Iterator[Notice]:
    """Yield links that end where they begin."""
    for table, kind in (("roads", "node"), ("tracks", "station"), ("flights", "airport")):
        loops = [first == last != "" for first, last in _ends(draft, table, kind)]
        hint = said("it ends where it begins and changes nothing")
        yield from flagged("self_loop", (table, f"to_{kind}"), draft[table], loops, hint)


def parallel_links(draft: Draft) -> Iterator[Notice]:
    """Yield roads between two nodes that another road joins too; the faster one counts."""
    seen: dict[frozenset[str], int] = {}
    for row, (first, last) in enumerate(_ends(draft, "roads", "node"), start=2):
        if first == last:
            continue
        earlier = seen.setdefault(frozenset((first, last)), row)
        if earlier != row:
            hint = said(
                "row {earlier} joins the same nodes; the faster one counts", earlier=earlier
            )
            value = f"{first}-{last}"
            yield notice("parallel_links", "roads", row, "to_node", value, hint)


def isolated_nodes(draft: Draft) -> Iterator[Notice]:
    """Yield nodes that no road and no way to a stop touches."""
    touched = {node for ends in _ends(draft, "roads", "node") for node in ends}
    touched |= set(texts(draft["access"], "node_id"))
    alone = [node != "" and node not in touched for node in texts(draft["nodes"], "node_id")]
    hint = said("no road touches it, nor a way to a stop")
    yield from flagged("isolated_node", ("nodes", "node_id"), draft["nodes"], alone, hint)


def split_network(draft: Draft) -> Iterator[Notice]:
    """Yield the parts of the road network that no road joins to its largest part."""
    nodes = texts(draft["nodes"], "node_id")
    around: dict[str, list[str]] = defaultdict(list)
    for first, last in _ends(draft, "roads", "node"):
        around[first].append(last)
        around[last].append(first)
    parts = sorted(_parts([node for node in nodes if node in around], around), key=len)
    for part in reversed(parts[:-1]):
        inside = [node for node in nodes if node in part]
        named = [row_called(draft, "nodes", node) for node in inside[:5]]
        shown = joined([*named, *(["…"] if len(inside) > 5 else [])])
        hint = said(
            "{inside_count} nodes ({shown}) that no road joins to the other {parts_count}",
            inside_count=len(inside),
            shown=shown,
            parts_count=len(parts[-1]),
        )
        row = nodes.index(inside[0]) + 2
        yield notice("split_network", "nodes", row, "node_id", inside[0], hint)


def _parts(nodes: list[str], around: Ways) -> list[set[str]]:
    parts: list[set[str]] = []
    seen: set[str] = set()
    for node in nodes:
        if node not in seen:
            parts.append(_reached(node, around))
            seen |= parts[-1]
    return parts


def _reached(start: str, ways: Ways) -> set[str]:
    seen = {start}
    stack = [start]
    while stack:
        for node in ways.get(stack.pop(), ()):
            if node not in seen:
                seen.add(node)
                stack.append(node)
    return seen


def one_way_dead_ends(draft: Draft) -> Iterator[Notice]:
    """Yield nodes that can be entered but not left, or left but not entered."""
    outward, inward = _ways(draft)
    for row, node in enumerate(texts(draft["nodes"], "node_id"), start=2):
        if (node in outward) != (node in inward):
            hint = said(
                "no road leads into it; is a one-way road the wrong way round?"
                if node in outward
                else "no road leads out of it; is a one-way road the wrong way round?"
            )
            yield notice("one_way_dead_end", "nodes", row, "node_id", node, hint)


def _ways(draft: Draft) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return where one can drive on to from each node, and come from, on roads that ever open."""
    roads = draft["roads"]
    opens = roads["opened"].notna() & (roads["status"] != "cancelled")
    outward: dict[str, list[str]] = defaultdict(list)
    inward: dict[str, list[str]] = defaultdict(list)
    for (first, last), oneway, ever in zip(
        _ends(draft, "roads", "node"), roads["oneway"], opens, strict=True
    ):
        if ever and first != last:
            for start, end in ((first, last),) if oneway else ((first, last), (last, first)):
                outward[start].append(end)
                inward[end].append(start)
    return outward, inward


def cut_off_places(draft: Draft) -> Iterator[Notice]:
    """Yield places whose seat can't be driven to from the core, or from which it can't.

    A place outside the cluster that no road touches is one to reach by train or air only.
    """
    if not draft.info:
        return
    seats = _seats(draft)
    core = seats.get(draft.info.core_place_id)
    if core is None:
        return
    outward, inward = _ways(draft)
    there, back = _reached(core, outward), _reached(core, inward)
    places = zip(texts(draft["places"], "place_id"), texts(draft["places"], "kind"), strict=True)
    for row, (place, kind) in enumerate(places, start=2):
        seat = seats.get(place)
        by_road = kind != "external" or seat in outward or seat in inward
        if seat is not None and by_road and not (seat in there and seat in back):
            hint = said(
                "no road that ever opens leads to it from {core}"
                if seat not in there
                else "no road that ever opens leads from it to {core}",
                core=draft.info.core_place_id,
            )
            yield notice("cut_off_place", "places", row, "place_id", place, hint)


def _seats(draft: Draft) -> dict[str, str]:
    nodes = draft["nodes"]
    pairs = zip(texts(nodes, "place_id"), texts(nodes, "node_id"), strict=True)
    return {place: node for place, node in pairs if place}


def places_and_nodes(draft: Draft) -> Iterator[Notice]:
    """Yield places that don't have exactly one road node."""
    nodes = draft["nodes"]
    count = Counter(place for place in texts(nodes, "place_id") if place)
    for row, place in enumerate(texts(draft["places"], "place_id"), start=2):
        if place and place not in count:
            hint = said("give one road node this place_id, so that its people can leave")
            yield notice("place_without_node", "places", row, "place_id", place, hint)
    seen: set[str] = set()
    for row, place in enumerate(texts(nodes, "place_id"), start=2):
        if place in seen:
            hint = said("another node has this place already; keep one")
            yield notice("second_node", "nodes", row, "place_id", place, hint)
        seen |= {place} - {""}


def class_speeds(draft: Draft) -> Iterator[Notice]:
    """Yield roads whose design speed is one that no road of their class has."""
    roads = draft["roads"]
    speed = numbers(roads, "design_speed_kmh")
    ends = [_CLASS_SPEEDS.get(name, (0.0, np.inf)) for name in texts(roads, "road_class")]
    low, high = np.array(ends, dtype=np.float64).reshape(-1, 2).T
    yield from flagged(
        "speed_outside_class",
        ("roads", "design_speed_kmh"),
        roads,
        (speed < low) | (speed > high),
        lambda row: said(
            "roads of this class are designed for {low:g} to {high:g} km/h",
            low=low[row],
            high=high[row],
        ),
    )


RULES = (
    Rule(("roads",), class_speeds),
    Rule(("roads", "tracks", "flights"), self_loops),
    Rule(("roads",), parallel_links),
    Rule(("roads", "nodes", "access"), isolated_nodes),
    Rule(("roads", "nodes"), split_network),
    Rule(("roads", "nodes"), one_way_dead_ends),
    Rule(("roads", "nodes", "places"), cut_off_places),
    Rule(("nodes", "places"), places_and_nodes),
)
