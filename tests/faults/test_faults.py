"""Whatever happens while transnet writes, the old result is intact or the new one there.

`make faults` tries every fault on every writer; the tests of every day try some of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.inject import FAULTS
from tests.faults.writers import WRITERS

ALL = os.environ.get("TRANSNET_FAULTS") == "all"
STEPS = 24 if ALL else 6
KINDS = [*FAULTS, "cut-short", "eintr"]
AT_ONCE = ("plain-results", "results", "network-folder", "roads-gr", "export-gpkg", "roads-import")
EVERY = [(writer, fault) for writer in WRITERS for fault in KINDS]
EVERY += [(writer, count) for writer in AT_ONCE for count in ("two", "eight")]
OF_EVERY_DAY = [
    *((writer, "kill") for writer in ("points-csv", "network-folder", "roads-gr", "plain-results")),
    *((writer, "enospc") for writer in ("points-csv", "gmns-folder", "roads-gr", "plain-results")),
    *((writer, "sigterm") for writer in ("points-csv", "roads-gr", "plain-results")),
    *((writer, "eio") for writer in ("network-folder", "plain-results")),
    ("points-csv", "read-only"),
    ("points-csv", "eintr"),
    ("plain-results", "sigint"),
    ("roads-gpkg", "cut-short"),
    ("omx", "cut-short"),
    ("roads-gr", "two"),
    ("plain-results", "eight"),
]


TRIED: dict[tuple[str, str], int] = {}


@pytest.fixture(scope="module")
def driver() -> Iterator[subprocess.Popen[str]]:
    """A process that tries faults in forks of itself."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.driver"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.mark.parametrize(("writer", "fault"), EVERY if ALL else OF_EVERY_DAY)
def test_old_or_new_and_never_a_mixture(
    driver: subprocess.Popen[str], writer: str, fault: str
) -> None:
    assert driver.stdin is not None
    assert driver.stdout is not None
    driver.stdin.write(f"{writer} {fault} {STEPS}\n")
    driver.stdin.flush()
    answer = json.loads(driver.stdout.readline())
    assert not answer["problems"], "\n".join(answer["problems"])
    assert answer["attempts"] > 0
    TRIED[writer, fault] = answer["attempts"]


def test_there_are_as_many_as_we_say(record_property: pytest.RecordProperty) -> None:
    assert len(EVERY) >= 60
    assert len(OF_EVERY_DAY) == 20
    assert set(OF_EVERY_DAY) <= set(EVERY)
    words = f"{len(TRIED)} faults of {len(EVERY)} held, in {sum(TRIED.values()):,} attempts"
    record_property("said", words)


def _file(folder: Path) -> str:
    path = folder / "a-file"
    path.write_text("in the way")
    return str(path)


HOMES = {
    "unset": lambda _: {},
    "that isn't there": lambda folder: {"HOME": str(folder / "none")},
    "that is a file": lambda folder: {"HOME": _file(folder)},
    "for caches that is a file": lambda folder: {"TRANSNET_CACHE_DIR": _file(folder)},
}


def _imported(folder: Path, environment: dict[str, str]) -> dict[str, bytes]:
    """Import an extract by the command; return the files that it wrote."""
    from tests.faults.writers import OSM

    extract, out = folder / "a.osm", folder / "out"
    extract.write_text(OSM.format("primary"))
    command = [sys.executable, "-m", "transnet", "roads", "import", extract, "--out", out]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {each.name: each.read_bytes() for each in out.iterdir()}


@pytest.fixture(scope="module")
def at_home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return _imported(tmp_path_factory.mktemp("home"), dict(os.environ))


@pytest.mark.parametrize("home", HOMES)
def test_without_a_home_results_are_the_same(
    home: str, at_home: dict[str, bytes], tmp_path: Path
) -> None:
    environment = {"PATH": os.environ["PATH"], **HOMES[home](tmp_path)}
    assert _imported(tmp_path, environment) == at_home
    assert {each.name for each in tmp_path.iterdir()} <= {"a.osm", "out", "a-file", "none"}


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 16]) + data[at + 1 :]


@pytest.mark.parametrize("damage", ["truncated", "flipped"])
@pytest.mark.parametrize("kind", ["order", "arrays"])
def test_a_damaged_cache_counts_as_none(kind: str, damage: str, tmp_path: Path) -> None:
    import numpy as np

    from transnet.base.cache import Cache

    kept, values = Cache(tmp_path), np.arange(50, dtype=np.int32)

    def put() -> Path:
        if kind == "order":
            kept.put("it", values)
        else:
            kept.put_arrays("it", {"a": values, "b": values.astype(float)})
        return next(tmp_path.iterdir())

    def is_there() -> bool:
        return (kept.get("it") if kind == "order" else kept.get_arrays("it")) is not None

    whole = put().read_bytes()
    assert is_there()
    for at in range(0, len(whole), 7):
        path = put()
        path.write_bytes(whole[:at] if damage == "truncated" else _flipped(whole, at))
        assert not is_there(), at
