"""A live map of a network: a server for one's own machine, and the page that it serves."""
