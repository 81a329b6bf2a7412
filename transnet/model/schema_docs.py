"""The schema, the parameters and the notices as the pages docs/tables.md and docs/zh/tables.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from transnet.base.codes import codes
from transnet.base.language import Language, Text, in_words
from transnet.model.cell_defaults import default_words
from transnet.model.parameters import parameter_specs
from transnet.model.schema import Column, Table, tables

_INTRODUCTION = """\
# A network folder

A network is a folder with `network.toml` and one CSV file per table. The files are UTF-8, with
commas between cells; a spreadsheet opens and saves them. This page is made from the schema that
the loader and the checks use (`transnet/model/schema.csv`). Check a folder with
`transnet check FOLDER`.

Types: `id` is text without spaces, semicolons or control characters, so leading zeros count;
`ids` is several ids parted by `;`; `float` and `int` are plain decimal numbers (`12.5`, not
`12,5`); `bool` is `yes` or `no`; `date` is `YYYY-MM-DD`; `time` is `HH:MM` and goes on past
`24:00`; `enum` is one of the words listed. A bold column must have a value in every row, a key
column identifies the row. Other columns may be left out, and their cells empty: what is taken then
stands under *empty*, and `transnet check` tells of it. What rests on assumed rows is marked †.

## network.toml

```toml
id = "line-world"             # short name of the network
name_zh = "线世界"             # one name stands for both languages, the id for both names
name_en = "Line world"
base_date = 2022-10-31        # the day that "base" means in scenarios
known_until = 2024-12-31      # optional: the last day that the sources cover; "today" in scenarios
timetable_date = 2023-12-15   # optional: the day of the timetable
core_place_id = "P1"          # the place that readings are taken to
crs = "WGS-84"                # coordinates; GCJ-02 and BD-09 must be shifted first
road_layer = "../streets"     # optional: streets in place of the strategic roads; docs/roads.md
road_layer_date = 2024-12-31  # optional: the day they are mapped at; without it known_until
```
"""


def schema_markdown(language: Language = "en") -> str:
    """Return the page: every table with its columns, the parameters, and every notice."""

    def say(text: Text) -> str:
        return text.in_language(language)

    parts = [say(_INTRODUCTIONS)]
    for table in tables().values():
        cells = (_column_cells(column, language) for column in table.columns.values())
        parts += [_heading(table, language), _grid(say(_COLUMN_HEADER), cells)]
    parts += [say(_PARAMETERS), _grid(say(_PARAMETER_HEADER), _parameter_rows(language))]
    for text, of_network in ((_NOTICES, True), (_OTHERS, False)):
        rows = _notice_rows(language, of_network=of_network)
        parts += [say(text), _grid(say(_NOTICE_HEADER), rows)]
    return "\n".join(parts)


_COLUMN_HEADER = Text("列|类型|单位|允许值|留空|含义", "column|type|unit|allowed|empty|meaning")
_PARAMETER_HEADER = Text(
    "参数|方式|用于|单位|允许值|含义", "parameter|modes|serves|unit|allowed|meaning"
)
_NOTICE_HEADER = Text("通知|轻重|对象|含义", "notice|severity|subject|meaning")

_INTRODUCTION_ZH = """\
# 路网文件夹

路网是一个文件夹，内有 `network.toml`，每张表一个 CSV 文件。文件为 UTF-8 编码，单元格以逗号分隔，
可用电子表格打开和保存。本页由读取和检查所用的表结构（`transnet/model/schema.csv`）生成。
用 `transnet check 文件夹` 检查。

类型：`id` 是不含空格、分号和控制字符的文本，前导零有意义；`ids` 是以 `;` 分隔的若干编号；
`float` 和 `int` 是普通小数和整数（写 `12.5`，不写 `12,5`）；`bool` 为 `yes` 或 `no`；
`date` 为 `YYYY-MM-DD`；`time` 为 `HH:MM`，过了 `24:00` 接着写；`enum` 为所列词之一。
粗体列每行必填；主键列用来识别一行。其他列可以不写，单元格可以留空：此时所取的值见“留空”一列，
`transnet check` 会列出。建立在假定行上的结果以 † 标明。

## network.toml

