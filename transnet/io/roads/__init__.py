"""Road graphs in the formats of other programs."""
