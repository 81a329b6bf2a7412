"""`python -m transnet` is the command `transnet`."""

from transnet.cli.start import main

main()
