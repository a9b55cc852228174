"""Walk: from its first step to the last question about it."""
