"""Emulator: Telegram on this machine, a Bot API and a chat page, for trying out and for tests."""
