"""Small OpenStreetMap files for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from transnet.io.osm.extract import read_osm
from transnet.io.osm.road_import import RoadImport
from transnet.io.osm.way_tags import OsmOptions

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="test">'
ROAD = {"highway": "residential"}

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
        tags = tags_text((nodes or {}).get(node, {}))
        rows.append(f'<node id="{node}" version="1" lat="{lat}" lon="{lon}">{tags}</node>')
    for way, refs, tags_of in ways:
        body = "".join(f'<nd ref="{ref}"/>' for ref in refs) + tags_text(tags_of)
        rows.append(f'<way id="{way}" version="1">{body}</way>')
    for number, (tags_of, members) in enumerate(relations or [], start=1):
        body = "".join(
            f'<member type="{t}" ref="{ref}" role="{role}"/>' for t, ref, role in members
        )
        rows.append(f'<relation id="{number}" version="1">{body}{tags_text(tags_of)}</relation>')
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


def tags_text(tags: Mapping[str, str]) -> str:
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())


def node(number: int, place: tuple[float, float] | None = None, said: str = "") -> str:
    lon, lat = place or PLACES[abs(number)]
    return f'<node id="{number}" lat="{lat}" lon="{lon}" {said}/>'


def way(number: int, refs: list[int], tags: dict[str, str] = ROAD, said: str = "") -> str:
    body = "".join(f'<nd ref="{ref}"/>' for ref in refs)
    return f'<way id="{number}" {said}>{body}{tags_text(tags)}</way>'


def relation(number: int, made: tuple[dict[str, str], list[Any]], said: str = "") -> str:
    tags, members = made
    body = "".join(f'<member type="{t}" ref="{r}" role="{role}"/>' for t, r, role in members)
    return f'<relation id="{number}" {said}>{body}{tags_text(tags)}</relation>'


def read(folder: Path, rows: list[str], options: OsmOptions | None = None) -> RoadImport:
    path = folder / "world.osm"
    path.write_text("\n".join([HEAD, *rows, "</osm>"]), encoding="utf-8")
    return read_osm(path, options)


def codes(made: RoadImport) -> list[str]:
    return [each.code for each in made.notices]


def arcs(made: RoadImport) -> list[tuple[int, int, int]]:
    """Return ends and milliseconds of arcs that don't leave copies, sorted."""
    graph = made.graph
    ids = graph.node_ids
    ends = zip(ids[graph.tails].tolist(), ids[graph.heads].tolist(), strict=True)
    rows = zip(ends, graph.time_ms.tolist(), graph.is_repeated.tolist(), strict=True)
    return sorted((*pair, time) for pair, time, again in rows if not again)
