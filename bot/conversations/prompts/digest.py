"""Weekly digest: one fact of the person's week, with the check-in on how stiff the back was, and one suggestion.

The facts that hold are sorted, the rarest first, and the number of the week (ISO 8601) chooses among the first FACTS of
them, so that weeks differ. Suggestions are chosen in the same way; after a hard week only a smaller or slower one is
suggested. Pure: the record, the diary and the last day are handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.conversations import selection, session
from bot.conversations.history import trend_words
from bot.conversations.history.summary import ONE_DAY, Recap, Sums, look_back
from bot.conversations.history.trend import trend_of
from bot.conversations.turn import MENU
from bot.habits.streaks import FULL_FORM, DayKind, runs
from bot.i18n.catalogue import Words
from bot.markup import Html
from bot.replies import Button, Reply, pack, rows
from bot.timing.zones import zone_of
from content.library import Library, Movement
from storage.records.diary import Diary
from storage.records.person import Feel, Person, WalkState

# The number of facts that the week chooses from.
FACTS = 3
# Lengths of a longest run that are a fact, and the least number of walks, all of one kind, that are too much of it.
LENGTHS = (3, 7, 14, 30, 60, 100, 150, 200, 250, 300, 365)
ALL_FROM = 3
# How long a new person gets hints at what else there is.
HINTS = timedelta(weeks=8)
# The full weeks since they came on the one digest in which a chair is suggested to somebody who did not take one yet.
CHAIR_AFTER = 2
# Days without a movement after which it is suggested.
RESTED = timedelta(days=14)
# The least number of hard walks that makes a week a hard one.
HARD_FROM = 2

_WEEK = timedelta(weeks=1)


def digest_of(person: Person, diary: Diary, last_day: date, library: Library, words: Words) -> Reply | None:
    """The digest of the week that ends on a local date; None when no day of it was done, and on the very first day."""
    if person.created_at.astimezone(zone_of(person.settings.zone)).date() == last_day:
        return None
    recap = look_back(person, diary, last_day, zone_of(person.settings.zone))
    monday = last_day - _WEEK + ONE_DAY
    sums = recap.sums(monday, last_day, library)
    if not sums.days:
        return None
    week = last_day.isocalendar().week
    fact = _in_turn(_facts(recap, sums, monday, library, words)[:FACTS], week)
    lines = [words.say("digest.fact", fact=fact), *_stiffness(recap, person, words)]
    suggestions = _suggestions(recap, sums, monday, person, library, words)
    if suggestions:
        lines.append(_in_turn(suggestions, week))
    is_open = last_day not in recap.done and selection.todays(person, library) is not None
    start = Button(words.label("button.todays"), pack("todays")) if is_open else None
    show = Button(words.label("button.see_progress"), pack("day", "show"))
    return Reply(Html("\n".join(lines)), rows((start, show)), slot=MENU, silent=person.settings.silent, event="digest")


def _in_turn(options: Sequence[Html], week: int) -> Html:
    return options[week % len(options)]


# Facts


def _stiffness(recap: Recap, person: Person, words: Words) -> list[Html]:
    """How stiff the back was, now and in the first week; of this week alone while that is all there is. Empty with the
    check-in off, and for a week without one."""
    trend = trend_of(recap)
    if not person.settings.wants_checkin or trend.late is None or trend.late.last != recap.today:
        return []
    if trend.is_compared:
        return trend_words.stiffness(trend, words)
    return [] if trend.late.before is None else [words.say("digest.stiffness", before=words.decimal(trend.late.before))]


def _facts(recap: Recap, sums: Sums, monday: date, library: Library, words: Words) -> list[Html]:
    """The facts of a week that hold, the rarest first; there is always one."""
    found = []
    current, best = recap.runs.current, recap.runs.best
    if current == best and _crossed(runs(_until(recap.diary, monday), monday).best, best):
        found.append(words.count("digest.longest", best))
    goal = recap.goal(0)
    if goal.of and goal.done >= goal.of:
        found.append(words.count("digest.planned_all", goal.of))
    before = sum(monday - _WEEK <= day < monday for day in recap.done)
    if 0 < before < sums.days:
        found.append(words.say("digest.more", days=words.count("days", sums.days), more=sums.days - before))
    if goal.of and goal.done < goal.of <= 2 * goal.done:
        found.append(words.count("digest.planned", goal.of, done=goal.done))
    if sums.walks:
        minutes = words.count("minutes", sums.minutes)
        found.append(words.say("digest.sum", days=words.count("days", sums.days), minutes=minutes))
    else:
        found.append(words.count("digest.days", sums.days))
    good = dict(sums.feels).get(Feel.GOOD, 0)
    if good and good == sum(count for _, count in sums.feels):
        found.append(words.count("digest.good", good))
    if sums.positions and sums.walks >= ALL_FROM:
        position, count = sums.positions[0]
        if 2 * count > sums.walks > count:
            found.append(words.count(f"digest.position.{position}", sums.walks, some=count))
    return found


def _crossed(before: int, best: int) -> bool:
    """Whether the longest run reached one of the lengths worth a fact this week."""
    return any(before < length <= best for length in LENGTHS)


def _until(diary: Diary, end: date) -> Diary:
    """The diary before `end`."""
    return replace(
        diary,
        walks=tuple(walk for walk in diary.walks if walk.ended_on is None or walk.ended_on < end),
        marks=tuple(mark for mark in diary.marks if mark.on_date < end),
    )


# Suggestions


def _suggestions(recap: Recap, sums: Sums, monday: date, person: Person, library: Library, words: Words) -> list[Html]:
    """The suggestions that hold; after a hard week only those that make it easier."""
    feels = dict(sums.feels)
    if feels.get(Feel.HURT) or (feels.get(Feel.HARD, 0) >= max(HARD_FROM, feels.get(Feel.GOOD, 0))):
        return [words.say("digest.smaller"), words.say("digest.slower")]
    found = []
    done = [kind for day, kind in recap.done.items() if monday <= day]
    is_new = recap.today - recap.began < HINTS
    wants_all = person.settings.length == FULL_FORM
    if is_new and wants_all and len(done) >= ALL_FROM and all(kind is DayKind.SHORT for kind in done):
        found.append(words.say("digest.longer"))
    active = [reminder for reminder in person.recurring if reminder.active]
    if is_new and active and not any(reminder.cue for reminder in active):
        found.append(words.say("digest.cue"))
    if _may_like_a_chair(recap, sums, person, library):
        found.append(words.say(f"digest.chair.{sums.positions[0][0]}"))
    following = selection.todays(person, library)
    next_one = None if following is None else following.movement
    if (rested := _rested(recap, next_one, person, library)) is not None:
        found.append(words.say("digest.rested", movement=rested.name))
    if next_one is not None:
        found.append(words.say("digest.next", movement=next_one.name))
    return found


def _may_like_a_chair(recap: Recap, sums: Sums, person: Person, library: Library) -> bool:
    """Whether a chair is suggested: once, to somebody who lay or stood all week.

    Nothing is ever suggested that is harder to get to than what they do: not the floor, and not to somebody who moves
    on a chair or keeps it gentle.
    """
    if sums.walks < ALL_FROM or len(sums.positions) != 1 or session.is_gentle(person):
        return False
    if "seated" in (sums.positions[0][0], person.settings.position):
        return False
    weeks = (recap.today - recap.began) // _WEEK
    return weeks == CHAIR_AFTER and any(each.position == "seated" for each in library.variations)


def _rested(recap: Recap, next_one: Movement | None, person: Person, library: Library) -> Movement | None:
    """A movement that suits the person, was not done for long, and would not come next; None while they are new."""
    since = recap.today - RESTED
    if recap.began > since or sum(day > since for day in recap.done) < ALL_FROM:
        # New, or back from an absence in which no movement was done.
        return None
    lately = {
        walk.movement
        for walk in recap.diary.walks
        if walk.state is WalkState.DONE and walk.ended_on is not None and walk.ended_on > since
    }
    wanted = [form.movement for form in selection.all_forms(person, library) if form.exact]
    return next(
        (
            movement
            for movement in wanted
            if movement != next_one and movement.id not in lately and person.settings.tastes.get(movement.id) != "less"
        ),
        None,
    )
