"""/position: where the person likes to move."""

from __future__ import annotations

import re

from bot.conversations import missing_forms, movement_phrases, session, setup_stages
from bot.conversations.dialogue import Command, Dialogue, Question, never, not_called_off
from bot.conversations.turn import MENU, Turn
from bot.i18n.catalogue import Words
from bot.markup import Html
from bot.replies import Button, in_rows, pack, rows, unpack
from bot.understanding.answers.intents import choose
from bot.understanding.ideas import ideas
from bot.understanding.text.own_clauses import covered, is_said, phrases_of
from bot.understanding.wishes import positions_told
from bot.understanding.wishes.sentence import Sentence, is_denied, lexicon_of, says
from bot.understanding.wishes.wish_rules import Wish
from content.library import POSITIONS

ASKING_POSITION = "position"
# Behind it, where it is asked for this day alone.
TODAY = "today"


_CLAUSES = re.compile(r"[.;!?\n]+")


def position_in(text: str, words: Words) -> str | None:
    """The position that a text names: lying, seated or standing; None when it names none."""
    keys: dict[str, str] = {position: f"hear.position_{position}" for position in POSITIONS}
    if (found := choose(text, words, keys)) is not None:
        return found
    # "In a chair. Do you send many pictures?"
    named = {each for clause in _CLAUSES.split(text) if (each := choose(clause, words, keys)) is not None}
    return named.pop() if len(named) == 1 else None


def told_for_today(turn: Turn, text: str) -> str | None:
    """The position of an answer to the question for it that is for this day alone; None for any other text."""
    kind, *of_today = unpack(turn.person.account.asking or "")
    if kind != ASKING_POSITION or not (of_today or positions_told.is_for_today(text, turn.words)):
        return None
    return position_told(text, turn.words)


def position_told(text: str, words: Words) -> str | None:
    """The position that a whole sentence asks for, the better of two, without those that are denied: "chair or
    standing, floor no" is seated. None when it names none, or only such as are uncomfortable."""
    text = positions_told.stated(text, words)
    told = positions_told.read(text, words)
    if told.denied and len(told.wanted) == 1:
        return next(iter(told.wanted))
    found = _wanted(text, words)
    return None if found in told.denied else found


def _wanted(text: str, words: Words) -> str | None:
    if (told := position_in(text, words)) is not None and not says(text, words, "part.denied"):
        return told
    lexicon = lexicon_of(words.catalogue)
    sentence = Sentence(text.split(), lexicon, lexicon.known, lexicon.correctable)
    wanted = []
    for position in POSITIONS:
        # "On my mat, sometimes the stool" names the mat in words that are no position in another sentence.
        named = {(at, at + 1) for at in covered(sentence.tokens, phrases_of(words, f"hear.position_{position}"))}
        for first, last in sorted(named.union(sentence.spans(lexicon.phrases[f"part.{position}"]))):
            behind = sentence.tokens[last : last + 1]
            if not is_denied(sentence, (first, last)) and behind not in (["no"], ["not"]):
                wanted.append((first, last, position))
    better = [first for first, _ in sentence.spans(lexicon.phrases["setup.better"])]
    preferred = [position for _, last, position in wanted if any(0 <= place - last <= 1 for place in better)]
    return next(iter(preferred), None) or (min(wanted)[2] if wanted else None)


def command(turn: Turn, argument: str) -> None:
    """/position: asks. `/position seated` sets it."""
    if not argument.strip():
        ask_position(turn)
        return
    wanted = position_in(argument, turn.words)
    if wanted is None:
        ask_position(turn, lead=turn.words.say("position.unknown"))
    else:
        set_position(turn, wanted)


def ask_position(turn: Turn, *, lead: Html | None = None, today: bool = False) -> None:
    """Ask for the position, after `lead`; with `today`, for that of this day alone."""
    words, data = turn.words, ("meant", Wish.POSITION_TODAY.value) if today else ("set", "position")
    buttons = [Button(words.label(f"button.position_{item}"), pack(*data, item)) for item in POSITIONS]
    text = words.say("position.ask_today" if today else "position.ask")
    turn.change(asking=pack(ASKING_POSITION, TODAY) if today else ASKING_POSITION)
    turn.say(Html(f"{lead}\n{text}") if lead else text, in_rows(buttons, 3), slot=MENU)


