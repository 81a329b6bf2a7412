"""Names by which people call what the tables know: ids by Chinese and English names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from transnet.base.name_index import (
    IN_BRACKETS,
    STATION_TAILS,
    Names,
    folded,
    index_of,
)
from transnet.model.network import Network
from transnet.model.schema import tables as schema_tables

_NODE_TAILS = ("枢纽", "互通", "立交", "收费站", "interchange", "junction")
_ROAD_NUMBER = re.compile(r"(?:国道|省道)?([gs]?\d+)(?:国道|省道|高速)?")
_CODE_FIRST = re.compile(r"([gs]\d+)(.+)")


def names_of(network: Network, kind: str) -> Names:
    """Return the names of a kind: a table that has them, or line, road."""
    make, columns = _KINDS[kind]
    columns = tuple(each for each in columns if each[0] in network.tables)
    if not columns:
        return Names((), {})
    return network.made_of(make, *columns)


def _table_names(table: str, shorter: Sequence[Sequence[str]], network: Network) -> Names:
    frame = network[table]
    keys = frame[schema_tables()[table].primary_key[0]].tolist()
    names = zip(frame["name_zh"].tolist(), frame["name_en"].tolist(), strict=True)
    return index_of(zip(map(str, keys), names, strict=True), shorter)


def _line_names(network: Network) -> Names:
    """Railway lines: by id, name, and the projects whose tracks they are."""
    tracks = network["tracks"]
    columns = ("line_id", "line_zh", "line_en", "project")
    rows = list(zip(*(tracks[name].tolist() for name in columns), strict=True))
    found = index_of((line, (zh, en)) for line, zh, en, _ in rows)
    projects = names_of(network, "projects")
    lines: dict[str, set[str]] = {}
    for line, _, _, project in rows:
        lines.setdefault(project, set()).add(line)
    by_project: dict[str, set[str]] = {}
    for tier in projects.tiers[1:]:
        for name, keys in tier.items():
            if len(keys) == 1 and (own := lines.get(next(iter(keys)))):
                by_project.setdefault(name, set()).update(own)
    last = {name: frozenset(own) for name, own in by_project.items()}
    return Names((*found.tiers, last), found.labels)


def _road_names(network: Network) -> Names:
    """Roads by number and name: what stands for them is a number (G5), or a whole name."""
    roads = network["roads"]
    rows = zip(*(roads[name].tolist() for name in ("road_code", "name_zh", "name_en")), strict=True)
    tiers: list[dict[str, set[str]]] = [{} for _ in range(3)]
    labels: dict[str, tuple[str, ...]] = {}
    for code, zh, en in rows:
        for part in (part for part in code.split("/") if part):
            labels.setdefault(part, (IN_BRACKETS.sub("", zh),))
            tiers[0].setdefault(folded(part), set()).add(part)
        labels.setdefault(zh, (en,))
        for name in (folded(zh), folded(en)):
            tiers[1].setdefault(name, set()).add(zh)
            tiers[2].setdefault(IN_BRACKETS.sub("", name), set()).add(zh)
    frozen = [{name: frozenset(ids) for name, ids in tier.items() if name} for tier in tiers]
    return Names(tuple(frozen), labels)


def road_numbers(text: str) -> list[str]:
    """Return what a text says of a road, to be looked up in turn: 108国道 is G108, G5高速 is G5."""
    wanted = folded(text)
    found = [text]
    if number := _ROAD_NUMBER.fullmatch(wanted):
        digits = number[1].upper()
        found += [digits if digits[0] in "GS" else f"{'S' if '省道' in wanted else 'G'}{digits}"]
    elif first := _CODE_FIRST.fullmatch(wanted):
        found += [first[2], first[1].upper()]
    return found


def _columns(table: str, *more: str) -> tuple[tuple[str, str], ...]:
    return tuple((table, column) for column in (*more, "name_zh", "name_en"))


_Maker = Callable[[Network], Names]
_ROAD_COLUMNS = tuple(("roads", name) for name in ("road_code", "name_zh", "name_en"))
_LINE_COLUMNS = (
    *(("tracks", name) for name in ("line_id", "line_zh", "line_en", "project")),
    *_columns("projects", "project_id"),
)
_KINDS: dict[str, tuple[_Maker, tuple[tuple[str, str], ...]]] = {
    table: (partial(_table_names, table, shorter), _columns(table, key))
    for table, key, shorter in (
        ("projects", "project_id", ()),
        ("stations", "station_id", (STATION_TAILS,)),
        ("airports", "airport_id", (("国际机场", "机场", "internationalairport", "airport"),)),
        ("services", "service_id", ()),
        ("roads", "road_id", ()),
        ("nodes", "node_id", (_NODE_TAILS,)),
        ("places", "place_id", (("市", "区", "县", "district", "county", "city"),)),
        ("cities", "city_id", (("市",),)),
    )
}
_KINDS |= {"line": (_line_names, _LINE_COLUMNS), "road": (_road_names, _ROAD_COLUMNS)}
