"""What a result rests on: parameters, marked rows behind the trips shown, sources, manifest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from transnet.model.network import Network
from transnet.model.parameters import parameter_specs, time_parameters
from transnet.model.schema import tables as schema_tables
from transnet.report.words.words import BASES, CONFIDENCES, TABLES, Text, same
from transnet.travel.provenance import WEAK_BASES

_PARAMETERS_ZH: Mapping[str, str] = MappingProxyType(
    {
        "speed_factor": "实际车速与设计车速之比",
        "toll_station_min": "通过收费站及匝道",
        "access_speed_kmh": "接驳道路车速",
        "walk_speed_kmh": "步行速度",
        "parking_min": "停车与步行",
        "entry_min": "进站到上车（含安检）",
        "exit_min": "下车到出站",
        "transfer_min": "站内换乘",
        "schedule_delay_share": "随到随走者平均候车时间计入的比例",
        "displacement_weight": "错时一分钟相当于出行的分钟数",
        "least_departures_per_day": "计入出行的最少每日班次（更少者平常日没有）",
        "wait_cap_min": "全额计入的最长候车时间",
        "wait_beyond_cap_share": "超出部分计入的比例",
        "service_span_min": "每日运营时长",
        "departure_irregularity": "发车间隔的不均匀程度",
        "cruise_factor": "巡航速度与运营速度之比",
        "acceleration_ms2": "加速度",
        "deceleration_ms2": "减速度",
        "recovery_share": "运行时分的富余",
        "top_speed_kmh": "列车最高速度",
        "dwell_min": "未给停站时间时的停站",
        "junction_dwell_min": "未给停站时间时在转线车站的停站",
        "detour_factor": "县域道路距离与直线距离之比",
        "spread_speed_kmh": "县域内居民到县城的车速",
        "urban_density_per_km2": "建成区人口密度",
        "town_station_km": "城区车站距中心的最远距离",
        "road_leg_max_km": "乘车前后公路接驳的最长距离",
        "own_leg_max_km": "无车者乘车前后接驳及全程的最长距离",
        "own_leg_kmh": "无车者乘公交或骑行（接驳及全程）的门到门速度",
        "road_leg_max_share": "公路接驳占接驳与乘车之和的最大比例",
        "long_road_leg_weight": "超出接驳限度的驾车时间在选择中的权重",
        "freight_truck_speed_kmh": "货车最高速度",
        "freight_handling_h": "货物两端装卸时间",
    }
)
_MODES: Mapping[str, Text] = MappingProxyType(
    {
        "all": Text("全部", "all"),
        "emu": Text("动车组", "EMU"),
        "conventional": Text("普速列车", "conventional"),
        "metro": Text("地铁", "metro"),
        "air": Text("飞机", "air"),
        "coach": Text("长途客车", "coach"),
        "bus": Text("公交", "bus"),
        "motorway": Text("高速公路", "motorway"),
        "trunk": Text("国道干线", "trunk road"),
        "primary": Text("省道", "primary road"),
        "urban": Text("城市道路", "urban road"),
        "county": Text("县域道路", "county road"),
        "mountain_motorway": Text("山区高速公路", "mountain motorway"),
        "mountain_trunk": Text("山区国道", "mountain trunk road"),
        "mountain_primary": Text("山区省道", "mountain primary road"),
    }
)


@dataclass(frozen=True)
class Parameter:
    """One value that the model used, with its range."""

    name: Text
    mode: Text
    key: str
    value: str
    low: str
    high: str
    unit: str
    basis: Text
    marked: bool
    source: str


@dataclass(frozen=True)
class Source:
    """What one text in the source columns stands behind: rows by table, how many are marked."""

    text: str
    rows: Text
    marked: int


@dataclass(frozen=True)
class Trust:
    """How many of a table's rows have each basis."""

    table: Text
    rows: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Marked:
    """A recalled or assumed row that a trip of the page runs over."""

    table: Text
    row_id: str
    name: Text
    basis: Text
    confidence: Text
    source: str


