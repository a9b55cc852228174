"""What survives when things break: kills at any moment, a bad line to Telegram, two at the same button."""
