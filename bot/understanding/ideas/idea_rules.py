"""Ideas that together mean a wish, in any order of the words. The words of an idea are in the catalogue under
`hear.idea.<name>`.

`TIME`, `DAYS`, `MINUTES` and `SPAN` stand for a time of day, weekdays, a length and two times in a sentence. Where
several rules fit, the one with the most ideas counts, and of those the first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.understanding.wishes.wish_rules import Where, Wish

TIME, DAYS, MINUTES, SPAN, PLACE = "@time", "@days", "@minutes", "@span", "@place"
# What makes a wish one about some of the reminders.
PARTS_OF_TIME = (TIME, DAYS, "evening", "morning", "night")

_ANYWHERE = frozenset(Where)
_OUT = frozenset({Where.OUT, Where.PROMPT})
_WALK = frozenset({Where.WALK})
_PROMPT = frozenset({Where.PROMPT})


@dataclass(frozen=True, slots=True)
class IdeaRule:
    """Ideas that together mean a wish; `without` are ideas that speak against it, `value` is the wish's detail."""

    wish: Wish
    ideas: tuple[str, ...]
    where: frozenset[Where] = _ANYWHERE
    without: tuple[str, ...] = ()
    value: str = ""
    most_left: int = 4  # content words that may stand beside them
    is_sure: bool = False


def _of(wish: Wish, where: frozenset[Where], combinations: str, value: str = "") -> tuple[IdeaRule, ...]:
    """Rules of a wish, written with `|` between them: each its ideas with blanks between, and those that speak against
    it behind `-`."""
    rules = []
    for combination in combinations.split(" | "):
        ideas = combination.split()
        against = tuple(idea[1:] for idea in ideas if idea[0] == "-")
        rules.append(IdeaRule(wish, tuple(idea for idea in ideas if idea[0] != "-"), where, against, value))
    return tuple(rules)


def _whole(wish: Wish, where: frozenset[Where], combinations: str) -> tuple[IdeaRule, ...]:
    """Rules of a wish for sentences that say nothing else: they are sure."""
    return tuple(replace(rule, most_left=0, is_sure=True) for rule in _of(wish, where, combinations))


def _for_all_days(*rules: IdeaRule) -> tuple[IdeaRule, ...]:
    """The rules, but not where the sentence names a part of the day or of the week."""
    return tuple(replace(rule, without=(*rule.without, *PARTS_OF_TIME)) for rule in rules)


