"""What measures of access are called, by the settings of the scenario that asks for them."""

from __future__ import annotations

from transnet.report.words.words import Text
from transnet.scenario.accessibility_settings import AccessSettings
from transnet.study.without_car import CORE_HOUR, SEAT_HOUR

_NAMES = {
    "watt": Text("平均出行时间", "mean journey time (WATT)"),
    "potential": Text("经济潜力", "economic potential"),
    CORE_HOUR: Text("距核心 1 小时内的居民", "residents within an hour of the core"),
    SEAT_HOUR: Text("距本市中心 1 小时内的居民", "residents within an hour of their own seat"),
}


def measure_text(name: str, settings: AccessSettings) -> Text:
    """Return what a measure is called: a name of `Gains.measures` or of `WithoutCar.measures`."""
    if name in _NAMES:
        return _NAMES[name]
    if name == "daily":
        hours = settings.day_trip_min / 60.0
        return Text(f"日可达({hours:g}小时内)", f"daily accessibility ({hours:g} h)")
    if name == "gravity":
        return Text(f"重力可达性 {settings.decay}", f"gravity, {settings.decay}")
    what = Text("人口", "people") if settings.mass == "population" else Text("GDP", "GDP")
    cutoff = name.removeprefix("cumulative_")
    return Text(f"{cutoff}分钟内的{what.zh}", f"{what.en} within {cutoff} min")
