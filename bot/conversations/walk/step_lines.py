"""Step lines: what the steps of the open walk say of a thing or a part of the body, this step or another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.conversations.session import OpenWalk
from bot.conversations.turn import Turn
from bot.markup import Html
from bot.understanding.questions import step_subjects
from bot.understanding.questions.step_subjects import SENTENCE, Line
from bot.understanding.text.own_clauses import is_said
from content.library import Step
from content.walk import WalkPlace, steps_at, words_for

# Hints on getting down and up, and where it is felt: nothing of where a part of the body goes.
_OVER, _FELT = "hear.step.moves_over", "hear.step.felt"


def told(turn: Turn, opened: OpenWalk, said: str, *, together: bool = False) -> Html | None:
    """What the steps say of what a text names; None for nothing. `together`: of all that it names at once."""
    here = opened.place.step
    found = step_subjects.about(tuple(lines(turn, opened)), said, turn.words, here, together=together)
    if not found:
        return None
    text = " ".join(dict.fromkeys(line.text for line in found))
    step = found[0].step
    if step is None or step == here:
        return turn.words.say("ask.part_here", text=text)
    return turn.words.say("ask.part_before", text=text, step=step + 1)


def told_in_step(turn: Turn, opened: OpenWalk, said: str) -> str:
    """What this step alone says of it; empty for nothing."""
    here = opened.place.step
    own = tuple(line for line in lines(turn, opened) if line.step == here)
    return " ".join(dict.fromkeys(line.text for line in step_subjects.about(own, said, turn.words, here)))


def up_to_here(turn: Turn, opened: OpenWalk) -> Iterator[Line]:
    """The lines of this step and those before it."""
    return (line for line in lines(turn, opened) if line.step is None or line.step <= opened.place.step)


def lines(turn: Turn, opened: OpenWalk) -> Iterator[Line]:
    """All lines of this side's steps, and, in a further part of the session, those of its beginning behind them."""
    course, place = opened.course, opened.place
    for index, step in enumerate(steps_at(course, place)):
        yield from (Line(index, text) for text in _of_step(turn, step, place))
    if place.level:
        first = replace(place, level=0, step=0)
        for step in steps_at(course, first):
            yield from (Line(None, text) for text in _of_step(turn, step, first))


def _of_step(turn: Turn, step: Step, place: WalkPlace) -> Iterator[str]:
    """The sentences of a step, and each hint as a whole."""
    sides, words = turn.library.sides, turn.own_words
    yield from SENTENCE.split(" ".join(words_for(step, place.side, sides).split()))
    for cue in (*step.cues, *step.also):
        sentences = SENTENCE.split(" ".join(words_for(cue, place.side, sides).split()))
        if not is_said(sentences[0], words, _OVER):
            kept = [each for each in sentences if not is_said(each, words, _FELT)]
            yield from (" ".join(kept),) if kept else ()
