"""Answers to questions about a movement: how long, how many, which muscles, is it normal.

The walk stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversations import selection, session, setup_stages
from bot.conversations.movement_phrases import minutes_told
from bot.conversations.session import OpenWalk
from bot.conversations.turn import WAYS, Turn
from bot.conversations.walk import film_answers, step_answers, step_talk_answers, subject_answers
from bot.conversations.walk.step_view import about
from bot.i18n.catalogue import Words
from bot.markup import Html, escape
from bot.replies import rows, unpack
from bot.understanding.answers.intents import normalize
from bot.understanding.answers.said_among import is_among
from bot.understanding.examples.meanings import Meant
from bot.understanding.hearing import Heard
from bot.understanding.questions import glossary, seats
from bot.understanding.questions.step_questions import StepQuestion, is_by_signs, read
from bot.understanding.second_look import clearer
from bot.understanding.wishes import told_lengths
from bot.understanding.wishes.wish_rules import Wish
from content.library import Movement, Step, Variation
from content.questions import QUESTION_KINDS, Guidance, QuestionKind
from content.walk import Course, WalkPlace, first_place, progress, step_at, steps_at, words_for

_NOTHING = Heard()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question is about: the course, the place on it, and the open walk, if there is one."""

    course: Course
    place: WalkPlace
    opened: OpenWalk | None

    @property
    def step(self) -> Step | None:
        """The step that the person sees; None at an offer, and without a walk."""
        return None if self.opened is None else step_at(self.course, self.place)


def answer_question(turn: Turn, said: str, heard: Heard = _NOTHING, found: Sequence[Meant] = ()) -> bool:
    """Answer a question about the movement that it names, else the open walk's, else the one on offer or today's.

    False for anything else, for what tells of pain, and while setting up. `heard` and `found`: what else the text says,
    and what it may mean. Below the answer stands Next, where a step waits for it: the step is above, out of reach for
    somebody on a mat. Its own buttons stay as they are.
    """
    if film_answers.answer(turn, said):
        return True
    walked = session.current(turn)
    guidance = None if walked is None else _guidance(turn, walked.course.variation)
    named, nameless = _named(turn, said)
    is_of_another = walked is not None and named is not None and named.id != walked.course.variation.movement_id
    if (told := subject_answers.of_height(turn, said)) is not None:
        _say(turn, told)
        return True
    if not is_of_another and (told := step_talk_answers.answer(turn, said, guidance, found)) is not None:
        _say(turn, told)
        return True
    if session.is_on(turn) and is_among(said, turn.words, "hear.which_way"):
        _say(turn, turn.words.say("ask.which_way"))
        return True
    if (told := step_answers.told_here(turn, said)) is not None:
        _say(turn, told)
        return True
    if (seat := seats.asked_about(said, turn.words)) is not None:
        _say(turn, turn.words.say(f"ask.seat.{seat}"))
        return True
    if told_lengths.read(said, turn.words) is not None:
        # "Why is this 5 minutes, I said 3" wants them.
        return False
    question = read(nameless, turn.words)
    if question is None and glossary.read(nameless, turn.words) is not None:
        question = StepQuestion.WORD
    clear = None if question is None or not is_by_signs(nameless, turn.words) else clearer(question, found)
    if clear is not None:
        if clear.wished.wish is Wish.ASK:
            question = StepQuestion(clear.wished.detail)
        elif question not in step_answers.IN_STEPS:
            return False
    is_free = question is None and not is_of_another
    if is_free and (told := subject_answers.answer(turn, said, heard, found, guidance)) is not None:
        _say(turn, told)
        return True
    asked = _asked_about(turn, named) if question is not None else None
    if question is None or asked is None:
        return False
    answer = _answer(turn, question, asked, said)
    if answer is None and (question.startswith("normal.") or question in step_answers.ANSWERED):
        # Without a sourced answer it is a doubt, and asked about; and no step is shown that it could be about.
        return False
    if answer is None:
        answer = turn.words.say("ask.unknown")
    if asked.opened is None and question not in (StepQuestion.WORD, StepQuestion.BUTTONS):
        variation = asked.course.variation
        movement = turn.library.movement_of(variation).name
        answer = Html(f"{turn.words.say('ask.about', movement=movement, position=variation.name)}\n{answer}")
    _say(turn, answer)
    return True


