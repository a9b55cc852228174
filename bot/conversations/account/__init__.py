"""Account: setting up, settings, status, help, privacy and export of a person."""
