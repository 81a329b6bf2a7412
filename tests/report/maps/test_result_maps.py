"""Maps: what is drawn, on whose axes, in which letters, and the same bytes every time."""

from __future__ import annotations

import dataclasses
import re
from typing import get_args

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnchoredOffsetbox
from matplotlib.text import Text

from tests.worlds import line_world
from transnet.base.errors import UnknownNameError
from transnet.base.language import MapLanguage
from transnet.report.maps import fonts
from transnet.report.maps import result_maps as maps
from transnet.report.maps.render import render
from transnet.report.maps.result_maps import MapData, map_data
from transnet.study.result import Result

CHINESE = re.compile(r"[\u4e00-\u9fff]")
KINDS = get_args(maps.Kind)


@pytest.fixture(scope="module")
def data(opened: Result) -> MapData:
    return map_data(opened)


def texts(axes: Axes) -> str:
    found = axes.findobj(Text)
    return "\n".join(text.get_text() for text in found if isinstance(text, Text))


def latin_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "CJK_FAMILIES", ())


def test_the_data_are_those_of_the_result(data: MapData, opened: Result) -> None:
    assert data.core.en == "Jia"
    assert data.minutes_after["P3"] == pytest.approx(50.1667, abs=1e-3)  # 25.17 on board
    assert data.changes.opened == {("tracks", "T3")}
    assert data.saved["P3"] == pytest.approx(12.71, abs=0.01)
    assert data.frame.south < 38
    assert data.frame.north > 38.75
    # Opening a line makes no point later.
    assert (data.reach_after.minutes <= data.reach_before.minutes).all()
    assert (data.reach_after.minutes < data.reach_before.minutes).any()


