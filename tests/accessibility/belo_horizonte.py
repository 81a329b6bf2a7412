"""What the R package accessibility printed about Belo Horizonte, beside what we make of it.

Run as a module, it prints the comparison as a table.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from transnet import accessibility as measures
from transnet.accessibility import decay
from transnet.base.units import FloatArray

_BY_ID = "1a5a2b 1a5a2f 1a5a67 1a5a6b 1a5a6f 1a5b03"
_BY_ROW = "cdb57b cdb597 cdb5b3 cdb5cf cd909b cd90b7"
_LAST = "1acda3 cdb543 cda667 cd900f 1aebaf"
_STEPPED = ([10.0, 20.0, 30.0], [0.67, 0.33, 0.0])
_STEPPED_2 = ([10.0, 20.0, 30.0, 40.0], [0.75, 0.5, 0.25, 0.0])


@dataclass(frozen=True)
class BeloHorizonte:
    """Minutes by public transport, and what is in each of 898 hexagons."""

    times: pd.DataFrame
    zones: pd.DataFrame
    access: pd.Series

    @classmethod
    def read(cls, folder: Path) -> BeloHorizonte:
        table = pd.read_csv(folder / "travel_matrix.csv.gz")
        zones = pd.read_csv(folder / "land_use_data.csv").set_index("id")
        times = measures.cost_matrix(table, "travel_time")
        return cls(times, zones, measures.cumulative(times, zones["jobs"], 30))


@dataclass(frozen=True)
class Printed:
    """One printed value and ours; whole numbers were cut off, all others rounded."""

    measure: str
    of: str
    ours: float
    theirs: str
    cut: bool = False

    @property
    def difference(self) -> float:
        return (np.floor(self.ours) if self.cut else self.ours) - float(self.theirs)

    @property
    def allowed(self) -> float:
        """Half a unit of the last digit that is printed."""
        exponent = Decimal(self.theirs).as_tuple().exponent
        return 0.0 if self.cut else 0.5 * 10.0 ** int(exponent) * (1 + 1e-6)


def _my_decay(scale: float) -> Callable[[FloatArray], FloatArray]:
    def weigh(costs: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore"):
            return np.minimum(1.0 / (scale * costs), 1.0)

    return weigh


def _series(name: str, found: pd.Series, zones: str, theirs: str, cut: bool) -> list[Printed]:
    """Return values of zones that are named by the middle of their ids."""
    return [
        Printed(name, f"89a88{zone}ffff", float(found[f"89a88{zone}ffff"]), one, cut)
        for zone, one in zip(zones.split(), theirs.split(), strict=True)
    ]


def by_zone(city: BeloHorizonte) -> list[Printed]:
    """Return the values printed zone by zone."""
    times, jobs, people = city.times, city.zones["jobs"], city.zones["population"]
    schools = city.zones["schools"]
    passive = measures.cumulative(times, people, 30, active=False)
    interval = measures.cumulative_interval(times, jobs, (40, 60, 1))
    balanced = measures.floating_catchment(times, jobs, people, decay.exponential(0.5), "bfca")
    own = measures.spatial_availability(times, jobs, people, decay.exponential(0.1))
    printed = [
        ("cost to the closest school", measures.cost_to_nth(times, schools), _BY_ID,
         "29 24 28 33 32 17"),
        ("jobs within 30 min", city.access, _BY_ID, "14561 29452 16647 10700 6669 37029"),
        ("people within 30 min, passive", passive, _BY_ID, "11053 31903 12488 14474 15053 69582"),
        ("jobs, mean of 40 to 60 min", interval, _BY_ROW,
         "311965 249416 302515 373386 308429 344118"),
        ("schools, exponential 0.2", measures.gravity(times, schools, decay.exponential(0.2)),
         _BY_ROW, "0.03041853 1.15549493 0.56519126 0.19852152 0.41378042 0.95737555"),
        ("BFCA, exponential 0.5", balanced, _BY_ROW,
         "0.10280082 0.30930287 0.07288551 0.09759117 0.07390234 1.22525579"),
        ("spatial availability, exponential 0.1", own, _BY_ROW,
         "186.0876 140.0738 736.5830 900.9284 0.0000 204.7962"),
        ("balancing cost", measures.balancing_cost(times, jobs, people, step=1), _BY_ID,
         "15 13 23 7 10 6"),
        ("jobs, own decay", measures.gravity(times, jobs, _my_decay(1)), _BY_ROW,
         "11210.42 10775.77 11480.25 12689.44 11361.66 12563.65"),
        ("jobs, own decay 1", measures.gravity(times, jobs, _my_decay(1)), _BY_ROW[:34],
         "11210.421 10775.769 11480.254 12689.441 11361.664"),
        ("jobs, own decay 2", measures.gravity(times, jobs, _my_decay(2)), _LAST,
         "5621.512 7406.822 5947.782 4565.564 0.000"),
    ]  # fmt: skip
    return [
        value
        for name, found, zones, theirs in printed
        for value in _series(name, found, zones, theirs, "mean of" in name)
    ]


def decays() -> list[Printed]:
    """Return the weights printed in the article on decay functions."""
    printed = [
        ("decay exponential 0.2", decay.exponential(0.2), "10 15 20",
         "0.13533528 0.04978707 0.01831564"),
        ("decay exponential 0.3", decay.exponential(0.3), "10 15 20",
         "0.049787068 0.011108997 0.002478752"),
        ("decay stepped, 3 steps", decay.stepped(*_STEPPED), "15 25 35 45", "0.67 0.33 0.00 0.00"),
        ("decay stepped, 4 steps", decay.stepped(*_STEPPED_2), "15 25 35 45",
         "0.75 0.50 0.25 0.00"),
        ("own decay 1", _my_decay(1), "0 0.5 1 2 5 10", "1.0 1.0 1.0 0.5 0.2 0.1"),
        ("own decay 2", _my_decay(2), "0 0.5 1 2 5 10", "1.00 1.00 0.50 0.25 0.10 0.05"),
    ]  # fmt: skip
    return [
        Printed(name, f"{cost} min", float(weigh(np.array([float(cost)]))[0]), one)
        for name, weigh, costs, theirs in printed
        for cost, one in zip(costs.split(), theirs.split(), strict=True)
    ]


def inequality(city: BeloHorizonte) -> list[Printed]:
    """Return the values printed in the article on inequality and poverty."""
    people, income = city.zones["population"], city.zones["income_per_capita"]
    access = city.access
    parts = measures.theil(access, people, city.zones["income_decile"])
    index = measures.concentration_index(
        access, people, income, "corrected",
        bounds=(float(access.min()), float(access.max())), ties="as_given",
    )  # fmt: skip
    single = {
        "Palma ratio": (measures.palma_ratio(access, people, income), "3.800465"),
        "Gini": (measures.gini(access, people), "0.4715251"),
        "concentration index, corrected": (index, "0.3346494"),
        "Theil T": (measures.theil(access, people).total, "0.3616631"),
        "Theil T, between": (parts.between, "0.1280753"),
        "Theil T, between, share": (parts.between / parts.total, "0.3541287"),
        "Theil T, within": (parts.within, "0.2335878"),
        "Theil T, within, share": (parts.within / parts.total, "0.6458713"),
        "Theil T, total of parts": (parts.total, "0.3616631"),
    }
    values = [Printed(name, "city", ours, theirs) for name, (ours, theirs) in single.items()]
    lines = measures.poverty(access, people, 95368)
    for order, (ours, theirs) in enumerate(
        zip(lines, ("0.5745378", "0.3277383", "0.2218769"), strict=True)
    ):
        values.append(Printed(f"FGT{order}", "city", ours, theirs))
    share = parts.groups["within"] / parts.within
    for name, found, theirs_of in (
        ("Theil T, within", parts.groups["within"], _WITHIN),
        ("Theil T, within, share", share, _WITHIN_SHARE),
        ("Theil T, between", parts.groups["between"], _BETWEEN),
    ):
        for decile, (ours, theirs) in enumerate(zip(found, theirs_of.split(), strict=True), 1):
            values.append(Printed(name, f"decile {decile}", float(ours), theirs))
    return values


_WITHIN = """0.009181454 0.011413697 0.019320622 0.023606928 0.031470429 0.023539337 0.033329635
0.032585905 0.020299031 0.028840780"""
_WITHIN_SHARE = """0.03930622 0.04886255 0.08271246 0.10106232 0.13472633 0.10077296 0.14268567
0.13950173 0.08690107 0.12346868"""
_BETWEEN = """-0.037573783 -0.036276865 -0.031829123 -0.021600054 -0.009938574 -0.004401762
0.025936879 0.042240708 0.075742415 0.125775443"""


def compared(city: BeloHorizonte) -> list[Printed]:
    """Return every printed value and ours."""
    return [*by_zone(city), *decays(), *inequality(city)]


def page(city: BeloHorizonte) -> str:
    """Return the comparison as the page that docs/ holds."""
    lines = [_HEAD, "| measure | of | ours | theirs | difference |", "|---|---|---:|---:|---:|"]
    for one in compared(city):
        off = 0.0 if one.difference == 0 else float(f"{one.difference:.0e}")
        lines.append(f"| {one.measure} | {one.of} | {one.ours:.8g} | {one.theirs} | {off:.0e} |")
    return "\n".join(lines) + "\n"


_HEAD = """# Published values, ours and theirs

Every value that the articles of the R package accessibility (ipeaGIT, MIT licence) print about
its Belo Horizonte sample, 898 hexagons and 748,437 pairs, and what transnet computes from the same
files. A difference is within half a unit of the last printed digit; the mean over an interval is
cut off to whole jobs, as printed. Written by
`python -m tests.accessibility.belo_horizonte`, held true by the tests.
"""


if __name__ == "__main__":
    folder = Path(os.environ["TRANSNET_DATA"]) / "access" / "belo_horizonte"
    sys.stdout.write(page(BeloHorizonte.read(folder)))
