"""What the tables say about each road's time: its class of speed, its length, its toll station.

No car runs faster than `speed_limit_kmh` of the road's class allows, whatever the road is designed
for and whatever its factor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transnet.base.units import FloatArray
from transnet.model.network import BoolArray, Network
from transnet.supply.lookup import Classes, StrArray
from transnet.supply.overrides import Parameters
from transnet.supply.supply_tables import SupplyTables

_STATION = "toll_station_min"
_LIMIT = "speed_limit_kmh"
_MOUNTAIN = "mountain"


@dataclass(frozen=True)
class RoadTimes:
    """Roads of a network, open or not; `minutes` times them under any parameters.

    length_km    f64[roads]
    design_kmh   f64[roads], the speed that each road is designed for
    speed_class  the mode of `speed_factor` that each road runs at
    limit_class  the mode of `speed_limit_kmh` that holds on it
    tolled       bool[roads], whether a toll station is passed
    """

    length_km: FloatArray
    design_kmh: FloatArray
    speed_class: Classes
    limit_class: Classes
    tolled: BoolArray

    @classmethod
    def of(cls, network: Network, tables: SupplyTables | None = None) -> RoadTimes:
        """Read the roads of a network; `tables` is what is known of networks with its rows."""
        tables = tables or SupplyTables()
        classes, terrain = (
            tables.texts(network, "roads", name) for name in ("road_class", "terrain")
        )
        length, speed = (
            tables.floats(network, "roads", name) for name in ("length_km", "design_speed_kmh")
        )
        return tables.made(
            cls,
            length,
            speed,
            tables.made(_speed_classes, classes, terrain, _mountain_rows(network)),
            tables.made(Classes.of, classes),
            tables.made(_is_yes, tables.texts(network, "roads", "toll_station")),
        )

    def minutes(self, parameters: Parameters) -> FloatArray:
        """Return the minutes of each road, f64[roads], as if all were open.

        Raises UnknownNameError where a class has no speed factor. Without `toll_station_min` a toll
        station takes no time, without `speed_limit_kmh` no limit holds.
        """
        factor = self.speed_class.values(lambda each: parameters("speed_factor", each))
        limit = self.limit_class.values(lambda each: speed_limit_kmh(parameters, each))
        station_min = parameters(_STATION) if parameters.has(_STATION) else 0.0
        speed = np.minimum(self.design_kmh * factor, limit)
        return 60.0 * self.length_km / speed + station_min * self.tolled


def speed_limit_kmh(parameters: Parameters, road_class: str) -> float:
    """Return the fastest that cars run on roads of a class, inf where no limit is given."""
    known = parameters.has(_LIMIT, road_class)
    return parameters(_LIMIT, road_class) if known else np.inf


def _mountain_rows(network: Network) -> frozenset[str]:
    """Modes that the network gives a speed factor in the mountains for."""
    return frozenset(
        mode
        for name, mode in network.parameter_values
        if name == "speed_factor" and mode.startswith(_MOUNTAIN)
    )


def _speed_classes(classes: StrArray, terrain: StrArray, known: frozenset[str]) -> Classes:
    """Mode of `speed_factor` of each road: in mountains that of its own, where there is one."""
    found = [
        own if steep == _MOUNTAIN and (own := f"{_MOUNTAIN}_{each}") in known else each
        for each, steep in zip(classes.tolist(), terrain.tolist(), strict=True)
    ]
    return Classes.of(np.array(found, dtype=object))


def _is_yes(texts: StrArray) -> BoolArray:
    return np.asarray(texts == "yes", dtype=np.bool_)
