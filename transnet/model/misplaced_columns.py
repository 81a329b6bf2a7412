"""Columns of which most cells can't be read: one message, and what has happened to them.

Cells that stand under the header of another column fail row by row. What they have in common is
said once: two columns swapped, or all cells from a column on moved by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.model.schema import Column, Table

MISPLACED = frozenset({"swapped_columns", "shifted_columns"})
"""Codes of tables whose cells stand under false headers, so that no rule can be held to them."""

Misfits = Callable[[Column, Sequence[str]], int]
"""How many of some texts a column could not read."""

_FEW_ROWS = 3
_MOST = 0.5
_FIT_SHARE = 0.05  # of a column's cells may have faults of their own
_POINT = ("lon", "lat")


def gathered(
    table: Table,
    texts: Mapping[str, Sequence[str]],
    found: Mapping[str, Sequence[Notice]],
    misfits: Misfits,
) -> list[Notice]:
    """Return the notices of a table's cells, with those of columns that fail as a whole as one.

    texts  cells of each column, as they stand
    found  notices of each column of the schema that is there
    """
    rows = len(next(iter(texts.values()), ()))
    errors = {
        name: [each for each in notices if each.severity == "error"]
        for name, notices in found.items()
    }
    failing = [
        name for name, wrong in errors.items() if rows >= _FEW_ROWS and len(wrong) > _MOST * rows
    ]
    if not failing:
        return [each for notices in found.values() for each in notices]
    moved = _swapped(table, texts, failing, misfits) or _shifted(table, texts, failing, misfits)
    if moved:
        return [moved]
    return [
        each
        for name, notices in found.items()
        for each in (
            [_as_one(errors[name], rows), *(each for each in notices if each.severity != "error")]
            if name in failing
            else notices
        )
    ]


def _as_one(wrong: Sequence[Notice], rows: int) -> Notice:
    """Return one notice for the errors of a column: the first, and how many there are."""
    first = wrong[0]
    hint = said(
        "{wrong_count:,} of {rows:,} cells can't be read here; the first: {hint}",
        wrong_count=len(wrong),
        rows=rows,
        hint=first.hint,
    )
    return notice(first.code, first.table, first.row, first.column, first.value, hint)


def _swapped(
    table: Table,
    texts: Mapping[str, Sequence[str]],
    failing: Sequence[str],
    misfits: Misfits,
) -> Notice | None:
    """Return the notice of two columns that fit when their cells are exchanged, if only two do."""
    known = [name for name in table.columns if name in texts]
    pairs = {
        tuple(sorted((name, other), key=known.index))
        for name in failing
        for other in known
        if other != name
        and set(failing) <= {name, other}
        and _fits(table.columns[name], texts[other], misfits)
        and _fits(table.columns[other], texts[name], misfits)
    }
    if set(failing) <= set(_POINT) and _POINT in pairs | {pair[::-1] for pair in pairs}:
        pairs = {_POINT}
    if len(pairs) != 1:
        return None
    first, second = next(iter(pairs))
    hint = said(
        "{first} and {second} are swapped: each holds what belongs under the other's header",
        first=first,
        second=second,
    )
    return notice("swapped_columns", table.name, 1, first, texts[first][0], hint)


def _shifted(
    table: Table,
    texts: Mapping[str, Sequence[str]],
    failing: Sequence[str],
    misfits: Misfits,
) -> Notice | None:
    """Return the notice of columns whose cells all belong one header to the left, or the right."""
    order = list(texts)
    there = [order.index(name) for name in failing if name in texts]  # others are of defaults
    if not there:
        return None
    start = min(there)
    for step in (1, -1):
        below = [
            (order[place], order[place + step])
            for place in range(max(start, -step), len(order) - max(step, 0))
            if order[place] in table.columns
        ]
        told = [name for name, _ in below if table.columns[name].type != "text"]
        fits = all(_fits(table.columns[name], texts[source], misfits) for name, source in below)
        if len(set(failing) & set(told)) >= _FEW_ROWS - 1 and fits:
            hint = said(
                "from here on, or from a column of text before, all cells stand one column too far "
                "to the right: is a cell too many or missing in the header or the rows?"
                if step > 0
                else "from here on, or from a column of text before, all cells stand one column "
                "too far to the left: is a cell too many or missing in the header or the rows?"
            )
            name = order[start]
            return notice("shifted_columns", table.name, 1, name, texts[name][0], hint)
    return None


def _fits(column: Column, texts: Sequence[str], misfits: Misfits) -> bool:
    return misfits(column, texts) <= _FIT_SHARE * len(texts)
