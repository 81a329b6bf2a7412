"""Rules of a feed about where and whose things are: stops, stations, agencies and routes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_tables import FeedTable, Tables
from transnet.io.gtfs.feed_values import BLANK
from transnet.timetable.route_modes import is_known

_STOP, _STATION, _ENTRANCE, _NODE, _BOARDING = range(5)
_PARENT_OF = {_STOP: _STATION, _ENTRANCE: _STATION, _NODE: _STATION, _BOARDING: _STOP}
_NEAR_DEGREES = 1.0
_POLE_LATITUDE = 89.0


def check_places(tables: Tables, notices: FeedNotices) -> None:
    """Note what is wrong with places, agencies and routes; tables that lack are passed over."""
    stops = tables.get("stops")
    if stops is not None:
        _check_points(stops, notices)
        _check_parents(stops, notices)
        _check_called(tables, notices)
    if "agency" in tables:
        _check_agencies(tables, notices)
    if "routes" in tables:
        _check_routes(tables["routes"], notices)


def kinds_of(stops: FeedTable) -> npt.NDArray[np.int64]:
    """Return the location_type of each row of stops, a stop where it is empty."""
    kind = stops.numbers("location_type")
    return np.where(kind == BLANK, _STOP, kind)


def _check_points(stops: FeedTable, notices: FeedNotices) -> None:
    kind = kinds_of(stops)
    needs = np.isin(kind, (_STOP, _STATION, _ENTRANCE))
    hint = said("stops, stations and entrances need a place: degrees of WGS-84")
    lat, lon = stops.floats("stop_lat"), stops.floats("stop_lon")
    for column in ("stop_lat", "stop_lon"):
        rows = np.flatnonzero(needs & stops.is_blank(column))
        stops.note(notices, "stop_without_place", column, rows, hint)
    with np.errstate(invalid="ignore"):
        origin = (np.abs(lat) < _NEAR_DEGREES) & (np.abs(lon) < _NEAR_DEGREES)
        pole = np.abs(lat) > _POLE_LATITUDE
    hint = said("lies within a degree of 0, 0: no such stop is known; give its true place")
    stops.note(notices, "implausible_place", "stop_lat", np.flatnonzero(origin), hint)
    hint = said("lies at a pole; give its true place")
    stops.note(notices, "implausible_place", "stop_lat", np.flatnonzero(pole), hint)
    rows = np.flatnonzero(needs & stops.is_blank("stop_name"))
    hint = said("stops, stations and entrances need a name")
    stops.note(notices, "missing_value", "stop_name", rows, hint)


def _check_parents(stops: FeedTable, notices: FeedNotices) -> None:
    kind = kinds_of(stops)
    parent = stops.rows_in("parent_station", stops, "stop_id")
    blank = stops.is_blank("parent_station")
    hint = said("a station has no parent; delete it, or mend location_type")
    rows = np.flatnonzero((kind == _STATION) & ~blank)
    stops.note(notices, "wrong_parent", "parent_station", rows, hint)
    hint = said("entrances, boarding areas and nodes of ways need a parent_station")
    rows = np.flatnonzero(np.isin(kind, (_ENTRANCE, _NODE, _BOARDING)) & blank)
    stops.note(notices, "wrong_parent", "parent_station", rows, hint)
    wanted = np.array([_PARENT_OF.get(each, -1) for each in range(5)])[np.clip(kind, 0, 4)]
    wrong = (parent >= 0) & (wanted >= 0) & (kind[np.maximum(parent, 0)] != wanted)
    hint = said("must name a station (location_type 1), or a stop for a boarding area")
    stops.note(notices, "wrong_parent", "parent_station", np.flatnonzero(wrong), hint)


def _check_called(tables: Tables, notices: FeedNotices) -> None:
    calls, stops = tables.get("stop_times"), tables["stops"]
    if calls is None or not calls.count:
        return
    row = calls.rows_in("stop_id", stops, "stop_id")
    wrong = (row >= 0) & (kinds_of(stops)[np.maximum(row, 0)] != _STOP) if stops.count else row >= 0
    hint = said("trips call at stops (location_type 0 or empty) alone; name a platform")
    calls.note(notices, "call_off_stop", "stop_id", np.flatnonzero(wrong), hint)


def _check_agencies(tables: Tables, notices: FeedNotices) -> None:
    agency = tables["agency"]
    zones = agency.texts("agency_timezone")
    other = np.array([each != zones[0] for each in zones], dtype=np.bool_)
    hint = said("all agencies of a feed have one time zone; make a feed for each zone")
    agency.note(notices, "agency_zones_differ", "agency_timezone", np.flatnonzero(other), hint)
    if not agency.count:
        notices.add("empty_feed_table", "agency", said("name an agency and its time zone"))
    if agency.count > 1:
        hint = said("where there are several agencies, each needs an id, and each route names one")
        blank = np.flatnonzero(agency.is_blank("agency_id"))
        agency.note(notices, "missing_value", "agency_id", blank, hint)
        routes = tables.get("routes")
        if routes is not None and "agency_id" in routes.cells.columns:
            blank = np.flatnonzero(routes.is_blank("agency_id"))
            routes.note(notices, "missing_value", "agency_id", blank, hint)


def _check_routes(routes: FeedTable, notices: FeedNotices) -> None:
    nameless = routes.is_blank("route_short_name") & routes.is_blank("route_long_name")
    hint = said("a route needs a short or a long name")
    rows = np.flatnonzero(nameless)
    routes.note(notices, "route_without_name", "route_short_name", rows, hint)
    numbers = routes.numbers("route_type").tolist()
    odd = np.array([n != BLANK and not is_known(int(n)) for n in numbers], dtype=np.bool_)
    hint = said("is no kind of route of GTFS; write one such as 3 for a bus or 2 for a train")
    routes.note(notices, "route_type_unknown", "route_type", np.flatnonzero(odd), hint)
