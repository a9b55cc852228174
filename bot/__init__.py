"""Limber: a few minutes of hip mobility a day, one step at a time, in a Telegram chat."""

import os

# Read by the Telegram library when it is imported: waits come as timedelta, without a warning.
os.environ.setdefault("PTB_TIMEDELTA", "1")

VERSION = "0.1.0"
