"""Names on a map stay clear of each other and inside it."""

from __future__ import annotations

import itertools

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text

from transnet.report.maps.labels import (
    Box,
    Label,
    Pointer,
    boxes_along,
    place_labels,
    place_pointers,
)

FONT = ("DejaVu Sans",)


def new_axes() -> Axes:
    axes = Figure(figsize=(4, 4), dpi=100).add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 10)
    return axes


def drawn_boxes(axes: Axes) -> list[Box]:
    texts = [child for child in axes.get_children() if isinstance(child, Annotation)]
    boxes = [Text.get_window_extent(text) for text in texts]
    return [(box.x0, box.y0, box.x1, box.y1) for box in boxes]


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def label(x: float, y: float, text: str, *, must: bool = False) -> Label:
    return Label(x, y, text, size=9, gap=2, colour="black", must=must)


def test_crowded_labels_do_not_overlap_and_some_are_left_out() -> None:
    axes = new_axes()
    labels = [label(5 + 0.1 * i, 5, f"Place {i}") for i in range(20)]
    drawn = place_labels(axes, labels, FONT)
    boxes = drawn_boxes(axes)
    assert drawn[0] == "Place 0"
    assert 3 <= len(drawn) < 20
    assert len(boxes) == len(drawn)
    assert not any(overlap(*pair) for pair in itertools.combinations(boxes, 2))


def test_a_label_that_must_be_is_drawn_without_room() -> None:
    axes = new_axes()
    everywhere: Box = (0, 0, 400, 400)
    labels = [label(5, 5, "may"), label(5, 5, "must", must=True)]
    assert place_labels(axes, labels, FONT, taken=[everywhere]) == ["must"]
    ((left, bottom, _, top),) = drawn_boxes(axes)
    assert left > 200  # right of its point, at its height
    assert (bottom + top) / 2 == pytest.approx(200, abs=0.1)


def test_labels_stay_inside_the_axes() -> None:
    axes = new_axes()
    place_labels(axes, [label(0.05, 9.9, "corner"), label(9.9, 0.1, "other corner")], FONT)
    for box in drawn_boxes(axes):
        assert min(box) >= 0
        assert max(box) <= 400
    assert len(drawn_boxes(axes)) == 2


def test_pointers_stand_at_the_edge_towards_their_place_and_do_not_collide() -> None:
    axes = new_axes()
    pointers = [Pointer(60, 5, "East"), Pointer(62, 5.1, "East again"), Pointer(5, -40, "South")]
    boxes = place_pointers(axes, pointers, FONT)
    east, again, south = boxes
    assert not any(overlap(*pair) for pair in itertools.combinations(boxes, 2))
    assert east[0] > 300
    assert again[0] > 300
    assert 150 < (east[1] + east[3]) / 2 < 250
    assert 15 < south[1] < south[3] < 60  # the arrow has its room between the name and the edge
    assert max(east[2], again[2]) < 385
    assert 150 < (south[0] + south[2]) / 2 < 250
    texts = [child for child in axes.get_children() if isinstance(child, Annotation)]
    assert [text.get_text() for text in texts] == ["East", "East again", "South"]


def test_a_pointer_to_a_corner_stands_in_it() -> None:
    axes = Figure(figsize=(8, 1), dpi=100).add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 80)
    axes.set_ylim(0, 10)
    ((left, bottom, right, top),) = place_pointers(axes, [Pointer(440, -45, "SE")], FONT)
    assert bottom == pytest.approx(0.0, abs=0.5)
    assert 700 < left < right < 800
    assert top < 30


def test_a_pointer_without_room_is_left_out() -> None:
    axes = new_axes()
    assert place_pointers(axes, [Pointer(60, 5, "East")], FONT, taken=[(0, 0, 400, 400)]) == []
    assert drawn_boxes(axes) == []


def test_boxes_cover_a_line_and_leave_out_what_is_outside() -> None:
    boxes = boxes_along(new_axes(), [[(0, 5), (10, 5)], [(20, 20)]], 7.2)
    assert len(boxes) >= 400 / 10
    lefts = sorted(box[0] for box in boxes)
    assert max(b - a for a, b in itertools.pairwise(lefts)) <= 10.0
    assert {round((box[1] + box[3]) / 2) for box in boxes} == {200}
    assert {(round(box[2] - box[0]), round(box[3] - box[1])) for box in boxes} == {(10, 10)}
