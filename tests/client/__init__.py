"""The connection to Telegram."""
