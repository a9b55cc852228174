"""History: the calendar, and the report for those who treat the person."""
