"""Prompt: its text and buttons, and what each button does: Start, Later, Not today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from bot.conversations import movement_phrases, phrases, selection, session
from bot.conversations.dialogue import Dialogue
from bot.conversations.preferences import pausing, reminders, stopping
from bot.conversations.prompts import putting_off
from bot.conversations.selection import SHORT, Choice
from bot.conversations.turn import PROMPT, Turn, name_of
from bot.conversations.walk import films, starting
from bot.conversations.walk.follow_along import WAYS
from bot.habits import after_alarm, prompt_variants
from bot.habits.cadence import SKIP_AFTER, ignored_days
from bot.habits.planning import without_date
from bot.habits.session_date import answered_date, newest_date
from bot.i18n.catalogue import Words
from bot.markup import Html, plain
from bot.replies import Button, Reply, Rows, in_rows, number_in, pack, rows, unpack
from bot.timing.recurrence import day_part
from content.library import Library
from content.walk import Course, Form, minutes
from storage.records.diary import MarkKind
from storage.records.person import ALARM, STEPS, PromptPerson, PromptProgression, PromptSettings, Reminder
from storage.records.prompts import PromptAnswer, PromptTouch

# How long a prompt says that a movement was begun and left.
LATELY = timedelta(days=3)
# Sizes of the caches of offers and of rows of buttons: as many kinds of people as are usually due in one minute.
OFFERS_KEPT, BUTTONS_KEPT = 1024, 256


class Offer(NamedTuple):
    """What a prompt offers: a movement, its description, and why it is not in the person's position, if so."""

    choice: Choice
    what: Html
    why: Html | None


def prompt_of(
    person: PromptPerson, local_now: datetime, reminder: Reminder, local_date: date, library: Library, words: Words
) -> tuple[Reply, str] | None:
    """The prompt of a reminder for a local date, with the name of its wording; None when the library has nothing for
    this person."""
    if after_alarm.asks_how_they_are(person, local_date):
        greeting = _greeting(person, local_now, reminder, words)
        return _how_are_you(person, greeting, words), prompt_variants.HOW_ARE_YOU
    form = selection.form_for(person, local_date)
    offer = offer_for(person, form, library, words)
    if offer is None:
        return None
    wording = prompt_variants.choose(person, reminder.number, reminder.pool, local_date, local_now)
    text = words.say(
        f"wording.{wording}",
        greeting=_greeting(person, local_now, reminder, words),
        what=offer.what,
    )
    buttons = _buttons_for(person, offer, form, reminder.number, local_date, library, words)
    return _prompt(person, offer, text, buttons, local_now, words), wording


def prompt_again(
    person: PromptPerson, local_now: datetime, number: int, local_date: date, library: Library, words: Words
) -> Reply | None:
    """A prompt that was put off and is due again; None when the library has nothing for this person."""
    form = selection.form_for(person, local_now.date())
    offer = offer_for(person, form, library, words)
    if offer is None:
        return None
    text = words.say("prompt.again", what=offer.what)
    buttons = _buttons_for(person, offer, form, number, local_date, library, words)
    return _prompt(person, offer, text, buttons, local_now, words)


def offer_for(person: PromptPerson, form: Form, library: Library, words: Words) -> Offer | None:
    """The offer for a person, in a form; None when the library has nothing for them.

    It is cached for all people with the same settings that it depends on. An open walk belongs to one person and is not
    cached.
    """
    if selection.has_open_walk(person):
        return _offer(person, form, library, words)
    # Without tastes only the movement finished last matters, not how often or when others were.
    recent = (
        person.progression.recent
        if person.settings.tastes
        else tuple(dict.fromkeys(reversed(person.progression.recent)))[::-1]
    )
    return _usual_offer(
        library,
        words,
        form,
        person.settings.position,
        person.settings.gentle,
        person.settings.avoids,
        person.settings.way,
        recent,
        person.progression.unfinished_movement,
        tuple(person.settings.tastes.items()),
    )


@lru_cache(maxsize=OFFERS_KEPT)
def _usual_offer(
    library: Library,
    words: Words,
    form: Form,
    position: str | None,
    gentle: bool | None,
    avoids: tuple[str, ...],
    way: str,
    recent: tuple[str, ...],
    unfinished: str | None,
    tastes: tuple[tuple[str, str], ...],
) -> Offer | None:
    anybody = PromptPerson(
        0,
        datetime.min.replace(tzinfo=UTC),
        settings=PromptSettings(position=position, gentle=gentle, avoids=avoids, way=way, tastes=dict(tastes)),
        progression=PromptProgression(recent=recent, unfinished_movement=unfinished),
    )
    return _offer(anybody, form, library, words)


def _offer(person: PromptPerson, form: Form, library: Library, words: Words) -> Offer | None:
    choice = selection.todays(person, library)
    if choice is None:
        return None
    what = movement_phrases.describe(choice, person, library, words, form=form)
    return Offer(choice, what, movement_phrases.why_other_position(choice, person, library, words))


