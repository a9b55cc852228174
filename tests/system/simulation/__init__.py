"""A year of twelve people, lived on a virtual clock through the real conversations, prompts and database."""
