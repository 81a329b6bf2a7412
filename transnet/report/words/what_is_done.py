"""What a scenario's edits do beside opening and closing: what they add and what they set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from transnet.base.language import both
from transnet.report.words.parameter_words import PARAMETER_MODES, input_text
from transnet.report.words.row_words import word
from transnet.report.words.short_names import place_texts, stop_texts
from transnet.report.words.street_words import street_words
from transnet.report.words.words import Text, join, same
from transnet.scenario.additions import AddLine, AddLink
from transnet.scenario.choices import meant
from transnet.scenario.edits import Edit
from transnet.scenario.street_edits import StreetEdit
from transnet.scenario.values import (
    SetAccess,
    SetHeadway,
    SetParameter,
    SetRunTime,
    SetSpeed,
    SetTransfer,
)

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.study.result import Result

_NAMED = 3


@dataclass(frozen=True)
class Added:
    """A line or a road that the scenario file itself adds.

    name  as the file gives it
    day   on which the tables open it: none
    """

    name: Text
    what: Text
    day: ClassVar[str] = ""

    @property
    def said(self) -> Text:
        """Its name with what it is."""
        return self.name + Text(f"（{self.what.zh}）", f" ({self.what.en})")


def added(result: Result) -> list[Added]:
    """Return the lines and roads that a scenario file adds, in its order."""
    found: list[Added] = []
    for edit in _holding(result):
        if isinstance(edit, AddLine):
            found.append(Added(_named(edit), _of_line(edit)))
        elif isinstance(edit, AddLink):
            kind = word(meant("road_class", edit.road_class))
            what = both("a new road: {kind}, {km:.1f} km", kind=kind, km=edit.length_km)
            found.append(Added(_named(edit), what))
    return found


def _of_line(line: AddLine) -> Text:
    how_often = (
        both("every {minutes:g} min", minutes=line.headway_min)
        if line.headway_min is not None
        else both("{count:g} trains a day", count=line.trains_per_day or 0.0)
    )
    stops = both("{count} stations", count=len(line.stops))
    kind = word(meant("mode", line.mode))
    return both("a new line: {each}", each=join([kind, how_often, stops], "，", ", "))


def _named(edit: AddLine | AddLink) -> Text:
    return Text(edit.name_zh or edit.name_en or edit.id, edit.name_en or edit.name_zh or edit.id)


def values_set(result: Result) -> list[Text]:
    """Say which values edits set, each with what it was before, in the order of the file.

    An edit that sets many rows is said once: "design speed of G5, G20 and 3 more: 100–120 → 60".
    """
    cells = _Cells(result)
    said = [cells.said(*each) for edit in _holding(result) for each in _columns_of(edit)]
    said += [street_words(edit) for edit in _holding(result) if isinstance(edit, StreetEdit)]
    return [text for text in dict.fromkeys(said) if text]


def _holding(result: Result) -> list[Edit]:
    day = result.after.when
    return [edit for edit in result.scenario.edits if edit.holds_on(day)]


def _columns_of(edit: Edit) -> Iterator[tuple[str, str, float]]:
    """Yield the tables and columns that an edit sets, with the value."""
    if isinstance(edit, SetSpeed):
        yield "tracks", "speed_kmh", edit.speed_kmh
        yield "roads", "design_speed_kmh", edit.speed_kmh
    elif isinstance(edit, SetRunTime):
        yield "stops", "run_min", edit.run_min
    elif isinstance(edit, SetHeadway):
        if edit.headway_min is not None:
            yield "services", "headway_min", edit.headway_min
        elif edit.trains_per_day is not None:
            yield "services", "trains_per_day", edit.trains_per_day
    elif isinstance(edit, SetTransfer):
        yield "transfers", "transfer_min", edit.transfer_min
    elif isinstance(edit, SetAccess):
        yield "access", "length_km", edit.length_km
    elif isinstance(edit, SetParameter):
        yield "parameters", "value", edit.value


class _Cells:
    """The cells that a result's edits set, in words."""

    def __init__(self, result: Result) -> None:
        self._effects = result.effects
        self._network = result.after.network

    def said(self, table: str, column: str, value: float) -> Text:
        """Say what was set to a value in a column of a table; '' where nothing was."""
        rows = self._effects
        rows = rows[(rows["table"] == table) & (rows["column"] == column) & (rows["before"] != "")]
        rows = rows[pd.to_numeric(rows["after"], errors="coerce") == value]
        if rows.empty:
            return same("")
        if table == "roads":
            names = self._by_code(rows)
        else:
            names = list(dict.fromkeys(self._name(table, row) for row in rows.to_dict("records")))
        before = pd.to_numeric(rows["before"], errors="coerce")
        ends = dict.fromkeys((f"{before.min():g}", f"{before.max():g}"))
        old, new = "–".join(ends), f"{value:g}"
        return _words(column, _listed(names), (old, new))

    def _name(self, table: str, row: Mapping[Any, Any]) -> Text:
        row_id = str(row["row_id"])
        if table == "parameters":
            key, _, mode = row_id.partition("/")
            of = PARAMETER_MODES.get(mode, word(mode))
            name = input_text(key)
            return name if mode == "all" else name + Text(f"（{of.zh}）", f" ({of.en})")
        if table == "stops":
            return self._hop(row_id)
        if table in ("transfers", "access"):
            return self._between(table, row_id)
        return Text(str(row["name_zh"]) or row_id, str(row["name_en"]) or row_id)

    def _by_code(self, rows: pd.DataFrame) -> list[Text]:
        """Return what roads are called: the number that all of them bear, else their names."""
        roads = self._network["roads"].set_index("road_id").loc[rows["row_id"]]
        codes = [{code for code in str(each).split("/") if code} for each in roads["road_code"]]
        if len(codes) > 1 and (shared := sorted(set.intersection(*codes))):
            return [both("{code} ({count} sections)", code=shared[0], count=len(codes))]
        pairs = roads[["name_zh", "name_en"]].itertuples(index=False)
        return list(dict.fromkeys(Text(str(zh), str(en)) for zh, en in pairs))

    def _hop(self, row_id: str) -> Text:
        """Return the stops between which a running time was set."""
        service, _, seq = row_id.rpartition("/")
        stops = self._network["stops"]
        calls = stops[stops["service_id"] == service].sort_values("seq")
        at = calls["seq"].tolist().index(float(seq))
        return _ends(self._network, calls["station_id"].tolist()[max(at - 1, 0) : at + 1])

    def _between(self, table: str, row_id: str) -> Text:
        rows = self._network[table]
        key, ends = {
            "transfers": ("transfer_id", ["from_stop", "to_stop"]),
            "access": ("access_id", ["node_id", "stop_id"]),
        }[table]
        (found,) = rows.loc[rows[key] == row_id, ends].itertuples(index=False, name=None)
        return _ends(self._network, [str(end) for end in found])


