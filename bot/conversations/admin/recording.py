"""/record: a teacher speaks the lines of a variation, one voice message each, and keeps, repeats or skips them.

What was just sent waits to be kept; sent before it stays until then. Whose session has all of its lines hears them:
`content.recorded`. The teacher hears a line by playing their own message, which stands right above the question.
"""

from __future__ import annotations

from datetime import datetime

from bot.conversations.dialogue import Command, Dialogue, Question, never, not_called_off
from bot.conversations.turn import ASK, Turn
from bot.markup import Html, in_lines
from bot.replies import Button, Reply, Rows, pack, rows, unpack
from bot.understanding.answers.intents import Intent, matches, recognize
from content.movement import Variation
from content.opus import RATE
from content.pieces import line_key
from content.recorded import digest, lines_of_variation
from content.recording_archive import MOST_BYTES
from storage.records.person import Person
from storage.records.recordings import Dropped, Kept, RecordedLine, Recording

# The question that is open: `record:<variation>:<line>:<mode>`, each by its key.
ASKING = "record"
# Lines that are not there yet, or all of them once again.
NEW, ALL = "new", "all"
MOST_SECONDS = 15
MEGABYTE = 1024 * 1024
_ANSWERS = (Intent.YES, Intent.NEXT, Intent.GOOD, Intent.REPEAT, Intent.SKIP, Intent.STOP)


def is_asked(person: Person) -> bool:
    """Whether a voice message of this person is a line."""
    return unpack(person.account.asking or "")[0] == ASKING


def is_too_much(seconds: float, size: int) -> bool:
    """Whether a voice message is longer than a line may be, in seconds or in bytes."""
    return seconds > MOST_SECONDS or size > MOST_BYTES


# Which variation


def command(turn: Turn, argument: str) -> None:
    """/record: the variations, each with how many of its lines are there. `/record export`: all of them as a file."""
    if matches(argument, turn.words, "hear.record_export"):
        send_archive(turn)
        return
    words, there = turn.words, _own(turn)
    buttons = []
    for variation in turn.library.variations:
        keys = _keys(turn, variation)
        counts = {"done": sum(key in there for key in keys), "total": len(keys)}
        label = words.label("record.variation", **_named(turn, variation), **counts)
        buttons.append((Button(label, pack(ASKING, "of", _id(variation))),))
    export = Button(words.label("button.record_export"), pack(ASKING, "export")) if there else None
    turn.say(words.say("record.choose"), rows(*buttons, (export,)), slot=ASK, event="record_asked")


def send_archive(turn: Turn) -> None:
    """All lines of this teacher as one file."""
    there = _own(turn)
    if not there:
        turn.say(turn.words.say("record.nothing"))
        return
    text = turn.words.count("record.export", len(there))
    turn.replies.append(Reply(text, archive_of=turn.person.id, event="document"))


# One line after the other


def _begin(turn: Turn, variation: Variation) -> None:
    """Go on after the line that was kept last; from the first one that is missing when none is missing after it."""
    there, lines = _own(turn), lines_of_variation(turn.library, variation)
    turn.recording = Dropped()
    kept = [(there[line_key(text)].recorded_at, place) for place, text in enumerate(lines) if line_key(text) in there]
    after = max(kept)[1] + 1 if kept else 0
    missing = [text for text in (*lines[after:], *lines[:after]) if line_key(text) not in there]
    if missing:
        _ask(turn, variation, missing[0], NEW)
    else:
        _finish(turn, variation)


def _ask(turn: Turn, variation: Variation, text: str, mode: str, *, lead: Html | None = None) -> None:
    """Ask for a line."""
    words, there = turn.words, _own(turn)
    turn.change(asking=pack(ASKING, _id(variation), line_key(text), mode))
    known = there.get(line_key(text))
    note = None if known is None else words.say("record.there", day=_day(turn, known.recorded_at))
    asked = words.say("record.line", text=text, seconds=MOST_SECONDS, **_place(turn, variation, text))
    turn.say(in_lines(lead, asked, note), _buttons(turn, text, is_heard=False), slot=ASK, event="record_line")


def take(turn: Turn, sound: bytes, samples: int) -> None:
    """A voice message for the line that is asked for: it waits to be kept. `samples` are 48,000 a second."""
    asked = _asked(turn)
    if asked is None:
        turn.say(turn.words.say("else.voice"), event="fallback")
        return
    _, text, _ = asked
    turn.recording = Recording(line_key(text), text, digest(sound), samples, turn.now, sound)
    _say_heard(turn)


