"""A list of what a network holds, for the terminal."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.console import Group
from rich.markup import escape
from rich.text import Text as RichText

from transnet.base.language import in_words, said
from transnet.base.plain import records
from transnet.report.terminal.table_style import console, named, open_table, pick


def listing_json(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return what is listed as plain values."""
    return records(table)


def print_listing(table: pd.DataFrame, network: str, kind: str) -> None:
    """Print what is listed, and how many there are."""
    console().print(listing_table(table, network, kind))


def listing_table(table: pd.DataFrame, network: str, kind: str) -> Group:
    """Return a table with a row for each thing: id, names, and what else is known of it."""
    head = said("{network}: {count} {kind}", network=network, count=len(table), kind=kind)
    rows = open_table((pick("编号", "id"), "left"), (pick("名称", "name"), "left"), ("", "left"))
    for row in table.to_dict("records"):
        facts = [row[name] for name in ("kind", "status", "opened", "more")]
        if kind == "stations":
            facts.append(" ".join(str(row["place"]).split(" ")[:1]))
        rows.add_row(
            f"[bold]{escape(row['id'])}[/]",
            named(row),
            escape(", ".join(str(fact) for fact in facts if fact)),
        )
    return Group(RichText(in_words(head), style="bold"), rows)
