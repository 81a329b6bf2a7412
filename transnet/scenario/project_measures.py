"""What a project changes in rows that stand already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.base.units import FloatArray
from transnet.model.called_rows import cell_text
from transnet.model.network import Network
from transnet.model.schema import tables as schema_tables
from transnet.scenario.changes import Change, IntArray
from transnet.scenario.select import split_ids
from transnet.scenario.table_rules import out_of_bounds

_OPERATIONS: Mapping[str, Callable[[FloatArray, float], FloatArray]] = {
    "set": np.full_like,
    "scale": lambda cells, value: cells * value,
    "add": lambda cells, value: cells + value,
    "at_least": np.fmax,
    "at_most": np.fmin,
}
_BETTER: Mapping[tuple[str, str], float] = {
    ("roads", "design_speed_kmh"): 1.0,
    ("tracks", "speed_kmh"): 1.0,
    ("services", "trains_per_day"): 1.0,
    ("flights", "flights_per_day"): 1.0,
    ("transfers", "transfer_min"): -1.0,
    **{
        (table, f"{name}_extra_min"): -1.0
        for table in ("stations", "airports")
        for name in ("entry", "exit", "transfer")
    },
}
"""Columns of which more makes trips faster or more frequent (1), or less does (-1)."""
_IDLE = frozenset({("roads", "lanes")})
"""Columns that no trip hangs on."""


def measure_changes(network: Network, projects: Iterable[str], findings: Notices) -> list[Change]:
    """Return the changes of cells that the opening of some projects brings.

    Measures act one after another in table order, within the bounds of the schema: one that leads
    beyond them gives a warning and counts as the bound. An empty cell stays empty unless it is set
    or bounded. More trains a day shorten the headway with them.
    """
    opened = set(projects)
    cells: dict[tuple[str, str], FloatArray] = {}
    for row, at in _with_rows(network):
        if row["project"] not in opened:
            continue
        name, column = str(row["table"]), str(row["column"])
        if (name, column) not in cells:
            cells[name, column] = _numbers(network, name, column)
        values = cells[name, column]
        values[at] = _OPERATIONS[row["operation"]](values[at], float(row["value"]))
        values[at] = _within_bounds(values[at], row, findings)
    trains = cells.get(("services", "trains_per_day"))
    if trains is not None:
        old = _numbers(network, "services", "trains_per_day")
        headway = cells.setdefault(
            ("services", "headway_min"), _numbers(network, "services", "headway_min")
        )
        headway *= old / trains
    return [
        change
        for (name, column), values in cells.items()
        for change in _change(network, name, column, values)
    ]


def measured_rows(network: Network, project: str) -> dict[str, IntArray]:
    """Return the rows of which a project changes cells that trips hang on, by table."""
    found: dict[str, list[IntArray]] = defaultdict(list)
    for row in _measures_of(network, project):
        if (row["table"], row["column"]) in _IDLE:
            continue
        name = str(row["table"])
        found[name].append(_rows(network, name, split_ids(str(row["row_ids"]))))
    return {name: np.unique(np.concatenate(rows)) for name, rows in found.items()}


def has_measures(network: Network, project: str) -> bool:
    """Return whether a project changes cells of rows that stand already."""
    return bool(_measures_of(network, project))


def only_improves(network: Network, project: str) -> bool:
    """Return whether no cell that a project changes can make a trip longer or rarer.

    Then, of several such projects, a part makes each cell at most as good as all of them do.
    """
    return all(map(_improves, _measures_of(network, project)))


def _improves(measure: Mapping[Hashable, Any]) -> bool:
    column = str(measure["table"]), str(measure["column"])
    better = _BETTER.get(column, 0.0)
    value = float(measure["value"])
    by_operation = {
        "scale": better > 0 and value >= 1.0,
        "add": better != 0 and better * value >= 0,
        "at_least": better > 0,
        "at_most": better < 0,
    }
    return column in _IDLE or bool(by_operation.get(str(measure["operation"]), False))


def _measures_of(network: Network, project: str) -> list[dict[Hashable, Any]]:
    columns = (("measures", name) for name in network["measures"].columns.tolist())
    return network.made_of(_measures_by_project, *columns).get(project, [])


def all_measured_rows(network: Network, project: str) -> frozenset[tuple[str, int]]:
    """Return the rows that a project's measures name, those that stay the same among them."""
    return frozenset(
        (str(row["table"]), position)
        for row, at in _with_rows(network)
        if row["project"] == project
        for position in at.tolist()
    )


