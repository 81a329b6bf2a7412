"""How near the core and the own seat are to the people of each belt and cluster of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.scenario.select import split_ids

if TYPE_CHECKING:
    from transnet.base.units import FloatArray
    from transnet.model.network import Network
    from transnet.study.evaluate import Evaluation
    from transnet.study.place_arrays import PlaceArrays

KINDS = ("core", "belt", "cluster")
BELT_FIGURES = ("core_min", "seat_min", "people_within_60")
"""What is told of a belt."""
BELT_COLUMNS = ("group_id", "kind", "name_zh", "name_en", "people", *BELT_FIGURES)


def belt_readings(state: Evaluation) -> pd.DataFrame:
    """Return the core, belts and clusters of the plan, one row each, for a network state.

    returns  group_id, kind, name_zh, name_en, people, core_min and seat_min (minutes to the core
             and to the own city's seat, mean over the counties weighted by their people; inf where
             a county has no way, NaN where nobody is known to live), people_within_60 (of the core)
    """
    places = state.places
    people, *values = places[["people", *BELT_FIGURES]].to_numpy(dtype=np.float64).T
    table = belts_of(state.network)[list(BELT_COLUMNS[:4])].reset_index(drop=True)
    table["people"] = [float(people[at].sum()) for at in _members(state.network)]
    figures = _figures(state.network, people, values)
    return table.join(pd.DataFrame(figures, columns=list(BELT_FIGURES)))


def belt_figures(network: Network, places: PlaceArrays) -> FloatArray:
    """Return BELT_FIGURES of each row of `belts_of`, float64[g, 3], as `belt_readings` has them."""
    values = (places.to_core.minutes, places.seat_min, places.people_within_60)
    return _figures(network, places.people, values)


def belts_of(network: Network) -> pd.DataFrame:
    """Return the rows of groups.csv that are the core, a belt or a cluster."""
    table = network["groups"]
    return table[table["kind"].isin(KINDS)]


def _figures(network: Network, people: FloatArray, values: Sequence[FloatArray]) -> FloatArray:
    """Return BELT_FIGURES by group, of the values of each place."""
    core_min, seat_min, within = values
    rows = []
    for at in _members(network):
        means = (_mean(minutes[at], people[at]) for minutes in (core_min, seat_min))
        rows.append((*means, float(np.nansum(within[at]))))
    return np.array(rows, dtype=np.float64).reshape(-1, len(BELT_FIGURES))


def _members(network: Network) -> list[npt.NDArray[np.intp]]:
    row_of = {str(place): row for row, place in enumerate(network["places"]["place_id"])}
    return [
        np.array([row_of[each] for each in split_ids(members)], dtype=np.intp)
        for members in belts_of(network)["members"]
    ]


def _mean(minutes: FloatArray, people: FloatArray) -> float:
    return float(np.average(minutes, weights=people)) if people.sum() > 0 else float("nan")
