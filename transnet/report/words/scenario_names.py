"""What a scenario is called in both languages, and what is said where its file names it in one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from transnet.report.words.words import Text, same

if TYPE_CHECKING:
    from transnet.scenario.file import Scenario

_CHINESE = re.compile(r"[\u3400-\u9fff]")


def scenario_name(scenario: Scenario) -> Text:
    """Return both names of a scenario; the one that its file gives where it gives no other."""
    return Text(scenario.name_zh, scenario.name_en)


def name_missing(scenario: Scenario) -> Text:
    """Say, to who reads in a language, that the file gives no name in it; '' to the others.

    A name isn't translated by guess, and a Chinese reader needs no remark about English.
    """
    name = scenario.name_zh
    if name != scenario.name_en or name == scenario.id:
        return same("")
    if _CHINESE.search(name):
        return Text("", "The scenario file gives no English name: add name_en.")
    return Text("情景文件没有中文名称，请补 name_zh。", "")
