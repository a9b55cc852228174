"""Clips and stills: which there are, and from which poses each is drawn."""
