"""What all builders share: reading facts, writing tables, dates, distances, names."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from transnet.model.schema import tables

Row = Mapping[str, object]
Builder = Callable[[Path, Path], None]

BASE_DATE = date(2022, 10, 31)  # the day of the plan (晋政办发〔2022〕89号)
KNOWN_UNTIL = date(2026, 2, 11)  # the 12306 station list, the last source with a full view
TIMETABLE_DATE = date(2023, 12, 15)  # the crawl of 12306

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
URBAN_DETOUR = 1.3  # road / great circle on links into a town, as in the facts' own access links

# Minutes beyond the parameters at a station or airport; projects add to them.
NO_EXTRA = {"entry_extra_min": 0, "exit_extra_min": 0, "transfer_extra_min": 0}

_DATA = Path(__file__).parent / "data"


# How the facts speak of their own search, said so that a reader of the tables understands it.
_REWORDED = (
    (re.compile(r" ?\(find_string id [^)]*\)|; code TYC seen .*$"), ""),
    (re.compile(r"plan \(seed document\)|plan seed ch\.5\.1"), "plan ch. 5 s. 1"),
    (re.compile(r"\bnot stored\b"), "not found"),
    (re.compile(r"no stored source says"), "no source found says"),
    (re.compile(r"\bstored sources\b"), "the sources found"),
    (re.compile(r"\bin a stored\b"), "in a public"),
)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file as text, stripped and reworded, empty cells as ''."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            {key: _reword((value or "").strip()) for key, value in row.items()}
            for row in csv.DictReader(file)
        ]


def _reword(text: str) -> str:
    for pattern, words in _REWORDED:
        text = pattern.sub(words, text)
    return text


def read_data(name: str) -> list[dict[str, str]]:
    """Return the rows of a table kept beside the builders (networks/build/data/<name>.csv)."""
    return read_csv(_DATA / f"{name}.csv")


def read_page(name: str) -> str:
    """Return a text kept beside the builders (networks/build/data/<name>.md)."""
    return (_DATA / f"{name}.md").read_text(encoding="utf-8")


def write_table(out: Path, name: str, rows: Iterable[Row]) -> None:
    """Write a table in the schema's column order; columns left out stay empty.

    Raises ValueError on a column the schema doesn't know, an empty required cell, or a key twice.
    """
    table = tables()[name]
    text = [
        {column: cell(row.get(column)) for column in table.columns} for row in _known(name, rows)
    ]
    seen: set[tuple[str, ...]] = set()
    for row in text:
        missing = [c for c, rule in table.columns.items() if rule.required and not row[c]]
        key = tuple(row[column] for column in table.primary_key)
        if missing or key in seen:
            raise ValueError(f"{name} {key}: " + (f"empty {missing}" if missing else "key twice"))
        seen.add(key)
    with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table.columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(text)


def _known(name: str, rows: Iterable[Row]) -> Iterable[Row]:
    columns = tables()[name].columns
    for row in rows:
        if extra := set(row) - set(columns):
            raise ValueError(f"{name}: no such columns: {sorted(extra)}")
        yield row


def cell(value: object) -> str:
    """Return a value as it stands in a table: '' for none, yes/no, no needless zeros."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{round(value, 6):.6f}".rstrip("0").rstrip(".")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def great_circle_km(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the great-circle distance of two points in degrees, by the haversine formula."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    sin_lat = math.sin((phi_b - phi_a) / 2)
    sin_lon = math.sin(math.radians(lon_b - lon_a) / 2)
    root = math.sqrt(sin_lat**2 + math.cos(phi_a) * math.cos(phi_b) * sin_lon**2)
    return 2 * EARTH_RADIUS_KM * math.asin(root)


def not_later_than(day: date = BASE_DATE) -> dict[str, object]:
    """Return the opening cells of a row known only to have been open on a day."""
    return {"opened": day, "opened_basis": "not-later-than"}


@cache
def _projects() -> frozenset[str]:
    return frozenset(row["project_id"] for row in read_data("projects"))


def own_project(project: str, opening: Mapping[str, object]) -> str:
    """Return the project that switches a row; '' for one that isn't listed or opened long before.

    A row known only to have been open on the plan's day is no project's to open.
    """
    before = opening.get("opened_basis") == "not-later-than" and opening.get("opened") == BASE_DATE
    return "" if before or project not in _projects() else project


@cache
def _names() -> dict[tuple[str, str], tuple[str, str]]:
    rows = read_data("names")
    return {(row["kind"], row["name"]): (row["name_zh"], row["name_en"]) for row in rows}


def names(kind: str, name: str) -> tuple[str, str]:
    """Return the Chinese and the English name of a node, road or city as the facts call it.

    They stand in data/names.csv; KeyError where the name has no row there.
    """
    return _names()[kind, name]


def join_notes(*notes: str) -> str:
    """Return remarks joined by '; ', empty ones left out."""
    return "; ".join(note for note in notes if note)
