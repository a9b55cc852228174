"""The rules of the habit: when to prompt, how often, what counts. Pure."""
