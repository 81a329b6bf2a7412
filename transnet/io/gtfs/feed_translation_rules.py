"""Rules of a feed about translations: of which cell each is, and whether that is there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_spec import known_tables
from transnet.io.gtfs.feed_tables import FeedTable, Tables

_WHOLE_FEED = "feed_info"
_ID_OF = {
    "agency": "agency_id",
    "stops": "stop_id",
    "routes": "route_id",
    "trips": "trip_id",
    "stop_times": "trip_id",
    "pathways": "pathway_id",
    "levels": "level_id",
    "attributions": "attribution_id",
}
_WITH_SUB_ID = "stop_times"


def check_translations(tables: Tables, notices: FeedNotices) -> None:
    """Note translations of what isn't there, and cells that their kind has no place for."""
    table = tables.get("translations")
    if table is None or not table.count or not table.has("table_name"):
        return
    names = np.array(table.texts("table_name"), dtype=object)
    by_value = ~table.is_blank("field_value")
    given = {name: ~table.is_blank(name) for name in ("record_id", "record_sub_id", "field_value")}
    whole = names == _WHOLE_FEED
    hint = said("feed_info.txt has one row: leave record_id, record_sub_id and field_value empty")
    for name, there in given.items():
        _note(table, name, whole & there, hint, notices)
    hint = said("stands beside field_value, which means all such cells: keep one of them")
    for name in ("record_id", "record_sub_id"):
        _note(table, name, by_value & given[name] & ~whole, hint, notices)
    hint = said("is the stop_sequence of a row of stop_times.txt alone: delete it")
    other = given["record_sub_id"] & (names != _WITH_SUB_ID) & ~by_value & ~whole
    _note(table, "record_sub_id", other, hint, notices)
    hint = said("say which cell: record_id or field_value")
    _note(table, "record_id", ~given["record_id"] & ~by_value & ~whole, hint, notices)
    unknown = ~np.isin(names, known_tables()) & ~table.is_blank("table_name")
    hint = said("is no file of this feed; write a name without .txt such as stops")
    unknown |= np.array([name not in tables and name in _ID_OF for name in names], dtype=np.bool_)
    _note(table, "table_name", unknown, hint, notices)
    _check_records(table, names, tables, notices)


def _check_records(
    table: FeedTable, names: npt.NDArray[np.object_], tables: Tables, notices: FeedNotices
) -> None:
    """Note records that their file doesn't have."""
    ids, more = table.texts("record_id"), table.texts("record_sub_id")
    wrong = list[int]()
    for name, key in _ID_OF.items():
        rows = np.flatnonzero(names == name).tolist()
        other = tables.get(name)
        if not rows or other is None:
            continue
        known = set(other.column(key).cells)
        wrong += [row for row in rows if ids[row] and ids[row] not in known]
        if name == _WITH_SUB_ID:
            asked = {ids[row] for row in rows}
            trips, places = other.texts("trip_id"), other.texts("stop_sequence")
            pairs = {each for each in zip(trips, places, strict=True) if each[0] in asked}
            wrong += [
                row for row in rows if ids[row] in known and more[row]
                and (ids[row], more[row]) not in pairs
            ]  # fmt: skip
    hint = said("isn't in the file that table_name says; add it there, or mend the id")
    rows_of = np.array(sorted({*wrong}), dtype=np.intp)
    table.note(notices, "dangling_reference", "record_id", rows_of, hint)


def _note(
    table: FeedTable, name: str, wrong: npt.NDArray[np.bool_], hint: str, notices: FeedNotices
) -> None:
    table.note(notices, "bad_translation", name, np.flatnonzero(wrong), hint)
