"""Sentences that several dialogues say: when the next prompt comes, reminders, zones, warning signs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import reduce

from bot.conversations import selection
from bot.conversations.turn import Turn
from bot.habits.planning import next_prompt
from bot.habits.quiet_hours import is_quiet
from bot.i18n.catalogue import Words
from bot.markup import Html, at_moment, escape, fold
from bot.replies import Button, pack
from bot.timing.recurrence import mask_to_weekdays
from bot.timing.working_week import weekend_of
from bot.understanding.places.place import city_name
from bot.understanding.symptoms.symptom_rules import Symptom
from storage.records.person import Reminder

# The data of the button that shows when to see someone, under a message that says what to look out for.
_FLAGS = pack("hurt", 1, "signs")
# The same under an alarm.
ALARM_SIGNS = pack("hurt", 2, "signs")


def next_time(turn: Turn) -> Html:
    """When the next prompt comes, as a sentence."""
    coming = next_prompt(turn.person)
    if coming is None or coming.next_due is None:
        is_set = any(reminder.active for reminder in turn.person.reminders)
        return turn.words.say("end.resting" if is_set else "end.no_prompt")
    return turn.words.say("end.prompt_at", when=when(turn, coming.next_due))


def when(turn: Turn, moment: datetime) -> Html:
    """A UTC moment on the person's clock: tomorrow at 19:15. A tap shows it on the clock of their phone."""
    there = moment.astimezone(turn.zone)
    said = turn.words.say("when", day=turn.words.on_day(there.date(), turn.today), time=turn.words.clock(there))
    return at_moment(said, moment)


def greeting(turn: Turn) -> Html:
    """Hello, by name where there is one."""
    return turn.words.say("hello.named", name=turn.name) if turn.name else turn.words.say("hello.unnamed")


def coming_line(turn: Turn) -> Html | None:
    """When the next prompt comes and in how long; None when none does."""
    coming = next_prompt(turn.person)
    if coming is None or coming.next_due is None:
        return None
    span = turn.words.span(coming.next_due - turn.now)
    return turn.words.say("setup.coming", when=when(turn, coming.next_due), span=span)


def credit(turn: Turn) -> Html:
    """Who showed these movements."""
    whose = turn.library.about.credit
    return turn.words.say("about.credit", flow=whose.flow, variations=whose.variations, article=whose.article)


def zone_words(zone: str | None, words: Words) -> str:
    """A zone as people say it: Europe/Lisbon is Lisbon, in German Lissabon, Etc/GMT-2 is UTC+2."""
    name = (zone or "UTC").rsplit("/", 1)[-1].replace("_", " ")
    if name.startswith("GMT") and len(name) > 3:
        # POSIX has the signs of these names the other way round.
        return f"UTC{'-' if name[3] == '+' else '+'}{name[4:]}"
    return city_name(name, zone or "UTC", words.own_locale.language)


def zone_phrase(zone: str | None, words: Words) -> Html:
    """A zone as it follows a time: Lisbon time, UTC+2."""
    name = zone_words(zone, words)
    return escape(name) if name.startswith("UTC") else words.say("zone.time", zone=name)


def quiet_line(turn: Turn) -> Html | None:
    """That a reminder lies in the quiet hours, and so is not sent; None when none does."""
    person = turn.person
    silent = [
        reminder
        for reminder in person.reminders
        if reminder.active and is_quiet(reminder.at, person.settings.quiet_from, person.settings.quiet_until)
    ]
    return turn.words.say("remind.quiet", line=line_of(turn, silent[0])) if silent else None


def why_none(turn: Turn) -> Html:
    """Why no reminder comes, though there are some: they are paused, lie in the quiet hours, or are all turned off."""
    if turn.person.account.paused or turn.person.account.stopped_at is not None:
        return turn.words.say("remind.resting")
    return quiet_line(turn) or turn.words.say("remind.none_on")


def times(turn: Turn) -> Html:
    """All reminders that are on, in words: every day at 07:30; on Monday and Friday at 18:00."""
    active = [reminder for reminder in turn.person.reminders if reminder.active]
    return lines_of(turn, active) if active else turn.words.say("remind.all_off")