def _with_rows(network: Network) -> list[tuple[dict[Hashable, Any], IntArray]]:
    """Return the measures, each with the rows that it changes."""
    of_measures = (("measures", str(name)) for name in network.unedited("measures"))
    keys = network.made_of(_keys_of_rows, ("measures", "table"))
    return network.made_of(_read_rows, *of_measures, *keys)


def _keys_of_rows(network: Network) -> list[tuple[str, str]]:
    """Return the columns that rows are named by, of the tables that measures change."""
    changed = dict.fromkeys(network.column("measures", "table").tolist())
    return [(name, key) for name in changed for key in schema_tables()[name].primary_key]


def _read_rows(network: Network) -> list[tuple[dict[Hashable, Any], IntArray]]:
    return [
        (row, _rows(network, str(row["table"]), split_ids(str(row["row_ids"]))))
        for row in network["measures"].to_dict("records")
    ]


def _measures_by_project(network: Network) -> dict[str, list[dict[Hashable, Any]]]:
    found: dict[str, list[dict[Hashable, Any]]] = {}
    for row in network["measures"].to_dict("records"):
        found.setdefault(row["project"], []).append(row)
    return found


def _within_bounds(values: FloatArray, measure: Mapping[Any, Any], findings: Notices) -> FloatArray:
    """Return what a measure makes of cells, and name what lies outside what they can hold."""
    rule = schema_tables()[measure["table"]].columns[measure["column"]]
    kept = np.clip(values, rule.minimum, rule.maximum)
    beyond = values[(values != kept) & ~np.isnan(values)]
    if len(beyond):
        allowed = out_of_bounds(measure["table"], measure["column"], float(beyond[0]))
        hint = said(
            "makes {column} {value:g}, but {allowed}: it counts as the bound; correct it in "
            "measures.csv",
            column=measure["column"],
            value=beyond[0],
            allowed=allowed,
        )
        findings.add("measure_beyond", hint, column="project", value=measure["measure_id"])
    return kept


def _numbers(network: Network, name: str, column: str) -> FloatArray:
    return network.column(name, column).astype(np.float64)


def _rows(network: Network, name: str, row_ids: Iterable[str]) -> IntArray:
    """Positions of rows by id, in order; the parts of a longer key are joined by '/'."""
    keys = schema_tables()[name].primary_key
    rows = network.made_of(_ROWS_BY_KEY[name], *((name, key) for key in keys))
    found = (rows.get(each, []) for each in set(row_ids))
    return np.array(sorted(row for several in found for row in several), dtype=np.intp)


def _rows_by_key(name: str, network: Network) -> dict[str, list[int]]:
    """Return the positions of a table's rows by id."""
    keys, found = schema_tables()[name].primary_key, defaultdict(list)
    parts = zip(*([cell_text(cell) for cell in network[name][key]] for key in keys), strict=True)
    for row, part in enumerate(parts):
        found["/".join(part)].append(row)
    return dict(found)


_ROWS_BY_KEY = {name: partial(_rows_by_key, name) for name in schema_tables()}


def _change(network: Network, name: str, column: str, values: FloatArray) -> list[Change]:
    old = _numbers(network, name, column)
    rows = np.flatnonzero((old != values) & ~(np.isnan(old) & np.isnan(values)))
    return [Change(name, column, rows, values[rows].tolist())] if len(rows) else []
