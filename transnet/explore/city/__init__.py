"""The live map of a city: streets of a file, timetables of feeds, and no plan to judge."""
