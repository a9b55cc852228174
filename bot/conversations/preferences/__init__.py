"""Preferences: what a person sets, in dialogues that do not depend on a walk."""
