"""Files appear whole or not at all; old and new never stand side by side."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from transnet.base.errors import InputError
from transnet.base.files import put_right, unfinished, write_files
from transnet.io.folder import MANIFEST, check_results, write_folder, write_results
from transnet.io.outputs import check_outputs, write_outputs

OLD = {"a": b"old a", "b": b"old b", "c": b"old c"}
NEW = {"a": b"new a", "b": b"new b", "d": b"new d"}


def bytes_in(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, those of hidden folders too."""
    return {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file()
    }


def test_a_file_is_replaced_and_nothing_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_outputs({path: b"old"})
    path.chmod(0o640)
    write_outputs({path: [b"n", b"ew"]}, force=True)
    assert bytes_in(tmp_path) == {"a.csv": b"new"}
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS])
def test_an_error_of_the_disk_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = tmp_path / "a.csv"
    write_outputs({path: b"old"})

    def broken(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(InputError, match=r"a\.csv.*unwritable_file"):
        write_outputs({path: b"new"}, force=True)
    assert bytes_in(tmp_path) == {"a.csv": b"old"}


@pytest.mark.parametrize("broken", range(6))
def test_files_written_together_are_all_old_or_all_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: int
) -> None:
    for name, content in OLD.items():
        (tmp_path / name).write_bytes(content)
    moves = iter(range(100))
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if next(moves) == broken:
            raise PermissionError(errno.EACCES, "another program has the file open")
        return real(self, target)

    files = {tmp_path / name: content for name, content in NEW.items()}
    monkeypatch.setattr(Path, "replace", replace)
    if broken < 5:  # two are taken away, three come
        with pytest.raises(OSError, match="another program"):
            write_files(files, list)
        assert bytes_in(tmp_path) == OLD
    else:
        write_files(files, list)
        assert bytes_in(tmp_path) == {**OLD, **NEW}
    assert not [each for each in tmp_path.iterdir() if each.is_dir()]


_LIMITED = """
import resource, sys
from pathlib import Path
from transnet.io.outputs import write_outputs
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
write_outputs({Path(sys.argv[1]): b"n" * 1_000_000}, force=True)
"""


def test_a_write_cut_short_by_the_system_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_outputs({path: b"old"})
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(path)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "a limit (ulimit -f)" in done.stderr
    assert bytes_in(tmp_path) == {"a.csv": b"old"}


_ENDLESS = """
import itertools, sys
from pathlib import Path
from transnet.io.outputs import write_outputs
path = Path(sys.argv[1])
for letter in itertools.cycle(b"ab"):
    write_outputs({path: bytes([letter]) * 3_000_000}, force=True)
    print("written", flush=True)
"""


@pytest.mark.parametrize("delay_s", [0.0, 0.003, 0.011, 0.029])
def test_killed_while_writing_the_file_is_whole(tmp_path: Path, delay_s: float) -> None:
    path = tmp_path / "a.csv"
    with subprocess.Popen(
        [sys.executable, "-c", _ENDLESS, str(path)], stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(delay_s)
        writer.kill()
    assert path.read_bytes() in (b"a" * 3_000_000, b"b" * 3_000_000)
    write_outputs({path: b"c"}, force=True)
    assert bytes_in(tmp_path) == {"a.csv": b"c"}


_KILLED = """
import os, sys
from pathlib import Path
from transnet.base.files import write_files
folder, kill_at = Path(sys.argv[1]), int(sys.argv[2])
moves = iter(range(100))
real = Path.replace
def replace(self, target):
    if next(moves) == kill_at:
        os.kill(os.getpid(), 9)
    return real(self, target)
Path.replace = replace
write_files({folder / name: b"new " + name.encode() for name in "abd"}, lambda: [folder / "c"])
"""


@pytest.mark.parametrize("kill_at", range(7))
def test_who_writes_next_puts_back_what_a_killed_process_took(tmp_path: Path, kill_at: int) -> None:
    for name, content in OLD.items():
        (tmp_path / name).write_bytes(content)
    code = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path), str(kill_at)], check=False)
    left = {name: data for name, data in bytes_in(tmp_path).items() if "/" not in name}
    if kill_at == 6:  # three are taken away, three come
        assert (code.returncode, left, unfinished(tmp_path)) == (0, NEW, False)
        return
    assert code.returncode == -9
    assert left.items() <= OLD.items() or left.items() <= NEW.items()
    assert unfinished(tmp_path)
    put_right(tmp_path)
    assert bytes_in(tmp_path) == OLD
    assert not unfinished(tmp_path)


def test_what_came_after_a_kill_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old a")
    subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path), "3"], check=False)
    (tmp_path / "a").unlink()
    (tmp_path / "a").write_bytes(b"by hand")
    put_right(tmp_path)
    assert bytes_in(tmp_path) == {"a": b"by hand"}


@pytest.mark.parametrize("plan", ["", "[]", "{", '{"../far": 0, "x/y": 1}'])
def test_a_plan_that_is_none_moves_nothing(tmp_path: Path, plan: str) -> None:
    folder = tmp_path / "in"
    home = folder / ".transnet-0.tmp"
    (home / "old").mkdir(parents=True)
    (home / "plan.json").write_text(plan)
    (tmp_path / "far").write_text("stays")
    put_right(folder)
    assert bytes_in(tmp_path) == {"far": b"stays"}


