"""A ranking of projects as a page that sorts and filters, with the curve of people by minute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from transnet.base.files import Content
from transnet.base.language import Text, both
from transnet.base.units import FloatArray
from transnet.io.csv_text import csv_bytes
from transnet.io.folder import write_results
from transnet.report.page.templates import rendered
from transnet.report.result_workbook import RESULT_WORKBOOK, ranking_workbook
from transnet.report.words import ranking_words as words
from transnet.report.words.row_words import word
from transnet.report.words.source_words import source_words
from transnet.study.ranking import CUTOFFS_MIN, GAINS, PER_COST, READINGS, Gain, Reading

if TYPE_CHECKING:
    import pandas as pd

    from transnet.model.network import Network
    from transnet.study.ranking import Ranking

RANKING_FILES = ("ranking.html", "ranking.csv", "ranking-curve.csv")
_WIDTH, _HEIGHT, _PAD = 560, 240, 44
_CURVES = 6
_SECOND: tuple[Gain, ...] = ("potential_pct", "reach", "hours")
"""Gains of the other reading, beside all those of the one that rows stand in order of."""


def write_ranking(
    ranking: Ranking,
    network: Network,
    folder: str | Path,
    *,
    force: bool = False,
    xlsx: bool = False,
) -> list[Path]:
    """Write ranking.html and its tables as CSV, with manifest.json; return the files.

    xlsx, force and errors as for `write_result`.
    """
    page = ranking_page(ranking, network).encode("utf-8")
    contents: dict[str, Content] = {"ranking.html": page}
    contents |= {f"{name}.csv": csv_bytes(each) for name, each in ranking_tables(ranking).items()}
    if xlsx:
        contents[RESULT_WORKBOOK] = ranking_workbook(ranking, network, ranking_tables(ranking))
    about = {"ranking": network.info.network_id, "by": ranking.by, "reading": ranking.reading}
    return write_results(folder, contents, about, force=force)


def ranking_files(*, xlsx: bool) -> tuple[str, ...]:
    """Return the names of the files that `write_ranking` writes."""
    return (*RANKING_FILES, RESULT_WORKBOOK) if xlsx else RANKING_FILES


def ranking_tables(ranking: Ranking) -> dict[str, pd.DataFrame]:
    """Return the tables of a ranking, by the names of their files."""
    return {"ranking": ranking.flat, "ranking-curve": ranking.curve}


def ranking_page(ranking: Ranking, network: Network) -> str:
    """Return one self-contained page of a ranking, as HTML."""
    return rendered(
        "ranking.html.j2", {"title": _title(network), "ranking": ranking_context(ranking)}
    )


def ranking_context(ranking: Ranking) -> dict[str, Any]:
    """Return what the template of the section needs: columns, rows, curves and notes."""
    rows = ranking.table
    moves = rows[words.moving(rows)]
    first, second = ranking.reading, *(each for each in READINGS if each != ranking.reading)
    every = [
        (ranking.by, first),
        *((gain, first) for gain in GAINS),
        *((f"{gain}{words.PER}", first) for gain in PER_COST),
        *((gain, second) for gain in _SECOND),
    ]
    columns = list(dict.fromkeys(every))  # what the rows stand in order of comes first
    records: list[dict[str, Any]] = [
        {str(key): value for key, value in row.items()} for row in moves.to_dict("records")
    ]
    return {
        "columns": [
            {"name": words.heading(gain), "reading": words.readings()[reading]}
            for gain, reading in columns
        ],
        "rows": [_row(row, columns, first) for row in records],
        "apart": words.apart_title(),
        "filters": [
            {"name": name, "choices": _choices(key, {str(row[key]) for row in records}), "key": key}
            for key, name in _filters().items()
        ],
        "kinds": words.kinds(),
        "curves": [_plot(ranking, row) for row in _curved(ranking, moves)],
        "notes": words.notes(ranking, moves),
        "nothing": both(
            "1 project gains nothing by any of these figures and isn't listed."
            if len(rows) - len(moves) == 1
            else "{count} projects gain nothing by any of these figures and aren't listed.",
            count=len(rows) - len(moves),
        ),
        "hidden": len(rows) > len(moves),
        "sourced": any(row["cost_source"] for row in records),
        "said": _said(),
    }


def _title(network: Network) -> Text:
    name = Text(network.info.name_zh, network.info.name_en)
    return both("Projects of {network}, ranked", network=name)


def _filters() -> dict[str, Text]:
    return {"theme": both("theme"), "stage": both("stage"), "kind": both("kind")}


def _choices(key: str, values: Iterable[str]) -> list[dict[str, Any]]:
    """Return what a filter can be set to, and what that is called."""
    called = words.kinds() if key == "kind" else {each: word(each) for each in values}
    return [{"value": each, "name": called[each]} for each in sorted(values)]


def _said() -> dict[str, Text]:
    return {
        "project": both("project"),
        "kind": both("kind"),
        "of_stage": both("stage"),
        "all": both("all"),
        "years": both("years"),
        "cost": both("cost 100m yuan"),
        "curves": both("How many more people are within a time of the core, by the minute"),
        "lead": both(
            "Read the curve and not the hour alone: where it has a peak, a town lies just behind "
            "that minute, and a change of a minute takes it in."
        ),
        **words.readings(),
        "source": both("Where the costs come from"),
    }


def _row(row: dict[str, Any], columns: Sequence[tuple[str, str]], reading: str) -> dict[str, Any]:
    cells = []
    for gain, of in columns:
        value = float(row[f"{gain}_{of}"])
        cells.append({"text": words.figure(row, gain, of), "value": _sortable(value)})
    ends = [row["build_start"], row["build_end"]]
    years = "–".join("" if np.isnan(each) else f"{each:.0f}" for each in map(float, ends))
    return {
        "name": words.name_of(row),
        "why": words.why_less(row, reading),
        "id": row["project_id"],
        "apart": row["apart"],
        "theme": row["theme"],
        "stage": row["stage"],
        "stage_name": word(row["stage"]),
        "kind": row["kind"],
        "years": years.strip("–") if years != "–" else "",
        "cost": words.cost(row),
        "cost_range": words.cost_range(row),
        "cost_value": _sortable(float(row["cost_100m_yuan"])),
        "cost_source": row["cost_source"] and source_words(row["cost_source"]),
        "cells": cells,
    }


def _sortable(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.9g}"


def _curved(ranking: Ranking, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the projects whose people within some minute change most."""
    most: list[tuple[float, dict[str, Any]]] = []
    for row in rows.to_dict("records"):
        gains = (_gain(ranking, str(row["project_id"]), reading) for reading in READINGS)
        change = max(float(np.abs(gain).max()) for gain in gains)
        most.append((change, {str(key): value for key, value in row.items()}))
    most.sort(key=lambda pair: -pair[0])
    return [row for change, row in most[:_CURVES] if change >= 1.0]


