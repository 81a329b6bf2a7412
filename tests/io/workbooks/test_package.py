"""Workbooks that are none, or more than one: bounded before anything is unpacked."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.io.network_folder import read_folder, save_workbook
from transnet.io.workbooks.package import contents_of, package_notices


def _zip(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return stream.getvalue()


def _with(book: Path, part: str, change: dict[bytes, bytes]) -> None:
    """Change the XML of a part of a workbook."""
    with zipfile.ZipFile(book) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for old, new in change.items():
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new, 1)
    book.write_bytes(_zip(parts))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "net.xlsx"
    save_workbook(line_world(), path)
    return path.read_bytes()


@pytest.fixture
def book(sound: bytes, tmp_path: Path) -> Path:
    (tmp_path / "net.xlsx").write_bytes(sound)
    return tmp_path / "net.xlsx"


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "broken_file", "isn't a workbook"),
        (b"id,name\n", "broken_file", "isn't a workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(500), "broken_file", "password"),
        (_zip({"xl/styles.xml": bytes(2**24 + 1)}), "file_too_large", "unpacks to"),
        (_zip({"xl/worksheets/sheet1.xml": bytes(2**28 + 1)}), "file_too_large", "unpacks to"),
        (_zip({f"{number}.bin": b"" for number in range(2001)}), "file_too_large", "unpacks to"),
        (_zip({"xl/vbaProject.bin": b"Shell"}), "macros_ignored", "neither run nor kept"),
    ],
)
def test_packages(data: bytes, code: str, words: str) -> None:
    (found,) = package_notices(data, "net.xlsx")
    assert found.code == code
    assert words in found.hint


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "net.xlsx").write_bytes(_zip({"a.txt": b"a"}))
    network, found = read_folder(tmp_path / "net.xlsx")
    assert network is None
    assert [each.code for each in found] == ["broken_file"]


@pytest.mark.parametrize("row", [b"1048576", b"99999999999", b"x"])
def test_rows_far_below_take_no_time(book: Path, row: bytes) -> None:
    _with(book, "xl/worksheets/sheet2.xml", {b'<row r="3"': b'<row r="' + row + b'"'})
    started = time.process_time()
    _, found = read_folder(book)
    assert time.process_time() - started < 10
    assert any(each.severity == "error" for each in found)


def test_what_a_sheet_says_of_its_size_is_no_measure(book: Path) -> None:
    _with(
        book,
        "xl/worksheets/sheet2.xml",
        {b'<dimension ref="': b'<dimension ref="A1:XFD1048576"/><dimension ref="'},
    )
    assert read_folder(book)[1] == []


def test_entities_are_not_unfolded(book: Path) -> None:
    bomb = (
        b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">'
        + b"".join(
            b'<!ENTITY b%d "%s">'
            % (number, b"&b%d;" % (number - 1) * 10 if number else b"&b;" * 10)
            for number in range(9)
        )
        + b"]>"
    )
    _with(
        book, "xl/worksheets/sheet2.xml", {b"<worksheet": bomb + b"<worksheet", b"<v>": b"<v>&b8;"}
    )
    started = time.process_time()
    _, found = read_folder(book)
    assert time.process_time() - started < 10
    assert any(each.code == "broken_file" for each in found)


def test_contents_are_found_across_blocks() -> None:
    filler = b"<c/>" * 262_143  # a block of the scan ends within what follows
    part = b"<sheetData>" + filler + b'<c r="A1"><f>1</f></c><f/>' + filler + b"</sheetData>"
    part += (
        b'<cols><col min="1" hidden="1"/></cols><mergeCells><mergeCell ref="B2:C3"/></mergeCells>'
    )
    found = contents_of(_zip({"s.xml": part}), "s.xml")
    assert (found.formulas, found.merged, found.hidden_columns) == (2, ("B2:C3",), 1)


def test_formulas_are_read_as_their_last_values_and_told(book: Path) -> None:
    whole, _ = read_folder(book)
    cell = b'<c r="F2" s="3">'
    _with(book, "xl/worksheets/sheet2.xml", {cell: cell + b"<f>2*400000</f>"})
    network, found = read_folder(book)
    assert whole is not None
    assert network is not None
    pd.testing.assert_frame_equal(network["cities"], whole["cities"])
    assert [(each.code, each.table, each.row) for each in found] == [("formula_read", "cities", 2)]
    assert "1 formula: read as its last value" in found[0].hint
