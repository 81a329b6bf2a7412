"""What a scenario file may say of accessibility: measures, cutoffs, decay, mass and means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Final

from transnet.accessibility import decay as decays
from transnet.accessibility.decay import Decay
from transnet.base.collector import Notices
from transnet.base.language import joined, said
from transnet.base.unit_words import with_space
from transnet.scenario.suggest import unknown, word_hint

MEASURES: Final = ("watt", "potential", "daily", "cumulative", "gravity")
MASSES: Final = ("population", "gdp")
USINGS: Final = ("best", "drive", "public", "rail", "carfree")
_FAMILIES: Mapping[str, tuple[Callable[..., Decay], tuple[str, ...]]] = {
    "binary": (decays.binary, ("cutoff",)),
    "linear": (decays.linear, ("cutoff",)),
    "exponential": (decays.exponential, ("rate",)),
    "power": (decays.power, ("exponent",)),
    "gaussian": (decays.gaussian, ("sigma",)),
    "logistic": (decays.logistic, ("cutoff", "deviation")),
}

_READ_BY: Mapping[str, str] = {
    "potential": "exponent",
    "daily": "day_trip_min",
    "cumulative": "cutoffs_min",
    "gravity": "decay",
}
"""The key that only one measure reads, by the measure."""
_MOST_CUTOFFS = 24
_MINUTES = (0.1, 1440.0, "min")
_RANGES: Mapping[str, tuple[float, float, str]] = {
    "cutoffs_min": _MINUTES,
    "day_trip_min": _MINUTES,
    "cutoff": _MINUTES,
    "sigma": _MINUTES,
    "deviation": _MINUTES,
    "exponent": (0.01, 10.0, ""),
    "rate": (1e-6, 10.0, "a minute"),
}
"""What the numbers of measures can mean: a day at most, and powers that don't overflow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecayChoice:
    """A decay by family, with the parameters that the family of this name takes; minutes."""

    family: str
    cutoff: float | None = None
    rate: float | None = None
    exponent: float | None = None
    sigma: float | None = None
    deviation: float | None = None

    def decay(self) -> Decay:
        """Return the function of the family with these parameters."""
        make, names = _FAMILIES[self.family]
        return make(*(getattr(self, name) for name in names))

    def check(self, findings: Notices, at: str) -> None:
        """Add an error for an unknown family, and for parameters that are missing or not its."""
        if self.family not in _FAMILIES:
            unknown(findings, f"{at}, family", self.family, _FAMILIES)
            return
        wanted = _FAMILIES[self.family][1]
        for name in (field.name for field in fields(self) if field.name != "family"):
            value, key = getattr(self, name), f"{at}, {name}"
            if value is None and name in wanted:
                hint = said("is required of {name}", name=self.family)
                findings.add("missing_key", hint, column=key)
            elif value is not None and name not in wanted:
                hint = said(
                    "isn't a parameter of {family}, which takes {keys}",
                    family=self.family,
                    keys=joined(wanted),
                )
                findings.add("unknown_key", hint, column=key, value=value)
            elif value is not None and (wrong := _beyond(name, value)):
                findings.add("out_of_range", wrong, column=key, value=value)

    def __str__(self) -> str:
        wanted = _FAMILIES[self.family][1]
        return f"{self.family}({', '.join(f'{getattr(self, name):g}' for name in wanted)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessSettings:
    """The `[accessibility]` table of a scenario file.

    measures      of MEASURES; none means all, gravity where there is a decay
    cutoffs_min   for cumulative: people within so many minutes, one measure each
    day_trip_min  for daily: the longest way there on a day trip
    exponent      for potential: mass / minutes ** exponent
    decay         for gravity
    mass          what a place counts for: population, or gdp (of places that have a figure)
    using         means that may be used: best, drive, public, rail or carfree
    """

    measures: tuple[str, ...] = ()
    cutoffs_min: tuple[float, ...] = (60.0,)
    day_trip_min: float = 240.0
    exponent: float = 1.0
    decay: DecayChoice | None = None
    mass: str = "population"
    using: str = "best"

    def check(self, findings: Notices, at: str, given: Iterable[str] = ()) -> None:
        """Add what types can't say: names that aren't known, numbers out of range.

        given  the keys that a file gives, be it with the values they have by default
        """
        for name in self.measures:
            if name not in MEASURES:
                unknown(findings, f"{at}, measures", name, MEASURES)
        for key, word, known in (("mass", self.mass, MASSES), ("using", self.using, USINGS)):
            if word not in known:
                hint = word_hint(key, word, known)
                findings.add("unknown_choice", hint, column=f"{at}, {key}", value=word)
        self._check_numbers(findings, at)
        for name, key, there in (
            ("cumulative", "cutoffs_min", bool(self.cutoffs_min)),
            ("gravity", "decay", self.decay is not None),
        ):
            if name in self.measures and not there:
                hint = said("is required of {name}", name=name)
                findings.add("missing_key", hint, column=f"{at}, {key}")
        if self.decay is not None:
            self.decay.check(findings, f"{at}, decay")
        self._check_use(findings, at, given)

    def _check_use(self, findings: Notices, at: str, given: Iterable[str]) -> None:
        """Add an error for each key that only a measure reads which isn't asked for."""
        usual = AccessSettings()
        for measure, key in _READ_BY.items():
            changed = getattr(self, key) != getattr(usual, key)
            if self.measures and measure not in self.measures and (changed or key in given):
                hint = said(
                    "nothing uses it: add {measure} to measures, or leave it out", measure=measure
                )
                findings.add("unused_key", hint, column=f"{at}, {key}")

    def _check_numbers(self, findings: Notices, at: str) -> None:
        numbers = [("cutoffs_min", value) for value in self.cutoffs_min]
        numbers += [("day_trip_min", self.day_trip_min), ("exponent", self.exponent)]
        for key, value in numbers:
            if hint := _beyond(key, value):
                findings.add("out_of_range", hint, column=f"{at}, {key}", value=value)
        if len(self.cutoffs_min) > _MOST_CUTOFFS:
            many = said("must be {most} at most: each is a measure of its own", most=_MOST_CUTOFFS)
            findings.add("bad_list", many, column=f"{at}, cutoffs_min", value=len(self.cutoffs_min))
        if len(set(self.cutoffs_min)) < len(self.cutoffs_min):
            findings.add("bad_list", said("holds a cutoff twice"), column=f"{at}, cutoffs_min")

    @property
    def names(self) -> tuple[str, ...]:
        """The measures to take, in the order of MEASURES."""
        wanted = self.measures or MEASURES
        return tuple(
            name
            for name in MEASURES
            if name in wanted and not (name == "gravity" and self.decay is None)
        )

    def __str__(self) -> str:
        words = {
            "watt": "watt",
            "potential": f"potential(exponent {self.exponent:g})",
            "daily": f"daily({self.day_trip_min:g} min)",
            "cumulative": f"cumulative({_listed(self.cutoffs_min)} min)",
            "gravity": f"gravity({self.decay})",
        }
        parts = [f"mass {self.mass}", f"using {self.using}", *(words[name] for name in self.names)]
        return ", ".join(parts)


def _beyond(key: str, value: float) -> str:
    """Return what a number must be where it isn't; '' where it is."""
    low, high, unit = _RANGES[key]
    if low <= value <= high:
        return ""
    return said(
        "must be above 0: {low:g} to {high:g}{unit}",
        low=low,
        high=high,
        unit=with_space(unit),
    )


def _listed(numbers: tuple[float, ...]) -> str:
    return "/".join(f"{number:g}" for number in numbers)
