"""Text: letters, signs, phrases and slips, the same for all that is typed."""
