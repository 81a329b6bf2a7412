"""Which files make a city: feeds, streets, and a table of places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from transnet.base.errors import InputError
from transnet.base.language import said
from transnet.io.input_files import is_file, is_folder, not_a_file
from transnet.io.road_formats import reads

_FEED_TABLE, _ROADS_TABLE = "stops.txt", "link.csv"


@dataclass(frozen=True)
class CityFiles:
    """The files of a city: feeds or streets, or both.

    feeds    zips or folders of GTFS
    streets  a file or folder of roads, such as an extract of OpenStreetMap; '' for none
    places   a table of places and what they have; '' for none
    """

    feeds: tuple[str, ...] = ()
    streets: str = ""
    places: str = ""

    @property
    def name(self) -> str:
        """What the city is called: its files without folders and endings."""
        first = [Path(each).name for each in (*self.feeds, self.streets) if each]
        return first[0].partition(".")[0] if first else ""

    @property
    def is_of_osm(self) -> bool:
        """Whether the streets say who may use them."""
        return any(mark in Path(self.streets).name.lower() for mark in (".osm", ".pbf"))


def city_files(given: Sequence[str], streets: str, places: str) -> CityFiles | None:
    """Return the city that names on the command line make; None where they name a network.

    Raises InputError for feeds beside what is none, and for files that aren't there.
    """
    feeds = tuple(each for each in given if _is_feed(Path(each)))
    roads = [each for each in given if each not in feeds and _is_roads(Path(each))]
    if not (feeds or roads or (streets and not given)):
        if streets or places:
            raise InputError(
                said("--streets and --places go with a feed or with streets, not with a network")
            )
        return None
    others = [each for each in given if each not in feeds and each not in roads]
    if others or len(roads) + bool(streets) > 1:
        told = said("one map takes feeds and one file of streets; {name} is too many",
                    name=(others or roads)[0])  # fmt: skip
        raise InputError(told)
    for each in (streets, places):
        problem = not_a_file(Path(each)) if each and not is_folder(Path(each)) else ""
        if problem:
            raise InputError(said("{file}: {problem}", file=each, problem=problem))
    return CityFiles(feeds, streets or "".join(roads), places)


def _is_feed(path: Path) -> bool:
    if is_folder(path):
        return is_file(path / _FEED_TABLE)
    return path.suffix.lower() == ".zip" and is_file(path)


def _is_roads(path: Path) -> bool:
    if is_folder(path):
        return is_file(path / _ROADS_TABLE)
    return reads(path) and is_file(path)
