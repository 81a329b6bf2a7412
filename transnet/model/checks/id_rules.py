"""Ids: unique, not to be mistaken for one another, and none that leads nowhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import partial

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import joined, said
from transnet.model.checks.rules import INFO_FILE, Draft, Rule, id_lists, texts
from transnet.model.schema import Column, Table, tables

_SUGGESTED = 100  # nearest names are looked for this often a column; each look is over all ids


def twin_key(text: str) -> str:
    """Return what an id becomes when the differences that people overlook are taken away."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return plain.lstrip("0") or "0" if plain.isdigit() else plain


def duplicate_ids(draft: Draft, table: Table) -> Iterator[Notice]:
    """Yield rows whose primary key another row has already."""
    key = table.primary_key
    columns = [texts(draft[table.name], name) for name in key]
    seen: dict[tuple[str, ...], int] = {}
    for row, cells in enumerate(zip(*columns, strict=True), start=2):
        if not all(cells):
            continue
        first = seen.setdefault(cells, row)
        if first != row:
            hint = said("row {first} has it already", first=first)
            yield notice("duplicate_id", table.name, row, key[0], ", ".join(cells), hint)


def twin_ids(draft: Draft, table: Table) -> Iterator[Notice]:
    """Yield ids that only zeros, case or the form of a character tells from another."""
    (column,) = table.primary_key
    seen: dict[str, tuple[str, int]] = {}
    for row, text in enumerate(texts(draft[table.name], column), start=2):
        first, first_row = seen.setdefault(twin_key(text), (text, row))
        if text and first != text:
            hint = said(
                "row {row} has {first!r}: {difference}",
                row=first_row,
                first=first,
                difference=_difference(first, text),
            )
            yield notice("twin_id", table.name, row, column, text, hint)


def _difference(first: str, second: str) -> str:
    if first.casefold() == second.casefold():
        return said("the same but for case")
    if first.isascii() and second.isascii():
        return said("the same but for leading zeros")
    return said("the same but for the form of its characters (NFKC)")


def dangling_references(draft: Draft, column: Column) -> Iterator[Notice]:
    """Yield cells that name a row which isn't there, with the nearest that is."""
    frame = draft[column.table]
    targets = joined((table for table, _ in column.references), en=" or ", zh="或")
    known = {text for table, name in column.references for text in texts(draft[table], name)}
    lists = (
        id_lists(frame, column.name)
        if column.type == "ids"
        else [[text] if text else [] for text in texts(frame, column.name)]
    )
    suggest = _Suggester(known, targets)
    for row, items in enumerate(lists, start=2):
        for item in items:
            if item not in known:
                yield notice(
                    "dangling_reference", column.table, row, column.name, item, suggest(item)
                )


class _Suggester:
    """Hints for unknown ids: the twin of a known one, the closest, or none."""

    def __init__(self, known: Iterable[str], targets: str) -> None:
        self._known = sorted(known)
        self._twins = {twin_key(text): text for text in self._known}
        self._targets = targets
        self._hints: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        if text not in self._hints:
            self._hints[text] = self._hint(text)
        return self._hints[text]

    def _hint(self, text: str) -> str:
        twin = self._twins.get(twin_key(text))
        if twin:
            return said(
                "known as {twin!r}: {difference}", twin=twin, difference=_difference(twin, text)
            )
        # A key may be far longer than any id; matching it against all would take minutes.
        near = (
            get_close_matches(text, self._known, n=1)
            if len(self._hints) < _SUGGESTED and len(text) <= 60
            else []
        )
        return (
            said("closest known id: {near!r}", near=near[0])
            if near
            else said("no such id in {targets}", targets=self._targets)
        )


def core_place(draft: Draft) -> Iterator[Notice]:
    """Yield a core place that isn't among the places."""
    known = texts(draft["places"], "place_id")
    if draft.info and draft.info.core_place_id not in known:
        core = draft.info.core_place_id
        hint = _Suggester(known, "places")(core)
        yield notice("dangling_reference", INFO_FILE, 0, "core_place_id", core, hint)


def shared_stop_ids(draft: Draft) -> Iterator[Notice]:
    """Yield airports whose id is a station's too; access and transfers couldn't tell them apart."""
    stations = set(texts(draft["stations"], "station_id"))
    for row, text in enumerate(texts(draft["airports"], "airport_id"), start=2):
        if text and text in stations:
            hint = said("a station has this id too; rename one")
            yield notice("shared_id", "airports", row, "airport_id", text, hint)


def _rules() -> Iterator[Rule]:
    for name, table in tables().items():
        yield Rule((name,), partial(duplicate_ids, table=table))
        if len(table.primary_key) == 1:
            yield Rule((name,), partial(twin_ids, table=table))
        for column in table.columns.values():
            if column.references:
                needs = (name, *(target for target, _ in column.references))
                yield Rule(needs, partial(dangling_references, column=column))
    yield Rule(("places",), core_place)
    yield Rule(("stations", "airports"), shared_stop_ids)


RULES = tuple(_rules())
