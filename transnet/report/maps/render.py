"""Figures as files: PNG, and SVG whose letters are text and whose size stays small."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from transnet.report.maps.figure_style import own_style
from transnet.report.maps.fonts import LATIN_FAMILY

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 150
"""Dots per inch of a figure; drawn and saved at the same, so that texts are measured once."""

# Texts with this in their id stand on other things and need an edge of light around them.
_HALO = "halo"
_HALO_STYLE = (
    f'<style type="text/css">[id^="{_HALO}"] text{{paint-order:stroke;stroke:#fff;'
    "stroke-width:2.2px;stroke-opacity:.9}</style>"
)


@own_style()
def render(figure: Figure) -> tuple[bytes, str]:
    """Return a figure as PNG bytes and as SVG text; the same bytes every time.

    The SVG keeps letters as text: a fifth of the size of outlines, and a reader can search and edit
    them. Who opens it without the font sees another one.
    """
    from matplotlib import rc_context

    png, svg = BytesIO(), BytesIO()
    quick = {"compress_level": 3}  # packs flat colours as small as the slowest level does
    figure.savefig(png, format="png", dpi=DPI, metadata={"Software": None}, pil_kwargs=quick)
    haloes = _haloes_by_style(figure)
    with rc_context({"svg.hashsalt": "transnet", "svg.fonttype": "none"}):
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    for text, effects in haloes:
        text.set_path_effects(effects)
    return png.getvalue(), _shortened(svg.getvalue().decode("utf-8"))


def _haloes_by_style(figure: Figure) -> list[tuple[Any, Any]]:
    """Leave the light edge of texts to a style, for an effect would draw each letter's outline."""
    from matplotlib.text import Text

    found: list[tuple[Any, Any]] = []
    for text in figure.findobj(Text):
        effects = text.get_path_effects()
        if effects:
            text.set_gid(f"{_HALO}{len(found)}")
            text.set_path_effects([])
            found.append((text, effects))
    return found


def _shortened(svg: str) -> str:
    """Round to a hundredth of a point, finer than any printer; scales keep their digits."""
    text = re.sub(r'transform="[^"]*"|(\d+\.\d{2})\d+', lambda found: found[1] or found[0], svg)
    text = text.replace(f"'{LATIN_FAMILY}'", f"'{LATIN_FAMILY}', sans-serif")
    return text.replace("</defs>", f"{_HALO_STYLE}</defs>", 1)
