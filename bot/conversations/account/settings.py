"""/settings: what the person chose, in words, and how each choice is changed."""

from __future__ import annotations

from bot.conversations import movement_phrases, phrases, selection, session
from bot.conversations.dialogue import Command, Dialogue
from bot.conversations.movement_phrases import gentle_line
from bot.conversations.preferences import language
from bot.conversations.preferences.preferred_position import ask_position, set_position
from bot.conversations.preferences.switches import button_of, switches_on, turned
from bot.conversations.safety import exclusions
from bot.conversations.safety.gentle import turn_gentle_off, turn_gentle_on, turn_off_here
from bot.conversations.turn import MENU, Turn
from bot.conversations.walk import by_themselves, films
from bot.markup import Html, in_lines
from bot.replies import Button, in_rows, pack, rows, unpack
from content.library import POSITIONS
from content.walk import FORMS, Form
from storage.records.person import BY_ITSELF, STEPS, Person
from storage.records.retention_periods import CHECKIN_DAYS

# Button data for keeping check-ins as long as the record.
FOREVER = "0"


def show_settings(turn: Turn, *, edit: bool = False, lead: Html | None = None) -> None:
    """/settings: every choice in a few lines, with a button for each."""
    words, person = turn.words, turn.person
    gentle = session.is_gentle(person)
    other = "off" if gentle else "on"
    lines = [
        *([lead] if lead else []),
        words.say("settings.title"),
        words.say(
            "settings.position", position=words.say(f"position.name.{selection.position_of(person, turn.library)}")
        ),
        words.say("settings.length", length=words.say(f"length.{_length(person)}")),
        *([longer] if (longer := movement_phrases.longest_film(person, _length(person), turn.library, words)) else []),
        words.say(f"settings.way_{_way(turn)}"),
        gentle_line(turn),
        *([nothing] if gentle and (nothing := movement_phrases.nothing_left(turn)) else []),
        words.say("settings.pictures_on" if person.settings.pictures else "settings.pictures_off"),
        words.say(_dots(person)),
        _checkin(turn),
        words.say("settings.reminders", times=phrases.times(turn)) if person.reminders else words.say("remind.none"),
        words.say(
            "settings.zone", zone=phrases.zone_words(person.settings.zone, words), time=words.clock(turn.local_now)
        ),
        *([words.say("settings.language", language=language.of(turn))] if language.there_is_a_choice() else []),
    ]
    top = rows(
        (
            Button(words.label("button.set_position"), pack("set", "position")),
            Button(words.label("button.set_length"), pack("set", "length")),
            Button(words.label("button.set_way"), pack("ways")),
        ),
        (
            Button(words.label("button.reminders"), pack("remind", "list")),
            Button(words.label("button.messages"), pack("messages")),
        ),
        (
            Button(words.label("button.set_zone"), pack("zone", "?")),
            Button(words.label(f"button.gentle_{other}"), pack("set", "gentle", other)),
        ),
        (Button(words.label("button.left_out"), pack(exclusions.ASKING, "?")) if gentle else None,),
    )
    speak = Button(words.label("button.language"), language.LANGUAGE) if language.there_is_a_choice() else None
    keep = Button(words.label("button.keep"), pack("set", "keep")) if person.settings.wants_checkin else None
    buttons = top + in_rows((button_of(turn, switch) for switch in switches_on("set")), 2) + rows((keep, speak))
    if edit:
        turn.edit(Html("\n".join(lines)), buttons, slot=MENU)
    else:
        turn.say(Html("\n".join(lines)), buttons, slot=MENU, event="settings")


def _way(turn: Turn) -> str:
    """How sessions come; step by step where the library has no film."""
    settings = turn.person.settings
    if settings.way in films.kinds_for(turn):
        return settings.way
    return BY_ITSELF if settings.goes_on else STEPS


def _checkin(turn: Turn) -> Html:
    if not turn.person.settings.wants_checkin:
        return turn.words.say("settings.checkin_off")
    days = turn.person.settings.checkin_days if turn.person.settings.checkin_days in CHECKIN_DAYS else FOREVER
    return turn.words.say(f"settings.checkin_on.{days}")


def _dots(person: Person) -> str:
    if not person.settings.dots:
        return "settings.dots_off"
    return "settings.dots_on" if person.settings.wants_marks else "settings.dots_resting"


def _length(person: Person) -> Form:
    return next((form for form in FORMS if form == person.settings.length), FORMS[-1])


