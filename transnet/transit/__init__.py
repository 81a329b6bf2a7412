"""Any region by timetable: feeds and streets to travel times from door to door."""
