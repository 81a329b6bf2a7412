"""Numbers that questions to roads and changes of roads are given."""

from __future__ import annotations

from collections.abc import Callable

from transnet.base.arrays import is_real
from transnet.base.errors import InputError
from transnet.base.language import Message, said


def number_up_to(value: object, most: float, refuse: Callable[[str, Message], InputError]) -> float:
    """Return a number above 0 and at most so much.

    refuse  makes the error that is raised for another, of its text and of what it must be
    """
    if not is_real(value) or not 0.0 < float(value) <= most:  # type: ignore[arg-type]
        hint = said("must be a number above 0, at most {most:,g}", most=most)
        raise refuse(repr(value)[:80], hint)
    return float(value)  # type: ignore[arg-type]
