"""Bytes to rows and back: encodings, grammar, caps, and writes that are whole or not at all."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.io.csv_tables import parse_csv
from transnet.io.network_folder import to_csv_text
from transnet.io.text import Limits, decode, read_bytes

TEXT = "id,name\n1,北高速\n2,太原\n"


def _codes(data: bytes) -> list[str]:
    return [found.code for found in decode(data, "roads")[1]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "roads")[0] == TEXT


def test_utf8_comes_before_gbk() -> None:
    # As GBK these bytes decode too, to 涓婃捣.
    assert decode("上海".encode(), "roads") == ("上海", [])


def test_gbk_is_read_and_named() -> None:
    text, found = decode(TEXT.encode("gbk"), "roads")
    assert text == TEXT
    assert [(each.code, each.row, each.value) for each in found] == [
        ("other_encoding", 2, "北高速")
    ]


def test_dashes_between_names_leave_no_doubt() -> None:
    text = "id,name\n1,太原–忻州西 Taiyuan–Xinzhou — “a” – ∞\n"
    assert decode(text.encode("gb18030"), "roads")[0] == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("名稱\n太原站與縣道\n", "big5"),
        ("name\ncafé naïve\n", "cp1252"),
        ("駅名\n東京\n", "shift_jis"),
    ],
)
def test_what_makes_no_plain_chinese_is_refused(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "roads")[0] == ""
    assert _codes(text.encode(encoding)) == ["not_utf8"]


def test_two_encodings_that_both_do_are_refused() -> None:
    text, found = decode("id,name\n1,太原\n".encode("gbk"), "roads")
    assert (text, [each.code for each in found]) == ("", ["ambiguous_encoding"])


CHINESE = st.text(st.characters(codec="gb2312", min_codepoint=0x4E00), min_size=1, max_size=9)


@given(st.lists(CHINESE, min_size=1, max_size=9))
def test_chinese_in_any_encoding_is_the_same_text_or_refused(names: list[str]) -> None:
    text = "id,名\n" + "".join(f"{place},{name}\n" for place, name in enumerate(names))
    assert decode(text.encode(), "roads")[0] == text
    assert decode(text.encode("utf-16"), "roads")[0] == text
    assert decode(text.encode("gbk"), "roads")[0] in (text, "")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_wide_letters_without_their_mark_are_named(encoding: str) -> None:
    data = "id,name_zh\nN1,太原\nN2,忻州市\n".encode(encoding)
    text, (found,) = decode(data, "nodes.csv")
    assert (text, found.code) == ("", "not_utf8")
    assert found.hint.startswith("looks like UTF-16 or UTF-32")
    assert "save it as UTF-8" in found.hint
    text, (found,) = decode("id,name_zh\nN1,太\0原\n".encode(), "nodes.csv")
    assert (found.code, found.row) == ("nul_character", 2)


def test_one_line_of_gbk_among_utf8_is_found() -> None:
    lines = TEXT.encode().split(b"\n")
    lines[1] = lines[1].decode().encode("gbk")
    _, found = decode(b"\n".join(lines), "roads")
    assert [(each.code, each.row) for each in found] == [("mixed_encoding", 2)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_row_of_a_damaged_character_counts_any_line_end(end: str) -> None:
    _, found = decode(f"id{end}1{end}a\ufffdb{end}".encode(), "roads")
    assert [(each.code, each.row) for each in found] == [("lost_character", 3)]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\xff\xfea", b"\xfe\xff\xd8\x00"])
def test_damaged_utf16_is_refused(data: bytes) -> None:
    assert _codes(data) in (["not_utf8"], ["nul_character"])


@given(st.binary(max_size=60))
def test_no_bytes_raise(data: bytes) -> None:
    text, found = decode(data, "roads")
    assert text == "" or not any(each.severity == "error" for each in found)
    parse_csv(text, "roads")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_with_any_line_end(end: str) -> None:
    table, found = parse_csv(end.join(["a,b", "1,2", "3,4", "", ""]), "roads")
    assert not found
    assert table is not None
    assert table.columns == ("a", "b")
    assert table.rows == [["1", "2"], ["3", "4"]]


def test_row_numbers_count_records_as_a_spreadsheet_does() -> None:
    _, found = parse_csv('a,b\n"one\ntwo",2\n3\n', "roads")
    assert [(each.code, each.row) for each in found] == [("ragged_row", 3)]


def test_caps_hold_at_their_edge() -> None:
    text = "a,b\n1,2\n3,4\n"
    assert parse_csv(text, "roads", limits=Limits(rows=2, columns=2, line_chars=3))[0]
    for limits in (Limits(rows=1), Limits(columns=1), Limits(line_chars=2)):
        table, found = parse_csv(text, "roads", limits=limits)
        assert table is None
        assert len(found) == 1


def test_no_more_of_a_file_is_read_than_the_cap(tmp_path: Path) -> None:
    path = tmp_path / "roads.csv"
    with path.open("wb") as stream:
        stream.truncate(10 * 2**30)  # sparse: takes no space on the disk
    data, found = read_bytes(path, limits=Limits(file_bytes=1000))
    assert data == b""
    assert [each.code for each in found] == ["file_too_large"]


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffd"), max_size=12)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_what_is_written_as_csv_is_read_back(rows: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(
        {"key": [1.5] * len(rows), **dict(zip("ab", zip(*rows, strict=True), strict=True))}
    )
    text = to_csv_text(frame)
    decoded, found = decode(text.encode(), "roads")
    table, faults = parse_csv(decoded, "roads")
    assert table is not None
    assert not found + faults
    unguarded = [[cell.removeprefix("'") for cell in row[1:]] for row in table.rows]
    assert unguarded == [[cell.removeprefix("'") for cell in row] for row in rows]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_exported_text_cannot_run_in_a_spreadsheet(start: str) -> None:
    frame = pd.DataFrame({"name": [f"{start}HYPERLINK(1)"], "change": [-1.5]})
    text = to_csv_text(frame)
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [f"'{start}HYPERLINK(1)", "-1.5"]
    table, _ = parse_csv(text, "result")
    assert table is not None
    assert table.rows == [[f"{start}HYPERLINK(1)", "-1.5"]]


def test_exported_values() -> None:
    frame = pd.DataFrame(
        {
            "minutes": [58.0, float("inf"), float("nan")],
            "people": pd.array([3, 2**60, -1], dtype="int64"),
            "met": [True, False, True],
            "opened": pd.to_datetime(["2027-12-31", None, "2026-01-01"]),
            "mixed": [-2.5, "=1", None],
            "flag": [True, 7, pd.NaT],
        }
    )
    assert to_csv_text(frame) == (
        "minutes,people,met,opened,mixed,flag\n"
        "58,3,yes,2027-12-31,-2.5,yes\n"
        "inf,1152921504606846976,no,,'=1,7\n"
        ",-1,yes,2026-01-01,,\n"
    )
