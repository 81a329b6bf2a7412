"""TOML of strangers: read as tomllib reads it, or refused before it takes time."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.base.errors import ScenarioError
from transnet.io.network_folder import read_folder
from transnet.io.toml_text import TOML_BYTES, toml_values
from transnet.scenario.file import read_scenario

BOMBS = {
    ".".join(["a"] * 140_000) + " = 1": "16 parts",
    "[" + ".".join(["a"] * 140_000) + "]": "16 parts",
    "a = {" + " . ".join(["'a'"] * 100_000) + " = 1}": "16 parts",
    "a = " + "[" * 100_000: "nested too deeply",
    "a = " + "{a = " * 100_000: "nested too deeply",
    "a = " + "[" * 33 + "]" * 33: "nested too deeply",
    "a = 0x" + "f" * 900_000: "a: a whole number has 64 bits",
    "a = " + "1" * 900_000: "digits",
    "[b]\nc = [{a = 9223372036854775808}]": "b.c.a: a whole number has 64 bits",
    "a = 1\n" * TOML_BYTES: "more than 1,000,000 characters",
    'a = """' + '\\"' * 450_000: "Unterminated",
    '"' * 900_001: "Expected",
}


@pytest.mark.parametrize("text", BOMBS, ids=range(len(BOMBS)))
def test_bombs_end_in_a_message(text: str, tmp_path: Path) -> None:
    values, problem = toml_values(text)
    assert values == {}
    assert BOMBS[text] in problem
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(ScenarioError, match=r"bad_toml|file_too_large"):
        read_scenario(tmp_path / "a.toml")
    (tmp_path / "network.toml").write_text(text)
    found, notices = read_folder(tmp_path)
    assert found is None
    assert {"bad_toml", "file_too_large"} & {each.code for each in notices}


KEYS = st.text("ab\"'.#[]{}=,\\\n ", max_size=6)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,3}", fullmatch=True), KEYS, max_size=4))
def test_texts_with_marks_in_them_are_read_as_ever(values: dict[str, str]) -> None:
    literal = {
        key: value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        for key, value in values.items()
    }
    text = "".join(f'{key} = "{value}" # . [ {{ "\n' for key, value in literal.items())
    assert toml_values(text) == (values, "")


@given(st.text("ab.='\"\\[]{}#,\n1", max_size=40))
def test_whatever_tomllib_reads_is_read_alike(text: str) -> None:
    try:
        wanted = tomllib.loads(text)
    except ValueError:
        wanted = None
    values, problem = toml_values(text)
    if problem:
        deep = "parts" in problem or "deeply" in problem
        assert wanted is None or (deep and (text.count(".") >= 16 or "[" * 33 in text))
    else:
        assert values == wanted


@pytest.mark.parametrize("whole", [2**63 - 1, -(2**63), 0])
def test_whole_numbers_of_64_bits_are_read(whole: int) -> None:
    assert toml_values(f"a = {whole}") == ({"a": whole}, "")
    assert toml_values(f"a = {2**63}")[1]
