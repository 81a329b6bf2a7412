"""Fit running times to the timetable: python -m networks.build.fit_running.

Prints the parameters of trains that `calibrate_running` finds on the built tables, and the errors
on trains left out of the fit; the values are then entered in data/parameters.csv by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path

from transnet.io.network_folder import load_network
from transnet.travel.validation.calibrate import calibrate_running

FOLDER = Path(__file__).parents[1] / "shanxi-central"


def main() -> None:
    """Fit and print."""
    calibration = calibrate_running(load_network(FOLDER))
    for table in (calibration.parameters, calibration.errors):
        sys.stdout.write(table.round(3).to_string(index=False) + "\n\n")


if __name__ == "__main__":
    main()
