"""A network folder: CSV tables and network.toml to a Network and back."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd

from transnet.base.cache import Cache
from transnet.base.codes import HOW_READ, notice
from transnet.base.collector import refusal
from transnet.base.errors import InputError, Notice
from transnet.base.files import unfinished
from transnet.base.given import given, path_given
from transnet.base.store import default_folder
from transnet.io.catalog import network_folder
from transnet.io.folder import UNFINISHED, write_folder
from transnet.io.formulas import escaped, none_escaped
from transnet.io.network_tables import typed_tables
from transnet.io.roads.named_layer import read_road_layer
from transnet.io.text import LIMITS, Limits, decode, read_bytes
from transnet.io.toml_text import TOML_BYTES, toml_values
from transnet.model.cells import id_problem
from transnet.model.checks.all import in_order
from transnet.model.checks.rules import INFO_FILE
from transnet.model.datum import UNSHIFTED, equal_datum
from transnet.model.network import Network, NetworkInfo
from transnet.model.road_join import OF_ROWS_ALONE, join_layer, layer_of, part_layer
from transnet.model.schema import tables
from transnet.roads.layer import RoadLayer

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
_LAYER, _LAYER_DATE = "road_layer", "road_layer_date"
_DAYS = (*_DATES, _LAYER_DATE)
_IDS = ("id", "core_place_id")
_MARKS = re.compile(r'[,"\r\n]')


def load_network(source: str | Path, *, when: date | str | None = None) -> Network:
    """Return the network of a folder or a bundled one, such as "shanxi-central".

    when  the day it is read at, a date or YYYY-MM-DD; without one the day sources reach to
    Raises UnknownNameError when there is no such network, InputError with every notice when the
    folder has an error in it.
    """
    folder = network_folder(source)
    network, notices = read_folder(folder, cache=Cache(default_folder("tables")))
    errors = [found for found in notices if found.severity == "error"]
    if network is None or errors:
        count = f"{len(errors)} error{'s' if len(errors) != 1 else ''}"
        message = f"{folder.name}: {count}; nothing was read. Fix the rows, or list all with: "
        raise InputError(f"{message}transnet check {folder}", errors)
    readings = tuple(found for found in notices if found.code in HOW_READ)
    network = replace(network, readings=readings) if readings else network
    return network if when is None else network.at(when)


def read_folder(
    folder: Path, *, limits: Limits = LIMITS, cache: Cache | None = None
) -> tuple[Network | None, list[Notice]]:
    """Return the folder's network and every notice; None when it lacks what all else rests on.

    A network that comes with an error notice is for looking at, not for results.
    limits  how much of each file is read
    cache   where tables that have no error are kept, with their notices; None reads them anew
    Raises nothing that a file's content could cause.
    """
    try:
        present = {path.name for path in folder.iterdir()}
    except OSError as error:
        hint = f"the folder can't be read: {error.strerror or error}"
        return None, [notice("unreadable_file", folder.name, 0, "", "", hint)]
    notices = _file_notices(present)
    if unfinished(folder):
        notices.append(notice("unfinished_folder", INFO_FILE, 0, "", "", UNFINISHED))
    info, layer, found = _read_info(folder, present, limits)
    notices += found
    files = {
        name: read_bytes(folder / f"{name}.csv", name, limits=limits)
        for name in tables()
        if f"{name}.csv" in present
    }
    frames, found = typed_tables(files, info, limits, cache)
    notices += found
    if info is None:
        return None, in_order(notices)
    network = Network(info, frames, info.known_until)
    if layer is not None and not any(found.severity == "error" for found in notices):
        network, notices = _with_layer(network, layer, folder, notices)
    return network, in_order(notices)


def _with_layer(
    network: Network, layer: tuple[str, date], folder: Path, notices: list[Notice]
) -> tuple[Network, list[Notice]]:
    """Return the network joined to its road layer; the layer carries roads that rows needn't."""
    streets, found = read_road_layer(layer[0], folder, layer[1])
    if streets is None:
        return network, notices + found
    network = join_layer(network, streets)
    kept = [each for each in notices if each.code not in OF_ROWS_ALONE]
    return network, kept + list(layer_of(network).notices)


