"""One file a conversation: what was said or pressed, with the record, becomes a new record and replies."""
