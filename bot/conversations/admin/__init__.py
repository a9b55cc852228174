"""For those who run the bot: the figures, and broadcasts."""
