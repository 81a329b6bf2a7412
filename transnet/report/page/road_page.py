"""The page, map and tables of a scenario on roads alone."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from typing import Any

from transnet.base.files import Content
from transnet.base.language import LANGUAGES, Text, both, speaking
from transnet.io.csv_text import csv_bytes
from transnet.io.folder import check_folder, write_results
from transnet.report.maps.road_change_map import road_change_map
from transnet.report.page.templates import rendered
from transnet.report.words.road_words import (
    loser_heads,
    loser_rows,
    measure_rows,
    road_answer,
    road_edits,
)
from transnet.study.road_result import RoadResult

ROAD_FILES = ("roads.html", "change.png", "measures.csv", "places.csv", "travel_times.csv")
_DPI, _PAGE_DPI = 150, 110


def write_road_result(result: RoadResult, folder: str | Path, *, force: bool = False) -> list[Path]:
    """Write roads.html, change.png and the tables; see `RoadResult.save`."""
    contents: dict[str, Content] = {
        "roads.html": road_page(result).encode("utf-8"),
        "change.png": _png(result, _DPI),
        "measures.csv": csv_bytes(result.measures),
        "places.csv": csv_bytes(result.by_place),
        "travel_times.csv": csv_bytes(result.pairs),
    }
    return write_results(folder, contents, {"roads": result.scenario.id}, force=force)


def check_road_files(folder: str | Path, *, force: bool = False) -> None:
    """Raise InputError, before the work, where the files couldn't be written."""
    check_folder(folder, list(ROAD_FILES), force=force)


def road_page(result: RoadResult) -> str:
    """Return one self-contained page in both languages, as HTML."""
    scenario = result.scenario
    question = Text(
        scenario.question_zh or scenario.question_en, scenario.question_en or scenario.question_zh
    )
    context = {
        "title": scenario.name,
        "question": question,
        "answer": road_answer(result),
        "edits": road_edits(result),
        "pictures": {language: _picture(result, language) for language in LANGUAGES},
        "heads": [both("measure"), both("before"), both("after"), both("change")],
        "measures": measure_rows(result),
        "loser_heads": loser_heads(),
        "losers": loser_rows(result),
        "said": {
            "edits": both("What is done"),
            "map": both("Where trips take longer or shorter"),
            "losers": both("Who loses most"),
            "none": both("Nobody loses."),
            "rests": both(
                "Times are those of free flow. Where no tag says a speed it is assumed by class "
                "and country. A place begins on the nearest open road."
            ),
        },
    }
    return rendered("roads.html.j2", context)


def _picture(result: RoadResult, language: Any) -> str:
    """Return the map lettered in a language: as dots, for its streets are many."""
    with speaking(language):
        png = _png(result, _PAGE_DPI)
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _png(result: RoadResult, dpi: int) -> bytes:
    file = BytesIO()
    figure = road_change_map(result).get_figure(root=True)
    if figure is None:
        raise RuntimeError("axes of a map always belong to a figure")
    figure.savefig(file, format="png", dpi=dpi, metadata={"Software": None})
    return file.getvalue()
