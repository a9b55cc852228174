"""The schema of content files: their keys and values, and the rules between them."""
