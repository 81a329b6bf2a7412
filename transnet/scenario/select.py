"""Which rows an edit is about: by project, line, id or status, over the tables that have dates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import partial

import numpy as np
import pandas as pd

from transnet.base.collector import Notices
from transnet.model.network import BoolArray, Network
from transnet.model.schema import tables as schema_tables
from transnet.scenario.changes import IntArray

DATED_TABLES = ("projects", "roads", "stations", "tracks", "services", "airports", "flights")
"""Tables whose rows open and close; a network may lack projects."""

_LINE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "tracks": ("line_id", "line_zh", "line_en"),
    "roads": ("road_code",),
}
_PROJECT_COLUMN = {"projects": "project_id"}
_WILD = frozenset("*?[")
_LONGEST_MATCHED = 60  # nearest names aren't sought for longer texts: it would take too long
_LISTED = 12
_SEPARATOR = re.compile("[,;\uff0c\u3001\uff1b]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Rows that meet each condition given; at least one must be.

    project  projects; * stands for any text, ! before a name leaves it out
    theme    projects of these themes, such as rail
    stage    projects of these stages of the plan, such as 2030
    line     line ids or names of tracks, or numbers of roads such as G5
    id       ids of rows
    status   open, building, planned, study, cancelled
    table    one table only; needed where an id stands in several
    """

    project: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    table: str = ""

    def rows(
        self, network: Network, findings: Notices, among: Sequence[str] = DATED_TABLES
    ) -> dict[str, BoolArray]:
        """Return a mask per table that has a row selected; errors go to the findings.

        among  tables that the edit can act on
        """
        tables = self._tables(findings, [table for table in among if table in network.tables])
        if not any((self.project, self.theme, self.stage, self.line, self.id, self.status)):
            hint = "say which rows: project, theme, stage, line, id or status"
            findings.add("no_selection", hint)
            return {}
        if not tables:
            return {}
        masks = {table: np.ones(len(network[table]), dtype=np.bool_) for table in tables}
        for found in (
            self._by_project(network, findings, tables),
            self._by_line(network, findings, tables),
            self._by_id(network, findings, tables),
            self._by_status(network, findings, tables),
        ):
            masks = {table: mask & found.get(table, mask) for table, mask in masks.items()}
        return {table: mask for table, mask in masks.items() if mask.any()}

    def _tables(self, findings: Notices, among: Sequence[str]) -> Sequence[str]:
        if not self.table:
            return among
        if self.table not in among:
            findings.add(
                "unknown_table", f"is none of {', '.join(among)}", column="table", value=self.table
            )
            return ()
        return (self.table,)

    def _by_project(
        self, network: Network, findings: Notices, tables: Sequence[str]
    ) -> dict[str, BoolArray]:
        if not (self.project or self.theme or self.stage):
            return {}
        columns = {table: (table, _PROJECT_COLUMN.get(table, "project")) for table in tables}
        rows = {table: network.made_of(_ROWS_BY[at], at) for table, at in columns.items()}
        known = sorted({name for names in rows.values() for name in names if name})
        chosen: set[str] = set()
        excluded: set[str] = set()
        for pattern in self.project or ("*",):
            wanted = pattern.removeprefix("!")
            plain = _WILD.isdisjoint(wanted)
            matches = [
                name for name in known if (name == wanted if plain else fnmatchcase(name, wanted))
            ]
            (excluded if pattern.startswith("!") else chosen).update(matches)
            if not matches:
                projects = network.tables.get("projects")
                names = None if projects is None else names_by_id(projects)
                unknown(findings, "project", wanted, known, names)
        chosen -= excluded
        for column, words in (("theme", self.theme), ("stage", self.stage)):
            chosen &= _projects_of(network, findings, column, words) if words else chosen
        return {table: _mask(len(network[table]), rows[table], chosen) for table in tables}

    def _by_line(
        self, network: Network, findings: Notices, tables: Sequence[str]
    ) -> dict[str, BoolArray]:
        if not self.line:
            return {}
        known: set[str] = set()
        masks = {}
        for table in tables:
            names = network[table][list(_LINE_COLUMNS.get(table, ()))]
            known.update(name for column in names for name in names[column] if name)
            masks[table] = names.isin(self.line).any(axis=1).to_numpy(dtype=np.bool_)
        for line in self.line:
            if line not in known:
                unknown(findings, "line", line, known)
        return masks

    def _by_id(
        self, network: Network, findings: Notices, tables: Sequence[str]
    ) -> dict[str, BoolArray]:
        if not self.id:
            return {}
        columns = {table: network[table][key_column(table)] for table in tables}
        for row_id in self.id:
            holders = [table for table, column in columns.items() if (column == row_id).any()]
            if not holders:
                unknown(findings, "id", row_id, {name for ids in columns.values() for name in ids})
            elif len(holders) > 1:
                hint = f"stands in {' and '.join(holders)}; add table"
                findings.add("ambiguous_id", hint, column="id", value=row_id)
        return {table: column.isin(self.id).to_numpy() for table, column in columns.items()}

    def _by_status(
        self, network: Network, findings: Notices, tables: Sequence[str]
    ) -> dict[str, BoolArray]:
        if not self.status:
            return {}
        known = schema_tables()["roads"].columns["status"].choices
        for status in self.status:
            if status not in known:
                unknown(findings, "status", status, known)
        return {table: network[table]["status"].isin(self.status).to_numpy() for table in tables}


