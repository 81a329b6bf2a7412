"""The language of a command line, known before anything of it is parsed.

So what is wrong with it is said in that language too. click asks gettext for its messages, some of
them when it is imported; their Chinese is the catalogue `click`.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Sequence

from transnet.base.language import CATALOGUES, LANGUAGES, Language, current_language, speak


def choose_language(words: Sequence[str]) -> None:
    """Choose the language of a command line: its --lang, or else what the environment says."""
    speak(_asked_for(words))
    os.environ["LANGUAGE"] = current_language()  # what gettext goes by
    gettext.bindtextdomain("click", str(CATALOGUES))
    gettext.textdomain("click")


def _asked_for(words: Sequence[str]) -> Language | None:
    found: Language | None = None
    for before, word in zip(["", *words], words, strict=False):
        if before == "--":
            break
        value = word if before == "--lang" else word.removeprefix("--lang=")
        if before == "--lang" or value != word:
            found = next((each for each in LANGUAGES if each == value), found)
    return found
