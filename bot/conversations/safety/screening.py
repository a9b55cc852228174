"""Screening: the question who should take care, in setting up and before a first step."""

from __future__ import annotations

from functools import partial

from bot.conversations import movement_phrases, phrases, session, setup_stages
from bot.conversations.phrases import care_text
from bot.conversations.safety import exclusions
from bot.conversations.turn import ASK, Turn
from bot.i18n.catalogue import Words
from bot.markup import Html, escape
from bot.replies import Button, Rows, pack, rows
from bot.understanding.answers import counts_asked
from bot.understanding.answers.intents import Intent, choose, matches, recognize
from bot.understanding.symptoms import others, safety_asked, symptoms
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.phrase_patterns import matches_any, without
from bot.understanding.wishes.sentence import clauses_behind, says
from content.concerns import FLAGS_OF, in_order
from content.movement import AVOIDED_WHEN_GENTLE
from content.questions import Guidance

# The most words of an answer that denies everything.
LONGEST_NO = 4


def before_first_step(turn: Turn) -> None:
    """Say who should take care before a person's very first step, when the question was not asked yet."""
    what = movement_phrases.all_of_it(turn)
    turn.say(Html(f"{care_text(turn)}\n{turn.words.say('care.then_gentle', what=what)}"), event="care")


def ask_care(turn: Turn, lead: Html | None) -> None:
    """Ask whether any of the cautions applies."""
    question = Html(f"{care_text(turn)}\n{turn.words.say('care.ask')}")
    turn.say(Html(f"{lead}\n{question}") if lead else question, _buttons(turn), slot=ASK, event="setup")


def _buttons(turn: Turn) -> Rows:
    words = turn.words
    return rows(
        (
            Button(words.label("button.care_yes"), pack("setup", setup_stages.CARE, "yes")),
            Button(words.label("button.care_no"), pack("setup", setup_stages.CARE, "no")),
        ),
        (Button(words.label("button.hurt_signs"), pack("hurt", 0, "signs")),),
    )


def take_answer(turn: Turn, value: str) -> bool:
    """Take an answer in its short form: yes, no or skip; False when it is none. A skip keeps it gentle."""
    if value == "yes":
        keep_gentle(turn)
    elif value == "skip":
        turn.change(gentle=True)
        turn.answer_setup(movement_phrases.promise(turn))
    elif value == "no":
        turn.change(gentle=False, avoids=())
        turn.answer_setup(turn.words.say("care.gentle_off"))
    else:
        return False
    return True


def keep_gentle(turn: Turn) -> None:
    """Keep it gentle, as something applies, and ask once what else to leave out."""
    turn.change(gentle=True, setup=setup_stages.LEFT_OUT)
    session.follow_wishes(turn)
    exclusions.ask_exclusions(turn)


def of_oneself(said: str, words: Words) -> str:
    """A text without the parts that say what somebody else has: "none of those, although my mother has osteoporosis".
    All of it where nothing else is said."""
    parts, named = others.parts_of(said, words), partial(exclusions.concerns_in, words=words)
    # What stands before somebody else is the person's own: "osteoporosis, as my mother".
    kept = [part for part, before in parts if before is None or not named(part) or named(before)]
    return ". ".join(kept) if 0 < len(kept) < len(parts) else said


def answer(turn: Turn, said: str, word: Intent | None) -> bool:
    """A typed answer; `word` is what it means as a walk's word. False when it says something else."""
    turn.leave_no_trace = True  # an answer in words may name what they have
    words = turn.words
    whole = of_oneself(said, words)
    said = safety_asked.without_long_gone(whole, words)
    if said != whole and not exclusions.concerns_in(said, words):
        ask_unsure(turn)
        return True
    if says(said, words, "part.none_apply") or matches_any(said, words, "hear.care_none"):
        # "None of those. My back seizes up because I sit" is what everybody comes for.
        said = without(said, words, "hear.care_stiff")
    if matches(said, words, "hear.hurt_signs"):
        turn.say(phrases.signs(turn))
        return True
    apart = exclusions.concerns_in(clauses_behind(said, words, "setup.apart"), words, is_answer=True)
    if apart:
        turn.change(avoids=in_order(flag for concern in apart for flag in FLAGS_OF[concern]))
        return take_answer(turn, "yes")
    value = choose(said, words, {"yes": "hear.care_yes", "no": "hear.care_no"})
    if value == "no" and len(said.split()) > LONGEST_NO:
        # "Nothing will come" is no answer that nothing applies.
        value = None
    if value is None and says(said, words, "part.none_apply") and not exclusions.concerns_in(said, words):
        told = symptoms.read(said, words)
        if told is not None and told.symptom is Symptom.PAIN:
            # "None, apart from my left knee, which is a bit sore."
            ask_unsure(turn, words.say("care.sore"))
            return True
    if value is None:
        # "n" is a no here, not a next; and who speaks of pain has something to take care of.
        plain = recognize(said, words, (Intent.YES, Intent.NO, Intent.HURTS))
        value = {Intent.YES: "yes", Intent.HURTS: "yes", Intent.NO: "no"}.get(plain) if plain is not None else None
    if value is None and (says(said, words, "part.none_apply") or matches_any(said, words, "hear.care_none")):
        # "I don't have any of those, I'm just stiff from sitting."
        value = "no"
    if value is None and word in (Intent.NEXT, Intent.SKIP):
        value = "skip"
    if (value != "no" or len(said.split()) > LONGEST_NO) and (named := exclusions.concerns_in(said, words)):
        # Named concerns are ticked in the question that follows, and can be changed there.
        value = "yes"
        turn.change(avoids=in_order(flag for concern in named for flag in FLAGS_OF[concern]))
    if value is not None:
        return take_answer(turn, value)
    return False


def answer_what_counts(turn: Turn, said: str) -> bool:
    """Answer whether something counts as one of these, and ask again: a question ticks nothing. False where nothing is
    asked, or what is told before it says what somebody has."""
    told = counts_asked.told_before(said, turn.words)
    if told is None or exclusions.concerns_in(told, turn.words):
        return False
    turn.leave_no_trace = True
    about = turn.library.about
    click = Guidance(why=about.why, asked=about.asked).answer("normal.click")
    is_click = click is not None and counts_asked.is_click(said, turn.words)
    ask_unsure(turn, escape(click) if is_click and click is not None else None)
    return True


def ask_unsure(turn: Turn, lead: Html | None = None) -> None:
    """Ask again in short, and offer to keep it gentle; after `lead`, if there is one."""
    what = movement_phrases.in_words(AVOIDED_WHEN_GENTLE, turn.words)
    question = turn.words.say("care.unsure" if lead is None else "care.once_more", what=what)
    turn.say(Html(f"{lead}\n{question}") if lead else question, _buttons(turn), slot=ASK, event="setup")
