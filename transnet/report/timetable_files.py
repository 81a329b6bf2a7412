"""What the timetable says of a result as tables and as JSON."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from transnet.report.plain_rows import plain
from transnet.report.words.timetable_words import timetable_words, why_of
from transnet.study.timed.by_timetable import ByTimetable

if TYPE_CHECKING:
    import pandas as pd

    from transnet.study.result import Result

TIMETABLE_TABLES = tuple(each.name for each in fields(ByTimetable))


def timetable_tables(result: Result) -> dict[str, pd.DataFrame]:
    """Return the tables by their names; differences say why in both languages."""
    found = result.by_timetable
    tables = {name: getattr(found, name) for name in TIMETABLE_TABLES}
    why = why_of(result)
    zh, en = ([getattr(each, of) for each in why] for of in ("zh", "en"))
    return tables | {"differences": tables["differences"].assign(why_zh=zh, why_en=en)}


def timetable_json(result: Result) -> dict[str, Any]:
    """Return the same as plain values, with the sentences that stand before them."""
    words = timetable_words(result)
    return {
        "answer_zh": words.lead.zh,
        "answer_en": words.lead.en,
        "commute_zh": words.commute_lead.zh,
        "commute_en": words.commute_lead.en,
        **{
            name: [plain(row) for row in table.to_dict("records")]
            for name, table in timetable_tables(result).items()
        },
    }
