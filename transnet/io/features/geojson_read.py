"""Layers of a GeoJSON file, feature by feature: memory holds one feature and what is kept of all.

RFC 7946; features are told apart by their property `layer`. Numbers that JSON doesn't have (NaN),
keys that come twice and texts in place of numbers are errors.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pandas as pd

from transnet.base.collector import Notices
from transnet.base.errors import told_by
from transnet.base.language import said
from transnet.io.features.layer_table import LayerTable, check_size, note_equal, stopped
from transnet.io.lines import RoadLimits

_VALUE_CHARS = 1_000_000  # of a feature, or of another member of the collection
_MOST_BYTES = 2**31
_SPACE = " \t\r\n"
_CRS_MARKS = ("CRS84", "4326")
_OWN_OF_CHINA = re.compile(r"EPSG:[\d.]*:?4490\b")  # CGCS2000 in degrees


def read_geojson(
    path: Path, wanted: Mapping[str, Sequence[str]], faults: Notices, limits: RoadLimits
) -> dict[str, LayerTable]:
    """Return the wanted layers that are there, with the wanted columns.

    wanted  columns by layer
    Raises InputError as `read_layers` does.
    """
    if path.stat().st_size > _MOST_BYTES:
        hint = said("GeoJSON may have 2 GiB; use a GeoPackage or GeoParquet")
        raise stopped(faults, "file_too_large", hint)
    layers = _Layers(wanted, faults)
    document = _Document()
    try:
        with path.open(encoding="utf-8-sig") as stream:
            for feature in document.features(stream):
                check_size(document.row, faults, limits)
                layers.add(document.row, feature)
    except _NotJsonError as error:
        raise stopped(faults, "broken_file", told_by(error), document.row) from error
    except RecursionError as error:
        hint = said("lists or objects in it are nested too deep")
        raise stopped(faults, "broken_file", hint, document.row) from error
    except (UnicodeDecodeError, OSError) as error:
        hint = said("it isn't UTF-8 JSON, or is cut off: {error}", error=str(error))
        raise stopped(faults, "broken_file", hint) from error
    _check_collection(document.members, faults)
    faults.raise_if_any()
    return layers.tables(document.members.get("layers"))


class _NotJsonError(ValueError):
    """What stands there isn't JSON, or isn't a FeatureCollection."""


class _Document:
    """The members of a JSON object, read from a stream a stretch at a time.

    members  those read so far, but for the features
    row      feature that is being read, from 1; 0 outside them
    """

    _stream: TextIO

    def __init__(self) -> None:
        self._text, self._at, self._whole, self.row = "", 0, False, 0
        self._decoder = json.JSONDecoder(
            object_pairs_hook=_without_twins, parse_constant=_no_constant
        )
        self.members: dict[str, Any] = {}

    def features(self, stream: TextIO) -> Iterator[Any]:
        """Yield the features; the members before and after them are kept."""
        self._stream = stream
        self._expect("{")
        if self._next() == "}":
            return
        found = False
        while True:
            key = self._value()
            if not isinstance(key, str) or key in self.members or (found and key == "features"):
                raise _NotJsonError(
                    said("the key {key!r} is there twice, or is no text", key=str(key)[:40])
                )
            self._expect(":")
            if key == "features" and self._next() == "[":
                found = True
                yield from self._items()
            else:
                self.members[key] = self._value()
            if self._expect(",}") == "}":
                break
        if self._next():
            raise _NotJsonError(said("something follows the end of the collection"))
        if found:
            self.members["features"] = []

    def _items(self) -> Iterator[Any]:
        self._expect("[")
        if self._next() == "]":
            self._expect("]")
            return
        while True:
            self.row += 1
            yield self._value()
            if self._expect(",]") == "]":
                break
        self.row = 0

    def _next(self) -> str:
        """Return the next character that isn't space, "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text) or self._whole:
                return self._text[self._at : self._at + 1]
            self._fill()

    def _expect(self, marks: str) -> str:
        found = self._next()
        if not found or found not in marks:
            raise _NotJsonError(
                said(
                    "it isn't a GeoJSON FeatureCollection, or is cut off: {listed} is expected, "
                    "not {value!r}",
                    listed=" or ".join(marks),
                    value=found or said("the end"),
                )
            )
        self._at += 1
        return found

    def _value(self) -> Any:
        self._next()
        if len(self._text) - self._at < _VALUE_CHARS and not self._whole:
            self._fill()
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except ValueError as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else told_by(error)
            told = said("it isn't JSON there, or is cut off: {reason}", reason=reason)
            if not self._whole:
                told = said(
                    "it isn't JSON there, is cut off, or is longer than {most:,} characters: "
                    "{reason}",
                    most=_VALUE_CHARS, reason=reason,
                )  # fmt: skip
            raise _NotJsonError(told) from error
        return value

    def _fill(self) -> None:
        more = self._stream.read(_VALUE_CHARS)
        self._whole = len(more) < _VALUE_CHARS
        self._text, self._at = self._text[self._at :] + more, 0


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        key = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise _NotJsonError(said("the key {key!r} is there twice", key=key[:40]))
    return found


def _no_constant(name: str) -> None:
    raise _NotJsonError(said("JSON has no {name}; leave the value out or write null", name=name))


