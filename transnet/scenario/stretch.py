"""A part of a road or railway line: what lies between two of its junctions or stations."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from transnet.base.collector import Notices
from transnet.base.errors import UnknownNameError
from transnet.base.language import joined, said
from transnet.base.name_index import folded
from transnet.base.sphere import distances_km
from transnet.base.suggestion import ambiguous, suggestion
from transnet.model.network import BoolArray, Network
from transnet.model.place_names import find_place
from transnet.scenario.known_names import names_of

_ENDS: Mapping[str, tuple[str, str, str]] = {
    "roads": ("nodes", "from_node", "to_node"),
    "tracks": ("stations", "from_station", "to_station"),
}
"""Table of the points that rows run between, and the columns that name them."""

_NEAREST = 3
_Ways = dict[str, list[tuple[float, str, int]]]


def between(
    network: Network, findings: Notices, line: BoolArray, table: str, ends: tuple[str, ...]
) -> BoolArray:
    """Return the rows of a line that its shortest ways between two ends lie on, bool[rows].

    line  the rows of roads or tracks that are the line
    ends  names or ids of two junctions or stations on it
    Both directions count, so that both carriageways are in it.
    """
    nothing = np.zeros(len(line), dtype=np.bool_)
    if len(ends) != 2:
        hint = said('names the two ends of a stretch: between = ["A", "B"]')
        findings.add("bad_keys", hint, column="between", value=list(ends))
        return nothing
    ways = _ways(network, table, line)
    on_line = set(ways) | {to for each in ways.values() for _, to, _ in each}
    found = [_end(network, findings, on_line, table, name) for name in ends]
    if not all(found):
        return nothing
    if found[0] == found[1]:
        findings.add("same_ends", said("begins and ends at one place"), column="between")
        return nothing
    rows = {*_shortest(ways, found[0], found[1]), *_shortest(ways, found[1], found[0])}
    if not rows:
        points = names_of(network, _ENDS[table][0])
        told = joined([points.told(each) for each in found])
        hint = said("isn't one stretch between {ends}: a part of the line is missing", ends=told)
        findings.add("unknown_name", hint, column="between", value=list(ends))
    nothing[list(rows)] = True
    return nothing


def _end(network: Network, findings: Notices, on_line: set[str], table: str, name: str) -> str:
    """Return the point of a line that a name stands for; '' and an error otherwise."""
    points = names_of(network, _ENDS[table][0])
    if name in on_line:
        return name
    for of_tier in points.in_turn():
        found = of_tier(folded(name)) & on_line
        if len(found) == 1:
            return next(iter(found))
        if found:
            ambiguous(findings, "between", name, [points.told(each) for each in sorted(found)])
            return ""
    labels = {each: points.labels.get(each, ()) for each in on_line}
    if near := _near(network, table, on_line, name):
        told = joined([points.told(each) for each in near], en=" or ", zh=" 或 ")
        hint = said("isn't a point of this line; the nearest ones to it are {points}", points=told)
        findings.add("unknown_name", hint, column="between", value=name)
        return ""
    hint = said(
        "isn't a point of this line: {hint}; its points are {points}",
        hint=suggestion(name, labels, labels),
        points=joined(sorted(next(filter(None, own), each) for each, own in labels.items())),
    )
    findings.add("unknown_name", hint, column="between", value=name)
    return ""


def _near(network: Network, table: str, on_line: set[str], name: str) -> list[str]:
    """Return the points of a line that lie nearest to the place of a name; none for no place."""
    try:
        place = find_place(network, name)
    except UnknownNameError:
        return []
    points = network[_ENDS[table][0]]
    points = points[points.iloc[:, 0].isin(on_line)]
    places = network["places"]
    km = distances_km(points, places[places["place_id"] == place])
    order = np.argsort(np.nan_to_num(km.ravel(), nan=np.inf), kind="stable")[:_NEAREST]
    return [str(points.iloc[at, 0]) for at in order]


def _ways(network: Network, table: str, line: BoolArray) -> _Ways:
    """Return where the rows of a line lead, by the point that they begin at."""
    _, start, end = _ENDS[table]
    frame = network[table]
    oneway = frame["oneway"].to_numpy() if "oneway" in frame else np.zeros(len(frame), np.bool_)
    ways: _Ways = defaultdict(list)
    for row in np.flatnonzero(line).tolist():
        a, b, km = (frame[name].iloc[row] for name in (start, end, "length_km"))
        ways[a].append((float(km), b, row))
        if not oneway[row]:
            ways[b].append((float(km), a, row))
    return dict(ways)


def _shortest(ways: _Ways, start: str, end: str) -> list[int]:
    """Return the rows of the shortest way; none where there is no way."""
    best: dict[str, float] = {start: 0.0}
    came: dict[str, tuple[str, int]] = {}
    queue = [(0.0, start)]
    while queue:
        km, point = heapq.heappop(queue)
        if point == end:
            break
        for length, to, row in ways.get(point, ()):
            if km + length < best.get(to, np.inf):
                best[to], came[to] = km + length, (point, row)
                heapq.heappush(queue, (km + length, to))
    rows = []
    point = end
    while point in came and point != start:
        point, row = came[point]
        rows.append(row)
    return rows if point == start else []
