"""Looking back: the calendar, and the page for those who treat the person."""