def _prompt(person: PromptPerson, offer: Offer, text: Html, buttons: Rows, now: datetime, words: Words) -> Reply:
    lines = [text]
    if (key := _left_lately(person, offer.choice, now)) is not None:
        lines.append(words.say(key))
    elif offer.why is not None:
        lines.append(offer.why)
    if ignored_days(person) == SKIP_AFTER:
        lines.append(words.say("prompt.thinned"))
    picture = offer.choice.variation.still if person.settings.pictures else None
    return Reply(
        Html("\n".join(lines)), buttons, slot=PROMPT, picture=picture, silent=person.settings.silent, event="prompt"
    )


def _how_are_you(person: PromptPerson, greeting: Html, words: Words) -> Reply:
    """The question how somebody is, after an alarm or a referral, in place of an invitation; asked again, that it waits
    for them."""
    buttons = (
        Button(words.label("button.alarm_over"), pack(ALARM, "well")),
        Button(words.label("button.alarm_ill"), pack(ALARM, "ill")),
    )
    first = "referral.how_are_you" if person.account.alarm_on is None else "alarm.how_are_you"
    key = "alarm.how_are_you.again" if after_alarm.asks_again(person) else first
    text = words.say(key, greeting=greeting)
    return Reply(text, in_rows(buttons, 1), slot=PROMPT, silent=person.settings.silent, event="prompt")


def _greeting(person: PromptPerson, local_now: datetime, reminder: Reminder, words: Words) -> Html:
    """The opening line: by the cue where there is one, else by the time of day."""
    name = name_of(person)
    if reminder.cue:
        return words.say("greeting.cue" if name else "greeting.cue_unnamed", cue=reminder.cue, name=name)
    return words.say(f"greeting.{day_part(local_now.time())}", name=name) if name else words.say("greeting.unnamed")


def keep_going(person: PromptPerson, number: int, local_date: date, words: Words) -> Reply:
    """The one question after days without a sign of life: continue, at another time, pause, or stop."""
    name = name_of(person)
    lead = words.say("keep_going.named", name=name) if name else words.say("keep_going.unnamed")
    buttons = tuple(
        Button(words.label(f"button.keep_{action}"), putting_off.data_of(number, local_date, f"keep_{action}"))
        for action in ("on", "time", "pause", "stop")
    )
    return Reply(
        Html(f"{lead} {words.say('keep_going.ask')}"),
        in_rows(buttons, 2),
        slot=PROMPT,
        silent=person.settings.silent,
        event="keep_going",
    )


def _left_lately(person: PromptPerson, choice: Choice, now: datetime) -> str | None:
    """What is said of a movement that was begun and left recently enough to mention it: that it goes on where it was
    left, or, where another one came after it, that it begins again. None for another one."""
    walk = person.walk
    if walk is None or now - walk.moved_at >= LATELY:
        return None
    if selection.has_open_walk(person) and walk.variation == choice.key:
        return "prompt.unfinished"
    return "prompt.again_from_start" if person.progression.unfinished_movement == choice.movement.id else None


def _buttons_for(
    person: PromptPerson, offer: Offer, form: Form, number: int, local_date: date, library: Library, words: Words
) -> Rows:
    """The buttons of a prompt for a movement in a form: a shorter one where there is one, and another way, with its
    minutes where the short form is best and a film of it takes longer."""
    course = Course(offer.choice.variation, session.avoided_by(person), form)
    coming, other = session.in_way(course, person.settings.way, library), _other_way(person, library)
    steps_in = minutes(course) if other == STEPS and form == SHORT else None
    return _buttons(words, number, local_date, shorter=coming.form != SHORT, other_way=other, steps_in=steps_in)


@lru_cache(maxsize=BUTTONS_KEPT)
def _buttons(
    words: Words, number: int, local_date: date, *, shorter: bool, other_way: str | None, steps_in: int | None = None
) -> Rows:
    """The buttons of a prompt; `shorter` adds one for the short form, `other_way` one for another way, with the minutes
    that it takes in steps where `steps_in` says them."""

    def button(action: str, label: str = "") -> Button:
        return Button(words.label(f"button.{label or action}"), putting_off.data_of(number, local_date, action))

    # In steps the short form takes a minute. A film of it takes longer.
    short = button("short", "short_film" if other_way == STEPS else "") if shorter else None
    label = words.label(f"button.way_{other_way}") if other_way else ""
    if steps_in is not None:
        label = words.label("button.way_steps_in", minutes=plain(words.count("minutes", steps_in)))
    other = Button(label, putting_off.data_of(number, local_date, other_way)) if other_way else None
    return rows((button("start"), short), (other,), (button("later"), button("not_today")))


def _other_way(person: PromptPerson, library: Library) -> str | None:
    """The way that a prompt offers beside the person's own: the film, or else steps; None where there is none."""
    kinds = films.kinds_of(library)
    if not kinds:
        return None
    return STEPS if person.settings.way in kinds else kinds[0]


