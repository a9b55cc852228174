"""Questions: the one that is open, and how a typed text answers it, leaves it or corrects it."""
