"""Wishes: what a sentence asks for, and the details that it names."""
