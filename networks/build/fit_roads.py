"""Fit road speeds to published times: python -m networks.build.fit_roads.

Prints the speed factors that bring the claims of road_claims.csv with the role `fit` nearest, each
within the range that parameters.csv gives it, and how the claims left out come. Loss is the mean of
|log(model / published)| over times before and after, savings at half their weight: single oddities
weigh little. Each factor is fitted again with every claim left out in turn, and where it ends at
the end of its range is said. The values are then entered in data/parameters.csv by hand; the loss
of what is entered stands beside that of the fit.

The factor of motorways is held at what is entered: the claims hardly tell motorways from the links
to them, and alone they run past what cars drive. What other factors would cost is printed too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import differential_evolution, minimize

from transnet.io.network_folder import load_network
from transnet.supply.topology import compile_topology
from transnet.travel.validation.road_claims import (
    ClaimDrives,
    compare_claims,
    published,
    summarise_claims,
)

FACTOR = "speed_factor"
HELD = "motorway"
HELD_AT = (0.9, 0.95, 1.0, 1.05, 1.1)
KINDS = ("mountain_motorway", "trunk", "primary", "mountain_trunk", "mountain_primary")
SAVING_WEIGHT = 0.5
LEAST_SAVING_MIN = 1.0  # a road that saves nothing in the model has a log too
SEED = 1
EDGE = 0.01
_Vector = npt.NDArray[np.float64]
Ends = list[tuple[float, float]]
_Loss = Callable[[_Vector], float]


def main() -> None:
    """Fit and print."""
    network = load_network("shanxi-central")
    topology = compile_topology(network)
    drives = ClaimDrives(network, topology)
    fitted = (drives.claims["role"] == "fit").to_numpy()
    rows = network["parameters"].set_index(["parameter", "mode"])
    ends = [
        (float(rows.loc[(FACTOR, kind), "low"]), float(rows.loc[(FACTOR, kind), "high"]))
        for kind in KINDS
    ]
    entered = np.array([float(rows.loc[(FACTOR, kind), "value"]) for kind in KINDS])
    held = float(rows.loc[(FACTOR, HELD), "value"])
    loss = _loss(drives, fitted, held)
    best = _fit(loss, ends)
    spans = _spans(drives, fitted, ends, (held, best))
    lines = [f"{HELD:18} {held:.3f}  held"]
    lines += [
        _line(kind, value, end, span)
        for kind, value, end, span in zip(KINDS, best, ends, spans, strict=True)
    ]
    lines += [f"loss {loss(best):.4f}, with the values entered {loss(entered):.4f}", ""]
    for other in HELD_AT:
        of_other = _loss(drives, fitted, other)
        found = _fit(of_other, ends)
        claims = compare_claims(network, topology, _overrides(other, found))
        factors = ", ".join(f"{value:.2f}" for value in found)
        lines += [f"{HELD} {other:g}: loss {of_other(found):.4f}, others {factors}", _sums(claims)]
    claims = compare_claims(network, topology)
    silent = ["day", "name_zh", "name_en", "source", "note"]
    lines += ["", claims.drop(columns=silent).round(0).to_string(index=False), "", _sums(claims)]
    sys.stdout.write("\n".join(lines) + "\n")


def _sums(claims: pd.DataFrame) -> str:
    return summarise_claims(claims).round(1).to_string(index=False)


def _line(kind: str, value: float, ends: tuple[float, float], span: tuple[float, float]) -> str:
    at_edge = min(abs(value - end) for end in ends) < EDGE
    return (
        f"{kind:18} {value:.3f}  range {ends[0]:g} to {ends[1]:g}, with a claim left out "
        f"{span[0]:.3f} to {span[1]:.3f}{'  AT THE END OF ITS RANGE' if at_edge else ''}"
    )


def _overrides(held: float, values: _Vector) -> dict[tuple[str, str], float]:
    fitted = {(FACTOR, kind): float(value) for kind, value in zip(KINDS, values, strict=True)}
    return {(FACTOR, HELD): held, **fitted}


def _loss(drives: ClaimDrives, chosen: npt.NDArray[np.bool_], held: float) -> _Loss:
    told = published(drives.claims)[chosen]

    def loss(values: _Vector) -> float:
        modelled = drives.minutes(_overrides(held, values))[chosen]
        logs = np.abs(np.log(modelled.clip(lower=LEAST_SAVING_MIN) / told))
        weight = pd.Series({"before": 1.0, "after": 1.0, "saving": SAVING_WEIGHT})
        return float((logs * weight).sum().sum() / (logs.notna() * weight).sum().sum())

    return loss


def _fit(loss: _Loss, ends: Ends) -> _Vector:
    found = differential_evolution(loss, ends, maxiter=40, popsize=10, seed=SEED, polish=False)
    return np.asarray(found.x, dtype=np.float64)


def _spans(
    drives: ClaimDrives,
    fitted: npt.NDArray[np.bool_],
    ends: Ends,
    known: tuple[float, _Vector],
) -> list[tuple[float, float]]:
    """Lowest and highest of each factor over fits with one of the claims left out.

    known  the factor that is held, and the others as all claims have them
    """
    held, best = known
    found = [best]
    for row in np.flatnonzero(fitted):
        chosen = fitted.copy()
        chosen[row] = False
        loss = _loss(drives, chosen, held)
        result = minimize(loss, best, method="Nelder-Mead", bounds=ends)
        found.append(np.asarray(result.x, dtype=np.float64))
    table = np.array(found)
    return list(zip(table.min(axis=0).tolist(), table.max(axis=0).tolist(), strict=True))


if __name__ == "__main__":
    main()
