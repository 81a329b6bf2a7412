"""Areas of calls on demand, locations.geojson: held against what GTFS wants of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import Message, said
from transnet.io.gtfs.feed_files import AREAS, FeedFiles
from transnet.io.gtfs.feed_notices import FeedNotices

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_KINDS = ("Polygon", "MultiPolygon")
_MOST_BYTES = 256 * 2**20
_MOST_NOTICES = 20
_LEAST_POINTS = 4
_MOST_DEGREES = (180, 90)  # of lon and lat


class _TwiceError(ValueError):
    """A key stands twice in one object."""


def areas_of(files: FeedFiles, notices: FeedNotices) -> dict[str, BaseGeometry | None] | None:
    """Return the areas of a feed by id, None for one whose shape can't be meant.

    None where the feed has no areas, or they can't be read; what is wrong is noted.
    Raises InputError where the file can't be opened.
    """
    data = files.read_areas()
    if data is None:
        return None
    found = list[Notice]()
    areas = _areas(data, found)
    notices.take(found[:_MOST_NOTICES])
    return areas


def _areas(data: bytes, found: list[Notice]) -> dict[str, BaseGeometry | None] | None:
    if len(data) > _MOST_BYTES:
        hint = said("is larger than {most:,} bytes; simplify the areas", most=_MOST_BYTES)
        _note(found, hint)
        return None
    try:
        whole = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except _TwiceError as error:
        _note(found, said("has a key twice in one object: keep one"), str(error))
        return None
    except (ValueError, RecursionError):
        _note(found, said("is no JSON in UTF-8, or is cut off; write it anew"))
        return None
    if not isinstance(whole, dict) or whole.get("type") != "FeatureCollection":
        shown = str(whole.get("type", "")) if isinstance(whole, dict) else ""
        _note(found, said('must be one object of type "FeatureCollection"'), shown)
        return None
    features = whole.get("features")
    if not isinstance(features, list):
        _note(found, said("lacks features, the list of the areas"))
        return None
    areas: dict[str, BaseGeometry | None] = {}
    for number, feature in enumerate(features, start=1):
        for name, shape in _area(number, feature, found):
            if name in areas:
                _note(found, said("an earlier feature has this id; ids are distinct"), name, number)
            areas[name] = shape
    return areas


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1))
    return made


def _area(
    number: int, feature: object, found: list[Notice]
) -> Iterator[tuple[str, BaseGeometry | None]]:
    """Yield the id and the shape of a feature that has an id."""
    if not isinstance(feature, Mapping) or feature.get("type") != "Feature":
        shown = str(feature.get("type", "")) if isinstance(feature, Mapping) else ""
        _note(found, said('must be of type "Feature"'), shown, number)
        return
    lacks = [key for key in ("id", "properties", "geometry") if key not in feature]
    for key in lacks:
        _note(found, said("lacks {key}; add it", key=key), number=number)
    if "id" in lacks:
        return
    name = feature["id"]
    if not isinstance(name, str) or not name:
        _note(found, said("its id must be a text"), str(name), number)
        return
    yield name, None if "geometry" in lacks else _shape(name, number, feature["geometry"], found)


def _shape(name: str, number: int, geometry: object, found: list[Notice]) -> BaseGeometry | None:
    """Return a polygon or several; None, and a notice, for what can't be one."""
    from shapely.geometry import shape

    if not isinstance(geometry, Mapping) or geometry.get("type") not in _KINDS:
        shown = str(geometry.get("type", "")) if isinstance(geometry, Mapping) else ""
        _note(found, said("an area is a Polygon or a MultiPolygon"), shown, number)
        return None
    parts, is_one = geometry.get("coordinates"), geometry["type"] == _KINDS[0]
    polygons = _polygons([parts] if is_one else parts)
    if polygons is None:
        hint = said("its coordinates make no polygon: rings of four points or more, lon before lat")
        _note(found, hint, name, number)
        return None
    if any(ring[0] != ring[-1] for polygon in polygons for ring in polygon):
        _note(found, said("a ring doesn't end where it begins; close it"), name, number)
        return None
    made: BaseGeometry = shape({"type": _KINDS[1], "coordinates": polygons})
    if not made.is_valid:
        _note(found, said("its rings cross themselves or each other; mend them"), name, number)
        return None
    return made


def _polygons(parts: object) -> list[list[list[tuple[float, float]]]] | None:
    """Return polygons as rings of lon and lat; None where they are anything else."""
    if not isinstance(parts, list) or not parts:
        return None
    if not all(isinstance(polygon, list) and polygon for polygon in parts):
        return None
    rings = [ring for polygon in parts for ring in polygon]
    if not all(isinstance(ring, list) and len(ring) >= _LEAST_POINTS for ring in rings):
        return None
    if not all(_is_point(point) for ring in rings for point in ring):
        return None
    return [[[(float(at[0]), float(at[1])) for at in ring] for ring in each] for each in parts]


def _is_point(point: object) -> bool:
    """Whether something is lon and lat in degrees of WGS-84, and heights behind it if any."""
    if not isinstance(point, list) or len(point) < len(_MOST_DEGREES):
        return False
    return all(
        isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= most
        for value, most in zip(point, _MOST_DEGREES, strict=False)
    )


def _note(found: list[Notice], hint: Message, value: str = "", number: int = 0) -> None:
    column = f"features {number}" if number else ""
    found.append(notice("bad_area", AREAS, 0, column, value, hint))
