"""Libraries that only some formats need: there, or a message that says how to get them."""

from __future__ import annotations

from importlib.util import find_spec

from transnet.errors import InputError, Notice


def needed_library(module: str, extra: str) -> None:
    """Raise InputError with the remedy unless a library is installed.

    extra  group of optional dependencies that brings it: pip install 'transnet[extra]'
    """
    if find_spec(module) is None:
        hint = f"install it: pip install 'transnet[{extra}]'"
        found = Notice("missing_library", "error", module, 0, "", "", hint)
        raise InputError(f"this needs the library {module}, which isn't installed.", [found])
