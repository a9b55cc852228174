"""The commands of Telegram's menu, in its order."""

from __future__ import annotations

# The command menu, in its order. Each has its line in the catalogues under `command.<name>`.
COMMANDS = (
    "today",
    "movements",
    "position",
    "remind",
    "cue",
    "timezone",
    "pause",
    "resume",
    "progress",
    "report",
    "settings",
    "safety",
    "status",
    "privacy",
    "export",
    "delete",
    "stop",
    "help",
    "about",
    "start",
)
ADMIN_COMMANDS = ("stats", "broadcast")

# Commands whose names mean something else without the slash: "stop" in a walk stops the walk.
WALK_WORDS = frozenset({"start", "stop", "pause", "help", *ADMIN_COMMANDS})
