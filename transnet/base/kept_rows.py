"""Rows that take minutes to work out, kept by what they come of, so that a stopped run goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import numpy as np

from transnet.base.cache import Cache, content_name
from transnet.base.code_digest import code_digest
from transnet.base.store import default_folder

Rows = list[dict[str, object]]
_LIBRARIES = ("numpy", "numba", "pandas", "scipy")


def kept_rows(
    parts: Sequence[str],
    modules: Sequence[str],
    make: Callable[[], Rows],
    cache: Cache | None = None,
) -> Rows:
    """Return rows as they were made from the same parts by the same code, or make and keep them.

    parts    everything that the rows come of: digests of contents, names, options
    modules  of transnet that make them; a change in one, or in what it imports, makes them anew
    make     gives rows of values that JSON has
    cache    the user's own unless another is given
    """
    own = cache if cache is not None else Cache(default_folder("docs"))
    name = name_of_rows(parts, modules)
    kept = rows_under(name, own)
    return kept if kept is not None else keep_rows(name, make(), own)


def name_of_rows(parts: Sequence[str], modules: Sequence[str]) -> str:
    """Return the name that rows are kept under; arguments as `kept_rows` takes them."""
    return content_name(*(code_digest(module, *_LIBRARIES) for module in modules), *parts)


def rows_under(name: str, cache: Cache) -> Rows | None:
    """Return the rows kept under a name, None where there are none."""
    kept = cache.get_arrays(name)
    if kept is None:
        return None
    rows: Rows = json.loads(kept["json"].tobytes())
    return rows


def keep_rows(name: str, rows: Rows, cache: Cache) -> Rows:
    """Keep rows under a name, and return them as they will be found there."""
    text = json.dumps(rows, ensure_ascii=False).encode()
    cache.put_arrays(name, {"json": np.frombuffer(text, dtype=np.uint8)})
    made: Rows = json.loads(text)
    return made
