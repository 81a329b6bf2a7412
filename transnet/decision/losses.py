"""What may be lost: lines, stations and roads one by one, and causes that hit several at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from transnet.base.errors import InputError
from transnet.base.given import path_given
from transnet.base.language import said
from transnet.model.network import Network
from transnet.scenario.edits import Edit
from transnet.scenario.openings import Close
from transnet.scenario.select import split_ids

SPEED = "speed_factor"
_KEYS = {"id", "name_zh", "name_en", "lost", "slowed"}


@dataclass(frozen=True)
class Loss:
    """Something that is lost at once.

    kind     line, station, road, pair or cause
    loss_id  of the line, the station, the first road of the link, or the cause; of a pair both with
             a + between
    rows     ids of rows that close, by table
    slowed   what is left of the speed of classes of roads, such as {"motorway": 0.6}
    both     the two losses that a pair is made of; none of another kind
    """

    kind: str
    loss_id: str
    name_zh: str
    name_en: str
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    slowed: Mapping[str, float] = field(default_factory=dict)
    both: tuple[Loss, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits that close its rows."""
        return tuple(Close(id=ids, table=table) for table, ids in self.rows.items() if ids)


def single_losses(network: Network) -> list[Loss]:
    """Return each line, passenger station and link of road that is open, one by one.

    A line is lost with the tracks that are the same rails (`shared_with`); a link of road is all
    rows of one number and class between two nodes.
    """
    return [*_lines(network), *_stations(network), *_links(network)]


def paired(losses: Sequence[Loss]) -> list[Loss]:
    """Return losses two by two, each pair as one; two of which one holds the other are left out."""
    held = [frozenset((table, row) for table in each.rows for row in each.rows[table])
            for each in losses]  # fmt: skip
    found = []
    for (one, own), (other, others) in combinations(zip(losses, held, strict=True), 2):
        if own <= others or others <= own:
            continue
        names = (f"{one.name_zh} + {other.name_zh}", f"{one.name_en} + {other.name_en}")
        ids = f"{one.loss_id}+{other.loss_id}"
        found.append(Loss("pair", ids, *names, _rows_of_both(one, other), both=(one, other)))
    return found


def _rows_of_both(one: Loss, other: Loss) -> dict[str, tuple[str, ...]]:
    if one.rows.keys().isdisjoint(other.rows):
        return {**one.rows, **other.rows}
    return {
        table: tuple(dict.fromkeys((*one.rows.get(table, ()), *other.rows.get(table, ()))))
        for table in {**one.rows, **other.rows}
    }


def _open(network: Network, table: str) -> pd.DataFrame:
    return network[table][network.open_rows(table)]


def _lines(network: Network) -> list[Loss]:
    tracks = _open(network, "tracks")
    known = set(tracks["track_id"])
    found = []
    for line, rows in tracks.groupby("line_id", sort=False):
        same = [each for cell in rows["shared_with"].fillna("") for each in split_ids(str(cell))]
        ids = tuple(dict.fromkeys([*rows["track_id"], *(each for each in same if each in known)]))
        first = rows.iloc[0]
        names = str(first["line_zh"]), str(first["line_en"])
        found.append(Loss("line", str(line), *names, {"tracks": ids}))
    return found


def _stations(network: Network) -> list[Loss]:
    stations = _open(network, "stations")
    rows = stations[stations["kind"] != "freight"].to_dict("records")
    return [
        Loss(
            "station",
            str(row["station_id"]),
            str(row["name_zh"]),
            str(row["name_en"]),
            {"stations": (str(row["station_id"]),)},
        )
        for row in rows
    ]


