"""Talk: short answers to what asks for nothing that the bot does, each with a way on."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from bot.conversations import phrases, session, setup_stages
from bot.conversations.selection import SHORT
from bot.conversations.turn import ASK, WAYS, Turn
from bot.conversations.ways_on import MEANT
from bot.replies import Button, pack, rows
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished

# The sentence for each, `talk.<wish>`, is in the catalogue.
TALK = (
    *(Wish.GLAD, Wish.SORRY, Wish.ANNOYED, Wish.SHARE, Wish.LANGUAGE, Wish.DEVICE, Wish.NAME, Wish.TEXT_SIZE),
    *(Wish.ASK_DOCTOR, Wish.STEP_UNKNOWN, Wish.ELSEWHERE, Wish.FEELINGS),
    *(Wish.WAIT, Wish.COME_BACK, Wish.MISHEARD, Wish.WORDY, Wish.LEAVE_IT),
    *(Wish.ADD_PAST, Wish.NO_WEEKS, Wish.VETERAN, Wish.DOES_HELP, Wish.GIVING_UP, Wish.FIRST_SIDE),
)

# What may be said beside a question of setting up: no city and no time sounds like it.
ASIDE = (Wish.WAIT, Wish.LANGUAGE, Wish.TEXT_SIZE, Wish.VETERAN, Wish.NO_WEEKS, Wish.DOES_HELP)
# What may be said before it begins: the question whether to begin comes again below.
BEFORE_SETUP = (Wish.VETERAN, Wish.NO_WEEKS, Wish.DOES_HELP)

# What answers a question in a session: Next stands below.
_ANSWERS = (Wish.STEP_UNKNOWN, Wish.FIRST_SIDE, Wish.DOES_HELP, Wish.WORDY, Wish.DEVICE, Wish.NAME)


def is_aside_in_setup(turn: Turn, wishes: Sequence[Wished]) -> bool:
    """Whether something is said beside a question of setting up, such as "hang on, I need my glasses"."""
    setup = turn.person.account.setup
    aside = BEFORE_SETUP if setup == setup_stages.HELLO else ASIDE
    in_setup = setup is not None and session.current(turn) is None
    return in_setup and bool(wishes) and all(one.wish in aside for one in wishes)


def answer(turn: Turn, wish: Wish) -> None:
    """Say the sentence for a wish. A walk stays where it is."""
    words, in_walk = turn.words, session.is_on(turn)
    if wish is Wish.SHARE:
        share(turn, "talk.share")
        return
    key = f"talk.{wish.value}"
    if (turn.has_alarm() or turn.is_referred()) and words.has(f"{key}.alarm"):
        key = f"{key}.alarm"
    elif in_walk and words.has(f"{key}.walk"):
        key = f"{key}.walk"
    go_on = session.next_below(turn) if wish in _ANSWERS else None
    slot = WAYS if go_on is not None else None if in_walk else ASK
    turn.say(words.say(key), rows((go_on,), *_ways_on(turn, wish, in_walk=in_walk)), slot=slot, event="talk")


def _ways_on(turn: Turn, wish: Wish, *, in_walk: bool) -> Sequence[Sequence[Button]]:
    words = turn.words
    if wish in (Wish.ASK_DOCTOR, Wish.STEP_UNKNOWN):
        return ((phrases.signs_button(turn),),) if wish is Wish.ASK_DOCTOR else ()
    if wish is Wish.GIVING_UP:
        short = Button(words.label("lost.length"), pack(MEANT, Wish.LENGTH.value, SHORT))
        pause = Button(words.label("button.pause_week"), pack("pause", 7))
        return (short, pause), (Button(words.label("lost.stop"), pack(MEANT, Wish.STOP.value)),)
    if in_walk and wish is Wish.MISHEARD and (opened := session.current(turn)) is not None:
        # What was done instead may be taken back.
        actions = ("back", "stop")
        return (tuple(session.walk_button(opened.walk, one, words.label(f"button.{one}")) for one in actions),)
    if in_walk:
        return ()
    if wish is Wish.ANNOYED:
        reminders = Button(words.label("button.reminders"), pack("remind", "list"))
        return ((reminders, Button(words.label("lost.stop"), pack(MEANT, Wish.STOP.value))),)
    if wish is Wish.FEELINGS:
        not_today = Button(words.label("lost.not_today"), pack(MEANT, Wish.NOT_TODAY.value))
        return ((not_today, Button(words.label("button.pause_week"), pack("pause", 7))),)
    if wish is Wish.MISHEARD:
        reminders = Button(words.label("button.reminders"), pack("remind", "list"))
        settings = Button(words.label("lost.settings"), "settings")
        way_in = Button(words.label("lost.help"), pack(MEANT, Wish.HELP.value))
        return (Button(words.label("lost.today"), "todays"), reminders), (settings, way_in)
    if wish in (Wish.SORRY, Wish.ELSEWHERE, Wish.COME_BACK):
        return ((Button(words.label("lost.today"), "todays"),),)
    return ()


def explain_word(turn: Turn, word: str) -> None:
    """Say what a word of a session does: "what does 'other side' do?"."""
    turn.say(turn.words.say(f"word.{word}"), event="talk")


def nod(turn: Turn) -> None:
    """Answer a nod that is no answer to anything: "ok"."""
    today = Button(turn.words.label("lost.today"), "todays")
    turn.say(turn.words.say("talk.nod"), rows((today,)), slot=ASK, event="talk")


def share(turn: Turn, key: str, position: str | None = None) -> None:
    """The bot's link, to be sent on, in the sentence of a key; with a position, the link sets that."""
    if not turn.bot_name:
        turn.say(turn.words.say("talk.share_unnamed"), event="talk")
        return
    link = f"https://t.me/{turn.bot_name}{f'?start={position}' if position is not None else ''}"
    button = Button(turn.words.label("talk.share_button"), url=f"https://t.me/share/url?url={quote(link, safe='')}")
    named = {} if position is None else {"position": turn.words.say(f"position.name.{position}")}
    turn.say(turn.words.say(key, link=link, **named), ((button,),), event="talk")
