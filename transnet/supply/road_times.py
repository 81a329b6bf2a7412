"""What the tables say about each road's time: its class of speed, its length, its toll station."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray
from transnet.model.network import BoolArray, Network
from transnet.supply.lookup import Classes, StrArray, ids
from transnet.supply.overrides import Parameters
from transnet.supply.supply_tables import SupplyTables

_STATION = "toll_station_min"
_MOUNTAIN = "mountain"


@dataclass(frozen=True)
class RoadTimes:
    """Roads of a network, open or not; `minutes` times them under any parameters.

    hours        f64[roads], length / design speed
    speed_class  the mode of `speed_factor` that each road runs at
    tolled       bool[roads], whether a toll station is passed
    """

    hours: FloatArray
    speed_class: Classes
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
            tables.made(np.divide, length, speed),
            tables.made(_speed_classes, classes, terrain, _mountain_rows(network)),
            tables.made(_is_yes, tables.texts(network, "roads", "toll_station")),
        )

    def minutes(self, parameters: Parameters) -> FloatArray:
        """Return the minutes of each road, f64[roads], as if all were open.

        Raises UnknownNameError where a class has no speed factor. Without `toll_station_min` a toll
        station takes no time.
        """
        factor = self.speed_class.values(lambda each: parameters("speed_factor", each))
        station_min = parameters(_STATION) if parameters.has(_STATION) else 0.0
        return 60.0 * self.hours / factor + station_min * self.tolled


def speed_classes(network: Network) -> npt.NDArray[np.object_]:
    """Return the mode of `speed_factor` of each road, str[roads].

    It is the road's class, or `mountain_` and the class where the terrain is mountain and the
    network gives a factor for that.
    """
    classes, terrain = (ids(network, "roads", name) for name in ("road_class", "terrain"))
    return _speed_classes(classes, terrain, _mountain_rows(network)).of_rows


def _mountain_rows(network: Network) -> frozenset[str]:
    """Modes that the network gives a speed factor in the mountains for."""
    return frozenset(
        mode
        for name, mode in network.parameter_values
        if name == "speed_factor" and mode.startswith(_MOUNTAIN)
    )


def _speed_classes(classes: StrArray, terrain: StrArray, known: frozenset[str]) -> Classes:
    found = [
        own if steep == _MOUNTAIN and (own := f"{_MOUNTAIN}_{each}") in known else each
        for each, steep in zip(classes.tolist(), terrain.tolist(), strict=True)
    ]
    return Classes.of(np.array(found, dtype=object))


def _is_yes(texts: StrArray) -> BoolArray:
    return np.asarray(texts == "yes", dtype=np.bool_)
