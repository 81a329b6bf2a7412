"""Which mapping of an OMX file gives the zones of its rows, and which those of its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from transnet.base.collector import Notices
from transnet.base.language import Message, joined, said
from transnet.io.omx.matrices import DIMENSION, NO_ZONE, no_zone

_SIDES = ("row", "column")
_OURS = ("from_id", "to_id")
# The specification has 0 and 1; programs write these words too.
_WORDS = (("0", "row", "rows", "origin"), ("1", "column", "columns", "col", "destination"))

Said = Mapping[str, Any]


def zones_of(
    mappings: Sequence[Said], asked: str | None, shape: tuple[int, int], faults: Notices
) -> tuple[pd.Index[Any], pd.Index[Any]]:
    """Return the zones of rows and columns.

    mappings  name, size, attributes, and values (texts) or the problem with them, as
              `child_process`
              says them
    asked     the mapping that has to be taken, if any
    A mapping gives a label to each row or column; only one whose labels are distinct can give ids.
    Adds notices of what was chosen. Raises InputError when what is asked for can't be.
    """
    names = [each["name"] for each in mappings]
    if asked is not None and asked not in names:
        hint = said("it has the mappings {names}", names=joined(names))
        if not names:
            hint = said("it has no mapping")
        faults.add("unknown_name", hint, value=asked)
        raise faults.error()
    left = {each["name"]: _problem(each, shape) for each in mappings}
    if asked is not None and left[asked]:
        faults.add(
            "bad_id",
            said("the mapping {asked!r} {left}", asked=asked, left=left[asked]),
            value=asked,
        )
        raise faults.error()
    if mappings and all(each["size"] not in (*shape, -1) for each in mappings):
        sizes = joined(
            said("{name!r} has {size:,} zones", name=each["name"], size=each["size"])
            for each in mappings
        )
        faults.add(
            "unequal_shapes",
            said("the mapping {sizes}; the matrices are {shape}", sizes=sizes, shape=shape),
        )
        raise faults.error()
    fit = [each for each in mappings if not left[each["name"]] and asked in (None, each["name"])]
    taken = [_best(fit, side, size) for side, size in enumerate(shape)]
    _note(mappings, taken, left, faults)
    rows, columns = (
        pd.Index(_ids(each)) if each is not None else _numbered(size)
        for each, size in zip(taken, shape, strict=True)
    )
    return rows, columns


def _problem(told: Said, shape: tuple[int, int]) -> str:
    """Return why a mapping can't give ids, or ""."""
    if told.get("problem"):
        return Message(*told["problem"])
    if told["size"] not in shape:
        return said(
            "has {size:,} zones, the matrices are {shape:,} x {shape2:,}",
            size=told["size"],
            shape=shape[0],
            shape2=shape[1],
        )
    ids = _ids(told)
    odd = next((each for each in ids if no_zone(each)), None)
    if odd is not None:
        return said("has {odd!r}, and a zone {no_zone}", odd=odd[:40], no_zone=NO_ZONE)
    if len(set(ids)) < len(ids):
        index = pd.Index(ids)
        return said(
            "names {index!r} twice: it gives labels, not ids", index=index[index.duplicated()][0]
        )
    return ""


def _ids(told: Said) -> list[str]:
    """Return the labels; a program that fills texts up with spaces doesn't mean them."""
    return [each.strip(" ") for each in told["values"]]


def _dimension(told: Said) -> int | None:
    """Return the side that a mapping is meant for: 0 rows, 1 columns, None both."""
    value = next(
        (each for name, each in told["attributes"].items() if name.upper() == DIMENSION), None
    )
    word = str(value).strip().lower()
    side = next((side for side, words in enumerate(_WORDS) if word in words), None)
    if side is not None:
        return side
    return _OURS.index(told["name"]) if told["name"] in _OURS else None


def _best(fit: Sequence[Said], side: int, size: int) -> Said | None:
    """Return the mapping of a side: its own, else zone_id, else the first by name."""
    found = [each for each in fit if each["size"] == size and _dimension(each) in (None, side)]
    own = [each for each in found if _dimension(each) == side]
    named = [each for each in found if each["name"] == "zone_id"]
    return next(iter((*own, *named, *found)), None)


def _numbered(size: int) -> pd.Index[Any]:
    return pd.Index([str(zone) for zone in range(1, size + 1)])


def _note(
    mappings: Sequence[Said],
    taken: Sequence[Said | None],
    left: Mapping[str, str],
    faults: Notices,
) -> None:
    """Note what was chosen, what was left, and what had to be numbered."""
    chosen = [each["name"] for each in taken if each is not None]
    for name, problem in left.items():
        if problem:
            faults.add(
                "left_out",
                said("the mapping {name!r} {problem}; it isn't used", name=name, problem=problem),
                value=name,
            )
    others = [each["name"] for each in mappings if each["name"] not in chosen]
    if chosen and others:
        names = joined([repr(name) for name in dict.fromkeys(chosen)], " and ", "、")
        hint = said(
            "zones are those of {names}; it also has: {listed}",
            names=names,
            listed=", ".join(others),
        )
        faults.add("left_out", said("{hint}; choose by mapping=", hint=hint))
    for each in mappings:
        rest = [name for name in each["attributes"] if name.upper() != DIMENSION]
        if rest:
            hint = said(
                "attributes of the mapping {name!r} aren't kept: {listed}",
                name=each["name"],
                listed=", ".join(rest),
            )
            faults.add("left_out", hint)
    if not chosen:
        why = said("it has no mapping") if not mappings else said("no mapping gives distinct ids")
        faults.warn("missing_value", said("{why}: zones are numbered from 1", why=why))
    elif None in taken:
        side = taken.index(None)
        hint = said(
            "{chosen!r} fits one side; the other ({sides}s) is numbered from 1",
            chosen=chosen[0],
            sides=_SIDES[side],
        )
        faults.warn("missing_value", hint)
