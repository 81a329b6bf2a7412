"""What is answered of a city: the map itself, what one reaches from a point, and files of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from transnet.base.language import Text, both, joined, said, text_of
from transnet.explore.city.city import WITHIN_MIN, City
from transnet.explore.city.city_address import CityAddress, Point
from transnet.explore.city.city_drawn import CITY_KINDS, FIRST, LAST
from transnet.explore.city.city_lines import (
    box_of,
    road_columns,
    route_columns,
)
from transnet.explore.city.city_python import city_python
from transnet.explore.exports import File
from transnet.explore.page_words import page_words
from transnet.explore.refusals import RefusedError

if TYPE_CHECKING:
    from transnet.roads.isochrones.clicked_reach import ClickedReach

_DIGITS = 5
_MOST_PLACES = 20_000


def city_map(city: City) -> dict[str, Any]:
    """Return a city as plain columns: what the page draws and lets one choose."""
    timetable, graph = city.timetable, city.drawn
    lon, lat = city.start
    days = None if timetable is None else timetable.days
    osm = both("© OpenStreetMap contributors, ODbL") if city.files.is_of_osm else None
    sources = [each for each in (osm, *map(_named, city.files.feeds)) if each is not None]
    return {
        "kind": "city",
        "network": {"id": city.files.name, "en": city.files.name, "zh": city.files.name},
        "languages": ["en", "zh"],
        "words": page_words(),
        "box": box_of(city.stops, graph),
        "roads": road_columns(graph),
        "routes": route_columns(timetable),
        "stops": city.stops,
        "places": _shown_places(city),
        "modes": city.modes,
        "kinds": CITY_KINDS if timetable is not None else [],
        "runs": {"first": FIRST, "last": LAST},
        "within": WITHIN_MIN,
        "amounts": city.places.names,
        "days": None if days is None else [each.isoformat() for each in days],
        "defaults": {
            "at": [lon, lat],
            "mode": city.modes[0],
            "date": None if timetable is None else city.busiest_day,
            "time": None if timetable is None else city.usual_time,
            "window": CityAddress.window_min,
            "percentile": CityAddress.percentile,
            "minutes": 30,
        },
        "sources": {"en": [each.en for each in sources], "zh": [each.zh for each in sources]},
    }


def _named(feed: str) -> Text:
    name = Path(feed).name
    return both("timetable: {name}", name=name)


def _shown_places(city: City) -> dict[str, Any]:
    places = city.places
    shown = slice(None, _MOST_PLACES)
    return {
        "lon": np.round(places.lon[shown], _DIGITS),
        "lat": np.round(places.lat[shown], _DIGITS),
    }


def city_answer(city: City, address: CityAddress, at: Point) -> dict[str, Any]:
    """Return what one reaches from a point, as plain values and arrays."""
    reach = city.reach(address, at)
    longest = round(reach.within[-1])
    return {
        "at": at,
        "start": reach.start,
        "within": reach.within,
        "km2": [round(each, 3) for each in reach.km2],
        "areas": _areas(reach),
        "curve": {
            "minutes": np.arange(1, longest + 1),
            "amounts": np.round(city.places.by_minute(reach.place_min, longest)),
        },
        "before": _before(city, address, at),
        "all": np.round(city.places.amounts.sum(axis=1)),
        "reading": _both(_reading(city, address)),
        "notices": [*(_both(each) for each in _notices(reach)), *_quiet(city, address)],
    }


def _areas(reach: ClickedReach) -> list[Any]:
    return [
        [[np.round(ring, _DIGITS) for ring in polygon] for polygon in area] for area in reach.areas
    ]


def _before(city: City, address: CityAddress, at: Point) -> dict[str, Any] | None:
    """Return what one reaches without the drawn lines; None where that is the same question."""
    if not address.drawn or city.mode_of(address) != "transit":
        return None
    reach = city.reach(replace(address, drawn=()), at)
    amounts = city.places.by_minute(reach.place_min, round(reach.within[-1]))
    km2 = [round(each, 3) for each in reach.km2]
    return {"km2": km2, "areas": _areas(reach), "amounts": np.round(amounts)}


def _both(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}


def _notices(reach: ClickedReach) -> list[Text]:
    if reach.start is None:
        return [both("No street is near this point: nothing is reached from here.")]
    if not any(reach.areas):
        return [both("Nothing is reached from here in this time.")]
    return []


def _quiet(city: City, address: CityAddress) -> list[dict[str, str]]:
    """Return feeds of which nothing runs in the window, where one goes by timetable."""
    if city.mode_of(address) != "transit":
        return []
    found = city.region.notices(city.departures(address))
    return [{"en": each["hint"], "zh": each["hint_zh"]} for each in found]


def _reading(city: City, address: CityAddress) -> Text:
    """Return what the minutes on the map count."""
    mode = city.mode_of(address)
    if mode != "transit":
        return text_of(_BY_ROAD[mode])
    return text_of(
        both(
            "Minutes from door to door by public transport, walks and waits included, leaving "
            "within {window} min of {time} on {date}: {percentile} of 100 departures are no "
            "slower.",
            window=address.window_min,
            time=address.time or city.usual_time,
            date=address.date or city.busiest_day,
            percentile=address.percentile,
        )
    )


_BY_ROAD = {
    "drive": both("Minutes by car at free flow, and on foot beside the road."),
    "cycle": both("Minutes by bicycle, and on foot beside the road."),
    "walk": both("Minutes on foot."),
}


def city_file(city: City, address: CityAddress, at: Point, kind: str) -> File:
    """Return what one reaches as a file; raises RefusedError for another kind."""
    if kind not in _WRITERS:
        told = said("as={kind} isn't a kind of file here", kind=kind[:40])
        remedy = said("choose one of {words}", words=joined(_WRITERS))
        raise RefusedError(400, "bad_address", told, remedy)
    media, write = _WRITERS[kind]
    return File(f"reach.{kind}", media, write(city, address, at))


def _features(ending: str) -> Callable[[City, CityAddress, Point], bytes]:
    def write(city: City, address: CityAddress, at: Point) -> bytes:
        from transnet.io.isochrone_files import write_isochrones
        from transnet.travel.road_isochrones import road_isochrones

        mode = city.mode_of(address)
        graph = None if mode == "transit" else city.graph(mode)
        if graph is not None:
            found = road_isochrones(graph, at, WITHIN_MIN[mode])
        else:
            found = city.region_with(address.drawn).network.isochrones(
                at,
                WITHIN_MIN[mode],
                departure=city.moment(address),
                window=address.window_min,
                percentile=address.percentile,
            )
        with tempfile.TemporaryDirectory(prefix="transnet-") as folder:
            path = Path(folder) / f"reach.{ending}"
            write_isochrones(found, path)
            return path.read_bytes()

    return write


def _csv(city: City, address: CityAddress, at: Point) -> bytes:
    import pandas as pd

    from transnet.io.csv_text import csv_bytes

    reach = city.reach(address, at)
    table = pd.DataFrame({"within_min": reach.within, "area_km2": np.round(reach.km2, 3)})
    counted = city.places.by_minute(reach.place_min, round(reach.within[-1]))
    rows = np.array(reach.within, dtype=np.intp) - 1
    for name, amounts in zip(city.places.names, counted, strict=True):
        table[name] = amounts[rows]
    data: bytes = csv_bytes(table)
    return data


_WRITERS: Mapping[str, tuple[str, Callable[[City, CityAddress, Point], bytes]]] = {
    "csv": ("text/csv", _csv),
    "gpkg": ("application/geopackage+sqlite3", _features("gpkg")),
    "geojson": ("application/geo+json", _features("geojson")),
    "python": ("text/x-python", city_python),
}
