"""Which conversation does a button belong to? By the first word of its data; each reads the rest itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.conversations import (
    afterwards,
    alarm,
    broadcasting,
    checking,
    cues,
    ending,
    hurting,
    left_out,
    messages,
    onboarding,
    preferences,
    privacy,
    progress,
    prompted,
    reminders,
    report,
    resting,
    today,
    walk,
    whereabouts,
)
from bot.conversations.turn import Turn

TAPS: Mapping[str, Callable[[Turn, str], None]] = MappingProxyType(
    {
        "w": walk.tap,
        "hurt": hurting.tap,
        "alarm": alarm.tap,
        "doubt": hurting.tap_doubt,
        left_out.ASKING: left_out.tap,
        "feel": ending.tap,
        "stiff": checking.tap,
        "after": afterwards.tap,
        "taste": today.tap_taste,
        "setup": onboarding.tap,
        "remind": reminders.tap,
        "pause": resting.tap_pause,
        "resume": resting.tap_pause,
        "stop": resting.tap_stop,
        "stay": resting.tap_stay,
        "set": preferences.tap,
        "settings": preferences.tap,
        "messages": messages.tap,
        "news": broadcasting.news,
        "cue": cues.tap,
        "zone": whereabouts.tap,
        "movement": today.tap,
        "movements": today.tap,
        "delete": privacy.tap,
        "prompt": prompted.tap,
        "go": lambda turn, data: walk.start_form(turn, data.partition(":")[2]),
        "todays": lambda turn, data: walk.start_todays(turn),
        "done": lambda turn, data: ending.done(turn),
        "day": progress.tap,
        "report": report.tap,
    }
)
