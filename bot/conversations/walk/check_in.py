"""Check-in: how stiff the back is, 0 to 10, before and after a walk, for those who want to note it. One tap each.

It is asked before the first step of a day's first walk, and after the first walk that is finished. `asking` holds the
open question; answers go into the diary. It can always be skipped: the words of a walk work while it is open.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversations import session
from bot.conversations.dialogue import Dialogue, Question, not_called_off
from bot.conversations.turn import ASK, WALK, Turn
from bot.conversations.walk import feel, resuming, step_view
from bot.markup import Html
from bot.replies import Button, in_rows, number_in, pack, rows, unpack
from bot.understanding.answers.intents import Intent, recognize, recognize_whole
from bot.understanding.answers.stiffness import (
    STIFFEST,
    Told,
    Unread,
    in_sentence,
    is_on_scale,
    says_same,
    stiffness_in,
    two_in,
)
from bot.understanding.text.written_forms import is_question
from storage.records.diary import CheckIn
from storage.records.person import WalkState

ASKING = "stiff"
BEFORE, AFTER = f"{ASKING}:before", f"{ASKING}:after"
# Questions beside which a number may still be told: none of them is answered by one.
_LEAVES_OPEN = (*feel.LEAVES_OPEN, feel.FEEL)
# Buttons in a row: 0 to 5, and 6 to 10 below.
WIDTH = 6

# Asking


def asks_before(turn: Turn, lead: Html | None) -> bool:
    """Ask before the first step of the walk just begun, if check-ins are on and it is the day's first. False, and
    nothing said, when there is nothing to ask. Raises DiaryNotRead. `lead` is said before the question."""
    if not turn.person.settings.wants_checkin or _said_today(turn).before is not None or _began_earlier_today(turn):
        return False
    turn.change(asking=BEFORE)
    ask_stiffness(turn, lead=lead)
    return True


def asks_after(turn: Turn, lead: Html, *, effect: str | None = None) -> bool:
    """Ask after the walk just finished, if check-ins are on and it is the day's first finished one. False, and nothing
    said, when there is nothing to ask. Raises DiaryNotRead. `lead` is said before the question, with `effect` behind
    it."""
    if not turn.person.settings.wants_checkin or _said_today(turn).after is not None or _finished_earlier_today(turn):
        return False
    turn.change(asking=AFTER)
    ask_stiffness(turn, lead=lead, effect=effect)
    return True


def ask_stiffness(turn: Turn, *, lead: Html | None = None, effect: str | None = None) -> None:
    """Ask the open question."""
    current = turn.person.walk
    assert current is not None  # noqa: S101 - it is asked around a walk
    words, half = turn.words, unpack(turn.person.account.asking or "")[-1]
    is_alone = half == "after" and (not turn.person.settings.wants_checkin or _said_today(turn).before is None)
    question = words.say("stiff.after_alone" if is_alone else f"stiff.{half}")
    numbers = [Button(str(number), pack(ASKING, current.number, half, number)) for number in range(STIFFEST + 1)]
    skip = Button(words.label("button.skip_question"), pack(ASKING, current.number, half, "skip"))
    turn.say(
        Html(f"{lead}\n{question}") if lead else question,
        in_rows(numbers, WIDTH) + rows((skip,)),
        slot=WALK if half == "before" else ASK,
        effect=effect,
        event="check_in",
    )


def _said_today(turn: Turn) -> CheckIn:
    """What was noted of the day that the newest walk counts for."""
    day = session.counts_for(turn)
    return next((one for one in turn.diary.checkins if one.on_date == day), CheckIn(day))


def _began_earlier_today(turn: Turn) -> bool:
    """Whether another walk was begun earlier on this day."""
    assert turn.person.walk is not None  # noqa: S101 - callers have one
    begun = [one.started_at for one in turn.diary.walks if one.number != turn.person.walk.number]
    day = session.counts_for(turn)
    return any(at is not None and at.astimezone(turn.zone).date() == day for at in begun)


def _finished_earlier_today(turn: Turn) -> bool:
    """Whether another walk was finished earlier on this day."""
    assert turn.person.walk is not None  # noqa: S101 - callers have one
    others = (one for one in turn.diary.walks if one.number != turn.person.walk.number)
    return any(one.state is WalkState.DONE and one.ended_on == turn.person.walk.ended_on for one in others)


# Answers


def tap(turn: Turn, data: str) -> bool:
    """`stiff:<walk>:before|after:<number>|skip`."""
    parts = unpack(data)
    current = turn.person.walk
    number = number_in(parts[1]) if len(parts) == 4 else None
    said = number_in(parts[3], most=STIFFEST) if len(parts) == 4 else None
    if current is None or number != current.number or (said is None and parts[3] != "skip"):
        return False
    if parts[2] == "before" and current.state is WalkState.OPEN and session.current(turn) is not None:
        _tapped_before(turn, said)
    elif parts[2] == "after" and current.state is WalkState.DONE:
        return _tapped_after(turn, said)
    else:
        return False
    return True


def _tapped_before(turn: Turn, said: int | None) -> None:
    """Take a tap on the question before a walk. It also counts after a command closed the question, while the walk
    stands at its beginning."""
    assert turn.person.walk is not None  # noqa: S101 - the caller has one
    is_open = turn.person.account.asking == BEFORE
    if is_open or (said is not None and turn.person.walk.moves == 0 and _may_note(turn, "before")):
        _note(turn, "before", said)
        _begin(turn)
    else:
        resuming.answer_old_button(turn)


def _tapped_after(turn: Turn, said: int | None) -> bool:
    assert turn.person.walk is not None  # noqa: S101 - the caller has one
    asking = unpack(turn.person.account.asking or "")[0]
    if turn.person.walk.feel is not None or asking == feel.FEEL:
        turn.strip_pressed()
        turn.toast = turn.words.label("toast.noted")
    elif asking in (ASKING, ""):
        _note(turn, "after", said)
        feel.ask_feel(turn)
    else:
        return False
    return True


def answer(turn: Turn, text: str) -> bool:
    """A typed answer to the open question: a number, or "next" and "skip", which skip it. False when the text says
    something else; a word of the walk that has begun closes the question."""
    current = turn.person.walk
    if current is None or (turn.person.account.asking == BEFORE and session.current(turn) is None):
        turn.change(asking=None)
        return False
    half = "before" if turn.person.account.asking == BEFORE else "after"
    word = recognize(text, turn.words)
    said = _told(turn, text, half) if word is None else Unread.NO_NUMBER
    if said is Unread.NO_NUMBER and (number := in_sentence(text, turn.words)) is not None:
        word, said = None, number
    if isinstance(said, tuple):
        _ask_which(turn, half, said)
        return True
    if said is Unread.OUT_OF_RANGE:
        turn.say(turn.words.say("stiff.out_of_range"), event="number_unknown")
        return True
    if isinstance(said, int):
        is_noted = _note(turn, half, said)
        noted = turn.words.say("stiff.noted", number=said) if is_noted else None
        if half == "before":
            _begin(turn, note=noted)
        elif current.feel is not None:
            feel.close_walk(turn, lead=noted)
        else:
            feel.ask_feel(turn, lead=noted)
        return True
    if half == "after":
        return _answer_after(turn, text, word)
    if word is None and feel.told(turn, text) is not None:
        ask_stiffness(turn, lead=turn.words.say("stiff.as_number"))
        return True
    away = turn.now - current.moved_at > session.AWAY
    if word is Intent.SKIP or (word is Intent.NEXT and not away):
        _begin(turn)
        return True
    if word is not None:
        turn.change(asking=None)
    return False


def answer_told(turn: Turn, text: str) -> bool:
    """A number or how it felt, told around a session: in a sentence that may mean something else while it is asked for,
    or after other talk closed the question. False for anything else."""
    if _answer_late(turn, text) or feel.answer_late(turn, text) or feel.answer_told(turn, text):
        return True
    if _is_told(turn, text):
        return answer(turn, text)
    if turn.person.account.asking not in (BEFORE, AFTER) or not feel.is_remarked(turn, text):
        return False
    return _ask_again(turn, turn.words.say("end.noted"))


def _is_told(turn: Turn, text: str) -> bool:
    """Whether a text says a number while it is asked for, whatever else it may mean."""
    if (turn.person.account.asking or "").partition(":")[0] != ASKING or recognize_whole(text, turn.words) is not None:
        return False
    half = unpack(turn.person.account.asking or "")[-1]
    return not isinstance(_told(turn, text, half), Unread) or in_sentence(text, turn.words) is not None


def _told(turn: Turn, text: str, half: str) -> Told:
    """What a text answers: two neighbouring numbers, the number from before the session, or one of its
    own. Raises DiaryNotRead."""
    if (two := two_in(text, turn.words)) is not None:
        return two
    before = _said_today(turn).before if half == "after" and says_same(text, turn.words) else None
    return before if before is not None else stiffness_in(text, turn.words)


def _ask_which(turn: Turn, half: str, two: tuple[int, int]) -> None:
    """Ask which of two numbers is nearer."""
    assert turn.person.walk is not None  # noqa: S101 - callers have one
    low, high = two
    numbers = [Button(str(one), pack(ASKING, turn.person.walk.number, half, one)) for one in two]
    question = turn.words.say("stiff.which", low=low, high=high)
    turn.say(question, in_rows(numbers, 2), slot=WALK if half == "before" else ASK, event="check_in")


def _answer_late(turn: Turn, text: str) -> bool:
    """A bare number, typed after other talk closed the question or how it felt was said instead: noted while its
    session stands at its beginning, or for an hour after it. False for anything else."""
    current, asking = turn.person.walk, (turn.person.account.asking or "").partition(":")[0]
    said: int | Unread | None = stiffness_in(text, turn.words)
    if said is Unread.NO_NUMBER and asking in _LEAVES_OPEN and _is_shown(turn):
        said = in_sentence(text, turn.words)
    if current is None or not isinstance(said, int) or asking not in _LEAVES_OPEN:
        return False
    if session.is_on(turn) and current.moves == 0 and current.started_at + session.AWAY >= turn.now:
        if not _note(turn, "before", said):
            return False
        _begin(turn, note=turn.words.say("stiff.noted", number=said))
        return True
    is_just_over = current.ended_at is not None and turn.now - current.ended_at <= session.AWAY
    if current.state is not WalkState.DONE or not is_just_over or not _note(turn, "after", said):
        return False
    noted = turn.words.say("stiff.noted", number=said)
    if asking == feel.FEEL:
        feel.ask_feel(turn, lead=noted)
    else:
        turn.say(noted, event="check_in")
    return True


def noted_beside(turn: Turn, text: str) -> Html | None:
    """Note a stiffness that is told on its scale, or as the same as before, while another question is open; None for
    anything else, and once the session has begun."""
    walk = turn.person.walk
    if walk is None or is_question(text):
        return None
    half = "after" if walk.state is WalkState.DONE else "before"
    since = walk.ended_at if half == "after" else walk.started_at
    is_then = half == "after" or (session.is_on(turn) and walk.moves == 0)
    if not is_then or since is None or turn.now - since > session.AWAY:
        return None
    is_same = half == "after" and says_same(text, turn.words)
    said = _told(turn, text, half) if is_same or is_on_scale(text, turn.words) else Unread.NO_NUMBER
    is_noted = isinstance(said, int) and _note(turn, half, said)
    return turn.words.say("stiff.noted", number=said) if is_noted else None


def _is_shown(turn: Turn) -> bool:
    """Whether the buttons of the question still stand under the newest session. Raises ShownNotRead."""
    if turn.person.walk is None or not turn.person.settings.wants_checkin:
        return False
    begins = f"{pack(ASKING, turn.person.walk.number)}:"
    return any(each.is_live and data.startswith(begins) for each in turn.shown for _, data in each.buttons)


def _answer_after(turn: Turn, text: str, word: Intent | None) -> bool:
    """A text that answers "How did that feel?" is taken as that answer; "next" and "skip" lead to that question. False
    for anything else."""
    assert turn.person.walk is not None  # noqa: S101 - the caller has one
    if word is Intent.SKIP or (word is Intent.NEXT and turn.person.walk.ended_on == session.day(turn)):
        feel.ask_feel(turn)
        return True
    return feel.answer(turn, text)


def _may_note(turn: Turn, half: str) -> bool:
    """Whether a number can still be noted for this half of the day, once a day each. Raises DiaryNotRead."""
    assert turn.person.walk is not None  # noqa: S101 - callers have one
    said = _said_today(turn)
    if half == "before":
        return turn.person.settings.wants_checkin and said.before is None
    # A number belongs to the day on which it was asked for.
    return turn.person.settings.wants_checkin and said.after is None and turn.person.walk.ended_on == session.day(turn)


def _note(turn: Turn, half: str, said: int | None) -> bool:
    """Put a number into the diary. False when there is none, or this half has one already."""
    if said is None or not _may_note(turn, half):
        return False
    turn.check_in(CheckIn(session.counts_for(turn), **{half: said}))
    if turn.message_id is not None:
        turn.toast = turn.words.label("toast.stiff", number=said)
    return True


def _begin(turn: Turn, *, note: Html | None = None) -> None:
    """Show the first step."""
    assert turn.person.walk is not None  # noqa: S101 - callers have one
    # The time that the question took was not spent moving.
    turn.change(asking=None, walk=replace(turn.person.walk, moved_at=turn.now))
    step_view.show_step(turn, note=note)


def _ask_again(turn: Turn, lead: Html) -> bool:
    if turn.person.walk is None or (turn.person.account.asking == BEFORE and session.current(turn) is None):
        return False
    ask_stiffness(turn, lead=lead)
    return True


def _is_before(turn: Turn) -> bool:
    return turn.person.account.asking == BEFORE


def _is_after(turn: Turn) -> bool:
    return turn.person.account.asking == AFTER


DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix=ASKING,
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=True,
            outlasts_commands=_is_before,
            hears_pain=_is_after,
            is_slow=False,
        ),
    ),
    taps={ASKING: tap},
)