def tap(turn: Turn, data: str) -> bool:
    """`prompt:<reminder>:<yyyymmdd>:` and start, short, steps, film, sound, later, 10, 60, evening, back, not_today,
    unwell, keep_on, keep_time, keep_pause or keep_stop."""
    parts = unpack(data)
    number = number_in(parts[1]) if len(parts) == 4 else None
    local_date = _date(parts[2]) if len(parts) == 4 else None
    if number is None or local_date is None:
        return False
    action = parts[3]
    turn.close_question(putting_off.ASKING)
    if action in ("start", "short", *WAYS):
        touch = PromptTouch(number, local_date, PromptAnswer.STARTED)
        way = action if action in WAYS else None
        starting.start_from_prompt(turn, touch, form=SHORT if action == "short" else None, way=way)
    elif action == "not_today":
        turn.prompt = PromptTouch(number, local_date, PromptAnswer.NOT_TODAY)
        not_on(turn, local_date)
    elif action == "unwell":
        turn.prompt = PromptTouch(number, local_date, PromptAnswer.NOT_TODAY)
        return unwell(turn, local_date)
    elif turn.message_id is None and action in ("later", "back"):
        putting_off.ask_when(turn, number, local_date)
    elif action == "later":
        putting_off.await_answer(turn, number, local_date)
        turn.edit_buttons(putting_off.buttons(turn, number, local_date))
    elif action == "back":
        form = selection.form_for(turn.person, turn.today)
        offer = offer_for(turn.person, form, turn.library, turn.words)
        if offer is None:
            return False
        keys = _buttons_for(turn.person, offer, form, number, local_date, turn.library, turn.words)
        turn.edit_buttons(keys)
    elif action in _KEEP:
        _KEEP[action](turn, number)
    else:
        return putting_off.tap(turn, number, local_date, action)
    return True


def not_today(turn: Turn) -> None:
    """Answer a typed "not today": it is about today, or at night about the prompt of the evening."""
    not_on(turn, _meant(turn))


def unwell_today(turn: Turn) -> None:
    """Answer a typed "unwell", which is about the same date."""
    unwell(turn, _meant(turn))


def _meant(turn: Turn) -> date:
    return answered_date(turn.now, turn.zone, turn.person.reminders, done_until=turn.person.streak.until)


def not_on(turn: Turn, on: date) -> None:
    """No more prompts for this date, from any reminder. A button lets the person say that they are unwell."""
    turn.close_question(putting_off.ASKING)
    _settle(turn, on)
    ill = Button(turn.words.label("button.unwell"), putting_off.data_of(0, on, "unwell"))
    when = phrases.next_time(turn)
    if on == turn.today:
        text = turn.words.say("prompt.not_today", when=when)
    else:
        text = turn.words.say("prompt.not_then", day=turn.words.on_day(on, turn.today), when=when)
    turn.edit(text, rows((ill if _may_be_unwell(turn, on) else None,)))


def unwell(turn: Turn, on: date) -> bool:
    """Mark a day as ill: it does not count as missed, and a pause is offered. False for a day more than one away, which
    stays as it is."""
    if not _may_be_unwell(turn, on):
        return False
    turn.mark(MarkKind.UNWELL, on)
    _settle(turn, on)
    days = [Button(plain(turn.words.count("button.pause_days", count)), pack("pause", count)) for count in (3, 7)]
    key = "prompt.unwell" if on >= turn.today else "prompt.unwell_yesterday"
    turn.edit(turn.words.say(key, when=phrases.next_time(turn)), in_rows(days, 2))
    return True


def _may_be_unwell(turn: Turn, on: date) -> bool:
    return abs((turn.today - on).days) <= 1


def _settle(turn: Turn, on: date) -> None:
    """Let no prompt come for a date, and leave those of other dates as they are."""
    turn.change(reminders=without_date(turn.person, on, turn.now).reminders)
    newest = newest_date(turn.person.reminders, turn.now)
    if on == turn.today or newest is None or newest <= on:
        turn.forget_again = True
        turn.retire.append(PROMPT)


def _keep_on(turn: Turn, number: int) -> None:
    turn.strip_pressed()
    turn.say(turn.words.say("keep_going.on", when=phrases.next_time(turn)), event="keep_going")


def _keep_time(turn: Turn, number: int) -> None:
    turn.strip_pressed()
    reminders.ask_time(turn, number)


def _keep_pause(turn: Turn, number: int) -> None:
    pausing.pause(turn, "")


def _keep_stop(turn: Turn, number: int) -> None:
    turn.strip_pressed()
    stopping.stop_prompts(turn)


_KEEP: dict[str, Callable[[Turn, int], None]] = {
    "keep_on": _keep_on,
    "keep_time": _keep_time,
    "keep_pause": _keep_pause,
    "keep_stop": _keep_stop,
}


def _date(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None


DIALOGUE = Dialogue(module=__name__, taps={"prompt": tap})