def _plot(ranking: Ranking, row: dict[str, Any]) -> dict[str, Any]:
    """Return the lines of what a project adds by the minute, in units of the drawing, and marks."""
    gains = {reading: _gain(ranking, row["project_id"], reading) for reading in READINGS}
    minutes = np.array(CUTOFFS_MIN)
    every = np.concatenate([*gains.values(), [0.0]])
    low, high = float(every.min()), float(every.max())
    across = np.interp(minutes, (minutes[0], minutes[-1]), (_PAD, _WIDTH - 12))
    ends = (low, max(high, low + 1.0))

    def up(values: Any) -> Any:
        return np.interp(values, ends, (_HEIGHT - 26, 14))

    points = {
        reading: " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, up(gain), strict=True))
        for reading, gain in gains.items()
    }
    return {
        "name": words.name_of(row),
        "width": _WIDTH,
        "height": _HEIGHT,
        "points": points,
        "hour": f"{np.interp(60.0, minutes, across):.1f}",
        "none": f"{up(0.0):.1f}",
        "across": [
            {"at": f"{at:.1f}", "text": f"{minute:.0f}"}
            for at, minute in zip(across, minutes, strict=True)
            if minute % 5 == 0
        ],
        "ends": [
            {"at": f"{up(each):.1f}", "text": words.amount("people", each)}
            for each in dict.fromkeys((high, 0.0, low))
        ],
    }


def _gain(ranking: Ranking, project: str, reading: Reading) -> FloatArray:
    """Return how many more people are within each of CUTOFFS_MIN, float64[m]."""
    part = ranking.curve_of(project, reading)
    return (part["people_after"] - part["people_before"]).to_numpy(np.float64)
