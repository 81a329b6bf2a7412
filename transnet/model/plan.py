"""From a clause of the plan to the rows that realise it, and from a row back to its clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.errors import UnknownNameError
from transnet.base.given import given
from transnet.base.language import said
from transnet.model.cells import short_cell_text
from transnet.model.network import Network
from transnet.model.schema import tables

MODELLED, NOT_REPRESENTABLE, MISSING = "modelled", "not_representable", "missing"
PROJECT_TABLES = tuple(name for name, table in tables().items() if "project" in table.columns)
"""Tables with rows that belong to a project: those that open with it, and what it changes."""

ROW_COLUMNS = (
    "reference", "table", "row_id", "name_zh", "name_en", "project", "status", "opened",
    "open_then", "open_now", "source", "basis", "confidence",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class PlanItem:
    """One item of the plan, opened.

    item     its row of plan_items
    rows     the rows that realise it, once each, with columns as in ROW_COLUMNS: `reference` is the
             part of the item that names the row; `opened` an ISO day or ''; `open_then` and
             `open_now` whether the row is open on the day of the plan and on the last day that
             sources cover, None in tables without days
    targets  rows of targets that measure it
    """

    item: Mapping[str, Any]
    rows: pd.DataFrame
    targets: pd.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """Return the item as plain values, ready for JSON."""
        return {
            "item": {str(key): _plain(value) for key, value in self.item.items()},
            "rows": _records(self.rows),
            "targets": _records(self.targets),
        }


def plan_coverage(network: Network) -> pd.DataFrame:
    """Return every item of the plan and whether the network accounts for it.

    returns  item_id, name_zh, name_en, chapter_section, category, model_class, coverage (modelled,
             not_representable, or missing when neither rows nor targets nor a reason is given or a
             row isn't there), row_count, targets, open_then, open_now (rows open on the day of the
             plan and on the last day that sources cover), dated (rows that have days), status_2022,
             status_now, status_now_zh, reason, reason_zh, quote
    """
    given(network, Network, "network", said("load_network gives one"))
    found = _Finder(network)
    rows = []
    for item in network["plan_items"].to_dict("records"):
        matches = found.rows(_split(item["rows"]))
        cells = {str(name): cell for name, cell in item.items()}
        rows.append(cells | _counts(matches, item, found))
    columns = [
        *("item_id", "name_zh", "name_en", "chapter_section", "category", "model_class"),
        *("coverage", "row_count", "targets", "open_then", "open_now", "dated"),
        *("status_2022", "status_now", "status_now_zh", "reason", "reason_zh", "quote"),
    ]
    return pd.DataFrame(rows, columns=columns)


def plan_item(network: Network, item_id: str) -> PlanItem:
    """Return an item with its rows and targets; UnknownNameError when the plan hasn't it."""
    given(network, Network, "network", said("load_network gives one"))
    table = network["plan_items"]
    known = table["item_id"].tolist()
    if item_id not in known:
        raise UnknownNameError(said("plan item"), item_id, known)
    cells = table.iloc[known.index(item_id)]
    item = {str(name): cells[name] for name in table.columns}
    targets = network["targets"]
    chosen = targets["target_id"].isin(_split(item["targets"]))
    rows = _table(_Finder(network).rows(_split(item["rows"])))
    return PlanItem(item, rows, targets[chosen].reset_index(drop=True))


def items_of_row(network: Network, table: str, row_id: str) -> list[str]:
    """Return the items that a row realises or that change it, in the plan's order.

    row_id  the row's id; parts of a longer key joined by /
    Raises UnknownNameError for a table or row that isn't there.
    """
    given(network, Network, "network", said("load_network gives one"))
    known = _Finder(network).ids(table)
    if row_id not in known:
        raise UnknownNameError(said("row of {table}", table=table), row_id, known)
    return items_by_row(network).get((table, row_id), [])


def items_by_row(network: Network) -> dict[tuple[str, str], list[str]]:
    """Return the items, in the plan's order, of every (table, row id) that one names or changes."""
    finder = _Finder(network)
    measures = network["measures"].set_index("measure_id")
    found: dict[tuple[str, str], list[str]] = {}
    for item, references in network["plan_items"][["item_id", "rows"]].itertuples(index=False):
        rows: dict[tuple[str, str], None] = {}
        for reference in _split(references):
            for table, named in finder.named(reference):
                ids = finder.ids(table)
                rows |= dict.fromkeys((table, ids[row]) for row in named)
        for table, key in list(rows):
            if table == "measures":
                changed, own = str(measures.loc[key, "table"]), measures.loc[key, "row_ids"]
                rows |= dict.fromkeys((changed, one) for one in _split(own))
        for row in rows:
            found.setdefault(row, []).append(str(item))
    return found


_Columns = dict[str, list[Any]]


