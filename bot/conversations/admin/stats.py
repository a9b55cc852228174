"""/stats: the bot's statistics, for the people in ADMIN_IDS."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversations.admin import stats_words
from bot.conversations.dialogue import Command, Dialogue
from bot.conversations.turn import Turn
from bot.replies import Drawing
from storage.statistics import Statistics


def show_stats(turn: Turn, found: Statistics) -> None:
    """/stats: a picture with a caption; all of it in words for an admin without pictures."""
    words, library = turn.words, turn.library
    if turn.person.settings.pictures:
        drawing = Drawing("stats", stats_words.picture(found, library, words).to_data())
        turn.say(stats_words.caption(found, library, words), drawing=drawing, event="stats")
    else:
        turn.say(stats_words.in_full(found, library, words), event="stats")


def show_health(turn: Turn, found: Statistics, unaccounted: Mapping[str, int]) -> None:
    """Whether anything is stuck, set aside or lost, in a few lines."""
    turn.say(stats_words.health(found, unaccounted, turn.words), event="health")


DIALOGUE = Dialogue(module=__name__, commands=(Command(name="stats", run=None, needs_slash=True, for_admins=True),))
