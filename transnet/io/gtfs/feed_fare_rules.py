"""Rules of a feed about fares: zones, amounts, hours, riders, networks and changes between legs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.io.gtfs.feed_keys import known_ids
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_tables import FeedTable, Tables
from transnet.io.gtfs.feed_values import BLANK

_DAY_S = 86_400
_WHOLE = frozenset(
    {
        *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI"),
        *("VND", "VUV", "XAF", "XOF", "XPF"),
    }
)
_THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Currencies without a smaller unit, and those with a thousandth; all others have hundredths.

ISO 4217, list one.
"""

_Bools = npt.NDArray[np.bool_]


def check_fares(tables: Tables, notices: FeedNotices) -> None:
    """Note what is wrong between the tables of fares, of the first kind and the second."""
    _check_zones(tables, notices)
    _check_amounts(tables, notices)
    _check_hours(tables, notices)
    _check_riders_and_media(tables, notices)
    _check_networks(tables, notices)
    _check_changes(tables, notices)


def _check_zones(tables: Tables, notices: FeedNotices) -> None:
    """Note zones of fare_rules.txt at which no stop lies."""
    rules = tables.get("fare_rules")
    if rules is None or "stops" not in tables:
        return
    zones = known_ids(tables, "stops", "zone_id")
    hint = said("is no zone_id of stops.txt; mend the zone, or write it at its stops")
    for column in ("origin_id", "destination_id", "contains_id"):
        rows = _unknown(rules, column, zones)
        rules.note(notices, "dangling_reference", column, rows, hint)


def _check_amounts(tables: Tables, notices: FeedNotices) -> None:
    """Note amounts that are written with other decimals than their currency has."""
    products = tables.get("fare_products")
    if products is None:
        return
    wrong = []
    pairs = zip(products.texts("amount"), products.texts("currency"), strict=True)
    for row, (amount, currency) in enumerate(pairs):
        decimals = 0 if currency in _WHOLE else 3 if currency in _THOUSANDTHS else 2
        if amount and currency and len(amount.partition(".")[2]) != decimals:
            wrong.append(row)
    hint = said("write it with all decimals of its currency, such as 2.50 for CNY and 250 for JPY")
    products.note(notices, "bad_amount", "amount", np.array(wrong, dtype=np.intp), hint)


def _check_hours(tables: Tables, notices: FeedNotices) -> None:
    """Note hours of fares with one end, that end before they begin, or overlap."""
    table = tables.get("timeframes")
    if table is None:
        return
    start, end = table.numbers("start_time"), table.numbers("end_time")
    blank = [table.is_blank(each) for each in ("start_time", "end_time")]
    hint = said("has one of its two ends only; write both, or none for the whole day")
    table.note(notices, "bad_timeframe", "end_time", np.flatnonzero(blank[0] != blank[1]), hint)
    known = (start != BLANK) & (end != BLANK)
    hint = said("lies beyond 24:00:00, where a timeframe ends at the latest")
    late = np.flatnonzero(known & ((start > _DAY_S) | (end > _DAY_S)))
    table.note(notices, "bad_timeframe", "end_time", late, hint)
    hint = said("must come after start_time")
    table.note(notices, "range_reversed", "end_time", np.flatnonzero(known & (end <= start)), hint)
    begin = np.where(blank[0], 0, start)
    until = np.where(blank[1], _DAY_S, end)
    whole = (known | (blank[0] & blank[1])) & (until > begin)
    hint = said("begins before an earlier timeframe of its group and days ends")
    rows = np.array(sorted(_overlapping(table, whole, begin, until)), dtype=np.intp)
    table.note(notices, "bad_timeframe", "start_time", rows, hint)


def _overlapping(
    table: FeedTable, whole: _Bools, begin: npt.NDArray[np.int64], end: npt.NDArray[np.int64]
) -> Iterator[int]:
    """Yield rows that begin before an earlier one of the same group and service ends."""
    group, service = table.texts("timeframe_group_id"), table.texts("service_id")
    latest: dict[tuple[str, str], int] = {}
    for row in np.argsort(begin, kind="stable").tolist():
        if whole[row]:
            key = group[row], service[row]
            if begin[row] < latest.get(key, 0):
                yield row
            latest[key] = max(latest.get(key, 0), int(end[row]))


