"""Timetables that were read from feeds, kept by what the feeds hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.cache import Cache, content_name
from transnet.base.code_digest import code_digest
from transnet.base.errors import Notice
from transnet.io.gtfs.feed_files import FeedFiles
from transnet.timetable.timetable import Timetable

_READ_BY = "transnet.io.gtfs.read_feeds"


def name_of(files: Sequence[FeedFiles], *asked: object) -> str:
    """Return the name of what is read from some feeds: by contents, names, ways and our code.

    asked  what else says how they are read
    """
    parts = [f"{each.name} {each.digest}" for each in files] + [repr(asked)]
    return content_name(code_digest(_READ_BY, "numpy", "pandas", "tzdata"), *parts)


def keep_timetable(
    cache: Cache, name: str, timetable: Timetable, notices: Sequence[Notice]
) -> None:
    """Keep a timetable and what was noticed when it was read."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    beside: dict[str, object] = {"notices": [each.as_dict() for each in notices]}
    for each in fields(timetable):
        value = getattr(timetable, each.name)
        if isinstance(value, np.ndarray) and value.dtype == object:
            arrays |= _packed(each.name, value.tolist())
        elif isinstance(value, np.ndarray):
            arrays[each.name] = value.ravel()
        else:
            beside[each.name] = value.isoformat() if isinstance(value, date) else value
    text = json.dumps(beside, ensure_ascii=False).encode()
    arrays["beside"] = np.frombuffer(text, dtype=np.uint8)
    cache.put_arrays(name, arrays)


def kept_timetable(cache: Cache, name: str) -> tuple[Timetable, list[Notice]] | None:
    """Return what was kept under a name; None where there is no sound copy of it."""
    arrays = cache.get_arrays(name)
    if arrays is None:
        return None
    try:
        beside = json.loads(arrays["beside"].tobytes())
        values: dict[str, Any] = {}
        for each in fields(Timetable):
            if f"{each.name}_ends" in arrays:
                values[each.name] = _unpacked(each.name, arrays)
            elif each.name in arrays:
                values[each.name] = arrays[each.name]
            else:
                values[each.name] = beside[each.name]
        values["first_day"] = date.fromisoformat(values["first_day"])
        services = len(values["service_ids"])
        values["service_runs"] = values["service_runs"].reshape(services, -1)
        for value in values.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        return Timetable(**values), [Notice.from_dict(each) for each in beside["notices"]]
    except (KeyError, TypeError, ValueError):
        return None


def _packed(name: str, texts: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Return texts as one text and the places at which each ends, in letters."""
    whole = "".join(texts).encode("utf-32-le")
    ends = np.cumsum([len(each) for each in texts], dtype=np.int64)
    return {name: np.frombuffer(whole, dtype="<u4"), f"{name}_ends": ends}


def _unpacked(name: str, arrays: dict[str, npt.NDArray[Any]]) -> npt.NDArray[np.object_]:
    whole = arrays[name].astype("<u4").tobytes().decode("utf-32-le")
    ends = arrays[f"{name}_ends"].tolist()
    made = np.empty(len(ends), dtype=object)
    made[:] = [whole[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    return made
