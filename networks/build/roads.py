"""Road nodes and road sections; dates in place of the facts' status flags."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

from networks.build.common import (
    BASE_DATE,
    Row,
    great_circle_km,
    join_notes,
    names,
    not_later_than,
    own_project,
    read_csv,
    read_data,
    write_table,
)
from networks.build.road_terrain import has_toll_station, terrain

NODE_KINDS = {"county_seat": "seat", "road_node": "road"}
STATUS = {"existing": "open", "under-construction": "building", "planned": "planned"}
LINK_ROAD = "连接线"
CITY_LINK_SPEED_KMH = 40  # the facts give this speed to link roads inside a city
CITY_LINK_MAX_KM = 10.0  # a link road longer than this leaves the city's streets
OPEN_LINK_SPEED_KMH = 60  # what the facts give to link roads in counties
# The facts' codes that are no road numbers: provincial road unknown, undecided, municipal, a link.
NO_NUMBER = frozenset({"S", "—", "(待定)", "市政", "联络线", "城市道路", LINK_ROAD})
MOTORWAY_LINK = "高速连接线"
OFF_THE_ROADS = "outside the road network; reached by rail and air"
NAMED_BY_ENDS = frozenset({"高速连接线/城市道路", "机场路"})
PRIMARY_DETOUR = 1.42  # length of provincial roads over the straight line, as in the parameters
UNNUMBERED = {"S": "省道", "城市道路": "城市道路"}


def build_roads(facts: Path, out: Path) -> None:
    """Write nodes.csv and roads.csv; reads places.csv."""
    places = read_csv(out / "places.csv")
    nodes = _nodes(read_csv(facts / "road_air" / "road_nodes.csv"), places)
    by_id = {str(row["node_id"]): row for row in nodes}
    news = {row["seg_id"]: row for row in read_data("road_news")}
    segments = [
        _with_news(row, news.get(row["seg_id"]))
        for row in read_csv(facts / "road_air" / "road_segments.csv")
    ]
    openings = {row["seg_id"]: row for row in read_data("road_openings")}
    projects = {row["seg_id"]: row["project"] for row in read_data("road_projects")}
    rows: list[Row] = []
    for row in segments:
        opening = _opening(row, openings.get(row["seg_id"]))
        project = own_project(projects.get(row["seg_id"], row["plan_item"]), opening)
        rows.append(_describe(row, by_id) | opening | {"project": project})
    added = read_data("roads_added")
    rows += [_added(row, by_id) for row in added]
    links = {row["seg_id"] for row in segments if _is_link(row)}
    links |= {row["road_id"] for row in added if row["name_zh"].startswith(MOTORWAY_LINK)}
    write_table(out, "nodes", _with_remarks(nodes, rows))
    write_table(out, "roads", _with_rules(rows, by_id, links))


def _with_remarks(nodes: list[Row], roads: list[Row]) -> Iterator[Row]:
    """Yield the nodes, a remark on those that no road touches."""
    touched = {row[end] for row in roads for end in ("from_node", "to_node")}
    for node in nodes:
        yield node if node["node_id"] in touched else {**node, "note": OFF_THE_ROADS}


def _is_link(row: Mapping[str, str]) -> bool:
    return LINK_ROAD in (row["road_code"], row["name"][-len(LINK_ROAD) :])


def _with_rules(rows: list[Row], nodes: Mapping[str, Row], links: Collection[str]) -> Iterator[Row]:
    """Yield the roads with what rules on their own cells say; see road_terrain."""
    motorways = [row for row in rows if row["road_class"] == "motorway"]
    joined = {str(row[end]) for row in motorways for end in ("from_node", "to_node")}
    for row in rows:
        is_link = row["road_id"] in links
        yield {
            **row,
            "terrain": terrain(row, is_link=is_link),
            "toll_station": "yes" if has_toll_station(row, nodes, joined, is_link=is_link) else "",
        }


def _with_news(row: dict[str, str], news: dict[str, str] | None) -> dict[str, str]:
    """Return a road of the facts with what data/road_news.csv knows better."""
    return row | {key: value for key, value in (news or {}).items() if value}


def _added(row: dict[str, str], nodes: dict[str, Row]) -> Row:
    """Return a road that the facts lack; without a length, the straight line x a factor."""
    ends = [nodes[row[end]] for end in ("from_node", "to_node")]
    straight = great_circle_km(*(float(str(end[axis])) for end in ends for axis in ("lon", "lat")))
    return {
        **row,
        "length_km": row["length_km"] or round(straight * PRIMARY_DETOUR),
        "oneway": False,
        "note": join_notes(
            row["note"],
            "" if row["length_km"] else f"length: straight line x {PRIMARY_DETOUR}",
        ),
    }


def _nodes(facts: list[dict[str, str]], places: list[dict[str, str]]) -> list[Row]:
    by_id = {row["place_id"]: row for row in places}
    by_point = {(row["lon"], row["lat"]): row for row in places if row["kind"] == "external"}
    nodes: list[Row] = []
    for row in facts:
        place = by_id.get(row["node_id"]) or (
            by_point.get((row["lon"], row["lat"])) if row["kind"] == "gateway" else None
        )
        nodes.append(_node(row, place))
    joined = {row["place_id"] for row in nodes}
    nodes += [_place_node(row) for row in places if row["place_id"] not in joined]
    return nodes + [dict(row) for row in read_data("nodes_added")]


def _node(row: dict[str, str], place: dict[str, str] | None) -> Row:
    name_zh, name_en = names("node", row["name_zh"]) if place is None else _place_names(place)
    basis, confidence = _node_trust(row["coord_source"])
    source = row["coord_source"]
    return {
        "node_id": row["node_id"],
        "name_zh": name_zh,
        "name_en": name_en,
        "kind": NODE_KINDS.get(row["kind"], row["kind"]),
        "place_id": place["place_id"] if place else "",
        "lon": row["lon"],
        "lat": row["lat"],
        "source": "places.csv" if source.startswith("places/") else source,
        "basis": basis,
        "confidence": confidence,
        "note": "nearest point of the road's shape" if "形点" in row["name_zh"] else "",
    }


def _place_names(place: dict[str, str]) -> tuple[str, str]:
    return place["name_zh"], place["name_en"]


def _node_trust(source: str) -> tuple[str, str]:
    stated = re.search(r"\((low|medium|high)", source)
    if source.startswith("recalled"):
        return "recalled", stated[1] if stated else "low"
    if source.startswith("near"):
        return "derived", "medium"
    if source.startswith("TM"):
        vague = stated[1] if stated else "medium"
        return ("derived", vague) if "+X" in source else ("found", "high")
    return "found", "high"


def _place_node(place: dict[str, str]) -> Row:
    return {
        "node_id": f"P_{place['place_id']}",
        "name_zh": place["name_zh"],
        "name_en": place["name_en"],
        "kind": "gateway",
        "place_id": place["place_id"],
        "lon": place["lon"],
        "lat": place["lat"],
        "source": "places.csv",
        "basis": "found",
        "confidence": "high",
    }


def _describe(row: dict[str, str], nodes: dict[str, Row]) -> dict[str, object]:
    name_zh, name_en = _road_names(row, nodes)
    road_class, speed = _class_and_speed(row)
    code = row["road_code"].removesuffix("等").removesuffix("改线")
    changed = speed != int(row["design_speed_kmh"])
    return {
        "road_id": row["seg_id"],
        "road_code": "" if code in NO_NUMBER or code.endswith("大道") else code,
        "name_zh": name_zh,
        "name_en": name_en,
        "from_node": row["from_id"],
        "to_node": row["to_id"],
        "length_km": row["length_km"],
        "road_class": road_class,
        "design_speed_kmh": speed,
        "lanes": row["lanes"],
        "oneway": False,
        "toll": "no" if "toll-free" in row["note"] else "",
        "status": STATUS[row["status_latest"]],
        "closed": row.get("closed", ""),
        "source": row["source"],
        "basis": row.get("basis") or _length_basis(row["source"]),
        "confidence": row["confidence"],
        "note": join_notes(
            "" if row["note"] == "access link" else row["note"],
            f"longer than {CITY_LINK_MAX_KM:g} km: not a city street" if changed else "",
        ),
    }


def _class_and_speed(row: dict[str, str]) -> tuple[str, int]:
    speed = int(row["design_speed_kmh"])
    if row["road_code"] == "城市道路":
        return "urban", speed
    if row["road_code"] == LINK_ROAD and speed == CITY_LINK_SPEED_KMH:
        if float(row["length_km"]) > CITY_LINK_MAX_KM:
            return "primary", OPEN_LINK_SPEED_KMH
        return "urban", speed
    if row["class"] == "trunk" and re.match(r"S\d", row["road_code"]):
        return "primary", speed  # a provincial road by its number
    return row["class"], speed


def _road_names(row: dict[str, str], nodes: dict[str, Row]) -> tuple[str, str]:
    """Name a road; roads without a name of their own are named after their two ends."""
    kind = row["name"]
    if kind and kind not in NAMED_BY_ENDS:
        return names("road", kind)
    (from_zh, from_en), (to_zh, to_en) = (_short(nodes[row[end]]) for end in ("from_id", "to_id"))
    ends = f"{from_zh}—{to_zh}", f"{from_en}–{to_en}"
    if not kind and row["road_code"] not in NO_NUMBER:
        return ends  # read after the road's number
    kind_zh, kind_en = names("road", kind or UNNUMBERED[row["road_code"]])
    return f"{kind_zh} {ends[0]}", f"{kind_en} {ends[1]}"


def _short(node: Row) -> tuple[str, str]:
    """Return a node's names without what it is: the crossing's numbers, county, district, city."""
    name_zh, name_en = (re.sub(r" ?\(.*\)$", "", str(node[key])) for key in ("name_zh", "name_en"))
    if name_zh.endswith(("城区", "矿区", "郊区")):
        return name_zh, name_en
    if len(name_zh) == 2:  # 临县: the syllable alone would be no name
        return name_zh, name_en.replace(" County", "xian")
    name_en = re.sub(r" (District|County|City|New Area)$", "", name_en)
    return re.sub(r"[区县市]$", "", name_zh), name_en


def _opening(row: dict[str, str], known: dict[str, str] | None) -> dict[str, object]:
    if known:
        return {
            "opened": known["opened"],
            "opened_basis": known["opened_basis"],
            "note": join_notes(row["note"], f"opening: {known['note']}"),
        }
    if row["status_latest"] != "existing":
        return {}
    year = row["opening_year"].partition(".")[0]
    if not year or (row["status_2022_10"] == "existing" and int(year) >= BASE_DATE.year):
        return not_later_than()
    found = row["source"].startswith("SRC")
    return {"opened": date(int(year), 12, 31), "opened_basis": "found" if found else "recalled"}


def _length_basis(source: str) -> str:
    if source.startswith("recalled"):
        return "recalled"
    if source == "estimate":
        return "assumed"
    if source.startswith("SRC") and not re.search(r"split|total|\+|estimate|guloufang$", source):
        return "found"
    return "derived"
