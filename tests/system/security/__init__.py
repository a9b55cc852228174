"""Everything that could be sent to the bot by somebody who means no good, and what must not come of it."""
