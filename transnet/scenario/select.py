"""Which rows an edit is about: by project, line, id or status, over the tables that have dates."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial

import numpy as np
import pandas as pd

from transnet.base.collector import Notices
from transnet.base.language import joined, said
from transnet.base.suggestion import ambiguous
from transnet.model.network import BoolArray, Network
from transnet.model.schema import tables as schema_tables
from transnet.scenario.area import Area, Point, Polygon
from transnet.scenario.changes import IntArray
from transnet.scenario.choices import meant
from transnet.scenario.known_names import names_of, road_numbers
from transnet.scenario.stretch import between as stretch
from transnet.scenario.suggest import chosen, unknown, unknown_in

DATED_TABLES = ("projects", "roads", "stations", "tracks", "services", "airports", "flights")
"""Tables whose rows open and close; a network may lack projects."""

Words = tuple[str, ...]
_NOT = ("!", "\uff01")
_LINES = {"tracks": "line", "roads": "road"}
_NAMED = ("projects", "roads", "stations", "services", "airports")
PROJECT_COLUMNS: Mapping[str, str] = {
    table: "project_id" if table == "projects" else "project" for table in DATED_TABLES
}
"""The column of each of them that names the project of a row."""
_KIND_COLUMN: Mapping[str, str] = {
    "roads": "road_class",
    "stations": "kind",
    "tracks": "traffic",
    "services": "mode",
    "airports": "kind",
}
_WILD = frozenset("*?[")
_KEYS = (
    *("project", "theme", "stage", "line", "id", "status", "kind", "place", "around", "polygon"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """An edit that may hold on some days only.

    from_date, to_date  first and last day on which it holds; always where there is none
    """

    from_date: str = ""
    to_date: str = ""

    def holds_on(self, day: dt.date) -> bool:
        """Return whether the edit holds on a day."""
        text = day.isoformat()
        return (not self.from_date or self.from_date <= text) and (
            not self.to_date or text <= self.to_date
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection(Dated):
    """Rows that meet each condition given; at least one must be. Names stand for ids.

    project  projects; * stands for any text, ! before a name leaves it out
    theme    projects of these themes, such as rail
    stage    projects of these stages of the plan, such as 2030
    line     line ids or names of tracks, or numbers or names of roads such as G5
    between  the part of the line between two of its stations or junctions
    id       ids of rows
    status   open, building, planned, study, cancelled
    kind     class of roads, kind of stations and airports, mode of services, traffic of tracks
    place    rows in these places or cities, or with an end or a stop there
    around   the same within within_km of a place, stop or point
    polygon  the same within corners of longitude and latitude
    table    one table only; needed where an id stands in several
    """

    project: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    around: Point = ""
    within_km: float | None = None
    polygon: Polygon = ()
    table: str = ""

    @property
    def area(self) -> Area:
        """Where the rows have to lie."""
        return Area(self.place, self.around, self.within_km, self.polygon)

    def rows(
        self, network: Network, findings: Notices, among: Sequence[str] = DATED_TABLES
    ) -> dict[str, BoolArray]:
        """Return a mask per table that has a row selected; errors go to the findings.

        among  tables that the edit can act on
        """
        tables = self._tables(findings, [table for table in among if table in network.tables])
        if not any(getattr(self, key) for key in _KEYS) and self.within_km is None:
            findings.add("no_selection", said("say which rows: {keys}", keys=joined(_KEYS)))
            return {}
        if self.between and not self.line:
            hint = said("is a part of a line: add line")
            findings.add("bad_keys", hint, column="between", value=list(self.between))
        if not tables:
            return {}
        masks = {table: np.ones(len(network[table]), dtype=np.bool_) for table in tables}
        for found in (
            self._by_project(network, findings, tables),
            self._by_line(network, findings, tables),
            self._by_id(network, findings, tables),
            self._by_words(network, findings, tables, ("status", self.status)),
            self._by_words(network, findings, tables, ("kind", self.kind)),
            self.area.masks(network, findings, tables) if self.area else {},
        ):
            masks = {table: mask & found.get(table, mask) for table, mask in masks.items()}
        return {table: mask for table, mask in masks.items() if mask.any()}

    def _tables(self, findings: Notices, among: Sequence[str]) -> Sequence[str]:
        if not self.table:
            return among
        table = meant("table", self.table)
        if table not in among:
            hint = said("is none of {tables}", tables=joined(among))
            findings.add("unknown_table", hint, column="table", value=self.table)
            return ()
        return (table,)

    def _by_project(
        self, network: Network, findings: Notices, tables: Sequence[str]
    ) -> dict[str, BoolArray]:
        if not (self.project or self.theme or self.stage):
            return {}
        columns = {table: (table, PROJECT_COLUMNS[table]) for table in tables}
        rows = {table: rows_by_project(network, table) for table in tables}
        known = network.made_of(_project_names, *columns.values(), by=(tuple(columns.values()),))
        chosen: set[str] = set()
        excluded: set[str] = set()
        for pattern in self.project or ("*",):
            matches = _projects_named(network, findings, pattern, known)
            (excluded if pattern.startswith(_NOT) else chosen).update(matches)
        if not chosen and excluded:  # all but these
            chosen = set(known)
        chosen -= excluded
        for column, words in (("theme", self.theme), ("stage", self.stage)):
            chosen &= _projects_of(network, findings, column, words) if words else chosen
        return {table: _mask(len(network[table]), rows[table], chosen) for table in tables}

    def _by_line(
        self, network: Network, findings: Notices, tables: Sequence[str]
    ) -> dict[str, BoolArray]:
        if not self.line:
            return {}
        masks = {table: np.zeros(len(network[table]), dtype=np.bool_) for table in tables}
        for line in self.line:
            found = _rows_of_line(network, line, tables)
            if not found:
                kinds = [kind for table, kind in _LINES.items() if table in tables]
                unknown_in(network, findings, "line", line, kinds)
            for table, mask in found.items():
                masks[table] |= mask
        if self.between:
            for table in ("roads", "tracks"):
                if table in masks and masks[table].any():
                    masks[table] = stretch(network, findings, masks[table], table, self.between)
        return masks

    def _by_id(
        self, network: Network, findings: Notices, tables: Sequence[str]
    ) -> dict[str, BoolArray]:
        if not self.id:
            return {}
        columns = {table: network[table][key_column(table)] for table in tables}
        wanted: dict[str, set[str]] = {table: set() for table in tables}
        for row_id in self.id:
            holders = [table for table, column in columns.items() if (column == row_id).any()]
            if len(holders) > 1:
                hint = said("stands in {tables}; add table", tables=joined(holders))
                findings.add("ambiguous_id", hint, column="id", value=row_id)
            elif holders:
                wanted[holders[0]].add(row_id)
            else:
                for table, key in _row_named(network, findings, row_id, columns):
                    wanted[table].add(key)
        return {table: column.isin(wanted[table]).to_numpy() for table, column in columns.items()}

    def _by_words(
        self, network: Network, findings: Notices, tables: Sequence[str], at: tuple[str, Words]
    ) -> dict[str, BoolArray]:
        """Rows with one of some words in a column of choices: status, or kind in its columns."""
        key, words = at
        if not words:
            return {}
        columns = {table: _KIND_COLUMN.get(table, "") for table in tables}
        if key == "status":
            columns = dict.fromkeys(tables, "status")
        known: list[str] = []
        for table, column in columns.items():
            known += schema_tables()[table].columns[column].choices if column else ()
        chosen = [meant(key, word) for word in words]
        for word in chosen:
            if word not in known:
                unknown(findings, key, word, list(dict.fromkeys(known)))
        none = {table: np.zeros(len(network[table]), dtype=np.bool_) for table in tables}
        return none | {
            table: network[table][column].isin(chosen).to_numpy()
            for table, column in columns.items()
            if column
        }


def _projects_named(
    network: Network, findings: Notices, pattern: str, known: Sequence[str]
) -> Collection[str]:
    """Return the projects of a pattern, id or name; none and an error where there are none."""
    wanted = pattern[1:] if pattern.startswith(_NOT) else pattern
    if not _WILD.isdisjoint(wanted):
        matches = [name for name in known if fnmatchcase(name, wanted)]
        if not matches:
            unknown(findings, "project", wanted, known)
        return matches
    if wanted in known:
        return [wanted]
    key = chosen(network, findings, "project", wanted, ("projects",))
    return [key] if key in known else []


def _rows_of_line(network: Network, line: str, tables: Sequence[str]) -> dict[str, BoolArray]:
    """Return the rows of tracks and roads that a line's name stands for."""
    found = {}
    if "tracks" in tables and (ids := names_of(network, "line").find(line)):
        found["tracks"] = network["tracks"]["line_id"].isin(ids).to_numpy(dtype=np.bool_)
    if "roads" in tables:
        roads = names_of(network, "road")
        keys = next(filter(None, map(roads.find, road_numbers(line))), frozenset[str]())
        if keys:
            frame = network["roads"]
            own = [not keys.isdisjoint(cell.split("/")) for cell in frame["road_code"].tolist()]
            found["roads"] = np.array(own) | frame["name_zh"].isin(keys).to_numpy(dtype=np.bool_)
    return found


