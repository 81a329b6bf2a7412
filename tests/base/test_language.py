"""Messages say themselves in both languages, wherever they were carried."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.base import language
from transnet.base.amounts import minutes, number, people
from transnet.base.errors import InputError, Notice, UnknownNameError
from transnet.base.language import (
    Message,
    Text,
    both,
    current_language,
    in_words,
    join,
    joined,
    said,
    same,
    speak,
    speaking,
    text_of,
)

CHINESE = {"no {kind} named {name!r}": "没有名为{name!r}的{kind}", "place": "地点"}
PARTS = st.text(max_size=8)


@pytest.fixture(autouse=True)
def _a_catalogue() -> object:
    with patch.object(language, "chinese_of", lambda text: CHINESE.get(text, text)):
        yield


def test_a_message_is_its_english_and_says_itself_in_chinese() -> None:
    told = said("no {kind} named {name!r}", kind=said("place"), name="太原")
    assert told == "no place named '太原'"
    assert told.in_language("zh") == "没有名为'太原'的地点"
    assert both("place") == Text("地点", "place") == text_of(said("place"))
    with speaking("zh"):
        assert in_words(told) == told.in_language("zh")
        assert str(both("place")) == "地点"
        assert str(told) == told  # only what prints it chooses the language


@pytest.mark.parametrize("carried", [lambda x: pickle.loads(pickle.dumps(x)), copy.deepcopy])  # noqa: S301
def test_a_message_arrives_whole(carried: object) -> None:
    notice = Notice("test", "error", "roads", 2, "km", "x", said("place"))
    arrived = carried(notice)  # type: ignore[operator]
    assert arrived == notice
    assert isinstance(arrived.hint, Message)
    assert arrived.in_language("zh") == "roads row 2, km: 'x' 地点 [test]"
    error = carried(InputError(said("place"), [notice]))  # type: ignore[operator]
    assert error.in_language("zh").startswith("地点\n  roads")


@given(st.lists(PARTS, max_size=5))
def test_texts_in_a_row(parts: list[str]) -> None:
    kept = [part for part in parts if part]
    assert joined(parts) == ", ".join(kept)
    assert joined(parts).in_language("zh") == "、".join(kept)
    texts = [Text(part, part * 2) for part in parts]
    assert join(texts, "{", "}") == text_of(joined(texts, en="}", zh="{"))


@given(PARTS, PARTS)
def test_values_with_braces_are_taken_as_they_are(first: str, second: str) -> None:
    assert said("{a}{b}", a="{b}" + first, b=second) == "{b}" + first + second
    assert said("{") == "{"


def test_errors_are_said_in_the_current_language() -> None:
    error = UnknownNameError(said("place"), "x", ["太原"])
    assert str(error) == "no place named 'x'; known is 太原"
    with speaking("zh"):
        assert str(error).startswith("没有名为'x'的地点")


def test_the_language_is_the_nearest_that_was_chosen() -> None:
    assert current_language() == "en"
    speak("zh")
    try:
        assert current_language() == "zh"
        with speaking("en"):
            assert current_language() == "en"
    finally:
        speak(None)


@pytest.mark.parametrize(
    ("set_to", "expected"),
    [
        ({"TRANSNET_LANG": "zh", "LC_ALL": "en_GB.UTF-8"}, "zh"),
        ({"TRANSNET_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_GB"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "ZH_TW"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_environment_chooses(set_to: dict[str, str], expected: str) -> None:
    with patch.dict(os.environ, set_to, clear=True):
        assert current_language() == expected


def test_catalogues_are_read_when_chinese_is_wanted() -> None:
    code = (
        "from transnet.base import language as l\n"
        "str(l.said('a {b}', b=1)); assert l._catalogue.cache_info().currsize == 0\n"
        "l.said('a').in_language('zh'); assert l._catalogue.cache_info().currsize > 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_numbers_are_written_as_a_reader_writes_them() -> None:
    assert people(1_250_000) == Text("125.0 万人", "1.25 million")
    assert people(9_999) == Text("9,999 人", "9,999")
    assert number(float("nan")) == same("–") == people(float("inf"))
    assert minutes(35.4) == Text("35 分", "35 min")
