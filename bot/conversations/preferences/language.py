"""/language: the language in which the bot writes. Telegram's is taken until somebody chooses another one."""

from __future__ import annotations

from functools import cache

from babel import Locale

from bot.conversations import session
from bot.conversations.dialogue import Command, Dialogue
from bot.conversations.turn import MENU, Turn
from bot.i18n.catalogue import language_for, words_in, words_of
from bot.i18n.po_files import FALLBACK, offered
from bot.markup import in_lines
from bot.replies import Button, in_rows, pack, rows, unpack
from bot.understanding.answers.intents import normalize

LANGUAGE = "language"


def own_name(language: str) -> str:
    """What a language calls itself, with a capital in front: Deutsch, Português (Brasil)."""
    locale = Locale.parse(language)
    return words_of(language).opening(str(locale.get_display_name(locale)))


def of(turn: Turn) -> str:
    """The name of the language in which the person is written to."""
    return own_name(language_for(turn.person.settings.spoken_language) or FALLBACK)


def there_is_a_choice() -> bool:
    """Whether any language but English is offered."""
    return len(offered()) > 1


def is_to_be_asked(turn: Turn) -> bool:
    """Whether somebody new has a Telegram in a language that is none of those offered, and has not chosen yet."""
    settings = turn.person.settings
    is_new = turn.before.version == 0 and settings.chosen_language is None
    return is_new and there_is_a_choice() and language_for(settings.language) is None


def command(turn: Turn, argument: str) -> None:
    """/language: asks. `/language Deutsch` sets it."""
    wanted = language_in(argument) or (language_for(argument.strip()) if argument.strip() else None)
    if wanted is None:
        ask_language(turn)
    else:
        set_language(turn, wanted)


def ask_language(turn: Turn, *, everywhere: bool = False) -> None:
    """Ask for the language, or say that there is English alone. `everywhere`: in all of the languages, for somebody who
    may read none of the others."""
    if not there_is_a_choice():
        turn.say(turn.words.say("talk.language"), event="language")
        return
    asked = [words_of(language).say("language.ask") for language in offered()] if everywhere else []
    buttons = [Button(own_name(language), pack(LANGUAGE, language)) for language in offered()]
    text = in_lines(*(asked or [turn.words.say("language.ask")]))
    turn.say(text, in_rows(buttons, 2), slot=None if session.is_on(turn) else MENU, event="language")


def set_language(turn: Turn, language: str) -> None:
    """Write in a language from now on; what is said next is in it. An open question of setting up is asked again."""
    turn.change(chosen_language=language.replace("_", "-"))
    turn.speak(words_in(turn.person.settings.spoken_language))
    said = turn.words.say("language.set")
    if session.current(turn) is not None:
        # The step that was sent last is said in it once it is asked for again.
        turn.say(said, event="language")
        return
    if turn.person.account.setup is not None:
        turn.answer_setup(said)
        return
    today = Button(turn.words.label("button.todays"), pack("todays"))
    settings = Button(turn.words.label("lost.settings"), pack("settings"))
    turn.say(said, rows((today, settings)), slot=MENU, event="language")


def language_in(text: str) -> str | None:
    """The language that a text names and asks for, in any of them: "auf Deutsch bitte", "speak German"; None for none,
    several, or more words than that."""
    said = f" {normalize(text)} "
    found = set()
    for name, language in _names():
        if f" {name} " in said:
            found.add(language)
            said = said.replace(f" {name} ", "  ")
    is_all = set(said.split()) <= _beside()
    return found.pop() if len(found) == 1 and is_all else None


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """What the languages are called, each in all of them, with what it stands for; the longest names first."""
    found: dict[str, str] = {}
    for language in offered():
        locale = Locale.parse(language)
        for other in map(Locale.parse, offered()):
            names = (locale.get_display_name(other), *map(other.languages.get, (locale.language, language)))
            found |= {normalize(name): language for name in names if name}
    for language in offered():
        pairs = (each.split(" = ") for each in words_of(language).options("hear.language_names"))
        found |= {normalize(name): code for name, code in pairs if code in offered()}
    return tuple(sorted(found.items(), key=lambda one: (-len(one[0]), one)))


@cache
def _beside() -> frozenset[str]:
    """The words that may stand beside the name of a language, of all of them."""
    options = (option for language in offered() for option in words_of(language).options("hear.language_beside"))
    return frozenset(word for option in options for word in normalize(option).split())


def answer_typed(turn: Turn, said: str) -> bool:
    """Change to the language that a text asks for; False when it asks for none."""
    wanted = language_in(said) if there_is_a_choice() else None
    if wanted is None:
        return False
    set_language(turn, wanted)
    return True


def tap(turn: Turn, data: str) -> bool:
    """`language` asks, `language:<language>` sets it; False for one that is not offered any more."""
    parts = unpack(data)
    if len(parts) == 1:
        ask_language(turn)
        return True
    if parts[1] not in offered():
        return False
    turn.strip_pressed()
    set_language(turn, parts[1])
    return True


DIALOGUE = Dialogue(module=__name__, commands=(Command(name="language", run=command),), taps={LANGUAGE: tap})
