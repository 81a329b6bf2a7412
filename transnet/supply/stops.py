"""Stations and airports as one list of stops, in the order of their ids."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.language import said
from transnet.base.units import FloatArray, Int32Array
from transnet.model.called_rows import row_words
from transnet.model.network import BoolArray, Network
from transnet.supply.lookup import Lookup, ids

_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True)
class Stops:
    """Stops sorted by id; positions in this list are what graph arrays call a stop.

    ids      str[k]
    airport  bool[k], whether the stop is an airport
    row      int32[k], row in the stations or airports table
    """

    ids: npt.NDArray[np.object_]
    airport: BoolArray
    row: Int32Array

    @cached_property
    def index(self) -> pd.Index[str]:
        """Ids for lookups."""
        return pd.Index(self.ids, dtype=object)

    def open(self, network: Network) -> BoolArray:
        """Return which stops are open to passengers on the network's day, bool[k]."""
        return self.pick(network.open_rows("stations"), network.open_rows("airports"))

    def column(self, network: Network, name: str) -> FloatArray:
        """Return a numeric column that stations and airports share, f64[k]."""
        values = [network[table][name].to_numpy(np.float64) for table in ("stations", "airports")]
        return self.pick(*values)

    def points(self, network: Network) -> pd.DataFrame:
        """Return the stops' lon and lat, degrees WGS-84, as a table of k rows."""
        return pd.DataFrame({axis: self.column(network, axis) for axis in ("lon", "lat")})

    def pick(self, stations: npt.NDArray[_T], airports: npt.NDArray[_T]) -> npt.NDArray[_T]:
        """Return what each stop has of what stations and airports have, [k]."""
        both = np.concatenate([stations, airports])
        return both[self.row + len(stations) * self.airport]


def compile_stops(network: Network, lookup: Lookup) -> Stops:
    """Return all stations and airports, sorted by id; an id that both tables hold is noticed."""
    stations, airports = (
        ids(network, "stations", "station_id"),
        ids(network, "airports", "airport_id"),
    )
    for table, column in (("stations", "station_id"), ("airports", "airport_id")):
        lookup.index(table, column)
    for at in np.flatnonzero(np.isin(airports.astype(str), stations.astype(str))).tolist():
        cell = ("airports", at, "airport_id")
        named = row_words(network, "airports", at)
        lookup.notice("duplicate_id", cell, named, said("is a station's id too"))
    both = np.concatenate([stations, airports])
    airport = np.arange(len(both)) >= len(stations)
    row = np.concatenate([np.arange(len(stations)), np.arange(len(airports))]).astype(np.int32)
    order = np.argsort(both, kind="stable")
    return Stops(both[order], airport[order], row[order])
