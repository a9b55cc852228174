"""Examples: sentences whose meaning is known, and those that a text is nearest to."""
