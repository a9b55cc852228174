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
    REMIND_ALSO = "remind_also"  # the detail comes as well as what there is
    MOVE = "move"
    DAYS_OFF = "days_off"
    ONLY_THESE = "only_these"  # the detail is all reminders that are to stay
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
    USUAL_POSITION = "usual_position"
    WHY_POSITION = "why_position"
    OTHER_MOVEMENT = "other_movement"
    MOVEMENT = "movement"
    START = "start"
    ZONE = "zone"
    TRAVEL = "travel"
    YESTERDAY = "yesterday"
    PICTURES_OFF = "pictures_off"
    PICTURES_ON = "pictures_on"
    IMPROVING = "improving"
    STREAK = "streak"
    DAYS_IN = "days_in"
    PROGRESS = "progress"
    REPORT = "report"
    SETTINGS = "settings"
    HELP = "help"
    ABOUT = "about"
    SAFETY = "safety"
    PRIVACY = "privacy"
    CHECKIN = "checkin"
    MESSAGES = "messages"
    ADMIN_HEALTH = "admin_health"
    ADMIN_REACHED = "admin_reached"
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
    NO_SOUND = "no_sound"
    WAYS = "ways"
    SLOWER = "slower"
    MARKS = "marks"
    IN_WORDS = "in_words"
    TODAYS = "todays"
    OTHER_SIDE = "other_side"
    SIDE_DONE = "side_done"
    HARDER = "harder"
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
    WAIT = "wait"
    COME_BACK = "come_back"
    MISHEARD = "misheard"
    LEAVE_IT = "leave_it"
    WORDY = "wordy"
    ASK = "ask"  # the detail is a question about the step
    FAQ = "faq"  # the detail is the entry's name
    SESSION_DONE = "session_done"
    # Of the bot itself.
    CUE_WORD = "cue_word"
    WORD_MEANS = "word_means"
    DESCRIBE = "describe"
    FORGIVEN = "forgiven"
    ADD_PAST = "add_past"
    NO_WEEKS = "no_weeks"
    VETERAN = "veteran"
    DOES_HELP = "does_help"
    GIVING_UP = "giving_up"
    FIRST_SIDE = "first_side"
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
    DAYS_OF = "days_of"  # a period that is counted
    EVER = "ever"  # from now on, or this once


@dataclass(frozen=True, slots=True)
class Rule:
    """How a wish is heard. `slack`: the words that may be left over while it is sure; `doubt`: while it is asked about.
    `needs_detail`: without one it is not meant. `for_admins`: nobody else asks for it."""

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
    for_admins: bool = False

    @property
    def phrases(self) -> str:
        """The name of its phrases."""
        return self.key or self.wish.value

    @property
    def beside(self) -> str:
        """The name of the words that may stand beside them; several rules of a wish share them."""
        if self.wish is Wish.POSITION and self.key.startswith("cannot_"):
            return "position_off"
        if self.for_admins or self.key == "cannot_read":
            return self.phrases
        if self.wish in (Wish.PICTURES_ON, Wish.PICTURES_OFF):
            return "pictures"
        return self.wish.value


@dataclass(frozen=True, slots=True)
class Topic:
    """What a sentence is about when a phrase of each group of `all_of` stands in it, and none of `none_of`. `asks`: it
    has to be a question. `is_first`: it counts more than any other wish."""

    wish: Wish
    all_of: tuple[str, ...]
    none_of: tuple[str, ...] = ()
    where: frozenset[Where] = frozenset(Where)
    asks: bool = False
    for_admins: bool = False
    is_first: bool = False
    is_of_period: bool = False
    is_a_way: bool = False


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
    Rule(Wish.STREAK, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.DAYS_IN, detail=Detail.DAYS_OF, needs_detail=True, slack=1, doubt=0),
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
    Rule(Wish.SLOWER, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.WAYS, doubt=0),
    Rule(Wish.NO_SOUND, detail=Detail.EVER, slack=1, may_be_denied=True),
    Rule(Wish.BY_STEPS, key="no_film", detail=Detail.EVER, slack=1, may_be_denied=True),
    Rule(Wish.FOLLOW_ALONG, detail=Detail.EVER, slack=1, doubt=0),
    Rule(Wish.LISTEN, detail=Detail.EVER, slack=1, doubt=0),
    Rule(Wish.LISTEN, key="cannot_read", may_be_denied=True, asks=True, anywhere=True),
    Rule(Wish.BY_STEPS, detail=Detail.EVER, slack=1, doubt=0),
    Rule(Wish.BY_STEPS, key="one_at_a_time", detail=Detail.EVER, slack=1, doubt=0, where=_OUT),
    Rule(Wish.MARKS, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.IN_WORDS, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.TODAYS, slack=1, doubt=0),
    Rule(Wish.ADMIN_REACHED, slack=1, doubt=0, for_admins=True),
    Rule(Wish.BROADCAST, key="admin_write", slack=1, doubt=0, for_admins=True),
    Rule(Wish.STATS, key="admin_people", slack=1, doubt=0, for_admins=True),
    Rule(Wish.VERSION, key="admin_version", slack=1, doubt=0, for_admins=True),
    Rule(Wish.ADMIN_HEALTH, slack=1, doubt=0, for_admins=True),
    Rule(Wish.LENGTH, key="length_short", value="short"),
    Rule(Wish.LENGTH, key="length_full", value="full"),
    Rule(Wish.LENGTH, key="length_less", value="short", asks=True),
    Rule(Wish.LENGTH, key="length_more", value="full", asks=True),
    Rule(Wish.SAFETY, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.OTHER_MOVEMENT, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.UNWELL),
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
    Rule(Wish.HARDER, slack=1),
    Rule(Wish.MORE, where=_WALK, slack=1, may_be_denied=True, doubt=0),
    Rule(Wish.REPEAT, where=_WALK, slack=1, may_be_denied=True, doubt=0),
    Rule(Wish.NEXT, moves=True, where=_WALK, doubt=0),
    Rule(Wish.WHEN_NEXT, slack=1, doubt=0, may_be_denied=True),
    Rule(Wish.LATER, where=_PROMPT, may_be_denied=True),
    Rule(Wish.START, where=_OUT, doubt=0),
    Rule(Wish.THANKS, doubt=0),
    Rule(Wish.HELLO),
)

