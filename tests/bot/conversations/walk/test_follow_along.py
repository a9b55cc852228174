"""A session that comes as one film: what it says, what is said of it, and what is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.conversations import dispatch, session
from bot.conversations.prompts import prompt
from bot.conversations.turn import Turn
from bot.conversations.walk import follow_along, offer, starting
from bot.conversations.walk.by_the_clock import LATEST_QUESTION, LATEST_STEP, UNANSWERED, come_due
from bot.conversations.walk.film_view import AFTERWARDS, clock, shorten
from bot.habits.prompt_variants import WORDINGS
from bot.i18n.catalogue import words_in
from bot.markup import plain
from bot.replies import Button, Reply
from content.film_lengths import minutes_of_film
from content.walk import Form, first_place, forward, step_at
from content.walk import minutes as minutes_in_steps
from storage.records.diary import Diary
from storage.records.person import (
    Account,
    Feel,
    Person,
    PersonSettings,
    Progression,
    Reminder,
    Streak,
    Walk,
    WalkState,
)
from tests.harness.filmed import length_of, with_films
from tests.harness.libraries import shipped_library
from tests.harness.said import said
from tests.storage.sample_people import having

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
WORDS = words_in("en")
MINUTE = timedelta(minutes=1)
ANA = Person(
    id=5_100_000_001,
    created_at=NOW,
    version=1,
    settings=PersonSettings(zone="Europe/Lisbon", position="seated", gentle=False, way="film"),
    progression=Progression(walks_begun=4),
    account=Account(first_name="Ana"),
    reminders=(Reminder(1, time(7, 30), 127, NOW + timedelta(days=1), date(2026, 11, 24)),),
)


@pytest.fixture(autouse=True)
def _films(monkeypatch: pytest.MonkeyPatch) -> None:
    with_films(monkeypatch)


class Chat:
    """One person's turns, each on what the one before left, at a moment that is handed in."""

    def __init__(self, person: Person = ANA) -> None:
        self.person, self.now, self.turn = person, NOW, self._turn(person, NOW)

    def _turn(self, person: Person, now: datetime, message_id: int | None = None) -> Turn:
        return Turn(
            person, now, WORDS, shipped_library(), diary=Diary(), recordings=(), shown=(), message_id=message_id
        )

    def does(self, what: Callable[[Turn], object], *, later: timedelta = MINUTE, tapped: bool = False) -> list[str]:
        """Let something be done a while later; what is said."""
        self.now += later
        self.turn = self._turn(self.person, self.now, message_id=7 if tapped else None)
        session.hold(self.turn)
        what(self.turn)
        self.person = self.turn.person
        return self.texts

    def comes_due(self, *, later: timedelta) -> list[str]:
        """Let the clock come round a while later; what is said."""
        self.now += later
        self.turn = self._turn(self.person, self.now)
        come_due(self.turn)
        self.person = self.turn.person
        return self.texts

    def starts(self) -> list[str]:
        """Begin today's session."""
        return self.does(starting.start_todays, later=timedelta())

    def says(self, text: str, *, later: timedelta = MINUTE) -> list[str]:
        """Type a text."""
        return self.does(lambda turn: dispatch.text(turn, text), later=later)

    def taps(self, label: str, *, later: timedelta = MINUTE) -> list[str]:
        """Press a button of what was said last."""
        [data] = [button.data for button in self.buttons if button.label == label]
        return self.presses(data, later=later)

    def presses(self, data: str, *, later: timedelta = MINUTE) -> list[str]:
        """Press a button, whether it is there or not."""
        return self.does(lambda turn: dispatch.press(turn, data), later=later, tapped=True)

    @property
    def last(self) -> Reply:
        return self.turn.replies[-1]

    @property
    def texts(self) -> list[str]:
        return [plain(reply.text) for reply in self.turn.replies if reply.text is not None]

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.last.buttons for button in row]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    @property
    def walk(self) -> Walk:
        assert self.person.walk is not None
        return self.person.walk

    @property
    def length(self) -> int:
        course = session.course_of(self.walk, shipped_library())
        assert course is not None
        return length_of(course)


FILM_BUTTONS = ["Done", "Part of it", "It hurts", "Step by step"]
QUESTION = plain(said("film.asked"))


# The message


