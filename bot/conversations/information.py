"""What there is to know: /help, /about, /safety, /privacy, /progress."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from bot.conversations import hurting, onboarding, today
from bot.conversations.turn import MENU, Turn
from bot.replies import Button, Html, escape, fold, pack, rows
from storage.records import WalkSummary

# Days that /progress looks back on.
LOOK_BACK = timedelta(days=7)


def help_(turn: Turn) -> None:
    """/help: words and commands."""
    words = turn.words
    turn.say(Html(f"{words.say('help.words')}\n{fold([words.say('help.commands')])}"), event="help")


def about(turn: Turn) -> None:
    """/about: why hips, what it is good for, and who showed these movements."""
    words, around = turn.words, turn.library.about
    trouble = [escape(around.troubles.intro), *(words.say("item", text=kind) for kind in around.troubles.kinds)]
    good = [words.say("item", text=line) for line in around.good_for]
    lines = [
        words.say("about.what"),
        escape(around.why),
        fold(trouble),
        words.say("bold", text=words.say("about.good_for")),
        fold(good),
        onboarding.credit(turn),
    ]
    turn.say(Html("\n".join(lines)), event="about")


def safety(turn: Turn) -> None:
    """/safety: the cautions and the warning signs."""
    words = turn.words
    gentle = today.is_gentle(turn.person)
    button = None if gentle else Button(words.label("button.keep_gentle"), pack("set", "gentle", "on", "here"))
    setting = words.say("settings.gentle_on" if gentle else "settings.gentle_off")
    turn.say(
        Html(
            f"{onboarding.care_text(turn)}\n{escape(turn.library.about.care.advice)}\n{hurting.signs(turn)}\n{setting}"
        ),
        rows((button,)),
        slot=MENU,
        event="safety",
    )


def progress(turn: Turn, totals: tuple[int, int], recent: list[WalkSummary]) -> None:
    """/progress: days in a row, days and minutes in all, and the last seven days."""
    words, person = turn.words, turn.person
    walks, seconds = totals
    if walks == 0:
        turn.say(words.say("progress.none"), event="progress")
        return
    current = person.run_until is not None and person.run_until >= turn.today - timedelta(days=1)
    lines = [
        words.count("progress.run", person.run_days) if current else words.say("progress.run_none"),
        words.say(
            "progress.total",
            days=words.count("days", person.days_total),
            walks=words.count("walks", walks),
            minutes=words.count("minutes", max(1, round(seconds / 60))),
        ),
    ]
    per_day = Counter(walk.ended_on for walk in recent)
    marks = []
    for back in range(LOOK_BACK.days - 1, -1, -1):
        day = turn.today - timedelta(days=back)
        key = "progress.day_done" if per_day[day] else "progress.day_open"
        marks.append(words.say(key, day=words.weekday_short(day.weekday())))
    lines.append(Html(" ".join(marks)))
    notes = []
    for walk in recent[-LOOK_BACK.days :]:
        movement = turn.library.movement(walk.movement)
        variation = turn.library.variation(walk.variation)
        notes.append(
            words.say(
                f"progress.walk_{walk.feel.value}" if walk.feel else "progress.walk",
                day=words.day(walk.ended_on, turn.today),
                movement=movement.name if movement else walk.movement,
                position=variation.name if variation else walk.variation,
            )
        )
    turn.say(Html("\n".join([*lines, fold(notes)])), event="progress")
