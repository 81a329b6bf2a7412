"""Arcs between named nodes, of what people have: tables, SciPy's matrices and NetworkX's graphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.accessibility.tables import bad_input, numbers_of, plain_ids
from transnet.base.arrays import is_real
from transnet.base.language import said
from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS, FloatArray, Int32Array, ms_to_minutes
from transnet.routing.csr import build_csr

IntArray = npt.NDArray[np.int64]

_FROM, _TO, _MINUTES = ("from_id", "from"), ("to_id", "to"), ("minutes", "travel_min")
_LISTED = 12


@dataclass(frozen=True)
class NamedArcs:
    """Arcs by tail, as a router takes them, and the names of their nodes.

    ids      [n], distinct texts or numbers
    indptr   int32[n + 1]
    heads    int32[m]
    time_ms  int32[m], UNREACHABLE_MS where closed
    """

    ids: pd.Index
    indptr: Int32Array
    heads: Int32Array
    time_ms: Int32Array


def named_arcs(network: object, minutes: str | None, time_ms: object = None) -> NamedArcs:
    """Return the arcs of a table, a matrix or a graph.

    minutes  column of a table or attribute of a graph's edges that holds them
    time_ms  None: times beside the network are for road graphs

    Raises InputError for anything else, and for minutes that are missing, negative, no numbers or
    longer than 24 days.
    """
    if time_ms is not None:
        hint = said("goes with a road graph alone; other networks hold their minutes")
        raise bad_input("settings", "time_ms", "", hint, "setting")
    if not isinstance(minutes, str | None):
        hint = said("is the name of a column or of an attribute of edges")
        raise bad_input("settings", "minutes", type(minutes).__name__, hint, "setting")
    if isinstance(network, pd.DataFrame):
        ids, ends, values, name = _of_table(network, minutes)
    elif hasattr(network, "tocsr") and hasattr(network, "shape"):
        ids, ends, values, name = _of_matrix(network)
    elif hasattr(network, "is_directed") and hasattr(network, "edges"):
        ids, ends, values, name = _of_graph(network, minutes or _MINUTES[0])
    else:
        hint = said(
            "must be a road graph, such as read_roads gives, a table of from_id, to_id and "
            "minutes, a square SciPy matrix of minutes, or a NetworkX graph"
        )
        raise bad_input("network", "", type(network).__name__, hint, "network")
    times = _milliseconds(values, name, ids, ends)
    csr = build_csr(len(ids), *ends)
    return NamedArcs(ids, csr.indptr, csr.heads, times[csr.order])


def _of_table(
    table: pd.DataFrame, minutes: str | None
) -> tuple[pd.Index, tuple[IntArray, IntArray], FloatArray, str]:
    tail, head = (_column(table, names) for names in (_FROM, _TO))
    name = _column(table, _MINUTES if minutes is None else (minutes,))
    both = [*table[tail].tolist(), *table[head].tolist()]
    try:
        codes, names = pd.factorize(pd.Index(both, tupleize_cols=False), use_na_sentinel=False)
    except TypeError as error:
        hint = said("must be a list of texts or numbers: {error}", error=error)
        raise bad_input("network", tail, "", hint, "shape") from error
    ids = plain_ids(pd.Index(names, tupleize_cols=False), "network", tail)
    ends = codes[: len(table)].astype(np.int64), codes[len(table) :].astype(np.int64)
    return ids, ends, numbers_of(table[name], "network", name), name


def _column(table: pd.DataFrame, names: tuple[str, ...]) -> str:
    found = [name for name in names if list(table.columns).count(name) == 1]
    if not found:
        listed = [str(each) for each in table.columns[:_LISTED]]
        hint = said("must be a column of the table, once; it has {listed}", listed=listed)
        raise bad_input("network", names[0], "", hint, "network")
    return found[0]


def _of_matrix(matrix: Any) -> tuple[pd.Index, tuple[IntArray, IntArray], FloatArray, str]:
    shape = tuple(matrix.shape)
    if len(shape) != 2 or shape[0] != shape[1]:
        hint = said("must be square, a row and a column for each node")
        raise bad_input("network", "", str(shape), hint, "shape")
    if matrix.dtype.kind not in "iuf":
        hint = said("must hold minutes, not values of type {type}", type=matrix.dtype)
        raise bad_input("network", "", str(matrix.dtype), hint, "not_a_number")
    entries = matrix.tocsr().tocoo()
    ends = entries.row.astype(np.int64), entries.col.astype(np.int64)
    values = entries.data.astype(np.float64)
    return pd.RangeIndex(shape[0]), ends, values, _MINUTES[0]


def _of_graph(
    graph: Any, minutes: str
) -> tuple[pd.Index, tuple[IntArray, IntArray], FloatArray, str]:
    names = list(graph.nodes)
    ids = plain_ids(pd.Index(names, tupleize_cols=False, dtype=object), "network", "id")
    place = {name: at for at, name in enumerate(names)}
    tails, heads, values = [], [], []
    for tail, head, about in graph.edges(data=True):
        value = about.get(minutes)
        if not is_real(value):
            hint = said(
                "must be a number of minutes on each edge, and is {value} from {tail} to {head}; "
                "name the attribute that holds them",
                value=repr(value)[:80],
                tail=str(tail),
                head=str(head),
            )
            raise bad_input("network", minutes, "", hint, "not_a_number")
        tails.append(place[tail])
        heads.append(place[head])
        values.append(float(value))
    ends = np.array(tails, dtype=np.int64), np.array(heads, dtype=np.int64)
    found = np.array(values, dtype=np.float64)
    if not graph.is_directed():
        ends = np.concatenate(ends), np.concatenate(ends[::-1])
        found = np.tile(found, 2)
    return ids.infer_objects(), ends, found, minutes


def _milliseconds(
    minutes: FloatArray, name: str, ids: pd.Index, ends: tuple[IntArray, IntArray]
) -> Int32Array:
    """Return minutes as whole milliseconds; inf is a closed arc."""
    scaled = np.rint(minutes * MS_PER_MIN)
    wrong = ~(scaled >= 0) | (np.isfinite(scaled) & (scaled >= UNREACHABLE_MS))
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        hint = said(
            "must be 0 to {most:,.0f} minutes, or inf where closed; it isn't from {tail} to {head}",
            most=float(ms_to_minutes(UNREACHABLE_MS - 1)),
            tail=str(ids[ends[0][at]]),
            head=str(ids[ends[1][at]]),
        )
        raise bad_input("network", name, f"{minutes[at]:g}", hint, "bad_value")
    return np.minimum(scaled, UNREACHABLE_MS).astype(np.int32)


def with_arcs(
    arcs: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    ends: tuple[npt.ArrayLike, npt.ArrayLike],
    nodes: int,
) -> tuple[tuple[Int32Array, Int32Array], Int32Array]:
    """Return indptr and heads, and weights, of arcs with some more that take no time."""
    tails, heads = (np.concatenate(both).astype(np.int32) for both in zip(arcs, ends, strict=False))
    order = np.argsort(tails, kind="stable")
    indptr = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount(tails, minlength=nodes), out=indptr[1:])
    times = np.zeros(len(tails), np.int32)
    given = np.asarray(arcs[2])
    times[: len(given)] = given
    return (indptr, heads[order]), times[order]
