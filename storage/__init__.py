"""The record: people, reminders, walks, and what came in and goes out."""