def _file_notices(present: Collection[str]) -> list[Notice]:
    """Return what is wrong with the names of the folder's files."""
    known = {f"{name}.csv": table.needed for name, table in tables().items()} | {INFO_FILE: True}
    found = [
        notice("missing_file", name, 0, "", "", "every network needs it")
        for name, needed in known.items()
        if needed and name not in present
    ]
    missing = [name for name in known if name not in present]
    for name in sorted(present):
        if name.lower().endswith(".csv") and name not in known:
            near = get_close_matches(name.lower(), missing, n=1, cutoff=0.8)
            code = "misnamed_file" if near else "unknown_file"
            hint = f"did you mean {near[0]}?" if near else "it isn't read; move it elsewhere"
            found.append(notice(code, name, 0, "", "", hint))
    return found


def _read_info(
    folder: Path, present: Collection[str], limits: Limits
) -> tuple[NetworkInfo | None, tuple[str, date] | None, list[Notice]]:
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
        return None, None, [*found, notice("bad_toml", INFO_FILE, 0, "", "", why)]
    values, faults = _info_values(content)
    found += faults
    if any(fault.severity == "error" for fault in faults):
        return None, None, found
    info = NetworkInfo(**{field: values[key] for key, field in _INFO_KEYS.items()})  # type: ignore[arg-type]  # each value is proven above
    if _LAYER not in values:
        return info, None, found
    day = values.get(_LAYER_DATE, info.known_until)
    return info, (str(values[_LAYER]), cast("date", day)), found


def _info_values(content: Mapping[str, object]) -> tuple[dict[str, object], list[Notice]]:
    """Return the values by key, and what is wrong with them."""
    found = []
    known = [*_INFO_KEYS, "crs", _LAYER, _LAYER_DATE]
    for key in content:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
            found.append(notice("unknown_key", INFO_FILE, 0, key, "", hint))
    found += equal_datum(str(content.get("crs")), INFO_FILE)
    if content.get("crs") not in UNSHIFTED:
        hint = f'write crs = "{CRS}"; shift GCJ-02 or BD-09 points to it first'
        found.append(notice("bad_crs", INFO_FILE, 0, "crs", content.get("crs", ""), hint))
    values: dict[str, object] = {}
    for key in (*_INFO_KEYS, _LAYER, _LAYER_DATE):
        if key not in content:
            if key in _INFO_KEYS:
                found.append(notice("missing_key", INFO_FILE, 0, key, "", "add it"))
            continue
        values[key] = _info_value(key, content[key])
        if values[key] is None:
            hint = "write a day, YYYY-MM-DD" if key in _DAYS else "write a text in quotes"
            found.append(notice("bad_key_value", INFO_FILE, 0, key, content[key], hint))
        elif key in _IDS and (problem := id_problem(str(values[key]))):
            found.append(notice(problem.code, INFO_FILE, 0, key, content[key], problem.hint))
    return values, found


def _info_value(key: str, value: object) -> object:
    if key not in _DAYS:
        return value if isinstance(value, str) and value.strip() else None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def save_network(network: Network, folder: str | Path, *, force: bool = False) -> None:
    """Write the network's tables and network.toml into a folder, so that loading gives it back.

    force  replace tables that are there; without it they are refused
    Old tables are exchanged together, never some of them, and other files in the folder stay.
    Of a road layer only the way to it is written. Raises InputError when a table is there or the
    folder can't be written, and for a network in which something that the streets replace was
    edited; nothing is then changed.
    """
    given(network, Network, "network", "load_network gives one")
    target = path_given(folder, "folder")
    layer, network = network.road_layer, _as_in_tables(network)
    texts = {f"{name}.csv": table_text(name, table) for name, table in network.tables.items()}
    texts[INFO_FILE] = info_text(network.info) + _layer_text(layer, target)
    contents = {name: text.encode("utf-8") for name, text in texts.items()}
    write_folder(target, contents, force=force)


def _as_in_tables(network: Network) -> Network:
    """Return the network without what its road layer makes of the tables when it is loaded."""
    layer = network.road_layer
    if layer is None:
        return network
    parted = part_layer(network)
    fresh = replace(layer, replaced={}, rerouted_access=None, notices=())
    if join_layer(parted, fresh) != network:
        hint = "save the network as it was loaded, and the edits as a scenario"
        raise refusal(
            "edits of what streets replace can't be saved in tables",
            "edited_layer",
            "network",
            hint,
            layer.name,
            column="road_layer",
        )
    return parted


