"""Compiled kernels in other modes, and a cache of them that may be damaged but never wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kernels import sample
from transnet.kernels import _jit
from transnet.kernels._jit import kernel

ROOT = Path(__file__).parents[2]

# Compiles one small kernel. The line's second arc leads to its last node.
UNPACK = """
import numpy as np
from transnet.kernels.paths import unpack_path
line = np.array([-1, 0, 1], np.int32), np.array([0, 1], np.int32)
print(unpack_path(*line, {target}).tolist())
"""


def _run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def _unpack(cache: Path, target: int = 2, **environment: str) -> subprocess.CompletedProcess[str]:
    code = UNPACK.format(target=target)
    return _run("-W", "error", "-c", code, TRANSNET_CACHE_DIR=str(cache), **environment)


def _entries(cache: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in cache.rglob("*") if path.is_file()}


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
def test_answers_are_the_same_bytes_in_every_mode(
    environment: dict[str, str], digest: str
) -> None:
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


@pytest.fixture(scope="module")
def filled_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cache = tmp_path_factory.mktemp("filled")
    assert _unpack(cache).stdout == "[0, 1]\n"
    assert _entries(cache)
    return cache


@pytest.mark.parametrize("damage", [_truncate, _flip_a_bit, _empty])
def test_a_damaged_entry_is_compiled_again(
    damage: Callable[[Path], None], filled_cache: Path, tmp_path: Path
) -> None:
    shutil.copytree(filled_cache, tmp_path, dirs_exist_ok=True)
    sound = _entries(tmp_path)
    for entry in sound:
        damage(entry)
    done = _unpack(tmp_path)
    assert (done.stdout, done.stderr, done.returncode) == ("[0, 1]\n", "", 0)
    assert [path.name for path in _entries(tmp_path)] == [path.name for path in sound]
    assert all(_is_sealed(content) for content in _entries(tmp_path).values())
