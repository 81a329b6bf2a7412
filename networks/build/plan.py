"""Projects, what they change, items of the plan and its groups of places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from networks.build.common import Row, read_csv, read_data, write_table
from networks.build.project_costs import project_costs
from networks.build.rail_common import read_built
from transnet.base.language import Text
from transnet.model.schema import tables

PLAN_SOURCE = "山西中部城市群高质量发展规划(2022—2035年), 晋政办发〔2022〕89号"
# Why a project stands in its stage; the plan gives years to its aims and to no project.
STAGE_WORDS = {
    "opened": Text("届时已开通", "it had opened by then"),
    "expected": Text("后来的来源预计届时开通", "later sources expect it by then"),
    "later": Text(
        "后来的来源显示未完工或未开工，故不在前一阶段",
        "later sources show it unfinished or not begun, so not in the stage before",
    ),
    "verb-soon": Text(
        "规划用“建成、加快、推进、开通、建设”，视为 2025 年前",
        "the plan says 建成, 加快, 推进, 开通 or 建设, read as by 2025",
    ),
    "verb-later": Text(
        "规划用“启动、实施、升级改造、提升、规划”，视为 2030 年前",
        "the plan says 启动, 实施, 升级改造, 提升 or 规划, read as by 2030",
    ),
    "verb-study": Text(
        "规划用“研究”或“谋划开行”，列车走已有线路，视为 2030 年前",
        "the plan says 研究 or 谋划开行 of trains on open tracks, read as by 2030",
    ),
    "verb-new": Text(
        "规划用“新建、支持”，视为 2035 年前",
        "the plan says 新建 or 支持, read as by 2035",
    ),
    "fuller": Text(
        "班次多于线路开通之初；没有来源给出年份，故不在任何阶段",
        "more trains than a line opens with; no source gives them a year, so in no stage",
    ),
    "alternative": Text(
        "另一种开行方案；没有来源给出年份，故不在任何阶段",
        "another service plan; no source gives it a year, so in no stage",
    ),
    "study": Text(
        "规划只要求研究，故不在任何阶段",
        "the plan only asks for a study, so in no stage",
    ),
}
STATUS_2022 = {"existing": "open", "under-construction": "building", "policy": "planned"}
SUFFIX = re.compile(r"[区县市]$")
GROUPS = {
    "太原榆次太谷发展核": ("core-area", "Taiyuan–Yuci–Taigu core"),
    "汾河谷地城镇带": ("belt-fen", "Fen valley belt"),
    "雄忻城镇带": ("belt-xiongxin", "Xiong'an–Xinzhou belt"),
    "沿黄城镇带": ("belt-yellow-river", "Yellow River belt"),
    "太行城镇带": ("belt-taihang", "Taihang belt"),
    "离柳中方(4+3)": ("cluster-liliuzhongfang", "Lishi–Liulin–Zhongyang–Fangshan cluster"),
    "交汾文孝(4+2)": ("cluster-jiaofenwenxiao", "Jiaocheng–Fenyang–Wenshui–Xiaoyi cluster"),
    "忻定原": ("cluster-xindingyuan", "Xinfu–Dingxiang–Yuanping cluster"),
    "平介祁灵": ("cluster-pingjieqiling", "Pingyao–Jiexiu–Qixian–Lingshi cluster"),
    "盂平寿昔": ("cluster-yupingshouxi", "Yuxian–Pingding–Shouyang–Xiyang cluster"),
}
GROUP_KINDS = {"group": "cluster"}


def build_projects(facts: Path, out: Path) -> None:
    """Write projects.csv from data/projects.csv; names left out are those of the plan's item."""
    items = _items(facts)
    asked, costs = _asking_items(), project_costs(out)
    stages = {row["project_id"]: row["stage"] for row in read_data("projects")}
    rows = []
    for row in read_data("projects"):
        item = items.get(row["project_id"], {})
        word = row.pop("stage_word")
        _require_order(row, stages)
        rows.append(
            {
                **row,
                "name_zh": row["name_zh"] or item["name_zh"],
                "name_en": row["name_en"] or item["name_en"],
                "plan_items": ";".join(asked.get(row["project_id"], ())),
                "stage_basis": STAGE_WORDS[word].en,
                "stage_basis_zh": STAGE_WORDS[word].zh,
                "basis": "found" if row["status"] == "open" else "assumed",
                **costs.get(row["project_id"], {}),
            }
        )
    write_table(out, "projects", rows)


def build_measures(_facts: Path, out: Path) -> None:
    """Write measures.csv: rows that data/measures.csv selects by words are listed by id."""
    rows = []
    for row in read_data("measures"):
        select = row.pop("select")
        ids = row["row_ids"] or ";".join(_selected(out, row["table"], select))
        if not ids:
            raise ValueError(f"{row['measure_id']}: no row is {select}")
        rows.append({**row, "row_ids": ids})
    write_table(out, "measures", rows)


