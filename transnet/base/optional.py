"""Libraries that only some formats need: there, or a message that says how to get them."""

from __future__ import annotations

from importlib.util import find_spec

from transnet.base.collector import refusal
from transnet.base.language import said


def needed_library(module: str, extra: str) -> None:
    """Raise InputError with the remedy unless a library is installed.

    extra  group of optional dependencies that brings it: pip install 'transnet[extra]'
    """
    if not _is_there(module):
        hint = said("install it: pip install 'transnet[{extra}]'", extra=extra)
        raise refusal(
            said("this needs the library {module}, which isn't installed.", module=module),
            "missing_library",
            module,
            hint,
        )


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:  # it was put aside as one that may not be imported
        return False
