"""Short names, and which places get a label or an arrow."""

from __future__ import annotations

import math

import pytest

from tests.worlds import line_world
from transnet.report.maps.fonts import Lettering
from transnet.report.maps.frame import Frame
from transnet.report.maps.name_labels import outside_labels, outside_pointers, seat_labels
from transnet.report.words.short_names import (
    place_texts,
    short_en,
    short_name,
    short_zh,
    stop_texts,
)
from transnet.report.words.words import Text

BOTH = Lettering(("DejaVu Sans",), chinese=True)
LATIN = Lettering(("DejaVu Sans",), chinese=False)
AROUND = Frame(112.0, 37.5, 113.0, 39.0)


@pytest.mark.parametrize(
    ("zh", "short"),
    [("榆次区", "榆次"), ("雄安新区", "雄安"), ("盂县", "盂县"), ("太原市", "太原"),
     ("乌兰察布市(集宁)", "乌兰察布"), ("矿区", "矿区"), ("阳泉城区", "阳泉城区"),
     ("莱里亚地区", "莱里亚")],
)  # fmt: skip
def test_short_chinese_names(zh: str, short: str) -> None:
    assert short_zh(zh) == short


@pytest.mark.parametrize(
    ("en", "short"),
    [("Yuci District", "Yuci"), ("Xiong'an New Area", "Xiong'an"), ("Ulanqab (Jining)", "Ulanqab"),
     ("County Town", "County Town")],
)  # fmt: skip
def test_short_english_names(en: str, short: str) -> None:
    assert short_en(en) == short


@pytest.mark.parametrize(
    ("zh", "en", "short"),
    [("榆次区", "Yuci District", Text("榆次", "Yuci")),
     ("代县", "Dai County", Text("代县", "Dai County")),
     ("乌兰察布市(集宁)", "Ulanqab (Jining)", Text("乌兰察布", "Ulanqab"))],
)  # fmt: skip
def test_both_names_keep_their_rank_or_neither(zh: str, en: str, short: Text) -> None:
    assert short_name(zh, en) == short


def test_a_seat_bears_its_citys_name_and_a_station_says_that_it_is_one() -> None:
    network = line_world()
    places = place_texts(network)
    assert places["P1"] == Text("甲市", "Jia")
    assert places["P2"] == Text("丙县", "Bing")
    assert stop_texts(network)["S1"] == Text("甲站", "Jia station")
    assert stop_texts(network)["A1"] == Text("甲机场", "Jia Airport")


def test_seats_come_first_and_must_be_drawn() -> None:
    labels = seat_labels(line_world(), BOTH, 2600.0, {})
    assert [label.text for label in labels] == ["甲市 Jia", "乙市 Yi", "丙县 Bing"]
    assert [label.must for label in labels] == [True, True, False]
    assert [label.text for label in seat_labels(line_world(), LATIN, 2600.0, {})] == [
        "Jia",
        "Yi",
        "Bing",
    ]


def test_a_name_stands_just_beyond_the_circle_of_its_residents() -> None:
    residents_per_pt2 = 2600.0
    largest = seat_labels(line_world(), BOTH, residents_per_pt2, {})[0]
    radius_pt = math.sqrt(600_000 / residents_per_pt2) / 2  # a marker's size is its width squared
    assert radius_pt < largest.gap < radius_pt + 3.0


def test_an_outside_place_is_labelled_in_the_frame_and_pointed_at_beyond_it() -> None:
    network = line_world()
    wider = Frame(112.0, 37.5, 113.0, 39.8)
    assert [label.text for label in outside_labels(network, wider, LATIN)] == ["Yuan"]
    assert outside_labels(network, AROUND, LATIN) == []
    pointers = outside_pointers(network, AROUND, LATIN, {"X1": 164.2})
    assert [pointer.text for pointer in pointers] == ["Yuan 164 min"]
    assert outside_pointers(network, wider, LATIN, {"X1": 164.2}) == []
    assert outside_pointers(network, AROUND, LATIN, {}) == []
