"""What a network's tables leave open, made of the others: one city, a node a place, a target.

Tables that aren't there are made, and cells that only other rows can tell are filled, each with a
notice. A table that is there is taken as it stands: without a row there is nothing of its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import Message, said
from transnet.model.called_rows import cell_text
from transnet.model.cells import type_table
from transnet.model.network import NetworkInfo
from transnet.model.raw import RawTable
from transnet.model.schema import tables
from transnet.model.stop_ties import tied_stops
from transnet.model.usual_parameters import with_usual

Frames = dict[str, pd.DataFrame]
Records = list[dict[str, str]]

MADE_SOURCE = {"source": "made by transnet", "basis": "assumed", "confidence": "low"}
_SUMMED = ("population", "area_km2")
_DATED = tuple(name for name, table in tables().items() if "opened" in table.columns)
_WITHIN_MIN, _SHARE_PCT = 60, 50
_TOLD = {
    "cities": said("places belong to the cities they name, else to one whose seat is the core"),
    "nodes": said("each place is a road node under its own id"),
    "targets": said(
        "the one target is that {share} % of the residents reach the core within {minutes} minutes",
        share=_SHARE_PCT,
        minutes=_WITHIN_MIN,
    ),
}


def completed(
    given: Mapping[str, pd.DataFrame], info: NetworkInfo | None, lacking: Collection[str]
) -> tuple[Frames, list[Notice]]:
    """Return typed tables with what they leave open, and a notice of everything that was made.

    info     what network.toml says; None where it can't be read, and then little can be made
    lacking  tables that nobody gave
    """
    frames = dict(given)
    found: list[Notice] = []
    if "places" in lacking:  # without which there is no network
        return frames | {"parameters": _usual(frames, lacking)[0]}, found
    for name, make in _MADE.items():
        records = make(frames, info) if name in lacking and not frames["places"].empty else []
        if records:
            frames[name] = _typed(name, records)
            found.append(_made(name, _TOLD[name]))
    if info is not None:
        for name in _DATED:
            frames[name], told = _opened(name, frames[name], info.base_date)
            found += told
    frames |= _with_cities(frames, "" if info is None else info.network_id)
    if "access" in lacking and len(frames["nodes"]):
        records, said_so = tied_stops(frames)
        if records:
            frames["access"] = _typed("access", records)
            found.append(_made("access", said_so))
    frames["parameters"], told = _usual(frames, lacking)
    return frames, found + told


def _made(name: str, hint: Message) -> Notice:
    return notice("table_made", name, 0, "", "", hint)


def _typed(name: str, records: Records) -> pd.DataFrame:
    return type_table(tables()[name], RawTable.from_records(name, records))[0]


def _usual(frames: Frames, lacking: Collection[str]) -> tuple[pd.DataFrame, list[Notice]]:
    table = frames["parameters"]
    if table.empty and "parameters" not in lacking:  # its file can't be read
        return table, []
    return with_usual(table, set(frames["services"]["mode"]))


def _cities(frames: Frames, info: NetworkInfo | None) -> Records:
    """Return the cities that places name; one for those that name none.

    Their seats are the core or else the places with most people; the one for those that name none
    is called after its seat.
    """
    if info is None:
        return []
    places = frames["places"]
    inside = places[places["kind"] != "external"]
    inside = inside.sort_values("population", ascending=False, kind="stable")
    core = inside["place_id"] == info.core_place_id
    records = []
    for city, rows in inside.groupby("city_id", sort=True):
        seat = pd.concat([rows[core[rows.index]], rows]).iloc[0]
        names = {} if city else {name: str(seat[name]) for name in ("name_zh", "name_en")}
        key = str(city or info.network_id)
        seat_id = str(seat["place_id"])
        records.append({"city_id": key, "seat_place_id": seat_id, **names, **MADE_SOURCE})
    return records


def _node_of_each_place(frames: Frames, _: NetworkInfo | None) -> Records:
    return [
        {
            **{name: row[name] for name in ("name_zh", "name_en", "source", "basis", "confidence")},
            **{axis: cell_text(row[axis]) for axis in ("lon", "lat")},
            "node_id": row["place_id"],
            "place_id": row["place_id"],
            "kind": "gateway" if row["kind"] == "external" else "seat",
        }
        for row in _rows(frames["places"])
        if row["place_id"]
    ]


def _reach_the_core(frames: Frames, info: NetworkInfo | None) -> Records:
    names = (
        []
        if info is None
        else [
            (row["name_zh"], row["name_en"])
            for row in _rows(frames["places"])
            if row["place_id"] == info.core_place_id
        ]
    )
    if not names:
        return []
    (zh, en), *_ = names
    return [
        {
            "target_id": "core-60",
            "document": "transnet",
            "name_zh": f"居民{_WITHIN_MIN}分钟内到达{zh}",
            "name_en": f"Residents within {_WITHIN_MIN} minutes of {en}",
            "measure": "people_share",
            "from_group": "counties",
            "to_group": "core",
            "within_min": str(_WITHIN_MIN),
            "required_share_pct": str(_SHARE_PCT),
            **MADE_SOURCE,
        }
    ]


_MADE: Mapping[str, Callable[[Frames, NetworkInfo | None], Records]] = {
    "cities": _cities,
    "nodes": _node_of_each_place,
    "targets": _reach_the_core,
}


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): cell for key, cell in row.items()} for row in table.to_dict("records")]


def _with_cities(frames: Frames, made: str) -> Frames:
    """Return places of no city in the one made for them, or the only one; and cities with sums.

    made  id of a city that was made; "" for none
    """
    places, cities = frames["places"], frames["cities"]
    known = [str(city) for city in cities["city_id"]]
    alone = (places["kind"] != "external") & (places["city_id"] == "")
    if alone.any() and (made in known or len(known) == 1):
        places = places.copy()
        places.loc[alone, "city_id"] = made if made in known else known[0]
    if cities[list(_SUMMED)].isna().to_numpy().any():
        cities = cities.copy()
        for column in _SUMMED:
            sums = places.groupby("city_id")[column].sum(min_count=1)
            cities[column] = cities[column].fillna(cities["city_id"].map(sums).astype(np.float64))
    return {"places": places, "cities": cities}


def _opened(name: str, table: pd.DataFrame, base: date) -> tuple[pd.DataFrame, list[Notice]]:
    """Return a table in which rows that are open have a day from which they are.

    That is `base`, or the eve of the day on which they close.
    """
    undated = ((table["status"] == "open") & table["opened"].isna()).to_numpy()
    if not undated.any():
        return table, []
    table = table.copy()
    eve = table["closed"] - pd.Timedelta(timedelta(days=1))
    days = eve.where(eve < pd.Timestamp(base), pd.Timestamp(base))
    table.loc[undated, "opened"] = days[undated].astype(table["opened"].dtype)
    basis = undated & (table["opened_basis"] == "").to_numpy()
    table.loc[basis, "opened_basis"] = "not-later-than"
    first = int(np.flatnonzero(undated)[0])
    count = int(undated.sum())
    hint = said("it counts as open from {day} on", day=base)
    if count > 1:
        hint = said("it and {more:,} more count as open from {day} on", more=count - 1, day=base)
    return table, [notice("open_without_date", name, first + 2, "opened", "", hint)]
