"""The schema, the parameters and the codes are data: the data hangs together."""

from __future__ import annotations

from pathlib import Path

import pytest

from transnet.base.codes import codes, notice
from transnet.base.language import Language
from transnet.model.cells import EMPTY
from transnet.model.parameters import parameter_specs
from transnet.model.schema import Column, tables
from transnet.model.schema_docs import schema_markdown

COLUMNS = [column for table in tables().values() for column in table.columns.values()]
ROOT = Path(__file__).parents[2]


def _name(column: Column) -> str:
    return f"{column.table}.{column.name}"


@pytest.mark.parametrize("column", COLUMNS, ids=_name)
def test_column_is_well_formed(column: Column) -> None:
    assert column.type in EMPTY
    assert bool(column.choices) == (column.type == "enum")
    assert column.description[0].isupper()
    assert not column.description.endswith(".")
    if column.minimum is not None and column.maximum is not None:
        assert column.minimum < column.maximum
    if column.type == "bool":
        assert column.required, "an empty cell would have to mean yes or no, by a default"
    for table, name in column.references:
        assert tables()[table].primary_key == (name,)


@pytest.mark.parametrize("suffix", ["km", "km2", "kmh", "min", "pct"])
def test_units_stand_in_the_name(suffix: str) -> None:
    units = {"km": "km", "km2": "km2", "kmh": "km/h", "min": "min", "pct": "%"}
    for column in COLUMNS:
        if column.name.endswith(f"_{suffix}"):
            assert column.unit == units[suffix], _name(column)


@pytest.mark.parametrize("name", list(tables()))
def test_every_table_has_a_key_and_sources(name: str) -> None:
    table = tables()[name]
    assert table.primary_key
    assert table.primary_key[0] == next(iter(table.columns))
    assert {"source", "basis", "confidence"} <= set(table.columns)
    assert {"status", "opened_basis", "closed"} <= set(table.columns) or (
        "opened" not in table.columns
    )


def test_table_of_tables_lists_the_schema() -> None:
    assert {column.table for column in COLUMNS} == set(tables())
    assert all(table.meaning for table in tables().values())


def test_parameters_have_a_range_and_modes() -> None:
    for spec in parameter_specs().values():
        assert spec.minimum < spec.maximum, spec.name
        assert spec.known, spec.name
        assert spec.description, spec.name


@pytest.mark.parametrize(("language", "name"), [("en", "tables.md"), ("zh", "zh/tables.md")])
def test_docs_are_made_from_the_schema(language: Language, name: str) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert page == schema_markdown(language), (
        f"docs/{name} is out of date; write it anew with: python -c 'from "
        f'transnet.model.schema_docs import schema_markdown; print(schema_markdown("{language}"), '
        'end="")\''
    )


def test_every_meaning_is_there_in_chinese() -> None:
    told = [column.meaning_zh for column in COLUMNS]
    told += [table.meaning_zh for table in tables().values()]
    told += [spec.meaning_zh for spec in parameter_specs().values()]
    for each in told:
        assert each
        assert not each.endswith("。")
        assert not each.isascii()


def test_codes_are_well_formed() -> None:
    for code in codes().values():
        assert code.severity in ("error", "warning", "info")
        assert code.meaning[0].isupper()
        assert not code.meaning.endswith(".")


def test_notice_takes_severity_from_the_table_and_cuts_long_values() -> None:
    found = notice("self_loop", "roads", 2, "to_node", "x" * 500, "hint")
    assert found.severity == "info"
    assert len(found.value) == 80
    assert found.value.endswith("…")
    with pytest.raises(KeyError):
        notice("no_such_code", "roads", 2, "", "", "")


def test_notice_can_be_printed_whatever_a_file_is_called() -> None:
    found = notice("unknown_file", "a\udcff.csv", 0, "", "\udcfe", "hint")
    assert found.table == "a\\udcff.csv"
    assert found.value == "\\udcfe"
    str(found).encode("utf-8")
    assert notice("unknown_file", "\x1b[31m.csv", 0, "", "", "").table == "\\x1b[31m.csv"
