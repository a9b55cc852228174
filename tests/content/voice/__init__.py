"""The voice: what is made and made again, and whether the shipped sounds are as they should be."""
