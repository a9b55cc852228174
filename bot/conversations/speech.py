"""Who answers? A typed text goes to the question that is open, to the walk, or to a helpful line; never to silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.conversations import (
    ending,
    hurting,
    information,
    onboarding,
    preferences,
    privacy,
    reminders,
    steps,
    today,
    walk,
    whereabouts,
)
from bot.conversations.hearing import Word, choice, heard
from bot.conversations.turn import Turn
from bot.replies import Reply, to_draft, unpack
from bot.wording import Words
from storage.records import Draft

# What a question in `person.asking` is answered by; each says False when the text answers something else.
_QUESTIONS: dict[str, Callable[[Turn, str], bool]] = {
    ending.FEEL: ending.answer,
    preferences.ASKING_POSITION: preferences.answer_position,
    privacy.ASKING: privacy.answer,
    "remind": reminders.answer,
}


def text(turn: Turn, said: str) -> None:
    """Answer a typed text."""
    word = heard(said, turn.words)
    if word is Word.HELP:
        information.help_(turn)
        return
    if word is Word.HURTS and turn.person.asking is None:
        _hurts(turn)
        return
    if _answered(turn, said, word):
        return
    if turn.person.setup is not None and onboarding.answer(turn, said):
        return
    if word is not None and walk.say(turn, word):
        return
    if word is not None and _outside(turn, word):
        return
    if _about_something(turn, said):
        return
    fallback(turn)


def _answered(turn: Turn, said: str, word: Word | None) -> bool:
    """Whether the open question took the text as its answer."""
    asking = unpack(turn.person.asking or "")[0]
    if asking == whereabouts.ASKING:
        if word in (Word.SKIP, Word.STOP):
            whereabouts.keep(turn)
            return True
        if word is not Word.NEXT:
            whereabouts.answer(turn, said)
            return True
    if asking == "offer" and word in (Word.NEXT, Word.YES):
        walk.start_form(turn, unpack(turn.person.asking or "")[1])
        return True
    question = _QUESTIONS.get(asking)
    if question is reminders.answer and word in (Word.NEXT, Word.STOP, Word.SKIP, Word.HURTS):
        turn.change(asking=None)
        return False
    return question is not None and question(turn, said)


def _outside(turn: Turn, word: Word) -> bool:
    """A walk's word with no walk open."""
    if word in (Word.NEXT, Word.REPEAT, Word.START_OVER, Word.MORE):
        if today.done_today(turn):
            today.offer(turn, lead=turn.words.say("today.done_already"))
        else:
            walk.start_todays(turn)
    elif word is Word.HURTS:
        hurting.elsewhere(turn)
    elif word is Word.STOP:
        reminders.stop(turn)
    elif word is Word.PAUSE:
        reminders.pause(turn, "")
    else:
        today.offer(turn, lead=turn.words.say("no_walk"))
    return True


def _hurts(turn: Turn) -> None:
    if not walk.say(turn, Word.HURTS):
        hurting.elsewhere(turn)


def _about_something(turn: Turn, said: str) -> bool:
    """A movement's name, or a greeting or thanks."""
    movement = today.movement_named(said, turn.library)
    if movement is not None:
        today.command(turn, said)
        return True
    small_talk = choice(said, turn.words, {"hello": "hear.hello", "thanks": "hear.thanks"})
    if small_talk is not None:
        turn.say(turn.words.say(f"talk.{small_talk}", name=turn.person.first_name), event="talk")
        if small_talk == "hello":
            where_to_go_on(turn)
        return True
    return False


def where_to_go_on(turn: Turn) -> None:
    """The question that is open, the step where the walk stands, or today's movement."""
    if turn.person.setup is not None and steps.current(turn) is None:
        onboarding.ask(turn)
    else:
        walk.again(turn)


def fallback(turn: Turn) -> None:
    """Nothing of it was understood: say what would be, and where the person is."""
    words = turn.words
    if turn.person.setup == onboarding.HELLO and steps.current(turn) is None:
        onboarding.hello(turn)
    elif turn.person.setup is not None and turn.person.setup != onboarding.HELLO:
        onboarding.ask(turn, lead=words.say("fallback.setup"))
    elif turn.person.asking == privacy.ASKING:
        turn.say(words.say("fallback.yes_no"))
    elif steps.current(turn) is not None:
        turn.say(words.say("fallback.walk"), event="fallback")
    else:
        turn.say(words.say("fallback"), event="fallback")


def something_else(turn: Turn, kind: str) -> None:
    """A sticker, a photo, a voice message, or whatever else has no words."""
    words = turn.words
    key = f"else.{kind}" if words.has(f"else.{kind}") else "else.other"
    turn.say(words.say(key), event="fallback")
    if turn.person.setup is not None and turn.person.setup != onboarding.HELLO:
        onboarding.ask(turn)


def apology(update: Mapping[str, Any], words_for: Callable[[str | None], Words]) -> tuple[Draft, ...]:
    """What a person hears whose update could not take effect; nothing for one that is no private message.

    The update is as Telegram sent it, unread: it may be the reading that failed.
    """
    content = update.get("message") or update.get("callback_query")
    sender = content.get("from") if isinstance(content, dict) else None
    chat = content.get("chat", sender) if isinstance(content, dict) else None
    if not isinstance(sender, dict) or not isinstance(chat, dict):
        return ()
    person_id, language = sender.get("id"), sender.get("language_code")
    if not isinstance(person_id, int) or chat.get("id") != person_id:
        return ()
    words = words_for(language if isinstance(language, str) else None)
    return (to_draft(Reply(words.say("sorry"), event="apology"), person_id),)