def build_plan_items(facts: Path, out: Path) -> None:
    """Write plan_items.csv: the items of the facts joined to rows by data/plan_rows.csv.

    Where the facts break a clause off before what it is about, data/plan_quotes.csv has the rest.
    """
    joins = {row["item_id"]: row for row in read_data("plan_rows")}
    quotes = {row["item_id"]: row["quote"] for row in read_data("plan_quotes")}
    rows = [
        {**fact, "quote": quotes.get(key, fact["quote"])} for key, fact in _items(facts).items()
    ]
    write_table(out, "plan_items", (_item(fact, joins[fact["item_id"]]) for fact in rows))


def build_groups(facts: Path, out: Path) -> None:
    """Write groups.csv: core, belts and clusters of the plan, then those of data/groups.csv."""
    places = [row for row in read_csv(out / "places.csv") if row["city_id"]]
    rows: list[Row] = [_group(row, places) for row in read_csv(facts / "plan_groups.csv")]
    rows += [dict(row) for row in read_data("groups")]
    write_table(out, "groups", rows)


def _require_order(row: Mapping[str, str], stages: Mapping[str, str]) -> None:
    """Raise ValueError for a project that stands in an earlier stage than one it requires."""
    for other in row["requires"].split(";"):
        if other and stages[other] > row["stage"]:  # 'none' comes after the years
            raise ValueError(f"{row['project_id']} comes before {other}, which it requires")


def _asking_items() -> dict[str, list[str]]:
    """Return the items that name each project."""
    asked: dict[str, list[str]] = defaultdict(list)
    for row in read_data("plan_rows"):
        for reference in row["rows"].split(";"):
            table, _, project = reference.partition(":")
            if table == "projects" and "=" not in project:
                asked[project].append(row["item_id"])
    return asked


def _items(facts: Path) -> dict[str, dict[str, str]]:
    return {row["item_id"]: row for row in read_csv(facts / "plan_items.csv")}


def _item(fact: Mapping[str, str], join: Mapping[str, str]) -> Row:
    return {
        "item_id": fact["item_id"],
        "name_zh": fact["name_zh"],
        "name_en": fact["name_en"],
        "category": fact["category"],
        "verb": fact["verb_in_plan"],
        "places": fact["places_in_order"],
        "chapter_section": fact["chapter_section"],
        "source_line": fact["source_line"],
        "quote": fact["quote"],
        "status_2022": fact["status_class"],
        "status_now": fact["status_in_later_sources"],
        "status_now_zh": join["status_now_zh"],
        "model_class": fact["model_class"],
        "rows": join["rows"],
        "targets": join["targets"],
        "reason": join["reason"],
        "reason_zh": join["reason_zh"],
        "source": PLAN_SOURCE,
        "basis": "found",
        "confidence": "high",
        "note": join["note"],
        "note_zh": join["note_zh"],
    }


def _selected(out: Path, table: str, select: str) -> Iterator[str]:
    """Yield ids of rows that meet all words such as 'mode=emu'; 'calls=A|B' is about stops."""
    wanted = dict(word.split("=", maxsplit=1) for word in select.split())
    stations = set(wanted.pop("calls", "").split("|"))
    stops = read_built(out, "stops") if table == "services" else []
    calling = {stop["service_id"] for stop in stops if stop["station_id"] in stations}
    key = tables()[table].primary_key[0]
    for row in read_built(out, table):
        fits = all(row[column] == value for column, value in wanted.items())
        if fits and (table != "services" or row[key] in calling):
            yield row[key]


def _group(fact: Mapping[str, str], places: list[dict[str, str]]) -> Row:
    group_id, name_en = GROUPS[fact["name_zh"]]
    by_name = {SUFFIX.sub("", row["name_zh"]): row["place_id"] for row in places}
    by_name |= {row["name_zh"]: row["place_id"] for row in places}
    inferred = not fact["members"] or fact["members"].startswith("(")
    members: list[str] = []
    for name in re.split(r"[;|]", fact["members"].replace(" ", "")):
        if inferred:
            members = [row["place_id"] for row in places if row["belt"] == fact["name_zh"]]
        elif name == "太原":
            members += [row["place_id"] for row in places if row["city_id"] == "140100"]
        else:
            members.append(by_name[name])
    kind = fact["kind"]
    return {
        "group_id": group_id,
        "kind": GROUP_KINDS.get(kind, kind),
        "name_zh": fact["name_zh"],
        "name_en": name_en,
        "members": ";".join(members),
        "source": f"plan ch. {fact['section'][0]} s. {fact['section'][-1]}",
        "basis": "assumed" if inferred else "found",
        "confidence": "medium" if inferred else "high",
        "note": "the plan lists no counties; inferred" if inferred else "",
    }
