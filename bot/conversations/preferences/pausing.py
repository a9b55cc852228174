"""Reminders at rest, and awake again: /pause, /resume, /stop, a blocked chat; and /status, which tells it all."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.conversations import phrases, session
from bot.conversations.turn import ASK, MENU, PROMPT, Turn
from bot.conversations.walk import feel
from bot.habits.cadence import ignored_days
from bot.habits.planning import with_digest
from bot.i18n.catalogue import Words
from bot.replies import Button, Html, Reply, number_in, pack, plain, rows, unpack
from bot.timing.recurrence import ALL_DAYS, next_due_after
from bot.understanding.intents import Word, heard
from bot.understanding.times import parse_days
from storage.records.diary import MarkKind
from storage.records.prompts import LastPrompt, PromptState
from storage.records.retention_periods import STOPPED_KEPT, TOLD_BEFORE

ASKING_STOP = "stop"
# Whoever stopped and is heard of now and then counts from there.
HEARD_AGAIN = timedelta(days=1)


def pause(turn: Turn, argument: str) -> None:
    """/pause: until /resume. `/pause 5`: for five days."""
    if not argument.strip():
        turn.change(paused=True, paused_until=None)
        turn.mark(MarkKind.PAUSED, turn.today)
        _rest(turn)
        _say_paused(turn)
        return
    days = parse_days(argument)
    if days is None:
        turn.say(turn.words.say("pause.unclear"))
    else:
        pause_for(turn, days)


def pause_for(turn: Turn, days: int) -> None:
    """Rest for some days: the first prompt is the first that is due on the day after them."""
    first = next_due_after(turn.now, time(0, 0), ALL_DAYS, turn.zone, not_before_date=turn.today + timedelta(days=days))
    turn.change(paused=True, paused_until=first.moment.astimezone(UTC))
    turn.mark(MarkKind.PAUSED, turn.today, turn.today + timedelta(days=days))
    _rest(turn)
    _say_paused(turn)


def _rest(turn: Turn) -> None:
    turn.plan_anew()
    turn.forget_again = True
    turn.retire.append(PROMPT)


def awake(turn: Turn) -> None:
    """A pause that is under way ends today."""
    person = turn.person
    if person.stopped_at is not None or (
        person.paused and (person.paused_until is None or person.paused_until > turn.now)
    ):
        turn.mark(MarkKind.AWAKE, turn.today)
    turn.change(paused=False, paused_until=None, stopped_at=None)


def _say_paused(turn: Turn) -> None:
    words = turn.words
    until = turn.person.paused_until
    if until is None:
        text = words.say("pause.open")
    else:
        text = words.say("pause.until", day=words.on_day(until.astimezone(turn.zone).date(), turn.today))
    turn.edit(
        text,
        rows(
            (*(Button(plain(words.count("button.pause_days", days)), pack("pause", days)) for days in (3, 7, 14)),),
            (Button(words.label("button.resume"), pack("resume")),),
        ),
        slot=MENU,
    )


def tap_pause(turn: Turn, data: str) -> None:
    """`pause:<days>` and `resume`."""
    parts = unpack(data)
    days = number_in(parts[1], most=365) if len(parts) == 2 else None
    if parts[0] == "resume":
        turn.strip_pressed()
        resume(turn)
    elif days:
        pause_for(turn, days)
    else:
        turn.strip_pressed()
        feel.where_you_are(turn)


def resume(turn: Turn) -> None:
    """/resume: prompts come again, whatever had stopped them."""
    awake(turn)
    turn.change(blocked_at=None)
    turn.plan_anew()
    coming = phrases.coming_line(turn)
    if coming is not None:
        turn.say(Html(f"{turn.words.say('resume.done')} {coming}"))
    elif turn.person.reminders:
        turn.say(Html(f"{turn.words.say('resume.done')} {phrases.why_none(turn)}"))
    else:
        turn.say(turn.words.say("remind.none"))


def stop(turn: Turn) -> None:
    """/stop: no more prompts; the record stays for a while."""
    turn.change(stopped_at=turn.now, asking=None)
    turn.mark(MarkKind.PAUSED, turn.today)
    _rest(turn)
    words = turn.words
    kept, told = words.count("stop.kept", STOPPED_KEPT.days), words.count("stop.told", TOLD_BEFORE.days)
    text = Html(f"{words.say('stop.done')} {kept} {told}")
    turn.say(text, rows((Button(turn.words.label("button.start_again"), pack("resume")),)), slot=MENU)


def ask_stop(turn: Turn) -> None:
    """ "stop", said with no movement going on: it may mean the reminders, so ask."""
    words = turn.words
    if not turn.person.reminders:
        turn.say(words.say("no_walk"))
        return
    turn.change(asking=ASKING_STOP)
    turn.say(
        words.say("stop.ask"),
        rows(
            (
                Button(words.label("button.stop_yes"), pack("stop", "yes")),
                Button(words.label("button.stop_no"), pack("stop", "no")),
            )
        ),
        slot=ASK,
        event="stop_asked",
    )


def answer_stop(turn: Turn, text: str) -> bool:
    """A typed yes or no to that; "stop" said again is a yes. False when it is neither."""
    word = heard(text, turn.words, (Word.YES, Word.STOP, Word.NO))
    if word is not None:
        _decide_stop(turn, yes=word is not Word.NO)
    return word is not None


def tap_stop(turn: Turn, data: str) -> None:
    """`stop:yes|no`."""
    turn.strip_pressed()
    _decide_stop(turn, yes=unpack(data)[1:] == ("yes",))


def _decide_stop(turn: Turn, *, yes: bool) -> None:
    turn.change(asking=None)
    if yes:
        stop(turn)
    else:
        turn.say(phrases.next_time(turn))


def was_heard(turn: Turn) -> None:
    """The person did something: whoever had blocked the bot is back, and what went unanswered is answered."""
    person = turn.person
    if person.blocked_at is not None:
        came_back(turn)
    if person.stopped_at is not None and turn.now - person.stopped_at > HEARD_AGAIN:
        # Who takes a walk now and then without being asked is not gone.
        turn.change(stopped_at=turn.now)
    hushed = person.hushed_at is not None and (person.heard_at is None or person.heard_at <= person.hushed_at)
    if hushed or ignored_days(person):
        # Later than all that it answers, also when the clock was put back in between.
        answered = [at + datetime.resolution for at in (person.unanswered_since, person.hushed_at) if at is not None]
        turn.change(heard_at=max(turn.now, *answered))
    if hushed and turn.message_id is None and phrases.coming_line(turn) is not None:
        turn.say(turn.words.say("keep_going.back", when=phrases.next_time(turn)), event="keep_going")
    if person.digest is None and person.wants_digest and person.setup is None:
        turn.change(digest=with_digest(person, turn.now).digest)


def came_back(turn: Turn) -> None:
    """The person unblocked the bot: what rested goes on."""
    turn.change(blocked_at=None)
    turn.plan_anew()


def went_away(turn: Turn) -> None:
    """The person blocked the bot: everything rests, nothing is said."""
    turn.change(blocked_at=turn.now)
    turn.plan_anew()
    turn.forget_again = True


def end_notice(words: Words, day: date) -> Reply:
    """What somebody who stopped hears before their record is erased on a day."""
    buttons = (
        Button(words.label("button.keep_record"), pack("stay")),
        Button(words.label("button.start_again"), pack("resume")),
    )
    text = words.say("stop.ends", day=words.whole_date(day))
    return Reply(text, rows(buttons), slot=MENU, event="end_told")


def tap_stay(turn: Turn, data: str) -> None:
    """`stay`: the record is kept for as long again."""
    turn.strip_pressed()
    if turn.person.stopped_at is None:
        feel.where_you_are(turn)
        return
    turn.change(stopped_at=turn.now)
    turn.say(turn.words.count("stop.stays", STOPPED_KEPT.days))


def status(turn: Turn, last: LastPrompt | None) -> None:
    """/status: the next prompt, the last one and when it was really sent, the zone, paused or not."""
    words, person = turn.words, turn.person
    lines = [words.say("status.title")]
    coming = phrases.coming_line(turn)
    if person.stopped_at is not None:
        lines.append(words.say("status.stopped"))
    elif person.paused and person.paused_until is None:
        lines.append(words.say("status.paused"))
    elif person.paused and person.paused_until is not None and person.paused_until > turn.now:
        until = words.until_day(person.paused_until.astimezone(turn.zone).date(), turn.today)
        lines.append(words.say("status.paused_until", until=until))
    lines.append(words.say("status.next", coming=coming) if coming else words.say("status.no_next"))
    lines.append(_last_line(turn, last))
    zone = person.zone
    lines.append(
        words.say("status.zone", zone=phrases.zone_words(zone), time=words.clock(turn.local_now))
        if zone
        else words.say("status.no_zone")
    )
    had = session.current(turn)
    if had is not None:
        movement = turn.library.movement_of(had[1].variation).name
        lines.append(words.say("status.walk", movement=movement))
    turn.say(Html("\n".join(lines)), event="status")


def _last_line(turn: Turn, last: LastPrompt | None) -> Html:
    words = turn.words
    if last is None:
        return words.say("status.no_last")
    due = phrases.when(turn, last.due_at)
    if last.state is PromptState.SKIPPED:
        return words.say("status.last_skipped", due=due, reason=words.say(f"skipped.{last.reason}"))
    if last.state is PromptState.DEAD:
        return words.say("status.last_dead", due=due)
    if last.sent_at is None:
        return words.say("status.last_waiting", due=due)
    sent = words.clock(last.sent_at.astimezone(turn.zone))
    return words.say("status.last_sent", due=due, sent=sent)
