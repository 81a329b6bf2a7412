"""What network.toml says of a network: read, checked and written."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import cast

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import Message, joined, said
from transnet.io.text import Limits, decode, read_bytes
from transnet.io.toml_text import TOML_BYTES, toml_values
from transnet.model.cells import id_problem
from transnet.model.checks.rules import INFO_FILE
from transnet.model.datum import UNSHIFTED, equal_datum
from transnet.model.network import NetworkInfo
from transnet.roads.layer import RoadLayer

Info = tuple[NetworkInfo | None, tuple[str, date] | None, list[Notice]]
"""What is said of a network, its road layer with the layer's day, and what is wrong."""

CRS = "WGS-84"
_INFO_KEYS = {
    "id": "network_id",
    "name_zh": "name_zh",
    "name_en": "name_en",
    "base_date": "base_date",
    "known_until": "known_until",
    "timetable_date": "timetable_date",
    "core_place_id": "core_place_id",
}
_DATES = ("base_date", "known_until", "timetable_date")
_FOLLOWING = ("name_zh", "name_en", "known_until", "timetable_date")  # id and base_date do
# Keys for which others may stand in: the first of these that is there.
_STAND_INS = {
    "name_zh": ("name_en", "id"),
    "name_en": ("name_zh", "id"),
    "base_date": ("known_until", "timetable_date"),
    "known_until": ("base_date", "timetable_date"),
    "timetable_date": ("base_date", "known_until"),
}
_LAYER, _LAYER_DATE = "road_layer", "road_layer_date"
_DAYS = (*_DATES, _LAYER_DATE)
_IDS = ("id", "core_place_id")


def read_info(folder: Path, present: Collection[str], limits: Limits) -> Info:
    """Return what network.toml says, and the road layer that it names with its day."""
    if INFO_FILE not in present:
        return None, None, []
    few = replace(limits, file_bytes=min(limits.file_bytes, TOML_BYTES))
    data, found = read_bytes(folder / INFO_FILE, INFO_FILE, limits=few)
    text, faults = decode(data, INFO_FILE) if not found else ("", [])
    found += faults
    if any(fault.severity == "error" for fault in found):
        return None, None, found
    content, why = toml_values(text)
    if why:
        said_why = (
            why if isinstance(why, Message) else said("can't be read as TOML: {why}", why=why)
        )
        return None, None, [*found, notice("bad_toml", INFO_FILE, 0, "", "", said_why)]
    info, layer, faults = info_of(content)
    return info, layer, found + faults


def info_of(content: Mapping[str, object]) -> Info:
    """Return what keys and values say of a network."""
    values, found = _info_values(content)
    if any(fault.severity == "error" for fault in found):
        return None, None, found
    values = {
        key: values.get(key, values.get(_stand_in(key, values))) for key in (*_INFO_KEYS, *values)
    }
    info = NetworkInfo(**{field: values[key] for key, field in _INFO_KEYS.items()})  # type: ignore[arg-type]  # each value is proven above
    if _LAYER not in values:
        return info, None, found
    day = values.get(_LAYER_DATE, info.known_until)
    return info, (str(values[_LAYER]), cast("date", day)), found


def _info_values(content: Mapping[str, object]) -> tuple[dict[str, object], list[Notice]]:
    """Return the values by key, and what is wrong with them."""
    known = [*_INFO_KEYS, "crs", _LAYER, _LAYER_DATE]
    found = [
        notice("unknown_key", INFO_FILE, 0, key, "", _meant(key, known))
        for key in content
        if key not in known
    ]
    found += equal_datum(str(content.get("crs")), INFO_FILE)
    if content.get("crs") not in UNSHIFTED:
        hint = said('write crs = "{crs}"; shift GCJ-02 or BD-09 points to it first', crs=CRS)
        found.append(notice("bad_crs", INFO_FILE, 0, "crs", content.get("crs", ""), hint))
    values: dict[str, object] = {}
    for key in (*_INFO_KEYS, _LAYER, _LAYER_DATE):
        if key not in content:
            needed = key in _INFO_KEYS and key not in _FOLLOWING
            if needed and not _stand_in(key, content):
                found.append(notice("missing_key", INFO_FILE, 0, key, "", said("add it")))
            continue
        values[key] = _info_value(key, content[key])
        if values[key] is None:
            hint = said("write a text in quotes")
            if key in _DAYS:
                hint = said("write a day, YYYY-MM-DD")
            found.append(notice("bad_key_value", INFO_FILE, 0, key, content[key], hint))
        elif key in _IDS and (problem := id_problem(str(values[key]))):
            found.append(notice(problem.code, INFO_FILE, 0, key, content[key], problem.hint))
    return values, found


def _stand_in(key: str, content: Mapping[str, object]) -> str:
    """Return the key whose value stands in for one that isn't there; '' for none."""
    return next((name for name in _STAND_INS.get(key, ()) if name in content), "")


def _meant(key: str, known: Sequence[str]) -> Message:
    """Return which key may be meant by one that isn't known."""
    if near := get_close_matches(key, known, n=1):
        return said("did you mean {name!r}?", name=near[0])
    return said("known keys: {keys}", keys=joined(known))


def _info_value(key: str, value: object) -> object:
    if key not in _DAYS:
        return value if isinstance(value, str) and value.strip() else None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def info_text(info: NetworkInfo) -> str:
    """Return network.toml."""
    lines = []
    for key, field in _INFO_KEYS.items():
        value = getattr(info, field)
        lines.append(f"{key} = {value.isoformat() if key in _DATES else _toml_text(value)}")
    lines.append(f"crs = {_toml_text(CRS)}")
    return "\n".join(lines) + "\n"


def info_rows(info: NetworkInfo, layer: RoadLayer | None, target: Path) -> list[tuple[str, str]]:
    """Return network.toml's keys with their values as text, as `info_of` takes them back.

    target  folder from which the way to the road layer starts
    """
    rows = [(key, str(getattr(info, field))) for key, field in _INFO_KEYS.items()]
    rows.append(("crs", CRS))
    if layer is not None:
        rows.append((_LAYER, _layer_way(layer, target)))
        rows.append((_LAYER_DATE, layer.when.isoformat()))
    return rows


def _layer_way(layer: RoadLayer, target: Path) -> str:
    return Path(os.path.relpath(layer.folder, target)).as_posix()


def layer_text(layer: RoadLayer | None, target: Path) -> str:
    """Return the lines that lead from a network's folder to its road layer."""
    if layer is None:
        return ""
    way = _toml_text(_layer_way(layer, target))
    return f"{_LAYER} = {way}\n{_LAYER_DATE} = {layer.when.isoformat()}\n"


def _toml_text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
