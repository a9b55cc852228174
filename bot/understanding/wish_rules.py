"""Rules of wishes: what can be asked for, where, and how sure it has to be.

The phrases of a rule are in the catalogue under `hear.wish.<name>`, words that may stand beside them under
`hear.wish.<name>.with`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Wish(StrEnum):
    """What is asked for. The value is the name of its phrases in the catalogue."""

    STOP = "stop"
    DELETE = "delete"
    EXPORT = "export"
    PAUSE = "pause"
    RESUME = "resume"
    REMIND = "remind"
    MOVE = "move"
    DAYS_OFF = "days_off"
    REMOVE = "remove"
    REMINDERS = "reminders"
    WHEN_NEXT = "when_next"
    QUIET = "quiet"
    CUE = "cue"
    LENGTH = "length"
    USUAL_LENGTH = "usual_length"
    USUAL_WAY = "usual_way"
    POSITION = "position"
    POSITION_TODAY = "position_today"
    OTHER_MOVEMENT = "other_movement"
    MOVEMENT = "movement"
    START = "start"
    ZONE = "zone"
    TRAVEL = "travel"
    YESTERDAY = "yesterday"
    PICTURES_OFF = "pictures_off"
    PICTURES_ON = "pictures_on"
    IMPROVING = "improving"
    PROGRESS = "progress"
    REPORT = "report"
    SETTINGS = "settings"
    HELP = "help"
    ABOUT = "about"
    SAFETY = "safety"
    PRIVACY = "privacy"
    CHECKIN = "checkin"
    MESSAGES = "messages"
    GOODBYE = "goodbye"
    WHERE_WAS_I = "where_was_i"
    NEXT = "next"
    BACK = "back"
    REPEAT = "repeat"
    MORE = "more"
    EASIER = "easier"
    SKIP = "skip"
    FOLLOW_ALONG = "follow_along"
    LISTEN = "listen"
    BY_STEPS = "by_steps"
    OTHER_SIDE = "other_side"
    SIDE_DONE = "side_done"
    PAUSE_SESSION = "pause_session"
    STOP_SESSION = "stop_session"
    NOT_TODAY = "not_today"
    LATER = "later"
    UNWELL = "unwell"
    HELLO = "hello"
    THANKS = "thanks"
    # Understood by their ideas alone.
    NOTIFICATIONS = "notifications"
    DONE_TODAY = "done_today"
    START_OVER = "start_over"
    HOW_LONG = "how_long"
    HOW_MANY = "how_many"
    BREATHE = "breathe"
    WHY = "why"
    PAIN = "pain"
    DOUBT = "doubt"
    SHARE = "share"
    LANGUAGE = "language"
    DEVICE = "device"
    NAME = "name"
    TEXT_SIZE = "text_size"
    ASK_DOCTOR = "ask_doctor"
    STEP_UNKNOWN = "step_unknown"
    ELSEWHERE = "elsewhere"
    FEELINGS = "feelings"
    VERSION = "version"
    STATS = "stats"
    BROADCAST = "broadcast"
    TODAYS = "todays"
    WAIT = "wait"
    COME_BACK = "come_back"
    MISHEARD = "misheard"
    WORDY = "wordy"
    GLAD = "glad"
    SORRY = "sorry"
    ANNOYED = "annoyed"


class Where(StrEnum):
    """Where a sentence is said."""

    OUT = "out"  # no walk is open
    WALK = "walk"
    PROMPT = "prompt"  # a prompt came and is not settled yet


class Detail(StrEnum):
    """What a wish is about, and how it is found in the words."""

    NONE = "none"
    TIMES = "times"
    DAYS = "days"
    SPAN = "span"
    PAUSE = "pause"
    PLACE = "place"
    PLACE_AND_DAY = "place_and_day"
    TAIL = "tail"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a wish is heard. `slack`: the words that may be left over while it is sure; `doubt`: while it is asked about.
    `needs_detail`: without one it is not meant."""

    wish: Wish
    slack: int = 0
    doubt: int = 1
    detail: Detail = Detail.NONE
    needs_detail: bool = False
    where: frozenset[Where] = frozenset(Where)
    key: str = ""
    value: str = ""
    may_be_denied: bool = False
    asks: bool = False
    moves: bool = False  # goes on in the walk, or ends it: a question never does
    anywhere: bool = False  # meant in any sentence that says it: the rest is why

    @property
    def phrases(self) -> str:
        """The name of its phrases."""
        return self.key or self.wish.value

    @property
    def beside(self) -> str:
        """The name of the words that may stand beside them; several rules of a wish share them."""
        if self.wish is Wish.POSITION and self.key.startswith("cannot_"):
            return "position_off"
        if self.wish in (Wish.PICTURES_ON, Wish.PICTURES_OFF):
            return "pictures"
        return self.wish.value


_OUT = frozenset({Where.OUT, Where.PROMPT})
_WALK = frozenset({Where.WALK})
_PROMPT = frozenset({Where.PROMPT})

