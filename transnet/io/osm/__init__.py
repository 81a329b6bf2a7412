"""Roads from OpenStreetMap extracts."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    if name != "read_osm":
        raise AttributeError(f"module 'transnet.io.osm' has no attribute {name!r}")
    return import_module("transnet.io.osm.extract").read_osm