def say(turn: Turn, question: StepQuestion) -> None:
    """Answer a question about the open walk, else about the movement on offer or today's."""
    asked = _asked_about(turn, None)
    answer = None if asked is None else _answer(turn, question, asked, "")
    _say(turn, turn.words.say("ask.unknown") if answer is None else answer)


def _say(turn: Turn, answer: Html) -> None:
    go_on = None if session.at_offer(turn) else session.next_below(turn)
    turn.say(answer, rows((go_on,)), slot=None if go_on is None else WAYS, event="answer")


def _asked_about(turn: Turn, named: Movement | None) -> _Asked | None:
    """What a question is about; None while setting up, and when nothing suits the person."""
    person, opened = turn.person, session.current(turn)
    if opened is not None and (named is None or named.id == opened.course.variation.movement_id):
        return _Asked(opened.course, opened.place, opened)
    if person.account.setup not in (None, setup_stages.HELLO):
        return None
    choice = None if named is None else selection.form_of(named, person, turn.library)
    variation = _offered(turn) if choice is None else choice.variation
    if variation is None:
        return None
    course = Course(variation, session.avoided_by(person), selection.form_for(person, turn.today))
    return _Asked(course, first_place(course), None)


def _named(turn: Turn, said: str) -> tuple[Movement | None, str]:
    """The movement that a sentence names in full, and the sentence with "this" in its place; None and the same sentence
    when it names none or several. Its other names will not do: "do I feel it in the inner thigh" is about any."""
    sentence = f" {normalize(said)} "
    names = {f" {normalize(each.name)} ": each for each in turn.library.movements}
    found = [name for name in names if name in sentence]
    if len(found) != 1:
        return None, said
    this = turn.words.options("hear.ask.this")[0]
    # "The inner thigh stretch" is "this", and not "the this".
    article = next((each for each in turn.words.options("hear.ask.article") if f" {each}{found[0]}" in sentence), "")
    return names[found[0]], sentence.replace(f" {article}{found[0]}" if article else found[0], f" {this} ").strip()


def _offered(turn: Turn) -> Variation | None:
    """The variation that the last offer was for, else that of the session just done, else today's."""
    kind, *rest = unpack(turn.person.account.asking or "")
    on_offer = turn.library.variation(rest[0]) if kind == "offer" and rest else None
    if on_offer is not None and on_offer.suits(session.avoided_by(turn.person)):
        return on_offer
    walk = turn.person.walk
    if walk is not None and walk.ended_at is not None and turn.now - walk.ended_at <= session.AWAY:
        just_done = turn.library.variation(walk.variation)
        if just_done is not None:
            return just_done
    todays = selection.todays(turn.person, turn.library)
    return None if todays is None else todays.variation


