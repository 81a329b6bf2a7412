"""A table of one's own of speeds: by class of road, country, and whether a way lies in a town."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from transnet.base.collector import Notices, TooManyErrorsError
from transnet.base.errors import InputError, Notice, UnknownNameError
from transnet.base.given import path_given
from transnet.base.language import said
from transnet.base.suggestion import suggestion
from transnet.io.csv_tables import parse_csv
from transnet.io.lines import number_of
from transnet.io.osm.countries import check_country, country_of
from transnet.io.osm.speeds import FASTEST_KMH, RURAL, SLOWEST_KMH, URBAN, own_classes
from transnet.io.text import decode, read_bytes
from transnet.model.raw import RawTable

_CLASS, _COUNTRY, _URBAN, _SPEED = "road_class", "country", "urban", "speed_kmh"
_COLUMNS = (_CLASS, _COUNTRY, _URBAN, _SPEED)
_SUFFIXES = {"": "", "yes": f":{URBAN}", "no": f":{RURAL}"}
_ANY = "*"

_Row = tuple[str, str, str]
"""Class, country and what stands behind the class for urban or rural ways."""


def read_speeds(path: str | Path, country: str = _ANY) -> tuple[dict[str, float], list[Notice]]:
    """Return the km/h that a CSV table gives for a country, as `OsmOptions.speeds` takes them.

    path     columns road_class and speed_kmh (3 to 200); and perhaps country, a code such as BE or
             BE-VLG, empty or * for any; and urban, yes or no where a tag must say that a way lies
             in a town or outside, empty for all ways
    country  whose rows count; "*" for no country
    returns  km/h by class, or class with ":urban" or ":rural"; and how the table was read

    Of rows that fit, those of a region count before those of its country, and these before those of
    any; among them those that say urban before those that don't.
    Raises InputError with the row of each fault, and where no row counts for the country;
    UnknownNameError for a code that is no country's.
    """
    check_country(country)
    source = path_given(path, "speeds")
    faults = Notices(source.name)
    raw, told = _table(source)
    faults.notices += told
    found: dict[_Row, float] = {}
    if raw is None:
        raise faults.error()
    try:
        places = _columns(raw, faults)
        for number, cells in enumerate(raw.rows, start=2):
            values = {name: cells[place].strip() for name, place in places.items()}
            if raw.decimal_comma:
                values[_SPEED] = values[_SPEED].replace(",", ".")
            _take(number, values, found, faults)
    except TooManyErrorsError:
        raise faults.error() from None
    chosen = _of_country(found, country)
    if not chosen and not faults.errors:
        hint = said("no row counts for this country; add some for it, or for any (*)")
        faults.add("unknown_name", hint, column=_COUNTRY, value=country)
    faults.raise_if_any()
    return chosen, faults.notices


def _table(source: Path) -> tuple[RawTable | None, list[Notice]]:
    data, told = read_bytes(source)
    text, more = ("", []) if told else decode(data, source.name)
    told = told + more
    if any(each.severity == "error" for each in told):
        return None, told
    raw, more = parse_csv(text, source.name, may_lack=(_COUNTRY, _URBAN))
    return raw, told + more


def _columns(raw: RawTable, faults: Notices) -> dict[str, int]:
    """Return where the columns stand; raises InputError where one lacks or may be misspelt."""
    header = [each.strip().lower() for each in raw.columns]
    places = {name: header.index(name) for name in _COLUMNS if name in header}
    lacking = [name for name in _COLUMNS if name not in places]
    for name in header:
        if name in _COLUMNS:
            if header.count(name) > 1:
                hint = said("two columns share a name")
                faults.add("duplicate_column", hint, row=1, column=name)
                break
            continue
        near = get_close_matches(name, lacking, n=1)
        if near:
            hint = said("did you mean {name!r}?", name=near[0])
            faults.add("unknown_column", hint, row=1, column=name)
        else:
            hint = said("it isn't read; columns are road_class, country, urban and speed_kmh")
            faults.add("extra_column", hint, row=1, column=name)
    for name in (_CLASS, _SPEED):
        if name not in places:
            hint = said("the first row must name this column")
            faults.add("missing_column", hint, row=1, column=name)
    faults.raise_if_any()
    return places


def _take(row: int, values: Mapping[str, str], found: dict[_Row, float], faults: Notices) -> None:
    """Note what is wrong with a row, and put it beside those before where nothing is."""
    before = len(faults.errors)
    kind, code, urban = values[_CLASS], values.get(_COUNTRY) or _ANY, values.get(_URBAN, "")
    if kind not in own_classes():
        hint = suggestion(kind, own_classes(), most=len(own_classes()))
        faults.add("unknown_choice", hint, row=row, column=_CLASS, value=kind)
    try:
        check_country(code)
    except UnknownNameError as error:
        faults.add("unknown_choice", error.message, row=row, column=_COUNTRY, value=code)
    if urban.lower() not in _SUFFIXES:
        hint = said("write yes, no, or nothing for all ways")
        faults.add("bad_bool", hint, row=row, column=_URBAN, value=urban)
    speed = _speed(row, values[_SPEED], faults)
    if len(faults.errors) > before:
        return
    key = (kind, code, _SUFFIXES[urban.lower()])
    if key in found:
        hint = said("an earlier row has the same class, country and urban; delete one")
        faults.add("duplicate_key", hint, row=row, column=_CLASS, value=kind)
    found[key] = speed


def _speed(row: int, text: str, faults: Notices) -> float:
    """Return the km/h of a cell; 0 with an error where it holds none that can be meant."""
    if not text:
        hint = said("give a speed in km/h, or delete the row")
        faults.add("missing_value", hint, row=row, column=_SPEED)
        return 0.0
    speed = number_of(text)
    if speed is None:
        hint = said("write a plain number of km/h, such as 30")
        faults.add("bad_number", hint, row=row, column=_SPEED, value=text)
        return 0.0
    if not SLOWEST_KMH <= speed <= FASTEST_KMH:
        hint = said("a speed is 3 to 200 km/h; are these other units?")
        faults.add("out_of_range", hint, row=row, column=_SPEED, value=text)
    return speed


def _of_country(rows: Mapping[_Row, float], country: str) -> dict[str, float]:
    """Return the speeds that count in a country: nearer rows take the place of farther ones."""
    chosen: dict[str, float] = {}
    for code in dict.fromkeys((_ANY, country_of(country), country)):
        near = {(kind, where): kmh for (kind, of, where), kmh in rows.items() if of == code}
        for kind in {kind for kind, where in near if not where}:
            for where in _SUFFIXES.values():  # what is said from afar of towns gives way too
                chosen.pop(kind + where, None)
        chosen |= {kind + where: kmh for (kind, where), kmh in near.items()}
    return chosen


def speeds_given(speeds: object, country: str = _ANY) -> tuple[Mapping[str, float], list[Notice]]:
    """Return speeds by class: those of a table's file, or a mapping as it is; none for None.

    Raises InputError as `read_speeds` does, and for anything else than these.
    """
    if speeds is None:
        return {}, []
    if isinstance(speeds, str | Path):
        return read_speeds(speeds, country)
    if isinstance(speeds, Mapping):
        return speeds, []
    kind = type(speeds).__name__
    raise InputError(
        said("speeds are km/h by class of road, or a table's file, not {kind}", kind=kind)
    )
