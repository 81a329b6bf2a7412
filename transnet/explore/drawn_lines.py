"""Lines and roads that were drawn on the map, as an address has them and as edits of a scenario.

Ring~metro~40~5~R001.112.55:37.87.R009     name~kind~km/h~minutes between trains~stops
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from transnet.base.language import Message, joined, said
from transnet.base.sphere import hop_lengths_km
from transnet.explore.query_text import wrong_value
from transnet.explore.refusals import RefusedError, bad_address
from transnet.model.network import Network
from transnet.scenario.additions import AddLine, AddLink, LineStop

KINDS = ("rail", "metro", "road")
"""What is drawn on the map of a network."""
Point = tuple[float, float]

ROAD_DETOUR = 1.3
"""Length of a drawn road over the great circle, as the network's own links have it."""

_MOST_DRAWN, _MOST_STOPS, _LONGEST_NAME, _LONGEST_ID = 8, 20, 60, 80
_POINT = re.compile(r"(-?\d{1,3}\.\d{1,7}):(-?\d{1,2}\.\d{1,7})", re.ASCII)
_STOP = re.compile(rf"{_POINT.pattern}|[^.]+", re.ASCII)
_NUMBER = re.compile(r"\d{1,4}(\.\d{1,3})?", re.ASCII)
_MOTORWAY_KMH, _TRUNK_KMH = 100.0, 80.0


@dataclass(frozen=True)
class Drawn:
    """A line or road that was drawn.

    stops  ids, or (lon, lat) of new ones
    """

    name: str
    kind: str
    speed_kmh: float
    headway_min: float
    stops: tuple[str | Point, ...]

    @property
    def text(self) -> str:
        """It as an address has it."""
        figures = f"{self.speed_kmh:g}~{self.headway_min:g}"
        return f"{self.name}~{self.kind}~{figures}~{'.'.join(map(_stop_text, self.stops))}"

    def edits(self, number: int, network: Network) -> Iterator[AddLine | AddLink]:
        """Yield the edits that build it.

        number  of the drawing, from 1: its rows are called by it
        Raises RefusedError for ends of a road that aren't there.
        """
        if self.kind == "road":
            yield from self._road(number, network)
            return
        stops = tuple(
            LineStop(station=each)
            if isinstance(each, str)
            else LineStop(
                id=f"drawn-{number}-{at}",
                name_zh=f"{self.name}{at}站",
                name_en=f"{self.name} {at}",
                lon=each[0],
                lat=each[1],
            )
            for at, each in enumerate(self.stops, start=1)
        )
        yield AddLine(
            id=f"drawn-{number}",
            name_zh=self.name,
            name_en=self.name,
            mode="emu" if self.kind == "rail" else "metro",
            speed_kmh=self.speed_kmh,
            headway_min=self.headway_min,
            stops=stops,
        )

    def _road(self, number: int, network: Network) -> Iterator[AddLink]:
        ids = [each for each in self.stops if isinstance(each, str)]
        nodes = network["nodes"].set_index("node_id")[["lon", "lat"]]
        if len(ids) < len(self.stops) or not set(ids) <= set(nodes.index):
            raise bad_address(
                said("{name} leads to a point without a road", name=self.name),
                said("click places and junctions that are on the map"),
            )
        lengths = hop_lengths_km(pd.DataFrame(nodes.loc[ids])) * ROAD_DETOUR
        for at, ends in enumerate(pairwise(ids), start=1):
            yield AddLink(
                id=f"drawn-{number}-{at}",
                from_node=ends[0],
                to_node=ends[1],
                length_km=round(max(0.1, float(lengths[at - 1])), 3),
                road_class=_road_class(self.speed_kmh),
                design_speed_kmh=self.speed_kmh,
                name_zh=self.name,
                name_en=self.name,
            )


def lines_drawn(key: str, text: str, kinds: Sequence[str] = KINDS) -> tuple[Drawn, ...]:
    """Return all that an address draws under a key, parted by semicolons; raises as `drawn_of`."""
    parts = [each for each in text.split(";") if each]
    if len(parts) > _MOST_DRAWN:
        raise wrong_value(key, text, said("draw {most} lines at most", most=_MOST_DRAWN))
    return tuple(drawn_of(each, kinds) for each in parts)


def drawn_of(text: str, kinds: Sequence[str] = KINDS) -> Drawn:
    """Return what a part of an address draws, of one of some kinds.

    Raises RefusedError for what can't be read.
    """
    parts = text.split("~")
    if len(parts) != 5:
        remedy = said("write name~kind~km/h~minutes between trains~stops")
        raise _wrong(text, remedy)
    name, kind, speed, headway, stops = parts
    if not 1 <= len(name.strip()) <= _LONGEST_NAME:
        raise _wrong(text, said("give a name of {most} characters at most", most=_LONGEST_NAME))
    if kind not in kinds:
        raise _wrong(text, said("its kind must be one of {words}", words=joined(kinds)))
    if not (_NUMBER.fullmatch(speed) and _NUMBER.fullmatch(headway)):
        raise _wrong(text, said("give km/h and minutes as numbers"))
    found = _stops(stops)
    if not 2 <= len(found) <= _MOST_STOPS:
        raise _wrong(text, said("give 2 to {most} stops", most=_MOST_STOPS))
    return Drawn(name.strip(), kind, float(speed), float(headway), tuple(found))


def _stops(text: str) -> Sequence[str | Point]:
    found: list[str | Point] = []
    for each in _STOP.finditer(text):
        if each[1] is None:
            if len(each[0]) > _LONGEST_ID:
                raise _wrong(text, said("name stations by their ids"))
            found.append(each[0])
            continue
        lon, lat = float(each[1]), float(each[2])
        if abs(lon) > 180.0 or abs(lat) > 90.0:
            raise _wrong(text, said("degrees go to 180 and to 90"))
        found.append((round(lon, 5), round(lat, 5)))  # a metre, as the address has it
    return found


def _stop_text(stop: str | Point) -> str:
    return stop if isinstance(stop, str) else ":".join(f"{each:.5f}" for each in stop)


def _road_class(speed_kmh: float) -> str:
    if speed_kmh >= _MOTORWAY_KMH:
        return "motorway"
    return "trunk" if speed_kmh >= _TRUNK_KMH else "primary"


def _wrong(text: str, remedy: Message) -> RefusedError:
    return bad_address(said("the drawn line {text} can't be read", text=text[:60]), remedy)