def info_text(info: NetworkInfo) -> str:
    """Return network.toml."""
    lines = []
    for key, field in _INFO_KEYS.items():
        value = getattr(info, field)
        lines.append(f"{key} = {value.isoformat() if key in _DATES else _toml_text(value)}")
    lines.append(f"crs = {_toml_text(CRS)}")
    return "\n".join(lines) + "\n"


def _layer_text(layer: RoadLayer | None, target: Path) -> str:
    """Return the lines that lead from a network's folder to its road layer."""
    if layer is None:
        return ""
    path = Path(os.path.relpath(layer.folder, target)).as_posix()
    return f"{_LAYER} = {_toml_text(path)}\n{_LAYER_DATE} = {layer.when.isoformat()}\n"


def _toml_text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def table_text(name: str, table: pd.DataFrame) -> str:
    """Return a table of a network as CSV text, exactly as the loader reads it back."""
    columns = tables()[name].columns
    cells = [_FORMATS[columns[column].type](table[column]) for column in columns]
    return _csv_text(list(columns), cells)


def to_csv_text(table: pd.DataFrame) -> str:
    """Return a result as CSV that a spreadsheet opens without running anything in it.

    A text that would be a formula gets an apostrophe before it (`formulas`); numbers stay
    numbers, yes and no stand for bools, an empty cell for NaN and NaT, inf for unreachable.
    """
    cells = [_export(table[column]) for column in table]
    return _csv_text([escaped(str(column)) for column in table], cells)


def _csv_text(header: list[str], columns: list[list[str]]) -> str:
    quoted = [_all_quoted([name, *cells]) for name, cells in zip(header, columns, strict=True)]
    return "".join(",".join(row) + "\n" for row in zip(*quoted, strict=True))


def _all_quoted(cells: list[str]) -> list[str]:
    """Quote the cells of a column that need it; few columns have one, numbers never."""
    return list(map(_quoted, cells)) if _MARKS.search("".join(cells)) else cells


def _quoted(cell: str) -> str:
    # csv.writer leaves a lone return bare when lines end in \n, and readers then split the row.
    if _MARKS.search(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _export(column: pd.Series) -> list[str]:
    if pd.api.types.is_bool_dtype(column):
        return _bool_texts(column)
    if pd.api.types.is_integer_dtype(column) and not column.hasnans:
        return [str(value) for value in column.tolist()]
    if pd.api.types.is_numeric_dtype(column):
        return _number_texts(column)
    values = column.tolist()
    if set(map(type, values)) == {str}:  # as most columns are
        return values if none_escaped(values) else list(map(escaped, values))
    return [_export_cell(value) for value in values]


def _export_cell(value: object) -> str:
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, float | np.floating):
        return _number_text(float(value))
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return value.date().isoformat()
    return escaped(str(value))


def _number_texts(column: pd.Series) -> list[str]:
    values = column.to_numpy(dtype=np.float64) + 0.0  # takes the sign off a zero
    texts = map(repr, values.tolist())
    return ["" if each == "nan" else each.removesuffix(".0") for each in texts]


def _number_text(value: float) -> str:
    if math.isnan(value):
        return ""
    return repr(value + 0.0).removesuffix(".0")  # + 0.0 takes the sign off a zero


def _bool_texts(column: pd.Series) -> list[str]:
    return ["yes" if value else "no" for value in column.tolist()]


def _date_texts(column: pd.Series) -> list[str]:
    days = column.to_numpy().astype("datetime64[D]")
    return ["" if np.isnat(day) else str(day) for day in days]


def _plain_texts(column: pd.Series) -> list[str]:
    return ["" if pd.isna(value) else escaped(str(value)) for value in column.tolist()]


_FORMATS: dict[str, Callable[[pd.Series], list[str]]] = {
    "float": _number_texts,
    "int": _number_texts,
    "bool": _bool_texts,
    "date": _date_texts,
    "time": _plain_texts,
    "enum": _plain_texts,
    "text": _plain_texts,
    "id": _plain_texts,
    "ids": _plain_texts,
}
