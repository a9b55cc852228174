"""Pausing: /pause and /resume, and a chat that is blocked or unblocked."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import reduce

from bot.conversations import phrases, session
from bot.conversations.dialogue import Command, Dialogue, Question, never
from bot.conversations.preferences import rests
from bot.conversations.preferences.rests import date_in
from bot.conversations.turn import MENU, PROMPT, Turn
from bot.habits.cadence import ignored_days
from bot.habits.planning import with_digest
from bot.markup import Html, escape, plain
from bot.replies import Button, number_in, pack, rows, unpack
from bot.timing.recurrence import ALL_DAYS, next_due_after
from bot.understanding.answers.intents import Intent, recognize
from bot.understanding.times.pauses import LONGEST_PAUSE, PauseProblem, PauseWish, beginning_alone, parse_pause
from bot.understanding.wishes import own_absences
from storage.records.diary import MarkKind

# The question for the end of a pause that begins on a day to come: `away:<yyyymmdd>`.
ASKING = "away"
# The most words of a length that is told alone.
LONGEST_SPAN = 4
# A sign of life of a stopped person starts the retention period again, at most this often.
HEARD_AGAIN = timedelta(days=1)


def pause(turn: Turn, argument: str) -> None:
    """/pause: until /resume. `/pause 5`: for five days; `/pause until monday`: until then."""
    if not argument.strip():
        pause_openly(turn)
        _say_paused(turn)
        return
    wish = parse_pause(argument, turn.today, turn.own_words)
    if (first := beginning_alone(argument, turn.today, turn.own_words)) is not None:
        turn.change(asking=pack(ASKING, f"{first:%Y%m%d}"))
        _ask_end(turn, first)
    elif isinstance(wish, PauseProblem):
        turn.say(turn.words.say(f"pause.{wish.value}"))
    else:
        pause_as_wished(turn, wish)


def pause_openly(turn: Turn) -> None:
    """Pause until the person ends it, and say nothing."""
    turn.change(paused=True, paused_until=None)
    turn.mark(MarkKind.PAUSED, turn.today)
    rest_prompts(turn)


def days_button(turn: Turn, days: int) -> Button:
    """The button that pauses for some days."""
    return Button(plain(turn.words.count("button.pause_days", days)), pack("pause", days))


def resume_button(turn: Turn) -> Button:
    """The button that ends a pause."""
    return Button(turn.words.label("button.resume"), pack("resume"))


def _ask_end(turn: Turn, first: date, *, lead: Html | None = None) -> None:
    """Ask until when no reminder is to come from a day on."""
    words = turn.words
    question = words.say("rest.until_when", day=rests.name_of(turn, first))
    lengths = [
        Button(plain(words.count("button.pause_days", days)), rests.data("rest", first, first + timedelta(days=days)))
        for days in (3, 7, 14)
    ]
    turn.say(Html(f"{lead}\n{question}") if lead else question, rows(tuple(lengths)), slot=MENU, event="end_asked")


def _answer_end(turn: Turn, text: str) -> bool:
    """A typed end or length of a pause that begins on a day to come. False for anything else."""
    first = _asked_from(turn)
    wish = PauseProblem.UNCLEAR if first is None else parse_pause(text, first, turn.own_words)
    if first is None or isinstance(wish, PauseProblem):
        return False
    turn.change(asking=None)
    pause_as_wished(turn, PauseWish(wish.back, wish.starts or first, wish.other))
    return True


def holds_end(turn: Turn, said: str) -> bool:
    """Whether a text is an answer to the question for the end."""
    first = _asked_from(turn)
    return first is not None and isinstance(parse_pause(said, first, turn.own_words), PauseWish)


def _asked_from(turn: Turn) -> date | None:
    first = date_in((*unpack(turn.person.account.asking or ""), "", "")[1])
    return first if first is not None and first > turn.today else None


def _ask_end_again(turn: Turn, lead: Html) -> bool:
    first = _asked_from(turn)
    if first is not None:
        _ask_end(turn, first, lead=lead)
    return first is not None


def _leaves(turn: Turn, said: str) -> bool:
    return recognize(said, turn.words, (Intent.NO, Intent.STOP, Intent.SKIP)) is not None


def pause_as_wished(turn: Turn, wish: PauseWish) -> None:
    """Pause until the day of a wish, with a button for its other reading; or plan it, where it begins later."""
    if wish.starts is None:
        pause_until(turn, wish.back, other=wish.other)
    else:
        account = turn.person.account
        if account.paused and account.paused_until is None:
            # Until that day reminders come.
            end_pause(turn)
            turn.replan()
        rests.plan_rest(turn, wish.starts, wish.back, other=wish.other)


def in_words(turn: Turn, wish: PauseWish) -> str:
    """When a pause is wanted, as it stands in a question: until Monday, on Wednesday, from Thursday to Saturday."""
    if wish.starts is None:
        return turn.words.until_day(wish.back, turn.today)
    return rests.days_between(turn, wish.starts, wish.back)


def answer_for_how_long(turn: Turn, said: str) -> bool:
    """Take a bare length or end of a pause that has none: "2 weeks". False for anything else."""
    account = turn.person.account
    if not account.paused or account.paused_until is not None or len(said.split()) > LONGEST_SPAN:
        return False
    wish = own_absences.read_span(said, turn.own_words, turn.today) or parse_pause(said, turn.today, turn.own_words)
    is_later = isinstance(wish, PauseWish) and wish.starts is not None
    if isinstance(wish, PauseProblem) or (is_later and not turn.own_words.is_translated):
        return False
    pause_as_wished(turn, wish)
    return True


def pause_for(turn: Turn, days: int) -> None:
    """Pause for some days: the first prompt is the first that is due on the day after them."""
    pause_until(turn, turn.today + timedelta(days=days))


def pause_until(turn: Turn, back: date, *, other: date | None = None) -> None:
    """Pause until a local date, on which prompts come again. A button offers another date, if there is one."""
    first = next_due_after(turn.now, time(0, 0), ALL_DAYS, turn.zone, not_before_date=back)
    turn.change(paused=True, paused_until=first.moment.astimezone(UTC))
    turn.mark(MarkKind.PAUSED, turn.today, back)
    rest_prompts(turn)
    _say_paused(turn, other)


def _button_until(turn: Turn, back: date) -> Button:
    """The button that pauses until a date."""
    label = turn.words.label("button.pause_until", day=turn.words.until_day(back, turn.today))
    return Button(label, pack("pause", "until", f"{back:%Y%m%d}"))


def rest_prompts(turn: Turn) -> None:
    """Stop all prompts from now on: what was planned or sent is taken back."""
    turn.replan()
    turn.forget_again = True
    turn.retire.append(PROMPT)


def end_pause(turn: Turn) -> None:
    """End a pause, a stop, and rests that were planned, and note today as their end."""
    person = turn.person
    if person.account.stopped_at is not None or (
        person.account.paused and (person.account.paused_until is None or person.account.paused_until > turn.now)
    ):
        turn.mark(MarkKind.AWAKE, turn.today)
    rests.forget_all(turn)
    turn.change(paused=False, paused_until=None, stopped_at=None)


def _say_paused(turn: Turn, other: date | None = None) -> None:
    words = turn.words
    until = turn.person.account.paused_until
    if until is None:
        text = words.say("pause.open")
    else:
        text = words.say("pause.until", day=words.on_day(until.astimezone(turn.zone).date(), turn.today))
    turn.edit(
        text,
        rows(
            (None if other is None else _button_until(turn, other),),
            (*(days_button(turn, days) for days in (3, 7, 14)),),
            (resume_button(turn),),
        ),
        slot=MENU,
    )


def tap_pause(turn: Turn, data: str) -> bool:
    """`pause:<days>`, `pause:until:<yyyymmdd>`, `pause:rest|unrest:<yyyymmdd>:<yyyymmdd>` and `resume`."""
    parts = unpack(data)
    days = number_in(parts[1], most=365) if len(parts) == 2 else None
    turn.close_question(ASKING)
    if parts[0] == "resume":
        turn.strip_pressed()
        resume(turn)
    elif days:
        pause_for(turn, days)
    elif parts[1:2] in (("rest",), ("unrest",)) and len(parts) == 4:
        return rests.tap_rest(turn, parts[1], date_in(parts[2]), date_in(parts[3]))
    elif parts[1:2] == ("until",) and len(parts) == 3 and (back := date_in(parts[2])) is not None:
        if not timedelta() < back - turn.today <= LONGEST_PAUSE:
            return False
        pause_until(turn, back)
    else:
        return False
    return True


def resume(turn: Turn) -> None:
    """/resume: prompts come again, after a pause, a stop or a block."""
    account = turn.person.account
    was_off = account.paused or account.rests or account.stopped_at is not None or account.blocked_at is not None
    done = turn.words.say("resume.done" if was_off else "resume.on")
    if ahead := [rest for rest in account.rests if rest[1] > turn.today]:
        told = [escape(rests.days_between(turn, *rest)) for rest in ahead]
        days = reduce(lambda one, other: turn.words.say("remind.joint", one=one, other=other), told)
        done = Html(f"{done} {turn.words.say('resume.days', days=days)}")
    again = rests.rows_again(turn, ahead)
    end_pause(turn)
    turn.change(blocked_at=None)
    turn.replan()
    coming = phrases.coming_line(turn)
    if coming is not None:
        turn.say(Html(f"{done} {coming}"), again)
    elif turn.person.reminders:
        turn.say(Html(f"{done} {phrases.why_none(turn)}"), again)
    else:
        turn.say(turn.words.say("remind.none"))


def was_heard(turn: Turn) -> None:
    """Note a sign of life: a block has ended, unanswered prompts are answered, and no step comes by itself."""
    session.hold(turn)
    person = turn.person
    rests.forget_past(turn)
    if person.account.blocked_at is not None:
        came_back(turn)
    if person.account.stopped_at is not None and turn.now - person.account.stopped_at > HEARD_AGAIN:
        # Walks without a prompt are signs of life, too.
        turn.change(stopped_at=turn.now)
    hushed = person.silence.asked_at is not None and (
        person.account.heard_at is None or person.account.heard_at <= person.silence.asked_at
    )
    if hushed or ignored_days(person):
        # Later than every prompt that it answers, also after the clock was set back.
        answered = [
            at + datetime.resolution for at in (person.silence.since, person.silence.asked_at) if at is not None
        ]
        turn.change(heard_at=max(turn.now, *answered))
    if hushed and turn.message_id is None and phrases.coming_line(turn) is not None:
        turn.say(turn.words.say("keep_going.back", when=phrases.next_time(turn)), event="keep_going")
    if person.digest is None and person.settings.wants_digest and person.account.setup is None:
        turn.change(digest=with_digest(person, turn.now).digest)


def came_back(turn: Turn) -> None:
    """The person unblocked the bot: prompts go on."""
    turn.change(blocked_at=None)
    turn.replan()


def went_away(turn: Turn) -> None:
    """The person blocked the bot: all prompts stop, and nothing is said."""
    turn.change(blocked_at=turn.now)
    turn.replan()
    turn.forget_again = True


def _resume(turn: Turn, argument: str) -> None:
    resume(turn)


DIALOGUE = Dialogue(
    module=__name__,
    commands=(Command(name="pause", run=pause, needs_slash=True), Command(name="resume", run=_resume)),
    questions=(
        Question(
            prefix=ASKING,
            answer=_answer_end,
            ask_again=_ask_end_again,
            yields_to_walk=True,
            is_called_off=_leaves,
            waits=True,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=True,
        ),
    ),
    taps={"pause": tap_pause, "resume": tap_pause},
)
