"""A city of three stops along a street, with its files, for tests of its map."""

from __future__ import annotations

from pathlib import Path

from tests.io.gtfs.feeds import feed
from tests.transit.test_transit_network import STOPS, TIMES, at, street
from transnet.explore.city.city_explorer import CityExplorer
from transnet.explore.city.city_files import CityFiles
from transnet.io.road_formats import write_roads


def write_city(folder: Path) -> CityFiles:
    """Write feed, streets and places into a folder."""
    trips = "route_id,service_id,trip_id,trip_short_name,block_id\nR1,WD,T1,D1,\n"
    feed(folder / "town", stops=STOPS, stop_times=TIMES, trips=trips)
    write_roads(street(road_class="residential"), folder / "streets.gpkg")
    places = at(home=-0.2899, work=6.1899, far=30.0).assign(
        jobs=[5.0, 70.0, 11.0], people=[9, 8, 7]
    )
    places.rename_axis("id").to_csv(folder / "places.csv")
    return CityFiles(
        (str(folder / "town"),), str(folder / "streets.gpkg"), str(folder / "places.csv")
    )


def small_city(folder: Path) -> CityExplorer:
    """Return the city, read and ready."""
    explorer = CityExplorer(write_city(folder))
    explorer.load()
    return explorer
