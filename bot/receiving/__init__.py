"""What comes from Telegram, made plain for the conversations."""
