"""Small OpenStreetMap files for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from transnet.io.osm import RoadImport

Way = tuple[int, list[int], dict[str, str]]
Member = tuple[str, int, str]

# A crossing: 1 west, 2 in the middle, 3 east, 4 south, 5 north.
PLACES = {
    1: (112.00, 37.00),
    2: (112.01, 37.00),
    3: (112.02, 37.00),
    4: (112.01, 36.99),
    5: (112.01, 37.01),
    6: (112.02, 37.01),
}
CROSSING: list[Way] = [
    (10, [1, 2], {"highway": "primary"}),
    (11, [2, 3], {"highway": "primary"}),
    (12, [4, 2], {"highway": "secondary"}),
    (13, [2, 5], {"highway": "secondary"}),
]


def write_osm(
    folder: Path,
    ways: list[Way],
    *,
    nodes: Mapping[int, dict[str, str]] | None = None,
    relations: list[tuple[dict[str, str], list[Member]]] | None = None,
) -> Path:
    """Write PLACES with tags, ways and relations as world.osm."""
    rows = ["<?xml version='1.0' encoding='UTF-8'?>", '<osm version="0.6">']
    for node, (lon, lat) in PLACES.items():
        tags = _tags((nodes or {}).get(node, {}))
        rows.append(f'<node id="{node}" version="1" lat="{lat}" lon="{lon}">{tags}</node>')
    for way, refs, tags_of in ways:
        body = "".join(f'<nd ref="{ref}"/>' for ref in refs) + _tags(tags_of)
        rows.append(f'<way id="{way}" version="1">{body}</way>')
    for number, (tags_of, members) in enumerate(relations or [], start=1):
        body = "".join(
            f'<member type="{t}" ref="{ref}" role="{role}"/>' for t, ref, role in members
        )
        rows.append(f'<relation id="{number}" version="1">{body}{_tags(tags_of)}</relation>')
    path = folder / "world.osm"
    path.write_text("\n".join([*rows, "</osm>"]), encoding="utf-8")
    return path


def restriction(
    value: str, origin: int, via: Member, destination: int, **tags: str
) -> tuple[dict[str, str], list[Member]]:
    """Return a turn restriction's tags and members."""
    members = [("way", origin, "from"), via, ("way", destination, "to")]
    return {"type": "restriction", "restriction": value, **tags}, members


def turns(made: RoadImport) -> set[tuple[int, int, int]]:
    """Return the ids of three nodes for each turn that can be driven."""
    graph = made.graph
    names, tails = graph.node_ids.tolist(), graph.tails.tolist()
    found = set()
    for tail, middle in zip(tails, graph.heads.tolist(), strict=True):
        for arc in range(graph.indptr[middle], graph.indptr[middle + 1]):
            found.add((names[tail], names[middle], names[graph.heads[arc]]))
    return found


def _tags(tags: Mapping[str, str]) -> str:
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
