"""What the words of tables are called in both languages: kinds, states, classes, means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from transnet.base.language import Text, joined, same, text_of
from transnet.model.mode_words import MODE_WORDS
from transnet.report.words.words import BASES, CONFIDENCES, MEASURES

_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        **BASES, **CONFIDENCES, **MEASURES, **MODE_WORDS,
        # what stands and what doesn't
        "open": Text("已开通", "open"), "building": Text("在建", "building"),
        "planned": Text("规划", "planned"), "study": Text("研究", "study"),
        "cancelled": Text("已取消", "cancelled"), "existing": Text("现状", "existing"),
        "under-construction": Text("在建", "under construction"),
        "policy": Text("政策", "policy"), "none": Text("不在任何阶段", "no stage"),
        # themes of projects, categories of the plan
        "urban": Text("城市交通", "urban"), "hub": Text("枢纽", "hub"),
        "service": Text("运输服务", "service"),
        "urban-rail": Text("城市轨道", "urban rail"), "highway": Text("公路", "roads"),
        "airport": Text("航空", "airport"), "target": Text("目标", "target"),
        # roads
        "motorway": Text("高速公路", "motorway"), "trunk": Text("一级公路", "trunk"),
        "primary": Text("二级公路", "primary"),
        "mountain_motorway": Text("山区高速公路", "motorway in hills"),
        "mountain_trunk": Text("山区一级公路", "trunk road in hills"),
        "mountain_primary": Text("山区二级公路", "primary road in hills"),
        # stations, lines, trains
        "suburban": Text("市郊列车", "suburban"), "mixed": Text("客货共线", "mixed"),
        "passenger": Text("客运", "passenger"), "conv": Text("普速", "conv"),
        "cargo": Text("货运机场", "cargo"), "general": Text("通用机场", "general"),
        # places
        "district": Text("市辖区", "district"), "county": Text("县", "county"),
        "county_city": Text("县级市", "county-level city"), "external": Text("区外", "outside"),
        # means and purposes of parameters
        "all": Text("全部", "all"), "car": Text("小汽车", "car"), "taxi": Text("出租车", "taxi"),
        "cycle": Text("骑行", "cycle"), "wait": Text("候车", "wait"),
        "transfer": Text("换乘", "transfer"), "truck": Text("货车", "truck"),
        "brt": Text("快速公交", "BRT"), "business": Text("公务", "business"),
        "commuting": Text("通勤", "commuting"), "leisure": Text("休闲", "leisure"),
        "electric_car": Text("电动车", "electric car"), "petrol_car": Text("燃油车", "petrol car"),
        "village": Text("村", "village"), "sea_rail": Text("海铁联运", "sea and rail"),
        "china_europe": Text("中欧班列", "China–Europe"),
        "emu_250": Text("时速250公里动车组", "EMU of 250 km/h"),
        "hsr_350": Text("时速350公里高铁", "EMU of 350 km/h"),
        # who takes a trip by what
        "best": Text("最快", "best"), "drive": Text("驾车", "drive"),
        "public": Text("公共交通", "public"), "carfree": Text("无车", "carfree"),
        "in_train": Text("车内", "in the train"),
        # what times are held against
        "fit": Text("标定", "fit"), "held_out": Text("检验", "held out"),
        "shown": Text("无法表达", "shown"),
        "first half": Text("前半", "first half"), "second half": Text("后半", "second half"),
    }
)  # fmt: skip
_CHAPTER = re.compile(r"第(\d+)章(?:第(\d+)节|章首)")


def word(value: object) -> Text:
    """Return what a word of a table is called; as it stands where it is none of these.

    Several in one cell are parted by /.
    """
    parts = str(value).split("/")
    if len(parts) > 1 and all(part in _WORDS for part in parts):
        return text_of(joined([_WORDS[part] for part in parts], "/", "、"))
    return _WORDS.get(str(value), same(str(value)))


def codes_called(text: str) -> list[str]:
    """Return the words of tables that are called so in Chinese; the text itself where none is.

    Several may be called alike: 在建 is building, and under-construction.
    """
    return [code for code, called in _WORDS.items() if called.zh == text] or [text]


def chapter_words(chapter: str) -> Text:
    """Return a chapter and section of the plan, such as 第5章第1节, in both languages."""
    found = _CHAPTER.fullmatch(chapter)
    if found is None:
        return same(chapter)
    section = f" s. {found[2]}" if found[2] else ", head"
    return Text(chapter, f"ch. {found[1]}{section}")
