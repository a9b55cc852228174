"""For the operator: HTTP, health, metrics, and the commands of the command line."""
