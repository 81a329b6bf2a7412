"""Draw the rooms of the package and what they rest on: `python -m docs.architecture`."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import wrap
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.import_graph import ALLOWED, PACKAGE, UPWARDS, imports, rooms

HERE = Path(__file__).parent
PICTURE = HERE / "images" / "architecture.svg"
_WIDTH, _GAP, _MARGIN, _LINE = 860, 40, 10, 15
_LANE = 12  # between lines that lead upwards beside the boxes
_PASSED, _PASS = {"transit"}, 50  # rooms that an arrow passes on the left, and how wide that is
# Rooms that share their row, or leave it to an arrow that passes by.
_LEFT = {"io", "model", "roads", "timetable", "transit"}
_RIGHT = {"accessibility", "travel", "supply", "routing", "kernels"}


def main() -> None:
    """Write the picture anew."""
    PICTURE.write_text(picture(), encoding="utf-8")


def picture() -> str:
    """Return the picture as SVG: a box for each room, arrows to what it rests on directly."""
    levels = _levels()
    boxes = _boxes(levels)
    place = {box["name"]: box for box in boxes}
    pairs = [(room, below) for room, others in sorted(direct().items()) for below in sorted(others)]
    drawn = [_beside(_arrow(place[room], place[below]), boxes) for room, below in pairs]
    crossing = [_crosses(arrow, boxes) for arrow in drawn]
    arrows = [arrow for arrow, is_in in zip(drawn, crossing, strict=True) if not is_in]
    around = [_around(place, *pair) for pair, is_in in zip(pairs, crossing, strict=True) if is_in]
    files = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    bottom = max(box["y"] + box["height"] for box in boxes)
    upwards = _upwards(place)
    size = {"width": _WIDTH + _LANE * (len(upwards) + 1), "height": bottom + _MARGIN}
    shown = {"boxes": boxes, "arrows": arrows, "around": around, "upwards": upwards}
    return files.get_template("architecture.svg.j2").render(**shown, **size)


def direct() -> dict[str, set[str]]:
    """Return which rooms each room imports, without those that one of the others imports too."""
    below = rooms(imports())
    reached = {room: set[str]() for room in ALLOWED}
    for room in ALLOWED:  # from the ground up
        for other in below[room]:
            reached[room] |= {other} | reached[other]
    return {
        room: {each for each in others if not any(each in reached[other] for other in others)}
        for room, others in below.items()
    }


def _levels() -> list[list[str]]:
    """Return the rooms from the top down, each above all that it rests on."""
    level: dict[str, int] = {}
    for room in ALLOWED:
        level[room] = 1 + max((level[other] for other in direct()[room]), default=-1)
    return [
        [room for room in ALLOWED if level[room] == height]
        for height in range(max(level.values()), -1, -1)
    ]


def _boxes(levels: list[list[str]]) -> list[dict[str, Any]]:
    half = (_WIDTH - 2 * _MARGIN - _GAP) // 2
    boxes: list[dict[str, Any]] = []
    y = _MARGIN
    for names in levels:
        row = []
        for name in names:
            width = half if name in _LEFT | _RIGHT else _WIDTH - 2 * _MARGIN
            x = _MARGIN + (half + _GAP if name in _RIGHT else 0)
            if name in _PASSED:
                x, width = x + _PASS, width - _PASS
            lines = wrap(f"{_subject(name)}{_inside(name)}", width // 7)
            row.append({"name": name, "x": x, "y": y, "width": width, "lines": lines})
        height = 36 + _LINE * max(len(box["lines"]) for box in row)
        boxes += [{**box, "height": height} for box in row]
        y += height + _GAP
    return boxes


def _subject(room: str) -> str:
    source = (PACKAGE / room / "__init__.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").splitlines()[0].replace("`", "")


def _inside(room: str) -> str:
    """Return the rooms within a room, in words."""
    names = sorted(path.parent.name for path in (PACKAGE / room).glob("*/__init__.py"))
    return f" Within: {', '.join(names)}." if names else ""


def _arrow(above: dict[str, Any], below: dict[str, Any]) -> dict[str, int]:
    """Return an arrow between two boxes, as upright as they allow."""
    x, y, width, height = (
        [box[key] for box in (above, below)] for key in ("x", "y", "width", "height")
    )
    left, right = max(x), min(x[0] + width[0], x[1] + width[1])
    starts, ends = (left + right) // 2, (left + right) // 2
    if right < left:  # from the inner edge of the one to that of the other
        far = y[1] - y[0] - height[0] > _GAP  # through the gap between the rooms of a row
        inset, end = (0, 8) if far else (60, 60)
        starts, ends = (x[0] + inset, right - end) if x[1] < x[0] else (right - inset, left + end)
    return {"x1": starts, "y1": y[0] + height[0], "x2": ends, "y2": y[1] - 2}


def _beside(arrow: dict[str, int], boxes: list[dict[str, Any]]) -> dict[str, int]:
    """Return an upright arrow, moved to the left where it would cross a room on its way."""
    for box in boxes:
        between = arrow["y1"] < box["y"] < arrow["y2"] - box["height"]
        if between and box["name"] in _PASSED:
            x = box["x"] - _PASS // 2
            return {**arrow, "x1": x, "x2": x}
    return arrow


def _crosses(arrow: dict[str, int], boxes: list[dict[str, Any]]) -> bool:
    """Whether an arrow would run over a room."""
    return any(
        box["x"] < arrow["x1"] < box["x"] + box["width"]
        and arrow["y1"] < box["y"] + box["height"]
        and box["y"] < arrow["y2"]
        for box in boxes
    )


def _around(place: dict[str, dict[str, Any]], room: str, below: str) -> dict[str, int]:
    """Return a line on the left of all boxes, from a room to one that it rests on far below."""
    start, end = place[room], place[below]
    return {"x": start["x"], "from": start["y"] + 14, "to": end["y"] + 14, "end": end["x"] - 2}


def _upwards(place: dict[str, dict[str, Any]]) -> list[dict[str, int]]:
    """Return lines beside the boxes, from rooms to those above that work out methods for them."""
    pairs = [(room, other) for room, others in UPWARDS.items() for other in sorted(others)]
    return [
        {
            "x": _WIDTH - _MARGIN,
            "lane": _WIDTH + _LANE * lane,
            "from": place[room]["y"] + 14 + _LANE * lane,
            "to": place[other]["y"] + 14,
        }
        for lane, (room, other) in enumerate(pairs)
    ]


if __name__ == "__main__":
    main()