def _check_riders_and_media(tables: Tables, notices: FeedNotices) -> None:
    """Note products for which two categories of riders are the usual one, and media twice."""
    riders, media, products = (
        tables.get(each) for each in ("rider_categories", "fare_media", "fare_products")
    )
    if riders is not None and products is not None:
        row = products.rows_in("rider_category_id", riders, "rider_category_id")
        usual = (row >= 0) & (riders.numbers("is_default_fare_category") == 1)[row]
        chosen: dict[str, str] = {}
        pairs = zip(
            products.texts("fare_product_id"), products.texts("rider_category_id"), strict=True
        )
        more = [
            at
            for at, (product, rider) in enumerate(pairs)
            if usual[at] and chosen.setdefault(product, rider) != rider
        ]
        hint = said("an earlier row sells this product to another category that is the default")
        rows = np.array(more, dtype=np.intp)
        products.note(notices, "second_default", "rider_category_id", rows, hint)
    if media is not None:
        pairs = zip(media.texts("fare_media_name"), media.texts("fare_media_type"), strict=True)
        first: dict[tuple[str, str], int] = {}
        twice = [row for row, key in enumerate(pairs) if first.setdefault(key, row) != row]
        hint = said("an earlier row has this name and type; keep one of them")
        rows = np.array(twice, dtype=np.intp)
        media.note(notices, "fare_media_twice", "fare_media_name", rows, hint)


def _check_networks(tables: Tables, notices: FeedNotices) -> None:
    """Note networks that are written in two places, or that no route belongs to."""
    routes = tables.get("routes")
    of_routes = routes is not None and routes.has("network_id")
    for name in ("networks", "route_networks"):
        if of_routes and name in tables:
            hint = said("routes.txt has network_id: keep one of the two")
            notices.add("networks_twice", name, hint)
    known = known_ids(tables, "routes", "network_id") | known_ids(tables, "networks", "network_id")
    hint = said("isn't in networks.txt or routes.txt; add it there, or mend the id")
    ends = [("fare_leg_join_rules", f"{end}_network_id") for end in ("from", "to")]
    for name, column in [("fare_leg_rules", "network_id"), *ends]:
        table = tables.get(name)
        if table is not None:
            rows = _unknown(table, column, known)
            table.note(notices, "dangling_reference", column, rows, hint)


def _check_changes(tables: Tables, notices: FeedNotices) -> None:
    """Note rules of changes whose count or limit of time can't be meant."""
    table = tables.get("fare_transfer_rules")
    if table is None:
        return
    count, begins = table.numbers("transfer_count"), table.texts("from_leg_group_id")
    pairs = zip(begins, table.texts("to_leg_group_id"), strict=True)
    alike = np.array([bool(one) and one == other for one, other in pairs], dtype=np.bool_)
    counted = ~table.is_blank("transfer_count")
    limited, typed = (~table.is_blank(f"duration_limit{end}") for end in ("", "_type"))
    for column, wrong, hint in (
        ("transfer_count", count == 0, said("must be -1 for any number, or 1 or more")),
        ("transfer_count", alike & ~counted, said("is required between legs of one group")),
        ("transfer_count", ~alike & counted, said("counts between legs of one group: delete it")),
        ("duration_limit", typed & ~limited, said("is required beside duration_limit_type")),
        ("duration_limit_type", limited & ~typed, said("is required beside duration_limit")),
    ):
        table.note(notices, "bad_fare_change", column, np.flatnonzero(wrong), hint)


def _unknown(table: FeedTable, column: str, known: set[str]) -> npt.NDArray[np.intp]:
    cells = table.texts(column)
    return np.array([row for row, cell in enumerate(cells) if cell and cell not in known], np.intp)
