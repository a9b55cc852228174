"""What is done by the clock, and not because somebody said something."""
