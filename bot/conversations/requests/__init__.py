"""Requests: what an ordinary sentence asks for is done, or asked about first."""