def _check_collection(members: Mapping[str, Any], faults: Notices) -> None:
    if "features" not in members or not isinstance(members["features"], list):
        raise stopped(faults, "broken_file", said("it isn't a GeoJSON FeatureCollection"))
    named = members.get("crs")
    if named is None or any(mark in json.dumps(named) for mark in _CRS_MARKS):
        return
    if _OWN_OF_CHINA.search(json.dumps(named)):
        note_equal(faults)
    else:
        hint = said(
            "RFC 7946 has WGS-84 alone, this says {dumps}; convert it", dumps=json.dumps(named)[:80]
        )
        raise stopped(faults, "bad_crs", hint)


class _Layers:
    """What is kept of the features, by layer."""

    def __init__(self, wanted: Mapping[str, Sequence[str]], faults: Notices) -> None:
        self._wanted, self._faults = wanted, faults
        self._rows: dict[str, list[list[object]]] = {name: [] for name in wanted}
        self._shapes: dict[str, list[object]] = {name: [] for name in wanted}
        self._seen: dict[str, dict[str, None]] = {name: {} for name in wanted}
        self._others: Counter[str] = Counter()

    def add(self, row: int, feature: Any) -> None:
        """Keep a feature; row counts all features from 1."""
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            hint = said("a feature has properties and a geometry")
            self._faults.add("bad_feature", hint, row=row)
            return
        name = properties.get("layer")
        if not isinstance(name, str) or name not in self._wanted:
            self._others[str(name)[:40] if len(self._others) < 9 else "…"] += 1
            return
        cells = []
        for column in self._wanted[name]:
            value = properties.get(column)
            if isinstance(value, list | dict):
                hint = said("layer {name}: a number, a mark or a text is needed", name=name)
                self._faults.add("bad_type", hint, row=len(self._rows[name]) + 1, column=column)
                value = None
            cells.append(value)
        self._seen[name] |= dict.fromkeys(
            key
            for key, value in properties.items()
            if value is not None or key in self._wanted[name]
        )
        self._shapes[name].append(self._shape(feature.get("geometry"), name))
        self._rows[name].append(cells)

    def _shape(self, given: Any, name: str) -> object:
        try:
            return _geometry(given)
        except (ValueError, OverflowError) as error:
            row = len(self._rows[name]) + 1
            self._faults.add(
                "bad_geometry",
                said("layer {name}: {error}", name=name, error=told_by(error)),
                row=row,
            )
            return None

    def tables(self, empty: object) -> dict[str, LayerTable]:
        """Return the layers; empty: the columns of those without features, as a member says."""
        if self._others:
            listed = ", ".join(sorted(self._others))
            hint = said(
                "{total:,} features of other layers than the road graph's: {listed}",
                total=self._others.total(),
                listed=listed,
            )
            self._faults.add("left_out", hint)
        columns = empty if isinstance(empty, dict) else {}
        return {
            name: self._table(name, columns.get(name))
            for name in self._wanted
            if self._rows[name] or name in columns
        }

    def _table(self, name: str, columns: object) -> LayerTable:
        wanted, seen = list(self._wanted[name]), self._seen[name]
        if not self._rows[name]:
            there = map(str, columns) if isinstance(columns, list) else ()
            seen = dict.fromkeys(there)
        table = pd.DataFrame.from_records(self._rows[name], columns=wanted)
        geometry = np.empty(len(table), dtype=object)
        geometry[:] = self._shapes[name]
        extra = [key for key in seen if key not in (*wanted, "layer")]
        return LayerTable(table[[each for each in wanted if each in seen]], geometry, extra)


def _geometry(given: Any) -> object:
    """Return a shapely object, None where there is none; raises ValueError for what isn't one."""
    shapely: Any = import_module("shapely")
    if given is None:
        return None
    kind = given.get("type") if isinstance(given, dict) else None
    points = given.get("coordinates") if isinstance(given, dict) else None
    if kind not in _MAKERS or not isinstance(points, list):
        raise ValueError(said("a point or a line is needed, not {kind}", kind=str(kind)[:40]))
    if not points:
        return shapely.Point()
    return _MAKERS[kind](points)


def _point(given: Any) -> object:
    shapely: Any = import_module("shapely")
    return shapely.Point(_position(given))


def _line(given: Any) -> object:
    shapely: Any = import_module("shapely")
    if not isinstance(given, list) or len(given) < 2:
        raise ValueError(said("a line has two points or more"))
    points = [_position(each) for each in given]
    width = min(map(len, points))
    return shapely.LineString([each[:width] for each in points])


def _points(given: list[Any]) -> object:
    shapely: Any = import_module("shapely")
    return shapely.MultiPoint([_position(each) for each in given])


def _lines(given: list[Any]) -> object:
    shapely: Any = import_module("shapely")
    return shapely.MultiLineString([_line(each) for each in given])


_MAKERS = {"Point": _point, "LineString": _line, "MultiPoint": _points, "MultiLineString": _lines}


def _position(given: Any) -> list[float]:
    numbers = given[:3] if isinstance(given, list) else []
    plain = all(type(each) in (int, float) for each in numbers)
    if len(numbers) < 2 or not plain:
        raise ValueError(said("a point is two numbers, longitude and latitude"))
    found = [float(each) for each in numbers]
    if not all(map(math.isfinite, found)):
        raise ValueError(said("a number of a point is too large"))
    return found