def set_position(turn: Turn, wanted: str) -> None:
    """Store a position. An open walk keeps its own; the next one uses the new one."""
    before = turn.person.settings.position
    turn.change(position=wanted)
    turn.close_question(ASKING_POSITION)
    words = turn.words
    if turn.person.account.setup == setup_stages.POSITION:
        turn.answer_setup()
        return
    lines = [
        words.say("position.set", position=words.say(f"position.name.{wanted}")),
        *movement_phrases.consequences(turn),
    ]
    opened, here = session.current(turn), missing_forms.todays(turn)
    position = next(one for one in POSITIONS if one == wanted)
    elsewhere = None
    if here is not None and missing_forms.has_none(turn, here, position):
        movement = turn.library.movement_of(here)
        lines.append(missing_forms.why(turn, movement, position))
        elsewhere = missing_forms.button_elsewhere(turn, movement, position)
    if opened is None:
        if here is not None and here.position != wanted:
            lines.append(words.say(f"today.offered.{here.position}"))
        buttons = rows((Button(words.label("button.todays"), pack("todays")),), (elsewhere,))
    else:
        lines.append(words.say("position.walk_goes_on", position=opened.course.variation.name))
        other = session.walk_button(opened.walk, "other_position", words.label("button.other_position"))
        buttons = rows(
            (Button(words.label("button.go_on"), pack("todays")), other if elsewhere is None else None), (elsewhere,)
        )
    turn.say(Html(" ".join(lines)), buttons + rows((once_button(turn, wanted, before),)), slot=MENU)


def once_button(turn: Turn, wanted: str, before: str | None) -> Button | None:
    """The button that makes a position that was just set today's alone; `before` is the one that is usual again. None
    where there was no other, and while a question is open, which goes on."""
    if before not in POSITIONS or before == wanted or turn.person.account.asking is not None:
        return None
    return Button(turn.words.label("button.just_once"), pack("meant", Wish.POSITION_TODAY.value, wanted, before))


def answer_position(turn: Turn, text: str) -> bool:
    """A typed answer to "Where do you like to move?"; False when it names no position."""
    wanted = position_told(text, turn.words)
    if wanted is not None:
        set_position(turn, wanted)
        _say_of_others(turn, text, wanted)
    elif ideas.is_short(text) and ideas.NO_PREFERENCE in ideas.named(text, turn.words):
        turn.change(asking=None)
        turn.say(turn.words.say("remind.nothing_changed"))
    else:
        return False
    return True


def other_line(turn: Turn, text: str, wanted: str) -> Html | None:
    """How another position is asked for on its day, where an answer names one besides; None where it names none."""
    other = next(iter(positions_told.others(text, turn.words, wanted)), None)
    position = next((one for one in POSITIONS if one == other), None)
    if position is None:
        return None
    return turn.words.say("position.one_for_all", example=turn.words.label(f"position.example.{position}"))


def _say_of_others(turn: Turn, text: str, wanted: str) -> None:
    """Say how another position is asked for on its day, where an answer names one for some days: "the floor at home,
    but at work a chair"."""
    if not is_said(text, turn.words, "hear.position_by_day"):
        return
    told = positions_told.read(text, turn.words)
    other = next((one for one in ("seated", "standing", "lying") if one in told.wanted and one != wanted), None)
    if other is not None:
        example = turn.words.label(f"position.example.{other}")
        turn.say(turn.words.say("position.one_for_all", example=example), event="position")


def _ask_again(turn: Turn, lead: Html) -> bool:
    ask_position(turn, lead=lead, today=TODAY in unpack(turn.person.account.asking or ""))
    return True


DIALOGUE = Dialogue(
    module=__name__,
    commands=(Command(name="position", run=command),),
    questions=(
        Question(
            prefix=ASKING_POSITION,
            answer=answer_position,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=True,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=False,
        ),
    ),
)
