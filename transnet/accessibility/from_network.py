"""Measures straight from a road network: every node an origin, and no matrix in memory.

The sums are taken while the network is searched, so that what is held is the answer and, for each
thread, the labels of sixteen origins. They equal those of `reach` on the full matrix of times.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.accessibility.decay import Decay, weights_of
from transnet.accessibility.inputs import at_least, some_numbers
from transnet.accessibility.named_arcs import named_arcs, with_arcs
from transnet.accessibility.routed_network import Ids, RoutedNetwork, origins_of, positions_of
from transnet.accessibility.tables import (
    bad_input,
    ids_of,
    numbers_of,
    plain_ids,
    plain_series,
    plain_table,
)
from transnet.base.given import given, word_given
from transnet.base.language import said
from transnet.base.on_executor import AnyExecutor, executor_given
from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS, FloatArray, ms_to_minutes
from transnet.roads.graph import RoadGraph
from transnet.routing.csr import checked_weights
from transnet.routing.query_checks import checked_count, checked_progress
from transnet.supply.kinds import ModeSet

if TYPE_CHECKING:
    from transnet.base.progress import Progress
    from transnet.travel.model import TravelModel

Amounts = pd.Series | pd.DataFrame

_LONGEST_DECAY_MIN = 1_440


Network = RoadGraph | RoutedNetwork


def route_network(
    network: RoadGraph | pd.DataFrame | Any,
    time_ms: npt.ArrayLike | None = None,
    *,
    minutes: str | None = None,
    progress: Progress | None = None,
) -> RoutedNetwork:
    """Return a network made ready, to be kept where it is asked more than once.

    network   a road graph; a table of from_id, to_id (or from, to) and minutes (or travel_min); a
              square SciPy matrix, whose entries are minutes; or a NetworkX graph
    time_ms   int32[m], milliseconds of each arc of a road graph; by default its own
    minutes   column or attribute of edges that holds them, where it is called otherwise
    progress  called as `Progress` says while the nodes are being ordered

    A place with copies of its node, where turns are banned, is reached as soon as one of them is.
    Minutes become whole milliseconds; inf is a closed arc. What isn't in the matrix is no arc.
    Raises InputError for anything else, and for minutes or times that are missing or negative.

    >>> from transnet.roads.graph import Arcs, build_road_graph
    >>> arcs = Arcs(tails=[0, 1], heads=[1, 2], time_ms=[600_000, 1_200_000])
    >>> roads = build_road_graph(["A", "B", "C"], [112.5] * 3, [37.8] * 3, arcs)
    >>> ready = route_network(roads)
    >>> accessibility_from_network(ready, pd.Series({"C": 7.0}), [30]).squeeze(axis=1).to_dict()
    {'A': 7.0, 'B': 7.0, 'C': 7.0}
    >>> streets = pd.DataFrame({"from": ["A", "B"], "to": ["B", "C"], "minutes": [10, 20]})
    >>> route_network(streets).travel_times(["A"], ["C"]).to_numpy().tolist()
    [['A', 'C', 30.0]]
    """
    from transnet.routing.router import Router  # brings the kernels of large graphs

    if not isinstance(network, RoadGraph):
        arcs = named_arcs(network, minutes, time_ms)
        metric = Router((arcs.indptr, arcs.heads), progress=progress).customize(arcs.time_ms)
        every = np.arange(len(arcs.ids), dtype=np.int32)
        return RoutedNetwork(metric, arcs.ids, every, every)
    times = checked_weights(network.time_ms if time_ms is None else time_ms, network.arc_count)
    nodes = np.arange(network.node_count, dtype=np.int32)
    copies = np.flatnonzero(network.copy_of != nodes)
    split = np.unique(network.copy_of[copies])
    arrives = nodes.copy()
    arrives[split] = len(nodes) + np.arange(len(split))
    members = np.concatenate([split, copies])
    ends = (members, arrives[network.copy_of[members]])
    points = [np.concatenate([each, each[split]]) for each in (network.lon, network.lat)]
    topology, weights = with_arcs(
        (network.tails, network.heads, times), ends, len(nodes) + len(split)
    )
    known = points if np.isfinite(points).all() else []
    router = Router((*topology, *known), progress=progress)
    places = np.flatnonzero(network.copy_of == nodes).astype(np.int32)
    ids = pd.Index(network.node_ids[places])
    return RoutedNetwork(router.customize(weights), ids, places, arrives[places])


def route_places(model: TravelModel, using: ModeSet = "best") -> RoutedNetwork:
    """Return the places of a travel model made ready: from door to door, and 0 to the place itself.

    using  as `TravelModel.travel_times` takes it

    Raises UnknownNameError for another way of travelling.

    >>> from transnet import TravelModel, load_network
    >>> ready = route_places(TravelModel(load_network("shanxi-central")))
    >>> beds = pd.Series({"140105": 1000.0})
    >>> table = accessibility_from_network(ready, beds, [0, 600], origins=["140105"])
    >>> table.to_numpy().tolist()
    [[1000.0, 1000.0]]
    """
    from transnet.routing.router import Router
    from transnet.travel.model import TravelModel as Kind

    given(model, Kind, "model", said("TravelModel(network) makes one"))
    word_given(using, get_args(ModeSet), said("way of travelling"))
    ids, count = model.place_ids, len(model.place_ids)
    travel = np.minimum(model.trips(using).travel, UNREACHABLE_MS).astype(np.int32)
    # Doors in stand behind doors out and lead nowhere: trips aren't strung together.
    departs, arrives = np.arange(count, dtype=np.int32), np.arange(count, dtype=np.int32) + count
    between = np.repeat(departs, count), np.tile(arrives, count), travel.ravel()
    graph, weights = with_arcs(between, (departs, arrives), 2 * count)
    return RoutedNetwork(Router(graph).customize(weights), pd.Index(ids), departs, arrives)


def accessibility_from_network(  # noqa: PLR0913, each says what is summed or how
    network: Network,
    opportunities: Amounts,
    cutoffs_min: Sequence[float] = (),
    decays: Mapping[str, tuple[Decay, float]] | None = None,
    *,
    origins: Ids = None,
    progress: Progress | None = None,
    executor: AnyExecutor = None,
) -> pd.DataFrame:
    """Return cumulative and gravity sums by origin, taken while the network is searched.

    network        road graph, or what `route_network` or `route_places` made ready
    opportunities  how many at each node, 0 or more, by node id; a table has a column for each kind.
                   Nodes that aren't listed have none
    cutoffs_min    minutes; what takes exactly so long is within
    decays         by name: a decay of minutes, and the minutes beyond which nothing counts. It is
                   evaluated at every millisecond up to there, 8 MB for each 17 minutes, and
                   at most 1,440 minutes
    origins        node ids; by default all
    progress       called with origins done, over all kinds and measures together
    executor       one of `concurrent.futures` or a client of Dask, which gets origins in batches;
                   the same bytes as without
    returns        table by origin id, with columns such as jobs_within_30_min and jobs_NAME;
                   unnamed opportunities are called opportunities

    Raises InputError for ids that are doubled or aren't nodes, values that are missing, negative or
    infinite, and cutoffs or decays as the measures on a matrix do.

    >>> from transnet.roads.graph import Arcs, build_road_graph
    >>> minute = 60_000
    >>> arcs = Arcs(tails=[0, 1], heads=[1, 2], time_ms=[10 * minute, 20 * minute])
    >>> roads = build_road_graph(["A", "B", "C"], [112.5] * 3, [37.8] * 3, arcs)
    >>> beds = pd.Series({"B": 5, "C": 7}, name="beds")
    >>> accessibility_from_network(roads, beds, [10, 30])["beds_within_30_min"].to_dict()
    {'A': 12.0, 'B': 12.0, 'C': 7.0}
    """
    routed = routed_given(network)
    tables = _amounts(opportunities, routed)
    cutoffs = some_numbers(cutoffs_min, "cutoffs_min")
    limits = np.array([_limit_ms(cutoff, "cutoffs_min") for cutoff in cutoffs], dtype=np.int64)
    factors = _all_factors(decays)
    _distinct([*(f"within_{_text(cutoff)}_min" for cutoff in cutoffs), *factors])
    if not len(limits) and not factors:
        raise bad_input("settings", "cutoffs_min", "", said("name a cutoff or a decay"), "setting")
    ids, sources = origins_of(origins, routed)
    passes = len(tables) * (bool(len(limits)) + len(factors))
    told, workers = _over_passes(progress, passes, len(sources)), executor_given(executor)
    sums: dict[str, FloatArray] = {}
    for kind, amounts in tables.items():
        if len(limits):
            within = routed.metric.accumulate(
                amounts, limits, origins=sources, progress=next(told), executor=workers
            )
            names = [f"{kind}_within_{_text(cutoff)}_min" for cutoff in cutoffs]
            sums.update(zip(names, within.T, strict=True))
        for name, (weights, limit) in factors.items():
            gained = routed.metric.accumulate(
                amounts,
                limit,
                origins=sources,
                decay=weights,
                progress=next(told),
                executor=workers,
            )
            sums[f"{kind}_{name}"] = gained[:, 0]
    return pd.DataFrame(sums, index=ids)


def nearest_from_network(
    network: Network,
    facilities: Iterable[Hashable],
    count: int = 1,
    *,
    origins: Ids = None,
    progress: Progress | None = None,
    executor: AnyExecutor = None,
) -> pd.DataFrame:
    """Return the nearest facilities of each origin and the minutes to them, nearest first.

    facilities  node ids; of equally near ones the first listed comes first
    progress    called with origins done
    executor    as in `accessibility_from_network`
    returns     from_id, rank (from 1), to_id, travel_min; missing and inf where there are no more

    Raises InputError for ids that aren't nodes, and a count that isn't 1 to 65,535.

    >>> from transnet.roads.graph import Arcs, build_road_graph
    >>> arcs = Arcs(tails=[0, 1], heads=[1, 2], time_ms=[600_000, 1_200_000])
    >>> roads = build_road_graph(["A", "B", "C"], [112.5] * 3, [37.8] * 3, arcs)
    >>> nearest_from_network(roads, ["C", "B"], origins=["A"]).to_numpy().tolist()
    [['A', 1, 'B', 10.0]]
    """
    routed = routed_given(network)
    count = checked_count(count)
    ids, sources = origins_of(origins, routed)
    names = ids_of(facilities, "facilities")
    targets = routed.arrives[positions_of(names, routed.ids, "facilities")]
    told = next(_over_passes(progress, 1, len(sources)))
    found, times = routed.metric.nearest(sources, targets, count, progress=told, executor=executor)
    by_position = np.array([*names, None], dtype=object)
    return pd.DataFrame(
        {
            "from_id": np.repeat(ids.to_numpy(), count),
            "rank": np.tile(np.arange(1, count + 1), len(ids)),
            "to_id": by_position[found.ravel()],
            "travel_min": ms_to_minutes(times.ravel()),
        }
    )


def routed_given(network: Network) -> RoutedNetwork:
    """Return a network made ready, as it is or of a road graph; raises InputError for others."""
    if isinstance(network, RoutedNetwork):
        return network
    hint = said("read_roads gives one; route_network makes tables and other graphs ready")
    return route_network(given(network, RoadGraph, "network", hint))


def _amounts(opportunities: Amounts, routed: RoutedNetwork) -> dict[str, FloatArray]:
    """Return the amounts of each kind at every node of the search."""
    table = _by_kind(opportunities)
    index = plain_ids(table.index, "opportunities", "id")
    at = routed.arrives[positions_of(index, routed.ids, "opportunities")]
    kinds = [str(kind) for kind in table.columns]
    if len(set(kinds)) < len(kinds):
        raise bad_input("opportunities", "", "", said("has two columns of one name"), "doubled_id")
    tables = {}
    for kind, column in zip(kinds, table.columns, strict=True):
        values = numbers_of(table[column], "opportunities", kind)
        bad = ~np.isfinite(values) | (values < 0)
        if bad.any():
            where = str(index[bad][0])
            hint = said("has no finite number of 0 or more")
            raise bad_input("opportunities", kind, where, hint, "bad_value")
        tables[kind] = np.zeros(routed.metric.router.nodes)
        tables[kind][at] = values
    return tables


def _by_kind(opportunities: Amounts) -> pd.DataFrame:
    if isinstance(opportunities, pd.DataFrame):
        return plain_table(opportunities, "opportunities")
    series = plain_series(opportunities, "opportunities")
    return series.to_frame("opportunities" if series.name is None else str(series.name))


def _text(cutoff: float) -> str:
    """Return minutes as they are written, so that no two cutoffs read alike."""
    return f"{cutoff:.15g}"


def _distinct(names: list[str]) -> None:
    doubled = [name for place, name in enumerate(names) if name in names[:place]]
    if doubled:
        hint = said("would name two columns; give each cutoff once, and decays names of their own")
        raise bad_input("settings", "cutoffs_min", doubled[0], hint, "setting")


def _all_factors(
    decays: Mapping[str, tuple[Decay, float]] | None,
) -> dict[str, tuple[FloatArray, int]]:
    """Return for each decay what `_factors` does."""
    hint = said(
        "must be a mapping of names to a decay and its limit: {'near': (decay.linear(30), 30)}"
    )
    if not isinstance(decays, Mapping | None):
        raise bad_input("settings", "decays", type(decays).__name__, hint, "setting")
    found = {}
    for name, each in (decays or {}).items():
        if not isinstance(name, str) or not isinstance(each, tuple | list) or len(each) != 2:
            raise bad_input("settings", "decays", str(name), hint, "setting")
        found[name] = _factors(*each)
    return found


def _limit_ms(minutes: float, name: str) -> int:
    """Return the most milliseconds that don't exceed the minutes; int32 holds 24 days of them."""
    limit = min(at_least(minutes, name), float(ms_to_minutes(UNREACHABLE_MS - 1)))
    near = round(limit * MS_PER_MIN)
    return near if near / MS_PER_MIN <= limit else near - 1


def _factors(decay: Decay, limit_min: float) -> tuple[FloatArray, int]:
    """Return the weight of each millisecond up to the limit, and the limit."""
    if at_least(limit_min, "decays") > _LONGEST_DECAY_MIN:
        hint = said(
            "is the limit of a decay; beyond {longest_decay_min} min take a matrix",
            longest_decay_min=_LONGEST_DECAY_MIN,
        )
        raise bad_input("settings", "decays", f"{limit_min:g}", hint, "setting")
    limit = _limit_ms(limit_min, "decays")
    return weights_of(decay, np.arange(limit + 1) / MS_PER_MIN), limit


def _over_passes(progress: Progress | None, passes: int, rows: int) -> Iterator[Progress | None]:
    """Yield for each pass a callback that counts on from the passes before."""
    checked_progress(progress)
    for number in range(passes):
        yield None if progress is None else _counting_on(progress, (number, passes), rows)


def _counting_on(progress: Progress, place: tuple[int, int], rows: int) -> Progress:
    """Return a callback that turns one pass's parts, whatever they are, into origins of all."""
    before, every = place[0] * rows, place[1] * rows
    return lambda what, done, parts: progress(what, before + done * rows // max(1, parts), every)
