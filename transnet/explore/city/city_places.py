"""A table of places in a city: where they are, and how many people, jobs or schools each has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.collector import refusal
from transnet.base.language import Message, said
from transnet.base.units import FloatArray
from transnet.io.point_tables import read_point_table
from transnet.model.point_names import point_names

_AXES = ("lon", "lat")
_MOST_COLUMNS = 12


@dataclass(frozen=True, eq=False)
class CityPlaces:
    """Places and what they have.

    lon, lat  float64[k], degrees
    names     of what is counted
    amounts   float64[c, k], of each
    empty     names of what has empty cells, which count as none
    """

    lon: FloatArray
    lat: FloatArray
    names: tuple[str, ...]
    amounts: FloatArray
    empty: tuple[str, ...] = ()

    def by_minute(self, minutes: FloatArray, longest: int) -> FloatArray:
        """Return float64[c, longest], what is reached within 1, 2 … minutes.

        minutes  float64[k], to each place
        """
        within = np.flatnonzero(minutes <= longest)
        slot: npt.NDArray[np.intp] = np.maximum(np.ceil(minutes[within]), 1.0).astype(np.intp) - 1
        found = [np.bincount(slot, each[within], longest) for each in self.amounts]
        return np.cumsum(np.reshape(found, (len(self.names), longest)), axis=1)


def no_places() -> CityPlaces:
    """Return no places at all."""
    return CityPlaces(np.zeros(0), np.zeros(0), (), np.zeros((0, 0)))


def read_city_places(path: Path) -> CityPlaces:
    """Return the places of a CSV table: lon, lat, and columns of numbers, each of which is counted.

    An empty cell counts as none.
    Raises InputError for a table that can't be read, points that aren't degrees, negative numbers,
    and where there is no column to count.
    """
    table, _ = read_point_table(path)
    table = table.rename(columns=point_names(table.columns))
    lacking = [each for each in _AXES if each not in table]
    if lacking:
        raise _refused(path, lacking[0], said("the table has no such column"))
    numbers = table.apply(pd.to_numeric, errors="coerce")
    for axis, most in zip(_AXES, (180.0, 90.0), strict=True):
        bad = np.flatnonzero(~(np.abs(numbers[axis].to_numpy(np.float64)) <= most))
        if len(bad):
            row = int(bad[0])
            hint = said("row {row}: must be degrees of WGS-84", row=row + 2)
            raise _refused(path, axis, hint, str(table[axis].iloc[row]))
    is_empty = table.apply(lambda column: column.str.strip() == "")
    read = (numbers.notna() | is_empty).all() & numbers.notna().any()
    counted = [each for each in numbers if each not in ("id", *_AXES) and read[each]]
    counted = counted[:_MOST_COLUMNS]
    for each in counted:
        if (numbers[each] < 0).any():
            raise _refused(path, str(each), said("must be numbers of 0 or more"))
    if not counted:
        hint = said("needs a column of numbers, such as people")
        raise _refused(path, "people", hint)
    lon, lat = (numbers[axis].to_numpy(np.float64) for axis in _AXES)
    amounts = numbers[counted].fillna(0.0).to_numpy(np.float64).T
    empty = tuple(str(each) for each in counted if is_empty[each].any())
    return CityPlaces(lon, lat, tuple(map(str, counted)), amounts, empty)


def _refused(path: Path, column: str, hint: Message, value: str = "") -> Exception:
    told = said("{file} is no table of places", file=path.name)
    return refusal(told, "bad_points", path.name, hint, value, column=column)