def _row_named(
    network: Network, findings: Notices, name: str, columns: Mapping[str, pd.Series[str]]
) -> list[tuple[str, str]]:
    """Return table and id of the one row that a name stands for; none and an error otherwise."""
    named = [table for table in columns if table in _NAMED]
    found = [(table, key) for table in named for key in sorted(names_of(network, table).find(name))]
    if len(found) > 1:
        options = [names_of(network, table).told(key) for table, key in found]
        ambiguous(findings, "id", name, options)
        return []
    if not found:
        ids = {each for column in columns.values() for each in column}
        labels = {
            key: own for table in named for key, own in names_of(network, table).labels.items()
        }
        unknown(findings, "id", name, ids, labels)
    return found


def _rows_by(at: tuple[str, str], network: Network) -> dict[str, IntArray]:
    """Return the rows of a table by what stands in a column, (table, column)."""
    found: dict[str, list[int]] = defaultdict(list)
    for row, cell in enumerate(network[at[0]][at[1]].tolist()):
        found[cell].append(row)
    return {cell: np.array(rows, dtype=np.intp) for cell, rows in found.items()}


_ROWS_BY = {at: partial(_rows_by, at) for at in PROJECT_COLUMNS.items()}


def rows_by_project(network: Network, table: str) -> Mapping[str, IntArray]:
    """Return the rows of a table that has dates by the project that they belong to."""
    at = table, PROJECT_COLUMNS[table]
    return network.made_of(_ROWS_BY[at], at)


