"""Compiled kernels in other modes, and a cache of them that may be damaged but never wrong."""

from __future__ import annotations

import io
import os
import pickle
import shutil
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path
from time import time

import numba
import pytest

from tests.kernels import sample
from tests.kernels.unpacked import Unpack, unpacking
from transnet.base import store
from transnet.kernels import _jit
from transnet.kernels._jit import kernel

ROOT = Path(__file__).parents[2]

# Compiles a kernel that calls one from the cache.
ON_TOP = """
import sys
import numba
from tests.kernels.unpacked import _LINE as line, paths, unpack
unpack()
print("numba.typed.typeddict" in sys.modules)
path_of = paths._unpack_path
@numba.njit
def count(tree, ends):
    return len(path_of(tree, ends, 2))
print(count(*line))
"""
COMPILED, FROM_CACHE = ("[0, 1] 0\n", "", 0), ("[0, 1] 1\n", "", 0)

# A package of two files around the real _jit.
HELPER = "from small._jit import inlined\n@inlined\ndef step(x):\n    return x + {step}\n"
MAIN = """
from small._jit import kernel
from small.helper import step
@kernel
def run(x):
    return step(x)
print(run(40))
"""

# Two threads that both spread their searches over all workers.
THREADS = """
from threading import Thread
from tests.kernels.sample import digest
threads = [Thread(target=digest, args=(60,)) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def _environment(**more: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    return {**plain, "PYTHONPATH": str(ROOT), **more}


def _run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        env=_environment(**environment),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def unpack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unpack]:
    """Return what unpacking a path with a cache printed, its errors and its exit code."""
    with unpacking(tmp_path_factory.mktemp("said"), _environment()) as found:
        yield found


def _entries(cache: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(cache.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def digest() -> str:
    return sample.digest()


@pytest.mark.parametrize(
    "environment",
    [
        {"NUMBA_NUM_THREADS": "1"},
        {"NUMBA_NUM_THREADS": "2"},
        {"NUMBA_NUM_THREADS": "8"},
        {"NUMBA_BOUNDSCHECK": "1"},
        {"NUMBA_DISABLE_JIT": "1"},
    ],
    ids=lambda environment: "=".join(*environment.items()),
)
def test_answers_are_the_same_bytes_in_every_mode(environment: dict[str, str], digest: str) -> None:
    done = _run("-m", "tests.kernels.sample", **environment)
    assert (done.stdout.strip(), done.returncode) == (digest, 0), done.stderr


def _truncate(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes()[: entry.stat().st_size // 2])


def _flip_a_bit(entry: Path) -> None:
    content = bytearray(entry.read_bytes())
    content[len(content) // 2] ^= 1
    entry.write_bytes(content)


def _empty(entry: Path) -> None:
    entry.write_bytes(b"")


def _make_a_directory(entry: Path) -> None:
    entry.unlink()
    entry.mkdir()


@pytest.fixture(scope="module")
def filled_cache(tmp_path_factory: pytest.TempPathFactory, unpack: Unpack) -> Path:
    cache = tmp_path_factory.mktemp("filled")
    assert unpack(cache) == COMPILED
    assert unpack(cache) == FROM_CACHE
    return cache


def test_what_comes_from_the_cache_leaves_what_compiles_alone_until_it_is_needed(
    filled_cache: Path, tmp_path: Path
) -> None:
    shutil.copytree(filled_cache, tmp_path, dirs_exist_ok=True)
    done = _run("-W", "error", "-c", ON_TOP, TRANSNET_CACHE_DIR=str(tmp_path))
    assert (done.stdout, done.stderr) == (FROM_CACHE[0] + "False\n2\n", "")


@pytest.mark.parametrize("damage", [_truncate, _flip_a_bit, _empty])
def test_a_damaged_entry_is_compiled_again_and_replaced(
    damage: Callable[[Path], None], filled_cache: Path, tmp_path: Path, unpack: Unpack
) -> None:
    shutil.copytree(filled_cache, tmp_path, dirs_exist_ok=True)
    sound = _entries(tmp_path)
    for entry in sound:
        damage(entry)
    assert unpack(tmp_path) == COMPILED
    assert list(_entries(tmp_path)) == list(sound)
    assert unpack(tmp_path) == FROM_CACHE


def test_an_entry_that_can_be_neither_read_nor_replaced_is_done_without(
    filled_cache: Path, tmp_path: Path, unpack: Unpack
) -> None:
    shutil.copytree(filled_cache, tmp_path, dirs_exist_ok=True)
    for entry in _entries(tmp_path):
        _make_a_directory(entry)
    assert unpack(tmp_path) == COMPILED
    assert not _entries(tmp_path)  # nothing half-written is left behind


def test_a_cache_that_can_be_made_nowhere_is_done_without(tmp_path: Path, unpack: Unpack) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert unpack(tmp_path / "file" / "cache") == COMPILED


def test_code_with_and_without_bounds_checks_is_kept_apart(
    filled_cache: Path, tmp_path: Path
) -> None:
    shutil.copytree(filled_cache, tmp_path, dirs_exist_ok=True)
    code = "from tests.kernels.unpacked import unpack; unpack(3)"
    done = _run("-c", code, TRANSNET_CACHE_DIR=str(tmp_path), NUMBA_BOUNDSCHECK="1")
    errors = done.stderr.splitlines()
    assert (done.returncode, errors[-1].split(":")[0]) == (1, "IndexError")


def test_an_edit_to_a_helper_in_another_file_is_noticed(tmp_path: Path) -> None:
    package = tmp_path / "small"
    package.mkdir()
    shutil.copy(_jit.__file__, package)
    (package / "main.py").write_text(MAIN, encoding="utf-8")
    for step in (1, 2):
        (package / "helper.py").write_text(HELPER.format(step=step), encoding="utf-8")
        paths = {"PYTHONPATH": str(tmp_path), "TRANSNET_CACHE_DIR": str(tmp_path / "cache")}
        done = _run("-B", "-m", "small.main", **paths)
        assert done.stdout == f"{40 + step}\n", done.stderr


def test_the_cache_lies_where_the_user_keeps_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    def find() -> Path | None:
        return _jit._store.__wrapped__().folder

    monkeypatch.delenv("TRANSNET_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert find() == Path("/caches/transnet/kernels")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    for home, found in (("/people/me", Path("/people/me/.cache/transnet/kernels")), ("", None)):
        monkeypatch.setenv("HOME", home)
        assert find() == found
    monkeypatch.setenv("HOME", "/people/me")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # to be ignored, by the XDG rules
    assert find() == Path("/people/me/.cache/transnet/kernels")
    monkeypatch.setenv("TRANSNET_CACHE_DIR", "chosen")
    assert find() == Path.cwd() / "chosen" / "kernels"


def test_code_that_nobody_uses_any_more_goes(
    filled_cache: Path, tmp_path: Path, unpack: Unpack
) -> None:
    shutil.copytree(filled_cache, tmp_path, dirs_exist_ok=True)
    kernels, unused_s = tmp_path / "kernels", store._KEPT_UNUSED_S
    for age in (unused_s - 3_600, unused_s + 1):
        (kernels / f"{age}.kernel").touch()
        os.utime(kernels / f"{age}.kernel", (time() - age, time() - age))
    (used,) = set(_entries(filled_cache))
    entry = kernels / used.name
    os.utime(entry, (10**9, 10**9))
    assert unpack(tmp_path) == FROM_CACHE
    assert entry.stat().st_mtime > 10**9
    entry.unlink()
    assert unpack(tmp_path) == COMPILED
    assert {each.name for each in kernels.iterdir()} == {f"{unused_s - 3_600}.kernel", entry.name}
    assert unpack(tmp_path) == FROM_CACHE


# What an entry must never do when somebody else wrote it.
FORGED = """
import os, pickle, sys
class Mark:
    def __reduce__(self):
        return (os.mkdir, (sys.argv[1],))