def lines_of(turn: Turn, reminders: Iterable[Reminder]) -> Html:
    """Reminders in words, the earliest first; at least one."""
    ordered = sorted(reminders, key=in_order)
    lines = [line_of(turn, reminder) for reminder in ordered]
    return reduce(lambda one, other: turn.words.say("remind.joint", one=one, other=other), lines)


def in_order(reminder: Reminder) -> tuple[date, time, int]:
    """The key by which reminders are sorted: by time of day, those for once behind the others."""
    return reminder.once_on or date.min, reminder.at, reminder.number


def line_of(turn: Turn, reminder: Reminder) -> Html:
    """A reminder in words: every day at 07:30; once, tomorrow at 08:00."""
    if reminder.once_on is not None:
        day = turn.words.on_day(reminder.once_on, turn.today)
        return turn.words.say("remind.once", when=turn.words.say("when", day=day, time=turn.words.clock(reminder.at)))
    days = turn.words.weekdays(mask_to_weekdays(reminder.weekdays), weekend=weekend_of(turn.person.settings.zone))
    return turn.words.say("remind.line", time=turn.words.clock(reminder.at), days=days)


def summary(turn: Turn) -> Html:
    """The settings in words: Seated, 19:15 every day, Lisbon time; the first one today, in 4 h 40 min."""
    words, person = turn.words, turn.person
    position = words.say(f"position.title.{selection.position_of(person, turn.library)}")
    if not any(reminder.active for reminder in person.reminders):
        return words.say("summary.no_reminder", position=position)
    zone = zone_phrase(person.settings.zone, words)
    line = words.say("summary", position=position, times=times(turn), zone=zone)
    coming = coming_line(turn)
    if coming is not None:
        return Html(f"{line} {coming}")
    return Html(f"{line} {why_none(turn)}")


def watch(turn: Turn, symptom: Symptom) -> list[Html]:
    """What to look out for, in a line that comes once a day; with what a doctor should see today, for a symptom of that
    kind. Raises ShownNotRead."""
    about = turn.library.about
    if symptom is not Symptom.TODAY:
        return [] if flags_were_told(turn) else [escape(about.hurt.watch)]
    items = [turn.words.say("item", text=item) for item in about.signs.today.items]
    return [turn.words.say("bold", text=about.signs.today.intro), fold(items, is_open=True), escape(about.hurt.watch)]


def signs_button(turn: Turn, *, with_flags: bool = False) -> Button:
    """The button that shows when to see someone. `with_flags`: it is under a message with the line of `watch`."""
    return Button(turn.words.label("button.hurt_signs"), _FLAGS if with_flags else pack("hurt", 0, "signs"))


def flags_were_told(turn: Turn) -> bool:
    """Whether the line of `watch` was said today: the button under it tells. Raises ShownNotRead."""
    return any(
        data in (_FLAGS, ALARM_SIGNS) and shown.since.astimezone(turn.zone).date() == turn.today
        for shown in turn.shown
        for _, data in shown.buttons
    )


def signs(turn: Turn) -> Html:
    """When to call for help now, when to see a doctor today or soon, and when to stop."""
    about = turn.library.about
    parts = [turn.words.say("safety.signs")]
    for listing in (about.signs.now, about.signs.today, about.signs.soon, about.signs.stop):
        parts.append(turn.words.say("bold", text=listing.intro))
        # What needs help now or today is never folded away.
        is_urgent = listing in (about.signs.now, about.signs.today)
        parts.append(fold([turn.words.say("item", text=item) for item in listing.items], is_open=is_urgent))
    return Html("\n".join(parts))


def care_text(turn: Turn) -> Html:
    """Who should take care, and that this does not replace a doctor; from the library."""
    care = turn.library.about.care
    conditions = turn.words.or_list(care.conditions)
    return turn.words.say("care.text", intro=care.intro, conditions=turn.words.opening(conditions), advice=care.advice)
