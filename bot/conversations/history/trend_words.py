"""Trend in words: how stiff the back was and how many days were done, then and now. Pure; it gives no reason."""

from __future__ import annotations

from bot.conversations.history.trend import Reading, Trend
from bot.i18n.catalogue import Words
from bot.markup import Html


def answer(trend: Trend, words: Words, *, wants_checkin: bool) -> Html:
    """The answer to "am I improving?": what is stored, and what is missing to say more."""
    parts = [*stiffness(trend, words), days(trend, words)]
    if not wants_checkin:
        parts.append(words.say("trend.off" if trend.early is None else "trend.off_now"))
    elif trend.early is None:
        parts.append(words.say("trend.none_yet"))
    return Html(" ".join(parts))


def stiffness(trend: Trend, words: Words) -> list[Html]:
    """How stiff the back was before a walk, in one sentence; empty without a check-in."""
    early, late = trend.early, trend.late
    if early is None or late is None or early.before is None or late.before is None:
        return []
    if not trend.is_compared:
        return [
            words.count("trend.so_far", late.count, number=words.decimal(late.before), now=_now(trend, late, words))
        ]
    values = {"early": words.decimal(early.before), "late": words.decimal(late.before)}
    return [words.say("trend.compared", **values, then=_then(trend, early, words), now=_now(trend, late, words))]


def days(trend: Trend, words: Words) -> Html:
    """How many of the last days were done, beside the first week once that is over and had any. Days on which they were
    unwell, away or paused are told apart."""
    first = {"first": trend.first_done, "first_of": trend.first_of}
    if trend.rested:
        lately = _with_rest(trend, words)
        return in_sentences(lately, words.say("trend.first_week", **first)) if trend.first_done else lately
    if not trend.done:
        return words.count("trend.no_days", trend.of)
    if not trend.first_done:
        return words.count("trend.days", trend.of, done=trend.done)
    return words.say("trend.days_compared", done=trend.done, of=trend.of, **first)


def _with_rest(trend: Trend, words: Words) -> Html:
    if not trend.of:
        return words.count("trend.all_rested", trend.rested)
    return in_sentences(
        words.say("trend.days_of_some", done=trend.done, of=trend.of), words.count("trend.rested", trend.rested)
    )


def in_sentences(*said: Html) -> Html:
    """Sentences one after the other."""
    return Html(" ".join(said))


def picture_lines(trend: Trend, newest: Reading | None, words: Words) -> list[Html]:
    """What stands above the picture: days, and how stiff the back was before and after a walk in the newest week."""
    lately = _with_rest(trend, words) if trend.rested else words.count("trend.days", trend.of, done=trend.done)
    lines = [lately] if trend.done else []
    if newest is None or newest.before is None:
        return lines
    before = words.decimal(newest.before)
    if newest.after is None:
        return [*lines, words.say("trend.before", before=before)]
    return [*lines, words.say("trend.before_after", before=before, after=words.decimal(newest.after))]


def _then(trend: Trend, early: Reading, words: Words) -> str:
    if (early.first - trend.began).days < 7:
        return words.label("trend.then.first_week")
    return words.label("trend.then.week_from", day=words.month_day(early.first))


def _now(trend: Trend, late: Reading, words: Words) -> str:
    if late.last == trend.today:
        return words.label("trend.now.last_days")
    return words.label("trend.now.days_to", day=words.month_day(late.last))