# The first that fits counts.
TOPICS: tuple[Topic, ...] = (
    Topic(Wish.GIVING_UP, ("topic.giving_up",), ("topic.body",), is_first=True),
    Topic(Wish.CUE_WORD, ("topic.what_if", "topic.cue_word"), is_first=True),
    Topic(Wish.FORGIVEN, ("topic.kept_count", "topic.kept_away", "topic.asks_break"), is_first=True),
    Topic(Wish.ADD_PAST, ("topic.days_before", "topic.add_them"), ("topic.not_past",), _OUT, is_first=True),
    Topic(Wish.NO_WEEKS, ("topic.week_number",), ("topic.body",), _OUT, is_first=True),
    Topic(Wish.DOES_HELP, ("topic.works_at_all", "topic.for_anybody"), ("topic.to_come",), asks=True, is_first=True),
    Topic(Wish.DOES_HELP, ("topic.will_help",), ("topic.other_worth",), asks=True, is_first=True),
    Topic(Wish.OTHER_MOVEMENT, ("topic.describes", "topic.all_movements"), ("topic.body",), _OUT, is_first=True),
    Topic(Wish.STATS, ("topic.anybody_else", "topic.took_part"), ("topic.body",), _OUT, for_admins=True, is_first=True),
    Topic(Wish.SHARE, ("topic.others", "topic.joins"), ("topic.body",)),
    Topic(Wish.SHARE, ("topic.link",)),
    Topic(Wish.BROADCAST, ("topic.writes_all",), ("topic.arrived",), for_admins=True, is_first=True),
    Topic(
        Wish.ADMIN_REACHED,
        ("topic.arrives", "topic.sent_out"),
        ("topic.body", "topic.reminders"),
        _OUT,
        True,
        for_admins=True,
    ),
    Topic(Wish.VERSION, ("topic.version",), where=_OUT, for_admins=True, is_first=True),
    Topic(
        Wish.ADMIN_HEALTH, ("topic.program", "topic.state"), ("topic.body",), _OUT, True, for_admins=True, is_first=True
    ),
    Topic(Wish.STATS, ("topic.who", "topic.of_people"), ("topic.body",), _OUT, for_admins=True),
    Topic(Wish.RESUME, ("topic.turned_on",), ("topic.body", "topic.not_turned_on"), is_first=True),
    Topic(Wish.REMINDERS, ("topic.are_on",), asks=True, is_first=True),
    Topic(Wish.REMINDERS, ("topic.of_week", "topic.asks_times"), ("topic.body",), is_first=True),
    Topic(
        Wish.NOT_TODAY, ("topic.not_now", "topic.tomorrow_then"), ("topic.of_plans", "topic.body"), _OUT, is_first=True
    ),
    Topic(Wish.SLOWER, ("topic.player", "topic.speed"), ("topic.body",), is_first=True),
    Topic(Wish.MARKS, ("topic.signs", "topic.signs_wish"), ("topic.body",)),
    Topic(Wish.IN_WORDS, ("topic.unseeing", "topic.enough"), ("topic.describe",)),
    Topic(Wish.IN_WORDS, ("topic.blind",), ("topic.describe", "topic.reminders"), is_first=True),
    Topic(Wish.WAYS, ("topic.two_ways", "topic.choice"), asks=True),
    Topic(Wish.WAYS, ("part.session_way", "topic.what_is_it"), ("topic.body",), is_first=True),
    Topic(Wish.WAYS, ("topic.of_ways",), asks=True),
    Topic(Wish.NO_SOUND, ("topic.no_sound",), ("topic.body",), is_a_way=True),
    Topic(Wish.BY_STEPS, ("topic.no_film",), ("topic.body",), is_a_way=True),
    Topic(Wish.BY_STEPS, ("topic.text_way",), ("topic.body",), is_a_way=True),
    Topic(Wish.BY_STEPS, ("one_at_a_time",), ("topic.body",), _OUT, is_a_way=True),
    Topic(Wish.LISTEN, ("topic.hear_it",), ("topic.body", "topic.not_heard"), is_a_way=True),
    Topic(Wish.FOLLOW_ALONG, ("topic.film_way",), ("topic.body",), is_a_way=True),
    Topic(Wish.REPORT, ("part.carer", "topic.shows_them"), ("topic.see_one",)),
    Topic(Wish.STREAK, ("topic.streak",)),
    Topic(Wish.DAYS_IN, ("part.days_of", "topic.how_many"), ("topic.to_come",), _OUT, is_of_period=True),
    Topic(Wish.IMPROVING, ("topic.helps", "topic.own"), ("topic.to_come", "topic.this_one"), _OUT, True),
    Topic(Wish.TODAYS, ("topic.today", "topic.what_to_do"), ("topic.body",)),
    Topic(Wish.VETERAN, ("topic.been_doing", "topic.for_weeks"), ("topic.body", "topic.helps", "topic.no_help"), _OUT),
)

# What is shown where nothing else was understood.
LAST_TOPICS: tuple[Topic, ...] = (Topic(Wish.WAYS, ("topic.any_way",), ("topic.body", "topic.not_a_way")),)
