"""Whatever is handed over is known for what it is, or told what would be known."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.worlds import line_world
from transnet.base.errors import UnknownNameError
from transnet.base.language import in_words
from transnet.io.network_folder import save_network
from transnet.study.check_input import check_input

_POINTS = "点号,经度,纬度,人口\n1,112.5,37.8,1000\n2,112.6,37.9,500\n"


def _written(path: Path, text: str, encoding: str = "utf-8") -> str:
    path.write_text(text, encoding=encoding)
    return str(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_points_of_ones_own_are_known_as_a_spreadsheet_saves_them(
    tmp_path: Path, encoding: str, mark: str
) -> None:
    told, found = check_input(_written(tmp_path / "点.csv", _POINTS.replace(",", mark), encoding))
    assert "2 of them, 1,500 people" in told
    assert "共 2 个点、1,500 人" in in_words(told, "zh")
    assert all(each.severity != "error" for each in found)
    assert {each.table for each in found} == {"点.csv"}


def test_what_is_wrong_with_points_names_their_file(tmp_path: Path) -> None:
    wrong = _POINTS.replace("112.6,37.9", "37.9,112.6").replace("1000", "一千")
    told, found = check_input(_written(tmp_path / "p.csv", wrong))
    assert "can't be used" in told
    errors = [(each.row, each.column) for each in found if each.severity == "error"]
    assert errors == [(2, "people"), (3, "lon"), (3, "lat")]


def test_points_may_be_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("人口")
    for row in (["编号", "经度", "纬度", "人口"], [1, 112.5, 37.8, 1000], [2, 112.6, 37.9, 500]):
        sheet.append(row)
    book.save(tmp_path / "p.xlsx")
    assert "2 of them" in check_input(str(tmp_path / "p.xlsx"))[0]


def test_tables_of_a_network_are_known_with_it_and_alone(tmp_path: Path) -> None:
    save_network(line_world("2025-12-31"), tmp_path / "world")
    for name in ("roads.csv", "network.toml"):
        told, _ = check_input(str(tmp_path / "world" / name))
        assert f"{name} belongs to the network in" in told
    text = (tmp_path / "world" / "roads.csv").read_text("utf-8")
    told, found = check_input(_written(tmp_path / "公路表.csv", text.replace("motorway", "高速")))
    assert "is the table roads of a network, checked alone" in told
    assert {each.column for each in found if each.severity == "error"} == {"road_class"}


def test_a_folder_of_scenarios_is_checked_whole(tmp_path: Path) -> None:
    network = (tmp_path / "world").as_posix()
    save_network(line_world("2025-12-31"), tmp_path / "world")
    folder = tmp_path / "mine"
    folder.mkdir()
    _written(folder / "a.toml", f'id = "a"\nnetwork = "{network}"\n')
    _written(folder / "b.toml", f'id = "b"\nnetwork = "{network}"\ncolour = 1\n')
    told, found = check_input(str(folder))
    assert "of 2 1 can't be run" in told
    assert [each.table for each in found if each.severity == "error"] == ["b.toml"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.doc", "x", "of no kind that is known"), ("a.xls", "x", "save it as .xlsx"),
        ("a.csv", "a,b\n1,2\n", "points are headed id, lon, lat, people"),
    ],
)  # fmt: skip
def test_other_files_say_what_would_be_known(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        check_input(_written(tmp_path / name, text))
    assert told in str(caught.value)


def test_edits_are_checked_where_the_network_is_misspelt(tmp_path: Path) -> None:
    text = 'id = "a"\nnetwork = "shanxi-centrl"\ndate = "soon"\n'
    text += '[[edit]]\naction = "open"\nproject = "nonesuch"\n'
    for wrong in (text, text.replace("soon", "2030")):
        _, found = check_input(_written(tmp_path / "a.toml", wrong))
        columns = [str(each.column) for each in found if each.severity == "error"]
        assert {"network", "edit 1, project"} <= set(columns)