# In the order in which they are preferred where nothing else tells them apart.
RULES: tuple[Rule, ...] = (
    Rule(Wish.DELETE, slack=1, doubt=0),
    Rule(Wish.PAUSE, detail=Detail.PAUSE, needs_detail=True, may_be_denied=True),
    Rule(Wish.QUIET, detail=Detail.SPAN, needs_detail=True, may_be_denied=True),
    Rule(Wish.STOP, slack=1),
    Rule(Wish.STOP, slack=1, key="no_more", may_be_denied=True),
    Rule(Wish.EXPORT, slack=1, doubt=0),
    Rule(Wish.CUE, detail=Detail.TAIL, doubt=1),
    Rule(Wish.REMOVE, detail=Detail.TIMES, needs_detail=True, may_be_denied=True),
    Rule(Wish.MOVE, detail=Detail.TIMES, needs_detail=True, doubt=3),
    Rule(Wish.REMIND, detail=Detail.TIMES, needs_detail=True, doubt=2),
    Rule(Wish.REMIND, key="remind_again", detail=Detail.TIMES, needs_detail=True),
    Rule(Wish.DAYS_OFF, detail=Detail.DAYS, needs_detail=True, may_be_denied=True, doubt=3),
    Rule(Wish.TRAVEL, detail=Detail.PLACE_AND_DAY, needs_detail=True, asks=True),
    Rule(Wish.ZONE, detail=Detail.PLACE, needs_detail=True),
    Rule(Wish.PICTURES_OFF, may_be_denied=True),
    Rule(Wish.PICTURES_ON),
    Rule(Wish.RESUME, where=_OUT),
    Rule(Wish.PAUSE, key="pause_alone", where=_OUT),
    Rule(Wish.REPORT, slack=1, doubt=0, detail=Detail.PERIOD),
    Rule(Wish.IMPROVING, slack=1, doubt=0),
    Rule(Wish.PROGRESS, slack=1, doubt=0),
    Rule(Wish.YESTERDAY),
    Rule(Wish.ABOUT, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.PRIVACY, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.CHECKIN, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.MESSAGES, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.REMINDERS, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.HELP, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.SETTINGS, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.POSITION, key="cannot_lie", value="seated", may_be_denied=True, asks=True, doubt=3),
    Rule(Wish.POSITION, key="cannot_sit", value="standing", may_be_denied=True, asks=True, doubt=3),
    Rule(Wish.POSITION, key="cannot_stand", value="seated", may_be_denied=True, asks=True, doubt=3),
    Rule(Wish.POSITION, key="part.seated", value="seated"),
    Rule(Wish.POSITION, key="part.standing", value="standing"),
    Rule(Wish.POSITION, key="part.lying", value="lying"),
    Rule(Wish.POSITION, asks=True),
    Rule(Wish.FOLLOW_ALONG, slack=1, doubt=1),
    Rule(Wish.LISTEN, slack=1, doubt=1),
    Rule(Wish.LISTEN, key="cannot_read", may_be_denied=True, asks=True),
    Rule(Wish.BY_STEPS, slack=1, doubt=1),
    Rule(Wish.LENGTH, key="length_short", value="short"),
    Rule(Wish.LENGTH, key="length_full", value="full"),
    Rule(Wish.LENGTH, key="length_less", value="short", asks=True),
    Rule(Wish.LENGTH, key="length_more", value="full", asks=True),
    Rule(Wish.SAFETY, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.OTHER_MOVEMENT, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.UNWELL, where=_OUT),
    Rule(Wish.NOT_TODAY, where=_OUT, may_be_denied=True, doubt=3),
    Rule(Wish.WHERE_WAS_I, slack=1, doubt=0),
    Rule(Wish.WHERE_WAS_I, key="start_here", slack=1, doubt=0, where=_WALK),
    Rule(Wish.GOODBYE, slack=1, doubt=0),
    Rule(Wish.GOODBYE, key="must_go", asks=True, where=_WALK, anywhere=True),
    Rule(Wish.STOP_SESSION, moves=True, where=_WALK),
    Rule(Wish.PAUSE_SESSION, where=_WALK, doubt=2),
    Rule(Wish.PAUSE_SESSION, key="hold_on", where=_WALK, anywhere=True),
    Rule(Wish.SIDE_DONE, asks=True, where=_WALK, may_be_denied=True),
    Rule(Wish.OTHER_SIDE, moves=True, where=_WALK, doubt=0),
    Rule(Wish.BACK, moves=True, where=_WALK, doubt=0),
    Rule(Wish.SKIP, moves=True, where=_WALK, doubt=0),
    Rule(Wish.EASIER, where=_WALK, doubt=0),
    Rule(Wish.MORE, where=_WALK, slack=1, may_be_denied=True, doubt=0),
    Rule(Wish.REPEAT, where=_WALK, slack=1, may_be_denied=True, doubt=0),
    Rule(Wish.NEXT, moves=True, where=_WALK, doubt=0),
    Rule(Wish.WHEN_NEXT, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.LATER, where=_PROMPT, may_be_denied=True),
    Rule(Wish.START, where=_OUT, doubt=0),
    Rule(Wish.THANKS),
    Rule(Wish.HELLO),
)
