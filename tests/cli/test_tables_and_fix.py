"""Tables to a spreadsheet and back, mended copies, workbooks: by the command, in two languages.

What a spreadsheet makes of a table is written by hand here; `test_libreoffice.py` lets one do it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from tests.worlds import line_world
from transnet.cli.main import main
from transnet.io.network_folder import load_network, save_network

LANGUAGES = ("en", "zh")
HAN = re.compile("[\u4e00-\u9fff]")
SCENARIO = """\
id = "north"
name_zh = "北线"
name_en = "North"
network = "{network}"
date = "2025-12-31"

[[edit]]
action = "open"
project = "road-north"

[outputs]
maps = false
geopackage = false
report = false
"""
Written = pytest.TempPathFactory


def _call(*words: object, language: str = "en") -> Result:
    done = CliRunner().invoke(main, ["--lang", language, *map(str, words)])
    assert "Traceback" not in done.output
    return done


def _said(text: str, language: str) -> None:
    """Assert that a text is in one language."""
    if language == "en":
        assert not HAN.search(text), text
    else:
        assert HAN.search(text), text


@pytest.fixture
def world(tmp_path: Path) -> Path:
    save_network(line_world("2025-12-31"), tmp_path / "world")
    return tmp_path / "world"


@pytest.fixture
def excelled(world: Path) -> Path:
    """The world after a Chinese Excel: GBK, semicolons, and days as it shows them."""
    for name in ("roads", "places"):
        file = world / f"{name}.csv"
        table = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        if "opened" in table:
            table["opened"] = table["opened"].str.replace("-", "/")
        table.to_csv(file, sep=";", index=False, encoding="gbk")
    return world


@pytest.mark.parametrize("language", LANGUAGES)
def test_points_are_mended_beside_their_file(language: str, tmp_path: Path) -> None:
    file, book = tmp_path / "点.csv", tmp_path / "book.xlsx"
    rows = [["p1", "112.55", "37.87", "1,200"], ["p2", "112.7", "37.7", "800"]]
    table = pd.DataFrame(rows, columns=["编号", "经度", "纬度", "人口"])
    table.to_csv(file, sep=";", index=False, encoding="gbk")
    table.to_excel(book, index=False)
    for path in (file, book):
        done = _call("check", path, "--fix", language=language)
        assert done.exit_code == 0, done.output
        copy = path.with_name(f"{path.stem}.mended.csv")
        text = copy.read_text("utf-8-sig")
        assert text.splitlines() == [
            "id,lon,lat,people", "p1,112.55,37.87,1200", "p2,112.7,37.7,800",
        ]  # fmt: skip
        assert not _call("check", copy, "--fix", language=language).exit_code
        assert not copy.with_name(f"{copy.stem}.mended.csv").exists()


@pytest.fixture
def scenario(tmp_path: Path, world: Path) -> Path:
    file = tmp_path / "north.toml"
    file.write_text(SCENARIO.format(network=world.as_posix()), encoding="utf-8")
    return file


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_go_to_a_workbook_and_back_without_loss(
    language: str, world: Path, tmp_path: Path
) -> None:
    book, back = tmp_path / "world.xlsx", tmp_path / "back"
    out = _call("tables", "export", world, book, language=language)
    assert out.exit_code == 0
    _said(out.output.replace(str(book), ""), language)
    again = _call("tables", "import", book, back, language=language)
    assert again.exit_code == 0
    _said(again.output.replace(str(back), ""), language)
    assert load_network(back) == load_network(world)
    assert _call("check", book, language=language).exit_code == 0


def test_comments_and_notes_go_to_a_workbook_and_back(world: Path, tmp_path: Path) -> None:
    info = world / "network.toml"
    text = "# 规划基期的依据\r\n" + info.read_text("utf-8").replace("\ncrs", "  # why\n\ncrs")
    info.write_bytes(text.encode("utf-8"))
    notes = "# 来源\n\n=1+1\n  '5\ttab\n"
    (world / "SOURCES.md").write_text(notes, encoding="utf-8")
    book, back = tmp_path / "world.xlsx", tmp_path / "back"
    assert _call("tables", "export", world, book).exit_code == 0
    assert _call("tables", "import", book, back).exit_code == 0
    assert (back / "network.toml").read_bytes() == info.read_bytes()
    assert (back / "SOURCES.md").read_text("utf-8") == notes
    opened = openpyxl.load_workbook(book)
    for row in opened["network"].iter_rows(min_row=2):
        if row[0].value == "name_zh":
            row[1].value = "新名"
    opened.save(book)
    assert _call("tables", "import", book, back, "--force").exit_code == 0
    kept = (back / "network.toml").read_text("utf-8")
    assert 'name_zh = "新名"' in kept
    assert "# 规划基期的依据" in kept
    assert "  # why" in kept
    assert load_network(back).info.name_zh == "新名"
    opened["texts"].cell(2, 1).value = "../evil.md"
    opened.save(book)
    refused = _call("tables", "import", book, back, "--force")
    assert refused.exit_code == 1
    assert "evil.md" in refused.output


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_there_is_replaced_by_force_alone(
    language: str, world: Path, tmp_path: Path
) -> None:
    book = tmp_path / "world.xlsx"
    book.write_bytes(b"mine")
    refused = _call("tables", "export", world, book, language=language)
    assert (refused.exit_code, book.read_bytes()) == (1, b"mine")
    _said(refused.output.replace(str(book), ""), language)
    assert _call("tables", "export", world, book, "--force").exit_code == 0
    wrong = _call("tables", "export", world, tmp_path / "world.ods", language=language)
    assert wrong.exit_code == 2
    assert ".xlsx" in wrong.output


def test_an_edited_workbook_is_read_and_says_what_it_read(world: Path, tmp_path: Path) -> None:
    path, back = tmp_path / "world.xlsx", tmp_path / "back"
    _call("tables", "export", world, path)
    book = openpyxl.load_workbook(path)
    sheet = book["roads"]
    heads = [str(cell.value).split("\n")[0] for cell in sheet[1]]
    cell = sheet.cell(2, heads.index("opened") + 1)
    cell.number_format, cell.value = "@", "2013/12/31"
    book.save(path)
    told = json.loads(_call("tables", "import", path, back, "--json").stdout)
    assert [each["code"] for each in told["notices"]] == ["day_read"]
    assert load_network(back)["roads"]["opened"].iloc[0] == pd.Timestamp("2013-12-31")
    cell.value = "soon"
    book.save(path)
    refused = _call("tables", "import", path, tmp_path / "none")
    assert (refused.exit_code, (tmp_path / "none").exists()) == (1, False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_fix_writes_mended_copies_that_are_read_without_a_word(
    language: str, excelled: Path, tmp_path: Path
) -> None:
    expected = load_network(excelled)
    before = {path.name: path.read_bytes() for path in excelled.iterdir()}
    done = _call("check", excelled, "--fix", language=language)
    assert done.exit_code == 0
    for name in ("roads", "places"):
        copy = excelled / f"{name}.mended.csv"
        assert str(copy) in done.output
        assert copy.read_bytes().startswith(b"\xef\xbb\xbf")
    plain = done.output.replace(str(excelled), "")
    assert "GBK" in plain
    assert "2010/01/01" in plain
    _said(re.sub(r"‘.*?’|“.*?”|'.*?'", "", plain), language)
    for name, content in before.items():
        assert (excelled / name).read_bytes() == content, "the old files stay as they are"
    for name in ("roads", "places"):
        (excelled / f"{name}.mended.csv").replace(excelled / f"{name}.csv")
    mended = load_network(excelled)
    assert mended.readings == ()
    assert mended == expected


def test_copies_that_are_there_are_replaced_by_force_alone(excelled: Path) -> None:
    copy = excelled / "roads.mended.csv"
    copy.write_text("mine", encoding="utf-8")
    assert _call("check", excelled, "--fix").exit_code == 1
    assert copy.read_text("utf-8") == "mine"
    assert not (excelled / "places.mended.csv").exists()
    assert _call("check", excelled, "--fix", "--force").exit_code == 0
    assert copy.read_text("utf-8") != "mine"
    assert _call("check", excelled, "--force").exit_code == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_fix_says_where_nothing_is_to_mend(language: str, world: Path) -> None:
    done = _call("check", world, "--fix", language=language)
    assert done.exit_code == 0
    _said(done.output.splitlines()[0], language)
    assert not list(world.glob("*.mended.*"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_fix_mends_a_scenario_typed_on_a_chinese_keyboard(
    language: str, scenario: Path, world: Path
) -> None:
    plain = scenario.read_text("utf-8")
    typed = plain.replace('id = "north"', "id ＝ “north”").replace("[[edit]]", "【【edit】】")
    scenario.write_text(typed, encoding="gbk")
    done = _call("check", scenario, "--fix", language=language)
    assert done.exit_code == 0
    copy = scenario.with_name("north.mended.toml")
    assert copy.read_text("utf-8") == plain
    assert scenario.read_bytes() == typed.encode("gbk")
    for mark in ("＝", "【", "GBK"):
        assert mark in done.output
    assert str(copy) in done.output
    again = _call("check", copy, "--fix", language=language)
    assert again.exit_code == 0
    assert not list(scenario.parent.glob("north.mended.mended*"))


def test_fix_leaves_what_is_in_doubt_and_says_what_it_mends(
    scenario: Path, world: Path, tmp_path: Path
) -> None:
    text = scenario.read_text("utf-8").replace('"road-north"', '"road-nort"')
    scenario.write_text(text, encoding="utf-8")
    done = _call("check", scenario, "--fix")
    assert done.exit_code == 1
    assert "road-north" in done.output
    assert not list(tmp_path.glob("*.mended.*"))
    roads = tmp_path / "roads.geojson"
    roads.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    refused = _call("check", roads, "--fix")
    assert refused.exit_code == 2
    assert "scenarios" in refused.output


@pytest.mark.parametrize("command", ["validate", "plan", "rank", "export"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_says_what_it_read_otherwise(
    command: str, language: str, excelled: Path, tmp_path: Path
) -> None:
    words: list[object] = [command, excelled]
    if command == "export":
        words += ["--out", tmp_path / "world.geojson"]
    done = _call(*words, language=language)
    assert done.exit_code == 0, done.output
    for sign in ("GBK", "2010/01/01"):
        assert sign in done.stderr
    words = [*words, "--json"] + (["--force"] if command == "export" else [])
    codes = {each["code"] for each in json.loads(_call(*words).stdout)["notices"]}
    assert {"day_read", "other_encoding"} <= codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_run_compare_and_rank_write_workbooks(
    language: str, scenario: Path, world: Path, tmp_path: Path
) -> None:
    other = tmp_path / "south.toml"
    other.write_text(
        scenario.read_text("utf-8").replace('id = "north"', 'id = "south"'), encoding="utf-8"
    )
    out, book = tmp_path / "out", tmp_path / "both.xlsx"
    commands = {
        out / "north" / "tables.xlsx": ("run", scenario, "--out", out, "--xlsx"),
        out / "comparison" / "tables.xlsx": (
            *("run", scenario, other, "--out", out, "--xlsx", "--ranked"),
        ),
        book: ("compare", scenario, other, "--ranked", "--xlsx", book),
        out / "ranked" / "tables.xlsx": ("rank", world, "--out", out / "ranked", "--xlsx"),
    }
    sheets = {}
    for path, words in commands.items():
        done = _call(*words, language=language)
        assert done.exit_code == 0, done.output
        sheets[path] = openpyxl.load_workbook(path).sheetnames
    ranked = {"项目排序 ranking", "核心区人口曲线 ranking-curve"}
    assert [ranked <= set(found) for found in sheets.values()] == [False, True, True, True]
    assert "目标判定 verdicts" in sheets[book]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_that_has_no_place_is_refused_before_anything_is_worked_out(
    language: str, scenario: Path, world: Path, tmp_path: Path
) -> None:
    for words in (
        ("compare", scenario, "--xlsx", tmp_path / "both.csv"),
        ("rank", world, "--xlsx"),
        ("run", scenario, "--xlsx", "--no-files"),
    ):
        refused = _call(*words, language=language)
        assert refused.exit_code == 2
        assert "--xlsx" in refused.output
        _said(refused.output.splitlines()[-1], language)
    (tmp_path / "ranked").mkdir()
    (tmp_path / "ranked" / "tables.xlsx").write_bytes(b"mine")
    refused = _call("rank", world, "--out", tmp_path / "ranked", "--xlsx", language=language)
    assert (refused.exit_code, "tables.xlsx" in refused.output) == (1, True)