def _ends(network: Network, ids: list[str]) -> Text:
    names = {**stop_texts(network), **place_texts(network)}
    return join([names.get(each, same(each)) for each in ids], "—", "–")


def _listed(names: list[Text]) -> Text:
    shown = join(names[:_NAMED], "、", ", ")
    more = len(names) - _NAMED
    return both("{names} and {count} more", names=shown, count=more) if more > 0 else shown


def _words(column: str, names: Text, ends: tuple[str, str]) -> Text:
    old, new = ends
    of_column = {
        "speed_kmh": both("speed of {names}: {old} → {new} km/h", names=names, old=old, new=new),
        "design_speed_kmh": both(
            "design speed of {names}: {old} → {new} km/h", names=names, old=old, new=new
        ),
        "run_min": both("run {names}: {old} → {new} min", names=names, old=old, new=new),
        "headway_min": both(
            "a train of {names} every {new} min, {old} before", names=names, old=old, new=new
        ),
        "trains_per_day": both(
            "trains a day of {names}: {old} → {new}", names=names, old=old, new=new
        ),
        "transfer_min": both("change {names}: {old} → {new} min", names=names, old=old, new=new),
        "length_km": both("road {names}: {old} → {new} km", names=names, old=old, new=new),
    }
    return of_column.get(column) or both("{names}: {old} → {new}", names=names, old=old, new=new)
