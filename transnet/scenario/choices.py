"""Words that a file chooses among, with the Chinese ones that stand for them."""

from __future__ import annotations

from collections.abc import Mapping

CHOICES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "theme": {
        "rail": ("铁路",), "road": ("公路", "道路"), "air": ("航空", "民航"),
        "urban": ("城市交通", "城市轨道", "轨道交通"), "hub": ("枢纽",),
        "service": ("运输服务", "服务"), "freight": ("货运",),
    },
    "stage": {"none": ("无", "未定")},
    "status": {
        "open": ("已开通", "现状", "运营"), "building": ("在建", "建设中"), "planned": ("规划",),
        "study": ("研究", "预研"), "cancelled": ("取消", "已取消"),
    },
    "table": {
        "projects": ("项目",), "roads": ("公路", "道路"), "stations": ("车站",),
        "tracks": ("轨道", "铁路"), "services": ("车次", "班次", "服务"), "airports": ("机场",),
        "flights": ("航班",),
    },
    "mode": {
        "emu": ("动车组", "动车", "高铁"), "conventional": ("普速列车", "普速"), "metro": ("地铁",),
        "bus": ("公交", "公交车"), "coach": ("客运班车", "大巴"), "air": ("飞机", "航空"),
        "car": ("小汽车", "驾车"), "walk": ("步行",), "all": ("全部",), "taxi": ("出租车",),
    },
    "road_class": {
        "motorway": ("高速公路", "高速"), "trunk": ("一级公路", "快速路"),
        "primary": ("二级公路", "普通公路"), "urban": ("城市道路",),
    },
    "kind": {
        "motorway": ("高速公路", "高速"), "trunk": ("一级公路", "快速路"),
        "primary": ("二级公路", "普通公路"), "urban": ("城市道路",),
        "emu": ("动车组", "动车", "高铁"), "conventional": ("普速列车", "普速"),
        "metro": ("地铁",), "bus": ("公交", "公交车"), "coach": ("客运班车", "大巴"),
        "freight": ("货运",), "mixed": ("客货共线",), "passenger": ("客运",),
        "cargo": ("货运机场",), "general": ("通用机场", "通用航空"),
    },
    "using": {
        "best": ("最快", "最优"), "drive": ("驾车", "小汽车"), "public": ("公共交通",),
        "rail": ("铁路",), "carfree": ("无车", "不开车"),
    },
    "measures": {
        "watt": ("加权平均出行时间", "加权平均时间"), "potential": ("潜力", "经济潜力"),
        "daily": ("日可达", "当日往返"), "cumulative": ("累积机会", "累计机会"),
        "gravity": ("重力", "引力"),
    },
    "family": {
        "binary": ("阶跃", "二值"), "linear": ("线性",), "exponential": ("指数",),
        "power": ("幂函数", "幂"), "gaussian": ("高斯",), "logistic": ("逻辑斯蒂", "逻辑"),
    },
    "mass": {"population": ("人口",), "gdp": ("地区生产总值", "GDP")},
    "traffic": {"off_peak": ("平峰",), "peak": ("高峰",)},
}  # fmt: skip
"""Chinese words by what they stand for, by the key that they are written at; the first is shown."""

_TRAINS = ("emu", "conventional")
_OF_OFFICE = {
    "国道": ("trunk", "primary"), "省道": ("primary", "trunk"), "国省道": ("trunk", "primary"),
    "国省干线": ("trunk", "primary"), "县道": ("primary",),
    "国家高速": ("motorway",), "省级高速": ("motorway",),
}  # fmt: skip
"""Who keeps a road, which tells of its class no more than what it may be."""
SEVERAL: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "mode": {
        "市域": ("emu", "metro"), "市域铁路": ("emu", "metro"), "市域快线": ("emu", "metro"),
        "市郊": _TRAINS, "市郊铁路": _TRAINS, "城际": ("emu",), "城际铁路": ("emu",),
        "城轨": ("metro",), "轻轨": ("metro",), "轨道交通": ("metro", "emu"), "火车": _TRAINS,
        "suburban": ("emu", "metro"), "train": _TRAINS, "rail": _TRAINS, "light rail": ("metro",),
        "铁路": _TRAINS, "列车": _TRAINS, "客车": ("coach", "bus"), "巴士": ("bus", "coach"),
    },
    "kind": _OF_OFFICE,
    "road_class": _OF_OFFICE,
}  # fmt: skip
"""Words that planners use for what may be several things here, and those, by key."""

PARAMETER_WORDS: Mapping[str, tuple[str, ...]] = {
    "fare_cny_per_pkm": ("票价", "运价", "fare"), "boarding_fare_cny": ("起步价", "票价"),
    "toll_cny_per_km": ("过路费", "通行费", "高速费"), "speed_factor": ("速度系数", "车速"),
    "parking_min": ("停车时间", "停车"), "entry_min": ("进站时间", "进站"),
    "exit_min": ("出站时间", "出站"),
    "transfer_min": ("换乘时间", "换乘"), "dwell_min": ("停站时间", "停站"),
    "walk_speed_kmh": ("步行速度",), "service_span_min": ("运营时间",),
}  # fmt: skip
"""What people may call a parameter."""


def meant(key: str, word: str) -> str:
    """Return the word that a Chinese one stands for at a key; the word itself otherwise."""
    plain = word.strip()
    for choice, words in CHOICES.get(key, {}).items():
        if plain in words:
            return choice
    return word


def shown(key: str, known: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the Chinese of the words that may stand at a key, by word."""
    return {word: words for word in known if (words := CHOICES.get(key, {}).get(word))}
