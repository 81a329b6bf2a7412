"""The command `transnet`."""
