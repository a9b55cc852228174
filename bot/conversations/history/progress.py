"""/progress: a picture of this month, the same in words, and days that are added by hand or taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.conversations import day_counts, session
from bot.conversations.dialogue import Command, Dialogue, Question, never, not_called_off
from bot.conversations.history import progress_picture, progress_words, report, report_words, trend_words
from bot.conversations.history.summary import Recap, days_between, look_back
from bot.conversations.history.trend import trend_of
from bot.conversations.preferences.switches import SWITCHES, button_of
from bot.conversations.turn import ASK, MENU, Turn
from bot.conversations.ways_on import MEANT
from bot.habits.streaks import FREE_MISSES, excused
from bot.i18n.catalogue import Words
from bot.markup import Html
from bot.replies import Button, Drawing, Rows, pack, rows, unpack
from bot.understanding.answers import periods
from bot.understanding.answers.intents import matches, normalize
from bot.understanding.wishes.wish_rules import Wish
from storage.records.diary import MarkKind
from storage.records.person import WalkState

ASKING = "progress"
# The detail of the wish to count today, once it was asked about.
COUNT = "yes"
# Days, today's included: the newest done day among them can be taken back.
RECENT = timedelta(days=7)

_DATA = "%Y%m%d"


def command(turn: Turn) -> None:
    """/progress: the picture; all of it in words for a person without pictures."""
    recap = _recap(turn)
    _listen(turn)
    if recap.is_empty:
        turn.say(turn.words.say("progress.none"), _buttons(recap, turn.words), slot=MENU, event="progress")
        return
    if turn.person.settings.pictures:
        sheet = progress_picture.picture(recap, turn.name, turn.library, turn.words)
        drawing, text = Drawing("progress", sheet.to_data()), progress_words.caption(recap, turn.library, turn.words)
    else:
        drawing, text = None, progress_words.in_full(recap, turn.library, turn.words)
    turn.say(text, _buttons(recap, turn.words), slot=MENU, drawing=drawing, event="progress")


def answer_improving(turn: Turn) -> None:
    """Answer "am I improving?": stiffness and days then and now, without a reason for either."""
    words, recap, settings = turn.words, _recap(turn), turn.person.settings
    if recap.is_empty:
        turn.say(words.say("progress.none"), slot=MENU, event="progress")
        return
    text = trend_words.answer(trend_of(recap), words, wants_checkin=settings.wants_checkin)
    check_in = next(switch for switch in SWITCHES if switch.field == "wants_checkin")
    turn_on = None if settings.wants_checkin else button_of(turn, check_in)
    turn.say(text, rows((_see(turn), turn_on)), slot=MENU, event="progress")


def answer_days(turn: Turn) -> None:
    """Answer "how many days have I done?": the run, this week, and all days."""
    recap = _recap(turn)
    if recap.is_empty:
        turn.say(turn.words.say("progress.none"), slot=MENU, event="progress")
        return
    lines = progress_words.lead(recap, turn.library, turn.words)
    turn.say(Html("\n".join(lines)), rows((_see(turn),)), slot=MENU, event="progress")


def answer_streak(turn: Turn) -> None:
    """Answer "is my streak gone?": the run as it stands, or that the next day begins a new one."""
    words, recap = turn.words, _recap(turn)
    if recap.is_empty:
        turn.say(words.say("progress.none"), slot=MENU, event="progress")
        return
    counted = recap.runs
    if counted.current:
        parts = [words.count("streak.stands", counted.current)]
        parts.append(words.count("progress.forgives", FREE_MISSES))
    else:
        parts = [words.say("streak.none")]
    if any(day not in recap.done and excused(recap.diary, day) for day in _lately(turn.today)):
        parts.append(words.say("streak.rested"))
    if counted.best > counted.current:
        parts.append(words.count("streak.longest", counted.best))
    turn.say(Html(" ".join(parts)), rows((_see(turn),)), slot=MENU, event="progress")


def answer_forgiven(turn: Turn) -> None:
    """Answer "does a week of flu break my streak?": what does not count against the run, and how it stands."""
    words, counted = turn.words, _recap(turn).runs
    parts = [words.say("streak.unwell"), words.count("progress.forgives", FREE_MISSES)]
    if counted.current:
        parts.append(words.count("streak.stands", counted.current))
    turn.say(Html(" ".join(parts)), rows((_see(turn),)), slot=MENU, event="progress")


def _lately(today: date) -> Iterator[date]:
    return days_between(today - timedelta(weeks=2), today)


def answer_period(turn: Turn, detail: str) -> None:
    """Answer "how many days in November?": what was done in a period; all of it where the period cannot be read."""
    period = periods.in_sentence(detail, turn.today, turn.words, turn.words.locale.first_week_day)
    if period is None or period.trouble is not None:
        answer_days(turn)
        return
    recap, words = _recap(turn), turn.words
    sums = recap.sums(period.first, period.last, turn.library)
    is_day = period.first == period.last
    span = progress_words.full_date(period.first, words) if is_day else report_words.span(period, words)
    left_out = report_words.left_out_of(recap, period)
    lately = words.say("progress.answered", done=left_out.answered, of=left_out.asked) if left_out.asked else None
    answered = Html(f" {lately}") if lately else Html("")
    if not sums.days:
        turn.say(words.say("progress.nothing_in", span=span), rows((_see(turn),)), slot=MENU, event="progress")
        return
    counts = words.and_list(progress_words.sums_in_words(sums, words))
    turn.say(
        words.say("progress.in_period", span=span, sums=counts, answered=answered),
        rows((_see(turn),)),
        slot=MENU,
        event="progress",
    )


def _see(turn: Turn) -> Button:
    """The button that shows /progress."""
    key = "button.picture" if turn.person.settings.pictures else "button.see_progress"
    return Button(turn.words.label(key), pack("day", "show"))


def tap(turn: Turn, data: str) -> bool:
    """`day:show`, and `day:add:`, `day:undo:` and `day:redo:` with a date as yyyymmdd.

    Data that today's buttons do not offer changes nothing and shows the progress.
    """
    turn.strip_pressed()
    parts = unpack(data)
    day = _date(parts[2]) if len(parts) == 3 else None
    changes = {"add": _add, "undo": _undo, "redo": _redo}
    change = changes.get(parts[1]) if len(parts) == 3 else None
    if day is None or change is None or not change(turn, day):
        command(turn)
    return True


def answer(turn: Turn, text: str) -> bool:
    """A text typed right after /progress: "add yesterday", "undo", "put it back", "for my physio". False for any other,
    which ends the listening."""
    words, recap = turn.words, _recap(turn)
    newest = _newest(recap)
    undo = None if newest is None else _undo_button(newest, recap, words).label
    if matches(text, words, "hear.day_undo") or (undo is not None and normalize(text) == normalize(undo)):
        done = newest is not None and _undo(turn, newest)
        return done or _show_again(turn)
    # "I was ill yesterday" adds nothing.
    meant = next((what for what in ("day_add", "day_redo", "physio") if matches(text, words, f"hear.{what}")), None)
    if meant == "day_add":
        return _add(turn, recap.today - timedelta(days=1)) or _show_again(turn)
    if meant == "day_redo":
        day = _date(unpack(turn.person.account.asking or "")[-1])
        return (day is not None and _redo(turn, day)) or _show_again(turn)
    turn.change(asking=None)
    if meant == "physio":
        report.ask_period(turn)
    return meant is not None


def _show_again(turn: Turn) -> bool:
    command(turn)
    return True


def _recap(turn: Turn) -> Recap:
    return look_back(turn.person, turn.diary, turn.today, turn.zone)


def _listen(turn: Turn, *what: str) -> None:
    """Let the buttons' words be typed, unless a question other than an offer is open."""
    if unpack(turn.person.account.asking or ASKING)[0] in (ASKING, "offer"):
        turn.change(asking=pack(ASKING, *what))


