"""Tests of the files that it is run and watched with."""
