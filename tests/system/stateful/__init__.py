"""Stateful tests: people, prompts, outages, kills and clocks in any order, against a small model."""
