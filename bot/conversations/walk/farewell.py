"""Farewell after the last question: the next prompt, the next movement, or a kind word."""

from __future__ import annotations

from bot.conversations import selection
from bot.conversations.dialogue import Dialogue
from bot.conversations.phrases import next_time, when
from bot.conversations.turn import ASK, Turn
from bot.habits.planning import next_prompt
from bot.markup import Html
from bot.replies import Button, pack, rows
from storage.records.person import Feel


def offer_next(turn: Turn, lead: Html) -> None:
    """Say when the next prompt comes, with one tap to the next movement."""
    words, person = turn.words, turn.person
    turn.change(asking=None)
    following = selection.todays(person, turn.library)
    text = lead if following is None else Html(f"{lead}\n{next_line(turn, following)}")
    more = None
    if following is not None:
        turn.change(asking=pack("offer", following.key))
        more = Button(words.label("button.one_more"), pack("go", following.key))
    if person.account.setup is not None:
        buttons = rows((Button(words.label("button.set_me_up"), pack("setup", "begin")), more))
    else:
        buttons = rows((more, Button(words.label("button.thats_it"), pack("done"))))
    turn.say(text, buttons, slot=ASK, event="closed")


def next_line(turn: Turn, following: selection.Choice) -> Html:
    """When the next prompt comes and which movement it will be."""
    coming = next_prompt(turn.person)
    if coming is None or coming.next_due is None:
        return turn.words.say("end.next_movement", movement=following.movement.name)
    return turn.words.say("end.next_prompt", when=when(turn, coming.next_due), movement=following.movement.name)


def hurt_today(turn: Turn) -> bool:
    """Whether the newest walk hurt or ended dizzy, and that today."""
    walked = turn.person.walk
    if walked is None or walked.feel not in (Feel.HURT, Feel.DIZZY) or walked.ended_at is None:
        return False
    return walked.ended_at.astimezone(turn.zone).date() == turn.today


def suggest_rest(turn: Turn) -> None:
    """Answer "next" after pain: today is for rest."""
    turn.change(asking=None)
    button = Button(turn.words.label("button.hurt_signs"), pack("hurt", 0, "signs"))
    is_dizzy = turn.person.walk is not None and turn.person.walk.feel is Feel.DIZZY
    rest = turn.words.say("hurt.done" if is_dizzy else "end.rest", when=next_time(turn))
    turn.say(
        rest,
        rows((button,)),
        slot=ASK,
        event="rest",
    )


def say_goodbye(turn: Turn) -> None:
    """Close the open question with a kind word."""
    turn.change(asking=None)
    wave(turn)


def wave(turn: Turn) -> None:
    """Say a kind word, and leave open what is."""
    turn.strip_pressed()
    turn.say(turn.words.say("end.goodbye", when=next_time(turn)), event="goodbye")


def _tap_done(turn: Turn, data: str) -> bool:
    """`done`, under the offer of one more."""
    turn.close_question("offer")
    wave(turn)
    return True


DIALOGUE = Dialogue(module=__name__, taps={"done": _tap_done})
