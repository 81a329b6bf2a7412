"""Notices at every writer: kills, full and broken disks, signals, many processes at once."""
