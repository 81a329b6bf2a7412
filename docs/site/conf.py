"""How Sphinx makes the site of the docs: `make docs-site`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from docstrings import as_rest

from transnet.base.version import __version__

project = "transnet"
author = "The transnet founders"
release = version = __version__
extensions = ["myst_nb", "sphinx.ext.autodoc"]

html_theme = "furo"
html_title = f"transnet {release}"
html_show_copyright = False
html_copy_source = False

nb_execution_mode = "off"  # what notebooks show is held to a fresh run by tests/test_notebooks.py
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 4
highlight_language = "none"
default_role = "code"  # single backticks in docstrings

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
toc_object_entries_show_parents = "hide"

_MODULE = re.compile(r"~?(?<![\w.])(?:[a-z_]\w*\.)+(?=[A-Za-z])")
_MADE = re.compile(r"(?<== )([A-Z]\w*)\((?:[^()]|\([^()]*\))*\)")


def setup(app: object) -> None:
    """Have autodoc turn docstrings as this house writes them into lists and paragraphs."""
    app.connect("autodoc-process-docstring", lambda *given: _convert(given[-1]))  # type: ignore[attr-defined]
    app.connect("autodoc-process-signature", lambda *given: _shorter(*given[-2:]))  # type: ignore[attr-defined]


def _convert(lines: list[str]) -> None:
    lines[:] = as_rest(lines)


def _shorter(*parts: str | None) -> tuple[str | None, ...]:
    """Return a signature with names alone, and defaults without what they are made of."""
    return tuple(part and _MADE.sub(r"\1()", _MODULE.sub("", part)) for part in parts)
