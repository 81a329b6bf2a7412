"""Bars leave room for what they say, however long their names are."""

from __future__ import annotations

import warnings

import pytest

from transnet.base.language import LANGUAGES, Language, Text, speaking
from transnet.report.charts.bars import Bar, draw_bars
from transnet.report.maps.render import render

_LONG = Text(
    "1小时通勤交通圈：五市中心城区两两之间门到门（含下一班车的候车时间，平峰）",
    "One-hour commuting circle: door to door between the seats of the five cities, off peak",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_names_leave_most_of_the_picture_to_the_bars(language: Language) -> None:
    with speaking(language), warnings.catch_warnings():
        warnings.simplefilter("error")
        axes = draw_bars(None, [Bar(_LONG, 1.0), Bar(_LONG, 2.0)], _LONG, _LONG)
        figure = axes.get_figure(root=True)
        assert figure is not None
        render(figure)
    assert axes.get_position().width > 0.4
    lines = [each.get_text().count("\n") for each in axes.get_yticklabels()]
    assert lines == [1, 1]
    label = axes.xaxis.label.get_window_extent()
    assert label.x0 >= 0
    assert label.x1 <= figure.bbox.x1
