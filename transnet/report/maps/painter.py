"""The maps of a result as files: what they take to draw, and drawing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args

from transnet.base.errors import Notice
from transnet.base.language import MapLanguage
from transnet.report.maps.fonts import letter_notices, lettering
from transnet.report.maps.render import render
from transnet.report.maps.result_maps import Kind, MapData, map_data, map_texts, result_figure
from transnet.report.words.words import Text

if TYPE_CHECKING:
    from transnet.study.result import Result


@dataclass(frozen=True)
class MapJob:
    """What is to be drawn, and all names that the maps may show."""

    data: MapData
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class DrawnMaps:
    """PNG and SVG by kind of map, and what the maps can't show for want of a font."""

    files: Mapping[Kind, tuple[bytes, str]]
    notices: tuple[Notice, ...]


Drawn = Callable[[], DrawnMaps]
"""Gives the maps, after what drawing them still takes."""
Painter = Callable[[MapJob], Drawn]
"""Begins to draw."""


def map_job(result: Result) -> MapJob:
    """Return what the maps of a result take to draw."""
    return MapJob(map_data(result), tuple(map_texts(result)))


def draw(job: MapJob) -> DrawnMaps:
    """Return the maps, drawn here and now."""
    letters = lettering(job.data.language)
    names = (letters.pick(each.zh, each.en) for each in job.texts)
    notices = letter_notices(names, letters.language)
    files = {kind: render(result_figure(job.data, kind)) for kind in get_args(Kind)}
    return DrawnMaps(files, tuple(notices))


def paint_here(job: MapJob) -> Drawn:
    """Draw when the maps are asked for."""
    return lambda: draw(job)


@dataclass(frozen=True)
class Painting:
    """Who draws the maps of a result, and in which letters.

    language  zh, en or both
    keep      whether what is made of the result is kept on disk and found there by the next run
    """

    painter: Painter = paint_here
    language: MapLanguage = "both"
    keep: bool = False

    def begin(self, result: Result) -> Drawn:
        """Begin to draw the maps of a result."""
        job = map_job(result)
        return self.painter(replace(job, data=replace(job.data, language=self.language)))
