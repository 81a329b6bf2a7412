"""An answer of a decision as a page: its picture, tables and sentences in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from transnet.base.files import Content
from transnet.base.language import LANGUAGES, Text, both, speaking
from transnet.io.csv_text import csv_bytes
from transnet.io.folder import check_folder, write_results
from transnet.report.maps.render import render
from transnet.report.page.templates import data_uri, rendered
from transnet.report.sections.of_answer import kind_of, tables_of
from transnet.report.sections.section import Section
from transnet.report.words.robustness_words import met_text

if TYPE_CHECKING:
    from transnet.decision.robustness import Robustness

_SHOWN = 300
"""Rows of a table on a page; all of them are in its file."""
_MORE = both("More rows are in the CSV file beside this page:")


@dataclass(frozen=True)
class DecisionPart:
    """An answer on a page: its id there, its section, and its picture by language."""

    name: str
    section: Section
    pictures: Mapping[str, str]
    more: Text = field(default=_MORE)
    most: int = _SHOWN

    def rest(self, count: int) -> Text:
        """Say how many rows a table has beyond those that are seen at once."""
        return both("The next row") if count == 1 else both("The next {count} rows", count=count)


def write_decision(answer: Any, folder: str | Path, *, force: bool = False) -> list[Path]:
    """Write what a decision found as a page and its tables as CSV; return the files.

    answer  of `diagnose`, `attribute`, `robust`, `stage_projects`, `resilience` or `scan`
    The page is named by the command: diagnose.html, stage.html. The folder is made where it isn't
    there; files of an earlier answer are exchanged together. manifest.json comes last and holds
    the SHA-256 of each. force and errors as for `write_result`, InputError for another answer.
    """
    (name,) = decision_names([answer])
    contents: dict[str, Content] = {_page_name(name): decision_page(answer).encode("utf-8")}
    return write_results(
        folder, contents | decision_files([answer]), {"decision": name}, force=force
    )


def check_decision_folder(folder: str | Path, command: str, *, force: bool = False) -> None:
    """Raise InputError, before the work, where a command's page couldn't be written."""
    check_folder(folder, [_page_name(command)], force=force)


def decision_page(answer: Any) -> str:
    """Return what a decision found as one self-contained page, as HTML."""
    (part,) = decision_parts([answer])
    context = {"title": part.section.title, "subject": answer.subject, "part": part}
    return rendered("decision.html.j2", context)


def decision_names(answers: Sequence[Any]) -> list[str]:
    """Return what files and sections of answers are called: scan, scan-2 and so on."""
    kinds = [kind_of(each).name for each in answers]
    return [
        name if kinds.index(name) == at else f"{name}-{1 + kinds[:at].count(name)}"
        for at, name in enumerate(kinds)
    ]


def decision_files(answers: Sequence[Any]) -> dict[str, Content]:
    """Return the tables of answers as CSV, by the names of their files."""
    return {
        f"{name}-{table}.csv": csv_bytes(each)
        for name, answer in zip(decision_names(answers), answers, strict=True)
        for table, each in tables_of(answer).items()
    }


def decision_parts(answers: Sequence[Any]) -> list[DecisionPart]:
    """Return answers as they stand on a page."""
    return [
        DecisionPart(
            name,
            kind_of(each).section(each),
            {language: _picture(each, language) for language in LANGUAGES},
        )
        for name, each in zip(decision_names(answers), answers, strict=True)
    ]


def drawn_shares(answers: Sequence[Any], day: date) -> pd.DataFrame | None:
    """Return the shares of draws among answers that are of a day; None without draws.

    day  of an outcome: where it wasn't judged in the draws, their last day stands in
    """
    found = _drawn(answers)
    if found is None:
        return None
    own = found.shares[found.shares["day"] == pd.Timestamp(day)]
    return own if len(own) else found.shares[found.shares["day"] == found.shares["day"].max()]


def firmness(answers: Sequence[Any], day: date) -> dict[str, Text]:
    """Return what draws among answers say beside each verdict of a result, by target."""
    found, rows = _drawn(answers), drawn_shares(answers, day)
    if found is None or rows is None:
        return {}
    return {str(row["target_id"]): met_text(row, found.draws) for row in rows.to_dict("records")}


def _drawn(answers: Sequence[Any]) -> Robustness | None:
    return next((each for each in answers if kind_of(each).name == "robust"), None)


def _picture(answer: Any, language: Any) -> str:
    """Return what `plot` draws, lettered in a language, as an image of its own."""
    with speaking(language):
        figure = answer.plot().figure
    return data_uri(render(figure)[1])


def _page_name(command: str) -> str:
    return f"{command}.html"
