"""What is at hand: networks, the targets they carry, and scenarios."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.text import Text as RichText

from transnet.base.errors import TransnetError
from transnet.io.catalog import (
    list_network_scenarios,
    list_networks,
    list_scenarios,
    network_folder,
)
from transnet.io.network_folder import read_folder
from transnet.model.network import Network
from transnet.report.terminal.table_style import console, named, open_table, pick
from transnet.scenario.file import read_scenario


def catalog_json() -> dict[str, Any]:
    """Return the bundled networks with their targets, and the scenarios, as plain values.

    A scenario that can't be read is listed with its error.
    """
    networks = [_network(name) for name in list_networks()]
    names = [*list_scenarios(), *list_network_scenarios()]
    return {"networks": networks, "scenarios": [_scenario(name) for name in names]}


def print_catalog() -> None:
    """Print the bundled networks, scenarios and targets."""
    console().print(catalog_tables(catalog_json()))


def catalog_tables(catalog: dict[str, Any]) -> Group:
    """Return tables of what `catalog_json` lists."""
    networks = open_table(
        (pick("路网", "network"), "left"), ("", "left"), (pick("资料截至", "known until"), "left")
    )
    targets = []
    for row in catalog["networks"]:
        networks.add_row(_bold(row["id"]), named(row), row["known_until"])
        head = pick(f"{row['id']} 的目标", f"target of {row['id']}")
        targets.append(open_table((head, "left"), ("", "left")))
        for target in row["targets"]:
            mark = " ★" if target["headline"] else ""
            targets[-1].add_row(_bold(target["id"]) + mark, named(target))
    scenarios = open_table((pick("情景", "scenario"), "left"), ("", "left"))
    for row in catalog["scenarios"]:
        scenarios.add_row(_bold(row["id"]), escape(row["error"]) if row["error"] else named(row))
    parts: list[RenderableType] = [scenarios, networks, *targets]
    return Group(
        *parts,
        RichText(pick("★ 规划自己的口径", "★ the plan's own readings"), style="dim"),
    )


def _network(name: str) -> dict[str, Any]:
    network, _ = read_folder(network_folder(name))
    info = None if network is None else network.info
    return {
        "id": name,
        "name_zh": info.name_zh if info else "",
        "name_en": info.name_en if info else "",
        "base_date": info.base_date.isoformat() if info else "",
        "known_until": info.known_until.isoformat() if info else "",
        "targets": _targets(network) if network else [],
    }


def _targets(network: Network) -> list[dict[str, Any]]:
    return [
        {
            "id": row["target_id"],
            "name_zh": row["name_zh"],
            "name_en": row["name_en"],
            "document": row["document"],
            "headline": bool(row["headline"]),
        }
        for row in network["targets"].to_dict("records")
    ]


def _scenario(name: str) -> dict[str, Any]:
    try:
        scenario = read_scenario(name)
    except TransnetError as error:
        return {"id": name, "name_zh": "", "name_en": "", "error": str(error)}
    return {
        "id": name,
        "name_zh": scenario.name_zh,
        "name_en": scenario.name_en,
        "question_zh": scenario.question_zh,
        "question_en": scenario.question_en,
        "network": scenario.network,
        "error": "",
    }


def _bold(text: str) -> str:
    return f"[bold]{escape(text)}[/]"
