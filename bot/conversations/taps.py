"""Which conversation does a button belong to? By the first word of its data; each reads the rest itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.conversations.account import onboarding, privacy, settings
from bot.conversations.admin import broadcast
from bot.conversations.history import progress, report
from bot.conversations.preferences import cues, notifications, pausing, reminders, time_zone
from bot.conversations.prompts import prompt
from bot.conversations.safety import emergency, exclusions
from bot.conversations.turn import Turn
from bot.conversations.walk import browsing, check_in, farewell, feel, follow_up, navigation, pain, starting

TAPS: Mapping[str, Callable[[Turn, str], None]] = MappingProxyType(
    {
        "w": navigation.tap,
        "hurt": pain.tap,
        "alarm": emergency.tap,
        "doubt": pain.tap_doubt,
        exclusions.ASKING: exclusions.tap,
        "feel": feel.tap,
        "stiff": check_in.tap,
        "after": follow_up.tap,
        "taste": browsing.tap_taste,
        "setup": onboarding.tap,
        "remind": reminders.tap,
        "pause": pausing.tap_pause,
        "resume": pausing.tap_pause,
        "stop": pausing.tap_stop,
        "stay": pausing.tap_stay,
        "set": settings.tap,
        "settings": settings.tap,
        "messages": notifications.tap,
        "news": broadcast.news,
        "cue": cues.tap,
        "zone": time_zone.tap,
        "movement": browsing.tap,
        "movements": browsing.tap,
        "delete": privacy.tap,
        "prompt": prompt.tap,
        "go": lambda turn, data: starting.start_form(turn, data.partition(":")[2]),
        "todays": lambda turn, data: starting.start_todays(turn),
        "done": lambda turn, data: farewell.done(turn),
        "day": progress.tap,
        "report": report.tap,
    }
)