sys.stdout.buffer.write(pickle.dumps((Mark(),)))
"""


def _sealed(name: str, content: bytes) -> bytes:
    return store.seal(name, io.BytesIO(content)) + content


def _forge(entry: Path, mark: Path) -> None:
    pickled = subprocess.run(
        [sys.executable, "-c", FORGED, str(mark)], capture_output=True, check=True
    ).stdout
    entry.write_bytes(_sealed(entry.name, pickled))


def _close(folder: Path) -> None:
    """Give a copied cache the rights that ours have: pytest's folders are open to nobody else."""
    for each in (folder, *folder.rglob("*")):
        each.chmod(0o700 if each.is_dir() else 0o600)


def test_a_forged_entry_would_run_if_nobody_looked_at_who_may_write(
    filled_cache: Path, tmp_path: Path, unpack: Unpack
) -> None:
    """The next tests forge well: the seal alone wouldn't keep them out."""
    shutil.copytree(filled_cache, tmp_path / "cache")
    _close(tmp_path / "cache")
    for entry in _entries(tmp_path / "cache"):
        _forge(entry, tmp_path / "mark")
    assert unpack(tmp_path / "cache") == COMPILED
    assert (tmp_path / "mark").exists()


def _open_entry(cache: Path) -> None:
    for entry in _entries(cache):
        entry.chmod(0o666)


