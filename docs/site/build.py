"""Build the site of the docs from docs/, the notebooks and the code: `make docs-site`.

    python docs/site/build.py OUT      OUT gets the pages; warnings are errors

Pages link to code and to files outside docs/, which a site doesn't hold: these links become plain
words there. All others must lead somewhere.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path

from sphinx.cmd.build import main as sphinx

import transnet

HERE = Path(__file__).parent
DOCS = HERE.parent
ROOT = DOCS.parent
_LINK = re.compile(
    r"(?P<mark>!?)\[(?P<words>[^\]]*)\]\((?P<target>[^)\s#]+)(?P<anchor>#[^)\s]*)?\)"
)
_SOURCE = re.compile(r'src="(?P<target>[^"]+)"')
_FROM_ROOT = {
    "README.md": "readme.md",
    "README.zh.md": "zh/readme.md",
    "CONTRIBUTING.md": "contributing.md",
    "CODE_OF_CONDUCT.md": "conduct.md",
    "SECURITY.md": "safety.md",
    "CHANGELOG.md": "changelog.md",
    "ATTRIBUTION.md": "attribution.md",
    "benchmarks/README.md": "benchmarks.md",
    "paper.md": "paper.md",
}
_GROUPS = {
    "Networks, scenarios and runs": (
        "load_network save_network make_network MadeNetwork Network read_scenario Scenario run"
        " compare Result gains Study TravelModel People list_networks list_scenarios plan_coverage"
        " plan_item items_of_row validate"
    ),
    "Decisions": (
        "diagnose Diagnosis least_set LeastSet attribute Attribution robust Robustness sensitivity"
        " trip_doubts stage_projects Staging resilience Resilience scan Scan ScannedInput"
        " rank_projects Ranking project_effects"
    ),
    "Roads and routing": (
        "RoadGraph read_roads write_roads run_roads read_road_scenario RoadScenario RoadResult"
        " from_networkx to_networkx from_osmnx Router"
    ),
    "Timetables and feeds": (
        "read_gtfs read_gtfs_draws write_gtfs edit_gtfs check_gtfs summarise_gtfs Timetable"
        " build_timetable network_timetable service_timetable TransitNetwork Walking"
        " pooled_travel_times"
    ),
    "Areas and matrices": (
        "isochrones intersect_isochrones scenario_isochrones write_isochrones Onward ReachedPoints"
        " Matrix matrix_of matrix_to read_omx write_omx to_wgs84"
    ),
    "Reports and files": "write_result write_decision export_network progress_bar",
    "Errors and notices": (
        "TransnetError InputError ScenarioError UnknownNameError UnfinishedError Notice"
    ),
}


def main(out: Path) -> int:
    """Build the site; return 0, or what Sphinx returns."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "pages"
        gather(source)
        words = ["-q", "-W", "--keep-going", "-c", str(HERE), "-d", str(Path(folder) / "trees")]
        return sphinx([*words, str(source), str(out)])


def gather(source: Path) -> None:
    """Put all pages of the site into a folder that is made for them."""
    shutil.copytree(DOCS / "images", source / "images")
    for page, name in _pages().items():
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if page.suffix == ".md" and HERE not in page.parents:
            target.write_text(_linked(page, name), "utf-8")
        else:
            shutil.copy(page, target)
    (source / "api.md").write_text(api_page(), "utf-8")


@cache
def _pages() -> dict[Path, str]:
    """Return the name that each file has on the site."""
    pages = {page: page.name for page in DOCS.glob("*.md")}
    pages |= {page: f"zh/{page.name}" for page in (DOCS / "zh").glob("*.md")}
    pages |= {page: page.name for page in (HERE / "pages").glob("*.md")}
    pages |= {page: f"notebooks/{page.name}" for page in (ROOT / "notebooks").glob("*.ipynb")}
    return pages | {ROOT / page: name for page, name in _FROM_ROOT.items()}


def api_page() -> str:
    """Return the page of every public object. Raises ValueError where one is in no group."""
    grouped = [name for names in _GROUPS.values() for name in names.split()]
    if set(grouped) != set(transnet.__all__) - {"__version__"} or len(set(grouped)) != len(grouped):
        odd = sorted(set(grouped) ^ (set(transnet.__all__) - {"__version__"}))
        raise ValueError(f"in no group of docs/site/build.py, or not public: {odd}")
    parts = [
        "# Public objects\n\nEach is `transnet.NAME`; measures are in `transnet.accessibility`.\n"
    ]
    for title, names in _GROUPS.items():
        parts.append(f"## {title}\n")
        parts += [_entry("transnet", name) for name in names.split()]
    parts.append("## Measures of accessibility\n")
    measures = import_module("transnet.accessibility")
    named = [name for name in measures.__all__ if callable(getattr(measures, name))]
    parts += [_entry(measures.__name__, name) for name in named]
    return "\n".join(parts)


def _entry(module: str, name: str) -> str:
    found = getattr(import_module(module), name)
    kind = "autoclass" if isinstance(found, type) else "autofunction"
    is_error = isinstance(found, type) and issubclass(found, Exception)
    options = "\n:members:\n" if kind == "autoclass" and not is_error else "\n"
    return f"```{{eval-rst}}\n.. {kind}:: {module}.{name}{_indented(options)}```\n"


def _indented(options: str) -> str:
    return "".join(f"   {line}" if line.strip() else line for line in options.splitlines(True))


def _linked(page: Path, name: str) -> str:
    """Return a page's text with its links as they lead on the site."""

    def target_of(found: str) -> str | None:
        if re.match("[a-z]+:", found):
            return found
        led = (page.parent / found).resolve()
        if DOCS / "images" in led.parents:
            there = f"images/{led.name}"
        elif not led.exists():
            raise FileNotFoundError(f"{page}: {found}")
        elif led not in _pages():
            return None
        else:
            there = _pages()[led]
        return "../" * name.count("/") + there

    def link(found: re.Match[str]) -> str:
        target = target_of(found["target"])
        if target is None:
            return found["words"]
        return f"{found['mark']}[{found['words']}]({target}{found['anchor'] or ''})"

    text = _LINK.sub(link, page.read_text("utf-8"))
    return _SOURCE.sub(lambda found: f'src="{target_of(found["target"])}"', text)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
