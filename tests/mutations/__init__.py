"""Do the tests bite? The bot is broken on purpose, one break at a time, and each has to be noticed."""
