"""From the first step of a walk to the last question about it."""