def _answer(turn: Turn, question: StepQuestion, asked: _Asked, said: str) -> Html | None:
    """The answer; None when the library has none."""
    words, guidance = turn.words, _guidance(turn, asked.course.variation)
    if question in step_answers.ANSWERED:
        return step_answers.answer(turn, question, said, asked.course.variation, guidance.answer("where"))
    if question is StepQuestion.HOLD and asked.step is not None and asked.step.kind == "setup":
        return step_answers.hold_to_get_ready(turn, asked.step)
    if question in (StepQuestion.PILLOW, StepQuestion.CHAIR):
        here = subject_answers.of_pillow(turn, said, question, guidance)
        if here is not None:
            return here
    if question is StepQuestion.LONGER:
        told = minutes_told(asked.course, _way_of(turn, asked), turn.library)
        return words.say("ask.longer", minutes=words.count("minutes", told))
    if question is StepQuestion.STEP_TIME or (question is StepQuestion.HOLD and guidance.answer("hold") is None):
        return _step_time(turn, asked)
    if question is StepQuestion.WHOLE_TIME:
        return _whole_time(turn, asked)
    if question is StepQuestion.HOW_MANY:
        return _rounds(asked, guidance, words)
    if question is StepQuestion.WORKS:
        return words.say("ask.works", what=words.and_list(guidance.works)) if guidance.works else None
    if question is StepQuestion.WHY:
        return escape(guidance.why) if guidance.why else None
    if question is StepQuestion.LOST:
        return words.say("ask.lost")
    if question is StepQuestion.BREATHE and asked.step is not None and asked.step.breath:
        return escape(words_for(asked.step.breath, asked.place.side, turn.library.sides))
    answer = _from_library(guidance, question)
    if answer is None:
        return None
    if question is StepQuestion.HOW_FAR:
        # A step may be reworded to be smaller than the answer, for people who leave something out.
        return words.say("ask.how_far", text=answer)
    if question is StepQuestion.SKIP_SIDE and asked.opened is not None:
        return words.say("ask.skip_side", text=answer)
    if question is StepQuestion.CHAIR and _has_seated_form(turn, asked):
        key = "ask.chair_seated" if asked.opened is not None else "ask.chair_seated_later"
        return words.say(key, text=answer)
    return escape(answer)


def _guidance(turn: Turn, variation: Variation) -> Guidance:
    """All that the library says of a variation besides its steps."""
    around = Guidance(why=turn.library.about.why, asked=turn.library.about.asked)
    return variation.guidance.over(turn.library.movement_of(variation).guidance).over(around)


def _from_library(guidance: Guidance, question: StepQuestion) -> str | None:
    kind: QuestionKind | None = next((kind for kind in QUESTION_KINDS if kind == question.value), None)
    return None if kind is None else guidance.answer(kind)


def _step_time(turn: Turn, asked: _Asked) -> Html:
    """How long the step takes that the person sees; without one, how long the whole takes."""
    if asked.step is None:
        return _whole_time(turn, asked)
    return turn.words.say("ask.step_time", time=about(asked.step.seconds, turn.words))


def _whole_time(turn: Turn, asked: _Asked) -> Html:
    """How long both sides take together, and in a walk where it stands."""
    words = turn.words
    told = minutes_told(asked.course, _way_of(turn, asked), turn.library, reached=asked.place.reached)
    whole = words.count("minutes", told)
    if asked.opened is None:
        return words.say("ask.whole_time", minutes=whole)
    number, of = progress(asked.course, asked.place)
    side = turn.library.called(asked.place.side)
    return words.say("ask.whole_time_here", minutes=whole, step=number, of=of, side=side)


def _way_of(turn: Turn, asked: _Asked) -> str:
    """How the session comes that is asked about."""
    return turn.person.settings.way if asked.opened is None else asked.opened.walk.way


def _rounds(asked: _Asked, guidance: Guidance, words: Words) -> Html | None:
    """The suggested rounds of the step that the person sees, else of the next one that has some."""
    steps = steps_at(asked.course, asked.place)
    step = next((each for each in steps[asked.place.step :] if each.rounds is not None), None)
    own = guidance.answer("how_many")
    if step is None or step.rounds is None:
        return escape(own) if own else None
    least, most = step.rounds
    amount = words.count("walk.rounds_same", most) if least == most else words.count("walk.rounds", most, least=least)
    key = "ask.rounds" if asked.opened is None or step == asked.step else "ask.rounds_later"
    line = words.say(key, rounds=amount, time=about(step.seconds, words))
    return Html(f"{line} {escape(own)}") if own else line


def _has_seated_form(turn: Turn, asked: _Asked) -> bool:
    """Whether the movement has another form on a chair that suits the person."""
    variation = asked.course.variation
    seated = turn.library.movement_of(variation).at("seated", asked.course.avoid)
    return seated is not None and variation.position != "seated"
