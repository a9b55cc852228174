"""The person as a whole: setting up, settings, help, privacy, export."""
