"""Pain, dizziness and signs told outside of a session: what to watch for, and how to do less."""

from __future__ import annotations

from bot.conversations import movement_phrases, phrases, selection, session, setup_stages
from bot.conversations.phrases import signs_button, watch
from bot.conversations.preferences import preferred_position
from bot.conversations.turn import ASK, Turn
from bot.markup import Html, escape
from bot.replies import Button, pack, rows
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.wishes.wish_rules import Wish
from content.movement import AVOIDED_WHEN_GENTLE


def answer(turn: Turn, symptom: Symptom = Symptom.PAIN) -> None:
    """Answer pain said after a walk: what to watch for, and the gentle setting."""
    words, hurt = turn.words, turn.library.about.hurt
    if symptom is Symptom.DIZZY:
        how = Html("\n".join((escape(hurt.dizzy), escape(hurt.dizzy_watch))))
        turn.say(how, rows((signs_button(turn),)), slot=ASK, event="dizzy")
        return
    if turn.person.account.setup == setup_stages.HELLO and not turn.person.progression.walks_begun:
        _before_anything(turn, symptom)
        return
    is_referred = symptom is Symptom.TODAY
    lines = [words.say("referral.noted" if is_referred else "hurt.noted"), *(flags := watch(turn, symptom))]
    gentle = None
    if flags and not is_referred and not session.is_gentle(turn.person):
        # Like the line before it, once a day.
        lines.append(words.say("hurt.offer_gentle", what=movement_phrases.in_words(AVOIDED_WHEN_GENTLE, words)))
        gentle = Button(words.label("button.keep_gentle"), pack("set", "gentle", "on", "here"))
    turn.say(
        Html("\n".join(lines)),
        rows((gentle, signs_button(turn, with_flags=True))),
        slot=ASK,
        event="hurt_afterwards",
    )


def answer_joint(turn: Turn, said: str) -> None:
    """Answer a sore knee, or another joint, said out of a session: what to watch for there. Where another position is
    wanted for it, that is offered."""
    words = turn.words
    wanted = preferred_position.position_told(said, words)
    other = None
    if wanted is not None and wanted != selection.position_of(turn.person, turn.library):
        other = Button(words.label(f"button.position_{wanted}"), pack("meant", Wish.POSITION_TODAY.value, wanted))
    lines = Html("\n".join((words.say("hurt.noted"), words.say("hurt.joint"))))
    turn.say(lines, rows((other,), (signs_button(turn),)), slot=ASK, event="hurt_afterwards")


def _before_anything(turn: Turn, symptom: Symptom) -> None:
    """Answer "my back hurts" as a person's very first words: it is their reason to come."""
    words = turn.words
    lines = [
        phrases.greeting(turn),
        words.say("referral.noted" if symptom is Symptom.TODAY else "hurt.first"),
        *watch(turn, symptom),
    ]
    begin = Button(words.label("button.set_me_up"), pack("setup", "begin"))
    buttons = rows((begin, signs_button(turn, with_flags=True)))
    turn.say(Html("\n".join(lines)), buttons, slot=ASK, event="hurt_first")
