"""The commands that take a network to a workbook and back."""

from __future__ import annotations

from pathlib import Path

import click

from transnet.cli.shared import force_option, json_option, print_json
from transnet.cli.spoken import SpokenGroup, wrong_usage


@click.group(cls=SpokenGroup)
def tables() -> None:
    """Take the tables of a network to a spreadsheet and back."""


@tables.command("export")
@click.argument("network")
@click.argument("out", type=click.Path(path_type=Path))
@force_option
@json_option
def export_tables(network: str, out: Path, *, force: bool, as_json: bool) -> None:
    """Write all tables of a NETWORK as one workbook, OUT (.xlsx).

    A sheet for each table: headers in both languages, days as days, choices to pick from. The sheet
    `network` holds the keys of network.toml, `texts` its comments and the notes beside the tables
    (SOURCES.md). The workbook may stand for the folder in every command, and `transnet tables
    import` makes the folder of it again.
    """
    from transnet.base.language import said
    from transnet.io.catalog import network_folder
    from transnet.io.network_folder import load_network, save_workbook
    from transnet.io.network_texts import texts_of
    from transnet.io.outputs import check_outputs

    if out.suffix.lower() != ".xlsx":
        raise wrong_usage(said("OUT is a workbook: let its name end in .xlsx"))
    check_outputs([out], force=force)
    loaded = load_network(network)
    save_workbook(loaded, out, texts=texts_of(network_folder(network)), force=force)
    _tell(out, {name: len(table) for name, table in loaded.tables.items()}, as_json=as_json)


@tables.command("import")
@click.argument("workbook", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@force_option
@json_option
def import_tables(workbook: Path, folder: Path, *, force: bool, as_json: bool) -> None:
    """Write the tables of a WORKBOOK (.xlsx) as a network FOLDER of CSV files.

    Nothing is written while something is wrong in the workbook; `transnet check` lists all of it.
    What was read otherwise than it stands there is named.
    """
    from transnet.io.network_folder import load_network, save_network
    from transnet.io.network_texts import texts_of
    from transnet.report.terminal.notices import notices_text

    loaded = load_network(workbook)
    save_network(loaded, folder, texts=texts_of(workbook), force=force)
    counts = {name: len(table) for name, table in loaded.tables.items()}
    if as_json:
        read = [each.as_dict() for each in loaded.readings]
        print_json({"file": str(folder), "rows": counts, "notices": read})
        return
    _tell(folder, counts, as_json=False)
    if loaded.readings:
        click.echo(notices_text(loaded.readings, wrote=True))


def _tell(place: Path, rows: dict[str, int], *, as_json: bool) -> None:
    from transnet.base.language import in_words, said

    if as_json:
        print_json({"file": str(place), "rows": rows})
        return
    told = said(
        "{place}: {tables} tables, {rows:,} rows",
        place=str(place),
        tables=len(rows),
        rows=sum(rows.values()),
    )
    click.echo(in_words(told))
