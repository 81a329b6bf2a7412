"""What `transnet plan` prints."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType

from tests.worlds import line_world, world_table
from transnet.model.network import Network
from transnet.model.plan import plan_item
from transnet.report.terminal.plan_tables import coverage_json, coverage_tables, item_tables

SOUND = {"source": "drawn", "basis": "found", "confidence": "high"}
ITEM = {
    "verb": "build", "source_line": "1", "quote": "造一条路", "status_2022": "planned",
    "model_class": "none", **SOUND,
}  # fmt: skip


def _world() -> Network:
    world = line_world()
    items = [
        {
            "item_id": f"item-{at}", "name_zh": f"条目{at}", "name_en": f"Item {at}",
            "category": "rail", "chapter_section": f"第{at}章第1节", **ITEM,
            **({"reason": "no place is named"} if at != 10 else {"rows": "roads:R1"}),
        }
        for at in (10, 2)
    ]  # fmt: skip
    return world.replace_table("plan_items", world_table("plan_items", items))


def _printed(part: RenderableType) -> str:
    out = Console(width=100, record=True, file=io.StringIO())
    out.print(part)
    return out.export_text()


def test_coverage_counts_by_chapter_in_order_and_gives_reasons() -> None:
    text = _printed(coverage_tables(_world()))
    assert "2:" in text.splitlines()[0]
    assert text.index("ch. 2 s. 1") < text.index("ch. 10 s. 1")
    assert "no place is named" in text
    assert "missing" not in text
    (row,) = [line for line in text.splitlines() if "ch. 10 s. 1" in line]
    assert row.split()[4:] == ["1"]  # modelled; none is left out, and none is missing
    found = coverage_json(_world())
    assert found["count"] == {"items": 2, "modelled": 1, "not_representable": 1, "missing": 0}
    assert found["chapters"]["第10章第1节"]["modelled"] == 1


def test_an_item_shows_its_clause_rows_sources_and_status() -> None:
    text = _printed(item_tables(plan_item(line_world(), "item-road")))
    for words in ("drawn", "R3", "North", "in construction", "2026-01-01", "plan-people", "3 / 5"):
        assert words in text.replace("under construction", "in construction"), words
    reason = _printed(item_tables(plan_item(_world(), "item-2")))
    assert "no place is named" in reason
