"""What the kernels are tried on besides drawn graphs."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import pytest

from tests.kernels.new_york import NewYork


@pytest.fixture(scope="session")
def new_york() -> NewYork:
    """The real thing, where TRANSNET_DATA names a folder with road/dimacs_ny in it."""
    data = os.environ.get("TRANSNET_DATA")
    if not data:
        pytest.skip("TRANSNET_DATA doesn't say where the DIMACS New York graph is")
    return NewYork.read(Path(data) / "road" / "dimacs_ny")


@pytest.fixture
def nightly() -> None:
    """What takes too long for each change: skipped but in `make certify`."""
    if not _is_nightly():
        pytest.skip("make certify does it")


def _is_nightly() -> bool:
    return os.environ.get("TRANSNET_HYPOTHESIS_PROFILE") == "nightly"


@pytest.fixture
def random_graphs() -> tuple[int, int]:
    """Seed and number of graphs: the same few on a change, a million others each night."""
    if not _is_nightly():
        return 20221031, 10_000
    seed = int(os.environ.get("TRANSNET_SEED", secrets.randbits(32)))
    print(f"TRANSNET_SEED={seed}")  # noqa: T201, pytest shows it when the test fails
    return seed, int(os.environ.get("TRANSNET_CERTIFIED_GRAPHS", "1_000_000"))
