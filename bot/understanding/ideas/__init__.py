"""Ideas: the things and doings that a sentence speaks of, in any order, and what they mean together."""
