"""How long a test waits for what has to come: a limit for what hangs, and nothing that is measured."""

import os

# Seconds. On a machine that is busy with other work all takes ten times as long as alone, and must not fail for it.
# Who breaks the program on purpose, and waits for what never comes, sets fewer.
HANGS = float(os.environ.get("TEST_PATIENCE", "300"))
