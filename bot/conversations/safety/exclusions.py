"""Exclusions: what is left out besides twists and rolls. One question after "Keep it gentle", which may be skipped.

Only the flags of movements are stored (`settings.avoids`), never the concern that they were chosen for: the ticks of
the open question are derived from the flags. A button carries the value to set, so pressing it twice, or under an old
message, has the effect of one press.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.conversations import movement_phrases, selection, session, setup_stages
from bot.conversations.dialogue import Dialogue, Question, never, not_called_off
from bot.conversations.movement_phrases import all_of_it, consequences, in_words, promise
from bot.conversations.safety import overview
from bot.conversations.turn import ASK, MENU, Turn
from bot.i18n.catalogue import Words
from bot.markup import Html, in_lines
from bot.replies import Button, Rows, in_rows, number_in, pack, rows, unpack
from bot.understanding.answers.intents import Intent, matches, recognize
from bot.understanding.symptoms import after_alarm, safety_asked, symptoms
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.wishes import left_out
from bot.understanding.wishes.sentence import says
from content.concerns import ALL_FLAGS, CONCERNS, FLAGS_OF, Concern, covered, in_order, wider
from content.concerns import with_concern as adding
from content.concerns import without_concern as removing
from content.library import Flag
from content.movement import AVOIDED_ON_WISH, AVOIDED_WHEN_GENTLE, avoided

ASKING = "leave"
# Data of the button that takes back what was left out, before the places of its flags.
BACK = "again"

# Asking


def ask_exclusions(turn: Turn, *, lead: Html | None = None, edit: bool = False) -> None:
    """Ask what else to leave out. `edit` changes the message that was pressed."""
    if not is_open(turn) and not _is_setup(turn):
        turn.change(
            asking=pack(ASKING, *([turn.person.account.asking] if turn.person.account.asking in _waiting() else []))
        )
    lines = [line for line in (lead, _stopped(turn), promise(turn), turn.words.say("left_out.ask")) if line]
    slot = ASK if _is_setup(turn) else MENU
    if edit:
        turn.edit(Html("\n".join(lines)), _buttons(turn), slot=slot)
    else:
        turn.say(Html("\n".join(lines)), _buttons(turn), slot=slot, event="left_out_asked")


def _waiting() -> tuple[str, ...]:
    """States of a walk that the question does not end: after pain, and paused."""
    return session.HURTS, session.DIZZY, session.PAUSED


def is_open(turn: Turn) -> bool:
    """Whether this question is open, outside of setting up."""
    return unpack(turn.person.account.asking or "")[0] == ASKING


def close_question(turn: Turn) -> None:
    """Close the question. A walk that was paused, or stopped for pain, returns to that state."""
    if is_open(turn):
        waiting = (turn.person.account.asking or "").partition(":")[2]
        turn.change(asking=waiting if waiting in _waiting() else None)


def _is_setup(turn: Turn) -> bool:
    return turn.person.account.setup == setup_stages.LEFT_OUT


def _stopped(turn: Turn) -> Html | None:
    """That the open walk had to stop for what is left out; None when it did not."""
    return (
        movement_phrases.lost(turn) if selection.has_open_walk(turn.person) and session.current(turn) is None else None
    )


def _buttons(turn: Turn) -> Rows:
    words = turn.words
    return in_rows((_toggle(turn, concern) for concern in CONCERNS), 2) + rows(
        (
            Button(words.label("button.left_out_none"), pack(ASKING, "none")),
            Button(words.label("button.left_out_unsaid"), pack(ASKING, "unsaid")),
        ),
        (Button(words.label("button.left_out_done"), pack(ASKING, "done"), style="success"),),
    )


def _toggle(turn: Turn, concern: Concern) -> Button:
    """The button of a concern: ticked when all its flags are left out, in brackets when a wider concern includes it."""
    label, avoids = turn.words.label(f"button.left_out_{concern}"), turn.person.settings.avoids
    is_on = concern in covered(avoids)
    if is_on:
        label = turn.words.label("left_out.comes_along" if wider(concern, avoids) else "left_out.is_on", label=label)
    return Button(label, pack(ASKING, concern, "off" if is_on else "on"), is_private=True)


def offer_exclusions(turn: Turn, concerns: Iterable[Concern]) -> None:
    """Offer to leave something out for what the person said they have. Nothing changes before a tap, and what they said
    is not stored."""
    _offer(turn, [flag for concern in concerns for flag in FLAGS_OF[concern]], turn.words.say("left_out.kind"))


def leave_out(turn: Turn, flags: Sequence[str]) -> None:
    """Leave out what somebody names who has it gentle and is in no session; offer it to everybody else."""
    wanted = [flag for flag in flags if flag in AVOIDED_ON_WISH]
    is_new = bool(set(wanted) - session.avoided_by(turn.person))
    if turn.person.settings.gentle is not True or session.is_on(turn) or not is_new:
        _offer(turn, wanted)
        return
    turn.leave_no_trace = True
    turn.message_id = None
    _leave_out_more(turn, wanted)


def _leave_out_more(turn: Turn, flags: Iterable[str]) -> None:
    """Leave these flags out, too, and say so over a button that takes it back."""
    before = turn.person.settings.avoids
    set_exclusions(turn, (*before, *flags))
    close(turn, new=in_order(set(turn.person.settings.avoids) - set(before)))


def _offer(turn: Turn, flags: Iterable[str], lead: Html | None = None) -> None:
    turn.leave_no_trace = True
    words, is_on = turn.words, turn.person.settings.gentle is True
    needed = in_order(flags)
    with_these = avoided(gentle=True, wishes=(*turn.person.settings.avoids, *needed))
    # Gentle is on by default until the person said that no caution applies; it is said here in either case.
    more = with_these - session.avoided_by(turn.person) if is_on else with_these
    take = None
    if not more:
        line = words.say("left_out.already", what=all_of_it(turn))
    elif is_on:
        line = words.say("left_out.offer_more", what=in_words(more, words))
        take = Button(words.label("button.leave_out"), _data(needed), is_private=True)
    else:
        line = words.say("left_out.offer_gentle", what=in_words(more, words))
        take = Button(words.label("button.keep_gentle"), _data(needed), is_private=True)
    turn.say(
        in_lines(lead, line),
        rows((take, Button(words.label("button.safety"), pack(ASKING, "safety")))),
        slot=MENU,
        event="left_out_offered",
    )


def _data(flags: Sequence[Flag]) -> str:
    """The flags as numbers, for button data: numbers say less about a person than names."""
    return pack(ASKING, "add", _places(flags) or "none")


def data_back(flags: Iterable[Flag]) -> str:
    """The data of the button that leaves these flags out no longer."""
    return pack(BACK, _places(flags))


def _places(flags: Iterable[Flag]) -> str:
    return "".join(str(AVOIDED_ON_WISH.index(flag)) for flag in flags)


# Answers


def tap(turn: Turn, data: str) -> bool:
    """`leave:?`, `leave:<concern>:on|off`, `leave:none|unsaid|done`, `leave:add:<places of flags>|none`,
    `leave:safety`."""
    turn.leave_no_trace = True
    parts = unpack(data)
    action, value = (*parts[1:], "", "")[:2]
    concern = next((each for each in CONCERNS if each == action), None)
    if action == "safety":
        overview.show_safety(turn)
    elif action == "add" and (flags := flags_in(value)) is not None:
        _add(turn, flags)
    elif not session.is_gentle(turn.person):
        # An old message: gentle is off, and there is nothing to leave out besides.
        turn.toast = turn.words.label("toast.gentle_off")
        return False
    elif action == "?":
        ask_exclusions(turn, edit=True)
    elif action == "unsaid":
        set_exclusions(turn, ALL_FLAGS)
        close(turn)
    elif action == "none":
        _take_none(turn)
    elif action == "done":
        close(turn)
    elif concern is not None and value in ("on", "off"):
        _set(turn, concern, is_on=value == "on")
    else:
        return False
    return True


def flags_in(places: str) -> tuple[Flag, ...] | None:
    """The flags that button data names; None for other data."""
    numbers = [] if places == "none" else [number_in(place) for place in places]
    if not places or any(number is None or number >= len(AVOIDED_ON_WISH) for number in numbers):
        return None
    return in_order(AVOIDED_ON_WISH[number] for number in numbers if number is not None)


def _set(turn: Turn, concern: Concern, *, is_on: bool) -> None:
    """Set or clear one tick; a toast says what it does."""
    words, before = turn.words, turn.person.settings.avoids
    set_exclusions(turn, adding(concern, before) if is_on else removing(concern, before))
    more = frozenset(turn.person.settings.avoids) - frozenset(before)
    fewer = frozenset(before) - frozenset(turn.person.settings.avoids)
    if more:
        turn.toast = words.label("toast.left_out", what=in_words(more, words))
    elif fewer:
        turn.toast = words.label("toast.taken_in", what=in_words(fewer, words))
    elif (other := wider(concern, before)) is not None:
        turn.toast = words.label("toast.comes_along", other=words.label(f"button.left_out_{other}"))
    ask_exclusions(turn, edit=True)


def set_exclusions(turn: Turn, flags: Iterable[str]) -> None:
    """Leave these flags out from now on; the open walk follows."""
    turn.change(avoids=in_order(flags))
    session.follow_wishes(turn)


def _take_none(turn: Turn) -> None:
    """Leave nothing out besides. In setting up, who had ticked something may not need it gentle at all."""
    had_ticks = bool(turn.person.settings.avoids)
    set_exclusions(turn, ())
    if _is_setup(turn) and had_ticks:
        _ask_if_gentle(turn)
    else:
        close(turn)


def _ask_if_gentle(turn: Turn) -> None:
    """Ask whether to keep it gentle where nothing is ticked any more: the question of who takes care is open again."""
    words = turn.words
    turn.change(setup=setup_stages.CARE, gentle=None)
    keep = Button(words.label("button.care_yes"), pack("setup", setup_stages.CARE, "skip"))
    none = Button(words.label("button.care_no"), pack("setup", setup_stages.CARE, "no"))
    what = in_words(AVOIDED_WHEN_GENTLE, words)
    turn.say(words.say("left_out.keep_gentle", what=what), rows((keep, none)), slot=ASK, event="setup")


def _take_back(turn: Turn, denied: Iterable[Concern]) -> None:
    """Clear the ticks of what does not apply after all, and ask on."""
    left = turn.person.settings.avoids
    for concern in denied:
        left = removing(concern, left)
    set_exclusions(turn, left)
    if _is_setup(turn) and not left:
        _ask_if_gentle(turn)
    else:
        ask_exclusions(turn)


def _add(turn: Turn, flags: Iterable[Flag]) -> None:
    """Take the offer: gentle, and these flags left out."""
    turn.change(gentle=True)
    if turn.person.account.setup == setup_stages.CARE:
        turn.change(setup=setup_stages.LEFT_OUT)
    _leave_out_more(turn, flags)


def close(turn: Turn, *, lead: Html | None = None, new: tuple[Flag, ...] = ()) -> None:
    """End the question: say what is left out and what follows from it, after `lead`, and go on. `new`: what a button
    takes back."""
    words = turn.words
    done = in_lines(lead, words.say("left_out.done", what=all_of_it(turn)))
    if _is_setup(turn):
        turn.change(setup=setup_stages.POSITION)
        is_known = turn.person.settings.position is not None
        turn.answer_setup(Html("\n".join((done, *(consequences(turn) if is_known else ())))))
        return
    close_question(turn)
    stopped = _stopped(turn)
    lines = [done, *([stopped] if stopped else []), *consequences(turn)]
    if selection.all_forms(turn.person, turn.library):
        # That nothing remains is said already.
        lines.append(words.say("left_out.change"))
    undo = Button(words.label("button.undo"), data_back(new)) if new else None
    turn.edit(Html("\n".join(lines)), rows((_onward(turn), undo)), slot=MENU)
    if turn.person.account.setup not in (None, setup_stages.HELLO):
        turn.answer_setup()


def _onward(turn: Turn) -> Button | None:
    """The button back to the open walk, or to what remains of it; None without a walk."""
    if not selection.has_open_walk(turn.person) or turn.person.walk is None:
        return None
    if session.current(turn) is not None:
        return Button(turn.words.label("button.go_on"), pack("todays"))
    movement = turn.library.movement(turn.person.walk.movement)
    choice = selection.form_of(movement, turn.person, turn.library) if movement is not None else None
    if choice is None:
        return None
    return Button(turn.words.opening(choice.variation.name), pack("go", choice.key))


def answer(turn: Turn, text: str) -> bool:
    """A typed answer, perhaps with several concerns; False when the text says something else."""
    turn.leave_no_trace = True
    words, rest = turn.words, safety_asked.without_long_gone(text, turn.words)
    found = concerns_in(rest, words, is_answer=True)
    if not session.is_gentle(turn.person):
        close_question(turn)
        return False
    named = left_out.read(text, words)
    if rest != text and not found and not named:
        # "I had sciatica fifteen years ago": it is asked whether that applies.
        ask_exclusions(turn)
        return True
    if not found and session.current(turn) is not None and recognize(text, words) is not None:
        # In the middle of a walk its words come first.
        close_question(turn)
        return False
    if found:
        needed = (flag for concern in found for flag in FLAGS_OF[concern])
        set_exclusions(turn, (*turn.person.settings.avoids, *needed, *named))
    elif named:
        # "None of those, but nothing on one leg" names it without a reason.
        turn.message_id = None
        _leave_out_more(turn, named)
        return True
    elif matches(text, words, "hear.left_out_unsaid"):
        set_exclusions(turn, ALL_FLAGS)
    elif denied := _denied_in(turn, text):
        _take_back(turn, denied)
        return True
    elif matches(text, words, "hear.left_out_none") or says(text, words, "part.none_apply"):
        turn.message_id = None
        _take_none(turn)
        return True
    elif not matches(text, words, "hear.left_out_done") and recognize(text, words, _ENOUGH) is None:
        return False
    turn.message_id = None
    close(turn)
    return True


def _denied_in(turn: Turn, text: str) -> tuple[Concern, ...]:
    """The concerns that are ticked and that a text denies: "I'm not pregnant!"."""
    denied = symptoms.conditions_denied_in(text, turn.words)
    return tuple(concern for concern in covered(turn.person.settings.avoids) if concern in denied)


_ENOUGH = (Intent.NEXT, Intent.SKIP, Intent.YES, Intent.NO, Intent.STOP, Intent.ENOUGH)


def names_finding(turn: Turn, text: str) -> bool:
    """Whether a text answers the open question with what a doctor called it, and tells of no pain besides: "pinched
    nerve, so sciatica I guess"."""
    if not (is_open(turn) or _is_setup(turn)) or not concerns_in(text, turn.words, is_answer=True):
        return False
    told = symptoms.read(text, turn.words)
    rest = symptoms.read(after_alarm.without_finding(text, turn.words), turn.words)
    is_mild = told is None or told.symptom in (Symptom.PAIN, Symptom.CONDITION)
    return is_mild and (rest is None or rest.symptom is Symptom.CONDITION)


def ask_unclear(turn: Turn) -> None:
    """Answer a text in setting up that names no concern."""
    ask_exclusions(turn, lead=turn.words.say("left_out.unclear"))


def concerns_in(text: str, words: Words, *, is_answer: bool = False) -> tuple[Concern, ...]:
    """The concerns that a text names, in order; empty when it names none, or denies them.

    `is_answer`: the text answers the question, so "hip" alone is enough.
    """
    named = symptoms.conditions_in(text, words, is_answer=is_answer)
    return tuple(concern for concern in CONCERNS if concern in named)


def _ask_again(turn: Turn, lead: Html) -> bool:
    if not session.is_gentle(turn.person):
        return False
    ask_exclusions(turn, lead=lead)
    return True


DIALOGUE = Dialogue(
    module=__name__,
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
            is_slow=False,
        ),
    ),
    taps={ASKING: tap},
)
