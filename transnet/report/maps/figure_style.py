"""How every figure is drawn: as matplotlib ships it, and texts as they stand."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_FONTS_LOG = "matplotlib.font_manager"


@contextmanager
def own_style() -> Iterator[None]:
    """Draw in matplotlib's own style and not the user's, and take no text for a formula.

    Also a decorator. Names may hold dollar signs, which would begin a formula. Letters that no font
    has are told by `fonts.letter_notices`, and not by a warning for each.
    """
    import matplotlib

    log = logging.getLogger(_FONTS_LOG)
    level = log.level
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        matplotlib.rcParams["text.parse_math"] = False
        warnings.filterwarnings("ignore", message="(?s)Glyph .* missing from")
        log.setLevel(logging.ERROR)
        try:
            yield
        finally:
            log.setLevel(level)
