"""What a person sets, each in a dialogue that knows no walk."""
