"""What one sees as a file: counties as a table, or the network and what places gain for a GIS."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from transnet.base.language import joined, said
from transnet.base.progress import ignore_progress
from transnet.explore.asked_states import ID, Asked
from transnet.explore.refusals import RefusedError
from transnet.explore.scenario_text import python_text, toml_text

if TYPE_CHECKING:
    from transnet.study.result import Result
    from transnet.study.study import Study


@dataclass(frozen=True)
class File:
    """A file to hand over."""

    name: str
    media: str
    content: bytes


def text_of_state(asked: Asked, kind: str) -> File:
    """Return a state as a scenario file or as Python; raises RefusedError for another kind."""
    if kind == "toml":
        return File(f"{ID}.toml", "application/toml", toml_text(asked.scenario).encode())
    if kind == "python":
        return File(f"{ID}.py", "text/x-python", python_text(asked.scenario).encode())
    raise _unknown(kind, ("toml", "python"))


def exported(study: Study, asked: Asked, kind: str) -> File:
    """Return what a state does as a file, with the figures of `transnet run`.

    Raises RefusedError for another kind, and what `Study.judge` raises.
    """
    if kind not in _WRITERS:
        raise _unknown(kind, tuple(_WRITERS))
    from transnet.study.result_of_state import result_of

    states = study.states_of(asked.scenario)
    result = result_of(study, asked.scenario, states, ignore_progress, 0.0)
    media, write = _WRITERS[kind]
    return File(f"{ID}.{kind}", media, write(result))


def _unknown(kind: str, known: tuple[str, ...]) -> RefusedError:
    told = said("as={kind} isn't a kind of file here", kind=kind[:40])
    return RefusedError(
        400, "bad_address", told, said("choose one of {words}", words=joined(known))
    )


def _csv(result: Result) -> bytes:
    from transnet.io.csv_text import csv_bytes

    data: bytes = csv_bytes(result.counties)
    return data


def _geopackage(result: Result) -> bytes:
    from transnet.report.geopackage import result_geopackage

    content = result_geopackage(result)
    with tempfile.TemporaryDirectory(prefix="transnet-") as folder:
        path = Path(folder) / f"{ID}.gpkg"
        if callable(content):
            content(path)
        return path.read_bytes()


def _geojson(result: Result) -> bytes:
    from transnet.io.features.feature_writer import write_features
    from transnet.report.maps.layers import point_layer

    places = result.after.network["places"]
    figures = [each for each in result.counties if each == "place_id" or each not in places]
    table = places.merge(result.counties[figures], on="place_id", how="left", validate="1:1")
    with tempfile.TemporaryDirectory(prefix="transnet-") as folder:
        path = Path(folder) / f"{ID}.geojson"
        write_features([point_layer("places", table)], path)
        return path.read_bytes()


_WRITERS: Mapping[str, tuple[str, Callable[[Result], bytes]]] = {
    "csv": ("text/csv", _csv),
    "gpkg": ("application/geopackage+sqlite3", _geopackage),
    "geojson": ("application/geo+json", _geojson),
}
