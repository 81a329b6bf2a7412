"""How many examples are drawn for a property: few on each change, many for `make properties`.

On each change they are the same, so that a test that fails failed for the change; a campaign draws
others each time, or it would find nothing that the one before it didn't.
"""

from __future__ import annotations

import os

_TIMES = int(os.environ.get("TRANSNET_DRAWN", "1"))
STATES = int(os.environ.get("TRANSNET_STATES", "30"))
"""States that a study is held on against others; 100,000 for `make states`."""
IS_CAMPAIGN = _TIMES > 1 or "TRANSNET_STATES" in os.environ


def drawn(few: int) -> int:
    """Return a few examples, as `make test` draws, or many times as many for `make properties`."""
    return few * _TIMES
