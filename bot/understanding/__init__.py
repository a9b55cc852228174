"""Understanding: typed text to values."""
