"""`python -m transnet` is the command `transnet`."""

from transnet.cli_start import main

main()
