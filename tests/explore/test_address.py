"""Addresses are read strictly and written one way; what they say is a scenario."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode
from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import line_world
from transnet.base.errors import TransnetError, UnknownNameError
from transnet.explore.address import Address, read_address
from transnet.explore.asked_states import asked_of
from transnet.explore.refusals import RefusedError, refusal_of

_IDS = st.text("abcXYZ019-_雄", min_size=1, max_size=12)
_NUMBERS = st.integers(0, 10_000_000).map(lambda each: each / 1000)
ADDRESSES = st.builds(
    Address,
    open=st.lists(_IDS, unique=True, max_size=4).map(tuple),
    close=st.lists(_IDS, unique=True, max_size=4).map(tuple),
    date=st.sampled_from(["today", "base", "2030-12-31", "2031-05-01"]),
    base=st.sampled_from(["today", "base", "2022-10-31"]),
    headway=st.dictionaries(_IDS, _NUMBERS, max_size=3).map(lambda d: tuple(d.items())),
    parameters=st.dictionaries(st.tuples(_IDS, _IDS), _NUMBERS, max_size=3).map(
        lambda d: tuple((*key, value) for key, value in d.items())
    ),
    traffic=st.sampled_from(["offpeak", "peak"]),
    origin=st.one_of(st.just(""), _IDS),
    minutes=st.integers(1, 600),
    mode=st.sampled_from(["best", "public", "car", "carfree"]),
    reading=st.sampled_from(["door", "train"]),
    wait=st.sampled_from(["knows", "comes"]),
)


@given(ADDRESSES)
def test_what_is_written_is_read_again(address: Address) -> None:
    again = read_address(address.query)
    assert again == address
    assert again.minutes == address.minutes
    assert again.query == address.query


@pytest.mark.parametrize(
    "line",
    [
        "Ring~metro~40~5~S1.112.55000:37.87000.S3",
        "环线~rail~250~30~S1.S3",
        "R~road~100~0~N1.N3",
    ],
)
def test_drawn_lines_are_read_and_written(line: str) -> None:
    found = read_address(f"line={quote(line)}")
    (drawn,) = found.drawn
    assert drawn.text == line
    assert read_address(found.query) == found


@pytest.mark.parametrize(
    "query",
    [
        "nothing=1", "open=a&open=b", "open", "open=a%00", "open=*", "open=!a", "open=" + "a" * 200,
        "year=20355", "year=12", "year=2030&date=2031-01-01", "date=2031-02-30", "date=soon",
        "headway=S1", "headway=S1:x", "headway=S1:1,S1:2", "headway=S1:1e9", "headway=S1:nan",
        "set=a@b:", "mode=plane", "reading=bus", "traffic=rush", "wait=long", "minutes=0",
        "minutes=601", "minutes=1.5", "minutes=-1", "edits=%3Cscript%3E", "edits=" + "A" * 13000,
        "line=x", "line=a~rail~200~20~S1", "line=a~plane~200~20~S1.S2", "line=a~rail~-1~20~S1.S2",
        "line=a~rail~200~20~" + ".".join(["S1"] * 21), "line=a~rail~200~20~999.0:37.0.S1",
        "line=~rail~200~20~S1.S2", "line=" + ";".join(["a~rail~200~20~S1.S2"] * 9),
        "&".join(f"k{n}=1" for n in range(60)), "%ff=1", "open=%ff", "open=%EF%BF%BD",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_both_languages(query: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read_address(query)
    status, body = refusal_of(caught.value)
    assert status == 400
    assert body["code"] == "bad_address"
    assert body["en"]
    assert body["zh"] != body["en"]


@given(st.text(max_size=200))
def test_no_text_at_all_brings_it_down(query: str) -> None:
    with suppress(RefusedError):
        read_address(query)


def test_an_address_is_the_scenario_of_its_states() -> None:
    network = line_world()
    asked = asked_of(
        read_address("date=2024-12-31&base=base&set=parking_min@all:9"), network, "line-world"
    )
    assert asked.scenario.date == "2024-12-31"
    assert asked.scenario.base == "base"
    assert asked.after.date.isoformat() == "2024-12-31"
    assert asked.before.date == network.info.base_date
    assert asked.before.edits == ()
    assert len(asked.after.edits) == 1


@pytest.mark.parametrize("query", ["open=nope", "close=nope", "origin=nope"])
def test_what_is_not_there_is_refused_with_what_is_near(query: str) -> None:
    with pytest.raises(UnknownNameError):
        asked_of(read_address(query), line_world(), "line-world")


def test_edits_that_were_changed_in_an_address_are_refused() -> None:
    texts = ['{"a": 1}', '[{"action": "run"}]', "[1]", "[" * 3000, "[", '["' + "a" * 90_000 + '"]']
    words = [urlsafe_b64encode(zlib.compress(each.encode())).decode() for each in texts]
    for word in ("AAAA", "eJwDAAAAAAE", *(each.rstrip("=") for each in words)):
        with pytest.raises(TransnetError):
            asked_of(read_address(f"edits={word}"), line_world(), "line-world")
