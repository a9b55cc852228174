"""Frequent questions and remarks, each with one short answer and the buttons that lead on from it.

An entry is its name here, its sentence `faq.<name>` in the catalogue with a label `faq.<name>.label` for a button, and
its example sentences, of the class `faq.<name>`, in `locale/<language>/examples/`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.conversations import session
from bot.conversations.faq.faq_people import PEOPLE
from bot.conversations.faq.faq_sessions import SESSIONS
from bot.conversations.turn import ASK, WAYS, Turn
from bot.conversations.ways_on import button_for
from bot.markup import Html
from bot.replies import Button, in_rows, rows
from bot.understanding.wishes.wish_rules import Wish

# The ways on from each answer; in a session there are none, as the step stays where it is.
FAQ: Mapping[str, tuple[Wish, ...]] = {
    # Reminders: when they come, and how.
    "take_back": (Wish.PROGRESS,),
    "undo_last": (Wish.SETTINGS, Wish.REMINDERS),
    "wording": (Wish.REMINDERS,),
    "rhythm": (Wish.REMINDERS,),
    "nag": (Wish.REMINDERS,),
    "loose_time": (Wish.REMINDERS,),
    "ahead": (Wish.REMINDERS,),
    "other_things": (Wish.REMINDERS,),
    "past_absence": (Wish.PROGRESS,),
    "pause_end": (Wish.WHEN_NEXT, Wish.REMINDERS),
    "channel": (Wish.REMINDERS, Wish.DEVICE),
    "different_times": (Wish.REMINDERS,),
    "shift_work": (Wish.REMINDERS,),
    "came_wrong": (Wish.WHEN_NEXT, Wish.REMINDERS),
    "why_setting": (Wish.REMINDERS, Wish.SETTINGS),
    "why_rarer": (Wish.START, Wish.WHEN_NEXT),
    "write_first": (Wish.REMINDERS, Wish.NOTIFICATIONS),
    "fewer": (Wish.REMINDERS, Wish.NOTIFICATIONS),
    "hush_now": (Wish.NOT_TODAY, Wish.QUIET),
    # What counts, and what is kept.
    "late_answer": (Wish.START, Wish.YESTERDAY),
    "second_session": (Wish.START, Wish.PROGRESS),
    "goals": (Wish.PROGRESS, Wish.REMINDERS),
    "cheer_me": (Wish.LENGTH, Wish.START),
    "stiffness_now": (Wish.CHECKIN, Wish.IMPROVING),
    "change_answer": (Wish.PAIN, Wish.SETTINGS),
    "delete_part": (Wish.PROGRESS, Wish.ZONE, Wish.DELETE),
    "undo_delete": (Wish.EXPORT, Wish.PRIVACY),
    "import_data": (Wish.PROGRESS, Wish.YESTERDAY),
    "own_clock": (Wish.ZONE,),
    # The bot, the person, and others.
    "contact": (Wish.PRIVACY,),
    "cost": (Wish.ABOUT, Wish.PRIVACY),
    "human": (Wish.ABOUT, Wish.PRIVACY),
    "about_me": (Wish.START, Wish.SAFETY),
    "two_people": (Wish.SHARE,),
    "remind_others": (Wish.SHARE,),
    "wrong_chat": (Wish.START, Wish.PRIVACY),
    "lock": (Wish.NOTIFICATIONS, Wish.PRIVACY),
    "dead_buttons": (Wish.START, Wish.HELP),
    "when_it_helps": (Wish.IMPROVING, Wish.START),
    "best_time": (Wish.REMINDERS,),
    **SESSIONS,
    **PEOPLE,
}


def answer(
    turn: Turn,
    name: str,
    *,
    told: Html | None = None,
    first: Sequence[Button] = (),
    here: Sequence[Button] = (),
    without: Collection[Wish] = (),
) -> None:
    """Say the answer of an entry. A session stays where it is; a name that is no longer known says nothing.

    `told` is said instead of the bare sentence, `first` are buttons over the ways on, `here` those that a session has,
    too, `without` ways on that are none.
    """
    if name not in FAQ:
        return
    words, in_walk = turn.words, session.is_on(turn)
    key = f"faq.{name}.walk" if in_walk and words.has(f"faq.{name}.walk") else f"faq.{name}"
    buttons = [*here, *first, *(button_for(turn, wish) for wish in FAQ[name] if wish not in without)]
    text = words.say(key) if told is None else told
    go_on = session.next_below(turn)
    slot = WAYS if go_on is not None else None if in_walk else ASK
    turn.say(text, rows(tuple(here), (go_on,)) if in_walk else in_rows(buttons, 2), slot=slot, event="faq")
