"""Notices of a network's tables in the order in which they are read."""

from __future__ import annotations

from collections.abc import Sequence

from transnet.base.codes import codes
from transnet.base.errors import Notice
from transnet.model.schema import tables

NOTICES_PER_CODE = 100

# A point's own notice says more than that a number is out of range.
_POINT_CODES = {"swapped_point", "projected_point", "zero_point"}


def in_order(notices: Sequence[Notice]) -> list[Notice]:
    """Return the notices by table, row and code, each once, and none that another says better."""
    points = {(found.table, found.row) for found in notices if found.code in _POINT_CODES}
    kept = [
        found
        for found in dict.fromkeys(notices)
        if not (
            found.code == "out_of_range"
            and found.column in ("lon", "lat")
            and (found.table, found.row) in points
        )
    ]
    place = {name: order for order, name in enumerate(tables())}
    rank = {name: order for order, name in enumerate(codes())}
    last = len(rank)  # notices of a road layer have codes of their own
    return sorted(
        kept,
        key=lambda each: (
            place.get(each.table, -1),
            each.table,
            each.row,
            rank.get(each.code, last),
        ),
    )


def summarise(
    notices: Sequence[Notice], *, per_code: int = NOTICES_PER_CODE
) -> tuple[list[Notice], dict[str, int]]:
    """Return the first notices of each code, and how many more of it there are.

    A code of which all are shown isn't in the counts.
    """
    shown: list[Notice] = []
    count: dict[str, int] = {}
    for each in notices:
        count[each.code] = count.get(each.code, 0) + 1
        if count[each.code] <= per_code:
            shown.append(each)
    return shown, {code: total - per_code for code, total in count.items() if total > per_code}
