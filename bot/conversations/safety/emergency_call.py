"""Emergency call: the number to call where the person is, and sentences with it."""

from __future__ import annotations

from bot.conversations import phrases
from bot.conversations.turn import ASK, Turn
from bot.i18n.symptom_words import call_now
from bot.markup import Html
from bot.replies import Rows, rows
from bot.timing import zones
from bot.understanding.places.gazetteer import country_name
from content.emergency import emergency_number

# What is named where the number of the country is not known.
NUMBERS_UNKNOWN = "112 / 911 / 999"


def say_with_number(turn: Turn, key: str, buttons: Rows | None = None, *, language: str | None = None) -> None:
    """Say a sentence with the emergency number in it, or `<key>_unknown` where that is not known, over the button for
    the signs unless there are others; before it the call for help in the language in which something was told, if that
    is another one."""
    number, _ = number_of(turn)
    turn.leave_no_trace = True
    text = turn.words.say(f"{key}_unknown") if number is None else turn.words.say(key, number=number)
    turn.say(
        Html("\n".join([*in_language(turn, language), text])),
        rows((phrases.signs_button(turn),)) if buttons is None else buttons,
        slot=ASK,
        event="talk",
    )


def in_language(turn: Turn, language: str | None) -> list[Html]:
    """The call for help in another language; nothing for None."""
    number, _ = number_of(turn)
    return [] if language is None else [call_now(language, number or NUMBERS_UNKNOWN)]


def number_line(turn: Turn, key: str = "alarm.call") -> Html:
    """Stop, and whom to call: the emergency number of the country of the person's time zone, where it is known; else
    `<key>_unknown`."""
    number, territory = number_of(turn)
    if number is None or territory is None:
        return turn.words.say(f"{key}_unknown")
    country = country_name(territory, turn.words.locale.language)
    return turn.words.say(key, number=number, country=country)


def number_of(turn: Turn) -> tuple[str | None, str | None]:
    """The emergency number and the country that it is of; None each, where it is not known."""
    territory = zones.territory_of(turn.person.settings.zone)
    return emergency_number(territory), territory
