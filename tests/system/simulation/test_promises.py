"""Is a broken promise seen in each language? Each case is a few lines of a life in which one promise is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from bot.emulator.people import LocalPerson
from storage.records.person import Person
from tests.system.simulation.personas import PERSONAS, Persona
from tests.system.simulation.promises import digests, repeated, unheard, unkind, untimely
from tests.system.simulation.simulated_year import Arrival, Line, SimulatedYear, SimulationStage
from tests.system.simulation.speaking import CODES, plain, speaker_of

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
NAMED = {persona.name: persona for persona in PERSONAS}
WHERE = cast(Person, SimpleNamespace(settings=SimpleNamespace(zone="UTC")))
# What people would mind to read, by the language.
MINDED = [
    ("de", "Gestern hast du die Einheit verpasst."),
    ("de", "Los geht's!"),
    ("es", "Ayer perdiste tu racha."),
    ("es", "¡Vamos"),
    ("pt_BR", "Você quebrou a sequência ontem."),
    ("pt_BR", "Você ganhou 10 pontos."),
    ("ru", "Вчера вы прервали серию."),
    ("ru", "Не ленитесь: у вас 10 очков."),
    ("ar", "انقطعت سلسلتك أمس."),
    ("ar", "لا تكن كسولًا، فأنت كسول."),
    ("en", "You lost your streak."),
]
Promise = Callable[[SimulatedYear], Iterable[str]]


def at(day: int, hour: int = 9) -> datetime:
    """A moment so many days after the first Monday."""
    return datetime.combine(MONDAY.date() + timedelta(days=day), time(hour), UTC)


def told(language: str, key: str, moment: datetime, **values: object) -> Line:
    """A line of the bot's."""
    return Line(moment, "Limber", plain(speaker_of(language).words.say(key, **values)))


def came(language: str, moment: datetime, wording: str = "ready", event: str = "prompt") -> Arrival:
    """A message that the bot sent by itself."""
    text = plain(speaker_of(language).words.say(f"wording.{wording}", greeting="Ana.", what="…"))
    return Arrival(event, moment, moment, text, False, WHERE)


def year_of(language: str, lines: Sequence[Line] = (), arrivals: Sequence[Arrival] = ()) -> SimulatedYear:
    """A life of two weeks in which this was said and arrived."""
    stage = cast(SimulationStage, SimpleNamespace(arrivals={1: list(arrivals)}, now=at(14)))
    phone = cast(LocalPerson, SimpleNamespace(id=1, name="Ana"))
    first = Line(at(0), "Ana", "> /start", meant="> /start")
    return SimulatedYear(stage, phone, at(14), speaker_of(language), lines=[first, *lines], _found=WHERE)


def wrongs(year: SimulatedYear, persona: Persona = NAMED["Ana"]) -> list[str]:
    """What the promises say of it."""
    return [*untimely(year, persona), *repeated(year), *digests(year, persona), *unheard(year), *unkind(year)]


@pytest.mark.parametrize("language", CODES)
class TestABrokenPromise:
    """In another language."""

    def test_a_prompt_while_resting(self, language: str) -> None:
        """A pause of a week, by a command or by a tap."""
        for meant in ("> /pause 7", "[Pause 7 days]", "[7 days]"):
            pause = Line(at(0, 10), "Ana", "…", meant=meant)
            assert wrongs(year_of(language, [pause], [came(language, at(6))])) == [
                "Sun 11 Jan 09:00: prompt while resting"
            ]
            assert wrongs(year_of(language, [pause], [came(language, at(7))])) == []

    def test_a_prompt_in_quiet_hours(self, language: str) -> None:
        """Once they were set."""
        quiet = told(language, "messages.quiet_set", at(0), hours="…")
        night = [came(language, at(1, 23))]
        assert wrongs(year_of(language, [quiet], night), NAMED["Ben"]) == ["Tue 06 Jan 23:00: prompt in quiet hours"]
        assert wrongs(year_of(language, [], night), NAMED["Ben"]) == []

    def test_a_prompt_on_a_day_off(self, language: str) -> None:
        """Tuesday is none of his."""
        year = year_of(language, [], [came(language, at(1))])
        assert wrongs(year, NAMED["Farid"]) == ["Tue 06 Jan 09:00: prompt on a day off"]

    def test_a_prompt_after_the_walk_and_a_digest_that_is_missing(self, language: str) -> None:
        """Both are told by the line at the end of a walk."""
        done = told(language, "end.done", at(1, 8), minutes="…")
        year = year_of(language, [done], [came(language, at(1))])
        assert wrongs(year) == ["Tue 06 Jan 09:00: prompt after that day's walk", "Sun 11 Jan: no digest"]

    def test_a_digest_of_nothing(self, language: str) -> None:
        """Nothing was done that week."""
        year = year_of(language, [], [came(language, at(6, 18), event="digest")])
        assert wrongs(year) == ["Sun 11 Jan: an unwanted digest"]

    def test_a_wording_that_comes_again_too_soon(self, language: str) -> None:
        """Each is told by its sentence in the language."""
        names = ("ready", "time", "minutes", "ready")
        arrivals = [came(language, at(day), name) for day, name in enumerate(names)]
        assert wrongs(year_of(language, [], arrivals)) == [
            "Thu 08 Jan: ready again, after ['ready', 'time', 'minutes']"
        ]

    @pytest.mark.parametrize("key", ["fallback", "fallback.walk", "fallback.nearest", "position.unknown"])
    def test_a_word_that_is_not_understood(self, language: str, key: str) -> None:
        """The bot says so."""
        typed = Line(at(1), "Ana", "> blah")
        assert wrongs(year_of(language, [typed, told(language, key, at(1))])) == ["Tue 06 Jan: '> blah' not understood"]


@pytest.mark.parametrize(("language", "text"), MINDED)
def test_an_unkind_sentence(language: str, text: str) -> None:
    """Blame, points and noise."""
    [wrong] = unkind(year_of(language, [Line(at(1), "Limber", text)]))
    assert repr(text) in wrong
