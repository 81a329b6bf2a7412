"""What a network holds, kind by kind, searched by names in Chinese and in English."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from transnet.base.errors import UnknownNameError
from transnet.base.language import said
from transnet.model.network import Network

COLUMNS = (
    "id", "name_zh", "name_en", "kind", "status", "opened", "place", "more", "place_zh", "place_en",
)  # fmt: skip
"""What is listed of each thing; '' where it doesn't apply."""

_DROPPED = str.maketrans("", "", " -–—'’·.()（）")


@dataclass(frozen=True)
class Wanted:
    """What to list: texts that names or ids must hold, and words that columns must have.

    search  each must stand in the id, a name, or what else is listed
    status, theme, stage, place  words of those columns; a place in Chinese or English
    """

    search: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def listed(network: Network, kind: str, wanted: Wanted) -> pd.DataFrame:
    """Return what there is of a kind, filtered and in table order: COLUMNS, all text.

    kind  one of KINDS. Raises UnknownNameError for another one.
    """
    if kind not in KINDS:
        raise UnknownNameError(said("kind of thing"), kind, KINDS, few=len(KINDS))
    table = KINDS[kind](network).reindex(columns=list(COLUMNS), fill_value="").astype(str)
    keep = [_fits(row, wanted) for row in table.to_dict("records")]
    return table[keep].reset_index(drop=True)


def plain_name(text: str) -> str:
    """Return a name as it is searched: small letters, no spaces or hyphens, no tones or umlauts."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    apart = unicodedata.normalize("NFD", wide)
    bare = "".join(mark for mark in apart if not unicodedata.combining(mark))
    return bare.translate(_DROPPED)


def _fits(row: Mapping[Any, Any], wanted: Wanted) -> bool:
    whole = plain_name(" ".join(str(row[name]) for name in COLUMNS))
    if not all(plain_name(text) in whole for text in wanted.search):
        return False
    pairs = ((wanted.status, "status"), (wanted.theme, "kind"), (wanted.stage, "more"))
    if any(words and str(row[column]) not in words for words, column in pairs):
        return False
    places = plain_name(str(row["place"]))
    return not wanted.place or any(plain_name(each) in places for each in wanted.place)


def _dated(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(opened=table["opened"].dt.strftime("%Y-%m-%d").fillna(""))


def _renamed(table: pd.DataFrame, **columns: str) -> pd.DataFrame:
    return pd.DataFrame({new: table[old] for new, old in columns.items()})


_NAMED = {"name_zh": "name_zh", "name_en": "name_en"}


def _projects(network: Network) -> pd.DataFrame:
    table = _dated(network["projects"])
    return _renamed(
        table, id="project_id", **_NAMED, kind="theme", status="status", opened="opened",
        more="stage",
    )  # fmt: skip


def _places_by_id(network: Network) -> dict[str, str]:
    """Return names of places and of their cities, by place."""
    places, cities = network["places"], network["cities"].set_index("city_id")
    found = {}
    for row in places.to_dict("records"):
        city = cities.loc[row["city_id"]] if row["city_id"] in cities.index else None
        own = [row["name_zh"], row["name_en"]]
        found[row["place_id"]] = " ".join(
            own if city is None else [*own, city["name_zh"], city["name_en"]]
        )
    return found


def _stations(network: Network) -> pd.DataFrame:
    table = _dated(network["stations"])
    found = _renamed(
        table, id="station_id", **_NAMED, kind="kind", status="status", opened="opened"
    )
    names = network["places"].set_index("place_id")[["name_zh", "name_en"]]
    own = names.reindex(table["place_id"]).fillna("").set_axis(["place_zh", "place_en"], axis=1)
    found[list(own.columns)] = own.to_numpy()
    return found.assign(place=table["place_id"].map(_places_by_id(network)).fillna(""))


def _lines(network: Network) -> pd.DataFrame:
    tracks = _dated(network["tracks"])
    by_line = tracks.groupby("line_id", sort=True)
    rail = by_line.agg(
        name_zh=("line_zh", "first"), name_en=("line_en", "first"), kind=("traffic", "first"),
        status=("status", _several), opened=("opened", "min"), km=("length_km", "sum"),
    )  # fmt: skip
    rail["more"] = [f"{km:.0f} km" for km in rail["km"]]
    return rail.rename_axis("id").reset_index()


def _roads(network: Network) -> pd.DataFrame:
    table = _dated(network["roads"])
    return _renamed(
        table, id="road_id", **_NAMED, kind="road_class", status="status", opened="opened",
        more="road_code",
    )  # fmt: skip


def _several(words: pd.Series[str]) -> str:
    return "/".join(dict.fromkeys(words))


def _places(network: Network) -> pd.DataFrame:
    table = network["places"]
    found = _renamed(table, id="place_id", **_NAMED, kind="kind")
    people = ["" if pd.isna(each) else f"{each:,.0f}" for each in table["population"]]
    return found.assign(place=table["place_id"].map(_places_by_id(network)), more=people)


def _targets(network: Network) -> pd.DataFrame:
    return _renamed(network["targets"], id="target_id", **_NAMED, kind="measure")


def _plan(network: Network) -> pd.DataFrame:
    return _renamed(
        network["plan_items"], id="item_id", **_NAMED, kind="category", status="status_2022",
        more="chapter_section",
    )  # fmt: skip


def _services(network: Network) -> pd.DataFrame:
    table = _dated(network["services"])
    found = _renamed(
        table, id="service_id", **_NAMED, kind="mode", status="status", opened="opened"
    )
    return found.assign(more=[f"{each:g}" for each in table["trains_per_day"]])


def _airports(network: Network) -> pd.DataFrame:
    table = _dated(network["airports"])
    return _renamed(table, id="airport_id", **_NAMED, kind="kind", status="status", opened="opened")


def _parameters(network: Network) -> pd.DataFrame:
    table = network["parameters"]
    found = pd.DataFrame({"id": table["parameter"], "kind": table["mode"]})
    units = ["" if unit == "1" else f" {unit}" for unit in table["unit"]]
    numbers = zip(table["value"], table["low"], table["high"], units, strict=True)
    more = [f"{value:g} ({low:g}–{high:g}){unit}" for value, low, high, unit in numbers]
    return found.assign(more=more)


def _counted(column: str) -> Callable[[Network], pd.DataFrame]:
    """Return what lists the words of a column of projects, with how many have each."""

    def count(network: Network) -> pd.DataFrame:
        counts = network["projects"].groupby(column, sort=True).size()
        more = [f"{number}" for number in counts]
        return pd.DataFrame({"id": counts.index.astype(str), "more": more})

    return count


KINDS: Mapping[str, Callable[[Network], pd.DataFrame]] = {
    "projects": _projects,
    "lines": _lines,
    "roads": _roads,
    "stations": _stations,
    "airports": _airports,
    "services": _services,
    "places": _places,
    "stages": _counted("stage"),
    "themes": _counted("theme"),
    "targets": _targets,
    "plan": _plan,
    "parameters": _parameters,
}
"""What can be listed, by the word that it is asked by."""
