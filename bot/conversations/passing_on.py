"""Passing on: answers to who hands the bot on to others: a link that sets a position, a code of it, what is seen of
others, how many days a week, how many degrees."""

from __future__ import annotations

from bot.conversations import session, talk
from bot.conversations.faq import faq
from bot.conversations.preferences import preferred_position
from bot.conversations.turn import Turn
from bot.conversations.walk import answers
from bot.understanding.questions import passed_on
from bot.understanding.questions.passed_on import PassedOn
from bot.understanding.questions.step_questions import StepQuestion


def answer(turn: Turn, said: str) -> bool:
    """Answer what is asked for others. False for anything else, and while setting up."""
    if turn.person.account.setup is not None:
        return False
    asked = passed_on.read(said, turn.words)
    if asked is PassedOn.CODE:
        talk.share(turn, "talk.share_code")
    elif asked is PassedOn.LINK:
        position = preferred_position.position_told(said, turn.words)
        if position is None:
            return False
        talk.share(turn, "talk.share_from", position)
    elif asked is PassedOn.THEIRS:
        faq.answer(turn, "others_see", told=turn.words.say("faq.others_see.theirs"))
    elif asked is PassedOn.A_WEEK:
        faq.answer(turn, "how_often")
    elif asked is PassedOn.RANGE and session.is_on(turn):
        answers.say(turn, StepQuestion.HOW_FAR)
    else:
        return False
    return True
