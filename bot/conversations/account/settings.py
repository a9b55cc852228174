"""/settings and /position: what the person chose, in words, and how each choice is changed."""

from __future__ import annotations

from bot.conversations import session
from bot.conversations.account import onboarding
from bot.conversations.preferences import reminders, time_zone
from bot.conversations.safety import exclusions, screening
from bot.conversations.turn import MENU, Turn
from bot.conversations.walk import offer, pain
from bot.i18n.catalogue import Words
from bot.replies import Button, Html, in_rows, pack, rows, unpack
from bot.understanding.intents import choice
from content.library import POSITIONS
from content.movement import AVOIDED_WHEN_GENTLE
from content.walk import FORMS
from storage.records.person import Person
from storage.records.retention_periods import CHECKIN_DAYS

ASKING_POSITION = "position"
# As long as the record, in the data of a button.
FOREVER = "0"
# What a button turns on and off, and the field that keeps it.
_SWITCHES = {"pictures": "pictures", "checkin": "wants_checkin"}


def position_in(text: str, words: Words) -> str | None:
    """The position that a text names: lying, seated or standing; None when it names none."""
    return choice(text, words, {position: f"hear.position_{position}" for position in POSITIONS})


def summary(turn: Turn) -> Html:
    """What is set, as one says it: Seated, 19:15 every day, Lisbon time; the first one today, in 4 h 40 min."""
    words, person = turn.words, turn.person
    position = words.say(f"position.title.{offer.position_of(person, turn.library)}")
    if not any(reminder.active for reminder in person.reminders):
        return words.say("summary.no_reminder", position=position)
    zone = time_zone.zone_phrase(person.zone, words)
    line = words.say("summary", position=position, times=reminders.times(turn), zone=zone)
    coming = onboarding.coming_line(turn)
    if coming is not None:
        return Html(f"{line} {coming}")
    return Html(f"{line} {reminders.why_none(turn)}")


def gentle_line(turn: Turn) -> Html:
    """Whether it is kept gentle, and what is left out then."""
    words = turn.words
    if offer.is_gentle(turn.person):
        return words.say("settings.gentle_on", what=exclusions.all_of_it(turn))
    return words.say("settings.gentle_off")


def settings(turn: Turn, *, edit: bool = False, lead: Html | None = None) -> None:
    """/settings: everything in a few lines, with a button for each."""
    words, person = turn.words, turn.person
    gentle = offer.is_gentle(person)
    lines = [
        *([lead] if lead else []),
        words.say("settings.title"),
        words.say("settings.position", position=words.say(f"position.name.{offer.position_of(person, turn.library)}")),
        words.say("settings.length", length=words.say(f"length.{_length(person)}")),
        gentle_line(turn),
        *([nothing] if gentle and (nothing := exclusions.nothing_left(turn)) else []),
        words.say("settings.pictures_on" if person.pictures else "settings.pictures_off"),
        _checkin(turn),
        words.say("settings.reminders", times=reminders.times(turn)) if person.reminders else words.say("remind.none"),
        words.say("settings.zone", zone=time_zone.zone_words(person.zone), time=words.clock(turn.local_now)),
    ]
    buttons = rows(
        (
            Button(words.label("button.set_position"), pack("set", "position")),
            Button(words.label("button.set_length"), pack("set", "length")),
        ),
        (
            Button(words.label("button.reminders"), pack("remind", "list")),
            Button(words.label("button.messages"), pack("messages")),
        ),
        (
            Button(words.label("button.set_zone"), pack("zone", "?")),
            _switch(turn, "gentle", is_on=gentle),
        ),
        (Button(words.label("button.left_out"), pack(exclusions.ASKING, "?")) if gentle else None,),
        (_switch(turn, "pictures", is_on=person.pictures), _switch(turn, "checkin", is_on=person.wants_checkin)),
        (Button(words.label("button.keep"), pack("set", "keep")) if person.wants_checkin else None,),
    )
    if edit:
        turn.edit(Html("\n".join(lines)), buttons, slot=MENU)
    else:
        turn.say(Html("\n".join(lines)), buttons, slot=MENU, event="settings")


def _checkin(turn: Turn) -> Html:
    if not turn.person.wants_checkin:
        return turn.words.say("settings.checkin_off")
    days = turn.person.checkin_days if turn.person.checkin_days in CHECKIN_DAYS else FOREVER
    return turn.words.say(f"settings.checkin_on.{days}")


def _length(person: Person) -> str:
    return next((form for form in FORMS if form == person.length), FORMS[-1])


def _switch(turn: Turn, name: str, *, is_on: bool) -> Button:
    other = "off" if is_on else "on"
    return Button(turn.words.label(f"button.{name}_{other}"), pack("set", name, other))


def position(turn: Turn, argument: str) -> None:
    """/position: asks. `/position seated` sets it."""
    if not argument.strip():
        _ask_position(turn)
        return
    wanted = position_in(argument, turn.words)
    if wanted is None:
        _ask_position(turn, lead=turn.words.say("position.unknown"))
    else:
        set_position(turn, wanted)


def _ask_position(turn: Turn, *, lead: Html | None = None) -> None:
    words = turn.words
    buttons = [Button(words.label(f"button.position_{item}"), pack("set", "position", item)) for item in POSITIONS]
    text = words.say("position.ask")
    turn.change(asking=ASKING_POSITION)
    turn.say(Html(f"{lead}\n{text}") if lead else text, in_rows(buttons, 3), slot=MENU)


