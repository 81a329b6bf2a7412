"""Fastest times and paths over one topology, for any weights."""
