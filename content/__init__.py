"""The movement library: its texts, how they are checked, and the order of a walk."""
