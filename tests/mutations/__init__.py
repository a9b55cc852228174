"""Mutation tests: faults put into a copy of the bot, one at a time, each of which its tests have to notice."""
