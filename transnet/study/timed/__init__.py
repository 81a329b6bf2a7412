"""States judged on their timetable, beside the frequency model."""