def test_a_session_comes_as_one_film_with_the_times_of_its_steps() -> None:
    """Telegram makes times in a caption links; the buttons say what became of it."""
    ana = Chat()
    [caption] = ana.starts()
    assert caption.splitlines()[0].startswith("Hip flexion and extension, seated")
    assert "0:20 Lift your right knee" in caption.splitlines()
    assert ana.labels == FILM_BUTTONS
    assert [button.style for button in ana.buttons] == ["success", None, "danger", None]
    film = ana.last.film
    assert film is not None
    assert (film.kind, film.start_at, film.seconds, film.width) == ("film", 0, ana.length, 640)
    assert ana.last.slot == "walk"
    assert (ana.walk.way, ana.walk.state) == ("film", WalkState.OPEN)
    assert ana.walk.due_at == NOW + timedelta(seconds=ana.length) + AFTERWARDS


@pytest.mark.parametrize(
    ("way", "length", "minutes"),
    [
        ("film", "full", 6),
        ("film", "medium", 3),
        ("film", "short", 3),
        ("sound", "full", 6),
        ("sound", "medium", 3),
        ("steps", "full", 4),
        ("steps", "medium", 3),
        ("steps", "short", 1),
    ],
)
def test_the_minutes_that_are_told_are_those_of_the_way_it_comes(way: str, length: Form, minutes: int) -> None:
    """On a prompt, where it is offered, in the list of movements and when it is asked for; and so long is what comes. A
    film takes longer than the same steps, and has fewer of them where three minutes were chosen."""
    library, ana = shipped_library(), Chat(having(ANA, way=way))
    variation = library.movements[0].variations[1]
    told = f"{minutes} minute{'s' * (minutes > 1)}"
    ana.person = having(ana.person, length=length)
    assert told in ana.does(offer.offer_movement)[0]
    assert told in ana.says("how long does the whole thing take")[0]
    found = prompt.prompt_of(ana.person, NOW, ana.person.reminders[0], NOW.date(), library, WORDS)
    assert found is not None
    assert told in plain(found[0].text or "")
    ana.presses(f"movement:{variation.movement_id}")
    assert f"Seated · {told}" in ana.labels
    ana.starts()
    opened = session.current(ana.turn)
    assert opened is not None
    came = minutes_in_steps(opened.course) if way == "steps" else minutes_of_film(opened.course, library)
    assert came == minutes
    assert ana.walk.form == length


def test_a_film_that_takes_longer_than_was_chosen_says_why() -> None:
    """With the minutes in steps; where three minutes were chosen, and come, nothing is said."""
    for length, is_longer in (("short", True), ("medium", False), ("full", False)):
        ana = Chat(having(ANA, length=length))
        ana.starts()
        text = plain(ana.last.text or "")
        assert ("longer than one minute. Step by step it takes 1 minute" in text) == is_longer, length


def test_a_film_of_three_minutes_has_all_steps_of_its_length_once_it_goes_on_step_by_step() -> None:
    """The length that was chosen is kept."""
    ana = Chat(having(ANA, length="medium"))
    ana.starts()
    assert ana.last.film is not None
    assert ana.last.film.form == "short"
    ana.does(follow_along.go_by_steps)
    opened = session.current(ana.turn)
    assert opened is not None
    assert opened.course.form == "medium"


@pytest.mark.parametrize("way", ["film", "steps"])
def test_no_prompt_promises_a_minute_beside_another_figure(way: str) -> None:
    """However it is worded, after pain and after a gap, and the way in steps says that it takes a minute."""
    ana = having(ANA, way=way, length="medium", streak=Streak(until=NOW.date() - timedelta(days=20)))
    minutes_told = "3 minutes" if way == "film" else "1 minute"
    for one in WORDINGS:
        text = plain(WORDS.say(f"wording.{one.name}", greeting="", what=""))
        assert "one minute" not in text.casefold(), one.name
        assert "small minute" not in text.casefold(), one.name
    found = prompt.prompt_of(ana, NOW, ana.reminders[0], NOW.date(), shipped_library(), WORDS)
    assert found is not None
    reply, _ = found
    assert minutes_told in plain(reply.text or "")
    labels = [button.label for row in reply.buttons for button in row]
    assert ("1 minute, step by step" in labels) == (way == "film")


