"""Typed text to values: what somebody means by what they wrote."""
