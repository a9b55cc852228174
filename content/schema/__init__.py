"""What content files look like, and how they are read and checked."""
