"""A result as a GeoPackage that QGIS opens: the network before and after, and what places gain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from transnet.base.files import Content
from transnet.io.features.feature_writer import Layer, geopackage
from transnet.model.network import Network
from transnet.report.maps.frame import middle_of_seats, side_by_side
from transnet.report.maps.layers import LINE_TABLES, line_layer, point_layer

if TYPE_CHECKING:
    from transnet.study.run import Result

_POINT_TABLES = ("stations", "airports")


def result_geopackage(result: Result) -> Content:
    """Return what writes places, stations, airports, roads and tracks as layers, in WGS-84.

    places carry the counties' figures before and after, those of access among them (watt_before,
    potential_change_pct …); the other tables carry their own columns
    (source, basis and confidence among them) with open_before and open_after.
    The same result makes the same file.
    """
    return geopackage(_layers(result), result.after.when.isoformat())


def _layers(result: Result) -> list[Layer]:
    before, after = result.before.network, result.after.network
    places = _with_figures(after["places"], result.counties)
    places = places.merge(_accessibility(result.gains.counties), on="place_id", how="left")
    layers = [point_layer("places", places)]
    layers += [point_layer(name, _with_states(before, after, name)) for name in _POINT_TABLES]
    beside = side_by_side(after, middle_of_seats(after))
    for name, make in LINE_TABLES.items():
        layers.append(line_layer(name, _with_states(before, after, name), make(beside)))
    return layers


def _with_figures(places: pd.DataFrame, counties: pd.DataFrame) -> pd.DataFrame:
    figures = [column for column in counties if column == "place_id" or column not in places]
    return places.merge(counties[figures], on="place_id", how="left", validate="one_to_one")


def _accessibility(counties: pd.DataFrame) -> pd.DataFrame:
    """Return one row a county with each measure's columns, named after the measure."""
    columns = ["before", "after", "change", "change_pct", "outcome"]
    wide = counties.pivot_table(
        index="place_id", columns="measure", values=columns, aggfunc="first", sort=False
    )
    pairs = wide.columns.to_flat_index()
    wide.columns = [f"{pair[1]}_{pair[0]}" for pair in pairs]
    return wide.reset_index()


def _with_states(before: Network, after: Network, name: str) -> pd.DataFrame:
    table = after[name].copy()
    key = str(table.columns[0])
    was_open = set(before[name].loc[before.open_rows(name), key])
    table["open_before"] = table[key].isin(was_open)
    table["open_after"] = after.open_rows(name)
    return table
