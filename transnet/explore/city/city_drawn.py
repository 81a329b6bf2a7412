"""Lines drawn on the map of a city, as edits of its timetable: what it is with them.

Ring~tram~25~10~-51.22:-30.03.-51.2:-30.04     name~mode~km/h~minutes between departures~stops
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from transnet.timetable.edits.called_stops import CalledStop
from transnet.timetable.edits.new_lines import AddLine

if TYPE_CHECKING:
    from transnet.explore.city.city_lines import Columns
    from transnet.explore.drawn_lines import Drawn, Point

CITY_KINDS = ("bus", "tram", "metro", "rail")
"""What is drawn on the map of a city."""
FIRST, LAST = "05:00", "23:59"
"""Between which a drawn line runs, on all days."""
_DWELL_MIN = 0.5


def city_edits(drawn: Sequence[Drawn], stops: Columns) -> list[AddLine]:
    """Return the edits that add some drawn lines to the timetable of a city.

    stops  as `stop_columns` gives them: a point of a line that is one of them is that stop, another
           one a new stop
    """
    known = dict(zip(zip(stops["lon"], stops["lat"], strict=True), stops["id"], strict=True))
    return [
        AddLine(
            id=f"drawn-{number}",
            name=each.name,
            mode="subway" if each.kind == "metro" else each.kind,
            stops=tuple(_stops(each, number, known)),
            speed_kmh=each.speed_kmh,
            dwell_min=(_DWELL_MIN,),
            first=FIRST,
            last=LAST,
            headway_min=each.headway_min,
        )
        for number, each in enumerate(drawn, start=1)
    ]


def _stops(line: Drawn, number: int, known: dict[Point, str]) -> list[CalledStop]:
    found = []
    for at, stop in enumerate(line.stops, start=1):
        if isinstance(stop, str) or stop in known:
            found.append(CalledStop(stop=stop if isinstance(stop, str) else known[stop]))
        else:
            own = f"drawn-{number}-{at}"
            found.append(CalledStop(id=own, name=f"{line.name} {at}", lon=stop[0], lat=stop[1]))
    return found
