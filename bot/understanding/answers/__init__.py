"""Answers: the words of a session, yes and no, how it felt, and the periods of a report."""
