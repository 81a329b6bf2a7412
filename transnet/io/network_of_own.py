"""A network's folder made of what one has: a table of places, an extract of streets, feeds."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.cache import Cache
from transnet.base.codes import notice
from transnet.base.errors import InputError, Notice
from transnet.base.given import path_given
from transnet.base.language import Message, said
from transnet.base.shown import Shown
from transnet.base.store import default_folder
from transnet.io.built_network import build_network
from transnet.io.csv_tables import parse_csv
from transnet.io.csv_text import table_text
from transnet.io.feed_services import services_of
from transnet.io.folder import write_folder
from transnet.io.grid_groups import grid_groups
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.io.network_info import info_text
from transnet.io.osm.countries import check_country
from transnet.io.osm.extract import import_roads
from transnet.io.osm.way_tags import OsmOptions
from transnet.io.outputs import places_of, refuse_there
from transnet.io.starter_world import SCENARIOS
from transnet.io.text import decode, read_bytes
from transnet.model.network import Network

STREETS = "streets"
_MOST_PLACES, _PEOPLE = 100, "people.csv"
_ALSO_CALLED = {
    "place_id": ("id", "zone", "zone_id", "code", "geoid", "编号", "代码"),
    "name_en": ("name", "label", "place"),
    "name_zh": ("名称", "地名"),
    "lon": ("longitude", "lng", "x", "long", "经度"),
    "lat": ("latitude", "y", "纬度"),
    "population": ("people", "pop", "residents", "inhabitants", "人口"),
}
_QUESTION = """\
# What holds today. Add edits below (docs/scenarios.md) to ask what a project would bring.
id = "today"
name_en = "Today"
name_zh = "现状"
network = ".."              # the folder of network.toml, seen from this file

# [[edit]]
# action = "set_headway"
# service = "SERVICE"
# headway_min = 5
"""


@dataclass(frozen=True, repr=False)
class MadeNetwork(Shown):
    """What `make_network` made, and how.

    network  without its streets, which lie in the folder
    files    that were written, the scenario last
    steps    what was made, tied and left out, a line each
    notices  what was found in the files, and what was assumed
    """

    network: Network
    files: tuple[Path, ...]
    steps: tuple[Message, ...]
    notices: tuple[Notice, ...]

    def __repr__(self) -> str:
        return f"<MadeNetwork: {self.network!r}, {len(self.files)} files>"


def make_network(
    folder: str | Path,
    places: str | Path,
    *,
    osm: str | Path | None = None,
    gtfs: str | Path | Sequence[str | Path] = (),
    country: str = "*",
    force: bool = False,
) -> MadeNetwork:
    """Write the network of some files into a folder, with a scenario of today: `transnet new`.

    folder   made where it isn't there; `run` takes its scenarios/today.toml
    places   CSV with id, lon, lat and people, also under their usual other names; a place each row
    osm      extract whose streets carry those who drive
    gtfs     a feed, or several: what runs on the busiest day makes services
    country  of the extract, such as "PT", whose speeds and side of the road count
    force    replace files that are there
    Raises InputError for files that can't be read, places that make no network, and files that are
    there.
    """
    target, file = path_given(folder, "folder"), path_given(places, "places")
    check_country(country)
    points, headings = _places_of(file)
    table, side = _zones(points)
    steps: list[Message] = []
    notices: list[Notice] = []
    tables: dict[str, pd.DataFrame] = {}
    when = _today()
    if side:
        steps.append(
            said(
                "{points:,} places make {zones:,} zones of {side:g} km; where people live within "
                "them: transnet run … --points {file} --crs WGS-84",
                points=len(points),
                zones=len(table),
                side=side,
                file=target / SCENARIOS / _PEOPLE,
            )
        )
    if gtfs:
        timetable, found = read_gtfs([gtfs] if isinstance(gtfs, str | os.PathLike) else [*gtfs])
        tables, when, told = services_of(timetable, _points(table))
        steps += told
        notices += found
    how: dict[str, Any] = {"name": target.name, "day": when, **tables}
    network = _built(table, how, "" if side else file.name, headings)
    made_of_others = [each.hint for each in network.readings if each.code == "table_made"]
    steps += [each for each in made_of_others if isinstance(each, Message)]
    notices += network.readings
    texts = {
        f"{name}.csv": each.to_csv(index=False, lineterminator="\n")
        for name, each in {"places": table, **tables}.items()
    }
    if len(network["access"]):
        texts["access.csv"] = table_text("access", network["access"])
    texts["network.toml"] = info_text(network.info)
    texts["network.toml"] += "" if osm is None else f'road_layer = "{STREETS}"\n'
    contents = {name: text.encode("utf-8") for name, text in texts.items()}
    question = {"today.toml": _QUESTION.encode("utf-8")}
    if side:
        people = points.rename(columns={"place_id": "id", "population": "people"})
        text = people[["id", "lon", "lat", "people"]].to_csv(index=False, lineterminator="\n")
        question = {_PEOPLE: text.encode("utf-8"), **question}
    to_come = [target / name for name in contents]
    to_come += [target / SCENARIOS / name for name in question]
    refuse_there(places_of(to_come), force, ())
    if osm is not None:
        # before the tables: a broken extract, or an end half way, leaves no network without streets
        step, told_of_streets = _streets(osm, target / STREETS, country, force=force)
        steps.append(step)
        notices += told_of_streets
    files = write_folder(target, contents, force=force)
    files = [*files, *write_folder(target / SCENARIOS, question, force=force)]
    return MadeNetwork(network, tuple(files), tuple(steps), tuple(notices))


def _streets(
    osm: str | Path, folder: Path, country: str, *, force: bool
) -> tuple[Message, Sequence[Notice]]:
    """Write the streets of an extract into a folder; return what came of it, in words."""
    cache = Cache(default_folder("roads"))
    made = import_roads(osm, folder, OsmOptions(country=country), cache=cache, force=force)
    step = said(
        "streets: {nodes:,} junctions, {arcs:,} arcs",
        nodes=made.graph.node_count,
        arcs=made.graph.arc_count,
    )
    return step, made.notices


def _today() -> date:
    return datetime.now(UTC).date()


def _built(
    table: pd.DataFrame, how: Mapping[str, Any], file: str, headings: Mapping[str, str]
) -> Network:
    """Return the network of places; `file` is what errors of them name, '' for no file of rows."""
    try:
        return build_network(table, **how)
    except InputError as error:
        if not file:
            raise
        raise _in_ones_own_words(error, file, headings) from None


def _in_ones_own_words(error: InputError, file: str, headings: Mapping[str, str]) -> InputError:
    """Return the error of tables that were made of a file, with the file's name and columns."""
    named = [
        replace(each, table=file, column=headings.get(each.column, each.column))
        if each.table == "places"
        else each
        for each in error.notices
    ]
    if {each.table for each in named} != {file}:
        return InputError(error.message, named)
    words = said("1 error") if len(named) == 1 else said("{count} errors", count=len(named))
    return InputError(said("{file} makes no network: {errors}", file=file, errors=words), named)


