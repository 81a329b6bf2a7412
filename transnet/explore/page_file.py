"""The explorer's page as one file: its scripts and style in it, and nothing asked of anybody.

Scripts of the page are modules that import each other by their paths, which a single file can't.
Each becomes a function that is called once, in an order in which what it imports comes before it.
They are written in one way (`tests/explore/test_page_file.py` holds them to it), so lines are all
that has to be read of them.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from functools import cache
from graphlib import TopologicalSorter
from html import escape
from importlib.resources import files
from posixpath import dirname, join, normpath

ENTRY = "offline.js"
_STYLES = ("page.css", "panels.css")
_IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "([\w./]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|const|class) (\w+)", re.MULTILINE)
_MARK = re.compile(r"@(policy|title|icon|style|data|script)@")


def page_of(data: bytes, title: str) -> str:
    """Return the page that carries some data, as HTML.

    data  JSON as `static/app/embedded.js` takes it
    The page runs its own script and style only, by their hashes (Content Security Policy Level 3),
    and may ask for nothing.
    """
    style, script = _style(), _script()
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    icon = base64.b64encode(_text("icon.svg").encode()).decode()
    parts = {
        "policy": policy,
        "title": escape(title),
        "icon": f"data:image/svg+xml;base64,{icon}",
        "style": style,
        "data": packed_text(data),
        "script": script,
    }
    text = files("transnet.explore").joinpath("templates/offline.html").read_text("utf-8")
    return _MARK.sub(lambda found: parts[found[1]], text)


def packed_text(data: bytes) -> str:
    """Return bytes compressed (gzip, RFC 1952) and in letters (base64): the same for the same."""
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _text(name: str) -> str:
    return files("transnet.explore").joinpath("static/app", name).read_text("utf-8")


@cache
def _style() -> str:
    return "\n".join(map(_text, _STYLES))


@cache
def _script() -> str:
    """Return the scripts that a page of its own needs, as one."""
    needs: dict[str, list[str]] = {}
    waiting = [ENTRY]
    for name in waiting:
        if name not in needs:
            needs[name] = [_beside(name, path) for _, path in _IMPORT.findall(_text(name))]
            waiting += needs[name]
    order = list(TopologicalSorter(needs).static_order())
    numbers = {name: at for at, name in enumerate(order)}
    return "\n".join(_function(name, numbers) for name in order)


def _beside(name: str, path: str) -> str:
    return normpath(join(dirname(name), path))


def _function(name: str, numbers: dict[str, int]) -> str:
    """Return a module as a function that is called, its exports as what it returns."""

    def taken(found: re.Match[str]) -> str:
        return f"const {{ {found[1]} }} = m{numbers[_beside(name, found[2])]};"

    code = _IMPORT.sub(taken, _text(name))
    exported = ", ".join(each for _, each in _EXPORT.findall(code))
    code = _EXPORT.sub(r"\1 \2", code).rstrip()
    return f"const m{numbers[name]} = (() => {{\n{code}\nreturn {{ {exported} }};\n}})();"
