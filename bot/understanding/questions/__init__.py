"""Questions: what is asked about a movement, about the bot's own words, and why."""