def test_without_the_film_the_sound_comes_and_without_it_the_first_step() -> None:
    """Each is a whole message of its own, so that whoever sends it has nothing to decide."""
    ana = Chat()
    ana.starts()
    sound = ana.last.instead
    assert sound is not None
    assert sound.film is not None
    assert (sound.film.kind, sound.event) == ("sound", "sound")
    assert plain(said("film.how_sound")) in plain(sound.text or "")
    step = sound.instead
    assert step is not None
    assert step.film is None
    assert step.picture is not None
    assert "step 1 of" in plain(step.text or "")
    assert step.buttons[0][0].label == "Next ▶"


def test_a_step_that_came_instead_goes_on_as_steps() -> None:
    """Its buttons are those of the walk."""
    ana = Chat()
    ana.starts()
    step = ana.last.instead.instead  # type: ignore[union-attr]
    [text] = ana.presses(step.buttons[0][0].data)  # type: ignore[union-attr]
    assert "step 2 of" in text
    assert (ana.walk.way, ana.walk.due_at, ana.person.account.asking) == ("steps", None, None)


@pytest.mark.parametrize(("kinds", "way"), [(("film",), "film"), (("sound",), "sound"), (("neither",), "steps")])
def test_what_the_library_cannot_give_comes_in_the_next_best_way(
    kinds: tuple[Any, ...], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unasked, and the walk knows how it came."""
    with_films(monkeypatch, *kinds)
    ana = Chat()
    ana.starts()
    assert ana.walk.way == way
    assert (ana.walk.due_at is None) is (way == "steps")


def test_a_long_caption_shortens_its_steps_before_it_leaves_their_times_out() -> None:
    """Whole words, and a place in a film as Telegram reads it."""
    assert shorten("Lift your right knee as far as is easy", 24) == "Lift your right knee as…"
    assert [clock(second) for second in (0, 20, 61, 600)] == ["0:00", "0:20", "1:01", "10:00"]


# What is said of it


@pytest.mark.parametrize("answer", ["!done", "done", "Done.", "i did it", "finished", "all of it"])
def test_done_is_both_sides_and_the_minutes_of_the_film(answer: str) -> None:
    """Whatever time has passed since; then how it felt, as after steps."""
    ana = Chat()
    ana.starts()
    length = ana.length
    [text] = ana.presses("film:5:done", later=9 * MINUTE) if answer == "!done" else ana.says(answer, later=9 * MINUTE)
    minutes = WORDS.count("minutes", round(length / 60))
    assert text.startswith(plain(said("end.done", minutes=plain(minutes))))
    assert text.endswith(said("end.how"))
    walk = ana.walk
    assert (walk.state, walk.seconds, walk.due_at, walk.ended_on) == (WalkState.DONE, length, None, date(2026, 11, 23))
    assert walk.sides_done == (first_place(session.course_of(walk, shipped_library())).side,)  # type: ignore[arg-type]
    assert ana.person.streak.total_days == 1
    ana.taps("Good")
    assert ana.walk.feel is Feel.GOOD


def test_done_that_is_said_the_next_day_counts_for_the_day_of_the_film() -> None:
    """The film was over then."""
    ana = Chat()
    ana.starts()
    ana.presses("film:5:done", later=timedelta(days=1))
    assert ana.walk.ended_on == date(2026, 11, 23)


def test_a_second_tap_on_done_changes_nothing() -> None:
    """It is answered over the chat."""
    ana = Chat()
    ana.starts()
    ana.taps("Done")
    before = ana.person
    assert ana.presses("film:5:done", later=timedelta(seconds=1)) == []
    assert ana.turn.toast == said("toast.done")
    assert ana.person == before


def test_part_of_it_asks_how_far_and_goes_on_from_the_other_side() -> None:
    """One question; the same film again, from where the other side begins, and then it is done."""
    ana = Chat()
    ana.starts()
    assert ana.taps("Part of it") == [plain(said("film.how_far"))]
    assert ana.labels == ["The first side", "Less"]
    assert (ana.walk.state, ana.walk.due_at) == (WalkState.OPEN, None)
    assert ana.walk.moves >= 1
    assert ana.taps("The first side") == [plain(said("film.first_side"))]
    assert ana.walk.sides_done
    assert ana.labels == ["Go on from the other side"]
    ana.taps("Go on from the other side")
    film = ana.last.film
    assert film is not None
    assert film.start_at == ana.length // 2
    left = timedelta(seconds=ana.length - ana.length // 2)
    assert ana.walk.due_at == ana.now + left + AFTERWARDS
    ana.taps("Done")
    assert (ana.walk.state, ana.walk.seconds) == (WalkState.DONE, ana.length)


@pytest.mark.parametrize(
    ("answer", "sides"), [("the first side", 1), ("one side", 1), ("less", 0), ("a little", 0), ("first", 1)]
)
def test_how_far_may_be_typed(answer: str, sides: int) -> None:
    """And "next" goes on from there, today or any day."""
    ana = Chat()
    ana.starts()
    ana.taps("Part of it")
    ana.says(answer)
    assert len(ana.walk.sides_done) == sides
    assert ana.walk.state is WalkState.OPEN
    ana.says("next", later=timedelta(hours=20))
    assert ana.last.film is not None
    assert (ana.last.film.start_at > 0) is bool(sides)


def test_it_hurts_stops_it_and_nothing_comes_by_itself_any_more() -> None:
    """As in a session of steps: from the button and from words."""
    for hurts in ("!", "ouch, my hip hurts"):
        ana = Chat()
        ana.starts()
        texts = ana.taps("It hurts") if hurts == "!" else ana.says(hurts)
        assert texts[0].startswith(plain(shipped_library().about.hurt.stop))
        assert (ana.walk.way, ana.walk.due_at, ana.person.account.asking) == ("steps", None, "hurts")
        assert ana.comes_due(later=timedelta(hours=1)) == []


def test_what_may_be_an_emergency_comes_before_the_film() -> None:
    """The number to call, and no question follows."""
    ana = Chat()
    ana.starts()
    assert "112" in ana.says("i cannot feel my legs")[0]
    assert (ana.walk.way, ana.walk.due_at) == ("steps", None)


@pytest.mark.parametrize("word", ["!", "next", "step by step", "skip", "more"])
def test_step_by_step_goes_on_with_the_same_session_from_its_first_step(word: str) -> None:
    """Also by "next": who types it wants a step."""
    ana = Chat()
    ana.starts()
    number = ana.walk.number
    texts = ana.taps("Step by step") if word == "!" else ana.says(word)
    assert "step 1 of" in texts[-1]
    assert (ana.walk.number, ana.walk.way, ana.walk.due_at) == (number, "steps", None)
    # The film's own buttons are old now.
    old = ana.person
    ana.presses("film:5:done", later=timedelta(seconds=1))
    assert ana.person.walk == old.walk


@pytest.mark.parametrize(
    ("word", "event"), [("stop", "stopped"), ("pause", "paused"), ("another position", "positions")]
)
def test_words_of_a_walk_mean_the_same_while_a_film_is_out(word: str, event: str) -> None:
    """Nothing is due after them."""
    ana = Chat()
    ana.starts()
    ana.says(word)
    assert ana.last.event == event
    if word != "another position":
        assert ana.walk.due_at is None


def test_another_position_is_another_film() -> None:
    """The same movement, as a film of that position."""
    ana = Chat()
    ana.starts()
    ana.says("another position")
    ana.presses(ana.buttons[0].data)
    assert ana.last.film is not None
    assert ana.last.film.variation != "seated-hip-flexion"


def test_the_other_side_is_the_film_from_there() -> None:
    """Said while it plays."""
    ana = Chat()
    ana.starts()
    ana.says("other side")
    assert ana.last.film is not None
    assert ana.last.film.start_at == ana.length // 2


# The question afterwards


def test_nothing_said_is_asked_about_once_and_in_silence() -> None:
    """When its length and two minutes are over; a second look finds nothing due."""
    ana = Chat()
    ana.starts()
    over = timedelta(seconds=ana.length) + AFTERWARDS
    assert ana.comes_due(later=over) == [QUESTION]
    assert ana.last.silent
    assert ana.labels == ["Done", "Part of it", "No"]
    assert ana.comes_due(later=MINUTE) == []
    assert (ana.walk.state, ana.person.streak.total_days) == (WalkState.OPEN, 0)


@pytest.mark.parametrize(
    ("answer", "state", "days"),
    [
        ("yes", WalkState.DONE, 1),
        ("done", WalkState.DONE, 1),
        ("no", WalkState.LEFT, 0),
        ("not yet", WalkState.LEFT, 0),
        ("!No", WalkState.LEFT, 0),
        ("!Done", WalkState.DONE, 1),
        ("part of it", WalkState.OPEN, 0),
    ],
)
def test_the_question_can_be_answered(answer: str, state: WalkState, days: int) -> None:
    """By a tap or in words; a no counts as nothing."""
    ana = Chat()
    ana.starts()
    ana.comes_due(later=timedelta(seconds=ana.length) + AFTERWARDS)
    _ = ana.taps(answer[1:]) if answer[0] == "!" else ana.says(answer)
    assert (ana.walk.state, ana.person.streak.total_days) == (state, days)


def test_an_old_button_asks_the_open_question_again() -> None:
    """Whether it was done, and how far; it still takes its answer."""
    ana = Chat()
    ana.starts()
    ana.comes_due(later=timedelta(seconds=ana.length) + AFTERWARDS)
    assert ana.presses("feel:1:good")[-1].endswith(QUESTION)
    ana.taps("Part of it")
    assert ana.presses("feel:1:good")[-1].endswith(plain(said("film.how_far")))
    ana.taps("The first side")
    assert ana.walk.sides_done


NOT_ASKED: list[tuple[str, Callable[[Chat], object]]] = [
    ("done was said", lambda ana: ana.says("done")),
    ("it hurt", lambda ana: ana.says("it hurts")),
    ("it was stopped", lambda ana: ana.says("stop")),
    ("it goes on as steps", lambda ana: ana.says("next")),
    ("something else is asked", lambda ana: ana.says("/remind") or ana.turn.change(asking="remind")),
    ("reminders were stopped", lambda ana: setattr(ana, "person", having(ana.person, stopped_at=NOW))),
    ("the bot was blocked", lambda ana: setattr(ana, "person", having(ana.person, blocked_at=NOW))),
    ("quiet hours", lambda ana: setattr(ana, "person", having(ana.person, quiet_from=time(7), quiet_until=time(12)))),
]


@pytest.mark.parametrize(("why", "first"), NOT_ASKED, ids=[why for why, _ in NOT_ASKED])
def test_nothing_is_asked_where_something_was_said(why: str, first: Callable[[Chat], object]) -> None:
    """And nothing stays due."""
    ana = Chat()
    ana.starts()
    over = timedelta(seconds=ana.length) + AFTERWARDS
    first(ana)
    if why == "something else is asked":
        ana.person = having(ana.person, asking="remind")
    assert QUESTION not in ana.comes_due(later=over)
    assert ana.walk.due_at is None


def test_after_an_outage_nothing_is_asked_late() -> None:
    """An hour later nobody knows what is meant."""
    ana = Chat()
    ana.starts()
    assert ana.comes_due(later=timedelta(seconds=ana.length) + AFTERWARDS + LATEST_QUESTION + MINUTE) == []


# Offered


def test_the_second_session_offers_the_other_ways_and_remembers_the_choice() -> None:
    """Under its first step, with a line; one tap is the choice from now on, and begins at once."""
    ana = Chat(having(ANA, way="steps", walks_begun=1))
    [step] = ana.starts()
    assert plain(said("way.offer")) in step
    assert ana.labels[:2] == ["Follow along", "Listen only"]
    ana.taps("Follow along")
    assert ana.last.film is not None
    assert ana.turn.toast == said("toast.way_film")
    assert (ana.person.settings.way, ana.walk.number) == ("film", 2)


@pytest.mark.parametrize(("begun", "way"), [(0, "steps"), (2, "steps"), (1, "film")])
def test_other_sessions_offer_nothing(begun: int, way: str) -> None:
    """Nor does one that comes as a film already."""
    ana = Chat(having(ANA, way=way, walks_begun=begun))
    ana.starts()
    assert "Follow along" not in ana.labels


def test_without_films_nothing_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library of texts alone."""
    with_films(monkeypatch, "neither")  # type: ignore[arg-type]
    ana = Chat(having(ANA, way="steps", walks_begun=1))
    [step] = ana.starts()
    assert plain(said("way.offer")) not in step


@pytest.mark.parametrize(
    ("way", "offered", "then"),
    [("steps", "Follow along", "film"), ("film", "Step by step", "steps"), ("sound", "Step by step", "steps")],
)
def test_a_prompt_offers_the_other_way_in_one_button(way: str, offered: str, then: str) -> None:
    """Start is the person's own way, and the other one is for this session alone. No film lasts just a minute."""
    for label, expected in (("Start", way), (offered, then)):
        ana = Chat(having(ANA, way=way))
        found = prompt.prompt_of(ana.person, NOW, ana.person.reminders[0], NOW.date(), shipped_library(), WORDS)
        assert found is not None
        labels = {button.label: button.data for row in found[0].buttons for button in row}
        short = "Just 1 minute" if way == "steps" else "A short one"
        assert list(labels) == ["Start", short, offered, "Later ▾", "Not today"]
        ana.presses(labels[label])
        assert (ana.walk.way, ana.person.settings.way) == (expected, way)
        assert ana.turn.prompt is not None


def test_a_session_that_stands_in_steps_becomes_a_film_from_its_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """ "Follow along" on a prompt while a session is open."""
    ana = Chat(having(ANA, way="steps"))
    ana.starts()
    ana.says("next")
    ana.presses("prompt:1:20261123:film")
    assert ana.last.film is not None
    assert (ana.last.film.start_at, ana.walk.number) == (0, 5)


def test_settings_show_the_way_and_change_it() -> None:
    """On one page, with the switch for steps that come by themselves."""
    ana = Chat(having(ANA, way="steps"))
    ana.presses("ways")
    assert ana.labels == ["Step by step", "Follow along", "Listen only", "Steps by themselves", "◀ Back"]
    ana.presses("ways:sound")
    assert ana.person.settings.way == "sound"
    assert plain(said("settings.way_sound")) in ana.texts[0]
    ana.presses("ways:goes_on:on")
    assert (ana.person.settings.goes_on, ana.person.settings.way) == (True, "steps")
    assert said("way.set_steps") in ana.texts[0]
    assert "Steps when I ask" in ana.labels
    ana.presses("ways:somersault")
    assert ana.person.settings.way == "steps"


@pytest.mark.parametrize(
    ("text", "way"),
    [("follow along", "film"), ("hands free please", "film"), ("video please", "film"), ("listen only", "sound")],
)
def test_a_way_can_be_asked_for(text: str, way: str) -> None:
    """For this session alone; in an open one it changes over."""
    for is_open in (False, True):
        ana = Chat(having(ANA, way="steps"))
        if is_open:
            ana.starts()
        ana.says(text)
        if way == "sound" and not is_open:
            # It may be meant for good.
            assert ana.texts == [said("way.when_sound")]
            ana.says("now")
        assert (ana.walk.way, ana.person.settings.way) == (way, "steps")
        ana.says("step by step")
        assert ana.walk.way == "steps"


@pytest.mark.parametrize("text", ["follow along", "listen only", "step by step"])
def test_after_a_session_of_today_a_way_is_an_answer_to_the_one_on_offer(text: str) -> None:
    """Another one is offered. Said then, the way starts it, and nothing is asked twice."""
    ana = Chat()
    ana.starts()
    ana.taps("Done")
    ana.says("good")
    ana.says("that's it")
    assert said("today.done_already") in ana.says("start today's")[0]
    ana.says(text)
    walk = ana.person.walk
    assert walk is not None
    assert (walk.number, walk.variation, walk.way) == (
        6,
        "seated-inner-thigh",
        {"follow along": "film", "listen only": "sound", "step by step": "steps"}[text],
    )


# By itself


def test_steps_by_themselves_hold_for_the_open_session_and_end_its_film() -> None:
    """Turned on in /settings, by the button of an answer, or in words; turned off, the open session waits again."""
    for turned_on in ("ways:goes_on:on", "itself:on", "steps by themselves please"):
        ana = Chat(having(ANA, way="film"))
        ana.starts()
        assert ana.walk.way == "film"
        ana.presses(turned_on) if ":" in turned_on else ana.says(turned_on)
        assert (ana.walk.way, ana.person.settings.way) == ("itself", "steps")
        assert ana.walk.due_at == ana.now + seconds_here(ana)
        ana.presses("ways:goes_on:off")
        assert ana.walk.way == "steps"
        assert ana.walk.due_at is None


def test_a_session_that_is_held_for_pain_does_not_go_on_by_itself() -> None:
    """It is only set for later sessions."""
    ana = Chat(having(ANA, way="steps"))
    ana.starts()
    ana.says("it hurts")
    ana.says("steps by themselves please")
    assert (ana.walk.way, ana.walk.due_at, ana.person.settings.goes_on) == ("steps", None, True)
    assert ana.person.account.asking == "hurts"


@pytest.mark.parametrize(("is_hurt", "way"), [(False, "itself"), (True, "steps")])
def test_a_session_of_another_day_goes_on_by_itself_where_that_was_set_since(is_hurt: bool, way: str) -> None:
    """Not one that was left in pain."""
    ana = Chat(having(ANA, way="steps"))
    ana.starts()
    ana.says("next")
    ana.says("it hurts" if is_hurt else "stop")
    ana.presses("ways:goes_on:on")
    ana.now += timedelta(days=1)
    ana.presses("todays")
    assert ana.walk.way == way


def itself(**fields: object) -> Chat:
    """Somebody whose steps come by themselves, at the first step."""
    ana = Chat(having(ANA, way="steps", goes_on=True, **fields))
    ana.starts()
    return ana


def seconds_here(ana: Chat) -> timedelta:
    """The seconds of the step where the walk stands."""
    course = session.course_of(ana.walk, shipped_library())
    assert course is not None
    step = step_at(course, session.place_of(ana.walk, course))
    assert step is not None
    return timedelta(seconds=step.seconds)


def test_steps_come_by_themselves_when_their_seconds_are_over() -> None:
    """To the end of both sides, without the levels that would be offered; then it is asked whether it was done."""
    ana, course = itself(), None
    course = session.course_of(ana.walk, shipped_library())
    assert course is not None
    place, shown = first_place(course), 1
    while True:
        assert ana.walk.due_at == ana.now + seconds_here(ana)
        [text] = ana.comes_due(later=seconds_here(ana))
        following = forward(course, place)
        if following is not None and step_at(course, following) is None:
            following = forward(course, following)
        if following is None:
            break
        place, shown = following, shown + 1
        assert "step " in text
    assert text == QUESTION
    assert shown > 6
    ana.taps("Done")
    assert ana.walk.state is WalkState.DONE


@pytest.mark.parametrize("said_then", ["how long?", "my cat is here", "settings", "pause", "stop", "!more"])
def test_any_word_or_tap_stops_what_comes_by_itself(said_then: str) -> None:
    """ "Next" lets it go on."""
    ana = itself()
    _ = ana.taps("More…", later=MINUTE / 10) if said_then == "!more" else ana.says(said_then, later=MINUTE / 10)
    assert ana.walk.due_at is None
    assert ana.comes_due(later=timedelta(minutes=5)) == []
    ana.says("next")
    assert ana.walk.due_at is not None


def test_a_second_tap_does_not_stop_it() -> None:
    """It says nothing new."""
    ana = itself()
    due = ana.walk.due_at
    ana.does(lambda turn: None, later=timedelta(seconds=1), tapped=True)
    assert ana.walk.due_at == due


def test_after_pain_no_step_comes_by_itself() -> None:
    """Not for the rest of this session."""
    ana = itself()
    ana.says("it hurts")
    ana.says("next")
    ana.says("next")
    assert (ana.walk.way, ana.walk.due_at) == ("steps", None)


def test_after_an_outage_no_step_comes_late() -> None:
    """Nobody lies there any more."""
    ana = itself()
    assert ana.comes_due(later=seconds_here(ana) + LATEST_STEP + MINUTE) == []
    assert ana.walk.due_at is None


def test_a_session_without_an_answer_is_the_last_that_goes_on_by_itself() -> None:
    """One line, an hour after the question; an answer within it keeps things as they are."""
    for is_answered in (False, True):
        ana = itself()
        while ana.comes_due(later=seconds_here(ana)) != [QUESTION]:
            pass
        if is_answered:
            ana.taps("Part of it")
        texts = ana.comes_due(later=UNANSWERED + MINUTE)
        assert texts == ([] if is_answered else [plain(said("itself.ended"))])
        assert ana.person.settings.goes_on is is_answered
        assert ana.comes_due(later=UNANSWERED) == []


def test_an_open_walk_of_before_has_nothing_due() -> None:
    """Walks that were begun before there were films."""
    ana = Chat(having(ANA, way="steps"))
    ana.starts()
    ana.person = replace(ana.person, walk=replace(ana.walk, due_at=None))
    assert ana.comes_due(later=MINUTE) == []
