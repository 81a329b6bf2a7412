"""What means of travel, and the kinds of ways that they take, are called in messages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from transnet.base.language import Text, same

MODE_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "emu": Text("动车组", "EMU"), "conventional": Text("普速列车", "conventional"),
        "metro": Text("地铁", "metro"), "bus": Text("公交", "bus"),
        "coach": Text("客运班车", "coach"), "air": Text("航空", "air"),
        "rail": Text("铁路", "rail"), "road": Text("公路", "road"),
        "freight": Text("货运", "freight"),
    }
)  # fmt: skip


def mode_word(mode: str) -> Text:
    """Return what a mode or kind is called; as it stands where it is none of these."""
    return MODE_WORDS.get(mode) or same(mode)
