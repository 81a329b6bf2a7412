"""Make the fonts that maps are lettered in anew: `python -m docs.map_font [FOLDER]`.

Noto Sans CJK SC, regular and bold, cut down to the characters of our tables, catalogues and code,
and Latin letters: about 300 kB each in place of 19 MB. FOLDER holds NotoSansCJK-Regular.ttc and
-Bold.ttc, by default where Debian's fonts-noto-cjk puts them. The fonts get a name of their own, so
that a system's whole ones, which letter what isn't in ours, are never taken for them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from transnet.report.maps.fonts import OWN_FAMILY, OWN_FILES

ROOT = Path(__file__).parents[1]
_SYSTEM = Path("/usr/share/fonts/opentype/noto")
_SOURCE = "Noto Sans CJK SC"
_LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180)]
_MARKS = "‐–—‘’“”…·•×÷≤≥≈±−²³°→←↑↓√§№"
_DROPPED = ("BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx", "DSIG")
_NAMES = {1: OWN_FAMILY, 3: "transnet", 4: OWN_FAMILY, 6: OWN_FAMILY.replace(" ", "")}
_KEPT_NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14)  # with copyright and licence


def main(folder: Path = _SYSTEM) -> None:
    """Write both fonts anew and say how large they are."""
    wanted = characters()
    for weight, path in OWN_FILES.items():
        _subset(folder / f"NotoSansCJK-{weight}.ttc", weight, wanted, path)
        print(f"{path.name}: {len(wanted):,} characters, {path.stat().st_size / 1000:,.0f} kB")  # noqa: T201


def characters() -> set[int]:
    """Return the code points of all that maps may be lettered with."""
    found = {*_LATIN, *map(ord, _MARKS)}
    for path in _sources():
        found |= {ord(mark) for mark in path.read_text("utf-8") if ord(mark) > 0x2E00}
    return found


def _sources() -> Iterator[Path]:
    for folder, pattern in (
        ("networks", "*.csv"),
        ("networks", "*.toml"),
        ("scenarios", "*.toml"),
        ("transnet/locale", "*.po"),
        ("transnet", "*.py"),
        ("transnet", "*.csv"),
        ("transnet", "*.j2"),
    ):
        yield from sorted((ROOT / folder).rglob(pattern))


def _subset(source: Path, weight: str, wanted: set[int], target: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTCollection

    fonts: list[Any] = TTCollection(source, lazy=True).fonts
    font = next(each for each in fonts if each["name"].getDebugName(1) == _SOURCE)
    options: Any = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = list(_KEPT_NAMES)
    options.drop_tables += _DROPPED
    cut = subset.Subsetter(options)
    cut.populate(unicodes=wanted)
    cut.subset(font)
    for number, text in _NAMES.items():
        shown = text if number in (1, 3) else f"{text} {weight}".strip()
        for record in [each for each in font["name"].names if each.nameID == number]:
            record.string = shown.replace(" ", "-") if number == 6 else shown
    font["CFF "].cff.fontNames = [f"{_NAMES[6]}-{weight}"]
    font["head"].modified = font["head"].created  # the same bytes whenever it is made
    font.recalcTimestamp = False
    font.save(target)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
