"""Us beside the routing libraries that pip installs: same work, one run, answers compared."""
