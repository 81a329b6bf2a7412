from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.io.gtfs.feeds import SOUND, feed, zipped
from transnet.base.errors import InputError
from transnet.io.gtfs.read_feeds import read_gtfs


def _refusal(path: Path) -> str:
    before = sorted(path.parent.rglob("*"))
    with pytest.raises(InputError) as caught:
        read_gtfs(path, cache=False)
    assert sorted(path.parent.rglob("*")) == before
    (found,) = caught.value.notices
    assert found.hint
    return found.code


def test_a_zip_that_is_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    whole = zipped(feed(tmp_path / "a"), tmp_path / "a.zip").read_bytes()
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        path = tmp_path / f"{length}.zip"
        path.write_bytes(whole[:length])
        assert _refusal(path) == "broken_zip"


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped(feed(tmp_path / "a"), tmp_path / "a.zip").read_bytes())
    at = data.index(b"agency.txt") + 40
    data[at] ^= 0xFF
    path = tmp_path / "damaged.zip"
    path.write_bytes(data)
    assert _refusal(path) == "broken_zip"


@pytest.mark.parametrize(
    "name", ["../stops.txt", "/etc/stops.txt", "a/../../stops.txt", "C:/x.txt", "..\\x.txt"]
)
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    path = zipped(feed(tmp_path / "a"), tmp_path / "a.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "x")
    assert _refusal(path) == "unsafe_content"


def test_bombs_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in SOUND.items():
            archive.writestr(f"{name}.txt", text)
        archive.writestr("shapes.txt", bytes(20 * 2**20))
    assert _refusal(path) == "feed_too_large"


def test_names_that_repeat_are_refused(tmp_path: Path) -> None:
    path = zipped(feed(tmp_path / "a"), tmp_path / "a.zip")
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("stops.txt", SOUND["stops"])
    assert _refusal(path) == "broken_zip"


def test_what_is_no_zip_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    assert _refusal(path) == "unreadable_file"
    path.write_text("not a zip")
    assert _refusal(path) == "broken_zip"


def test_files_in_a_folder_of_the_zip_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in SOUND.items():
            archive.writestr(f"inner/{name}.txt", text)
    with pytest.raises(InputError, match="files lie in inner/"):
        read_gtfs(path, cache=False)
    feed(tmp_path / "outer" / "inner")
    with pytest.raises(InputError, match="files lie in inner/"):
        read_gtfs(tmp_path / "outer", cache=False)


@pytest.mark.parametrize(
    ("stops", "code"),
    [
        (
            SOUND["stops"].encode("utf-8").replace("晋中".encode(), "晋中".encode("gbk")),
            "mixed_encoding",
        ),
        (SOUND["stops"].encode("latin-1", "replace").replace(b"?", b"\xe9"), "not_utf8"),
        (SOUND["stops"].encode() + b"S4,\0,37,112\n", "nul_character"),
        (SOUND["stops"].encode() + b"S4,x,37,112,1\n", "ragged_row"),
        (SOUND["stops"].encode() + b'S4,"x,37,112\n', "quote_not_closed"),
        (SOUND["stops"].encode() + b'S4,a"x",37,112\n', "stray_quote"),
        (SOUND["stops"].encode().replace(b"stop_name", b"stop_id"), "duplicate_column"),
        (SOUND["stops"].encode().replace(b"stop_name", b""), "blank_column"),
    ],
)
def test_files_that_cant_be_trusted_are_refused(tmp_path: Path, stops: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_gtfs(feed(tmp_path / "a", stops=stops), cache=False)
    assert [(n.code, n.table) for n in caught.value.notices if n.table == "stops.txt"] == [
        (code, "stops.txt")
    ]


def _times(tmp_path: Path, name: str, stop_times: bytes) -> list[int]:
    made, _ = read_gtfs(feed(tmp_path / name, stop_times=stop_times), cache=False)
    return made.arrival_s.tolist()


def test_all_ways_to_write_the_same_table_read_the_same(tmp_path: Path) -> None:
    plain = SOUND["stop_times"]
    expected = _times(tmp_path, "plain", plain.encode())
    head, *rows = plain.splitlines()
    quoted = "\n".join([head, *('"' + row.replace(",", '","') + '"' for row in rows)])
    spaced = "\n".join([head.replace(",", ", "), *(row.replace(",", " , ") for row in rows)])
    shuffled = "\n".join([head, *rows[::-1]])
    for name, text in {
        "crlf": plain.replace("\n", "\r\n"),
        "cr": plain.replace("\n", "\r"),
        "bom": "\ufeff" + plain,
        "no_end": plain.rstrip("\n"),
        "blank_rows": plain.replace("\nT2", "\n\n  \nT2", 1) + "\n\n",
        "quoted": quoted,
        "quoted_crlf": quoted.replace("\n", "\r\n"),
        "spaced": spaced,
        "shuffled": shuffled,
        "mixed": plain.replace("\nT2", "\r\r\nT2"),
    }.items():
        assert _times(tmp_path, name, text.encode()) == expected, name
    assert _times(tmp_path, "utf16", plain.encode("utf-16")) == expected


def test_lines_are_counted_past_blank_ones_and_quotes(tmp_path: Path) -> None:
    stops = (
        SOUND["stops"].replace("S3", "\n\nS3").replace("37.42", "x").replace("晋中", '"晋,""中"')
    )
    with pytest.raises(InputError) as caught:
        read_gtfs(feed(tmp_path / "a", stops=stops), cache=False)
    assert [(n.code, n.row) for n in caught.value.notices if n.table == "stops.txt"] == [
        ("bad_number", 6)
    ]


def test_a_cell_of_two_lines_is_told(tmp_path: Path) -> None:
    stops = SOUND["stops"].replace("晋中", '"晋\n中"')
    _, notices = read_gtfs(feed(tmp_path / "a", stops=stops), cache=False)
    assert [(n.code, n.row, n.column) for n in notices] == [("control_character", 3, "stop_name")]


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped(feed(tmp_path / "a"), tmp_path / "a.zip").read_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.start_dir
    data[at + 8] |= 1  # the flag of the first member in the directory
    path = tmp_path / "locked.zip"
    path.write_bytes(data)
    assert _refusal(path) == "broken_zip"
