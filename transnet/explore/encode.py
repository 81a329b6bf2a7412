"""Answers as JSON in bytes: arrays of NumPy as they are, what isn't finite as null."""

from __future__ import annotations

from typing import Any

import orjson


def encoded(value: Any) -> bytes:
    """Return plain values and arrays as JSON (RFC 8259), UTF-8."""
    data: bytes = orjson.dumps(value, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY)
    return data


def _plain(value: Any) -> Any:
    """Return an array that isn't contiguous, or of objects, as a list."""
    return value.tolist()