# Days that are added and taken back


def add_yesterday(turn: Turn) -> None:
    """Count yesterday as done; one line says when it cannot be."""
    if not _add(turn, _recap(turn).today - timedelta(days=1)):
        turn.say(turn.words.say("day.not_added"), event="progress")


def count_today(turn: Turn, detail: str) -> None:
    """Ask whether today is to count, done without a session here; with `COUNT` it counts. One line says when it does
    already."""
    recap = _recap(turn)
    if session.is_on(turn):
        # What is told is this session, and it counts.
        data, question = pack(MEANT, Wish.SESSION_DONE.value), turn.words.say("meant.session_done")
        ask(turn, data, question)
    elif recap.today in recap.done:
        turn.say(turn.words.say("day.today_counts"), rows((_see(turn),)), slot=MENU, event="progress")
    elif detail == COUNT:
        _count_in(turn, recap.today)
        _say_changed(turn, "day.added", recap.today, undo=True)
    else:
        ask(turn, pack(MEANT, Wish.DONE_TODAY.value, COUNT), turn.words.say("meant.done_today"))


def ask(turn: Turn, data: str, question: Html) -> None:
    """Ask over Yes and No; a yes does what the data says."""
    turn.change(asking=data)
    yes = Button(turn.words.label("button.yes"), data)
    turn.say(question, rows((yes, Button(turn.words.label("button.no"), pack(MEANT, "no")))), slot=ASK, event="meant")


