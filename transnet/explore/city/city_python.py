"""What one reaches in a city as Python that comes to the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from transnet.base.plain import plain
from transnet.explore.city.city import WITHIN_MIN, City
from transnet.explore.city.city_address import CityAddress, Point
from transnet.explore.city.city_drawn import city_edits

if TYPE_CHECKING:
    from transnet.timetable.edits.called_stops import CalledStop
    from transnet.timetable.edits.new_lines import AddLine


def city_python(city: City, address: CityAddress, at: Point) -> bytes:
    """Return Python that comes to what one reaches from a point."""
    files, mode = city.files, city.mode_of(address)
    names = [Path(each).name for each in files.feeds]
    lines = ["import transnet", ""]
    profile = {"drive": "car", "cycle": "bicycle"}.get(mode, "walk")
    if files.streets:
        how = f", profile={profile!r}" if files.is_of_osm and profile != "car" else ""
        lines.append(f"streets, _ = transnet.read_roads({Path(files.streets).name!r}{how})")
    minutes = [plain(each) for each in WITHIN_MIN[mode]]
    if mode == "transit":
        streets = ", streets" if files.streets else ""
        lines += [
            f"city = transnet.TransitNetwork({names!r}{streets})",
            *_python_lines(city, address),
            "reach = city.isochrones(",
            f"    {at!r}, {minutes!r},",
            f"    departure={city.moment(address)!r},",
            f"    window={address.window_min}, percentile={address.percentile},",
            ")",
        ]
    else:
        lines.append(f"reach = streets.isochrones({at!r}, {minutes!r})")
    return "\n".join([*lines, "print(reach)", ""]).encode()


def _python_lines(city: City, address: CityAddress) -> list[str]:
    """Return what adds the lines that were drawn."""
    edits = city_edits(address.drawn, city.stops)
    if not edits:
        return []
    lines = [
        "from transnet.timetable.edits.called_stops import CalledStop",
        "from transnet.timetable.edits.new_lines import AddLine",
        "",
        "lines = [",
    ]
    for edit in edits:
        lines += ["    AddLine(", *(f"        {each}," for each in _given(edit)), "    ),"]
    return [*lines, "]", "city = city.with_timetable(city.timetable.edited(lines)[0])"]


def _given(edit: AddLine) -> list[str]:
    """Return what an edit was given as keywords: `key=value`."""
    names = ("id", "name", "mode", "speed_kmh", "dwell_min", "first", "last", "headway_min")
    stops = ", ".join(_stop_text(each) for each in edit.stops)
    return [*(f"{each}={getattr(edit, each)!r}" for each in names), f"stops=({stops})"]


def _stop_text(stop: CalledStop) -> str:
    if stop.stop:
        return f"CalledStop(stop={stop.stop!r})"
    return f"CalledStop(id={stop.id!r}, name={stop.name!r}, lon={stop.lon!r}, lat={stop.lat!r})"