def tap(turn: Turn, data: str) -> bool:
    """`settings`, `set:position`, `set:position:<position>`, `set:length`, `set:length:<form>`, `set:gentle:on|off`,
    `set:keep`, `set:keep:<days>|0`, and the switches `set:<name>:on|off`.

    `set:gentle:on:here` stands under something that has to stay readable, such as warning signs; `off:here` under why
    something is left out.
    """
    parts = unpack(data)
    if parts[0] == "settings":
        turn.strip_pressed()
        show_settings(turn)
    elif parts[1:2] == ("position",) and len(parts) == 3 and parts[2] in POSITIONS:
        turn.strip_pressed()
        set_position(turn, parts[2])
    elif parts[1:2] == ("position",):
        ask_position(turn)
    elif parts[1:2] == ("gentle",) and len(parts) in (3, 4) and parts[2] in ("on", "off"):
        if parts[2] == "on":
            turn_gentle_on(turn, is_here=len(parts) == 4)
        elif len(parts) == 4:
            turn.strip_pressed()
            turn_off_here(turn)
        else:
            _gentle_off(turn)
    elif parts[1:2] == ("length",):
        _choose_length(turn, parts[2] if len(parts) == 3 else "")
    elif turned(turn, parts) is not None:
        if parts[1:] == ("checkin", "on"):
            _choose_keeping(turn, "")
        else:
            show_settings(turn, edit=True)
    elif parts[1:2] == ("keep",):
        _choose_keeping(turn, parts[2] if len(parts) == 3 else "")
    elif parts[1:] == ("back",):
        show_settings(turn, edit=True)
    else:
        show_settings(turn)
    return True


def _gentle_off(turn: Turn) -> None:
    """Turn gentle off on the page of settings."""
    follows = turn_gentle_off(turn)
    turn.toast = turn.words.label("toast.gentle_off")
    show_settings(turn, edit=True, lead=follows)


def _choose_keeping(turn: Turn, wanted: str) -> None:
    """Ask for how many days check-ins are kept, or set it; 0 is as long as the record."""
    words = turn.words
    if wanted in (FOREVER, *map(str, CHECKIN_DAYS)):
        turn.change(checkin_days=int(wanted) or None)
        turn.toast = words.label(f"toast.keep_{wanted}")
        show_settings(turn, edit=True)
        return
    choices = (*map(str, CHECKIN_DAYS), FOREVER)
    buttons = [Button(words.label(f"button.keep_{choice}"), pack("set", "keep", choice)) for choice in choices]
    turn.edit(words.say("keep.ask"), in_rows(buttons, 3), slot=MENU)


def _choose_length(turn: Turn, wanted: str) -> None:
    """Ask how long a walk usually is, or set it."""
    words = turn.words
    if wanted in FORMS:
        turn.change(length=wanted)
        turn.toast = words.label("toast.length", length=words.label(f"length.{wanted}"))
        show_settings(turn, edit=True)
        return
    buttons = [Button(words.label(f"button.length_{form}"), pack("set", "length", form)) for form in FORMS]
    turn.edit(
        words.say("length.ask"),
        in_rows(buttons, 3) + rows((Button(words.label("button.back"), pack("set", "back")),)),
        slot=MENU,
    )


def tap_ways(turn: Turn, data: str) -> bool:
    """`ways`: how sessions can come; `ways:<way>`, and `ways:goes_on:on|off`, sets it."""
    words, parts, ways = turn.words, unpack(data), (STEPS, *films.kinds_for(turn))
    if parts[1:] in [(way,) for way in ways]:
        turn.change(way=parts[1])
        turn.toast = words.label(f"toast.way_{parts[1]}")
        show_settings(turn, edit=True)
        return True
    was_by_steps = turn.person.settings.way == STEPS
    switch = turned(turn, parts)
    if switch is not None:
        by_themselves.follow_switch(turn)
    ways_to_choose = [Button(words.label(f"button.way_{way}"), pack("ways", way)) for way in ways if len(ways) > 1]
    switches = [button_of(turn, switch) for switch in switches_on("ways")]
    back = Button(words.label("button.back"), pack("set", "back"))
    itself = words.say("way.itself_on" if turn.person.settings.goes_on else "way.itself_off")
    changed = None if was_by_steps or turn.person.settings.way != STEPS else words.say("way.set_steps")
    text = in_lines(words.say("way.ask") if ways_to_choose else None, changed, itself)
    turn.edit(text, in_rows(ways_to_choose, 3) + in_rows(switches, 1) + rows((back,)), slot=MENU)
    if switch is not None:
        by_themselves.go_on_now(turn)
    return True


def _command(turn: Turn, argument: str) -> None:
    show_settings(turn)


DIALOGUE = Dialogue(
    module=__name__,
    commands=(Command(name="settings", run=_command),),
    taps={"set": tap, "settings": tap, "ways": tap_ways},
)
