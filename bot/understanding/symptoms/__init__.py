"""Symptoms: alarm, pain and slight complaints, in the languages that people have."""