def _rows_by(at: tuple[str, str], network: Network) -> dict[str, IntArray]:
    """Return the rows of a table by what stands in a column, (table, column)."""
    found: dict[str, list[int]] = defaultdict(list)
    for row, cell in enumerate(network[at[0]][at[1]].tolist()):
        found[cell].append(row)
    return {cell: np.array(rows, dtype=np.intp) for cell, rows in found.items()}


_ROWS_BY = {
    at: partial(_rows_by, at)
    for at in ((table, _PROJECT_COLUMN.get(table, "project")) for table in DATED_TABLES)
}


def _mask(count: int, rows: Mapping[str, IntArray], chosen: Iterable[str]) -> BoolArray:
    mask = np.zeros(count, dtype=np.bool_)
    for each in chosen:
        mask[rows.get(each, [])] = True
    return mask


def _projects_of(
    network: Network, findings: Notices, column: str, words: Iterable[str]
) -> set[str]:
    """Return the projects that have one of some words in a column of choices."""
    known = schema_tables()["projects"].columns[column].choices
    for word in words:
        if word not in known:
            unknown(findings, column, word, known)
    if "projects" not in network.tables:
        return set()
    table = network["projects"]
    return set(table.loc[table[column].isin(list(words)), "project_id"])


def key_column(table: str) -> str:
    """Return the name of the column that identifies a row of a table with dates."""
    return schema_tables()[table].primary_key[0]


Names = Mapping[str, Sequence[str]]
"""Names in Chinese and English by id."""


def unknown(
    findings: Notices, key: str, value: str, known: Iterable[str], names: Names | None = None
) -> None:
    """Add an error for an id or word that isn't known, with the nearest ones that are."""
    findings.add("unknown_name", suggestion(value, known, names), column=key, value=value)


def suggestion(value: str, known: Iterable[str], names: Names | None = None) -> str:
    """Return a hint with what is known and nearest to a text, all of it where that is little.

    names  names of what is known, which people write in place of an id
    """
    ids = sorted(set(known))
    labels = {each: each for each in ids}
    for each, own in (names or {}).items():
        labels |= {name: f"{each} ({name})" for name in own if name not in labels}
    near = []
    if value and len(value) <= _LONGEST_MATCHED:
        named = [f"{each} ({own[0]})" for each, own in (names or {}).items() if value in own]
        like = get_close_matches(value, list(labels), n=3, cutoff=0.5)
        parts = [name for name in labels if value in name or (len(name) > 1 and name in value)]
        near = [*named, *(labels[name] for name in [*like, *parts])]
    said = "isn't known"
    if near:
        said += f"; did you mean {', '.join(list(dict.fromkeys(near))[:3])}?"
    elif 0 < len(ids) <= _LISTED:
        said += f"; known are {', '.join(ids)}"
    parts = [part.strip() for part in _SEPARATOR.split(value)]
    if len(parts) > 1 and all(parts):
        listed = ", ".join(f'"{part}"' for part in parts[:3]) + (", …" if len(parts) > 3 else "")
        said += f" Several stand in a list: [{listed}]" if near else f"; several: [{listed}]"
    return said


def names_by_id(table: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return the Chinese and English names of a table's rows by id."""
    rows = zip(table.iloc[:, 0], table["name_zh"], table["name_en"], strict=True)
    return {str(key): (str(zh), str(en)) for key, zh, en in rows}


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