def _places_of(path: Path) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the table of places as text, under the schema's names, and what the file calls them.

    Raises InputError for a file that is no table.
    """
    data, found = read_bytes(path)
    text, more = decode(data, path.name) if not found else ("", [])
    raw, faults = parse_csv(text, path.name) if text else (None, [])
    found = [*found, *more, *faults]
    if raw is None or any(each.severity == "error" for each in found):
        told = said("{file} can't be read", file=path.name)
        raise InputError(told, found or [_empty(path)])
    frame = pd.DataFrame(raw.rows, columns=list(raw.columns), dtype=object)
    known = {name.strip().casefold(): name for name in raw.columns}
    renamed = {}
    for column, others in _ALSO_CALLED.items():
        other = next((known[name] for name in others if name in known), None)
        if column not in frame.columns and other is not None:
            renamed[other] = column
    return frame.rename(columns=renamed), {own: other for other, own in renamed.items()}


def _points(table: pd.DataFrame) -> pd.DataFrame:
    """Return lon and lat of places as numbers; `build_network` tells of those that are none."""
    columns = {
        axis: pd.to_numeric(table[axis], errors="coerce")
        for axis in ("lon", "lat")
        if axis in table.columns
    }
    known = pd.DataFrame(columns, columns=["lon", "lat"]).dropna()
    if known.empty:
        raise InputError(said("the places have no lon and lat"))
    return known


def _zones(table: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """Return places, put together by squares where they are many, and the side in km; 0 for none.

    A zone lies where its people do on average. Cells that are no numbers leave places as they are.
    """
    needed = ["lon", "lat", "population"]
    if len(table) <= _MOST_PLACES or not {"place_id", *needed} <= {*table.columns}:
        return table, 0.0
    lon, lat, people = (
        pd.to_numeric(table[name], errors="coerce").to_numpy(np.float64) for name in needed
    )
    if not (np.isfinite([lon, lat, people]).all() and (people >= 0).all()):
        return table, 0.0
    group, side = grid_groups(lon, lat, _MOST_PLACES, np.zeros(len(table), dtype=np.intp))
    weight = people + 1e-9 * max(people.sum(), 1.0)
    total = np.bincount(group, weight)
    order = np.lexsort((-people, group))
    heads = order[np.searchsorted(group[order], np.arange(len(total)))]
    names = table["name_en"].to_numpy()[heads] if "name_en" in table.columns else ""
    zones = pd.DataFrame(
        {
            "place_id": [f"z{at + 1}" for at in range(len(total))],
            "name_en": names,
            "lon": np.round(np.bincount(group, weight * lon) / total, 6),
            "lat": np.round(np.bincount(group, weight * lat) / total, 6),
            "area_km2": round(side**2, 3),
            "population": np.round(np.bincount(group, people)).astype(np.int64),
            "source": "places put together",
            "basis": "derived",
            "confidence": "medium",
        }
    )
    return zones[zones["population"] > 0].reset_index(drop=True), side


def _empty(path: Path) -> Notice:
    return notice("empty_file", path.name, 0, "", "", said("it has no header"))
