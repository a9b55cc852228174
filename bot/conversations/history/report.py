"""/report: a page about the days between two dates for those who treat the person, and the same in words."""

from __future__ import annotations

from bot.conversations import session
from bot.conversations.dialogue import Command, Dialogue, Question, never, not_called_off
from bot.conversations.history import progress_words, report_words
from bot.conversations.history.summary import look_back
from bot.conversations.turn import ASK, Turn
from bot.i18n.catalogue import Words
from bot.markup import Html
from bot.replies import Button, Drawing, pack, rows, unpack
from bot.understanding.answers import periods
from bot.understanding.answers.intents import Intent, matches, normalize, recognize
from bot.understanding.answers.periods import Period, Trouble
from bot.understanding.wishes.sentence import says_nothing

ASKING = "report"
# Periods that buttons offer, by the name in their data.
WEEKS, MONTHS = "weeks", "months"


def command(turn: Turn, argument: str) -> None:
    """/report: asks for the period. `/report 1 Oct to 15 Nov`: for that one. Reading dates is slow."""
    if not argument.strip():
        ask_period(turn)
    else:
        _answer(turn, argument)


def ask_period(turn: Turn, *, lead: Html | None = None) -> None:
    """Ask for the period."""
    words = turn.words
    turn.change(asking=ASKING)
    buttons = [Button(words.label(f"button.report_{what}"), pack("report", what)) for what in (WEEKS, MONTHS)]
    question = words.say("report.ask")
    turn.say(Html(f"{lead}\n{question}") if lead else question, rows(buttons), slot=ASK, event="report_asked")


def tap(turn: Turn, data: str) -> bool:
    """`report` asks; `report:weeks` and `report:months` answer."""
    parts = unpack(data)
    period = _named(parts[1], turn) if len(parts) == 2 else None
    if period is None:
        # The button stands under the picture, and the other buttons there stay of use.
        ask_period(turn)
    else:
        turn.strip_pressed()
        _make(turn, period)
    return True


def answer(turn: Turn, text: str) -> bool:
    """A typed period; False when the text is none. In a walk "stop" stops the walk."""
    words = turn.words
    said = (text, _bare(text, words))
    # "4 weeks ago to today" is no slip of "4 weeks".
    named = next(
        (what for what in (WEEKS, MONTHS) if any(matches(one, words, f"hear.report_{what}") for one in said)), None
    )
    if (period := _named(named, turn)) is not None:
        _make(turn, period)
        return True
    if session.current(turn) is None and recognize(text, words, (Intent.NO, Intent.STOP, Intent.SKIP)) is not None:
        turn.change(asking=None)
        turn.say(words.say("report.none"))
        return True
    return _answer(turn, text, sure=periods.looks_like_dates(text, words))


def _named(what: str | None, turn: Turn) -> Period | None:
    if what == WEEKS:
        return periods.last_weeks(turn.today)
    return periods.last_months(turn.today) if what == MONTHS else None


def _answer(turn: Turn, text: str, *, sure: bool = True) -> bool:
    """Make the page of a period, or say what is wrong with it. False for a text that is no period, unless `sure` says
    that it must be one."""
    words = turn.words
    period = periods.read(text, turn.today, words) or periods.read(_bare(text, words), turn.today, words)
    if period is not None and period.trouble is None:
        _make(turn, period)
    elif period is not None:
        turn.change(asking=ASKING)
        turn.say(_what_is_wrong(turn, period))
    elif sure:
        turn.change(asking=ASKING)
        turn.say(words.say("report.unclear"))
    return period is not None or sure


def _bare(text: str, words: Words) -> str:
    """A text without the words at its ends that say nothing: "the last six weeks please"."""
    spoken = text.split()
    while spoken and says_nothing(normalize(spoken[0]), words):
        spoken = spoken[1:]
    while spoken and says_nothing(normalize(spoken[-1]), words):
        spoken = spoken[:-1]
    return " ".join(spoken).strip(" ,.!?")


def _what_is_wrong(turn: Turn, period: Period) -> Html:
    """The sentence that says what is wrong with two dates, and which would do."""
    words = turn.words
    first, last = period.first, period.last
    ahead = max(first, last)
    corrected = {
        Trouble.AHEAD: (max(min(first, last, turn.today), periods.months_before(turn.today, 12)), turn.today),
        Trouble.BACKWARDS: (last, first),
        Trouble.LONG: (periods.months_before(last, 12), last),
    }
    assert period.trouble is not None  # noqa: S101 - callers have one
    key, (begin, end) = f"report.{period.trouble.value}", corrected[period.trouble]
    return words.say(
        key,
        first=progress_words.full_date(first, words),
        last=progress_words.full_date(last, words),
        ahead=progress_words.full_date(ahead, words),
        corrected=f"{begin.isoformat()} {end.isoformat()}",
    )


def _make(turn: Turn, period: Period) -> None:
    """Send the page as a file, and the same in words."""
    words = turn.words
    recap = look_back(turn.person, turn.diary, turn.today, turn.zone)
    turn.close_question(ASKING)
    span = report_words.span(period, words)
    if report_words.is_empty(recap, period):
        turn.say(words.say("report.nothing", span=span), event="report")
        return
    avoids = session.avoided_by(turn.person)
    made = report_words.sheet(recap, period, turn.name, turn.library, words, avoids=avoids)
    turn.say(words.say("report.caption", span=span), drawing=Drawing("report", made.to_data()), event="report")
    turn.say(report_words.in_words(recap, period, turn.library, words, avoids=avoids), event="report")


def _ask_again(turn: Turn, lead: Html) -> bool:
    ask_period(turn, lead=lead)
    return True


DIALOGUE = Dialogue(
    module=__name__,
    commands=(Command(name="report", run=command, is_slow=True),),
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
            is_slow=True,
        ),
    ),
    taps={"report": tap},
)
