"""What LibreOffice makes of our tables and workbooks, and what we make of what it saves."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from tests.worlds import line_world
from transnet.cli.main import main
from transnet.io.network_folder import load_network, save_network
from transnet.travel.model import TravelModel

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice (soffice) isn't on the path: nobody is here to save tables"
)
UTF8, GBK = 76, 67
"""Encodings by LibreOffice's numbers."""
SCENARIO = """\
id = "shut"
name_zh = "关闭"
name_en = "Shut"
network = "{network}"
date = "2024-12-31"

[[edit]]
action = "close"
table = "roads"
id = "R1"

[outputs]
maps = false
geopackage = false
report = false
"""
Save = Callable[..., Path]


def _call(*words: object) -> Result:
    done = CliRunner().invoke(main, ["--lang", "zh", *map(str, words)])
    assert "Traceback" not in done.output
    return done


@pytest.fixture(scope="module")
def save(tmp_path_factory: pytest.TempPathFactory) -> Save:
    """Open a file in LibreOffice and save it anew, under its own name in another folder."""
    home = tmp_path_factory.mktemp("office")

    def saved(path: Path, kind: str, *, mark: str = ",", encoding: int = UTF8) -> Path:
        out = tmp_path_factory.mktemp("saved")
        assert OFFICE is not None
        ending = f"csv:Text - txt - csv (StarCalc):{ord(mark)},34,{encoding}"
        command = [
            *(OFFICE, "--headless", f"-env:UserInstallation={home.as_uri()}"),
            *([f"--infilter=CSV:44,34,{UTF8},1"] if path.suffix == ".csv" else []),
            *("--convert-to", ending if kind == "csv" else kind, "--outdir", str(out), str(path)),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return out / f"{path.stem}.{kind}"

    return saved


@pytest.fixture
def world(tmp_path: Path) -> Path:
    save_network(line_world("2024-12-31"), tmp_path / "world")
    return tmp_path / "world"


def _run(network: Path, folder: Path) -> Path:
    """Run a scenario on a network, and return its results."""
    file = folder / "shut.toml"
    file.write_text(SCENARIO.format(network=network.as_posix()), encoding="utf-8")
    done = _call("run", file, "--out", folder / "results", "--xlsx")
    assert done.exit_code == 0, done.output
    return folder / "results" / "shut"


def test_results_are_opened_and_saved_without_loss(save: Save, world: Path, tmp_path: Path) -> None:
    results = _run(world, tmp_path)
    for name in ("counties", "travel_times"):
        own = pd.read_csv(results / f"{name}.csv", encoding="utf-8-sig")
        again = pd.read_csv(save(results / f"{name}.csv", "csv"))
        # A spreadsheet shows, and so saves, ten digits of a number.
        pd.testing.assert_frame_equal(own, again, check_dtype=False, rtol=1e-9)
    book = save(results / "tables.xlsx", "xlsx")
    sheets = pd.read_excel(book, sheet_name=None)
    assert [name for name in sheets if name.startswith("县区")] == ["县区 counties"]
    assert len(sheets["县区 counties"]) == len(pd.read_csv(results / "counties.csv"))


def test_a_table_saved_in_gbk_with_semicolons_is_read_mended_and_run(
    save: Save, world: Path, tmp_path: Path
) -> None:
    roads = world / "roads.csv"
    text = roads.read_text("utf-8-sig")
    edited = text.replace(",30.0,", ",31.5,", 1).replace(",30,", ",31.5,", 1)
    assert edited != text
    roads.write_text(edited, encoding="utf-8-sig")
    expected = load_network(world)
    shutil.copy(save(roads, "csv", mark=";", encoding=GBK), roads)
    assert "一路".encode("gbk") in roads.read_bytes()
    read = load_network(world)
    assert {each.code for each in read.readings} == {"other_encoding", "other_delimiter"}
    pd.testing.assert_frame_equal(read["roads"], expected["roads"])
    done = _call("check", world, "--fix")
    assert done.exit_code == 0, done.output
    (world / "roads.mended.csv").replace(roads)
    mended = load_network(world)
    assert mended.readings == ()
    assert mended == expected
    assert (_run(world, tmp_path) / "counties.csv").is_file()


def test_a_network_saved_as_a_workbook_is_the_same_and_runs(
    save: Save, world: Path, tmp_path: Path
) -> None:
    book, back = tmp_path / "world.xlsx", tmp_path / "back"
    assert _call("tables", "export", world, book).exit_code == 0
    saved = save(book, "xlsx")
    assert saved.read_bytes() != book.read_bytes()
    assert _call("check", saved).exit_code == 0
    done = _call("tables", "import", saved, back)
    assert done.exit_code == 0, done.output
    assert load_network(back) == load_network(world)
    assert (_run(saved, tmp_path) / "counties.csv").is_file()


def _minutes(network: Path) -> dict[str, float]:
    """Return the minutes by car from P1, by place."""
    table = TravelModel(load_network(network)).travel_times(["P1"], using="drive")
    return dict(zip(table["to_id"], table["travel_min"], strict=True))


def test_a_length_edited_in_a_workbook_changes_the_trips_over_that_road(
    save: Save, world: Path, tmp_path: Path
) -> None:
    """The whole way of a planner: export, edit, save in a spreadsheet, import, and ask again."""
    book, back = tmp_path / "world.xlsx", tmp_path / "back"
    assert _call("tables", "export", world, book).exit_code == 0
    opened = openpyxl.load_workbook(book)
    sheet = opened["roads"]
    heads = [str(cell.value).partition("\n")[0] for cell in sheet[1]]
    (row,) = (cell.row for cell in sheet["A"] if cell.value == "R1")
    length = sheet.cell(row, heads.index("length_km") + 1)
    length.value *= 1.5
    opened.save(book)
    saved = save(book, "xlsx")
    assert _call("tables", "import", saved, back).exit_code == 0
    was, now = _minutes(world), _minutes(back)
    assert now == _minutes(saved)
    assert was.keys() == now.keys()
    assert max(now[each] - was[each] for each in was if each != "P1") > 5.0
    assert all(now[each] >= was[each] for each in was)
