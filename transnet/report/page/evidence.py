"""What a result rests on: parameters, marked rows behind the trips shown, sources, manifest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from transnet.model.network import Network
from transnet.model.parameters import parameter_specs, time_parameters
from transnet.model.schema import tables as schema_tables
from transnet.report.words.parameter_words import PARAMETER_MODES, PARAMETERS_ZH
from transnet.report.words.source_words import source_words
from transnet.report.words.words import BASES, CONFIDENCES, TABLES, Text, same
from transnet.travel.provenance import WEAK_BASES


@dataclass(frozen=True)
class Parameter:
    """One value that the model used, with its range."""

    name: Text
    mode: Text
    key: str
    value: str
    low: str
    high: str
    unit: str
    basis: Text
    marked: bool
    source: Text


@dataclass(frozen=True)
class Source:
    """What one text in the source columns stands behind: rows by table, how many are marked."""

    text: Text
    rows: Text
    marked: int


@dataclass(frozen=True)
class Trust:
    """How many of a table's rows have each basis."""

    table: Text
    rows: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Marked:
    """A recalled or assumed row that a trip of the page runs over."""

    table: Text
    row_id: str
    name: Text
    basis: Text
    confidence: Text
    source: Text


def used_parameters(network: Network) -> list[Parameter]:
    """Return the parameters that travel times and people depend on, in table order."""
    specs, used = parameter_specs(), set(time_parameters())
    table = network["parameters"]
    return [
        Parameter(
            name=Text(PARAMETERS_ZH.get(row["parameter"], row["parameter"]),
                      specs[row["parameter"]].description),
            mode=PARAMETER_MODES.get(row["mode"], same(row["mode"])),
            key=f"{row['parameter']}[{row['mode']}]",
            value=f"{row['value']:g}", low=f"{row['low']:g}", high=f"{row['high']:g}",
            unit="" if row["unit"] == "1" else row["unit"],
            basis=BASES[row["basis"]], marked=row["basis"] in WEAK_BASES,
            source=source_words(str(row["source"])),
        )
        for row in table.to_dict("records")
        if row["parameter"] in used
    ]  # fmt: skip


def trust(network: Network) -> list[Trust]:
    """Return the tables that times are made of, with their rows by basis."""
    found = []
    for name in _used_tables(network):
        table = network[name]
        if name == "parameters":
            table = table[table["parameter"].isin(time_parameters())]
        counts = table["basis"].value_counts()
        by_basis = {basis: int(counts.get(basis, 0)) for basis in BASES}
        found.append(Trust(TABLES[name], len(table), by_basis))
    return found


def sources(network: Network) -> list[Source]:
    """Return every source of the tables that times are made of, the most used first."""
    rows: dict[str, dict[str, int]] = {}
    marked: dict[str, int] = {}
    for name in _used_tables(network):
        table = network[name]
        for text, basis in zip(table["source"].tolist(), table["basis"].tolist(), strict=True):
            counts = rows.setdefault(str(text), {})
            counts[name] = counts.get(name, 0) + 1
            marked[str(text)] = marked.get(str(text), 0) + (basis in WEAK_BASES)
    ordered = sorted(rows, key=lambda text: -sum(rows[text].values()))
    return [
        Source(source_words(str(text)), _row_counts(rows[text]), marked[text]) for text in ordered
    ]


def marked_rows(network: Network, keys: Iterable[tuple[str, str]]) -> list[Marked]:
    """Return the recalled and assumed rows among some, by table.

    keys  (table, id); a row may be named more than once
    """
    ids: dict[str, set[str]] = {}
    for table, row_id in keys:
        ids.setdefault(table, set()).add(row_id)
    found = [row for table in ids for row in _marked(network, table, ids[table])]
    return sorted(found, key=lambda row: (row.table.en, row.row_id))


def _marked(network: Network, table: str, ids: Collection[str]) -> Iterator[Marked]:
    """Yield those of a table's rows that are recalled or assumed; a repeated id counts once."""
    key = schema_tables()[table].primary_key[0]
    rows = network[table]
    rows = rows[rows[key].isin(ids)].drop_duplicates(key)
    for row in rows[rows["basis"].isin(WEAK_BASES)].to_dict("records"):
        yield _marked_row(network, table, row[key], row)


def _marked_row(network: Network, table: str, row_id: str, row: Mapping[Any, Any]) -> Marked:
    zh = row.get("name_zh") or row.get("line_zh") or row_id
    en = row.get("name_en") or row.get("line_en") or row_id
    if table == "tracks":
        stations = network["stations"].set_index("station_id")
        ends = stations.loc[[row["from_station"], row["to_station"]]]
        zh, en = (f"{name} {'–'.join(ends[c])}" for name, c in ((zh, "name_zh"), (en, "name_en")))
    return Marked(
        TABLES[table], row_id, Text(str(zh), str(en)), BASES[row["basis"]],
        CONFIDENCES[row["confidence"]], source_words(str(row["source"])),
    )  # fmt: skip


def _used_tables(network: Network) -> list[str]:
    aside = {"cities", "targets", "observed_rail", "observed_roads", "road_claims", "timetable"}
    return [
        name
        for name, table in network.tables.items()
        if name in TABLES and name not in aside and len(table) and "basis" in table
    ]


def _row_counts(counts: Mapping[str, int]) -> Text:
    return Text(
        "、".join(f"{TABLES[name].zh} {count}" for name, count in counts.items()),
        ", ".join(f"{count} {TABLES[name].en}" for name, count in counts.items()),
    )
