"""Data that others published results on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.accessibility.belo_horizonte import BeloHorizonte


@pytest.fixture(scope="session")
def belo_horizonte() -> BeloHorizonte:
    """The city of the published results, where TRANSNET_DATA names a folder with it."""
    data = os.environ.get("TRANSNET_DATA")
    if not data:
        pytest.skip("TRANSNET_DATA doesn't say where access/belo_horizonte is")
    return BeloHorizonte.read(Path(data) / "access" / "belo_horizonte")
