"""What the head of a .tntp file says: sizes, zones that can't be passed, columns and units."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import joined, said
from transnet.base.units import MS_PER_HOUR, FloatArray
from transnet.io.lines import whole_of

_TAG = re.compile(r"\s*<([^>]*)>\s*(.*)")
_SIZES = ("NUMBER OF ZONES", "NUMBER OF NODES", "FIRST THRU NODE", "NUMBER OF LINKS")
_COLUMNS = (
    "init_node",
    "term_node",
    "capacity",
    "length",
    "free_flow_time",
    "b",
    "power",
    "speed",
    "toll",
    "link_type",
)
_NEEDED = ("init_node", "term_node", "length", "free_flow_time")
_NAMES = {
    **{name.replace("_", ""): name for name in _COLUMNS},
    **dict.fromkeys(("from", "fromnode", "tail", "inode", "init", "a"), "init_node"),
    **dict.fromkeys(("to", "tonode", "head", "jnode", "term"), "term_node"),
    **dict.fromkeys(("cap",), "capacity"),
    **dict.fromkeys(("distance", "dist", "len"), "length"),
    **dict.fromkeys(("fft", "fftt", "freeflowtraveltime", "time", "traveltime"), "free_flow_time"),
    **dict.fromkeys(("alpha",), "b"),
    **dict.fromkeys(("beta", "pow"), "power"),
    **dict.fromkeys(("speedlimit",), "speed"),
    **dict.fromkeys(("type",), "link_type"),
}
_MINUTES = {
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 1.0),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1 / 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 60.0),
}
_KM = {
    **dict.fromkeys(("km", "kilometer", "kilometers", "kilometre", "kilometres"), 1.0),
    **dict.fromkeys(("m", "meter", "meters", "metre", "metres"), 0.001),
    **dict.fromkeys(("mi", "mile", "miles"), 1.609344),
    **dict.fromkeys(("ft", "foot", "feet"), 0.0003048),
}
_OF = {"free_flow_time": _MINUTES, "length": _KM}


@dataclass(slots=True)
class Header:
    """The head of a file as it is read.

    most_nodes  how many nodes are read
    columns     names of the cells of a link, in their order
    """

    faults: Notices
    most_nodes: int
    sizes: dict[str, int] = field(default_factory=dict)
    columns: tuple[str, ...] = _COLUMNS
    _units: dict[str, str] = field(default_factory=dict)
    _others: list[str] = field(default_factory=list)
    _guessed: list[str] = field(default_factory=list)

    @property
    def first_thru(self) -> int:
        """Return the first node that may be passed."""
        return self.sizes.get("FIRST THRU NODE", 1)

    def add_tag(self, line: int, text: str) -> None:
        """Take a line of metadata: <NAME> value."""
        match = _TAG.match(text)
        name = " ".join(match[1].upper().split()) if match else ""
        value = match[2].strip() if match else ""
        if name == "ORIGINAL HEADER":
            self._add_names(_parted(value.strip("~; \t")), named=False)
        elif name in _SIZES:
            number = whole_of(value.partition("~")[0].strip(" ;\t"))
            if number is None or number < 0:
                self.faults.add(
                    "bad_header", said("a whole number is needed"), row=line, value=text.strip()
                )
            elif name in self.sizes:
                self.faults.add(
                    "second_header", said("<{name}> comes once", name=name), row=line, value=value
                )
            else:
                self.sizes[name] = number
        elif "UNIT" in name and any(word in name for word in ("TIME", "LENGTH", "DISTANCE")):
            self._units["free_flow_time" if "TIME" in name else "length"] = value.lower()
        elif name != "END OF METADATA":
            self._others.append(f"<{name}>" if name else text.strip()[:40])

    def add_comment(self, text: str) -> None:
        """Take a comment: one that names the ends of links names the columns."""
        self._add_names(_parted(text.strip("~; \t")), named=True)

    def _add_names(self, cells: list[str], *, named: bool) -> None:
        found = []
        for cell in cells:
            bare, _, unit = cell.partition("(")
            name = "".join(mark for mark in bare.lower() if mark.isalnum())
            found.append(_NAMES.get(name, bare.strip() or cell))
            if unit and found[-1] in _OF:
                self._units[found[-1]] = unit.partition(")")[0].strip().lower()
        if not named or not {"init_node", "term_node"} <= set(found) or len(found) < len(_NEEDED):
            return
        odd = [each for each, usual in zip(found, _COLUMNS, strict=False) if each != usual]
        if len(found) == len(_COLUMNS) and odd and not set(odd) & set(_COLUMNS):
            hint = said(
                "columns of names that aren't known count by their usual place: {listed}",
                listed=", ".join(odd),
            )
            self.faults.warn("unknown_column", hint)
            return
        for name in _NEEDED:
            if found.count(name) != 1:
                hint = said(
                    "the line of names has {count} of it: {listed}",
                    count=found.count(name),
                    listed=", ".join(found),
                )
                self.faults.add("missing_column", hint, column=name)
        self.columns = tuple(found)

    def check(self, links: int) -> None:
        """Hold the sizes against each other and the links that were found."""
        nodes, promised = self.sizes.get("NUMBER OF NODES"), self.sizes.get("NUMBER OF LINKS")
        zones = self.sizes.get("NUMBER OF ZONES")
        wrong = any(each.severity == "error" for each in self.faults.notices)
        if nodes is None or not 0 <= nodes < self.most_nodes:
            hint = said("it needs a line '<NUMBER OF NODES> …' with a whole number")
            self.faults.add("bad_header", hint)
            return
        if promised is not None and promised != links and not wrong:
            hint = said(
                "it promises {promised:,} links but has {links:,}: is the file cut off?",
                promised=promised,
                links=links,
            )
            self.faults.add("wrong_count", hint)
        if zones is not None and zones > nodes:
            self.faults.add(
                "bad_header",
                said("there are {zones:,} zones but {nodes:,} nodes", zones=zones, nodes=nodes),
            )
        first = self.sizes.get("FIRST THRU NODE")
        if first is None:
            hint = said("no line says <FIRST THRU NODE>: every node may be passed, zones too")
            self.faults.warn("missing_value", hint)
        elif not 1 <= first <= nodes + 1:
            hint = said("FIRST THRU NODE is 1 to {number:,}", number=nodes + 1)
            self.faults.add("bad_header", hint, value=first)
        elif zones is not None and first not in (1, zones + 1):
            hint = said(
                "FIRST THRU NODE is {first:,}, zones are 1 to {zones:,}: nodes below {first:,}",
                first=first,
                zones=zones,
            )
            self.faults.warn("wrong_count", said("{hint} aren't passed, others are", hint=hint))
        if self._others:
            names = ", ".join(self._others[:9])
            self.faults.add("left_out", said("metadata that isn't read: {names}", names=names))

    def units(self, minutes: float | None, km: float | None) -> tuple[float, float]:
        """Return minutes and km that 1 stands for: as asked for, as the file says, or guessed."""
        found = []
        for name, given in (("free_flow_time", minutes), ("length", km)):
            told = self._units.get(name)
            factor = _OF[name].get(told or "")
            if given is not None:
                if not 0 < given < float("inf"):
                    hint = said("what 1 stands for is a number above zero")
                    self.faults.add("out_of_range", hint, column=name, value=given)
                factor = given
            elif told is not None and factor is None:
                hint = said("the unit is none of {listed}", listed=", ".join(_OF[name]))
                self.faults.add("unknown_choice", hint, column=name, value=told)
            elif factor is None:
                self._guessed.append(name)
            found.append(factor or 1.0)
        self.faults.raise_if_any()
        return found[0], found[1]

    def note_guess(self, km: FloatArray, time_ms: FloatArray) -> None:
        """Note which units are guessed, with the speed that follows from them."""
        if not self._guessed:
            return
        taken = {
            "free_flow_time": said("times are taken for minutes"),
            "length": said("lengths for km"),
        }
        known = (km > 0) & (time_ms > 0)
        speed = ""
        if known.any():
            median = np.median(km[known] / time_ms[known]) * MS_PER_HOUR
            speed = said(
                " (half of the links are then driven at {median:.4g} km/h or less)", median=median
            )
        hint = said(
            "no unit is said: {listed}{speed}",
            listed=joined([taken[name] for name in self._guessed], " and ", "，"),
            speed=speed,
        )
        self.faults.add(
            "missing_unit",
            said("{hint}; pass read_tntp(minutes_per_unit=, km_per_unit=)", hint=hint),
        )


def _parted(text: str) -> list[str]:
    """Return the names of a line: parted by tabs, else by wide gaps, else by blanks."""
    cells = [each.strip() for each in (text.split("\t") if "\t" in text else text.split("  "))]
    cells = [each for each in cells if each and each != ";"]
    return cells if len(cells) > 2 else text.split()
