"""Prompts: what the bot writes without being asked, the prompt of the day and the digest of the week."""
