"""What tables say to people is there in Chinese too, and is what Chinese readers are shown."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest
from rich.console import Console, Group

from transnet.base.language import in_words, speaking
from transnet.io.network_folder import load_network
from transnet.model.cell_words import words_of
from transnet.model.network import Network
from transnet.report.terminal.plan_tables import coverage_tables
from transnet.scenario.assumptions import assumption_notices

_ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’-]*(?: [A-Za-z][A-Za-z'’-]*){4,}")
"""More than four English words in a row."""


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network("shanxi-central")


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("projects", "assumption"),
        ("projects", "stage_basis"),
        ("plan_items", "reason"),
        ("plan_items", "status_now"),
        ("plan_items", "note"),
        ("road_claims", "note"),
        ("targets", "note"),
    ],
)
def test_texts_of_tables_are_there_in_both_languages(
    network: Network, table: str, column: str
) -> None:
    frame = network[table]
    assert ((frame[column] == "") == (frame[f"{column}_zh"] == "")).all()
    assert frame[column].ne("").any()
    told = "\n".join(frame[f"{column}_zh"])
    assert not _ENGLISH.findall(told)


def test_assumptions_of_a_run_are_said_in_the_language_that_is_spoken(network: Network) -> None:
    projects = network["projects"].copy()
    row = projects.index[projects["project_id"] == "rail-xiongxin-hsr"][0]
    projects.loc[row, "opened"] = pd.Timestamp(network.info.base_date)
    (found,) = assumption_notices(
        network.at(network.info.base_date),
        network.replace_table("projects", projects).at(network.info.base_date),
        "s.toml",
    )
    assert "每天单向 20 列" in in_words(found, "zh")
    assert not _ENGLISH.findall(in_words(found, "zh"))
    assert "lean plan of 20 trains a day each way" in in_words(found, "en")


def test_the_plan_is_shown_without_english_sentences(network: Network) -> None:
    item = next(
        row
        for row in network["plan_items"].to_dict("records")
        if row["reason"] == "a role and no project"
    )
    assert str(words_of(item, "reason")) == item["reason"]
    with speaking("zh"):
        assert str(words_of(item, "reason")) == item["reason_zh"]
        told = _printed(coverage_tables(network))
    assert not _ENGLISH.findall(told)


def _printed(tables: Group) -> str:
    text = io.StringIO()
    Console(file=text, width=400).print(tables)
    return text.getvalue()
