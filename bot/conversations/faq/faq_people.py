"""Frequent questions about other people, small talk, and short answers about what is kept: the ways on from each."""

from __future__ import annotations

from collections.abc import Mapping

from bot.understanding.wishes.wish_rules import Wish

PEOPLE: Mapping[str, tuple[Wish, ...]] = {
    # Other people
    "others_set_up": (Wish.SHARE,),
    "others_see": (Wish.PRIVACY,),
    "others_conditions": (Wish.SAFETY, Wish.SHARE),
    "first_time": (Wish.SHARE,),
    "age_limit": (Wish.SAFETY,),
    # Where it comes from, and what is kept
    "made_by": (Wish.ABOUT, Wish.PRIVACY),
    "research": (Wish.ABOUT, Wish.DOES_HELP),
    "use_pictures": (Wish.PRIVACY,),
    "wish_for_more": (Wish.PRIVACY,),
    "where_stored": (Wish.PRIVACY,),
    "kept_how_long": (Wish.PRIVACY, Wish.EXPORT),
    "keep_short": (Wish.PRIVACY,),
    "how_to_quit": (Wish.STOP, Wish.DELETE),
    # Messages, and what is set
    "quiet_after": (Wish.REMINDERS,),
    "silent": (Wish.NOTIFICATIONS,),
    "weekly_summary": (Wish.NOTIFICATIONS,),
    "set_now": (Wish.SETTINGS, Wish.REMINDERS),
    "less": (Wish.LENGTH, Wish.REMINDERS, Wish.SETTINGS),
    "pause_and_days": (Wish.PROGRESS, Wish.PAUSE),
    "what_day": (Wish.ZONE,),
    # Words, films and sound
    "words": (Wish.HELP,),
    "same_movements": (Wish.WAYS,),
    "must_say_done": (Wish.START,),
    "list_of_times": (Wish.BY_STEPS,),
    # Small talk
    "watched": (Wish.START,),
    "cross": (Wish.START,),
    "birthday": (Wish.NOT_TODAY,),
    "proud": (Wish.PROGRESS,),
}
