"""Names that columns of points go by in Chinese and English tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said

_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "编号", "序号", "代码", "编码", "点号", "点编号", "标识"),
    "lon": ("lon", "lng", "long", "longitude", "经度", "东经"),
    "lat": ("lat", "latitude", "纬度", "北纬"),
    "people": ("people", "population", "人口", "人口数", "人数", "常住人口", "居民", "居民数"),
}
_KNOWN = {each: name for name, names in _NAMES.items() for each in names}
# A unit in brackets that changes nothing; 万人 is another number, and stays unknown.
_DOCUMENTED = ("编号", "经度", "纬度", "人口")
_UNIT = re.compile(r"\((人|度|°|deg|degrees?|wgs-?84|cgcs2000)\)$")


def point_names(columns: Iterable[str]) -> dict[str, str]:
    """Return the columns of points by the names that they are headed with.

    A column that has its plain name is the one that is meant, and others like it are left alone;
    where two go by one name (人口 and 常住人口) neither is taken.
    """
    there = list(columns)
    found: dict[str, list[str]] = {}
    for column in there:
        plain = unicodedata.normalize("NFKC", column).strip().lower()
        name = _KNOWN.get(_UNIT.sub("", plain).strip())
        if name is not None:
            found.setdefault(name, []).append(column)
    return {
        headed[0]: name for name, headed in found.items() if name not in there and len(headed) == 1
    }


def name_notices(names: Mapping[str, str], table: str) -> list[Notice]:
    """Return how columns were read that go by a name other than those that the docs give."""
    return [
        notice("header_read", table, 1, headed, headed, said("read as {name}", name=name))
        for headed, name in names.items()
        if headed.strip() not in _DOCUMENTED
    ]
