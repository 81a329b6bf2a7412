"""Residents of places: those of the census times what the parameters say has become of them."""

from __future__ import annotations

import numpy as np

from transnet.base.units import FloatArray
from transnet.model.network import BoolArray, Network

POPULATION_FACTOR, CORE_CITY = "population_factor", "core_city"
_ALL = "all"
_OF_PLACES = tuple(("places", name) for name in ("place_id", "city_id", "kind"))


def population_factors(network: Network) -> FloatArray:
    """Return residents over those of the census of each place, float64[places], in table order.

    Counties of the core's city have the factor of that city, other counties that of all; places
    outside the cluster stay as they are. It is 1 without rows of the parameter.
    """
    values = network.parameter_values
    others = values.get((POPULATION_FACTOR, _ALL), 1.0)
    of_core = values.get((POPULATION_FACTOR, CORE_CITY), others)
    if of_core == others == 1.0:
        return np.ones(len(network.place_ids))
    outside, in_core_city = network.made_of(_where, *_OF_PLACES, by=(network.info.core_place_id,))
    return np.where(outside, 1.0, np.where(in_core_city, of_core, others))


def residents_of(network: Network) -> FloatArray:
    """Return how many people live in each place, float64[places]; NaN where that isn't known."""
    census = network.column("places", "population").astype(np.float64)
    return census * population_factors(network)


def _where(network: Network, core_place_id: str) -> tuple[BoolArray, BoolArray]:
    """Return which places lie outside the cluster, and which in the core's city, bool[places]."""
    places = network["places"]
    city = places["city_id"].fillna("").astype(str)
    of_core = set(city[places["place_id"] == core_place_id]) - {""}
    return (places["kind"] == "external").to_numpy(np.bool_), city.isin(of_core).to_numpy(np.bool_)
