"""Kinds of routes as GTFS numbers them, plain ones and Google's extended ones, as words."""

from __future__ import annotations

_PLAIN = {
    0: "tram",
    1: "subway",
    2: "rail",
    3: "bus",
    4: "ferry",
    5: "cable_tram",
    6: "aerial_lift",
    7: "funicular",
    11: "trolleybus",
    12: "monorail",
}
_BY_HUNDRED = {
    1: "rail",
    2: "coach",
    4: "subway",
    7: "bus",
    8: "trolleybus",
    9: "tram",
    10: "ferry",
    11: "air",
    12: "ferry",
    13: "aerial_lift",
    14: "funicular",
    15: "taxi",
}
_EXTENDED = {"coach": 200, "air": 1100, "taxi": 1500, "other": 1700}
OTHER = "other"
_CALLED = {
    "tram": ("有轨电车", "电车"), "subway": ("地铁", "metro"), "rail": ("铁路", "火车", "train"),
    "bus": ("公交", "公交车"), "ferry": ("轮渡", "渡轮"), "coach": ("客运班车", "大巴"),
    "air": ("飞机", "航空"), "taxi": ("出租车",), "trolleybus": ("无轨电车",),
    "monorail": ("单轨",), "funicular": ("缆索铁路",), "aerial_lift": ("索道", "缆车"),
}  # fmt: skip


def mode_of(number: int) -> str:
    """Return the word for a route_type; "other" for one that isn't known."""
    return _PLAIN.get(number) or _BY_HUNDRED.get(number // 100, OTHER)


def is_known(number: int) -> bool:
    """Whether a route_type is one of GTFS or among the extended ones."""
    return number in _PLAIN or number // 100 in _BY_HUNDRED or number // 100 == 17


def number_of(mode: str) -> int | None:
    """Return the route_type of a word, the plain one if there is one; None for other words."""
    plain = {word: number for number, word in _PLAIN.items()}
    return plain.get(mode, _EXTENDED.get(mode))


def known_modes() -> list[str]:
    """Return all words for kinds of routes."""
    return [*_PLAIN.values(), *_EXTENDED]


def mode_words() -> dict[str, tuple[str, ...]]:
    """Return what else people call kinds of routes, by word."""
    return dict(_CALLED)
