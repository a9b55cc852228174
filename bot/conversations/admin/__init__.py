"""Admin: statistics and broadcasts, for those who run the bot."""