IDEA_RULES: tuple[IdeaRule, ...] = (
    *_of(Wish.PAIN, _ANYWHERE, "went"),
    *_whole(Wish.WAIT, _OUT, "wait | interrupted"),
    *_of(Wish.WAIT, _OUT, "wait -remind -writing -until -@time -away -ill | interrupted -remind -next_words"),
    *_of(Wish.MISHEARD, _ANYWHERE, "misheard | misheard not | misheard something else | misheard what | broken_words"),
    *_of(
        Wish.COME_BACK,
        _OUT,
        "come_back later -@days | come_back -@days | come_back know me | come_back stop | come_back again | "
        "stop start again",
    ),
    *_of(Wish.WORDY, _ANYWHERE, "wordy | wordy short | wordy long | wordy short want"),
    *_of(Wish.SORRY, _OUT, "missed_day | missed_day yesterday | missed_day sorry"),
    *_of(Wish.PROGRESS, _OUT, "saved_yet"),
    *_of(Wish.GOODBYE, _OUT, "to_bed | to_bed sleep | to_bed sleep now"),
    *_of(Wish.LANGUAGE, _ANYWHERE, "not understand language | language hard | not language"),
    *_of(Wish.TODAYS, _OUT, "what today | what exercise today | what exercise | which exercise today | todays_one"),
    *_of(
        Wish.WHEN_NEXT,
        _OUT,
        "asks_set | asks_set @time | asks_set remind | asks_set remind @time | asks_set remind @time now",
    ),
    *_of(Wish.ABOUT, _ANYWHERE, "human speak | human me speak"),
    *_of(Wish.GLAD, _OUT, "praise body feel -not | praise body -not | praise body feel today -not"),
    *_of(Wish.DONE_TODAY, _OUT, "done_mine | done_mine today"),
    *_of(
        Wish.TEXT_SIZE,
        _ANYWHERE,
        "not see letters | cannot see letters | not see writing letters | cannot read letters",
    ),
    *_of(Wish.PAIN, _OUT, "pop body"),
    *_of(Wish.DOUBT, _WALK, "pop"),
    *_whole(Wish.NEXT, _WALK, "did_step -not -unsure | next_words -not -unsure"),
    *_whole(Wish.BACK, _WALK, "back_words -not -unsure"),
    *_of(Wish.BACK, _WALK, "back_words"),
    *_of(Wish.SAFETY, _ANYWHERE, "see_doctor"),
    *_of(Wish.DOUBT, _WALK, "pop body"),
    *_of(Wish.STOP, _OUT, "stop_it -remind -night -summary -sound -picture -dots -film"),
    *_of(Wish.REMINDERS, _OUT, "morning not | morning off | evening not | evening off"),
    *_of(
        Wish.WHEN_NEXT,
        _OUT,
        "sent_yet | sent_yet today | sent_yet not today | sent_yet evening today | sent_yet evening later today",
    ),
    *_of(Wish.PICTURES_OFF, _ANYWHERE, "text_only"),
    *_of(Wish.ZONE, _OUT, "@place live | @place home"),
    *(replace(rule, most_left=1) for rule in _of(Wish.ZONE, _OUT, "@place")),
    *_of(Wish.REMINDERS, _OUT, "set_times | set_times remind"),
    *_of(Wish.REPORT, _OUT, "doctor @days"),
    *_of(Wish.OTHER_MOVEMENT, _ANYWHERE, "catalogue | catalogue body"),
    *_of(Wish.DONE_TODAY, _PROMPT, "did_step"),
    *_of(Wish.LENGTH, _ANYWHERE, "long today | long now", value="full"),
    *_of(Wish.VERSION, _OUT, "version"),
    *_of(Wish.STATS, _OUT, "how_many people_use | who people_use | who stop people_use | how_many everyone"),
    *_of(Wish.BROADCAST, _OUT, "send everyone | tell everyone | writing everyone"),
    *_of(Wish.START, _OUT, "go_on"),
    *_of(Wish.BY_STEPS, _ANYWHERE, "steps_as_text"),
    *_of(
        Wish.OTHER_SIDE, _WALK, "other_side now | other_side want | other_side do | other_side go_on | other_side can"
    ),
    *_whole(Wish.HELLO, _ANYWHERE, "greet"),
    *_of(Wish.GOODBYE, _OUT, "must_go"),
    *_of(Wish.START, _PROMPT, "next_words -not -unsure"),
    *_of(
        Wish.QUIET,
        _OUT,
        "not @span | silent @span | sleep @span | bother @span | not @span @time | "
        "not writing @span | not remind @span @time | night @span @time | silent @span @time",
    ),
    *_for_all_days(
        *_of(Wish.STOP, _ANYWHERE, "stop list | stop forever | how quit"),
        # In a session these are about its step.
        *_of(Wish.STOP, _OUT, "quit me | not writing | not this anymore"),
        *_of(Wish.STOP, _OUT, "quit | quit list | how stop -exercise | stop remind -summary -stiffness | stop writing"),
    ),
    *_of(Wish.DELETE, _ANYWHERE, "delete data -not | delete me -not"),
    *_of(Wish.PRIVACY, _ANYWHERE, "data safe | who data | safe writing | know me | who read"),
    *_of(Wish.EXPORT, _ANYWHERE, "copy data"),
    *_of(Wish.QUIET, _OUT, "not night | not bother night | nothing sleep | silent night | not writing night"),
    *_of(Wish.NOTIFICATIONS, _ANYWHERE, "silent | summary not | summary off | sound writing | sound remind"),
    *_of(
        Wish.SETTINGS,
        _ANYWHERE,
        "settings_word | no_more_questions | stiffness not | stiffness stop | dots | dots off | "
        "dots what | stiffness off",
    ),
    *_of(
        Wish.REMIND,
        _OUT,
        "remind @time -not | writing @time -not | wake @time | add @time -what | want @time | exercise @time -not",
    ),
    *_of(Wish.REMINDERS, _OUT, "remind @time not | too_much remind | too_much often | remind wake | wake you"),
    *_of(Wish.REMIND, _OUT, "send @time | once @time | remind @time @days | exercise @time @days"),
    *_of(Wish.REMIND, _WALK, "remind @time | wake @time"),
    *_of(
        Wish.MOVE,
        _ANYWHERE,
        "remind @time change | @time change | @time instead | @time better | remind put @time | "
        "remind @time instead | writing @time instead | send @time instead",
    ),
    *_of(
        Wish.DAYS_OFF,
        _OUT,
        "@days not -until | @days rest | @days not writing | @days not remind | @days without | "
        "@days off | @days busy -until | @days not send | @days stop",
    ),
    *_of(Wish.DAYS_OFF, _OUT, "@days enough | @days only", value="only"),
    *_of(
        Wish.REMINDERS,
        _ANYWHERE,
        "remind remove | remind show | remind change | remind early | remind late | remind which | "
        "remind add | evening instead | morning instead | early writing",
    ),
    *_of(
        Wish.REMINDERS,
        _OUT,
        "late writing | evening better | morning better | stop evening | stop morning | "
        "evening only | morning only | remind off | remind how | remind want | late early",
    ),
    *_of(
        Wish.WHEN_NEXT,
        _OUT,
        "when again | when next | when writing | when remind | what exercise tomorrow | "
        "what tomorrow | what exercise next | when exercise | remind missing | writing missing",
    ),
    *_of(
        Wish.PAUSE,
        _OUT,
        "ill leave | away hold | break -cannot -ended | away writing | not time until | busy until | "
        "hold remind -not | hold writing -not | away not",
    ),
    *_of(
        Wish.RESUME,
        _OUT,
        "back home | send again | writing again | remind again | start writing | start remind | "
        "vacation ended | back_from | vacation back_from",
    ),
    *_of(Wish.ZONE, _ANYWHERE, "clock wrong | clock change | clock off"),
    *_of(
        Wish.LENGTH,
        _ANYWHERE,
        "short exercise | short now -wait | something short | short want -wait | only @minutes -wait | "
        "little time -until | short before | short today | short only -wait",
        value="short",
    ),
    *_of(Wish.LENGTH, _OUT, "long not", value="short"),
    *_of(Wish.LENGTH, _ANYWHERE, "long exercise want | much time | long today | long want", value="full"),
    *_of(
        Wish.POSITION,
        _ANYWHERE,
        "not floor | cannot floor | not kneel | floor hard | kneel hard | exercise chair -what | "
        "want chair | something chair | only chair",
        value="seated",
    ),
    *_of(Wish.POSITION, _ANYWHERE, "exercise standing | want standing | something standing", value="standing"),
    *_of(
        Wish.POSITION,
        _ANYWHERE,
        "exercise floor | want floor -not | want bed | something bed | exercise bed",
        value="lying",
    ),
    *_of(
        Wish.OTHER_MOVEMENT,
        _ANYWHERE,
        "show exercise | which exercise | how_many exercise | other exercise | something body | "
        "exercise body | not exercise | boring exercise | rude exercise",
    ),
    *_of(Wish.OTHER_MOVEMENT, _OUT, "something else | exercise hard | cannot exercise | boring"),
    *_of(Wish.OTHER_MOVEMENT, _WALK, "boring | not exercise | something else"),
    *_of(
        Wish.START,
        _OUT,
        "do now | exercise now | move now | want exercise | train | what today | "
        "what exercise today | start exercise | show exercise today | stiff body | give exercise | "
        "off_we_go",
    ),
    *_of(Wish.YESTERDAY, _OUT, "did yesterday | exercise yesterday"),
    *_of(
        Wish.DONE_TODAY,
        _OUT,
        "did already | did alone | did today | "
        "did already today | exercise already | did morning alone | did already alone",
    ),
    *_of(
        Wish.PICTURES_ON,
        _ANYWHERE,
        "picture missing | picture where | picture want | picture cannot | picture again | "
        "picture not see | picture still | picture show",
    ),
    *_of(Wish.PICTURES_OFF, _ANYWHERE, "blind | picture not -see -still | picture without | picture off | words only"),
    *_of(Wish.LISTEN, _ANYWHERE, "read_out | sound want | speak me | sound instead | sound only | sound read"),
    *_of(Wish.FOLLOW_ALONG, _ANYWHERE, "film | film want | film show | film exercise | whole once"),
    *_of(Wish.IMPROVING, _ANYWHERE, "how_am_i | better body -praise | how_am_i better | better me | good me what"),
    *_of(Wish.PROGRESS, _OUT, "how_many days"),
    *_of(Wish.PROGRESS, _ANYWHERE, "streak | show progress | how progress | how_often exercise"),
    *_of(
        Wish.REPORT,
        _OUT,
        "doctor show | doctor paper -already | doctor want | paper want | paper month | doctor know | doctor send",
    ),
    *_of(Wish.HELP, _OUT, "confused_out"),
    *_of(
        Wish.MORE,
        _WALK,
        "picture what | picture explain | buttons | how know_right | where body | confused_out | words language",
    ),
    *_of(Wish.REPEAT, _WALK, "called"),
    *_of(Wish.EASIER, _WALK, "as_far"),
    *_of(Wish.BREATHE, _WALK, "breath | breath how"),
    *_of(Wish.WHY, _WALK, "why | why this"),
    *_of(Wish.HOW_MANY, _WALK, "how_many | how_many days | days other"),
    *_of(Wish.FEELINGS, _ANYWHERE, "feelings | feelings today"),
    *_of(Wish.HELP, _OUT, "not understand -exercise | buttons what | buttons"),
    *_of(Wish.HELP, _ANYWHERE, "how work | what say | how use | what can"),
    *_of(
        Wish.MORE,
        _WALK,
        "easy | easy for | not understand | explain | what mean | how exercise | wrong me | body straight | how body",
    ),
    *_of(
        Wish.ABOUT,
        _ANYWHERE,
        "made this | human read | human who | who made | robot -rude | robot you -rude | "
        "human you -rude | cost | who you | what you",
    ),
    *_of(Wish.SAFETY, _ANYWHERE, "old for | safe exercise | safe me | age for"),
    *_of(
        Wish.SHARE,
        _ANYWHERE,
        "share friend | share link | share this | link friend | friend use | friend also | share",
    ),
    *_of(Wish.LANGUAGE, _ANYWHERE, "language | speak language | translate"),
    *_of(Wish.DEVICE, _ANYWHERE, "device use | device lost | device new | device on | device other | device progress"),
    *_of(Wish.NAME, _ANYWHERE, "name change | name not | name wrong"),
    *_of(Wish.TEXT_SIZE, _ANYWHERE, "letters large | letters small | letters read | large read"),
    *_of(
        Wish.ASK_DOCTOR,
        _ANYWHERE,
        "medicine | calories | weight | cure | other_sport better | other_sport what | "
        "other_sport also | other_sport and | how_often do | often enough | other_sport",
    ),
    *_of(Wish.STEP_UNKNOWN, _ANYWHERE, "gear -skip | gear need -skip | do twice | twice day | do wrong"),
    *_of(Wish.ELSEWHERE, _ANYWHERE, "elsewhere | what date | elsewhere what"),
    *_of(Wish.GLAD, _ANYWHERE, "praise -not | praise this -not | laugh | praise feel -not | love | praise you -not"),
    *_of(Wish.SORRY, _ANYWHERE, "sorry -what | sorry missed | sorry not writing | sorry days"),
    *_of(Wish.ANNOYED, _OUT, "rude | rude you | not love | praise not | too_much remind | too_much writing"),
    *_of(Wish.ANNOYED, _WALK, "rude | rude you"),
    *_of(
        Wish.NOT_TODAY,
        _OUT,
        "tired | not today | busy today | little time today | not time -until | not mood | "
        "cannot today | tired today | tired not",
    ),
    *_of(Wish.LATER, _OUT, "busy now | later | not now | busy | later writing | evening today | give @minutes"),
    *_of(Wish.UNWELL, _OUT, "ill"),
    *_of(Wish.WHERE_WAS_I, _WALK, "what do now | where are_we | which side | left right | what now | side first"),
    *_of(Wish.REPEAT, _WALK, "what_was | sorry what | again | picture want | show again | picture show | missed"),
    *_of(Wish.HOW_LONG, _WALK, "end_near | remaining how_many | how_long remaining | over almost"),
    *_of(Wish.EASIER, _WALK, "cannot do | cannot body | cannot reach | cannot exercise | hard"),
    *_of(Wish.SKIP, _WALK, "skip | leave out | without step"),
    *_of(
        Wish.STOP_SESSION,
        _WALK,
        "must_go | must_go interrupted | must_go sorry | stop exercise -not | stop now -not | enough",
    ),
    *_of(Wish.START_OVER, _WALK, "beginning | start beginning | again beginning"),
    *_of(Wish.PAUSE_SESSION, _WALK, "interrupted -next_words -go_on | wait"),
    *_of(Wish.NEXT, _WALK, "go_on -not -over -are_we | next_words -not -over -are_we -unsure"),
    # Days alone, where nothing else is said: asked.
    *_of(Wish.DAYS_OFF, _OUT, "@days -@time -away -until -doctor -ended"),
)
