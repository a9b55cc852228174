"""How long a test waits for what has to come: a limit for what hangs, and nothing that is measured."""

# Seconds. On a machine that is busy with other work all takes ten times as long as alone, and must not fail for it.
HANGS = 300.0
