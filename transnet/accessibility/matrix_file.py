"""A matrix of travel times that needn't fit into memory, written block by block."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from transnet.accessibility.from_network import Network, routed_given
from transnet.accessibility.routed_network import Ids, RoutedNetwork, origins_of, positions_of
from transnet.accessibility.tables import bad_input, ids_of
from transnet.base.given import path_given, wrong_type
from transnet.base.language import joined, said
from transnet.base.number_kinds import is_whole
from transnet.base.on_executor import AnyExecutor, executor_given
from transnet.base.progress import Progress
from transnet.base.units import FloatArray, Int32Array, ms_to_minutes
from transnet.io.blocks.block_writers import WRITERS
from transnet.io.blocks.matrix_shape import MatrixShape
from transnet.io.blocks.write_blocks import Blocks, WrittenMatrix, write_blocks
from transnet.routing.query_checks import checked_progress

if TYPE_CHECKING:
    from transnet.routing.metric import Metric

_BLOCK_CELLS = 8_000_000  # 64 MB
_LANES = 16
_MOST_ROWS = 1_000_000_000


def matrix_to(  # noqa: PLR0913, each says what is written or how
    path: str | os.PathLike[str],
    network: Network | Metric,
    origins: Ids = None,
    destinations: Ids = None,
    *,
    block: int | None = None,
    executor: AnyExecutor = None,
    progress: Progress | None = None,
    force: bool = False,
) -> WrittenMatrix:
    """Write the travel times between places, a block of rows at a time; what is there is kept.

    path     by its end: `.zarr`, a Zarr group (format 3) with travel_min, of which a block is a
             chunk, and from_id and to_id; `.parquet`, a folder with a file for each block, and in
             it a row for each pair; `.omx`, one file, put together once all blocks are there
    network  road graph, what `route_network` or `route_places` made ready, or a metric, whose ids
             are its nodes
    origins, destinations  ids; by default all places
    block    origins of a block; by default as many as make 64 MB
    executor one of `concurrent.futures` or a client of Dask: its workers make the blocks and write
             them, so that they see the same folder. None makes them here, one after the other
    progress called with blocks done
    force    begin anew where such a matrix is there, and remove it
    returns  what was written, and a digest: equal wherever and by however many it was made

    Minutes are float64, inf where unreachable. Each block appears whole or not at all; which ones
    are finished stands in a file beside, PATH.blocks. Whoever calls again after a stop goes on:
    blocks that are there are read and proved, and the others made. Needs the extra `zarr`, or
    `formats` for Parquet and OMX.
    Raises UnfinishedError, which names the block, for one that can't be made or written; InputError
    for ids that aren't there, a file of another matrix, and what can't be written or meant.
    """
    target, routed = path_given(path), _routed(network)
    kind = WRITERS.get(target.suffix.lower())
    if kind is None:
        hint = said("must end in {ends}", ends=joined(sorted(WRITERS)))
        raise wrong_type(str(path), "path", hint)
    rows, sources = origins_of(origins, routed)
    columns = routed.ids if destinations is None else ids_of(destinations, "destinations")
    targets = routed.arrives[positions_of(columns, routed.ids, "destinations")]
    if not len(rows) or not len(columns):
        raise bad_input("matrix", "", "", said("has no origins or no destinations"), "shape")
    shape = MatrixShape(rows, columns, _rows_of(block, len(columns), len(rows)))
    ends = _Ends(sources, targets, shape)
    workers, asked = executor_given(executor), _digest(routed.metric, ends)
    if workers is not None and _method(routed.metric, ends) == "hierarchy":
        routed.metric.router.prepare()  # once for all: its order goes along
    return write_blocks(
        Blocks((routed.metric, ends), _minutes, kind(target, shape), asked),
        executor=workers,
        progress=checked_progress(progress),
        force=force is True,
    )


@dataclass(frozen=True, eq=False)
class _Ends:
    """Nodes where journeys begin and end, int32 each, and which of them a block has."""

    sources: Int32Array
    targets: Int32Array
    shape: MatrixShape


def _minutes(metric: Metric, ends: _Ends, at: int) -> FloatArray:
    """Return the minutes of a block, float64[rows, columns]."""
    sources = ends.sources[ends.shape.rows(at)]
    return ms_to_minutes(metric.travel_times(sources, ends.targets, method=_method(metric, ends)))


def _method(metric: Metric, ends: _Ends) -> Literal["search", "hierarchy"]:
    """Return how all blocks are answered: by what pays for all of them together."""
    return metric.router.select_method(len(ends.sources))


def _digest(metric: Metric, ends: _Ends) -> str:
    """Return a digest of all that decides the minutes and how they lie in blocks."""
    graph = (metric.router.indptr, metric.router.heads, metric.weights)
    digest = hashlib.sha256(ends.shape.digest().encode())
    for array in (*graph, ends.sources, ends.targets):
        digest.update(f"{len(array)}:".encode() + np.ascontiguousarray(array, "<i4").tobytes())
    return digest.hexdigest()


def _routed(network: Network | Metric) -> RoutedNetwork:
    from transnet.routing.metric import Metric as Kind

    if not isinstance(network, Kind):
        return routed_given(network)
    nodes = np.arange(network.router.nodes, dtype=np.int32)
    return RoutedNetwork(network, pd.RangeIndex(len(nodes)), nodes, nodes)


def _rows_of(block: object, columns: int, rows: int) -> int:
    """Return the rows of a block; raises InputError unless they are a whole number from 1 on."""
    if block is None:
        block = max(_LANES, _BLOCK_CELLS // columns // _LANES * _LANES)
    if not is_whole(block) or not 1 <= block <= _MOST_ROWS:
        raise wrong_type(block, "block", said("must be a whole number of rows, 1 or more"))
    return min(int(block), rows)
