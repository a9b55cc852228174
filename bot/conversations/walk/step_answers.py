"""Answers out of the steps themselves: where a part of the body goes, which leg, what comes next, what a word means.

They stay with what the open walk shows; where none is open, most have no answer.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from bot.conversations import session
from bot.conversations.session import OpenWalk
from bot.conversations.turn import Turn
from bot.conversations.walk import step_lines
from bot.conversations.walk.step_view import about
from bot.i18n.catalogue import Words
from bot.markup import Html, escape, in_lines
from bot.understanding.answers.intents import matches
from bot.understanding.questions import asked_about, glossary
from bot.understanding.questions.step_questions import StepQuestion, family
from bot.understanding.text.phrase_patterns import matches_any, plain
from content.library import Library, Step, Variation
from content.walk import WalkPlace, forward, progress, step_at, steps_at, words_for

# What is answered here.
ANSWERED = frozenset(
    {StepQuestion.PART, StepQuestion.PART_MOVES, StepQuestion.WHICH_SIDE, StepQuestion.AFTER, StepQuestion.PICTURE}
    | {StepQuestion.WIDTH, StepQuestion.STEP_TEXT, StepQuestion.PLACE}
    | {StepQuestion.BUTTONS, StepQuestion.CORRECT, StepQuestion.WORD, StepQuestion.BED, StepQuestion.WHEELS}
)
# What the steps themselves are asked for.
IN_STEPS = frozenset({StepQuestion.PART, StepQuestion.PART_MOVES, StepQuestion.PILLOW, StepQuestion.WORD})
# Of these nothing can be said where no step is shown.
_OF_A_STEP = frozenset(
    {StepQuestion.PART, StepQuestion.PART_MOVES, StepQuestion.WHICH_SIDE, StepQuestion.AFTER, StepQuestion.PICTURE}
    | {StepQuestion.CORRECT, StepQuestion.WIDTH, StepQuestion.STEP_TEXT, StepQuestion.PLACE}
)


def answer(turn: Turn, question: StepQuestion, said: str, variation: Variation, where_felt: str | None) -> Html | None:
    """The answer to a question of `ANSWERED`; None when there is none here. `where_felt` is the library's."""
    words, opened = turn.words, session.current(turn)
    if question is StepQuestion.WHEELS:
        return words.say("ask.wheels")
    if question is StepQuestion.BED:
        return words.say(f"ask.bed_{variation.position}")
    if question is StepQuestion.WORD:
        return _explained(said, words)
    if question is StepQuestion.BUTTONS:
        if (word := asked_about.word_in(said, words)) is not None:
            return words.say(f"word.{word.value}")
        return words.say("ask.buttons") if opened is not None else _buttons_here(turn)
    if opened is None or (question in _OF_A_STEP and step_at(opened.course, opened.place) is None):
        return None
    if question is StepQuestion.WHICH_SIDE:
        number, of = progress(opened.course, opened.place)
        return words.say("ask.which_side", side=turn.library.called(opened.place.side), step=number, of=of)
    if question is StepQuestion.AFTER:
        return _after(turn, opened)
    if question is StepQuestion.PICTURE:
        return words.say("ask.picture", text=_text(turn.library, step_at(opened.course, opened.place), opened.place))
    if question is StepQuestion.CORRECT:
        felt = None if where_felt is None else words.say("ask.felt", text=where_felt)
        return words.say("ask.correct", text=in_lines(felt, escape(turn.library.about.normal)))
    if question is StepQuestion.PLACE:
        first = replace(opened.place, level=0, step=0)
        return escape(_text(turn.library, step_at(opened.course, first), first))
    if question is StepQuestion.STEP_TEXT:
        return _step_named(turn, opened, said)
    if question is StepQuestion.PART_MOVES:
        return words.say("ask.part_moves", text=step_lines.told_in_step(turn, opened, said))
    return step_lines.told(turn, opened, said) or words.say("ask.part_nowhere")


