"""A network that is ready to be asked by ids of its places, and that may be kept on disk."""

from __future__ import annotations

import json
import os
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.accessibility.tables import bad_input, ids_of, prove_one_type
from transnet.base.array_file import load_arrays, proving, save_arrays, text_array
from transnet.base.language import said
from transnet.base.on_executor import AnyExecutor
from transnet.base.shown import Shown
from transnet.base.units import Int32Array, ms_to_minutes
from transnet.routing.query_checks import checked_names

if TYPE_CHECKING:
    from transnet.routing.metric import Metric

Ids = Iterable[Hashable] | None

_KIND, _VERSION = "network", 1


@dataclass(frozen=True, eq=False)
class RoutedNetwork(Shown):
    """A network that is ready to be asked, by `route_network`, `route_places` or one's own metric.

    metric    times of the arcs; its nodes are no places: ask it from `departs` to `arrives`
    ids       ids of the places, distinct
    departs   int32[ids], node at which journeys from each place begin
    arrives   int32[ids], node at which journeys to it end

    Raises InputError for ids that aren't distinct and nodes that aren't there.
    """

    metric: Metric
    ids: pd.Index
    departs: Int32Array
    arrives: Int32Array

    def __post_init__(self) -> None:
        ids = ids_of(self.ids, "network")
        for end in ("departs", "arrives"):
            nodes = checked_names(getattr(self, end), self.metric.router.nodes)
            if len(nodes) != len(ids):
                hint = said(
                    "{end} must have a node for each of {count} ids", end=end, count=len(ids)
                )
                raise bad_input("network", end, str(len(nodes)), hint, "network")
            object.__setattr__(self, end, nodes)
        object.__setattr__(self, "ids", ids)

    def __repr__(self) -> str:
        return f"<RoutedNetwork of {len(self.ids):,} places over {self.metric!r}>"

    def travel_times(
        self,
        origins: Ids = None,
        destinations: Ids = None,
        *,
        executor: AnyExecutor = None,
    ) -> pd.DataFrame:
        """Return the fastest times between places by id, without either between all.

        executor  one of `concurrent.futures` or a client of Dask; the same bytes as without
        returns  from_id, to_id, travel_min: float64, inf where unreachable
        Raises InputError for ids that aren't there.
        """
        rows, sources = origins_of(origins, self)
        columns = self.ids if destinations is None else ids_of(destinations, "destinations")
        targets = self.arrives[positions_of(columns, self.ids, "destinations")]
        times = ms_to_minutes(self.metric.travel_times(sources, targets, executor=executor).ravel())
        to = columns.take(np.tile(np.arange(len(columns)), len(rows)))
        return pd.DataFrame(
            {"from_id": rows.repeat(len(columns)), "to_id": to, "travel_min": times}
        )

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Write the network to a file, as it was made ready; `load` reads it.

        path   a file of any name, which appears whole or not at all
        force  replace a file that is there
        Raises InputError where it can't be written, is there already, or an id is neither a text
        nor a number.
        """
        ids = _ids_as_text(self.ids)
        arrays = {
            **self.metric.router.kept_arrays(),
            "weights": self.metric.weights,
            "departs": self.departs,
            "arrives": self.arrives,
            "ids": text_array(ids),
        }
        save_arrays(path, _KIND, _VERSION, arrays, force=force)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> RoutedNetwork:
        """Return a network that `save` wrote, which answers by the same ids.

        All of it is proved anew. Nothing in the file is run.
        Raises InputError for a file that isn't one, was changed, or was written by a version of
        transnet that keeps networks otherwise.
        """
        from transnet.routing.router import router_from

        arrays = load_arrays(path, _KIND, _VERSION)
        with proving(path):
            metric = router_from(arrays).customize(arrays["weights"])
            ids = _ids_from_text(arrays["ids"].tobytes())
            return cls(metric, ids, arrays["departs"], arrays["arrives"])


def origins_of(origins: Ids, routed: RoutedNetwork) -> tuple[pd.Index, Int32Array]:
    """Return ids of origins, all for None, and the nodes where their journeys begin."""
    if origins is None:
        return routed.ids, routed.departs
    ids = ids_of(origins, "origins")
    return ids, routed.departs[positions_of(ids, routed.ids, "origins")]


def positions_of(ids: pd.Index, known: pd.Index, what: str) -> npt.NDArray[np.intp]:
    """Return where ids stand among those known, int[ids]; raises InputError for one that isn't."""
    found = known.get_indexer(ids)
    if (found < 0).any():
        prove_one_type(ids, known, what, "network")
        value, count = str(ids[found < 0][0]), int((found < 0).sum())
        raise bad_input(
            what,
            "id",
            value,
            said("is no node of the network ({count} such)", count=count),
            "no_node",
        )
    return found


def _ids_as_text(ids: pd.Index) -> str:
    """Return ids as JSON, and whether pandas held them as it holds anything."""
    plain = [each.item() if isinstance(each, np.generic) else each for each in ids]
    for each in plain:
        if type(each) not in (str, int, float):
            hint = said("is neither a text nor a number, as ids that are kept on disk must be")
            raise bad_input("network", "id", str(each), hint, "id_types")
    name = ids.name if isinstance(ids.name, str) else None
    return json.dumps([name, ids.dtype == object, plain])


def _ids_from_text(text: bytes) -> pd.Index:
    """Return the ids of such a JSON; raises InputError for any other."""
    try:
        name, as_objects, plain = json.loads(text)
        return pd.Index(plain, dtype=object if as_objects else None, tupleize_cols=False, name=name)
    except (ValueError, TypeError, RecursionError) as error:
        hint = said("must be a list of texts or numbers: {error}", error=str(error))
        raise bad_input("network", "id", "", hint, "shape") from error
