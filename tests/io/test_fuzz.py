"""Two thousand mutated files: notices, never a traceback. Seeds are fixed and printed."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.corpus import base_files
from transnet.errors import Notice
from transnet.io.tables import read_folder
from transnet.model.codes import codes
from transnet.report.notices import notices_json, notices_text

CELLS = [
    *("", " ", "0", "-0", "-1", "1e400", "nan", "inf", "1,5", "１２", "1_000", "0x1", "9" * 30),
    *("yes", "TRUE", "是", "2024-02-30", "0001-01-01", "9999-12-31", "2024/1/1", "24:00", "7:05"),
    *("N1", "n1", "S1;S1", "S1;;S2", ";", "T1;T2", "P1", "X1", "all", "open", "metro", "freight"),
    *("=cmd()", "<script>", "涓婃捣", "a\u200bb", "\u202e", "\ufeff", "\x1b[31m", "'", '"', "🚄"),
    *("x" * 300, "0.0000001", "1e300", "-90", "180", "38", "112.5", "12523442"),
]
BYTES = [
    b"\0",
    b"\xff",
    b'"',
    b",",
    b"\n",
    b"\r",
    b";",
    b"\xef\xbb\xbf",
    b"\xb1\xb1",
    b"[[[",
    b"\x1a",
]

Mutation = Callable[[random.Random, bytes], bytes]


def _cell(rng: random.Random, data: bytes) -> bytes:
    """Put another text into a few cells; the table keeps its shape."""
    lines = data.decode().split("\n")
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(lines))
        cells = lines[at].split(",")
        cells[rng.randrange(len(cells))] = '"' + rng.choice(CELLS).replace('"', '""') + '"'
        lines[at] = ",".join(cells)
    return "\n".join(lines).encode()


def _lines(rng: random.Random, data: bytes) -> bytes:
    """Delete, double or move a line."""
    lines = data.split(b"\n")
    line = lines.pop(rng.randrange(len(lines)))
    for _ in range(rng.choice([0, 1, 2])):
        lines.insert(rng.randrange(len(lines) + 1), line)
    return b"\n".join(lines)


def _noise(rng: random.Random, data: bytes) -> bytes:
    """Overwrite, insert, delete or cut off bytes."""
    start = rng.randrange(len(data) + 1)
    end = min(len(data), start + rng.choice([0, 0, 1, 5, 40]))
    junk = rng.choice([rng.randbytes(rng.randint(0, 4)), rng.choice(BYTES)])
    return data[:start] + junk + (data[end:] if rng.random() < 0.9 else b"")


def _recode(rng: random.Random, data: bytes) -> bytes:
    encoding = rng.choice(["gb18030", "utf-16", "utf-8-sig", "utf-32", "big5"])
    return data.decode().encode(encoding, "replace")


MUTATIONS: list[tuple[Mutation, int]] = [(_cell, 70), (_lines, 15), (_noise, 12), (_recode, 3)]


def _mutated(rng: random.Random, data: bytes) -> bytes:
    (mutation,) = rng.choices([each for each, _ in MUTATIONS], [weight for _, weight in MUTATIONS])
    return mutation(rng, data)


def _read_mutated(folder: Path, seed: int, files: int) -> list[Notice]:
    rng = random.Random(seed)  # noqa: S311 - tests need the same numbers, not secret ones
    texts = {name: text.encode() for name, text in base_files().items() if text.count("\n") > 1}
    for name in rng.sample(sorted(texts), files):
        texts[name] = _mutated(rng, texts[name])
    for name, data in texts.items():
        (folder / name).write_bytes(data)
    return read_folder(folder)[1]


# A block is 200 files: 2,000 on every change, 200,000 at night.
BLOCKS = 1000 if os.environ.get("TRANSNET_HYPOTHESIS_PROFILE") == "nightly" else 10


@pytest.mark.parametrize("block", range(BLOCKS))
def test_mutated_files_give_notices_only(tmp_path: Path, block: int) -> None:
    for seed in range(block * 25, block * 25 + 25):
        print(f"_read_mutated(folder, seed={seed}, files=8)")  # noqa: T201 - shown on failure
        found = _read_mutated(tmp_path, seed, files=8)
        for each in found:
            assert each.severity == codes()[each.code].severity
            assert each.row >= 0
            assert each.hint
        notices_text(found).encode("utf-8")
        json.loads(notices_json(found))


def test_the_fuzz_reaches_most_of_the_checks(tmp_path: Path) -> None:
    seen = {each.code for seed in range(80) for each in _read_mutated(tmp_path, seed, files=8)}
    assert len(seen) > 40
