"""Builds services.csv and stops.csv from the timetable, later openings and planned lines."""

from __future__ import annotations

from pathlib import Path

from networks.build.common import Row, read_csv, read_data, write_table
from networks.build.rail_added import Places, added, moved, on_new_line
from networks.build.rail_common import read_built
from networks.build.rail_trains import read_trains, services_of
from networks.build.road_lines import bus_services


def build_services(facts: Path, out: Path) -> None:
    """Write services.csv and stops.csv; reads the stations and tracks built before."""
    stations = {row["station_id"]: row for row in read_built(out, "stations")}
    ids = {row["name_zh"]: station_id for station_id, row in stations.items()}
    tracks = read_built(out, "tracks")
    trains = read_trains(read_csv(facts / "rail" / "trains.csv"), ids)
    stay, gone = moved(services_of(trains, tracks, stations))
    # Background services join the gateways with each other, beside the trains of the five cities.
    later = read_data("rail_services_added") + read_data("rail_background")
    more = added(later, Places(ids, stations, tracks))
    made = [*stay, *on_new_line(gone, tracks), *more, *bus_services(out)]
    services = sorted(made, key=lambda one: str(one.row["service_id"]))
    write_table(out, "services", [_with_headways(service.row) for service in services])
    write_table(out, "stops", [stop for service in services for stop in service.stops])


def _with_headways(row: Row) -> Row:
    """Return a service with the range of its headway: half to twice where it is only planned."""
    headway = row.get("headway_min")
    if row["status"] not in ("planned", "study") or not headway or row.get("headway_low_min"):
        return row
    minutes = float(str(headway))
    return {**row, "headway_low_min": minutes / 2, "headway_high_min": minutes * 2}
