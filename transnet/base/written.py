"""Values as a person would write them in a file, for messages: no word of Python in them."""

from __future__ import annotations

from collections.abc import Mapping

_MOST = 6
_DEPTH = 3
_Several = Mapping[object, object] | list[object] | tuple[object, ...]
_EXACT = 1e15  # whole numbers of a float from which digits would be made up


def as_written(value: object, depth: int = 0) -> str:
    """Return a value as a TOML file has it; texts alone without quotes, '' for nothing.

    Raises ValueError and RecursionError as str does, for numbers of too many digits.
    """
    if isinstance(value, Mapping | list | tuple):
        return _several(value, depth) if depth < _DEPTH else "…"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else f"{value:.12g}"
    if isinstance(value, str):
        return f'"{value}"' if depth else str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _several(values: _Several, depth: int) -> str:
    """Return a table or a list, cut after the first few."""
    more = ", …" if len(values) > _MOST else ""
    if isinstance(values, Mapping):
        pairs = list(values.items())[:_MOST]
        inside = ", ".join(f"{key} = {as_written(each, depth + 1)}" for key, each in pairs)
        return f"{{ {inside}{more} }}" if inside else "{}"
    return f"[{', '.join(as_written(each, depth + 1) for each in values[:_MOST])}{more}]"
