"""What the tables say about each road's time: its class of speed, its length, its toll station."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.graph.lookup import ids
from transnet.graph.parameters import Parameters
from transnet.model.network import BoolArray, Network
from transnet.units import FloatArray

_STATION = "toll_station_min"
_MOUNTAIN = "mountain"


@dataclass(frozen=True)
class RoadTimes:
    """Roads of a network, open or not; `minutes` times them under any parameters.

    hours        f64[roads], length / design speed
    speed_class  str[roads], the mode of `speed_factor` that the road runs at
    tolled       bool[roads], whether a toll station is passed
    """

    hours: FloatArray
    speed_class: npt.NDArray[np.object_]
    tolled: BoolArray

    @classmethod
    def of(cls, network: Network) -> RoadTimes:
        """Read the roads of a network."""
        roads = network["roads"]
        length, speed = (
            roads[column].to_numpy(np.float64) for column in ("length_km", "design_speed_kmh")
        )
        return cls(
            length / speed, speed_classes(network), ids(network, "roads", "toll_station") == "yes"
        )

    def minutes(self, parameters: Parameters) -> FloatArray:
        """Return the minutes of each road, f64[roads], as if all were open.

        Raises UnknownNameError where a class has no speed factor. Without `toll_station_min` a toll
        station takes no time.
        """
        factors = {each: parameters("speed_factor", each) for each in set(self.speed_class)}
        factor = np.array([factors[each] for each in self.speed_class], dtype=np.float64)
        station_min = parameters(_STATION) if parameters.has(_STATION) else 0.0
        return 60.0 * self.hours / factor + station_min * self.tolled


def speed_classes(network: Network) -> npt.NDArray[np.object_]:
    """Return the mode of `speed_factor` of each road, str[roads].

    It is the road's class, or `mountain_` and the class where the terrain is mountain and the
    network gives a factor for that.
    """
    parameters = Parameters(network)
    classes = ids(network, "roads", "road_class")
    own = {
        each: f"{_MOUNTAIN}_{each}"
        for each in set(classes.tolist())
        if ("speed_factor", f"{_MOUNTAIN}_{each}") in parameters.rows
    }
    mountain = ids(network, "roads", "terrain") == _MOUNTAIN
    return np.array(
        [
            own.get(each, each) if steep else each
            for each, steep in zip(classes.tolist(), mountain.tolist(), strict=True)
        ],
        dtype=object,
    )