def set_position(turn: Turn, wanted: str) -> None:
    """Keep a position. A walk that is open goes on as it is; the next one is in the new position."""
    turn.change(position=wanted, asking=None)
    words = turn.words
    if turn.person.setup == onboarding.POSITION:
        onboarding.advance(turn)
        return
    lines = [words.say("position.set", position=words.say(f"position.name.{wanted}")), *exclusions.consequences(turn)]
    had = session.current(turn)
    buttons = rows((Button(words.label("button.todays"), pack("todays")),))
    if had is not None:
        lines.append(words.say("position.walk_goes_on", position=had[1].variation.name))
        buttons = rows(
            (
                Button(words.label("button.go_on"), pack("todays")),
                session.button(had[0], "other_position", words.label("button.other_position")),
            )
        )
    turn.say(Html(" ".join(lines)), buttons, slot=MENU)


def answer_position(turn: Turn, text: str) -> bool:
    """A typed answer to "Where do you like to move?"; False when it names no position."""
    wanted = position_in(text, turn.words)
    if wanted is None:
        return False
    set_position(turn, wanted)
    return True


def tap(turn: Turn, data: str) -> None:
    """`settings`, `set:position`, `set:position:<position>`, `set:length`, `set:length:<form>`, `set:gentle:on|off`,
    `set:pictures:on|off`, `set:checkin:on|off`, `set:keep`, `set:keep:<days>|0`.

    `set:gentle:on:here` stands under something that has to stay readable, such as warning signs.
    """
    parts = unpack(data)
    if parts[0] == "settings":
        turn.strip_pressed()
        settings(turn)
    elif parts[1:2] == ("position",) and len(parts) == 3 and parts[2] in POSITIONS:
        turn.strip_pressed()
        set_position(turn, parts[2])
    elif parts[1:2] == ("position",):
        _ask_position(turn)
    elif parts[1:2] == ("gentle",) and len(parts) in (3, 4) and parts[2] in ("on", "off"):
        if parts[2] == "on":
            _gentle_on(turn, is_here=len(parts) == 4)
        else:
            _gentle_off(turn)
    elif parts[1:2] == ("length",):
        _choose_length(turn, parts[2] if len(parts) == 3 else "")
    elif len(parts) == 3 and parts[1] in _SWITCHES and parts[2] in ("on", "off"):
        turn.change(**{_SWITCHES[parts[1]]: parts[2] == "on"})
        turn.toast = turn.words.label(f"toast.{parts[1]}_{parts[2]}")
        if parts[1:] == ("checkin", "on"):
            _choose_keeping(turn, "")
        else:
            settings(turn, edit=True)
    elif parts[1:2] == ("keep",):
        _choose_keeping(turn, parts[2] if len(parts) == 3 else "")
    elif parts[1:] == ("back",):
        settings(turn, edit=True)
    else:
        settings(turn)


def _gentle_on(turn: Turn, *, is_here: bool) -> None:
    """Keep it gentle, and ask what else should be left out; `is_here` under something that has to stay readable."""
    already = offer.is_gentle(turn.person)
    turn.change(gentle=True)
    pain.follow(turn)
    what = exclusions.in_words(AVOIDED_WHEN_GENTLE, turn.words)
    turn.toast = turn.words.label("toast.gentle_on", what=what)
    if turn.person.setup == onboarding.CARE:
        screening.keep_gentle(turn)
    elif not is_here:
        exclusions.ask(turn, edit=True)
    elif not already:
        exclusions.ask(turn)


def _gentle_off(turn: Turn) -> None:
    """Everything is part of it again, and what else was left out is forgotten."""
    words, had = turn.words, turn.person.avoids
    turn.change(gentle=False, avoids=())
    exclusions.let_go(turn)
    turn.toast = words.label("toast.gentle_off")
    lines = [words.say("settings.avoids_cleared")] if had else []
    if session.current(turn) is not None:
        lines.append(words.say("settings.gentle_next_time"))
    settings(turn, edit=True, lead=Html(" ".join(lines)) if lines else None)


def _choose_keeping(turn: Turn, wanted: str) -> None:
    """For how long check-ins are kept: asked, or set; 0 is as long as the record."""
    words = turn.words
    if wanted in (FOREVER, *map(str, CHECKIN_DAYS)):
        turn.change(checkin_days=int(wanted) or None)
        turn.toast = words.label(f"toast.keep_{wanted}")
        settings(turn, edit=True)
        return
    choices = (*map(str, CHECKIN_DAYS), FOREVER)
    buttons = [Button(words.label(f"button.keep_{choice}"), pack("set", "keep", choice)) for choice in choices]
    turn.edit(words.say("keep.ask"), in_rows(buttons, 3), slot=MENU)


def _choose_length(turn: Turn, wanted: str) -> None:
    """How long a walk is, usually: asked, or set."""
    words = turn.words
    if wanted in FORMS:
        turn.change(length=wanted)
        turn.toast = words.label("toast.length", length=words.label(f"length.{wanted}"))
        settings(turn, edit=True)
        return
    buttons = [Button(words.label(f"button.length_{form}"), pack("set", "length", form)) for form in FORMS]
    turn.edit(
        words.say("length.ask"),
        in_rows(buttons, 3) + rows((Button(words.label("button.back"), pack("set", "back")),)),
        slot=MENU,
    )