def _links(network: Network) -> list[Loss]:
    roads = _open(network, "roads")
    nodes = network["nodes"].set_index("node_id")
    links: dict[tuple[object, ...], list[dict[Any, Any]]] = {}
    for row in roads.to_dict("records"):
        ends = tuple(sorted((str(row["from_node"]), str(row["to_node"]))))
        links.setdefault((*ends, row["road_code"], row["road_class"]), []).append(row)
    found = []
    for rows in links.values():
        of_row = [str(rows[0][name]) for name in ("from_node", "to_node")]
        code = f"{rows[0]['road_code'] or ''} ".lstrip()
        zh, en = ("–".join(str(nodes[f"name_{of}"][end]) for end in of_row) for of in ("zh", "en"))
        ids = tuple(str(row["road_id"]) for row in rows)
        found.append(Loss("road", ids[0], f"{code}{zh}", f"{code}{en}", {"roads": ids}))
    return found


def read_causes(path: str | Path, network: Network) -> list[Loss]:
    """Return the common causes that a TOML file lists.

    path     with tables [[cause]]: id, name_zh, name_en, lost (ids of tracks, lines, stations,
             roads, airports, flights or services), slowed (what is left of the speed by class of
             road)
    Raises InputError for a file that can't be read, with the place and what to write there.
    """
    file = path_given(path, "causes")
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(
            said("{file} can't be read: {why}", file=str(path), why=str(error))
        ) from None
    listed = table.get("cause")
    are_tables = isinstance(listed, list) and all(isinstance(each, dict) for each in listed)
    if not listed or not are_tables or set(table) != {"cause"}:
        raise InputError(said("{file}: write a [[cause]] for each cause", file=str(path)))
    return [_cause(each, f"{path}, cause {at}", network) for at, each in enumerate(listed, start=1)]


def _cause(row: Any, where: str, network: Network) -> Loss:
    lost, slowed = row.get("lost", []), row.get("slowed", {})
    named = all(
        isinstance(row.get(name), str) and row[name] for name in ("id", "name_zh", "name_en")
    )
    texts = isinstance(lost, list) and all(isinstance(each, str) for each in lost)
    if not named or not texts or not isinstance(slowed, dict) or set(row) - _KEYS:
        raise InputError(
            said(
                "{where}: give id, name_zh and name_en, lost = [ids] and slowed = "
                "{{class = 0.6}}, and nothing else",
                where=where,
            )
        )
    classes = {mode for name, mode in network.parameter_values if name == SPEED}
    for name, left in slowed.items():
        is_share = isinstance(left, int | float) and not isinstance(left, bool) and 0 < left <= 1
        if name not in classes or not is_share:
            raise InputError(
                said(
                    "{where}, slowed.{name} = {value}: a class among {known}, and what is left of "
                    "its speed, above 0 and at most 1",
                    where=where,
                    name=name,
                    value=str(left),
                    known=", ".join(sorted(classes)),
                )
            )
    if not lost and not slowed:
        raise InputError(said("{where}: nothing is lost or slowed", where=where))
    rows = _rows_of(lost, where, network)
    return Loss("cause", row["id"], row["name_zh"], row["name_en"], rows, dict(slowed))


def _rows_of(lost: list[str], where: str, network: Network) -> dict[str, tuple[str, ...]]:
    """Return the rows that ids stand for: a line's open tracks, or the one row of an id."""
    lines = {each.loss_id: each.rows["tracks"] for each in _lines(network)}
    keys = {
        "tracks": "track_id", "stations": "station_id", "roads": "road_id",
        "airports": "airport_id", "flights": "flight_id", "services": "service_id",
    }  # fmt: skip
    found: dict[str, list[str]] = {}
    for each in lost:
        tables = [name for name, key in keys.items() if each in set(_open(network, name)[key])]
        if each in lines:
            found.setdefault("tracks", []).extend(lines[each])
        elif len(tables) == 1:
            found.setdefault(tables[0], []).append(each)
        else:
            raise InputError(
                said(
                    "{where}, lost {value}: no line, track, station, road, airport, flight or "
                    "service that is open on {day} has this id alone",
                    where=where,
                    value=each,
                    day=network.when.isoformat(),
                )
            )
    return {table: tuple(dict.fromkeys(ids)) for table, ids in found.items()}
