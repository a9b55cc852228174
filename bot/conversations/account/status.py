"""/status: the next prompt, the last one, the zone, and whether prompts are paused."""

from __future__ import annotations

from bot.conversations import phrases, session
from bot.conversations.dialogue import Command, Dialogue
from bot.conversations.preferences import rests
from bot.conversations.turn import Turn
from bot.markup import Html
from storage.records.prompts import LastPrompt, PromptState


def show_status(turn: Turn, last: LastPrompt | None) -> None:
    """/status: the next prompt, the last one and when it was really sent, the zone, paused or not."""
    words, person = turn.words, turn.person
    lines = [words.say("status.title")]
    coming = phrases.coming_line(turn)
    if person.account.stopped_at is not None:
        lines.append(words.say("status.stopped"))
    elif person.account.paused and person.account.paused_until is None:
        lines.append(words.say("status.paused"))
    elif person.account.paused and person.account.paused_until is not None and person.account.paused_until > turn.now:
        until = words.until_day(person.account.paused_until.astimezone(turn.zone).date(), turn.today)
        lines.append(words.say("status.paused_until", until=until))
    lines.append(words.say("status.next", coming=coming) if coming else words.say("status.no_next"))
    lines += rests.lines(turn)
    if any(reminder.once_on is not None for reminder in person.reminders):
        lines.append(words.say("status.reminders", times=phrases.times(turn)))
    lines.append(_last_line(turn, last))
    zone = person.settings.zone
    lines.append(
        words.say("status.zone", zone=phrases.zone_words(zone, words), time=words.clock(turn.local_now))
        if zone
        else words.say("status.no_zone")
    )
    opened = session.current(turn)
    if opened is not None:
        movement = turn.library.movement_of(opened.course.variation).name
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


DIALOGUE = Dialogue(module=__name__, commands=(Command(name="status", run=None),))
