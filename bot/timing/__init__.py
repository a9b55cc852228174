"""Time as values: recurrences and zones. Pure."""
