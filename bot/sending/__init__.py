"""What goes out: calls to Telegram, queued, paced, retried, and their outcomes stored."""