def _project_names(network: Network, columns: tuple[tuple[str, str], ...]) -> list[str]:
    """Return the projects that some columns name, in order."""
    rows = (network.made_of(_ROWS_BY[at], at) for at in columns)
    return sorted({name for names in rows for name in names if name})


def _mask(count: int, rows: Mapping[str, IntArray], chosen: Iterable[str]) -> BoolArray:
    mask = np.zeros(count, dtype=np.bool_)
    for each in chosen:
        mask[rows.get(each, [])] = True
    return mask


def _projects_of(
    network: Network, findings: Notices, column: str, words: Iterable[str]
) -> set[str]:
    """Return the projects that have one of some words in a column of choices."""
    if "projects" not in network.tables:
        return set()
    table = network["projects"]
    known = schema_tables()["projects"].columns[column].choices
    known = known or tuple(dict.fromkeys(table[column].tolist()))
    words = [meant(column, word) for word in words]
    for word in words:
        if word not in known:
            unknown(findings, column, word, known)
    return set(table.loc[table[column].isin(list(words)), "project_id"])


def key_column(table: str) -> str:
    """Return the name of the column that identifies a row of a table with dates."""
    return schema_tables()[table].primary_key[0]


def split_ids(cell: str) -> list[str]:
    """Return the ids of a ';'-separated cell."""
    return [part for part in cell.split(";") if part]


def services_over(network: Network, tracks: BoolArray) -> BoolArray:
    """Return which services run over at least one of some tracks, bool[services]."""
    found, over = np.zeros(len(network["services"]), dtype=np.bool_), _services_by_track(network)
    ids = network["tracks"]["track_id"].to_numpy(dtype=object)[tracks]
    for track in ids.tolist():
        found[over.get(track, [])] = True
    return found


def services_without_closed_track(network: Network, open_tracks: BoolArray) -> BoolArray:
    """Return which services run over no track that is closed, bool[services]."""
    return ~services_over(network, ~open_tracks)


def _services_by_track(network: Network) -> Mapping[str, list[int]]:
    """Return the rows of the services that run over each track."""
    columns = ("stops", "service_id"), ("stops", "tracks"), ("services", "service_id")
    return network.made_of(_over_tracks, *columns)


def _over_tracks(network: Network) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, service in enumerate(network["services"]["service_id"].tolist()):
        rows[service].append(row)
    over: dict[str, dict[int, None]] = defaultdict(dict)
    stops = network["stops"]
    for service, cell in zip(stops["service_id"].tolist(), stops["tracks"].tolist(), strict=True):
        for track in split_ids(cell) if cell else ():
            over[track] |= dict.fromkeys(rows.get(service, ()))
    return {track: list(found) for track, found in over.items()}


def ends_of(network: Network, tracks: BoolArray) -> set[str]:
    """Return the ids of the stations that some tracks begin or end at."""
    rows = network["tracks"].loc[tracks]
    return {*rows["from_station"], *rows["to_station"]}
