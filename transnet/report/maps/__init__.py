"""Maps of a network and of results."""
