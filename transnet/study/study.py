"""A network compiled once, judged in any number of states, and told in tables and pictures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from transnet.base.above import from_above
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState
from transnet.study.result import Result
from transnet.study.result_of_state import result_of_state

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

    from transnet.roads.isochrones.reach_tables import Shape


class Study(CompiledNetwork):
    """A network, its topology, targets and people, compiled once for all states that are asked.

    What a state is made of (edited tables, weights, trips) is kept for the last few states, so that
    a state that is asked again costs nothing, and one that differs by little costs less.

    network     read at any day
    targets     rows of its targets table, or patterns of target ids; None for all
    points      population points in place of the counties' spread, as `run` takes them
    points_crs  their coordinates
    executor    that judges many states: threads, processes (both take what a study is made of) or
                a client of Dask; None for threads of its own
    Raises ScenarioError for a pattern that matches no target, InputError for points with errors.

    >>> from transnet import Study, load_network
    >>> study = Study(load_network("shanxi-central"), targets=["plan-1h-people-*"])
    >>> eve = study.state(date="2025-12-31")
    >>> study.judge([eve, study.state(date="2025-12-31", open=["rail-xiongxin-hsr"])]).met.shape
    (2, 4)
    """

    def result(self, state: NetworkState, *, base: dt.date | str | None = None) -> Result:
        """Return what `run` does of a scenario: a state held against the network before its edits.

        base  day of what it is held against, a date or YYYY-MM-DD; None for the state's own
        Its tables, names, maps and measures are those of any result; its effects list parameters
        that the state sets. Raises what `judge` raises, InputError for a day that is none.

        >>> from transnet import Study, load_network
        >>> study = Study(load_network("shanxi-central"), targets=["plan-1h-people-*"])
        >>> result = study.result(study.state(date="2025-12-31", open=["rail-xiongxin-hsr"]))
        >>> result.verdicts[["name_en", "before", "after"]].shape
        (4, 3)
        """
        return result_of_state(self, state, base)

    def explore(self, states: Sequence[NetworkState] = ()) -> Any:
        """Return the explorer's page with answers in it: it opens without a server or a network.

        states  that one can choose, each held against the network of its day without its edits;
                none for the stages of the plan, where projects have some
        A notebook shows it, and `.save("map.html")` writes it as one file. Raises what `judge`
        raises, InputError for what is no state.
        """
        return from_above("Study.explore")(self, states)

    def isochrones(
        self,
        origin: str | Sequence[str],
        minutes: Sequence[float],
        *,
        state: NetworkState | None = None,
        shape: Shape = "areas",
        cell_m: float | None = None,
    ) -> GeoDataFrame:
        """Return what one reaches from places within each time in a state, as geometry.

        state  None for the network on the last day that its sources cover
        The rest is as `place_isochrones` has it. Raises what that and `model` raise.

        >>> from transnet import Study, load_network
        >>> study = Study(load_network("shanxi-central"), targets=["plan-1h-people-*"])
        >>> reach = study.isochrones("taiyuan", [30, 60], cell_m=2000)
        >>> list(reach.columns)
        ['from_id', 'from_zh', 'from_en', 'within_min', 'area_km2', 'geometry']
        """
        from transnet.travel.place_isochrones import place_isochrones

        model = self.model(self.state() if state is None else state)
        return place_isochrones(model, origin, minutes, shape=shape, cell_m=cell_m)
