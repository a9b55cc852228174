"""Talk: what people tell of the session that is on, or was."""
