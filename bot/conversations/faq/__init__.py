"""Frequent questions: one honest answer each, and the ways on from it."""