def _open_kernels(cache: Path) -> None:
    (cache / "kernels").chmod(0o1777)


def _open_cache(cache: Path) -> None:
    cache.chmod(0o777)


def _open_above(cache: Path) -> None:
    cache.parent.chmod(0o777)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no owner or mode here")
@pytest.mark.parametrize("opened", [_open_entry, _open_kernels, _open_cache, _open_above])
def test_what_others_may_write_is_never_run(
    opened: Callable[[Path], None], filled_cache: Path, tmp_path: Path, unpack: Unpack
) -> None:
    cache, mark = tmp_path / "above" / "cache", tmp_path / "mark"
    shutil.copytree(filled_cache, cache)
    _close(cache)
    for entry in _entries(cache):
        _forge(entry, mark)
    opened(cache)
    out, errors, code = unpack(cache)
    assert (out, code) == (COMPILED[0], 0)
    assert not mark.exists()
    if opened is not _open_entry:  # an entry is replaced, a folder is the user's to close
        assert errors.count("\n") == 1
        assert "others may write" in errors
        assert "chmod go-w" in errors


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no owner here")
@pytest.mark.skipif(hasattr(os, "getuid") and os.getuid() != 0, reason="root alone gives away")
@pytest.mark.parametrize("given", ["cache", "kernels", "entry"])
def test_what_is_somebody_elses_is_never_run(
    given: str, filled_cache: Path, tmp_path: Path, unpack: Unpack
) -> None:
    cache, mark = tmp_path / "cache", tmp_path / "mark"
    shutil.copytree(filled_cache, cache)
    _close(cache)
    for entry in _entries(cache):
        _forge(entry, mark)
    gone = {"cache": [cache], "kernels": [cache / "kernels"], "entry": list(_entries(cache))}
    for each in gone[given]:
        os.chown(each, 12345, 12345)
    out, errors, code = unpack(cache)
    assert (out, code) == (COMPILED[0], 0)
    assert not mark.exists()
    assert ("belongs to somebody else" in errors) == (given != "entry")


def test_an_entry_under_another_name_is_compiled_again(
    filled_cache: Path, tmp_path: Path, unpack: Unpack
) -> None:
    shutil.copytree(filled_cache, tmp_path, dirs_exist_ok=True)
    (entry,) = _entries(tmp_path)
    content = entry.read_bytes()
    assert _sealed(entry.name, content[32:]) == content
    entry.write_bytes(_sealed("other.kernel", content[32:]))
    assert unpack(tmp_path) == COMPILED
    assert unpack(tmp_path) == FROM_CACHE


