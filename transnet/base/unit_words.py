"""What the units of the tables are called in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from transnet.base.language import Text, same

_UNITS: Mapping[str, Text] = MappingProxyType(
    {
        "min": Text("分", "min"), "h": Text("小时", "h"), "km": Text("公里", "km"),
        "km/h": Text("公里/时", "km/h"), "day": Text("天", "days"), "CNY": Text("元", "CNY"),
        "CNY/h": Text("元/时", "CNY/h"), "CNY/km": Text("元/公里", "CNY/km"),
        "CNY/person": Text("元/人", "CNY/person"), "CNY/pkm": Text("元/人公里", "CNY/pkm"),
        "departures/day": Text("班/日", "departures/day"),
        "gCO2/km": Text("克CO2/公里", "gCO2/km"), "gCO2/pkm": Text("克CO2/人公里", "gCO2/pkm"),
        "gCO2/tkm": Text("克CO2/吨公里", "gCO2/tkm"), "m/s2": Text("米/秒²", "m/s²"),
        "people/km2": Text("人/平方公里", "people/km²"), "persons": Text("人", "persons"),
        "1": same(""),
    }
)  # fmt: skip


def unit_word(unit: str) -> Text:
    """Return what a unit of the tables is called; nothing for a bare number."""
    return _UNITS.get(unit, same(unit))


def with_space(unit: str) -> Text:
    """Return what stands for a unit right behind a number; nothing for a bare one."""
    said = unit_word(unit)
    return Text(*(f" {each}" if each else "" for each in (said.zh, said.en)))
