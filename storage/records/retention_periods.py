"""Retention periods: every one is here, and nowhere else. /privacy and the README tell them."""

from __future__ import annotations

from datetime import timedelta

# Telegram keeps an update for 24 hours and may repeat it; its number is remembered twice as long, without what it said.
INBOX_KEPT = timedelta(hours=48)
# A message that was sent is remembered, without its text, so that its buttons can still be taken away.
OUTBOX_KEPT = timedelta(days=30)
# For how long the words on its buttons are understood when they are typed.
BUTTONS_KEPT = timedelta(days=1)
# When prompts were due and what became of them: a year, and some days to compare it with.
PROMPTS_KEPT = timedelta(days=400)
# The record of somebody who stopped, or blocked the bot, from the last time that they were heard of.
STOPPED_KEPT = timedelta(days=90)
# How long before that somebody who stopped is told.
TOLD_BEFORE = timedelta(days=7)
# The mark of somebody who was erased: longer than any backup is kept, which could bring them back.
ERASURES_KEPT = timedelta(days=365)
# For how many days people may have their check-ins kept; the other choice is: as long as the record.
CHECKIN_DAYS = (90, 365)
# Broadcasts, with how many they reached; their text goes with the last message.
BROADCASTS_KEPT = PROMPTS_KEPT