```toml
id = "line-world"             # 路网的简短编号
name_zh = "线世界"             # 一个名称可代表两种语言；都不写则用编号
name_en = "Line world"
base_date = 2022-10-31        # 情景中 base 所指的日期
known_until = 2024-12-31      # 可选：来源覆盖的最后一天；情景中的 today
timetable_date = 2023-12-15   # 可选：时刻表的日期
core_place_id = "P1"          # 各项计算所到达的核心区
crs = "WGS-84"                # 坐标系；GCJ-02 和 BD-09 须先换算
road_layer = "../streets"     # 可选：以街道代替骨干道路，见 docs/roads.md
road_layer_date = 2024-12-31  # 可选：街道的测绘日期；不写则为 known_until
```
"""
_INTRODUCTIONS = Text(_INTRODUCTION_ZH, _INTRODUCTION)

_PARAMETERS = Text(
    """\
## 参数

每个参数须为所列每种方式各有一行，或有一行 `all`；没有的取软件包的常用值
（`transnet/model/usual_parameters.csv`，标为假定）。常用值中没有价格：各地价格和货币不同。
用于 *cost* 的参数只在计算费用、广义费用和二氧化碳时需要（见[阻抗](../impedance.md)）。
""",
    """\
## Parameters

Each parameter needs a row for every mode named here, or one row for `all`; usual values of the
package stand in for those not given (`transnet/model/usual_parameters.csv`, marked as assumed). No
price is among them, since prices differ by country and currency. Those marked *cost* are needed
only for money, generalised cost and CO2 (see [impedance](impedance.md)).
""",
)

_NOTICES = Text(
    """\
## 通知

`transnet check` 在路网文件夹中能发现的问题。错误使路网不能读入；警告和提示不影响读入。
每种最多列出 100 条。
""",
    """\
## Notices

What `transnet check` can find in a network's folder. An error stops a network from being read; a
warning or an info remark doesn't. At most 100 notices of one kind are listed.
""",
)

_OTHERS = Text(
    """\
## 其他来源的通知

情景、道路文件、矩阵、点、指标和结果还可能得到的通知。比通常更重或更轻时，通知本身会写明。
""",
    """\
## Notices of other sources

What scenarios, road files, matrices, points, measures and results may be told beside these. Where a
thing is worse or less bad than usual the notice itself says so.
""",
)


def _heading(table: Table, language: Language) -> str:
    need = Text("", "") if table.needed else Text("此文件可以没有。", " The file may be missing.")
    told = Text(f"{table.meaning_zh}。", f"{table.meaning}.") + need
    return f"## {table.name}.csv\n\n{told.in_language(language)}\n"


def _column_cells(column: Column, language: Language) -> Sequence[str]:
    name = column.name if column.may_lack else f"**{column.name}**"
    key = Text("，主键", ", key").in_language(language) if column.primary else ""
    meaning = Text(column.meaning_zh, column.description).in_language(language)
    empty = in_words(default_words(column.default), language)
    return name, f"{column.type}{key}", column.unit, _allowed(column, language), empty, meaning


def _allowed(column: Column, language: Language) -> str:
    if column.references:
        either = Text(" 或 ", " or ").in_language(language)
        return either.join(f"{table}.{name}" for table, name in column.references)
    if column.choices:
        return ", ".join(column.choices)
    return _range(column.minimum, column.maximum, language)


def _range(minimum: float | None, maximum: float | None, language: Language) -> str:
    if minimum is None:
        return "" if maximum is None else f"≤ {_plain(maximum)}"
    if maximum is None:
        return f"≥ {_plain(minimum)}"
    to = Text("到", "to").in_language(language)
    return f"{_plain(minimum)} {to} {_plain(maximum)}"


def _plain(number: float) -> str:
    return f"{number:.12g}"


def _parameter_rows(language: Language) -> Iterator[Sequence[str]]:
    used = Text("（用到时）", " where used").in_language(language)
    wanted = Text("（可选）", " if wanted").in_language(language)
    for spec in parameter_specs().values():
        allowed = _range(spec.minimum, spec.maximum, language)
        modes = [*spec.modes, *(f"{mode}{used}" for mode in spec.optional)]
        modes += [f"{mode}{wanted}" for mode in spec.allowed]
        meaning = Text(spec.meaning_zh, spec.description).in_language(language)
        yield spec.name, ", ".join(modes), spec.serves, spec.unit, allowed, meaning


def _notice_rows(language: Language, *, of_network: bool) -> Iterator[Sequence[str]]:
    for code in codes().values():
        if code.is_of_network == of_network:
            yield f"`{code.code}`", code.severity, code.subject, in_words(code.meaning, language)


def _grid(header: str, rows: Iterable[Sequence[str]]) -> str:
    names = header.split("|")
    lines = [_line(names), _line(["---"] * len(names)), *map(_line, rows)]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
