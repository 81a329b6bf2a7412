"""Trips to places outside that go round for want of a road or a train."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from transnet.base.sphere import distances_km
from transnet.base.units import FloatArray
from transnet.model.network import Network
from transnet.travel.model import TravelModel
from transnet.travel.validation.fast_lines import joined_by_fast_trains, plausible_rail_min
from transnet.travel.validation.hole_rows import LIMITS, HoleLimits, Names, hole_table

_REST = ("drive_rest_min", "all")
_Row = dict[str, object]


def plausible_min(km: FloatArray, limits: HoleLimits = LIMITS) -> FloatArray:
    """Return the minutes from town to town over a road of ordinary length and speed.

    km  great circle, of any shape
    """
    minutes: FloatArray = limits.town_min + 60.0 * limits.circuity * km / limits.road_kmh
    return minutes


def trip_holes(model: TravelModel, limits: HoleLimits = LIMITS) -> pd.DataFrame:
    """Return pairs of places whose best trip takes longer than is plausible.

    The best trip is by any means. It takes `trip_ratio` times the minutes by a road
    (`plausible_min`) or, between main cities that fast trains join, longer than over a fast line
    with every input at its slow end (`plausible_rail_min`). Pairs have one
    end outside the cluster, the other outside too, or a seat or main city of the cluster; each
    pair once, by its slower direction. value: the ratio, inf where no way leads there. None where
    streets stand in place of the strategic roads, for they end at the edge of their map.
    """
    if model.network.road_layer is not None:
        return hole_table(model.network, [])
    return hole_table(model.network, _roundabout(model, limits))


def _roundabout(model: TravelModel, limits: HoleLimits) -> Iterator[_Row]:
    ends = _ends(model.network)
    outside = (ends["kind"] == "external").to_numpy()
    km = np.array([distances_km(ends, ends.iloc[[row]]) for row in range(len(ends))])
    minutes = _best_min(model, list(ends["place_id"]))
    by_road = plausible_min(km.reshape(minutes.shape), limits)
    by_rail = np.where(
        joined_by_fast_trains(model.network, ends),
        plausible_rail_min(model.network, km.reshape(minutes.shape), limits),
        np.inf,
    )
    most = np.minimum(limits.trip_ratio * by_road, by_rail)
    judged = np.triu(outside[:, np.newaxis] | outside, k=1)
    names = Names(model.network)
    for row, column in np.argwhere(judged & (minutes > most)):
        pair = str(ends["place_id"].iloc[row]), str(ends["place_id"].iloc[column])
        figures = float(minutes[row, column]), float(km[row, column])
        if by_rail[row, column] < limits.trip_ratio * by_road[row, column]:
            yield _rail_row(names, pair, figures, float(by_rail[row, column]))
        else:
            yield _row(names, pair, figures, limits)


def _ends(network: Network) -> pd.DataFrame:
    """Places outside, main cities and seats of the cities."""
    places = network["places"]
    seats = places["place_id"].isin(set(network["cities"]["seat_place_id"]))
    return places[seats | places["main_city"] | (places["kind"] == "external")]


def _best_min(model: TravelModel, ends: list[str]) -> FloatArray:
    """Minutes of the best trips between all ends, in the slower direction of each pair.

    Without rests on long drives: a plausible road is reckoned without, and a rest is no detour.
    """
    if _REST in model.network.parameter_values:
        model = model.with_parameters({_REST: 0.0})
    there: FloatArray = (
        model.travel_times(ends, ends)["travel_min"]
        .to_numpy(dtype=np.float64)
        .reshape(len(ends), len(ends))
    )
    return np.maximum(there, there.T)


def _row(
    names: Names, pair: tuple[str, str], figures: tuple[float, float], limits: HoleLimits
) -> _Row:
    (start, end), (minutes, km) = pair, figures
    by_road = float(plausible_min(np.array(km), limits))
    found = np.isfinite(minutes)
    best_zh = f"最快{minutes:.0f} min" if found else "无路可通"
    best_en = f"{minutes:.0f} min at best" if found else "no way leads there"
    return {
        "rule": "roundabout_trip",
        "from_id": start,
        "to_id": end,
        "value": minutes / by_road,
        "limit": limits.trip_ratio,
        "unit": "1",
        "why_zh": f"{names.zh(start)}—{names.zh(end)}:{best_zh},直线{km:.0f} km 的公路约需"
        f"{by_road:.0f} min;请补上两地间的公路或列车",
        "why_en": f"{names.en(start)}–{names.en(end)}: {best_en}, where a road over the "
        f"{km:.0f} km straight takes about {by_road:.0f} min; add the road or train between them",
    }


def _rail_row(
    names: Names, pair: tuple[str, str], figures: tuple[float, float], by_rail: float
) -> _Row:
    (start, end), (minutes, km) = pair, figures
    return {
        "rule": "roundabout_trip",
        "from_id": start,
        "to_id": end,
        "value": minutes / by_rail,
        "limit": 1.0,
        "unit": "1",
        "why_zh": f"{names.zh(start)}—{names.zh(end)}:最快{minutes:.0f} min,直线{km:.0f} km 的高铁"
        f"连同一次换乘最多约需{by_rail:.0f} min;请补上两地间的列车",
        "why_en": f"{names.en(start)}–{names.en(end)}: {minutes:.0f} min at best, where a fast "
        f"line over the {km:.0f} km straight takes {by_rail:.0f} min at most, a change on the way; "
        "add the trains between them",
    }