@pytest.mark.parametrize("kind", KINDS)
def test_a_map_is_drawn_on_the_axes_it_is_given(
    data: MapData, kind: maps.Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    latin_only(monkeypatch)
    axes = Figure().add_subplot()
    assert maps.result_map(data, kind, axes) is axes
    said = texts(axes)
    assert "10 km" in said
    assert "Jia" in said
    assert "Residents" in said
    assert ("Newly opened" in said) == (kind != "before")
    assert ("Minutes saved" in said) == (kind == "change")
    assert ("Change of" in said) == (kind == "gains")
    assert not CHINESE.search(said)


WORD = re.compile(r"[A-Za-z]{2,}")
PROPER = re.compile(r"OpenStreetMap|ODbL")
LANGUAGES = get_args(MapLanguage)


@pytest.fixture
def chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every machine has a font with Chinese, if only one that draws boxes."""
    monkeypatch.setattr(fonts, "CJK_FAMILIES", (fonts.LATIN_FAMILY,))
    monkeypatch.setattr(fonts, "_PROBE", "abc")


@pytest.mark.usefixtures("chinese_font")
@pytest.mark.parametrize("kind", KINDS)
def test_a_map_in_one_language_has_no_word_of_the_other(data: MapData, kind: maps.Kind) -> None:
    drawn = {
        language: texts(maps.result_map(dataclasses.replace(data, language=language), kind))
        for language in LANGUAGES
    }
    assert not WORD.search(PROPER.sub("", drawn["zh"]))
    assert not CHINESE.search(drawn["en"])
    for word, other in (("常住人口", "Residents"), ("甲", "Jia"), ("10公里", "10 km")):
        assert word in drawn["zh"]
        assert other in drawn["en"]
        assert other in drawn["both"]
    assert "常住人口 Residents" in drawn["both"]
    assert drawn["both"] == texts(maps.result_map(data, kind))


@pytest.mark.usefixtures("chinese_font")
def test_losses_are_told_in_one_language(closed: Result) -> None:
    data = dataclasses.replace(map_data(closed), language="zh")
    told = texts(maps.change_map(data))
    assert "多10–20分钟" in told
    assert not WORD.search(PROPER.sub("", told))


@pytest.mark.usefixtures("chinese_font")
def test_plots_and_networks_take_a_language(opened: Result) -> None:
    assert "常住人口\n" in texts(opened.plot(language="zh")) + "\n"
    assert not WORD.search(PROPER.sub("", texts(maps.network_map(line_world(), language="zh"))))
    assert not CHINESE.search(texts(maps.network_map(line_world(), language="en")))
    with pytest.raises(UnknownNameError, match="language of maps"):
        opened.plot(language="de")  # type: ignore[arg-type]


def test_the_map_of_changes_explains_the_bands_that_occur(data: MapData) -> None:
    said = texts(maps.change_map(data))
    assert "5–10 min" in said
    assert "80+ min" not in said
    assert "−" not in said.replace("−09", "")


def test_losses_have_bands_of_their_own(closed: Result) -> None:
    said = texts(maps.change_map(map_data(closed)))
    assert fonts.lettering().pick("多10–20分钟", "10–20 min longer") in said
    assert "Closed" in said


def test_an_altered_line_stands_out(faster: Result) -> None:
    assert "Altered" in texts(maps.reach_map(map_data(faster)))


def test_no_change_is_drawn_without_bands(unchanged: Result) -> None:
    said = texts(maps.change_map(map_data(unchanged)))
    assert "1–5 min" not in said
    assert "<1 min" in said


@pytest.mark.parametrize("kind", KINDS)
def test_the_legend_stands_beside_the_map_from_its_top(data: MapData, kind: maps.Kind) -> None:
    figure = maps.result_figure(data, kind)
    figure.canvas.draw()
    axes = figure.axes[0]
    (legend,) = (each for each in axes.artists if isinstance(each, AnchoredOffsetbox))
    box, map_box = legend.get_window_extent(), axes.get_window_extent()
    assert map_box.x1 < box.x0 < box.x1 <= figure.bbox.x1
    assert box.y1 == pytest.approx(map_box.y1, abs=1.0)
    assert box.y0 >= 0


def test_true_proportions(data: MapData) -> None:
    axes = maps.reach_map(data)
    assert axes.get_aspect() == pytest.approx(1 / data.frame.shortening)


def test_a_map_of_a_network_alone() -> None:
    said = texts(maps.network_map(line_world()))
    assert "Line world" in said
    assert "2022-10-31" in said


@pytest.mark.parametrize("latin", [True, False])
def test_the_same_result_makes_the_same_bytes(
    data: MapData, monkeypatch: pytest.MonkeyPatch, *, latin: bool
) -> None:
    if latin:
        latin_only(monkeypatch)
    first = render(maps.result_figure(data, "change"))
    assert first == render(maps.result_figure(data, "change"))
    png, svg = first
    assert png.startswith(b"\x89PNG")
    assert svg.startswith("<?xml")
    assert "<dc:date>" not in svg


def test_the_drawing_is_small_and_its_letters_are_text(data: MapData) -> None:
    figure = maps.result_figure(data, "before")
    haloed = [text for text in figure.findobj(Text) if text.get_path_effects()]
    _, svg = render(figure)
    paths = "".join(re.findall(r' d="([^"]*)"', svg))
    assert not re.search(r"\d\.\d{3}", paths)
    assert ">10 km</text>" in svg
    assert len(re.findall(r'<g id="halo\d+">', svg)) == len(haloed) > 0
    assert all(text.get_path_effects() for text in haloed)  # the figure is as it was


def test_the_map_of_gains_tells_better_from_worse_and_from_the_same(
    data: MapData, closed: Result
) -> None:
    said = texts(maps.gains_map(data))
    assert "mean journey time" in said
    pick = fonts.lettering().pick
    assert pick("少5–10分钟", "5–10 min less") in said
    assert "Jia −9.0" in said
    assert "<1 min" in said
    assert pick("多1–2分钟", "1–2 min more") not in said  # nobody loses
    assert pick("多10–20分钟", "10–20 min more") in texts(maps.gains_map(map_data(closed)))
    rising = dataclasses.replace(data.access, unit="%", better="more")
    assert pick("多5–10%", "5–10% more") in texts(
        maps.gains_map(dataclasses.replace(data, access=rising))
    )
    worse, better = maps.LOST_COLOURS[2], maps.SAVED_COLOURS[2]
    # Orange holds more red than blue, blue less: apart for every kind of colour blindness.
    assert int(worse[1:3], 16) > int(worse[5:7], 16)
    assert int(better[1:3], 16) < int(better[5:7], 16)


@pytest.mark.parametrize(
    ("minutes", "colour"),
    [(0.9, maps._NO_CHANGE), (1.0, maps.SAVED_COLOURS[0]), (12.0, maps.SAVED_COLOURS[2]),
     (np.inf, maps.SAVED_COLOURS[-1]), (-6.0, maps.LOST_COLOURS[1]),
     (-np.inf, maps.LOST_COLOURS[-1])],
)  # fmt: skip
def test_colours_of_savings(minutes: float, colour: str) -> None:
    assert maps.saved_colour(minutes) == colour


def test_result_plot_is_the_map_of_changes(opened: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    latin_only(monkeypatch)
    axes = Figure().add_subplot()
    assert opened.plot(axes) is axes
    assert "Minutes saved" in texts(axes)