def _say_heard(turn: Turn, lead: Html | None = None) -> None:
    """Ask whether what was just sent is kept."""
    asked, waiting = _asked(turn), _waiting(turn)
    assert asked is not None and waiting is not None  # noqa: S101 - it was just sent
    variation, text, _ = asked
    seconds = turn.words.decimal(round(waiting.samples / RATE, 1))
    heard = turn.words.say("record.heard", seconds=seconds, **_place(turn, variation, text))
    turn.say(in_lines(lead, heard), _buttons(turn, text, is_heard=True), slot=ASK, event="record_heard")


def refuse_length(turn: Turn) -> None:
    """Too long, or too big: the question stays open."""
    text = turn.words.say("record.too_long", seconds=MOST_SECONDS, size=MOST_BYTES // MEGABYTE)
    turn.say(text, event="record_refused")


def refuse_unreadable(turn: Turn) -> None:
    """No sound that can be used: the question stays open."""
    turn.say(turn.words.say("record.unreadable"), event="record_refused")


def refuse_other(turn: Turn) -> bool:
    """Answer anything that is no voice message; False when no line is asked for."""
    if not turn.is_admin or _asked(turn) is None:
        return False
    turn.say(turn.words.say("record.no_voice"), event="record_refused")
    return True


def _keep(turn: Turn) -> bool:
    asked, waiting = _asked(turn), _waiting(turn)
    if asked is None or waiting is None:
        return False
    turn.recording = Kept(waiting.line)
    _go_on(turn)
    return True


def _repeat(turn: Turn) -> bool:
    """The same line once more; what was just sent is not kept."""
    asked = _asked(turn)
    if asked is None:
        return False
    turn.recording = Dropped()
    _ask(turn, *asked)
    return True


def _skip(turn: Turn) -> bool:
    """The next line; this one stays as it was."""
    if _asked(turn) is None:
        return False
    turn.recording = Dropped()
    _go_on(turn)
    return True


def _stop(turn: Turn) -> bool:
    asked = _asked(turn)
    if asked is None:
        return False
    turn.recording = Dropped()
    turn.close_question(ASKING)
    variation, _, _ = asked
    words, keys = turn.words, _keys(turn, variation)
    done = sum(key in _own(turn) for key in keys)
    button = Button(words.label("button.record_go_on"), pack(ASKING, "of", _id(variation)))
    turn.say(words.say("record.stopped", done=done, total=len(keys)), rows((button,)), slot=ASK, event="record_stopped")
    return True


def _go_on(turn: Turn) -> None:
    """Ask for the next line, or say that this was the last one."""
    asked = _asked(turn)
    assert asked is not None  # noqa: S101 - its callers looked
    variation, text, mode = asked
    there, lines = _own(turn), lines_of_variation(turn.library, variation)
    left = lines[lines.index(text) + 1 :]
    if mode == NEW:
        left = tuple(each for each in left if line_key(each) not in there)
    if left:
        _ask(turn, variation, left[0], mode)
    else:
        turn.close_question(ASKING)
        _finish(turn, variation)


def _finish(turn: Turn, variation: Variation) -> None:
    """The last line was reached: which are missing, or that all are there."""
    words, there, keys = turn.words, _own(turn), _keys(turn, variation)
    missing = sum(key not in there for key in keys)
    if missing:
        go_on = Button(words.label("button.record_go_on"), pack(ASKING, "of", _id(variation)))
        turn.say(words.count("record.left", missing), rows((go_on,)), slot=ASK, event="record_left")
        return
    again = Button(words.label("button.record_all"), pack(ASKING, "all", _id(variation)))
    export = Button(words.label("button.record_export"), pack(ASKING, "export"))
    text = words.say("record.whole", total=len(keys), **_named(turn, variation))
    turn.say(text, rows((again,), (export,)), slot=ASK, event="record_whole")


# What is where


def _asked(turn: Turn) -> tuple[Variation, str, str] | None:
    """(Variation, text, mode) of the line that is asked for; None when none is, or the library has it no more."""
    parts = unpack(turn.person.account.asking or "")
    if len(parts) != 4 or parts[0] != ASKING:
        return None
    variation = _variation(turn, parts[1])
    if variation is None:
        return None
    found = (text for text in lines_of_variation(turn.library, variation) if line_key(text) == parts[2])
    text = next(found, None)
    return None if text is None else (variation, text, parts[3])


def _id(variation: Variation) -> str:
    """A name of a variation that is always short enough for a button."""
    return line_key(variation.id)[:8]


def _variation(turn: Turn, key: str) -> Variation | None:
    return next((each for each in turn.library.variations if _id(each) == key), None)


def _keys(turn: Turn, variation: Variation) -> tuple[str, ...]:
    return tuple(map(line_key, lines_of_variation(turn.library, variation)))


def _own(turn: Turn) -> dict[str, RecordedLine]:
    """The lines that this teacher kept, by their keys."""
    return {one.line: one for one in turn.recordings if one.is_kept and one.person_id == turn.person.id}


def _waiting(turn: Turn) -> RecordedLine | None:
    """What was just sent for the line that is asked for."""
    asked = _asked(turn)
    key = None if asked is None else line_key(asked[1])
    own = (one for one in turn.recordings if not one.is_kept and one.person_id == turn.person.id)
    return next((one for one in own if one.line == key), None)


def _named(turn: Turn, variation: Variation) -> dict[str, object]:
    return {"movement": turn.library.movement_of(variation).name, "position": variation.name}


def _place(turn: Turn, variation: Variation, text: str) -> dict[str, object]:
    lines = lines_of_variation(turn.library, variation)
    return {"number": lines.index(text) + 1, "total": len(lines)} | _named(turn, variation)


def _day(turn: Turn, moment: datetime) -> str:
    return turn.words.whole_date(moment.astimezone(turn.zone).date())


def _buttons(turn: Turn, text: str, *, is_heard: bool) -> Rows:
    def button(action: str) -> Button:
        return Button(turn.words.label(f"button.record_{action}"), pack(ASKING, action, line_key(text)))

    first = (button("keep"), button("again")) if is_heard else ()
    return rows(first, (button("skip"), button("stop")))


# What is pressed and typed


def tap(turn: Turn, data: str) -> bool:
    """`record:of|all:<variation>`, `record:keep|again|skip|stop:<line>`, `record:export`; of an older line nothing."""
    if not turn.is_admin:
        return False
    action, *more = unpack(data)[1:] or ("",)
    if action == "export":
        send_archive(turn)
        return True
    if len(more) != 1:
        return False
    if action in ("of", "all"):
        return _chosen(turn, more[0], again=action == "all")
    asked = _asked(turn)
    act = {"keep": _keep, "again": _repeat, "skip": _skip, "stop": _stop}.get(action)
    if act is None or asked is None or line_key(asked[1]) != more[0] or not act(turn):
        return False
    turn.strip_pressed()
    return True


def _chosen(turn: Turn, key: str, *, again: bool) -> bool:
    variation = _variation(turn, key)
    if variation is None:
        return False
    turn.strip_pressed()
    if again:
        turn.recording = Dropped()
        _ask(turn, variation, lines_of_variation(turn.library, variation)[0], ALL)
    else:
        _begin(turn, variation)
    return True


def answer(turn: Turn, text: str) -> bool:
    """Keep, again, skip and stop in words; anything else is no voice message."""
    if not turn.is_admin or _asked(turn) is None:
        turn.close_question(ASKING)
        return False
    word = recognize(text, turn.words, _ANSWERS)
    if word is Intent.STOP:
        return _stop(turn)
    if word is Intent.REPEAT:
        return _repeat(turn)
    if word is Intent.SKIP or (word is Intent.NEXT and _waiting(turn) is None):
        return _skip(turn)
    return (word is not None and _keep(turn)) or refuse_other(turn)


def _ask_again(turn: Turn, lead: Html) -> bool:
    asked = _asked(turn)
    if asked is None or not turn.is_admin:
        turn.close_question(ASKING)
        return False
    if _waiting(turn) is not None:
        _say_heard(turn, lead)
    else:
        _ask(turn, *asked, lead=lead)
    return True


DIALOGUE = Dialogue(
    module=__name__,
    commands=(Command(name="record", run=command, needs_slash=True, for_admins=True, is_slow=True),),
    questions=(
        Question(
            prefix=ASKING,
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=True,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=True,
        ),
    ),
    taps={ASKING: tap},
)
