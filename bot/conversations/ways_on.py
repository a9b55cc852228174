"""Ways on: the button that leads to what somebody may want, wherever it is offered."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversations import session
from bot.conversations.selection import SHORT
from bot.conversations.turn import Turn
from bot.replies import MAX_DATA_BYTES, Button, pack
from bot.understanding.questions.step_questions import StepQuestion
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from content.walk import is_at_end

# `meant:<wish>:<detail>`: of the question whether something is meant, and of its buttons.
MEANT = "meant"


def _meant(wish: Wish) -> str:
    return pack(MEANT, wish.value)


# The button for what may have been meant: its label, and what it opens.
BUTTONS: dict[Wish, tuple[str, str]] = {
    Wish.START: ("lost.today", "todays"),
    Wish.REMINDERS: ("button.reminders", "remind:list"),
    Wish.SETTINGS: ("lost.settings", "settings"),
    Wish.OTHER_MOVEMENT: ("button.another", "movements"),
    Wish.LENGTH: ("lost.length", f"{_meant(Wish.LENGTH)}:{SHORT}"),
    **{
        wish: (f"lost.{wish.value}", _meant(wish))
        for wish in (
            *(Wish.PROGRESS, Wish.HELP, Wish.STOP, Wish.REPORT, Wish.WHEN_NEXT, Wish.QUIET, Wish.NOTIFICATIONS),
            *(Wish.PICTURES_ON, Wish.PICTURES_OFF, Wish.LISTEN, Wish.FOLLOW_ALONG, Wish.IMPROVING, Wish.POSITION),
            *(Wish.PAIN, Wish.SAFETY, Wish.EASIER, Wish.YESTERDAY, Wish.ZONE, Wish.PAUSE, Wish.UNWELL),
            *(Wish.NOT_TODAY, Wish.LATER, Wish.PRIVACY, Wish.EXPORT, Wish.DELETE, Wish.SHARE, Wish.NAME, Wish.DEVICE),
            *(Wish.TEXT_SIZE, Wish.MORE, Wish.ABOUT, Wish.REPEAT, Wish.GOODBYE),
            *(Wish.REMIND, Wish.MOVE, Wish.REMOVE, Wish.RESUME, Wish.CUE, Wish.CUE_WORD, Wish.START_OVER, Wish.NEXT),
            *(Wish.WHERE_WAS_I, Wish.BACK, Wish.SKIP, Wish.OTHER_SIDE, Wish.SIDE_DONE, Wish.PAUSE_SESSION),
            *(Wish.STOP_SESSION, Wish.SESSION_DONE, Wish.SLOWER, Wish.FIRST_SIDE, Wish.BY_STEPS, Wish.NO_SOUND),
            *(Wish.WAYS, Wish.MARKS, Wish.IN_WORDS, Wish.STREAK, Wish.HARDER, Wish.CHECKIN, Wish.DONE_TODAY),
            *(Wish.ADD_PAST, Wish.COME_BACK, Wish.GIVING_UP, Wish.FORGIVEN, Wish.LANGUAGE, Wish.ASK_DOCTOR),
            *(Wish.WORDY, Wish.DOES_HELP, Wish.NO_WEEKS, Wish.MISHEARD),
        )
    },
}


# What a wish is offered as that has no button of its own.
_AS: Mapping[Wish, Wish] = {
    Wish.TODAYS: Wish.START,
    Wish.TRAVEL: Wish.ZONE,
    Wish.USUAL_LENGTH: Wish.SETTINGS,
    Wish.USUAL_WAY: Wish.WAYS,
    Wish.POSITION_TODAY: Wish.POSITION,
    Wish.USUAL_POSITION: Wish.POSITION,
    Wish.WHY_POSITION: Wish.POSITION,
    Wish.DAYS_IN: Wish.PROGRESS,
    Wish.MOVEMENT: Wish.OTHER_MOVEMENT,
    Wish.DESCRIBE: Wish.OTHER_MOVEMENT,
    Wish.WORD_MEANS: Wish.HELP,
}
# Wishes whose detail says what their button does.
_WITH_DETAIL = frozenset(
    {Wish.REMIND, Wish.MOVE, Wish.REMOVE, Wish.LENGTH, Wish.POSITION, Wish.ZONE, Wish.PAUSE, Wish.QUIET, Wish.LATER}
)


def meant_button(turn: Turn, wished: Wished) -> Button | None:
    """The button for what may be meant; None where it has none, or its detail has no room."""
    words, wish, detail = turn.words, _AS.get(wished.wish, wished.wish), wished.detail
    if wish in (Wish.SESSION_DONE, Wish.DONE_TODAY) and _is_at_end_of_first_side(turn):
        # What was one side is not both.
        wish = Wish.SIDE_DONE
    if wish is Wish.FAQ:
        return Button(words.label(f"faq.{detail}.label"), pack(MEANT, wish.value, detail))
    if wish is Wish.ASK and detail == StepQuestion.WORD:
        # Under a button no word is named that could be explained.
        return None
    if wish is Wish.ASK:
        return Button(words.label(f"step_label.{detail}"), pack(MEANT, wish.value, detail))
    if wish not in BUTTONS or (detail and wish not in _WITH_DETAIL and wish is wished.wish):
        return None
    if not detail or wish is not wished.wish:
        return button_for(turn, wish)
    if len(f"{MEANT}:{wish.value}:{detail}".encode()) > MAX_DATA_BYTES:
        return None
    data = pack(MEANT, wish.value, detail)
    # The detail is in the person's own words, which are not kept.
    return Button(words.label(BUTTONS[wish][0]), data, is_private=True)


def _is_at_end_of_first_side(turn: Turn) -> bool:
    """Whether a session stands at the last step of its first side."""
    opened = session.current(turn) if session.is_on(turn) else None
    return opened is not None and not opened.place.sides_done and is_at_end(opened.course, opened.place)


def button_for(turn: Turn, wish: Wish) -> Button:
    """The button of a wish of `BUTTONS`."""
    label, data = BUTTONS[wish]
    return Button(turn.words.label(label), data)
