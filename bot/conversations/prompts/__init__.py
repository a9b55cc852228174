"""What the bot writes by itself: the prompt of the day, and the digest of the week."""
