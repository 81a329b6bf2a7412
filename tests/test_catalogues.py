"""What is said has its Chinese, and nothing else is in the catalogues."""

from __future__ import annotations

import re

import pytest

from docs.catalogues import FOLDER, compiled, extracted, fields, merged, read, untranslated
from docs.catalogues import templates_of as templates
from tests.import_graph import PACKAGE

ROOMS = sorted(path.stem for path in FOLDER.glob("*.po"))
NOT_YET: set[str] = set()
"""Catalogues that have texts without Chinese. Take one out once it is whole; at the end none."""


def test_there_is_a_catalogue_for_each_room_that_says_something() -> None:
    assert sorted(extracted()) == ROOMS
    assert sorted(path.stem for path in FOLDER.glob("*.mo")) == ROOMS


@pytest.mark.parametrize("room", ROOMS)
def test_catalogues_hold_what_is_said_and_nothing_else(room: str) -> None:
    assert {each.id for each in read(room) if each.id} == set(extracted()[room]), "make catalogues"


@pytest.mark.parametrize("room", ROOMS)
def test_everything_that_is_said_has_its_chinese(room: str) -> None:
    assert bool(untranslated(room)) == (room in NOT_YET), untranslated(room)


@pytest.mark.parametrize("room", ROOMS)
def test_compiled_catalogues_are_those_that_are_read(room: str) -> None:
    binary = (FOLDER / f"{room}.mo").read_bytes()
    assert binary == compiled(read(room)), "make catalogues"


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_hold_the_same_values(room: str) -> None:
    for message in read(room):
        if not message.id or not message.string:
            continue
        english = [message.id] if isinstance(message.id, str) else message.id
        chinese = [message.string] if isinstance(message.string, str) else message.string
        for each in filter(None, chinese):
            assert any(fields(each) == fields(form) for form in english), message.id


def test_a_template_has_one_chinese_wherever_it_is_said() -> None:
    found: dict[object, object] = {}
    for room in set(ROOMS) - {"click"}:
        for message in read(room):
            if message.id and message.string:
                assert found.setdefault(message.id, message.string) == message.string


def test_templates_are_found_where_they_are_said_and_must_be_written_out() -> None:
    start = "from transnet.base.language import both as pair, said\n"
    source = f"{start}a = said('a {{b}}' ' c', b=said('d'))\nb = pair('e' if a else 'f')\n"
    assert set(templates(source, PACKAGE)) == {"a {b} c", "d", "e", "f"}
    assert set(templates("said = len\nsaid(a)", PACKAGE)) == set()
    with pytest.raises(ValueError, match="write the template out"):
        list(templates(f"{start}said(f'{{a}}')", PACKAGE))


def test_a_translation_stays_as_long_as_its_text_does() -> None:
    catalog, dropped = merged("none", ("a",), {"a": "甲"})
    assert [(each.id, each.string) for each in catalog if each.id] == [("a", "甲")]
    assert dropped == {}


@pytest.mark.parametrize("room", ROOMS)
def test_no_chinese_holds_a_sentence_of_english(room: str) -> None:
    """As it does where two branches changed one text and were merged."""
    for message in read(room):
        chinese = [message.string] if isinstance(message.string, str) else message.string
        for each in chinese if message.id else ():
            assert not re.search(r"(?:[A-Za-z']+[ \n,.]+){6,}", each), message.id
