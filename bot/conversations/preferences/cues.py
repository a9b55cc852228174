"""Cues: a moment of the person's day after which they want to move. Chosen or typed, said in the prompt.

A moment that comes anyway is a better reminder than a clock alone. The cue belongs to a reminder. Typed at any time
("coffee"), it starts today's walk.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from rapidfuzz.distance import OSA

from bot.conversations import phrases
from bot.conversations.dialogue import Command, Dialogue, Question, leaves_as_it_is, never
from bot.conversations.preferences import reminder_list
from bot.conversations.turn import ASK, Turn
from bot.habits.planning import next_prompt
from bot.markup import Html
from bot.replies import Button, Rows, in_rows, number_in, pack, rows, unpack
from bot.understanding.answers.intents import PUT_OFF, Intent, matches, normalize, recognize
from bot.understanding.talk import own_cue
from bot.understanding.text import letters
from storage.records.person import Reminder

ASKING = "cue"
# The most letters of a typed cue: it stands in a sentence, and on a button.
LONGEST_CUE = 40
SUGGESTED = ("coffee", "teeth", "lunch", "meeting")
NONE, LIKE = "none", "like"

# Words that answer something else, which would begin a session each time they are said.
_TAKEN = (*PUT_OFF, Intent.YES, Intent.NO)


def command(turn: Turn, argument: str) -> None:
    """/cue: asks. `/cue coffee` and `/cue off` set the cue of the next reminder."""
    reminder = _next(turn)
    if reminder is None:
        reminder_list.list_reminders(turn)
    elif not argument.strip():
        ask_cue(turn, reminder.number)
    else:
        _take(turn, reminder, argument)


def ask_cue(turn: Turn, number: int, *, lead: Html | None = None) -> None:
    """Ask which cue a reminder has."""
    reminder = _reminder(turn, number)
    if reminder is None:
        reminder_list.list_reminders(turn)
        return
    words = turn.words
    turn.change(asking=pack(ASKING, number))
    buttons = [Button(words.label(f"button.cue_{name}"), pack(ASKING, number, name)) for name in SUGGESTED]
    lines = [words.count("cue.ask", LONGEST_CUE)]
    if reminder.cue:
        lines.insert(0, words.say("cue.now", line=phrases.line_of(turn, reminder), cue=reminder.cue))
    if lead is not None:
        lines.insert(0, lead)
    turn.say(
        Html("\n".join(lines)),
        in_rows(buttons, 2) + rows((Button(words.label("button.no_cue"), pack(ASKING, number, NONE)),)),
        slot=ASK,
        event="cue_asked",
    )


def tap(turn: Turn, data: str) -> bool:
    """`cue:<reminder>`, to be asked, and `cue:<reminder>:coffee|teeth|lunch|meeting|none` and
    `cue:<reminder>:like:<another reminder>`; 0 is the next reminder."""
    parts = unpack(data)
    number = number_in(parts[1]) if len(parts) > 1 else None
    first = _next(turn)
    reminder = first if number == 0 else _reminder(turn, number)
    choice = parts[2] if len(parts) > 2 else ""
    turn.strip_pressed()
    if reminder is None:
        reminder_list.list_reminders(turn)
    elif choice == NONE:
        _set(turn, reminder, None)
    elif choice == LIKE and (other := _reminder(turn, number_in(parts[3]) if len(parts) > 3 else None)) is not None:
        _set(turn, reminder, other.cue)
    elif choice in SUGGESTED:
        _set(turn, reminder, turn.words.label(f"cue.{choice}"))
    else:
        ask_cue(turn, reminder.number)
    return True


def answer(turn: Turn, text: str) -> bool:
    """A typed cue; False when its reminder no longer exists."""
    reminder = _reminder(turn, number_in(unpack(turn.person.account.asking or "")[-1]))
    if reminder is None:
        turn.change(asking=None)
        return False
    _take(turn, reminder, text)
    return True


def _take(turn: Turn, reminder: Reminder, text: str) -> None:
    """Set a typed cue, or remove it; one line says why a text cannot be a cue."""
    words = turn.words
    cue = cleaned(text, words.options("cue.before"))
    if matches(text, words, "hear.off"):
        _set(turn, reminder, None)
    elif len(cue) > LONGEST_CUE:
        turn.say(words.count("cue.too_long", len(cue), most=LONGEST_CUE), event="cue_refused")
    elif not any(character.isalnum() for character in cue):
        turn.say(words.say("cue.empty"), event="cue_refused")
    elif recognize(cue, words) is not None or any(matches(cue, words, f"hear.{word.value}") for word in _TAKEN):
        turn.say(words.say("cue.taken", cue=cue), event="cue_refused")
    else:
        _set(turn, reminder, cue)


def cleaned(text: str, leading: tuple[str, ...]) -> str:
    """A cue on one line, without marks that show nothing, without "after" at its beginning and a full stop at its
    end."""
    kept = (mark for mark in text if mark.isspace() or unicodedata.category(mark) not in ("Cc", "Cf"))
    said = " ".join("".join(kept).split()).rstrip(".!,;")
    for word in leading:
        if said.casefold().startswith(f"{word} "):
            said = said[len(word) + 1 :]
    return said


def _set(turn: Turn, reminder: Reminder, cue: str | None) -> None:
    changed = replace(reminder, cue=cue)
    turn.set_reminders([changed if each.number == reminder.number else each for each in turn.person.reminders])
    turn.close_question(ASKING)
    line = phrases.line_of(turn, reminder)
    if cue is None:
        turn.say(turn.words.say("cue.none", line=line), event="cue_set")
    else:
        turn.say(turn.words.say("cue.set", line=line, cue=cue), _also_rows(turn, reminder), slot=ASK, event="cue_set")


def _also_rows(turn: Turn, reminder: Reminder) -> Rows:
    """A button for each reminder that may get the same cue."""
    others = [one for one in turn.person.recurring if one.number != reminder.number and one.active and not one.cue]
    labels = [(turn.words.label("cue.also", line=phrases.line_of(turn, one)), one.number) for one in others]
    return in_rows([Button(label, pack(ASKING, number, LIKE, reminder.number)) for label, number in labels], 1)


def _reminder(turn: Turn, number: int | None) -> Reminder | None:
    return next((each for each in turn.person.reminders if each.number == number), None)


def _next(turn: Turn) -> Reminder | None:
    """The reminder that comes next of those that come again; None without one."""
    recurring = turn.person.recurring
    return next_prompt(replace(turn.person, reminders=recurring)) or next(iter(recurring), None)


def is_said(turn: Turn, text: str) -> bool:
    """Whether a text is one of the person's cues, exactly or nearly, or tells that it is done."""
    said = normalize(text)
    cues = {reminder.cue for reminder in turn.person.reminders if reminder.cue}
    near = 1 if len(said) > 3 else 0
    return bool(said) and any(
        OSA.distance(said, normalize(cue), score_cutoff=near) <= near
        or _are_same_words(text, cue)
        or own_cue.tells_done(text, cue, turn.words)
        for cue in cues
    )


def _are_same_words(text: str, cue: str) -> bool:
    """Whether the words are the same but for what Arabic glues to their front: the article, "and", "to"."""
    said, named = letters.tokens(text), letters.tokens(cue)
    return len(said) == len(named) and all(set(one) & set(other) for one, other in zip(said, named, strict=True))


def say_what_it_does(turn: Turn) -> None:
    """Answer "what happens if I type my tea word?"."""
    has_one = any(reminder.cue for reminder in turn.person.reminders)
    turn.say(turn.words.say("cue.does" if has_one else "cue.does_none"), event="cue")


def _ask_again(turn: Turn, lead: Html) -> bool:
    reminder = _reminder(turn, number_in(unpack(turn.person.account.asking or "")[-1]))
    if reminder is not None:
        ask_cue(turn, reminder.number, lead=lead)
    return reminder is not None


DIALOGUE = Dialogue(
    module=__name__,
    commands=(Command(name="cue", run=command),),
    questions=(
        Question(
            prefix=ASKING,
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=True,
            is_called_off=leaves_as_it_is,
            waits=True,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=False,
        ),
    ),
    taps={ASKING: tap},
)
