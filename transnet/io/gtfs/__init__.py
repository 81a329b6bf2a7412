"""GTFS feeds: zips or folders to timetables, everything that is wrong in them, and back."""
