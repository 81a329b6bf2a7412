"""The order of a sheet's columns: what a reader reads first, ids and what a row rests on last."""

from __future__ import annotations

import pandas as pd

_NAMES = ("name_zh", "name_en", "from_zh", "to_zh", "from_en", "to_en", "scenario_id")
_OF_STATES = ("", "_before", "_after")
_VERDICT = (
    *("unit", "before", "after", "value", "change"),
    *(f"{name}{state}" for name in ("met", "shortfall") for state in _OF_STATES),
    *("shortfall_unit", "within_min", "required_share_pct"),
    *(f"{name}{state}" for name in ("count", "failing", "failing_zh") for state in _OF_STATES),
)
_REST = ("document", "source", "basis", "confidence", "note", "note_zh", "recalled_parameters")


def read_first(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its names first, then a verdict's figures; its ids and sources last."""
    columns = [str(name) for name in table]
    first = [name for name in _NAMES if name in columns]
    if "target_id" in columns:
        first += [name for name in _VERDICT if name in columns]
    ids = [name for name in columns if name not in first and _is_id(name)]
    last = [*[name for name in _REST if name in columns], *ids]
    between = [name for name in columns if name not in {*first, *last}]
    ordered: pd.DataFrame = table[[*first, *between, *last]]
    return ordered


def _is_id(name: str) -> bool:
    """Return whether a column holds ids, those of a state too."""
    plain = name.removesuffix("_before").removesuffix("_after")
    return plain.endswith("_id") or plain in ("worst", "worst_from", "worst_to")
