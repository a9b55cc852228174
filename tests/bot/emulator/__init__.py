"""Tests of Telegram on this machine: the stand-in that all other tests lean on."""
