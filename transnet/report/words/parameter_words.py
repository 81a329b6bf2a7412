"""What the inputs of the model are called: parameters, headways, projects' measures, the peak."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from transnet.base.language import both
from transnet.model.parameters import parameter_specs
from transnet.report.words.words import Text, join, same
from transnet.study.input_ends import CONGESTION, HEADWAYS, MEASURES, parameter_and_mode

if TYPE_CHECKING:
    from transnet.decision.scan import ScannedInput

PARAMETERS_ZH: Mapping[str, str] = MappingProxyType(
    {
        "speed_factor": "实际车速与设计车速之比",
        "speed_limit_kmh": "小汽车不超过的车速",
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
        "population_factor": "常住人口与普查人口之比",
        "town_station_km": "城区车站距中心的最远距离",
        "road_leg_max_km": "乘车前后公路接驳的最长距离",
        "own_leg_max_km": "无车者乘车前后接驳及全程的最长距离",
        "own_leg_kmh": "无车者乘公交或骑行（接驳及全程）的门到门速度",
        "drive_rest_every_min": "全程驾车每隔多久休息一次",
        "drive_rest_min": "全程驾车每次休息的时间",
        "drive_rest_spread_share": "全程驾车时间逐日浮动的比例",
        "longest_trip_min": "乘车出行的最长时间（含按权重计的错时）",
        "likely_ride_drives": "仍有人走的乘车出行最多相当于几次驾车全程",
        "road_leg_max_share": "公路接驳占接驳与乘车之和的最大比例",
        "long_road_leg_weight": "超出接驳限度的驾车时间在选择中的权重",
        "commute_budget_min": "按时刻表通勤每程的时限",
        "work_begins_h": "上班时刻",
        "work_ends_h": "下班时刻",
        "freight_truck_speed_kmh": "货车最高速度",
        "freight_handling_h": "货物两端装卸时间",
    }
)
PARAMETER_MODES: Mapping[str, Text] = MappingProxyType(
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
        "core_city": Text("核心城市", "core city"),
        "mountain_motorway": Text("山区高速公路", "mountain motorway"),
        "mountain_trunk": Text("山区国道", "mountain trunk road"),
        "mountain_primary": Text("山区省道", "mountain primary road"),
    }
)
_OTHER_INPUTS: Mapping[str, Text] = MappingProxyType(
    {
        HEADWAYS: Text("有高低值的发车间隔", "headways that have a range"),
        MEASURES: Text("项目措施的数值", "values of projects' measures"),
        CONGESTION: Text("高峰系数", "factors of the peak"),
        "at_stations": Text("进出站、换乘与候车", "times in stations and waits"),
        "service_plan": Text("开行方案", "service plan"),
    }
)


def input_text(name: str) -> Text:
    """Return what an input that is varied is called; its own name where nothing else is known.

    Of a parameter's description that is what stands before its first semicolon.
    """
    if name in _OTHER_INPUTS:
        return _OTHER_INPUTS[name]
    parameter, mode = parameter_and_mode(name)
    specs = parameter_specs()
    english = specs[parameter].description if parameter in specs else parameter
    words = Text(PARAMETERS_ZH.get(parameter, parameter), english.partition(";")[0])
    if not mode:
        return words
    of = PARAMETER_MODES.get(mode, same(mode))
    return Text(f"{words.zh}（{of.zh}）", f"{words.en} ({of.en})")


def scanned_text(scanned: ScannedInput) -> Text:
    """Return what an input of a grid is called; services go by their id."""
    if scanned.kind == "parameter":
        mode = "" if scanned.mode == "all" else f"[{scanned.mode}]"
        return input_text(f"{scanned.name}{mode}")
    if scanned.kind == "date":
        return both("day")
    if scanned.kind == "headway_min":
        return both("minutes between departures of {service}", service=scanned.name)
    return both("trains a day of {service}", service=scanned.name)


def input_texts(names: str, most: int) -> Text:
    """Return so many of a ';'-separated list of inputs in words, and how many more there are.

    Rows of a parameter that stands there as a whole go without saying. Empty for none.
    """
    listed = [name for name in names.split(";") if name]
    told = [name for name in listed if not (_whole(name) != name and _whole(name) in listed)]
    shown = join([input_text(name) for name in told[:most]], "；", "; ")
    more = len(told) - most
    return both("{inputs}; {count} more", inputs=shown, count=more) if more > 0 else shown


def _whole(name: str) -> str:
    """Return the parameter of which an input is a row."""
    return name if name in _OTHER_INPUTS else parameter_and_mode(name)[0]
