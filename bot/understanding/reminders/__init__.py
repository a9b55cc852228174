"""Reminders: which of them a sentence means, and what is to become of it."""
