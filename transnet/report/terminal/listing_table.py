"""A list of what a network holds, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from rich.console import Group
from rich.markup import escape
from rich.text import Text as RichText

from transnet.base.amounts import people
from transnet.base.errors import UnknownNameError
from transnet.base.language import Message, Text, current_language, in_words, joined, said
from transnet.base.plain import records
from transnet.base.unit_words import unit_word
from transnet.report.terminal.table_style import console, named, open_table, pick
from transnet.report.words.row_words import chapter_words, word

_KINDS: Mapping[str, Message] = {
    "projects": said("projects"), "lines": said("railway lines"), "roads": said("roads"),
    "stations": said("stations"), "airports": said("airports"), "services": said("services"),
    "places": said("places"), "stages": said("stages"), "themes": said("themes"),
    "targets": said("targets"), "plan": said("plan items"), "parameters": said("parameters"),
}  # fmt: skip


_SAID_ALSO: Mapping[str, str] = {
    "线路": "lines", "铁路": "lines", "铁路线路": "lines", "道路": "roads", "公路路段": "roads",
    "列车": "services", "班次": "services", "县区": "places", "主题": "themes", "领域": "themes",
    "规划": "plan", "指标": "targets",
}  # fmt: skip


def kind_called(name: str) -> str:
    """Return the kind of things that a word means, in either language.

    Raises UnknownNameError, with all kinds in the language spoken.
    """
    called: dict[str, str] = {in_words(each, "zh"): kind for kind, each in _KINDS.items()}
    kind = (called | dict(_SAID_ALSO)).get(name, name)
    if kind not in _KINDS:
        known = list(called if current_language() == "zh" else _KINDS)
        raise UnknownNameError(said("kind of thing"), name, known, few=len(known))
    return kind


def listing_json(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return what is listed as plain values."""
    return records(table)


def print_listing(table: pd.DataFrame, network: str, kind: str) -> None:
    """Print what is listed, and how many there are."""
    console().print(listing_table(table, network, kind))


def listing_table(table: pd.DataFrame, network: str, kind: str) -> Group:
    """Return a table with a row for each thing: id, names, and what else is known of it."""
    head = said("{network}: {kind}, {count}", network=network, count=len(table), kind=_KINDS[kind])
    if table.empty:
        head = said("{head}; all there are: transnet list {kind}", head=head, kind=kind)
        return Group(RichText(in_words(head), style="bold"))
    rows = open_table(
        (pick("编号", "id"), "left"), (pick("名称", "name"), "left"),
        (pick("概况", "what is known"), "left"),
    )  # fmt: skip
    for row in table.to_dict("records"):
        name = named(row) or escape(in_words(word(row["id"]))).replace(str(row["id"]), "")
        rows.add_row(f"[bold]{escape(row['id'])}[/]", name, escape(in_words(_facts(row, kind))))
    return Group(RichText(in_words(head), style="bold"), rows)


def _facts(row: Mapping[Any, Any], kind: str) -> Message:
    """Return what is known of a thing beside its names, in words."""
    place = Text(row["place_zh"], row["place_en"]) if kind == "stations" else ""
    parts = (word(row["kind"]), word(row["status"]), row["opened"], _more(row["more"], kind), place)
    return joined(parts)


def _more(more: str, kind: str) -> object:
    """Return the last of what is listed of a thing, with what its number counts."""
    number, _, unit = more.rpartition(" ")
    told: object = more
    if kind == "projects" and more:
        told = word(more) if more == "none" else said("stage {year}", year=more)
    elif kind == "services" and more:
        told = said("{number} a day", number=more)
    elif kind == "places" and more:
        told = people(float(more.replace(",", "")))
        told = Text(told.zh, f"{told.en} people")
    elif kind in ("stages", "themes"):
        told = said("1 project") if more == "1" else said("{number} projects", number=more)
    elif kind in ("parameters", "lines"):
        told = joined((number, unit_word(unit)), " ", " ")
    elif kind == "plan":
        told = chapter_words(more)
    return told