def used_parameters(network: Network) -> list[Parameter]:
    """Return the parameters that travel times and people depend on, in table order."""
    specs, used = parameter_specs(), set(time_parameters())
    table = network["parameters"]
    return [
        Parameter(
            name=Text(_PARAMETERS_ZH.get(row["parameter"], row["parameter"]),
                      specs[row["parameter"]].description),
            mode=_MODES.get(row["mode"], same(row["mode"])),
            key=f"{row['parameter']}[{row['mode']}]",
            value=f"{row['value']:g}", low=f"{row['low']:g}", high=f"{row['high']:g}",
            unit="" if row["unit"] == "1" else row["unit"],
            basis=BASES[row["basis"]], marked=row["basis"] in WEAK_BASES, source=row["source"],
        )
        for row in table.to_dict("records")
        if row["parameter"] in used
    ]  # fmt: skip


def trust(network: Network) -> list[Trust]:
    """Return the tables that times are made of, with their rows by basis."""
    found = []
    for name in _used_tables(network):
        table = network[name]
        if name == "parameters":
            table = table[table["parameter"].isin(time_parameters())]
        counts = table["basis"].value_counts()
        by_basis = {basis: int(counts.get(basis, 0)) for basis in BASES}
        found.append(Trust(TABLES[name], len(table), by_basis))
    return found


def sources(network: Network) -> list[Source]:
    """Return every source of the tables that times are made of, the most used first."""
    rows: dict[str, dict[str, int]] = {}
    marked: dict[str, int] = {}
    for name in _used_tables(network):
        table = network[name]
        for text, basis in zip(table["source"].tolist(), table["basis"].tolist(), strict=True):
            counts = rows.setdefault(str(text), {})
            counts[name] = counts.get(name, 0) + 1
            marked[str(text)] = marked.get(str(text), 0) + (basis in WEAK_BASES)
    ordered = sorted(rows, key=lambda text: -sum(rows[text].values()))
    return [Source(text, _row_counts(rows[text]), marked[text]) for text in ordered]


def marked_rows(network: Network, keys: Iterable[tuple[str, str]]) -> list[Marked]:
    """Return the recalled and assumed rows among some, by table.

    keys  (table, id); a row may be named more than once
    """
    ids: dict[str, set[str]] = {}
    for table, row_id in keys:
        ids.setdefault(table, set()).add(row_id)
    found = [row for table in ids for row in _marked(network, table, ids[table])]
    return sorted(found, key=lambda row: (row.table.en, row.row_id))


def _marked(network: Network, table: str, ids: Collection[str]) -> Iterator[Marked]:
    """Yield those of a table's rows that are recalled or assumed; a repeated id counts once."""
    key = schema_tables()[table].primary_key[0]
    rows = network[table]
    rows = rows[rows[key].isin(ids)].drop_duplicates(key)
    for row in rows[rows["basis"].isin(WEAK_BASES)].to_dict("records"):
        yield _marked_row(network, table, row[key], row)


def _marked_row(network: Network, table: str, row_id: str, row: Mapping[Any, Any]) -> Marked:
    zh = row.get("name_zh") or row.get("line_zh") or row_id
    en = row.get("name_en") or row.get("line_en") or row_id
    if table == "tracks":
        stations = network["stations"].set_index("station_id")
        ends = stations.loc[[row["from_station"], row["to_station"]]]
        zh, en = (f"{name} {'–'.join(ends[c])}" for name, c in ((zh, "name_zh"), (en, "name_en")))
    return Marked(
        TABLES[table], row_id, Text(str(zh), str(en)), BASES[row["basis"]],
        CONFIDENCES[row["confidence"]], str(row["source"]),
    )  # fmt: skip


def _used_tables(network: Network) -> list[str]:
    aside = {"cities", "targets", "observed_rail", "observed_roads", "road_claims", "timetable"}
    return [
        name
        for name, table in network.tables.items()
        if name in TABLES and name not in aside and len(table) and "basis" in table
    ]


def _row_counts(counts: Mapping[str, int]) -> Text:
    return Text(
        "、".join(f"{TABLES[name].zh} {count}" for name, count in counts.items()),
        ", ".join(f"{count} {TABLES[name].en}" for name, count in counts.items()),
    )