class _Finder:
    """Rows of a network by reference: table:id, table:column=value, projects:id with its rows.

    Cells are read from lists and joined to tables at the end: a plan names hundreds of single rows.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._texts: dict[tuple[str, str], list[str]] = {}
        self._ids: dict[str, list[str]] = {}
        self._rows_by: dict[tuple[str, str], dict[str, list[int]]] = {}
        self._described: dict[str, _Columns] = {}
        self._days = {
            "open_then": network.at(network.info.base_date),
            "open_now": network.at(network.info.known_until),
        }

    def ids(self, table: str) -> list[str]:
        """Return the id of each row; parts of a longer key are joined by /."""
        if table not in self._ids:
            keys = (self._text(table, key) for key in tables()[table].primary_key)
            self._ids[table] = ["/".join(parts) for parts in zip(*keys, strict=True)]
        return self._ids[table]

    def named(self, reference: str) -> Iterator[tuple[str, list[int]]]:
        """Yield tables and the positions of their rows that a reference names."""
        table, _, rest = reference.partition(":")
        if table not in self._network.tables:
            return
        column, equals, value = rest.partition("=")
        if not equals:
            yield table, self._rows_of(table, "", rest)
        elif column in self._network[table]:
            yield table, self._rows_of(table, column, value)
        if table == "projects" and not equals:
            for name in PROJECT_TABLES:
                yield name, self._rows_of(name, "project", rest)

    def meets(self, reference: str) -> bool:
        """Return whether a reference names any row."""
        return any(rows for _, rows in self.named(reference))

    def rows(self, references: Sequence[str]) -> _Columns:
        """Return the rows of some references, each once, as columns in ROW_COLUMNS."""
        found: _Columns = {name: [] for name in ROW_COLUMNS}
        seen: set[tuple[str, str]] = set()
        for reference in references:
            for table, rows in self.named(reference):
                cells = self._cells(table) if rows else {}
                for row in rows:
                    key = (table, cells["row_id"][row])
                    if key not in seen:
                        seen.add(key)
                        found["reference"].append(reference)
                        found["table"].append(table)
                        for name, column in cells.items():
                            found[name].append(column[row])
        return found

    def _rows_of(self, table: str, column: str, value: str) -> list[int]:
        """Return the rows with a text in a column, "" for their id."""
        if (table, column) not in self._rows_by:
            texts = self._text(table, column) if column else self.ids(table)
            rows: dict[str, list[int]] = {}
            for row, text in enumerate(texts):
                rows.setdefault(text, []).append(row)
            self._rows_by[table, column] = rows
        return self._rows_by[table, column].get(value, [])

    def _text(self, table: str, column: str) -> list[str]:
        if (table, column) not in self._texts:
            cells = self._network[table][column].tolist()
            self._texts[table, column] = list(map(short_cell_text, cells))
        return self._texts[table, column]

    def _first_text(self, table: str, *columns: str) -> list[str]:
        """Return the first of some columns that a table has, as text; '' where it has none."""
        frame = self._network[table]
        known = next((column for column in columns if column in frame), None)
        return [""] * len(frame) if known is None else self._text(table, known)

    def _cells(self, table: str) -> _Columns:
        """Return what is told of each row of a table, as far as the row alone decides it."""
        if table not in self._described:
            of = partial(self._first_text, table)
            dated = "opened" in self._network[table]
            nothing = [None] * len(self._network[table])
            self._described[table] = {
                "row_id": self.ids(table),
                "name_zh": of("name_zh", "line_zh"),
                "name_en": of("name_en", "line_en"),
                **{name: of(name) for name in ("project", "status", "opened")},
                **{
                    name: state.open_rows(table).tolist() if dated else nothing
                    for name, state in self._days.items()
                },
                **{name: of(name) for name in ("source", "basis", "confidence")},
            }
        return self._described[table]


def _table(rows: _Columns) -> pd.DataFrame:
    days = {name: pd.Series(rows[name], dtype=object) for name in ("open_then", "open_now")}
    return pd.DataFrame(rows | days)


def _counts(rows: _Columns, item: Mapping[Any, Any], finder: _Finder) -> dict[str, Any]:
    references, targets = _split(item["rows"]), _split(item["targets"])
    lost = not all(map(finder.meets, references))
    if lost or not (references or targets or item["reason"]):
        coverage = MISSING
    else:
        coverage = MODELLED if references or targets else NOT_REPRESENTABLE
    return {
        "coverage": coverage,
        "row_count": len(rows["row_id"]),
        "dated": len(rows["open_then"]) - rows["open_then"].count(None),
        "open_then": rows["open_then"].count(True),
        "open_now": rows["open_now"].count(True),
    }


def _split(cell: object) -> list[str]:
    return [part for part in str(cell).split(";") if part]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(key): _plain(value) for key, value in row.items()} for row in frame.to_dict("records")
    ]


def _plain(value: object) -> object:
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, float):
        return None if np.isnan(value) else value
    return None if value is None else short_cell_text(value)
