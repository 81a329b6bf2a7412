"""Fonts for maps: Chinese where the machine has glyphs for it, pinyin and English elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

CJK_FAMILIES = (
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


@dataclass(frozen=True)
class Lettering:
    """Font families in the order that matplotlib tries them, and whether Chinese can be set."""

    families: tuple[str, ...]
    chinese: bool

    def pick(self, name_zh: str, name_en: str) -> str:
        """Return 'zh en' where Chinese can be set, else the English name."""
        if not self.chinese:
            return name_en or "?"
        return f"{name_zh} {name_en}".strip()


def lettering() -> Lettering:
    """Return the first family of `CJK_FAMILIES` that has the glyphs, else Latin only."""
    for family in CJK_FAMILIES:
        if _has_glyphs(family):
            return Lettering((family, LATIN_FAMILY), chinese=True)
    return Lettering((LATIN_FAMILY,), chinese=False)


def _has_glyphs(family: str) -> bool:
    from matplotlib import font_manager

    if family not in font_manager.get_font_names():
        return False
    path = font_manager.findfont(font_manager.FontProperties(family=[family]))
    font = font_manager.get_font(path)
    return all(font.get_char_index(ord(char)) for char in _PROBE)
