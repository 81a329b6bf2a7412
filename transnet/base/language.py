"""What people read, in Chinese and in English: write each text in English, here and once.

    from transnet.base.language import said, both, joined, text_of
    hint = said("Column {column} of {table} is empty", column=column, table=table)

`said` gives a Message: a str that is the English, and that can say itself in Chinese. Keep it whole
till it is printed: `+`, f-strings and str.join leave the English only. To put texts together, make
them values of a template (values may be Messages and Texts) or use `joined(parts)`. What pages hold
in both languages at once is a Text: `both(template, **values)`, or `text_of(message)`. Where text
leaves the program: `in_words(message)` says it in the `current_language()`. Templates are
str.format's: {km:.1f}, {name!r}; one without values is taken as it stands. Say 1 and many by two
templates. Then `make catalogues` puts the templates into transnet/locale/zh/LC_MESSAGES/ROOM.po:
write the Chinese there (or `--fill pairs.json`), run it again, and commit .po and .mo.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
MapLanguage = Literal["zh", "en", "both"]
"""What maps are lettered in, for a map can't be switched."""
CATALOGUES = Path(__file__).parent.parent / "locale"
"""Folder of the catalogues, as gettext lays them out: zh/LC_MESSAGES, a file for each room."""


@runtime_checkable
class Spoken(Protocol):
    """What can say itself in either language: texts, messages, notices and errors."""

    def in_language(self, language: Language) -> str:
        """Return it in words."""


_SETTING = "TRANSNET_LANG"
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
_FIRST = ("cli", "report-terminal", "base")  # where most of what a command prints is found
_spoken: ContextVar[Language | None] = ContextVar("spoken", default=None)
_chosen: list[Language] = []  # by the command, for all its threads


@dataclass(frozen=True)
class Text:
    """The same thing said in Chinese and in English."""

    zh: str
    en: str

    def __add__(self, other: Text) -> Text:
        return Text(self.zh + other.zh, self.en + other.en)

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def __str__(self) -> str:
        return in_words(self)

    def in_language(self, language: Language) -> str:
        """Return the text in a language."""
        return self.zh if language == "zh" else self.en


class Message(str):
    """A text whose str is the English, and which remembers how to say itself in Chinese.

    template and values are what str.format makes the English of; zh is the Chinese template where
    no catalogue holds it. It is pickled and copied whole.
    """

    template: str
    values: Mapping[str, Any]
    zh: str | None

    def __new__(
        cls, template: str, values: Mapping[str, Any] | None = None, zh: str | None = None
    ) -> Message:
        """Return the message; a KeyError where the template names a value that isn't there."""
        message = super().__new__(cls, _filled(template, values or {}, "en"))
        message.template, message.values, message.zh = template, dict(values or {}), zh
        return message

    def in_language(self, language: Language) -> str:
        """Return the text in a language; the English where no Chinese is known."""
        if language == "en":
            return str(self)
        return _filled(self.zh or chinese_of(self.template), self.values, language)

    def __reduce__(self) -> tuple[type[Message], tuple[str, dict[str, Any], str | None]]:
        return Message, (self.template, dict(self.values), self.zh)

    def __deepcopy__(self, _memo: object) -> Message:
        return self


def said(template: str, /, **values: Any) -> Message:
    """Return a message; `make catalogues` finds its template, which must be written out here."""
    return Message(template, values)


def both(template: str, /, **values: Any) -> Text:
    """Return what `said` would say, in both languages at once."""
    return text_of(Message(template, values))


def text_of(value: object) -> Text:
    """Return a Message, a Text or any value in both languages."""
    return value if isinstance(value, Text) else Text(in_words(value, "zh"), in_words(value, "en"))


def same(text: str) -> Text:
    """Return text that reads the same in both languages, such as a number."""
    return Text(text, text)


def join(parts: Iterable[Text], zh: str = "；", en: str = "; ") -> Text:
    """Return texts in a row, empty ones left out."""
    kept = [part for part in parts if part]
    return Text(zh.join(part.zh for part in kept), en.join(part.en for part in kept))


def joined(parts: Iterable[object], en: str = ", ", zh: str = "、") -> Message:
    """Return texts in a row as one message, empty ones left out: a list, unless told otherwise.

    Sentences are put together by `joined(parts, en=" ", zh="")`.
    """
    values = {f"part{number}": part for number, part in enumerate(filter(_holds_text, parts))}
    fields = [f"{{{name}}}" for name in values]
    return Message(_escaped(en).join(fields), values, _escaped(zh).join(fields))


def in_words(value: object, language: Language | None = None) -> str:
    """Return a text, notice, error or any value in a language: the current one unless given."""
    if isinstance(value, Spoken):
        return value.in_language(language or current_language())
    return str(value)


def current_language() -> Language:
    """Return the language of this context: spoken, the command's, TRANSNET_LANG or the locale's."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    if _chosen:
        return _chosen[0]
    return _of_environment(os.environ)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Say everything in a language within a `with`: for notebooks and tests."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(language: Language | None) -> None:
    """Choose the language of the whole process; None gives the choice back to the environment."""
    _chosen[:] = [language] if language else []


def chinese_of(template: str) -> str:
    """Return the Chinese of a template; the template itself where no catalogue has it."""
    for room in _rooms() if template else ():
        found = _catalogue(room).gettext(template)
        if found != template:
            return found
    return template


def _filled(template: str, values: Mapping[str, Any], language: Language) -> str:
    if not values:
        return template
    return template.format_map({name: _value(each, language) for name, each in values.items()})


def _value(value: Any, language: Language) -> Any:
    """Return a value of a template: words in the language, and numbers as they are."""
    return value.in_language(language) if isinstance(value, Spoken) else value


def _holds_text(part: object) -> bool:
    return part is not None and bool(part if isinstance(part, Text) else str(part))


def _escaped(between: str) -> str:
    return between.replace("{", "{{").replace("}", "}}")


def _of_environment(environment: Mapping[str, str]) -> Language:
    names = [_SETTING] if environment.get(_SETTING) else [*_LOCALE]
    told = next((environment[name] for name in names if environment.get(name)), "")
    if not told and sys.platform == "win32":
        import locale

        told = locale.getlocale()[0] or ""
    return "zh" if told.lower().startswith(("zh", "chinese")) else "en"


@cache
def _rooms() -> tuple[str, ...]:
    """Return the names of the catalogues, those first in which most is found."""
    names = {path.stem for path in (CATALOGUES / "zh" / "LC_MESSAGES").glob("*.mo")}
    first = [name for name in _FIRST if name in names]
    return (*first, *sorted(names - set(first) - {"click"}))


@cache
def _catalogue(room: str) -> GNUTranslations:
    """Return a room's catalogue, read when it is first wanted."""
    with (CATALOGUES / "zh" / "LC_MESSAGES" / f"{room}.mo").open("rb") as file:
        return GNUTranslations(file)
