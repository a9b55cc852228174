"""Frequent questions whose answer is read from the record, the clock or the library, not only from the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.conversations import movement_phrases, phrases, selection, session, setup_stages
from bot.conversations.account import ways
from bot.conversations.faq import faq
from bot.conversations.preferences.switches import SWITCHES, Switch, button_of, is_on
from bot.conversations.turn import Turn
from bot.conversations.walk import by_themselves, films
from bot.conversations.walk.film_view import is_film
from bot.habits.cadence import ASK_AFTER, SKIP_AFTER
from bot.markup import Html, in_lines
from bot.understanding.wishes.wish_rules import Wish
from content.movement import AVOIDED_WHEN_GENTLE
from content.walk import FORMS
from storage.records.person import SOUND
from storage.records.retention_periods import STOPPED_KEPT

# The switch that stands under an answer, by the field that it turns.
_SWITCHES: Mapping[str, Switch] = {
    name: next(switch for switch in SWITCHES if switch.field == field)
    for name, field in (("silent", "silent"), ("weekly_summary", "wants_digest"), ("why_setting", "wants_digest"))
}
# What leads to steps that come by themselves, in a session, too.
COUNT = "count_with_me"


def answer(turn: Turn, name: str) -> None:
    """Say the answer of an entry, with what is true for the person now."""
    told = FACTS[name](turn) if name in FACTS else None
    switch = _SWITCHES.get(name)
    lacking = {wish for wish in faq.FAQ.get(name, ()) if ways.lacks(turn, wish)}
    first = () if switch is None else (button_of(turn, switch),)
    here = (by_themselves.button(turn),) if name == COUNT else ()
    faq.answer(turn, name, told=told, first=first, here=here, without=lacking)


def _made_by(turn: Turn) -> Html:
    return in_lines(phrases.credit(turn), turn.words.say("faq.made_by"))


def _why_setting(turn: Turn) -> Html:
    told = turn.words.say("faq.why_setting")
    if not turn.person.settings.wants_digest:
        return told
    return Html(f"{told} {turn.words.say('faq.why_setting.summary')}")


def _what_day(turn: Turn) -> Html:
    words, now = turn.words, turn.local_now
    return words.say(
        "faq.what_day", weekday=words.weekday(now.weekday()), date=words.whole_date(now.date()), time=words.clock(now)
    )


def _set_now(turn: Turn) -> Html:
    words, person = turn.words, turn.person
    length = next((form for form in FORMS if form == person.settings.length), FORMS[-1])
    return words.say(
        "faq.set_now.gentle" if session.is_gentle(person) else "faq.set_now",
        position=words.say(f"position.name.{selection.position_of(person, turn.library)}"),
        length=words.say(f"length.{length}"),
        reminders=phrases.times(turn) if person.reminders else words.say("faq.set_now.no_reminders"),
    )


def _silent(turn: Turn) -> Html:
    return turn.words.say("faq.silent.on" if is_on(turn, _SWITCHES["silent"]) else "faq.silent")


def _gentle(turn: Turn) -> Html:
    if turn.person.account.setup == setup_stages.CARE:
        # It is asked just now, and neither on nor off.
        what = movement_phrases.in_words(AVOIDED_WHEN_GENTLE, turn.words)
        return turn.words.say("hurt.offer_gentle", what=what)
    is_on_now = session.is_gentle(turn.person)
    return movement_phrases.gentle_line(turn) if is_on_now else turn.words.say("faq.gentle")


def _quiet_after(turn: Turn) -> Html:
    return turn.words.say("faq.quiet_after", few=SKIP_AFTER, days=ASK_AFTER.days)


def _kept_how_long(turn: Turn) -> Html:
    return turn.words.say("faq.kept_how_long", days=STOPPED_KEPT.days)


def _film_controls(turn: Turn) -> Html:
    is_sound = turn.person.settings.way == SOUND or _is_sound_out(turn)
    return turn.words.say("faq.film_controls.sound" if is_sound else "faq.film_controls")


def _is_sound_out(turn: Turn) -> bool:
    opened = session.current(turn)
    return opened is not None and opened.walk.way == SOUND


def _of_voice(name: str) -> Callable[[Turn], Html | None]:
    """What is told of the voice where films have none."""

    def told(turn: Turn) -> Html | None:
        return turn.words.say(f"faq.{name}.no_voice") if films.is_silent(turn.library) else None

    return told


def _eyes(turn: Turn) -> Html | None:
    return turn.words.say("faq.eyes.no_voice") if ways.lacks(turn, Wish.LISTEN) else None


def _louder(turn: Turn) -> Html | None:
    opened = session.current(turn)
    is_in_steps = opened is not None and not is_film(opened.walk)
    return None if is_in_steps else _of_voice("louder")(turn)


# What is told instead of the bare sentence `faq.<name>`; None for the sentence itself.
FACTS: Mapping[str, Callable[[Turn], Html | None]] = {
    "made_by": _made_by,
    "what_day": _what_day,
    "set_now": _set_now,
    "why_setting": _why_setting,
    "silent": _silent,
    "gentle": _gentle,
    "quiet_after": _quiet_after,
    "kept_how_long": _kept_how_long,
    "film_controls": _film_controls,
    "own_music": _of_voice("own_music"),
    "other_voice": _of_voice("other_voice"),
    "louder": _louder,
    "eyes": _eyes,
}
# Entries with a switch of their own over their ways on.
SWITCHED = frozenset(_SWITCHES)
