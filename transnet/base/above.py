"""Methods of results that are worked out in rooms above: maps, words, what to decide by.

A result offers `plot` and `sensitivity`, which draw on rooms that draw on results. No room imports
one above it; the package itself, which names everything public, says where those functions lie.
"""

from __future__ import annotations

import sys
from typing import Any


def from_above(method: str) -> Any:
    """Return the function behind a method such as "Result.plot"; it is imported now."""
    package: Any = sys.modules[__name__.partition(".")[0]]
    return package._method(method)
