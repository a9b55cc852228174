"""What a release is made of, and how it is made: weaknesses, wheels, the release itself, and their tests."""
