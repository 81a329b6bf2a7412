"""Inputs that a control on the page can change: what is there, its unit, and between which ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.language import Text
from transnet.base.unit_words import unit_word
from transnet.model.network import BoolArray, Network
from transnet.model.parameters import ParameterSpec, parameter_specs
from transnet.model.schema import tables
from transnet.report.words.row_words import word

Columns = dict[str, list[Any]]
_SPEEDS = (
    ("tracks", "line_id", "line", "speed_kmh"),
    ("roads", "road_code", "name", "design_speed_kmh"),
)


def input_columns(network: Network) -> dict[str, Columns]:
    """Return the inputs by key of an address, as plain columns.

    Each has id, en, zh, unit_en, unit_zh, value (None where rows differ), least and most that can
    be, and low and high: the ends that the network gives, None where it gives none.
    """
    found = {
        "headway": _headways(network),
        "set": _parameters(network),
        "speed": _speeds(network),
        "transfer": _ways(network, "transfer", ("from_stop", "to_stop"), "transfer_min"),
        "access": _ways(network, "access", ("node_id", "stop_id"), "length_km"),
    }
    return {key: _with_units(columns) for key, columns in found.items()}


def _with_units(columns: Columns) -> Columns:
    """Return columns with their units in both languages."""
    units = [unit_word(each) if each else Text("", "") for each in columns.pop("unit")]
    return {
        **columns,
        "unit_en": [each.en for each in units],
        "unit_zh": [each.zh for each in units],
    }


def numbers(column: Iterable[float], digits: int = 5) -> list[float | None]:
    """Return numbers, None for what isn't finite."""
    return [round(each, digits) if np.isfinite(each) else None for each in map(float, column)]


def _headways(network: Network) -> Columns:
    """Return the services that run by a headway; those by a timetable can't be set so."""
    table = network["services"]
    table = table[_by_headway(table)]
    least, most = _bounds("services", "headway_min")
    return {
        "id": table["service_id"].tolist(),
        "en": table["name_en"].tolist(),
        "zh": table["name_zh"].tolist(),
        "unit": ["min"] * len(table),
        "value": numbers(table["headway_min"], 2),
        "least": [max(least, 1.0)] * len(table),
        "most": [most] * len(table),
        "low": numbers(table["headway_low_min"], 2),
        "high": numbers(table["headway_high_min"], 2),
    }


def _by_headway(table: pd.DataFrame) -> BoolArray:
    timed = table["timetable"].notna().to_numpy(dtype=np.bool_)
    found: BoolArray = ~timed & table["headway_min"].notna().to_numpy(dtype=np.bool_)
    return found


def _parameters(network: Network) -> Columns:
    table, specs = network["parameters"], parameter_specs()
    table = table[table["parameter"].isin(specs)]  # others are read by nothing
    keys = list(zip(table["parameter"], table["mode"], strict=True))
    names = [_parameter_name(specs[name], word(mode)) for name, mode in keys]
    return {
        "id": [f"{name}@{mode}" for name, mode in keys],
        "en": [each.en for each in names],
        "zh": [each.zh for each in names],
        "unit": ["" if each == "1" else each for each in table["unit"].tolist()],
        "value": numbers(table["value"], 9),
        "least": numbers((specs[name].minimum for name, _ in keys), 9),
        "most": numbers((specs[name].maximum for name, _ in keys), 9),
        "low": numbers(table["low"], 9),
        "high": numbers(table["high"], 9),
    }


def _parameter_name(spec: ParameterSpec, mode: Text) -> Text:
    return Text(f"{spec.meaning_zh}（{mode.zh}）", f"{spec.description} ({mode.en})")


def _speeds(network: Network) -> Columns:
    """Return lines of tracks and numbered roads, with the speed that all of their rows have."""
    rows: list[dict[str, Any]] = []
    for name, key, called, column in _SPEEDS:
        least, most = _bounds(name, column)
        table = network[name]
        for line, part in table[table[key].fillna("") != ""].groupby(key, sort=True):
            speeds = part[column].dropna().unique()
            names = {each: str(part[f"{called}_{each}"].iloc[0]) for each in ("en", "zh")}
            if name == "roads":
                names = {each: f"{line} {text}" for each, text in names.items()}
            rows.append({
                "id": f"{name}/{line}", **names, "unit": "km/h", "least": max(least, 1.0),
                "value": float(speeds[0]) if len(speeds) == 1 else None, "most": most,
                "low": None, "high": None,
            })  # fmt: skip
    return {key: [row[key] for row in rows] for key in _KEYS}


_KEYS = ("id", "en", "zh", "unit", "value", "least", "most", "low", "high")


def _ways(network: Network, what: str, ends: tuple[str, str], column: str) -> Columns:
    """Return ways by id, called by what lies at their ends."""
    name = "access" if what == "access" else f"{what}s"
    table, least_most = network[name], _bounds(name, column)
    called = _point_names(network)
    pairs = list(zip(*(table[each] for each in ends), strict=True))
    found: Columns = {
        language: [" – ".join(called.get(end, (end, end))[at] for end in pair) for pair in pairs]
        for at, language in enumerate(("en", "zh"))
    }
    if "mode" in table:  # of two ways between the same ends one is walked
        modes = [word(each) for each in table["mode"]]
        found["en"] = [f"{each} ({mode.en})" for each, mode in zip(found["en"], modes, strict=True)]
        found["zh"] = [
            f"{each}（{mode.zh}）" for each, mode in zip(found["zh"], modes, strict=True)
        ]
    count = len(table)
    return {
        "id": table[f"{what}_id"].tolist(),
        **found,
        "unit": [tables()[name].columns[column].unit] * count,
        "value": numbers(table[column]),
        "least": [least_most[0]] * count,
        "most": [least_most[1]] * count,
        "low": [None] * count,
        "high": [None] * count,
    }


def _point_names(network: Network) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for name in ("nodes", "places", "airports", "stations"):
        table = network[name]
        names = zip(table["name_en"].astype(str), table["name_zh"].astype(str), strict=True)
        found |= dict(zip(table[f"{name.removesuffix('s')}_id"], names, strict=True))
    return found


def _bounds(table: str, column: str) -> tuple[float, float]:
    spec = tables()[table].columns[column]
    most = 1440.0 if spec.maximum is None or not np.isfinite(spec.maximum) else spec.maximum
    return float(spec.minimum or 0.0), float(most)
