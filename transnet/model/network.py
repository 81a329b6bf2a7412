"""A network: frozen tables, the day they are read at, and a hash of their content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.above import from_above
from transnet.base.errors import Notice, UnknownNameError
from transnet.base.given import given, wrong_type
from transnet.base.language import MapLanguage, Text, said
from transnet.base.notebook import ShownTable, notebook_html
from transnet.model.content_hashes import content_hashes
from transnet.model.edited_tables import Cells, EditedTables, of_type
from transnet.model.parameters import require_in_range
from transnet.roads.layer import RoadLayer

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame
    from matplotlib.axes import Axes

BoolArray = npt.NDArray[np.bool_]
_Made = TypeVar("_Made")
_KEPT = 8
_Changed = Mapping[str, object]
_KNOWN = ("made", "_sources", "_columns")
_DAYS = ("opened", "closed")
_BASES = ("found", "derived", "recalled", "assumed")
_OF_KEYS = (("parameters", "parameter"), ("parameters", "mode"))


@dataclass(frozen=True)
class NetworkInfo:
    """What network.toml says of the network as a whole."""

    network_id: str
    name_zh: str
    name_en: str
    base_date: date
    known_until: date
    timetable_date: date
    core_place_id: str


@dataclass(frozen=True, eq=False)
class Network:
    """Tables of everything that could ever be open, read at one day.

    tables  name -> DataFrame with the schema's columns: ids and text are str ("" when empty),
            float and int are float64 (NaN when empty), bool is bool, dates are
            datetime64[s] (NaT when empty), times are "HH:MM" str, ids lists stay
            ';'-separated str. Never changed in place: `replace_table` returns a new network.
    when    the day that decides which rows are open
    road_layer  streets in place of the strategic roads, where network.toml names them
    readings  what was read otherwise than it is written in the files, such as 2013/12/31

    Two networks are equal when their info, day, tables, cells, order of rows and layer are.
    """

    info: NetworkInfo
    tables: Mapping[str, pd.DataFrame]
    when: date
    road_layer: RoadLayer | None = None
    readings: tuple[Notice, ...] = ()

    @staticmethod
    def build(places: pd.DataFrame, **how: Any) -> Network:
        """Return a network of tables in memory, with the defaults and checks of a folder.

        how  other tables of the schema by name; core (id or name; else the place with most
             people), name, and day (today unless given). A GeoDataFrame needs no lon and lat.
        What stands in for what isn't given is in `readings`. Raises InputError with every notice.
        """
        built: Network = from_above("Network.build")(places, **how)
        return built

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return (
            (self.info, self.when) == (other.info, other.when)
            and self.road_layer == other.road_layer
            and self.tables.keys() == other.tables.keys()
            and all(table.equals(other.tables[name]) for name, table in self.tables.items())
        )

    def __hash__(self) -> int:
        return hash((self.content_hash, self.when))

    def __repr__(self) -> str:
        sizes = ", ".join(
            f"{self.open_rows(name).sum()} of {len(self.tables[name])} {name}"
            for name in ("roads", "stations", "tracks", "services", "flights")
            if name in self.tables
        )
        told = f"{len(self.tables['places'])} places, open {sizes}"
        return f"<Network {self.info.network_id} on {self.when.isoformat()}: {told}>"

    def _repr_html_(self) -> str:
        table = self.summary()[["table", "rows", "open"]]
        rows = [[name, count, "" if pd.isna(n) else n] for name, count, n in table.to_numpy()]
        shown = ShownTable((said("table"), said("rows"), said("open")), rows)
        name = Text(self.info.name_zh, self.info.name_en)
        return notebook_html(shown, title=name, subtitle=self.when.isoformat())

    def summary(self) -> pd.DataFrame:
        """Return what the network holds, a row a table.

        table, rows; open on its day (<NA> for a table without days); and how many rows are found,
        derived, recalled and assumed (0 where a table has no basis)
        """
        table = pd.DataFrame(
            {"table": list(self.tables), "rows": [len(each) for each in self.tables.values()]}
        )
        opened = [
            int(self.open_rows(name).sum()) if "opened" in each else pd.NA
            for name, each in self.tables.items()
        ]
        table["open"] = pd.array(opened, dtype="Int64")
        for basis in _BASES:
            table[basis] = [
                int((each["basis"] == basis).sum()) if "basis" in each else 0
                for each in self.tables.values()
            ]
        return table

    def to_geodataframes(self) -> dict[str, GeoDataFrame]:
        """Return the network's layers as GeoDataFrames in WGS-84 degrees, by table.

        places, stations, airports, nodes (points); roads, tracks, flights and services (lines from
        end to end, through all stops); with `is_open` on the network's day where rows have days.
        """
        frames: dict[str, GeoDataFrame] = from_above("Network.to_geodataframes")(self)
        return frames

    def plot(self, ax: Axes | None = None, *, language: MapLanguage = "both") -> Axes:
        """Draw the map of the network on its day: roads, rail, airports, seats by residents.

        ax        axes to draw on; a new figure's where none is given
        language  what it is lettered in: zh, en or both; UnknownNameError for another
        """
        drawn: Axes = from_above("Network.plot")(self, ax, language=language)
        return drawn

    def explore(self, scenarios: Sequence[Any] = ()) -> Any:
        """Return the explorer's page with answers in it: it opens without a server or a network.

        scenarios  each a state that one can choose: names or paths of scenario files, or scenarios;
                   none for the stages of the plan, where projects have some
        A notebook shows it, and `.save("map.html")` writes it as one file. It looks from the core
        and the seats of cities, in all readings of trips. Raises ScenarioError or UnknownNameError
        for scenarios that can't be read, and what `Study.judge` raises.
        """
        return from_above("Network.explore")(self, scenarios)

    def __getstate__(self) -> dict[str, Any]:
        return {key: part for key, part in self.__dict__.items() if key not in _KNOWN}

    def __getitem__(self, name: str) -> pd.DataFrame:
        try:
            return self.tables[name]
        except (KeyError, TypeError):  # a list has no hash, say
            raise UnknownNameError(said("table"), name, self.tables) from None

    def at(self, when: date | str) -> Network:
        """Return the same tables read at another day (a date or 'YYYY-MM-DD').

        Raises InputError for anything else.
        """
        try:
            day = date.fromisoformat(when) if isinstance(when, str) else when
        except ValueError as error:
            raise wrong_type(when, "when", said("must be a day as YYYY-MM-DD")) from error
        return self._with(when=given(day, date, "when", said("or a day as YYYY-MM-DD")))

    def open_rows(self, name: str) -> BoolArray:
        """Return which rows of a table are open on the network's day.

        A row is open from its `opened` day until before its `closed` day. Without an `opened` day
        it is closed; a table without that column is always open.
        """
        return self.open_mask(name).copy()

    def open_mask(self, name: str) -> BoolArray:
        """Return the same, which is the same object while it is known; nobody may change it."""
        table = self.unedited(name)
        read = _DAYS if "opened" in table else table.columns[:1]
        columns = ((name, str(each)) for each in read)
        return self.made_of(_open_rows, *columns, by=(name, self.when))

    def unedited(self, name: str) -> pd.DataFrame:
        """Return a table in which edited cells may be missing: for its rows and its columns."""
        tables = self.tables
        if isinstance(tables, EditedTables) and isinstance(name, str) and name in tables:
            return tables.unedited(name)
        return self[name]

    def replace_table(
        self, name: str, table: pd.DataFrame, changed: Iterable[str] | None = None
    ) -> Network:
        """Return a network in which one table is another; this one stays as it is.

        table    taken as it is now: what is done to it later doesn't reach the network
        changed  the only columns in which the same rows differ, new ones in the table; None where
                 that isn't known
        Raises InputError unless it is a DataFrame under a name.
        """
        given(name, str, "name", said("the name of a table"))
        given(table, pd.DataFrame, "table", said("with the columns of the one it replaces"))
        if changed is None:
            return self._put(name, table.copy(), None)
        own = table.copy(deep=False)
        source, before = self._sources.get(name, (self[name], {}))
        return self._put(name, own, (source, {**before, **dict.fromkeys(changed, own)}))

    def replace_columns(self, name: str, columns: Mapping[str, npt.NDArray[Any]]) -> Network:
        """Return a network in which columns of the same rows of a table have other cells.

        columns  cells of each row, of the column's type, which nobody changes from now on
        """
        kept = self._edited
        source, before = self._sources.get(name, (self.unedited(name), {}))
        own = {
            column: of_type(cells, self.column(name, column).dtype)
            for column, cells in columns.items()
        }
        other = self._with(tables=kept.with_cells(name, own))
        other.__dict__["_sources"] = {**self._sources, name: (source, {**before, **own})}
        return other

    @property
    def _edited(self) -> EditedTables:
        tables = self.tables
        return tables if isinstance(tables, EditedTables) else EditedTables(tables, {})

    def _put(
        self, name: str, table: pd.DataFrame, source: tuple[pd.DataFrame, _Changed] | None
    ) -> Network:
        """Return a network with a table that nobody else has; `source` as of `_sources`."""
        known = {key: of_key for key, of_key in self._sources.items() if key != name}
        if source is not None:
            known[name] = source
        other = self._with(tables=self._edited.with_table(name, table))
        other.__dict__["_sources"] = known
        return other

    def source(self, name: str, column: str) -> object:
        """Return what a column is read from: the same object as long as edits leave it alone."""
        try:
            known = self._sources.get(name)
            return self[name] if known is None else known[1].get(column, known[0])
        except TypeError:  # a list has no hash, say
            return self[name]

    def column(self, name: str, column: str) -> Cells:
        """Return the cells of a column, whose table needn't be put together; not to be changed."""
        tables = self.tables
        if isinstance(tables, EditedTables):
            edited = tables.edited_column(name, column)
            if edited is not None:
                return edited
        table, known = self.unedited(name), self._columns.get((name, column))
        if known is None or known[0] is not table:
            # To take a column out of a table takes pandas longer than what most do with it.
            known = self._columns[name, column] = table, table[column].to_numpy()
        return known[1]

    @cached_property
    def _columns(self) -> dict[tuple[str, str], tuple[pd.DataFrame, Cells]]:
        """The columns that were read last, and the tables that they were read from."""
        return {}

    def made_of_all(self, make: Callable[[Network], _Made]) -> _Made:
        """Return what a function makes of all tables and the day; made once, as in `made_of`."""
        key = make, self.when
        known = self.made.get(key, [])
        for held, _, value in known:
            if held[0] is self.tables:
                return value  # type: ignore[no-any-return]
        value = make(self)
        self.made[key] = [([self.tables], (), value), *known[: _KEPT - 1]]
        return value

    def made_of(
        self, make: Callable[..., _Made], *columns: tuple[str, str], by: tuple[Any, ...] = ()
    ) -> _Made:
        """Return what a function makes of the network by some of its columns, (table, column).

        by  what else it is given, to be compared by value
        It is made once for all networks whose columns come from the same tables; the function must
        depend on nothing else, and nobody may change what it returns.
        """
        sources = [self.source(*column) for column in columns]
        known = self.made.get((make, columns), [])
        for held, given_by, value in known:
            same = by == given_by
            if same and all(left is right for left, right in zip(held, sources, strict=True)):
                return value  # type: ignore[no-any-return]
        value = make(self, *by)
        self.made[make, columns] = [(sources, by, value), *known[: _KEPT - 1]]
        return value

    @cached_property
    def made(self) -> dict[Any, list[tuple[list[object], tuple[Any, ...], Any]]]:
        """What `made_of` has made, for this network and those that came of it."""
        return {}

    @cached_property
    def _sources(self) -> Mapping[str, tuple[pd.DataFrame, _Changed]]:
        """Of edited tables the table before the edits, and what other columns are read from."""
        return {}

    def _with(self, **changes: Any) -> Network:
        """Return the network with other fields; what was read of the same tables is kept."""
        other = replace(self, **changes)
        other.__dict__["made"], other.__dict__["_sources"] = self.made, self._sources
        other.__dict__["_columns"] = self._columns
        return other

    def parameter(self, name: str, mode: str = "all") -> float:
        """Return a parameter's value for a mode, or the value for all where it has no own row.

        Raises UnknownNameError where neither has one, InputError for a value out of its range.
        """
        values = self.parameter_values
        name, mode = str(name), str(mode)
        for key in ((name, mode), (name, "all")):
            if key in values:
                return require_in_range(name, key[1], values[key])
        raise UnknownNameError(said("parameter"), f"{name} ({mode})", {row[0] for row in values})

    @cached_property
    def city_of(self) -> dict[str, str]:
        """City of each place, by place_id; "" outside the cluster."""
        places = self["places"]
        return dict(zip(places["place_id"].tolist(), places["city_id"].tolist(), strict=True))

    @property
    def place_ids(self) -> Sequence[str]:
        """Ids of all places, in table order."""
        return self.made_of(_place_ids, ("places", "place_id"))

    @cached_property
    def parameter_values(self) -> Mapping[tuple[str, str], float]:
        """Values as the table gives them, by parameter and mode."""
        return self.made_of(_parameter_values, *_OF_KEYS, ("parameters", "value"))

    @property
    def parameter_keys(self) -> Sequence[tuple[str, str]]:
        """Parameter and mode of each row of the parameters, in table order."""
        return self.made_of(_parameter_keys, *_OF_KEYS)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over tables, cells and road layer, the day left out; row order counts."""
        (digest,) = content_hashes(self)
        return digest


def _place_ids(network: Network) -> tuple[str, ...]:
    return tuple(str(place) for place in network["places"]["place_id"].tolist())


def _parameter_keys(network: Network) -> list[tuple[str, str]]:
    """Return parameter and mode of each row of the parameters."""
    names, modes = (network[table][column].tolist() for table, column in _OF_KEYS)
    return list(zip(names, modes, strict=True))


def _parameter_values(network: Network) -> dict[tuple[str, str], float]:
    values = network.column("parameters", "value").astype(np.float64)
    return dict(zip(network.parameter_keys, values.tolist(), strict=True))


def _open_rows(network: Network, name: str, when: date) -> BoolArray:
    table, day = network.unedited(name), np.datetime64(when)
    if "opened" not in table:
        return np.ones(len(table), dtype=np.bool_)
    opened, closed = (network.column(name, each) for each in _DAYS)
    shut: BoolArray = np.isnat(opened) | (opened > day) | (closed <= day)
    return ~shut
