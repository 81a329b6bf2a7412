"""The console as it is: other encodings than UTF-8, and what the user's home says to libraries."""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata
from importlib.util import find_spec
from pathlib import Path

_HANDLER = "transnet-visible"
# What the tables are made of, in ASCII: verdicts must stay apart on any console.
_PLAIN = {
    "✓": "v", "✗": "x", "⚠": "!", "–": "-", "—": "-", "−": "-", "─": "-", "━": "-", "│": "|",
    "…": "...", "→": "->", "≥": ">=", "≤": "<=", "’": "'", "‘": "'", "“": '"', "”": '"', "×": "x",
    "∞": "inf", "²": "2", "₂": "2", "·": ".", "，": ", ", "。": ". ", "：": ": ", "；": "; ",
    "（": "(", "）": ")", "、": ", ", "　": "  ", "\u00a0": " ", "★": "*", "•": "*", "°": " deg",
}  # fmt: skip


def make_streams_safe() -> None:
    """Let the output streams show a mark in place of what their encoding can't hold."""
    codecs.register_error(_HANDLER, _shown)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def leave_settings_alone() -> None:
    """Let matplotlib read its own settings and not those of the user's home and environment.

    They decide nothing here, and a broken one would end the command. For a command alone: in a
    notebook matplotlib is the user's, and `own_style` is enough.
    """
    if "matplotlib" in sys.modules:
        return
    os.environ.pop("MPLBACKEND", None)
    found = find_spec("matplotlib")
    for folder in (found and found.submodule_search_locations) or ():
        os.environ["MATPLOTLIBRC"] = str(Path(folder, "mpl-data", "matplotlibrc"))


def _shown(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for letters that can't be encoded, as wide as they are."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    marks = error.object[error.start : error.end]
    shown = "".join(_PLAIN.get(mark) or _unknown(mark) for mark in marks)
    try:
        shown.encode(error.encoding)
    except UnicodeEncodeError:  # an encoding without even these
        shown = "?" * len(marks)
    return shown, error.end


def _unknown(mark: str) -> str:
    return "??" if unicodedata.east_asian_width(mark) in "WF" else "?"
