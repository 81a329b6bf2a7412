"""What a result rests on, with recalled and assumed inputs marked."""

from __future__ import annotations

from tests.worlds import line_world
from transnet.model.network import Network
from transnet.model.parameters import parameter_specs
from transnet.report.page.evidence import marked_rows, sources, trust, used_parameters


def with_basis(table: str, key: str, row_id: str, basis: str) -> Network:
    network = line_world()
    frame = network[table].copy()
    frame.loc[frame[key] == row_id, "basis"] = basis
    return network.replace_table(table, frame)


def test_every_used_parameter_has_its_range_and_both_names() -> None:
    rows = used_parameters(line_world())
    assert {row.key.partition("[")[0] for row in rows} <= set(parameter_specs())
    entry = next(row for row in rows if row.key == "entry_min[emu]")
    assert (entry.value, entry.low, entry.high, entry.unit) == ("10", "5", "20", "min")
    assert entry.mode.zh == "动车组"
    assert all(row.name.zh != row.name.en for row in rows)


def test_a_recalled_parameter_is_marked() -> None:
    rows = used_parameters(with_basis("parameters", "parameter", "parking_min", "recalled"))
    assert [row.key for row in rows if row.marked] == ["parking_min[all]"]


def test_marked_rows_are_the_weak_ones_among_those_named() -> None:
    network = with_basis("tracks", "track_id", "T2", "assumed")
    keys = [("tracks", "T1"), ("tracks", "T2"), ("tracks", "T2"), ("roads", "R1")]
    (row,) = marked_rows(network, keys)
    assert (row.row_id, row.basis.en) == ("T2", "assumed")
    assert row.name.zh == "一线 丙站–乙站"
    assert marked_rows(line_world(), keys) == []


def test_trust_counts_rows_by_basis() -> None:
    network = with_basis("roads", "road_id", "R1", "recalled")
    roads = next(row for row in trust(network) if row.table.en == "road sections")
    assert roads.rows == 5
    assert roads.counts == {"found": 4, "derived": 0, "recalled": 1, "assumed": 0}


def test_sources_name_their_rows_most_used_first() -> None:
    network = line_world()
    roads = network["roads"].copy()
    roads.loc[0, ["source", "basis"]] = ["somebody's map", "recalled"]
    found = sources(network.replace_table("roads", roads))
    assert [source.text.en for source in found] == ["drawn by hand", "somebody's map"]
    assert found[1].rows.en == "1 road sections"
    assert found[1].marked == 1