def test_an_entry_that_is_sealed_but_nonsense_is_compiled_again(
    filled_cache: Path, tmp_path: Path, unpack: Unpack
) -> None:
    shutil.copytree(filled_cache, tmp_path, dirs_exist_ok=True)
    (entry,) = _entries(tmp_path)
    for code in (b"", b"no pickle", pickle.dumps(None), pickle.dumps((1, 2))):
        entry.write_bytes(_sealed(entry.name, code))
        entry.chmod(0o600)
        assert unpack(tmp_path) == COMPILED


def test_a_pipe_in_the_place_of_an_entry_is_not_waited_for(
    filled_cache: Path, tmp_path: Path, unpack: Unpack
) -> None:
    shutil.copytree(filled_cache, tmp_path, dirs_exist_ok=True)
    (entry,) = _entries(tmp_path)
    entry.unlink()
    os.mkfifo(entry)
    assert unpack(tmp_path) == COMPILED


def test_a_kernel_from_elsewhere_is_not_kept(tmp_path: Path) -> None:
    """Its helpers' code isn't in the name of the entry, so a stale one could be taken."""
    code = (
        "from transnet.kernels._jit import kernel\n"
        "@kernel\ndef once(x):\n    return x + 1\nprint(once(1))"
    )
    (tmp_path / "own.py").write_text(code, encoding="utf-8")
    done = _run(str(tmp_path / "own.py"), TRANSNET_CACHE_DIR=str(tmp_path / "cache"))
    assert (done.stdout, done.stderr) == ("2\n", "")
    assert not (tmp_path / "cache").exists()


def test_the_sources_in_subfolders_count(tmp_path: Path) -> None:
    package = tmp_path / "small"
    (package / "deep").mkdir(parents=True)
    shutil.copy(_jit.__file__, package)
    main = MAIN.replace("small.helper", "small.deep.helper")
    (package / "main.py").write_text(main, encoding="utf-8")
    for step in (1, 2):
        text = HELPER.format(step=step)
        (package / "deep" / "helper.py").write_text(text, encoding="utf-8")
        paths = {"PYTHONPATH": str(tmp_path), "TRANSNET_CACHE_DIR": str(tmp_path / "cache")}
        done = _run("-B", "-m", "small.main", **paths)
        assert done.stdout == f"{40 + step}\n", done.stderr


def test_an_edit_elsewhere_in_the_room_leaves_what_is_kept(tmp_path: Path) -> None:
    package = tmp_path / "small"
    package.mkdir()
    shutil.copy(_jit.__file__, package)
    (package / "main.py").write_text(MAIN, encoding="utf-8")
    (package / "helper.py").write_text(HELPER.format(step=1), encoding="utf-8")
    paths = {"PYTHONPATH": str(tmp_path), "TRANSNET_CACHE_DIR": str(tmp_path / "cache")}
    kept = []
    for other in ("", "x = 1\n"):
        (package / "other.py").write_text(other, encoding="utf-8")
        assert _run("-B", "-m", "small.main", **paths).stdout == "41\n"
        kept.append(sorted(_entries(tmp_path / "cache")))
    assert kept[0] == kept[1] != []


def test_named_tuples_are_told_apart_by_their_fields() -> None:
    kinds = [numba.typeof((namedtuple("Pair", names)(1, 2), 3.0)) for names in ("a b", "b a")]
    assert str(kinds[0]) == str(kinds[1])
    assert _jit._fields(kinds[0]) != _jit._fields(kinds[1])


def test_a_kernel_may_not_close_over_variables() -> None:
    step = 1
    with pytest.raises(TypeError, match="must not close over variables"):
        kernel(lambda x: x + step)


def test_threads_may_search_at_once() -> None:
    done = _run("-c", THREADS, NUMBA_NUM_THREADS="2")
    assert (done.returncode, done.stderr) == (0, "")
