"""Names by which people call what the tables know: ids by Chinese and English names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from transnet.model.network import Network
from transnet.model.schema import tables as schema_tables

_DASHES = re.compile("[\u2010-\u2015\u2212~\u301c\uff5e]+")
_DROPPED = re.compile(
    '[\\s\u200b-\u200f\u2060\ufeff\u300a\u300b\u3008\u3009\u201c\u201d\u300c\u300d"]'
)
_SAME_WORDS = (("高速铁路", "高铁"), ("客运专线", "客专"), ("高速公路", "高速"), ("\u2019", "'"))
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_TAILS = (
    "火车站", "高铁站", "地铁站", "railwaystation", "highspeedstation", "metrostation", "station",
    "站",
)  # fmt: skip
_NODE_TAILS = ("枢纽", "互通", "立交", "收费站", "interchange", "junction")
_ROAD_NUMBER = re.compile(r"(?:国道|省道)?([gs]?\d+)(?:国道|省道|高速)?")
_CODE_FIRST = re.compile(r"([gs]\d+)(.+)")
_SHORTEST = 2

Rows = Iterable[tuple[str, Sequence[str]]]
"""Ids with the names that their rows have."""


def folded(text: str) -> str:
    """Return a name so that what differs in width, case, dashes, spaces and quotes is the same."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    for long, short in _SAME_WORDS:
        plain = plain.replace(long, short)
    return _DROPPED.sub("", _DASHES.sub("-", plain))


def without_brackets(text: str) -> str:
    """Return a folded name without what stands in brackets after it."""
    return _IN_BRACKETS.sub("", folded(text))


@dataclass(frozen=True, eq=False, slots=True)
class Names:
    """What names stand for, tried in turn: an id, a whole name, a name in short.

    tiers   of folded text to ids
    labels  what each id is called: id, Chinese and English name
    tails   endings that may be left out or added, such as 站, of the last tiers
    """

    tiers: tuple[Mapping[str, frozenset[str]], ...]
    labels: Mapping[str, tuple[str, ...]]
    tails: tuple[Sequence[str], ...] = ()

    def find(self, text: str) -> frozenset[str]:
        """Return the ids that a text may stand for; none where it isn't known."""
        if text in self.labels:
            return frozenset({text})
        wanted = folded(text)
        return next(filter(None, (of_tier(wanted) for of_tier in self.in_turn())), frozenset())

    def in_turn(self) -> Iterator[Callable[[str], frozenset[str]]]:
        """Yield for each tier what finds the ids of a folded name in it."""
        whole = len(self.tiers) - len(self.tails)
        for tier in self.tiers[:whole]:
            yield partial(_in_tier, tier, ())
        for tier, tails in zip(self.tiers[whole:], self.tails, strict=True):
            yield partial(_in_tier, tier, tails)

    def told(self, key: str) -> str:
        """Return an id with its Chinese name, for messages."""
        names = [name for name in self.labels.get(key, ()) if name and name != key]
        return f"{key} {names[0]}" if names else key


def _in_tier(
    tier: Mapping[str, frozenset[str]], tails: Sequence[str], wanted: str
) -> frozenset[str]:
    return tier.get(wanted) or tier.get(_without_tail(wanted, tails)) or frozenset()


def names_of(network: Network, kind: str) -> Names:
    """Return the names of a kind: a table that has them, or line, road."""
    make, columns = _KINDS[kind]
    columns = tuple(each for each in columns if each[0] in network.tables)
    if not columns:
        return Names((), {})
    return network.made_of(make, *columns)


def _index(rows: Rows, shorter: Sequence[Sequence[str]] = ()) -> Names:
    """Return the names of rows; shorter are the endings that may be left out, tier by tier."""
    tiers: list[dict[str, set[str]]] = [{} for _ in range(3 + len(shorter))]
    labels: dict[str, tuple[str, ...]] = {}
    for key, names in rows:
        labels.setdefault(key, tuple(dict.fromkeys(names)))
        tiers[0].setdefault(folded(key), set()).add(key)
        for name in (folded(name) for name in names if name):
            tiers[1].setdefault(name, set()).add(key)
            bare = _IN_BRACKETS.sub("", name)
            inside = [part for part in _IN_BRACKETS.findall(name) if len(part) > _SHORTEST]
            for part in (bare, *inside):
                tiers[2].setdefault(part, set()).add(key)
            for at, tails in enumerate(shorter, start=3):
                for whole in {name, bare}:
                    tiers[at].setdefault(_without_tail(whole, tails), set()).add(key)
    frozen = [{name: frozenset(ids) for name, ids in tier.items() if name} for tier in tiers]
    return Names(tuple(frozen), labels, tuple(shorter))


def _without_tail(name: str, tails: Sequence[str]) -> str:
    tail = next((each for each in tails if name.endswith(each) and len(name) > len(each)), "")
    return name.removesuffix(tail)


def _table_names(table: str, shorter: Sequence[Sequence[str]], network: Network) -> Names:
    frame = network[table]
    keys = frame[schema_tables()[table].primary_key[0]].tolist()
    names = zip(frame["name_zh"].tolist(), frame["name_en"].tolist(), strict=True)
    return _index(zip(map(str, keys), names, strict=True), shorter)


def _line_names(network: Network) -> Names:
    """Railway lines: by id, name, and the projects whose tracks they are."""
    tracks = network["tracks"]
    columns = ("line_id", "line_zh", "line_en", "project")
    rows = list(zip(*(tracks[name].tolist() for name in columns), strict=True))
    found = _index((line, (zh, en)) for line, zh, en, _ in rows)
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
            labels.setdefault(part, (_IN_BRACKETS.sub("", zh),))
            tiers[0].setdefault(folded(part), set()).add(part)
        labels.setdefault(zh, (en,))
        for name in (folded(zh), folded(en)):
            tiers[1].setdefault(name, set()).add(zh)
            tiers[2].setdefault(_IN_BRACKETS.sub("", name), set()).add(zh)
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
        ("stations", "station_id", (_TAILS,)),
        ("airports", "airport_id", (("国际机场", "机场", "internationalairport", "airport"),)),
        ("services", "service_id", ()),
        ("roads", "road_id", ()),
        ("nodes", "node_id", (_NODE_TAILS,)),
        ("places", "place_id", (("市", "区", "县", "district", "county", "city"),)),
        ("cities", "city_id", (("市",),)),
    )
}
_KINDS |= {"line": (_line_names, _LINE_COLUMNS), "road": (_road_names, _ROAD_COLUMNS)}
