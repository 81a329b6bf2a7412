"""Isochrones of places: what one reaches from door to door by the trips and drives of a state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from transnet.base.errors import Notice
from transnet.base.given import given, names_given
from transnet.base.language import said
from transnet.model.network import Network
from transnet.model.place_names import find_place
from transnet.roads.isochrones.reach_tables import Shape, isochrones, nothing_reached
from transnet.roads.isochrones.time_field import Onward, ReachedPoints
from transnet.travel.model import TravelModel
from transnet.travel.reach_points import reach_points

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

_STEP_KM = 1.0  # between points along roads
_OFF_NETWORK_KM = 30.0  # further off the model says nothing, as on its maps


def place_isochrones(
    model: TravelModel,
    origins: str | Sequence[str],
    minutes: Sequence[float],
    *,
    shape: Shape = "areas",
    cell_m: float | None = None,
) -> GeoDataFrame:
    """Return what one reaches from places within each time, from door to door by the best means.

    origins  places by id or name, Chinese or English; a city stands for its seat
    minutes  at most 24 times, of 0.1 or more
    shape    areas, or lines of equal time
    cell_m   side of a cell of the grid that they are drawn on (see `isochrones`)
    returns  GeoDataFrame: from_id, from_zh, from_en, within_min, area_km2 or length_km, geometry

    Known are the times at the nodes of the roads, every kilometre along roads that can be left, at
    the kerb of each stop where one alights, and at each junction of a road layer. From there one
    goes on in the time that is left, at `spread_speed_kmh` over `detour_factor` as the crow flies
    and for up to 30 km, as residents do in the model and on its maps. See `isochrones` for the
    error; where roads are but straight lines between nodes, an edge is no better than those.
    Raises UnknownNameError for a place that isn't known, InputError for times that can't be meant.
    """
    given(model, TravelModel, "model", said("TravelModel(network), or Study.model(state)"))
    network = model.network
    onward = onward_in(network, network.parameter("spread_speed_kmh"))
    places = network["places"].set_index("place_id")
    tables: list[Any] = []
    notices: list[Notice] = []
    for name in names_given(origins, "origins"):
        place = name if name in places.index else find_place(network, name)
        known = reach_points(model, place, step_km=_STEP_KM)
        points = ReachedPoints(*(known[each].to_numpy() for each in known))
        table = isochrones(points, minutes, onward, shape=shape, cell_m=cell_m)
        names = {f"from_{each}": str(places[f"name_{each}"].loc[place]) for each in ("zh", "en")}
        for at, (column, value) in enumerate({"from_id": place, **names}.items()):
            table.insert(at, column, value)
        notices += nothing_reached(table, place)
        tables.append(table)
    found: GeoDataFrame = pd.concat(tables, ignore_index=True)
    found.attrs["notices"] = [each.as_dict() for each in notices]
    return found


def onward_in(network: Network, road_kmh: float) -> Onward:
    """Return how one goes on where a network ends.

    road_kmh  along what way there is; as the crow flies it is less, by `detour_factor`
    Raises UnknownNameError when that parameter is missing.
    """
    speed_kmh = road_kmh / network.parameter("detour_factor")
    return Onward(speed_kmh, 60.0 * _OFF_NETWORK_KM / speed_kmh)
