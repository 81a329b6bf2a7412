"""The cache against truncation, flipped bits, full folders and two writers at once."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import time

import numpy as np
import pytest

from transnet.base import store as store_module
from transnet.base.cache import Cache, content_name
from transnet.base.private_folders import is_private
from transnet.base.store import default_folder

ROOT = Path(__file__).parents[2]

# Writes and reads one entry again and again; exits with the number of torn ones it saw.
RIVAL = """
import sys
from pathlib import Path
import numpy as np
from transnet.base.cache import Cache
cache, torn = Cache(Path(sys.argv[1])), 0
for turn in range(200):
    cache.put("entry", np.full(20_000, int(sys.argv[2]), np.int32))
    found = cache.get("entry")
    torn += found is None or len(found) != 20_000 or len(set(found.tolist())) != 1
sys.exit(torn)
"""

VALUES = np.array([5, -1, 2**31 - 1], np.int32)


def test_what_is_put_is_got_back(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "made" / "when needed")
    assert cache.get("one") is None
    cache.put("one", VALUES)
    kept = cache.get("one")
    assert kept is not None
    assert kept.dtype == np.int32
    assert np.array_equal(kept, VALUES)
    assert [path.name for path in cache.folder.iterdir()] == ["one.int32"]


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b[:9], lambda b: b[:0], lambda b: b[::-1]]
)
def test_a_damaged_entry_is_absent_and_goes(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    cache = Cache(tmp_path)
    cache.put("one", VALUES)
    path = tmp_path / "one.int32"
    path.write_bytes(damage(path.read_bytes()))
    assert cache.get("one") is None
    assert not path.exists()


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file" / "folder")
    cache.put("one", VALUES)
    assert cache.get("one") is None


def test_an_entry_under_anothers_name_is_absent(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("one", VALUES)
    cache.put_arrays("one", {"values": VALUES})
    for ending in ("int32", "arrays"):
        (tmp_path / f"two.{ending}").write_bytes((tmp_path / f"one.{ending}").read_bytes())
    assert cache.get("two") is None
    assert cache.get_arrays("two") is None
    assert cache.get("one") is not None
    assert cache.get_arrays("one") is not None


def _sealed(path: Path, content: bytes) -> None:
    seal = store_module.seal(path.name, io.BytesIO(content))
    path.write_bytes(seal + content)


def _header(*said: object) -> bytes:
    return json.dumps(list(said)).encode() + b"\n" + bytes(64)


@pytest.mark.parametrize(
    "content",
    [
        _header("a", "|O", 8),  # pointers taken from a file
        _header("a", "O8", 8),
        _header("a", "<M8[s]", 8),
        _header("a", "<U4", 4),
        _header("a", "|V8", 8),
        _header("a", "<i4,<O", 4),
        _header("a", "<i4", 17),
        _header("a", "<i4", 10**15),
        _header("a", "<i4", -1),
        _header("a", "<i4", True),
        _header("a", "<i4", 4.0),
        _header("a", "<i3", 4),
        _header(["a"], "<i4", 4),
        _header("a", "<i4"),
        _header(),
        b"{}\n",
        b"no json\n",
        b"\xff\n",
        b"[" * 5_000 + b"\n",
        b"\x80\x04\x95pickle\n",
    ],
)
def test_what_is_sealed_but_no_row_of_numbers_is_absent(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "one.arrays"
    _sealed(path, content)
    assert Cache(tmp_path).get_arrays("one") is None
    assert not path.exists()


def test_the_headers_that_are_refused_are_near_to_sound_ones(tmp_path: Path) -> None:
    _sealed(tmp_path / "one.arrays", _header("a", "<i4", 16))
    found = Cache(tmp_path).get_arrays("one")
    assert found is not None
    assert found["a"].tolist() == [0] * 16


@pytest.mark.parametrize(
    "values", [np.array([None], object), np.array(["a"]), np.zeros((2, 2)), np.zeros(2, "M8[s]")]
)
def test_only_rows_of_numbers_are_kept(tmp_path: Path, values: np.ndarray) -> None:
    Cache(tmp_path).put_arrays("one", {"sound": VALUES, "a": values})
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no owner or mode here")
def test_a_folder_that_others_may_write_keeps_nothing_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Cache(tmp_path).put("one", VALUES)
    (tmp_path / "open").mkdir()
    for folder in (tmp_path, tmp_path / "open"):
        folder.chmod(0o777)
    is_private.cache_clear()
    cache = Cache(tmp_path / "open")
    cache.put("one", VALUES)
    assert cache.get("one") is None
    assert not list((tmp_path / "open").iterdir())
    assert Cache(tmp_path).get("one") is None
    assert [each.message.count("others may write") for each in caplog.records] == [1, 1]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no mode here")
def test_an_entry_that_others_may_write_is_absent(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("one", VALUES)
    (tmp_path / "one.int32").chmod(0o664)
    assert cache.get("one") is None


def test_entries_are_closed_to_others_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        cache = Cache(tmp_path / "a" / "b")
        cache.put("one", VALUES)
    finally:
        os.umask(before)
    assert cache.get("one") is not None
    modes = {each.stat().st_mode & 0o77 for each in (tmp_path / "a").rglob("*")}
    assert modes == {0}


def test_without_a_home_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRANSNET_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "")
    assert default_folder("orders") is None
    cache = Cache()
    cache.put("one", VALUES)
    cache.put_arrays("one", {"values": VALUES})
    assert cache.get("one") is None
    assert cache.get_arrays("one") is None


def test_two_writers_leave_one_whole_entry(tmp_path: Path) -> None:
    large = np.arange(200_000, dtype=np.int32)

    def write_and_read(_: int) -> bool:
        cache = Cache(tmp_path)
        cache.put("one", large)
        kept = cache.get("one")
        return kept is not None and np.array_equal(kept, large)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(write_and_read, range(40)))
    assert len(list(tmp_path.iterdir())) == 1


def test_two_processes_at_once_never_see_half_an_entry(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RIVAL, str(tmp_path)]
    rivals = [subprocess.Popen([*command, value], cwd=ROOT) for value in ("1", "2")]
    assert [rival.wait(timeout=60) for rival in rivals] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["entry.int32"]


def test_what_nobody_uses_any_more_goes_when_something_new_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, unused_s = Cache(tmp_path), store_module._KEPT_UNUSED_S
    for name in ("old", "used"):
        cache.put(name, VALUES)
        cache.put_arrays(name, {"values": VALUES})
    (tmp_path / "killed.unfinished").touch()
    (tmp_path / "notes.txt").touch()  # not the cache's
    for path in tmp_path.iterdir():
        os.utime(path, (time() - unused_s, time() - unused_s))
    monkeypatch.setattr(store_module, "time", lambda: time() - 60)  # a minute less than too long
    cache.put("new", VALUES)
    assert len(list(tmp_path.iterdir())) == 7
    monkeypatch.setattr(store_module, "time", lambda: time() + 60)
    assert cache.get("used") is not None
    assert cache.get_arrays("used") is not None
    Cache(tmp_path).put_arrays("new", {"values": VALUES})  # the first of another process
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"used.int32", "used.arrays", "new.int32", "new.arrays", "notes.txt"}


def test_names_tell_content_options_and_lengths_apart() -> None:
    parts = [
        (VALUES,),
        (VALUES[:2], VALUES[2:]),
        (VALUES[:1], VALUES[1:]),
        (VALUES, "dissection 1"),
        (VALUES, "dissection 2"),
        (VALUES + 1,),
    ]
    assert len({content_name(*each) for each in parts}) == len(parts)
    assert content_name(VALUES) == content_name(VALUES.copy())


def test_the_folder_is_the_users_unless_one_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANSNET_CACHE_DIR", str(tmp_path))
    assert default_folder("orders") == tmp_path / "orders"
    monkeypatch.delenv("TRANSNET_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    assert default_folder("orders") == tmp_path / "user" / "transnet" / "orders"


def test_what_was_used_longest_ago_goes_where_entries_take_too_much(tmp_path: Path) -> None:
    cache = Cache(tmp_path, most_bytes=30_000)
    for name in "abc":
        cache.put(name, np.zeros(2_000, np.int32))
        os.utime(tmp_path / f"{name}.int32", times=(time() - 100 + ord(name),) * 2)
    (tmp_path / "a stranger.txt").write_bytes(bytes(100_000))
    assert cache.get("a") is not None  # used last now
    cache.put("d", np.zeros(2_000, np.int32))
    assert {path.stem for path in tmp_path.glob("*.int32")} == {"a", "c", "d"}
    assert (tmp_path / "a stranger.txt").exists()
