"""An answer of a decision as a page: its picture, tables and sentences in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from transnet.base.files import Content
from transnet.base.language import LANGUAGES, both, same, speaking
from transnet.io.csv_text import csv_bytes
from transnet.io.folder import check_folder, write_results
from transnet.report.maps.render import render
from transnet.report.page.templates import data_uri, rendered
from transnet.report.sections.of_answer import kind_of, tables_of
from transnet.report.sections.outcome_sections import robustness_section
from transnet.report.sections.section import Section
from transnet.report.words.robustness_words import met_text

if TYPE_CHECKING:
    from transnet.decision.robustness import Robustness

_SHOWN = 300
"""Rows of a table on a page; all of them are in its file."""


def write_decision(answer: Any, folder: str | Path, *, force: bool = False) -> list[Path]:
    """Write what a decision found as a page and its tables as CSV; return the files.

    answer  of `diagnose`, `attribute`, `robust`, `stage_projects`, `resilience` or `scan`
    The page is named by the command: diagnose.html, stage.html. The folder is made where it isn't
    there; files of an earlier answer are exchanged together. manifest.json comes last and holds
    the SHA-256 of each. force and errors as for `write_result`, InputError for another answer.
    """
    kind = kind_of(answer)
    contents: dict[str, Content] = {_page_name(kind.name): decision_page(answer).encode("utf-8")}
    contents |= {
        f"{kind.name}-{name}.csv": csv_bytes(each) for name, each in tables_of(answer).items()
    }
    return write_results(folder, contents, {"decision": kind.name}, force=force)


def check_decision_folder(folder: str | Path, command: str, *, force: bool = False) -> None:
    """Raise InputError, before the work, where a command's page couldn't be written."""
    check_folder(folder, [_page_name(command)], force=force)


def decision_page(answer: Any) -> str:
    """Return what a decision found as one self-contained page, as HTML."""
    section = kind_of(answer).section(answer)
    pictures = {language: _picture(answer, language) for language in LANGUAGES}
    context = {"title": section.title, "pictures": pictures, "part": section_context(section)}
    return rendered("decision.html.j2", context)


def section_context(section: Section) -> dict[str, Any]:
    """Return what the template of a section needs."""
    return {
        "section": section,
        "most": _SHOWN,
        "more": both("More rows are in the CSV file beside this page:"),
    }


def firmness(found: Robustness | None, day: date) -> dict[str, Any]:
    """Return what the page of a result says of draws: beside each verdict, and as a section.

    day  of the outcome: where it wasn't judged in the draws, their last day stands in
    """
    if found is None:
        return {"firm": {}, "part": None, "firm_title": same("")}
    own = found.shares[found.shares["day"] == pd.Timestamp(day)]
    rows = own if len(own) else found.shares[found.shares["day"] == found.shares["day"].max()]
    section = robustness_section(found)
    told = {str(row["target_id"]): met_text(row, found.draws) for row in rows.to_dict("records")}
    return {"firm": told, "part": section_context(section), "firm_title": section.title}


def _picture(answer: Any, language: Any) -> str:
    """Return what `plot` draws, lettered in a language, as an image of its own."""
    with speaking(language):
        figure = answer.plot().figure
    return data_uri(render(figure)[1])


def _page_name(command: str) -> str:
    return f"{command}.html"
