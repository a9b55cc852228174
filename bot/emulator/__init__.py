"""Telegram on this machine: a Bot API stand-in and a chat page, for trying out and for tests."""