def _add(turn: Turn, day: date) -> bool:
    """Count yesterday; False for any other day, one that is done already, or one before the person came."""
    recap = _recap(turn)
    if not can_add(recap) or day != recap.today - timedelta(days=1):
        return False
    _count_in(turn, day)
    _say_changed(turn, "day.added", day, undo=True)
    return True


def _undo(turn: Turn, day: date) -> bool:
    """Take back a day of the last seven; False for any other day, or one that is not done."""
    recap = _recap(turn)
    if day not in recap.done or recap.today - day >= RECENT:
        return False
    if recap.is_noted(MarkKind.ADDED, day):
        turn.unmark(MarkKind.ADDED, day)
    if _walked(turn, day):
        turn.mark(MarkKind.UNDONE, day)
    _say_changed(turn, "day.undone", day, undo=False)
    return True


def _redo(turn: Turn, day: date) -> bool:
    """Restore a day of the last seven that was taken back; False for any other day, or one that is done."""
    recap = _recap(turn)
    if day in recap.done or not recap.began <= day <= recap.today or recap.today - day >= RECENT:
        return False
    _count_in(turn, day)
    _say_changed(turn, "day.restored", day, undo=True)
    return True


def _count_in(turn: Turn, day: date) -> None:
    """Make a day count: by its walks, else by the person's word. A session that was stopped on that day is settled: it
    is not gone on with."""
    turn.unmark(MarkKind.UNDONE, day)
    opened = session.current(turn)
    if opened is not None and opened.walk.moved_at.astimezone(turn.zone).date() == day:
        left = replace(opened.walk, state=WalkState.LEFT, ended_at=turn.now, due_at=None)
        turn.change(walk=left, unfinished_movement=None)
        turn.close_question(session.PAUSED)
    if not _walked(turn, day):
        turn.mark(MarkKind.ADDED, day)


def _walked(turn: Turn, day: date) -> bool:
    return any(walk.state is WalkState.DONE and walk.ended_on == day for walk in turn.diary.walks)


def _say_changed(turn: Turn, key: str, day: date, *, undo: bool) -> None:
    """Say what changed, the new counts, and how to undo it."""
    day_counts.count(turn)
    words, recap = turn.words, _recap(turn)
    _listen(turn, *([] if undo else ["redo", day.strftime(_DATA)]))
    named = progress_words.recent_day(day, recap.today, words)
    text = "\n".join((words.say(key, day=named), *progress_words.lead(recap, turn.library, words)))
    back = _undo_button(day, recap, words) if undo else _button("redo", day, words.label("button.put_back"))
    show = Button(words.label("button.see_progress"), pack("day", "show"))
    turn.say(Html(text), rows((back, show)), slot=MENU, event="day")


# Buttons


def _buttons(recap: Recap, words: Words) -> Rows:
    newest = _newest(recap)
    yesterday = recap.today - timedelta(days=1)
    add = _button("add", yesterday, words.label("button.add_yesterday")) if can_add(recap) else None
    physio = None if recap.is_empty else Button(words.label("button.physio"), pack("report"))
    return rows((add, None if newest is None else _undo_button(newest, recap, words)), (physio,))


def can_add(recap: Recap) -> bool:
    """Whether yesterday can still be counted: the person had come by then, and it is not done."""
    yesterday = recap.today - timedelta(days=1)
    return recap.began <= yesterday and yesterday not in recap.done


def _newest(recap: Recap) -> date | None:
    """The newest done day of the last seven; None when there is none."""
    newest = recap.runs.last_done
    return newest if newest is not None and recap.today - newest < RECENT else None


def _undo_button(day: date, recap: Recap, words: Words) -> Button:
    return _button("undo", day, words.label("button.undo_day", day=progress_words.recent_day(day, recap.today, words)))


def _button(action: str, day: date, label: str) -> Button:
    return Button(label, pack("day", action, day.strftime(_DATA)))


def _date(text: str) -> date | None:
    """A date from button data; None for anything else."""
    try:
        return datetime.strptime(text, _DATA).date()  # noqa: DTZ007 - a date only
    except ValueError:
        return None


def _command(turn: Turn, argument: str) -> None:
    command(turn)


def _ask_again(turn: Turn, lead: Html) -> bool:
    turn.say(lead, _buttons(_recap(turn), turn.words), slot=MENU, event="progress")
    return True


DIALOGUE = Dialogue(
    module=__name__,
    commands=(Command(name="progress", run=_command),),
    questions=(
        Question(
            prefix=ASKING,
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=False,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=False,
        ),
    ),
    taps={"day": tap},
)
