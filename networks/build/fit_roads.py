"""Fit road speeds to published times: python -m networks.build.fit_roads.

Prints the speed factors that bring the claims of road_claims.csv with the role `fit` nearest, each
within the range that parameters.csv gives it, and how the claims left out come. Loss is the mean of
|log(model / published)| over times before and after, savings at half their weight: single oddities
weigh little. Each factor is fitted again with every claim left out in turn, and where it ends at
the end of its range is said. The values are then entered in data/parameters.csv by hand; the loss
of what is entered stands beside that of the fit.
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
KINDS = ("motorway", "mountain_motorway", "trunk", "primary", "mountain_trunk", "mountain_primary")
SAVING_WEIGHT = 0.5
LEAST_SAVING_MIN = 1.0  # a road that saves nothing in the model has a log too
SEED = 1
EDGE = 0.01
_Vector = npt.NDArray[np.float64]
Ends = list[tuple[float, float]]


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
    best = _fit(drives, fitted, ends)
    loss = _loss(drives, fitted)
    spans = _spans(drives, fitted, ends, best)
    lines = [
        _line(kind, value, end, span)
        for kind, value, end, span in zip(KINDS, best, ends, spans, strict=True)
    ]
    claims = compare_claims(network, topology, _overrides(best))
    lines += [
        f"loss {loss(best):.4f}, with the values entered {loss(entered):.4f}",
        "",
        claims.drop(columns=["day", "name_zh", "name_en", "source", "note"])
        .round(0)
        .to_string(index=False),
    ]
    lines += ["", summarise_claims(claims).round(1).to_string(index=False)]
    sys.stdout.write("\n".join(lines) + "\n")


def _line(kind: str, value: float, ends: tuple[float, float], span: tuple[float, float]) -> str:
    at_edge = min(abs(value - end) for end in ends) < EDGE
    return (
        f"{kind:18} {value:.3f}  range {ends[0]:g} to {ends[1]:g}, with a claim left out "
        f"{span[0]:.3f} to {span[1]:.3f}{'  AT THE END OF ITS RANGE' if at_edge else ''}"
    )


def _overrides(values: _Vector) -> dict[tuple[str, str], float]:
    return {(FACTOR, kind): float(value) for kind, value in zip(KINDS, values, strict=True)}


def _loss(drives: ClaimDrives, chosen: npt.NDArray[np.bool_]) -> Callable[[_Vector], float]:
    told = published(drives.claims)[chosen]

    def loss(values: _Vector) -> float:
        modelled = drives.minutes(_overrides(values))[chosen]
        logs = np.abs(np.log(modelled.clip(lower=LEAST_SAVING_MIN) / told))
        weight = pd.Series({"before": 1.0, "after": 1.0, "saving": SAVING_WEIGHT})
        return float((logs * weight).sum().sum() / (logs.notna() * weight).sum().sum())

    return loss


def _fit(drives: ClaimDrives, chosen: npt.NDArray[np.bool_], ends: Ends) -> _Vector:
    found = differential_evolution(
        _loss(drives, chosen), ends, maxiter=40, popsize=10, seed=SEED, polish=False
    )
    return np.asarray(found.x, dtype=np.float64)


def _spans(
    drives: ClaimDrives, fitted: npt.NDArray[np.bool_], ends: Ends, best: _Vector
) -> list[tuple[float, float]]:
    """Lowest and highest of each factor over fits with one of the claims left out."""
    found = [best]
    for row in np.flatnonzero(fitted):
        chosen = fitted.copy()
        chosen[row] = False
        result = minimize(_loss(drives, chosen), best, method="Nelder-Mead", bounds=ends)
        found.append(np.asarray(result.x, dtype=np.float64))
    table = np.array(found)
    return list(zip(table.min(axis=0).tolist(), table.max(axis=0).tolist(), strict=True))


if __name__ == "__main__":
    main()