def test_what_a_living_process_holds_stays(tmp_path: Path) -> None:
    seen = []

    def slow() -> Iterator[bytes]:
        yield b"1"
        put_right(tmp_path)
        seen.append(len(list(tmp_path.iterdir())))
        yield b"2"

    write_outputs({tmp_path / "a": slow()})
    assert (seen, bytes_in(tmp_path)) == ([1], {"a": b"12"})


def _file(path: Path) -> Path:
    path.write_text("mine")
    return path


def _link(path: Path) -> Path:
    path.symlink_to(_file(path.with_name("input")))
    return path


def _hard(path: Path) -> Path:
    path.hardlink_to(_file(path.with_name("input")))
    return path


def _round(path: Path) -> Path:
    path.symlink_to(path.with_name("other"))
    path.with_name("other").symlink_to(path)
    return path


def _fifo(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _under_file(path: Path) -> Path:
    return _file(path) / "a.csv"


# What is there, the code of the refusal, and whether it is one even when forced.
REFUSED: dict[str, tuple[Callable[[Path], Path], str, bool]] = {
    "file": (_file, "file_exists", False),
    "input": (lambda path: _file(path.with_name("input")), "output_is_input", True),
    "link to the input": (_link, "output_is_input", True),
    "hard link of the input": (_hard, "output_is_input", True),
    "links that lead round": (_round, "unwritable_file", True),
    "pipe": (_fifo, "unwritable_file", True),
    "folder": (_folder, "unwritable_file", True),
    "file in the way": (_under_file, "unwritable_file", True),
    "no folder": (lambda path: path / "none" / "a.csv", "unwritable_file", True),
    "long name": (lambda path: path.with_name("n" * 300), "unwritable_file", True),
    "no name": (lambda path: path.with_name("a\0b"), "unwritable_file", True),
    "device": (lambda _: Path("/dev/full"), "unwritable_file", True),
    "no place for files": (lambda _: Path("/proc/x.csv"), "unwritable_file", True),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_may_not_be_written_is_refused_before_the_work(kind: str, tmp_path: Path) -> None:
    make, code, even_forced = REFUSED[kind]
    path = make(tmp_path / "out.csv")
    before = {each.name for each in tmp_path.iterdir()}
    inputs = [tmp_path / "input"]
    for force in (False, True):
        if force and not even_forced:
            check_outputs([path], force=True, inputs=inputs)
            continue
        for work in (
            lambda: check_outputs([path], force=force, inputs=inputs),  # noqa: B023
            lambda: write_outputs({path: b"new"}, force=force, inputs=inputs),  # noqa: B023
        ):
            with pytest.raises(InputError) as caught:
                work()
            found = caught.value.notices[0]
            assert found.code == code or not force
            assert found.hint
            assert path.name in str(caught.value) or "\0" in path.name
    assert {each.name for each in tmp_path.iterdir()} == before


def test_a_link_stays_a_link_and_its_file_is_replaced(tmp_path: Path) -> None:
    real, link = _file(tmp_path / "real.csv"), tmp_path / "link.csv"
    link.symlink_to(real)
    write_outputs({link: b"new"}, force=True)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_two_outputs_are_never_one_file(tmp_path: Path) -> None:
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(InputError, match="two outputs"):
        write_outputs({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert not (tmp_path / "a").exists()


def test_results_are_replaced_whole_and_others_files_stay(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    write_results(folder, OLD, {})
    (folder / "notes.txt").write_text("mine")
    paths = write_results(folder, NEW, {})
    assert [path.name for path in paths] == [*NEW, MANIFEST]
    assert set(bytes_in(folder)) == {*NEW, MANIFEST, "notes.txt"}  # c is gone: it was ours
    assert check_results(folder) == []


def test_a_folder_in_the_place_of_an_earlier_file_stays(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    write_results(folder, OLD, {})
    (gone,) = set(OLD) - set(NEW)
    (folder / gone).unlink()
    (folder / gone).mkdir()
    _file(folder / gone / "notes.txt")
    write_results(folder, NEW, {})
    assert (folder / gone / "notes.txt").read_bytes() == b"mine"


def test_results_never_replace_what_no_run_wrote(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    folder.mkdir()
    _file(folder / "a")
    with pytest.raises(InputError, match="no run of ours wrote it"):
        write_results(folder, NEW, {})
    assert bytes_in(tmp_path) == {"r/a": b"mine"}
    write_results(folder, NEW, {}, force=True)
    _file(folder / "b")
    assert [each.code for each in check_results(folder)] == ["changed_file"]
    with pytest.raises(InputError, match="edited since"):
        write_results(folder, OLD, {})
    assert (folder / "b").read_bytes() == b"mine"
    (folder / "d").unlink()
    assert {each.code for each in check_results(folder)} == {"changed_file", "missing_file"}


@pytest.mark.parametrize("text", ["[]", "{}", '{"transnet": 1, "files": []}', "[" * 100_000])
def test_a_manifest_that_is_none_of_ours_protects_nothing(text: str, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(InputError, match=MANIFEST):
        write_results(tmp_path, NEW, {})
    assert set(bytes_in(tmp_path)) == {MANIFEST}


def test_a_folder_is_never_a_file_under_our_name(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    _file(tmp_path / "a" / "b")
    for force in (False, True):
        with pytest.raises(InputError, match="a folder is there"):
            write_results(tmp_path, NEW, {}, force=force)
        with pytest.raises(InputError, match="a folder is there"):
            write_folder(tmp_path, NEW, force=force)
    assert bytes_in(tmp_path) == {"a/b": b"mine"}
