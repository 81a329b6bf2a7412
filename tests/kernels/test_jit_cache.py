"""Compiled kernels in other modes, and a cache of them that may be damaged but never wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import time

import pytest

from tests.kernels import sample
from transnet.kernels import _jit
from transnet.kernels._jit import kernel

ROOT = Path(__file__).parents[2]

# Compiles one small kernel and says whether it came from the cache.
UNPACK = """
import numpy as np
from transnet.kernels import paths
line = np.array([-1, 0, 1], np.int32), np.array([0, 1], np.int32)
path, stats = paths.unpack_path(*line, {target}), paths._unpack_path.stats
print(path.tolist(), sum(stats.cache_hits.values()))
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


def _run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    return subprocess.run(
        [sys.executable, *command],
        env={**plain, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def _unpack(cache: Path, target: int = 2, **environment: str) -> tuple[str, str, int]:
    """Return what unpacking a path on a line of two arcs printed, its errors and its exit code."""
    code = UNPACK.format(target=target)
    done = _run("-W", "error", "-c", code, TRANSNET_CACHE_DIR=str(cache), **environment)
    return done.stdout, done.stderr, done.returncode


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
def filled_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cache = tmp_path_factory.mktemp("filled")
    assert _unpack(cache) == COMPILED
    assert _unpack(cache) == FROM_CACHE
    return cache


@pytest.mark.parametrize("damage", [_truncate, _flip_a_bit, _empty])
def test_a_damaged_entry_is_compiled_again_and_replaced(
    damage: Callable[[Path], None], filled_cache: Path, tmp_path: Path
) -> None:
    shutil.copytree(filled_cache, tmp_path, dirs_exist_ok=True)
    sound = _entries(tmp_path)
    for entry in sound:
        damage(entry)
    assert _unpack(tmp_path) == COMPILED
    assert list(_entries(tmp_path)) == list(sound)
    assert _unpack(tmp_path) == FROM_CACHE


def test_an_entry_that_can_be_neither_read_nor_replaced_is_done_without(
    filled_cache: Path, tmp_path: Path
) -> None:
    shutil.copytree(filled_cache, tmp_path, dirs_exist_ok=True)
    for entry in _entries(tmp_path):
        _make_a_directory(entry)
    assert _unpack(tmp_path) == COMPILED
    assert not _entries(tmp_path)  # nothing half-written is left behind


def test_a_cache_that_can_be_made_nowhere_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert _unpack(tmp_path / "file" / "cache") == COMPILED


def test_code_with_and_without_bounds_checks_is_kept_apart(
    filled_cache: Path, tmp_path: Path
) -> None:
    shutil.copytree(filled_cache, tmp_path, dirs_exist_ok=True)
    _, errors, status = _unpack(tmp_path, target=3, NUMBA_BOUNDSCHECK="1")
    assert (status, errors.splitlines()[-1].split(":")[0]) == (1, "IndexError")


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
    find = _jit._directory.__wrapped__
    monkeypatch.delenv("TRANSNET_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert str(find()).startswith("/caches/transnet/kernels/")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # to be ignored, by the XDG rules
    assert find() is None
    monkeypatch.setenv("TRANSNET_CACHE_DIR", "chosen")
    assert str(find()).startswith(str(Path.cwd() / "chosen" / "kernels"))


def test_versions_that_nobody_uses_any_more_go(tmp_path: Path) -> None:
    versions, unused_s = tmp_path / "kernels", _jit._KEPT_UNUSED_S
    for age in (unused_s - 3_600, unused_s + 1):
        (versions / f"{age}").mkdir(parents=True)
        (versions / f"{age}" / "step.kernel").touch()
        os.utime(versions / f"{age}", (time() - age, time() - age))
    assert _unpack(tmp_path) == COMPILED
    assert (versions / f"{unused_s - 3_600}" / "step.kernel").exists()
    assert len(list(versions.iterdir())) == 2
    assert _unpack(tmp_path) == FROM_CACHE


def test_the_version_in_use_counts_as_used_last(filled_cache: Path, tmp_path: Path) -> None:
    shutil.copytree(filled_cache, tmp_path, dirs_exist_ok=True)
    (version,) = (tmp_path / "kernels").iterdir()
    os.utime(version, (10**9, 10**9))
    assert _unpack(tmp_path) == FROM_CACHE
    assert version.stat().st_mtime > 10**9


def test_a_kernel_may_not_close_over_variables() -> None:
    step = 1
    with pytest.raises(TypeError, match="must not close over variables"):
        kernel(lambda x: x + step)


def test_threads_may_search_at_once() -> None:
    done = _run("-c", THREADS, NUMBA_NUM_THREADS="2")
    assert (done.returncode, done.stderr) == (0, "")
