"""Limber: a few minutes of hip mobility a day, one step at a time, in a Telegram chat."""
