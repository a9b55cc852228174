"""The questions of setting up, in their order: `account.setup` holds the one that is open."""

from __future__ import annotations

HELLO, CARE, LEFT_OUT, POSITION, ZONE, TIME = "hello", "care", "left_out", "position", "zone", "time"
