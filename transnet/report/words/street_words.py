"""What edits do to single streets, in words."""

from __future__ import annotations

from itertools import pairwise

from transnet.base.language import Text, both
from transnet.base.sphere import great_circle_km
from transnet.report.words.words import join, same
from transnet.scenario.street_edits import (
    AddStreet,
    CloseStreet,
    SetStreetSpeed,
    StreetEdit,
    StreetSelection,
)

_NAMED = 4


def street_words(edit: StreetEdit) -> Text:
    """Say what an edit does to streets."""
    if isinstance(edit, AddStreet):
        name = same(edit.name or edit.road_class)
        return both(
            "a new street: {name}, {km:.1f} km at {kmh:g} km/h",
            name=name,
            km=line_km(edit),
            kmh=edit.speed_kmh,
        )
    which = _which(edit)
    if isinstance(edit, CloseStreet):
        return both("streets closed: {which}", which=which)
    return _speed(edit, which)


def line_km(edit: AddStreet) -> float:
    """Return the length of a street that is added, along its points."""
    steps = pairwise(edit.along)
    return sum(float(great_circle_km(*one, *other)) for one, other in steps)


def _speed(edit: SetStreetSpeed, which: Text) -> Text:
    if edit.speed_kmh is not None:
        return both("speed of streets {which}: {kmh:g} km/h", which=which, kmh=edit.speed_kmh)
    return both("speed of streets {which}: times {factor:g}", which=which, factor=edit.factor)


def _which(edit: StreetSelection) -> Text:
    tags = [f"{key}={_value(value)}" for key, value in edit.tags]
    parts = [edit.name] if edit.name else []
    parts += [*edit.road_class, *tags, *(f"way {each}" for each in edit.way[:_NAMED])]
    found = [same(each) for each in parts]
    if len(edit.way) > _NAMED:
        found.append(both("{count} more", count=len(edit.way) - _NAMED))
    if edit.crossing:
        found.append(both("what crosses a line"))
    if edit.polygon:
        found.append(both("what meets an area"))
    return join(found, "、", ", ")


def _value(value: bool | str | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else "/".join(value)
