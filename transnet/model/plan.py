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
from transnet.model.cells import short_cell_text
from transnet.model.network import BoolArray, Network
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
             status_now, reason, quote
    """
    given(network, Network, "network", "load_network gives one")
    found = _Finder(network)
    rows = []
    for item in network["plan_items"].to_dict("records"):
        matches = found.rows(_split(item["rows"]))
        cells = {str(name): cell for name, cell in item.items()}
        rows.append(cells | _counts(matches, item, found))
    columns = [
        *("item_id", "name_zh", "name_en", "chapter_section", "category", "model_class"),
        *("coverage", "row_count", "targets", "open_then", "open_now", "dated"),
        *("status_2022", "status_now", "reason", "quote"),
    ]
    return pd.DataFrame(rows, columns=columns)


def plan_item(network: Network, item_id: str) -> PlanItem:
    """Return an item with its rows and targets; UnknownNameError when the plan hasn't it."""
    given(network, Network, "network", "load_network gives one")
    table = network["plan_items"]
    known = table["item_id"].tolist()
    if item_id not in known:
        raise UnknownNameError("plan item", item_id, known)
    cells = table.iloc[known.index(item_id)]
    item = {str(name): cells[name] for name in table.columns}
    targets = network["targets"]
    chosen = targets["target_id"].isin(_split(item["targets"]))
    rows = _Finder(network).rows(_split(item["rows"]))
    return PlanItem(item, rows, targets[chosen].reset_index(drop=True))


def items_of_row(network: Network, table: str, row_id: str) -> list[str]:
    """Return the items that a row realises or that change it, in the plan's order.

    row_id  the row's id; parts of a longer key joined by /
    Raises UnknownNameError for a table or row that isn't there.
    """
    given(network, Network, "network", "load_network gives one")
    known = _Finder(network).ids(table).tolist()
    if row_id not in known:
        raise UnknownNameError(f"row of {table}", row_id, known)
    return items_by_row(network).get((table, row_id), [])


def items_by_row(network: Network) -> dict[tuple[str, str], list[str]]:
    """Return the items, in the plan's order, of every (table, row id) that one names or changes."""
    finder = _Finder(network)
    measures = network["measures"].set_index("measure_id")
    found: dict[tuple[str, str], list[str]] = {}
    for item, references in network["plan_items"][["item_id", "rows"]].itertuples(index=False):
        rows: dict[tuple[str, str], None] = {}
        for reference in _split(references):
            for table, mask in finder.masks(reference):
                rows |= dict.fromkeys((table, key) for key in finder.ids(table)[mask])
        for table, key in list(rows):
            if table == "measures":
                changed, ids = str(measures.loc[key, "table"]), measures.loc[key, "row_ids"]
                rows |= dict.fromkeys((changed, one) for one in _split(ids))
        for row in rows:
            found.setdefault(row, []).append(str(item))
    return found


def unresolved(network: Network, references: Sequence[str]) -> list[str]:
    """Return the references that no row of the network meets."""
    finder = _Finder(network)
    return [
        reference
        for reference in references
        if not any(mask.any() for _, mask in finder.masks(reference))
    ]


class _Finder:
    """Rows of a network by reference: table:id, table:column=value, projects:id with its rows."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._ids: dict[str, pd.Series[str]] = {}
        self._texts: dict[tuple[str, str], pd.Series[str]] = {}
        self._then = network.at(network.info.base_date)
        self._now = network.at(network.info.known_until)

    def ids(self, table: str) -> pd.Series[str]:
        """Return the id of each row; parts of a longer key are joined by /."""
        if table not in self._ids:
            frame = self._network[table]
            keys = [frame[key].map(short_cell_text) for key in tables()[table].primary_key]
            joined = keys[0]
            for key in keys[1:]:
                joined = joined + "/" + key
            self._ids[table] = joined
        return self._ids[table]

    def masks(self, reference: str) -> Iterator[tuple[str, BoolArray]]:
        """Yield tables and their rows that a reference names."""
        table, _, rest = reference.partition(":")
        if table not in self._network.tables:
            return
        column, equals, value = rest.partition("=")
        if not equals:
            yield table, (self.ids(table) == rest).to_numpy()
        elif column in self._network[table]:
            yield table, (self._text(table, column) == value).to_numpy()
        if table == "projects" and not equals:
            for name in PROJECT_TABLES:
                yield name, (self._network[name]["project"] == rest).to_numpy()

    def _text(self, table: str, column: str) -> pd.Series[str]:
        if (table, column) not in self._texts:
            self._texts[table, column] = self._network[table][column].map(short_cell_text)
        return self._texts[table, column]

    def rows(self, references: Sequence[str]) -> pd.DataFrame:
        """Return the rows of some references, each once."""
        parts = [
            self._described(reference, table, mask)
            for reference in references
            for table, mask in self.masks(reference)
            if mask.any()
        ]
        if not parts:
            return pd.DataFrame(columns=list(ROW_COLUMNS))
        both = pd.concat(parts, ignore_index=True)
        return both.drop_duplicates(["table", "row_id"], ignore_index=True)

    def _described(self, reference: str, table: str, mask: BoolArray) -> pd.DataFrame:
        frame = self._network[table][mask]
        of = partial(_column, frame)
        dated = "opened" in frame
        opened = [short_cell_text(day) for day in frame["opened"]] if dated else [""] * len(frame)
        days = {"open_then": self._then, "open_now": self._now}
        return pd.DataFrame(
            {
                "reference": reference,
                "table": table,
                "row_id": self.ids(table)[mask].to_numpy(),
                "name_zh": of("name_zh", "line_zh"),
                "name_en": of("name_en", "line_en"),
                "project": of("project"),
                "status": of("status"),
                "opened": opened,
                **{
                    name: state.open_rows(table)[mask].astype(object)
                    if dated
                    else np.full(len(frame), None)
                    for name, state in days.items()
                },
                "source": of("source"),
                "basis": of("basis"),
                "confidence": of("confidence"),
            }
        )


def _column(frame: pd.DataFrame, *names: str) -> list[str]:
    """Return the first of some columns that a table has, as text; '' where it has none."""
    for name in names:
        if name in frame:
            return [short_cell_text(cell) for cell in frame[name]]
    return [""] * len(frame)


def _counts(rows: pd.DataFrame, item: Mapping[Any, Any], finder: _Finder) -> dict[str, Any]:
    references, targets = _split(item["rows"]), _split(item["targets"])
    lost = [each for each in references if not any(mask.any() for _, mask in finder.masks(each))]
    if lost or not (references or targets or item["reason"]):
        coverage = MISSING
    else:
        coverage = MODELLED if references or targets else NOT_REPRESENTABLE
    dated = rows[rows["open_then"].notna()] if len(rows) else rows
    return {
        "coverage": coverage,
        "row_count": len(rows),
        "dated": len(dated),
        "open_then": int(dated["open_then"].astype(bool).sum()),
        "open_now": int(dated["open_now"].astype(bool).sum()),
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