def told_here(turn: Turn, said: str) -> Html | None:
    """In a session, how much of it is left, whether shoes stay on, and that a chair without wheels is right; None for
    anything else."""
    opened = session.current(turn) if session.is_on(turn) else None
    if opened is None:
        return None
    if matches_any(said, turn.words, "hear.how_much_left") or matches(said, turn.words, "hear.how_much_left.alone"):
        return _left(turn, opened)
    if matches_any(said, turn.words, "hear.shoes") and matches_any(said, turn.words, "hear.shoes.on_off"):
        return turn.words.say("faq.clothes")
    return turn.words.say("ask.chair_steady") if matches_any(said, turn.words, "hear.without_wheels") else None


def _left(turn: Turn, opened: OpenWalk) -> Html:
    """How many steps come after this one on both sides, and about how long they take."""
    steps, place = list[Step](), forward(opened.course, opened.place)
    while place is not None:
        steps += [step] if (step := step_at(opened.course, place)) is not None else []
        place = forward(opened.course, place)
    if not steps:
        return turn.words.say("ask.left_none")
    minutes = turn.words.count("about.minutes", max(1, round(sum(step.seconds for step in steps) / 60)))
    return turn.words.count("ask.left", len(steps), minutes=minutes)


def hold_to_get_ready(turn: Turn, step: Step) -> Html:
    """How long to stay in a step that only gets ready."""
    return turn.words.say("ask.hold_setup", time=about(step.seconds, turn.words))


def _explained(said: str, words: Words) -> Html:
    """What a word means that a text asks about."""
    named = glossary.named(said, words)
    return words.say("ask.no_word" if named is None else f"ask.word.{named}")


def _place_of(named: Set[str], words: Words, group: str) -> int:
    """The place of a family in the list of its language."""
    families = ((place, frozenset(plain(each).split())) for place, each in words.counted(f"hear.ask.{group}"))
    return next(place for place, each in families if each == named)


def _buttons_here(turn: Turn) -> Html | None:
    """What the buttons do that were shown last; None when there are none. Raises ShownNotRead."""
    live = next((shown for shown in turn.shown if shown.is_live), None)
    if live is None:
        return None
    return turn.words.say("ask.buttons_here", buttons=turn.words.row(label for label, _ in live.buttons))


def _after(turn: Turn, opened: OpenWalk) -> Html:
    words, there = turn.words, forward(opened.course, opened.place)
    if there is None:
        return words.say("ask.after_end")
    if there.sides_done != opened.place.sides_done:
        return words.say("ask.after_side")
    step = step_at(opened.course, there)
    return (
        words.say("ask.after_offer") if step is None else words.say("ask.after", text=_text(turn.library, step, there))
    )


def _text(library: Library, step: Step | None, place: WalkPlace) -> str:
    return "" if step is None else " ".join(words_for(step, place.side, library.sides).split())


def pillow_at_knees(turn: Turn, opened: OpenWalk) -> bool:
    """Whether the steps up to this one put a pillow between the knees."""
    wanted = (_words_of_steps(turn, "pillow"), _words_of_steps(turn, "knees"))
    said = [set(plain(line.text).split()) for line in step_lines.up_to_here(turn, opened)]
    return any(all(not words.isdisjoint(each) for each in wanted) for words in said)


def _words_of_steps(turn: Turn, kind: str) -> frozenset[str]:
    """Words that stand in the texts of the steps, in the person's language and in English."""
    return frozenset(plain(each) for each in turn.own_words.options(f"hear.step.{kind}"))


def _step_named(turn: Turn, opened: OpenWalk, said: str) -> Html:
    """The text of the step whose number is asked for, or how many there are."""
    words, steps = turn.words, steps_at(opened.course, opened.place)
    named = family(said, words, "steps")
    index = len(steps) if named is None else _place_of(named, words, "steps")
    if index >= len(steps):
        return words.say("ask.no_step", of=len(steps))
    return words.say("ask.step_text", step=index + 1, text=_text(turn.library, steps[index], opened.place))
