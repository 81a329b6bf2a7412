"""Answers of decisions in the terminal: their tables, what they say, and how to read them."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text as RichText

from transnet.base.language import Text, in_words, said
from transnet.report.sections.section import Part, Section, Table
from transnet.report.terminal.table_style import console, open_table


def print_section(section: Section) -> None:
    """Print the parts of an answer and its notes, in the language spoken."""
    shown: list[RenderableType] = []
    for part in section.parts:
        shown += _part(part)
    console().print(Group(*shown, *map(_dim, section.notes)))


def _part(part: Part) -> list[RenderableType]:
    shown: list[RenderableType] = []
    if part.heading:
        shown.append(RichText(in_words(part.heading), style="bold"))
    if part.table is not None:
        shown += _table(part.table)
    shown += [RichText(in_words(each)) for each in part.says]
    shown += map(_dim, part.notes)
    if part.heading and part.says:  # it is a paragraph of its own
        shown.append(RichText(""))
    return shown


def _table(table: Table) -> list[RenderableType]:
    columns = [(in_words(each.name), "right" if each.figures else "left") for each in table.columns]
    figures = any(each.figures for each in table.columns)
    found = open_table(*columns, whole=figures)
    rows = table.rows[: table.most] if table.most else table.rows
    for row in rows:
        found.add_row(*(RichText(in_words(each)) for each in row))
    left = len(table.rows) - len(rows)
    if not left:
        return [found]
    rest = said("and {count} more: --json gives all, --page a page of them", count=left)
    return [found, RichText(in_words(rest), style="dim")]


def _dim(text: Text) -> RichText:
    return RichText(in_words(text), style="dim")
