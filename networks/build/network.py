"""network.toml and SOURCES.md: what the folder is, and what its source cells mean."""

from __future__ import annotations

from pathlib import Path

from networks.build.common import BASE_DATE, KNOWN_UNTIL, TIMETABLE_DATE, read_csv

NETWORK_TOML = f"""\
id = "shanxi-central"
name_zh = "山西中部城市群"
name_en = "Shanxi Central City Cluster"
crs = "WGS-84"
# The day of the plan, 山西中部城市群高质量发展规划(2022—2035年), 晋政办发〔2022〕89号.
base_date = {BASE_DATE}
# The last day on which the sources show what is open: the station list of 12306. The youngest news
# of works is of 2026-02-01 (track laying on the Xiong'an–Xinzhou line), the youngest full count of
# trains over a line of 2025-12-31; nothing later was found of any road or line here. Only station
# positions (OpenStreetMap) are younger.
known_until = {KNOWN_UNTIL}
# The crawl of 12306 behind the services, which stands for today where nothing newer was found.
timetable_date = {TIMETABLE_DATE}
# Yingze District: the core of Taiyuan in the targets.
core_place_id = "140106"
"""


def build_network(facts: Path, out: Path) -> None:
    """Write network.toml and SOURCES.md; the latter fills data/sources.md with tables of facts."""
    (out / "network.toml").write_text(NETWORK_TOML, encoding="utf-8")
    text = (Path(__file__).parent / "data" / "sources.md").read_text(encoding="utf-8")
    keys = [
        row
        for row in read_csv(facts / "road_air" / "sources.csv")
        if row["key"].startswith(("SRC", "TM", "OA", "OF"))
    ]
    disputes = read_csv(facts / "rail" / "contradictions.csv")
    columns = {"key": "key", "what": "what", "url_or_repo": "where"}
    text = text.replace("{keys}", _table(keys, columns))
    columns = {"item": "item", "chosen": "chosen", "source_a": "after", "value_b": "other value"}
    text = text.replace("{disputes}", _table(disputes, columns | {"source_b": "found in"}))
    (out / "SOURCES.md").write_text(text, encoding="utf-8")


def _table(rows: list[dict[str, str]], columns: dict[str, str]) -> str:
    """Return rows as a Markdown table; columns maps a row's key to its heading."""
    lines = ["| " + " | ".join(columns.values()) + " |", "|---" * len(columns) + "|"]
    lines += [
        "| " + " | ".join(row[key].replace("|", "\\|") for key in columns) + " |" for row in rows
    ]
    return "\n".join(lines)
