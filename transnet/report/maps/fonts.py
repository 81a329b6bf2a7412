"""Fonts for maps: our own of the characters of our tables, then those of the system.

Our own (`letters`, made by `docs/map_font.py`) let Chinese read the same on every machine; a letter
that they lack is taken from the first family of the system that has Chinese. What decides is the
font files that are there: matplotlib keeps a list of fonts in the user's home, which may be years
old, so its entries of the families that we use are made anew from the files. Fonts in the user's
home are taken only where the system has none of the family.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.given import word_given
from transnet.base.language import MapLanguage, said

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

OWN_FAMILY = "Transnet Sans SC"
_LETTERS = Path(__file__).parent / "letters"
OWN_FILES = {
    weight: _LETTERS / f"transnet-sans-sc-{weight.lower()}.otf" for weight in ("Regular", "Bold")
}
CJK_FAMILIES = (
    OWN_FAMILY,
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "DengXian",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Heiti SC",
    "STHeiti",
    "Arial Unicode MS",
    # The first face of a collection file, for matplotlib before 3.11 which reads no other.
    "Noto Sans CJK JP",
    "Source Han Sans",
    "Droid Sans Fallback",
)
LATIN_FAMILY = "DejaVu Sans"  # shipped with matplotlib
_PROBE = "忻雄吕梁"
_SHOWN = 10


@dataclass(frozen=True)
class Lettering:
    """Font families in the order that matplotlib tries them, and what can and shall be set.

    chinese   whether a family has Chinese; all is English where none has
    language  what the map is lettered in
    """

    families: tuple[str, ...]
    chinese: bool
    language: MapLanguage = "both"

    def pick(self, zh: str, en: str, between: str = " ") -> str:
        """Return a text in the map's language; in both, the English after the Chinese."""
        if not self.chinese:
            return en or "?"
        if self.language == "both":
            return f"{zh}{between}{en}".strip()
        return (zh or en if self.language == "zh" else en or zh) or "?"

    def short(self, zh: str, en: str) -> str:
        """Return a text that a map in both languages has in English alone, such as a unit."""
        return zh if self.chinese and self.language == "zh" else en


def lettering(language: MapLanguage = "both") -> Lettering:
    """Return our own family and the first of the system's that has the glyphs, else Latin only.

    Raises UnknownNameError for another language.
    """
    word_given(language, get_args(MapLanguage), said("language of maps"))
    _settle(LATIN_FAMILY)
    found: list[str] = []
    for family in CJK_FAMILIES:
        if family in _files() and _lacking(family, _PROBE) == "":
            _settle(family)
            found.append(family)
            if family != OWN_FAMILY:
                break
    return Lettering((*found, LATIN_FAMILY), chinese=bool(found), language=language)


def letter_notices(texts: Iterable[str], language: MapLanguage = "both") -> list[Notice]:
    """Return what maps that show some texts can't show: Chinese without a font, other letters."""
    letters = lettering()
    found = []
    if not letters.chinese and language != "en":
        hint = said(
            "no font with Chinese letters is installed, so maps name places in "
            "English alone; install one, such as Noto Sans CJK SC"
        )
        found.append(notice("no_chinese_font", "maps", 0, "", "", hint))
    lost = "".join(sorted(set("".join(texts))))
    for family in letters.families:
        lost = _lacking(family, lost)
    if lost:
        hint = said("no font here has these letters; maps show boxes in their place")
        shown = " ".join(f"{mark} (U+{ord(mark):04X})" for mark in lost[:_SHOWN])
        found.append(notice("letters_not_shown", "maps", 0, "", shown, hint))
    return found


def fonts_there() -> list[tuple[str, int, int]]:
    """Return the font files, also of our own, with their bytes and times: what letters hang on."""
    from matplotlib import font_manager

    found = []
    for path in sorted([*font_manager.findSystemFonts(), *map(str, OWN_FILES.values())]):
        with suppress(OSError):  # it went meanwhile
            status = Path(path).stat()
            found.append((path, status.st_size, status.st_mtime_ns))
    return found


def _lacking(family: str, text: str) -> str:
    """Return the printable letters of a text that a family doesn't have."""
    faces = [_face(path, family) for path in _files()[family][:1]]
    return "".join(
        mark
        for mark in text
        if mark.isprintable() and not any(face.get_char_index(ord(mark)) for face in faces)
    )


def _settle(family: str) -> None:
    """Let matplotlib find a family in the files that are there, whatever its list says."""
    from matplotlib.font_manager import fontManager

    known = [each for each in fontManager.ttflist if each.name == family]
    if known and known == _settled.get(family):
        return
    paths = _files()[family]
    others = [
        each for each in fontManager.ttflist if each.name != family and each.fname not in paths
    ]
    fontManager.ttflist = others
    for path in paths:
        fontManager.addfont(path)
    _settled[family] = [each for each in fontManager.ttflist if each.name == family]


_settled: dict[str, list[Any]] = {}


@cache
def _files() -> dict[str, list[str]]:
    """Return the font files of each family that is there, by looking into them."""
    from matplotlib import font_manager, get_data_path

    own = sorted(map(str, Path(get_data_path(), "fonts", "ttf").glob("*.ttf")))
    own += map(str, OWN_FILES.values())
    homes = tuple(_home_folders())
    system = sorted(font_manager.findSystemFonts(), key=lambda path: (path.startswith(homes), path))
    found: dict[str, list[str]] = {}
    for path in own:
        for family in _families(path):
            found.setdefault(family, []).append(path)
    shipped = set(found)
    for path in system:
        for family in _families(path) - shipped:
            paths = found.setdefault(family, [])
            if not (path.startswith(homes) and paths and not paths[0].startswith(homes)):
                paths.append(path)
    return found


def _home_folders() -> list[str]:
    """Return what paths in the user's home begin with; nothing where there is no home."""
    home = os.path.expanduser("~")  # noqa: PTH111  Path.home() raises where there is none
    return [os.path.join(home, "")] if os.path.isabs(home) and home != os.sep else []  # noqa: PTH117, PTH118


def _families(path: str) -> set[str]:
    from matplotlib.ft2font import FT2Font

    try:
        font = FT2Font(path)
        count = getattr(font, "num_faces", 1) if _reads_faces() else 1
        return {
            font.family_name,
            *(FT2Font(path, face_index=at).family_name for at in range(1, count)),
        }
    except (OSError, RuntimeError, ValueError):  # a damaged file is no font
        return set()


def _face(path: str, family: str) -> FT2Font:
    """Return the face of a family in a file."""
    from matplotlib.ft2font import FT2Font

    font = FT2Font(path)
    at = 0
    while font.family_name != family:
        at += 1
        font = FT2Font(path, face_index=at)
    return font


@cache
def _reads_faces() -> bool:
    """Return whether this matplotlib reads other faces of a collection than the first."""
    import matplotlib

    return matplotlib.__version_info__ >= (3, 11)
