"""Tables larger than memory, written a block of rows at a time."""
