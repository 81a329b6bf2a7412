"""Run the notebooks, so that what they show is what the code says: part of `make docs`."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebooks"


def executed(path: Path) -> nbformat.NotebookNode:
    """Return a notebook with the outputs of a fresh run; an error in a cell is raised."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute(cwd=str(path.parent))
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return notebook


def texts(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the plain text that each code cell shows, whatever pieces the kernel sent it in."""
    return [
        "".join(_text(output) for output in cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def has_data(notebook: nbformat.NotebookNode) -> bool:
    """Return whether what a notebook reads is there: some read feeds below TRANSNET_DATA."""
    return not notebook.metadata.get("transnet_data") or bool(os.environ.get("TRANSNET_DATA"))


def refresh() -> None:
    """Write every notebook anew with the outputs of a fresh run, where its data are at hand."""
    for path in sorted(FOLDER.glob("*.ipynb")):
        if has_data(nbformat.read(path, as_version=4)):
            nbformat.write(executed(path), path)


def _text(output: nbformat.NotebookNode) -> str:
    if output.output_type == "stream":
        return str(output.text)
    shown = str(output.get("data", {}).get("text/plain", ""))
    return "" if shown.startswith("<IPython") else shown


if __name__ == "__main__":
    refresh()
