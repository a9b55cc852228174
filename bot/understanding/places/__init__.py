"""Places: cities, regions and zones, from the names that people give them to a clock."""
