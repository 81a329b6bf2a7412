"""Results as workbooks: sheets that say their names in Chinese, numbers as they are read."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.cache import Cache
from transnet.base.language import speaking
from transnet.io.workbooks.writer import Sheet, header_of, workbook_bytes
from transnet.report.page.ranking_page import ranking_tables
from transnet.report.result_workbook import (
    comparison_workbook,
    ranking_sheet,
    ranking_workbook,
    result_workbook,
)
from transnet.report.write import result_tables
from transnet.study.compared_results import Comparison
from transnet.study.ranking import Ranking, rank_projects
from transnet.study.result import Result


def _opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def _formats(sheet: Any) -> dict[str, str]:
    return {
        str(sheet.cell(1, at).value).split("\n")[0]: sheet.cell(2, at).number_format
        for at in range(1, sheet.max_column + 1)
    }


@pytest.fixture(scope="module")
def ranking(tmp_path_factory: pytest.TempPathFactory) -> Ranking:
    cache = Cache(tmp_path_factory.mktemp("kept"))
    return rank_projects(line_world("2024-12-31"), cache=cache)


def test_sheets_of_a_result_are_named_in_both_languages(opened: Result) -> None:
    book = _opened(result_workbook(opened, result_tables(opened)))
    assert book.sheetnames[:3] == ["说明 about", "目标判定 verdicts", "出行时间 travel_times"]
    for sheet in book:
        chinese, _, name = sheet.title.partition(" ")
        assert chinese
        assert name.isascii()
        assert sheet.freeze_panes == "B2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"


def _codes(book: Any) -> set[str]:
    """Return words of CSV files that stand in cells of a workbook, ids and English names aside."""
    found = set()
    for sheet in book:
        if sheet.title.endswith((" columns", " about")):
            continue
        for cells in sheet.iter_cols(values_only=True):
            name = str(cells[0]).split("\n")[0]
            named = name.endswith(("_id", "_en", "_before", "_after")) and "worst" in name
            if named or name.endswith(("_id", "_en")) or name in ("code", "table", "document"):
                continue
            words = {str(each) for each in cells[1:] if re.fullmatch("[a-z_]{2,}", str(each))}
            found |= {f"{sheet.title}: {name}: {each}" for each in words - {"inf"}}
    return found


def test_sheets_hold_no_codes_where_chinese_is_spoken(opened: Result, ranking: Ranking) -> None:
    tables = result_tables(opened)
    with speaking("zh"):
        books = (
            result_workbook(opened, tables),
            ranking_workbook(ranking, line_world("2024-12-31"), ranking_tables(ranking)),
        )
    for book in map(_opened, books):
        assert _codes(book) == set()
    with speaking("en"):
        assert any(
            "met_after: yes" in each for each in _codes(_opened(result_workbook(opened, tables)))
        )


def test_numbers_of_a_result_are_shown_rounded_and_held_whole(opened: Result) -> None:
    tables = result_tables(opened)
    book = _opened(result_workbook(opened, tables))
    counties = book["县区 counties"]
    formats = _formats(counties)
    minutes = [name for name in formats if "_min_" in f"{name}_"]
    assert minutes
    assert {formats[name] for name in minutes} == {"0.0"}
    assert formats["people"] == "#,##0"
    column = list(formats).index(minutes[0]) + 1
    held = [counties.cell(row + 2, column).value for row in range(len(tables["counties"]))]
    expected = tables["counties"][minutes[0]].tolist()
    assert [None if pd.isna(each) else each for each in expected] == held


def test_people_are_shown_in_wan_where_chinese_is_spoken() -> None:
    people = pd.DataFrame({"people": [1_250_000.0, 9_999.0, -48_123.0, -350.0]})
    with speaking("zh"):
        sheet = _opened(workbook_bytes([Sheet("x", people, {})], "x"))["x"]
    cells = [sheet.cell(row, 1) for row in range(2, 6)]
    assert [cell.value for cell in cells] == people["people"].tolist()
    assert [cell.number_format for cell in cells] == ['0\\.0,"万"', "#,##0"] * 2
    with speaking("en"):
        sheet = _opened(workbook_bytes([Sheet("x", people, {})], "x"))["x"]
    assert sheet["A2"].number_format == "#,##0"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([2022.0, 2027.0], "0"),
        ([12_500.0, 3.5], "#,##0"),
        ([305.2, 1.0], "#,##0.0"),
        ([0.0156, 0.2], "0.0000"),
        ([0.000123], "0.000000"),
        ([3.25], "0.00"),
    ],
)
def test_a_number_shows_about_three_digits(values: list[float], expected: str) -> None:
    data = workbook_bytes([Sheet("x", pd.DataFrame({"value": values}), {})], "x")
    assert _opened(data)["x"]["A2"].number_format == expected


def test_long_texts_of_prose_are_broken_and_rows_make_room() -> None:
    table = pd.DataFrame({"key": ["a", "b"], "hint": ["短", "一条很长的提示。" * 20]})
    sheet = _opened(workbook_bytes([Sheet("notices", table, {}, prose=True)], "x"))["notices"]
    assert sheet["B3"].alignment.wrap_text
    assert sheet.row_dimensions[3].height > 5 * 15


def test_a_ranking_is_read_from_left_to_right(ranking: Ranking) -> None:
    columns = list(ranking_sheet(ranking))
    order = ("name_zh", "cost_100m_yuan", "potential_pct_alone", "potential_pct_stage")
    places = [columns.index(name) for name in (*order, "potential_pct_per_100m_yuan_alone")]
    assert places == sorted(places)
    assert len(columns) == len(set(columns))


def test_a_ranking_has_a_sheet_with_chinese_headers_and_one_of_notes(ranking: Ranking) -> None:
    network = line_world("2024-12-31")
    book = _opened(ranking_workbook(ranking, network, ranking_tables(ranking)))
    assert book.sheetnames == [
        "说明 about", "项目排序 ranking", "核心区人口曲线 ranking-curve", "列说明 columns",
    ]  # fmt: skip
    heads = [cell.value for cell in book["项目排序 ranking"][1]]
    assert [head for head in heads if "\n" not in head] == []
    assert book["项目排序 ranking"].max_row == 1 + len(ranking.table)
    assert "单独：经济潜力增幅（%）" in "".join(heads)
    assert book["说明 about"].max_row > 3


@pytest.mark.parametrize(
    ("column", "chinese"),
    [
        ("people_low_stage", "本阶段：一小时内可达核心区的人口增加（人），各界限中最少"),
        ("hours_per_100m_yuan_high_alone", "单独：每亿元节省（小时）（上限）"),
        ("ride_min_before", "前：乘车（分钟）"),
        ("beauty_alone", ""),
    ],
)
def test_parts_of_a_column_are_named(column: str, chinese: str) -> None:
    assert header_of(column).partition("\n")[2] == chinese


def test_scenarios_stand_beside_each_other_on_the_first_sheet_of_figures(
    opened: Result, closed: Result
) -> None:
    comparison = Comparison((opened, closed))
    with speaking("en"):
        data = comparison_workbook(comparison, {"verdicts": comparison.long})
    sheet = _opened(data)["情景并列 side_by_side"]
    heads = [str(cell.value).split("\n")[0] for cell in sheet[1]]
    assert heads[3:7] == ["1 直达开通", "1 met", "2 直达开通", "2 met"]
    names = opened.verdicts.set_index("name_en")
    for row in sheet.iter_rows(min_row=2):
        known = names.loc[row[0].value]
        assert row[3].value == pytest.approx(known["after"])
        assert row[3].number_format == "0.0"
        assert row[4].value == ("✓" if known["met_after"] else "✗")


def test_a_column_of_many_units_is_shown_by_the_unit_of_its_row() -> None:
    mixed = pd.DataFrame({"unit": ["min", "people/min", "people"], "before": [308.47, 1.3e6, 72.0]})
    with speaking("zh"):
        sheet = _opened(workbook_bytes([Sheet("x", mixed, {})], "x"))["x"]
    assert [sheet.cell(row, 2).number_format for row in (2, 3, 4)] == ["0.0", '0\\.0,"万"', "#,##0"]


def test_verdicts_begin_with_what_is_read_and_print_one_page_across(opened: Result) -> None:
    sheet = _opened(result_workbook(opened, result_tables(opened)))["目标判定 verdicts"]
    heads = [str(cell.value).split("\n")[0] for cell in sheet[1]]
    assert heads[:2] == ["name_zh", "name_en"]
    assert heads.index("met_after") < 10
    assert heads[-1] == "worst_to_after"
    assert heads.index("target_id") > heads.index("source")
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    last = openpyxl.utils.column_index_from_string(sheet.print_area.split("$")[-2])
    assert heads.index("met_after") < last < len(heads)
