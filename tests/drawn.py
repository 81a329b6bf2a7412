"""How many examples are drawn for a property: few on each change, many for `make properties`."""

from __future__ import annotations

import os

_TIMES = int(os.environ.get("TRANSNET_DRAWN", "1"))


def drawn(few: int) -> int:
    """Return a few examples, as `make test` draws, or many times as many for `make properties`."""
    return few * _TIMES
