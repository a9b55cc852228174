"""Conversations: one file each. What was said or pressed, with the record, becomes a new record and replies."""
