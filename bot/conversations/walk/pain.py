"""Pain: the walk stops, one message says what to do, and gentler ways are offered, never pushed."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import replace

from bot.conversations import phrases, selection, session
from bot.conversations.dialogue import Dialogue, Question, always, never, not_called_off
from bot.conversations.phrases import signs, signs_button, watch
from bot.conversations.safety import exclusions, referral
from bot.conversations.session import HURTS
from bot.conversations.turn import ASK, WALK, Turn
from bot.conversations.walk import concern, pain_outside, positions, resuming, taking_back
from bot.conversations.walk.easing import ease, has_smaller
from bot.conversations.walk.film_view import is_film
from bot.habits.planning import without_date
from bot.habits.prompt_variants import is_after_pain
from bot.i18n.catalogue import Words
from bot.markup import Html, escape, in_lines
from bot.replies import Button, Rows, Style, pack, rows, unpack
from bot.understanding import complaints
from bot.understanding.answers.intents import choose
from bot.understanding.complaints import Weight
from bot.understanding.symptoms import after_pain, symptoms
from bot.understanding.symptoms.symptom_rules import Reading, Symptom
from bot.understanding.wishes.wish_rules import Wish
from content.concerns import CONCERNS
from content.walk import progress
from storage.records.person import Feel, WalkState

# Wishes that a question about a movement only looks like, and those that "tomorrow" may be said along with.
_NAMED = {Wish.MOVEMENT, Wish.DESCRIBE, Wish.START, Wish.TODAYS}
_OF_REMINDERS = {Wish.REMIND, Wish.MOVE, Wish.REMOVE, Wish.DAYS_OFF, Wish.PAUSE}


def stop_for_pain(
    turn: Turn, symptom: Symptom = Symptom.PAIN, *, is_mild: bool = False, is_of_joint: bool = False
) -> None:
    """Stop the walk where it is and say what to do. For some symptoms that is to see a doctor today, or what to do when
    dizzy; for a joint that is a little sore, to go on smaller or not at all. Of a joint alone (`is_of_joint`) it says
    what to watch for there, not in the back."""
    opened = session.open_walk(turn)
    session.move_to(turn, opened.place)
    # After pain nothing comes by itself, and nothing that cannot stop at a word.
    session.as_steps(turn)
    turn.change(asking=session.DIZZY if symptom is Symptom.DIZZY else HURTS)
    words, hurt = turn.words, turn.library.about.hurt
    # With a symptom for a doctor no other way of moving is offered.
    smaller = has_smaller(turn) and symptom is Symptom.PAIN
    others = positions.other_positions(turn) if symptom is Symptom.PAIN else []
    has_flags = symptom is not Symptom.DIZZY and not is_mild and not is_of_joint
    buttons = _ways(turn, is_smaller=smaller, has_others=bool(others), with_flags=has_flags)
    if symptom is Symptom.DIZZY:
        lines = [escape(hurt.dizzy), escape(hurt.dizzy_watch)]
    elif symptom is Symptom.TODAY:
        lines = [escape(hurt.stop), *watch(turn, symptom)]
    elif is_mild:
        lines = [words.say("hurt.mild")]
        go_on = session.walk_button(session.open_walk(turn).walk, "next", words.label("button.hurt_carry_on"))
        buttons = rows((go_on,)) + buttons
    else:
        less = escape(hurt.smaller) if smaller else words.say("hurt.nothing_smaller")
        lines = [escape(hurt.stop), less, *([words.say("hurt.joint")] if is_of_joint else watch(turn, symptom))]
    turn.say(Html("\n".join(lines)), buttons, slot=WALK, event="dizzy" if symptom is Symptom.DIZZY else "hurts")
    turn.toast = words.label("toast.stopped")


def _ways(turn: Turn, *, is_smaller: bool, has_others: bool, with_flags: bool = False) -> Rows:
    """The buttons of what can be done now. The one that ends the walk comes first."""
    return rows(
        (_button(turn, "done"), _button(turn, "position") if has_others else None),
        (_button(turn, "gentler") if is_smaller else None, signs_button(turn, with_flags=with_flags)),
    )


def _ask_again(turn: Turn, lead: Html) -> bool:
    opened = session.current(turn)
    if opened is None or turn.now - opened.walk.moved_at > session.LEFT_ALONE:
        return False
    ways = _ways(turn, is_smaller=has_smaller(turn), has_others=bool(positions.other_positions(turn)))
    turn.say(in_lines(lead, escape(turn.library.about.hurt.stop)), ways, slot=WALK, event="hurts")
    return True


def record_pain(turn: Turn, said: str = "") -> None:
    """Record that the newest walk, which has ended, hurt; with a word of caution, or what to watch for. `said` tells
    whether a joint alone is sore, and only a little."""
    assert turn.person.walk is not None  # noqa: S101 - callers have one
    turn.change(walk=replace(turn.person.walk, feel=Feel.HURT), asking=None, whole_from=None)
    if concern.warn_if_worse(turn, turn.words.say("hurt.noted")):
        return
    if said and complaints.is_of_joint(said, turn.words):
        is_mild = complaints.weigh(said, turn.words) is Weight.MILD
        key = "hurt.noted_mild" if is_mild else "hurt.noted"
        lines = Html("\n".join((turn.words.say(key), turn.words.say("hurt.joint"))))
        turn.say(lines, rows((signs_button(turn),)), slot=ASK, event="hurt_afterwards")
    else:
        pain_outside.answer(turn)


def _button(turn: Turn, action: str) -> Button:
    number = turn.person.walk.number if turn.person.walk is not None else 0
    style: Style | None = "success" if action == "done" else None
    return Button(turn.words.label(f"button.hurt_{action}"), pack("hurt", number, action), style=style)


def tap(turn: Turn, data: str) -> bool:
    """`hurt:<walk>:gentler|position|done|signs`."""
    parts = unpack(data)
    action = parts[2] if len(parts) == 3 else ""
    opened = session.current(turn)
    if action == "signs":
        turn.say(signs(turn))
    elif action in _WAYS and opened is not None and parts[1] == str(opened.walk.number):
        _WAYS[action](turn)
    elif action in _WAYS and session.just_ended(turn):
        turn.toast = turn.words.label("toast.stopped")
    else:
        return False
    return True


def answer(turn: Turn, text: str) -> bool:
    """Answer one of the ways, typed; False when the text says something else."""
    action = choose(text, turn.words, {action: f"hear.hurt_{action}" for action in (*_WAYS, "signs")})
    if action == "signs":
        turn.say(signs(turn))
    elif action is not None and session.current(turn) is not None:
        _WAYS[action](turn)
    elif action is None and session.current(turn) is not None and complaints.says_go_on(text, turn.words):
        resuming.show_again(turn, lead=turn.words.say("hurt.again"))
    else:
        return False
    return True


def answer_complaint(turn: Turn, symptom: Symptom = Symptom.PAIN, said: str = "") -> None:
    """Answer a typed complaint, in a walk or outside of one. `said` tells whether a joint is only a little sore. Nobody
    is in the middle of a walk that was left alone for hours."""
    is_of_joint = symptom is Symptom.PAIN and complaints.is_of_joint(said, turn.words)
    if symptom is Symptom.TODAY:
        referral.refer(turn)
    opened = session.current(turn)
    if opened is not None and turn.now - opened.walk.moved_at <= session.LEFT_ALONE:
        is_mild = symptom is Symptom.PAIN and complaints.weigh(said, turn.words) is Weight.MILD
        stop_for_pain(turn, symptom, is_mild=is_mild, is_of_joint=is_of_joint)
    elif is_of_joint and turn.person.account.setup is None:
        pain_outside.answer_joint(turn, said)
    else:
        pain_outside.answer(turn, symptom)


# Doubt and relief


def ask_whether_it_hurts(turn: Turn) -> None:
    """Ask whether it hurts, after a text that may mean pain or not. Nothing is stored."""
    words = turn.words
    fine = Button(words.label("button.doubt_fine"), _doubt(turn, "fine"))
    hurts = Button(words.label("button.hurts"), _doubt(turn, "hurts"), style="danger")
    turn.say(words.say("hurt.doubt"), rows((fine, hurts), (signs_button(turn),)), slot=ASK, event="doubt")


def ask_when(turn: Turn) -> None:
    """Ask whether it hurts now, after a text that tells of another day. Nothing is stored; an open question stays."""
    words = turn.words
    number = turn.person.walk.number if turn.person.walk is not None else 0
    now = Button(words.label("button.hurt_now"), pack("doubt", number, "hurts"), style="danger")
    before = Button(words.label("button.hurt_before"), pack("doubt", number, "before"))
    turn.say(words.say("hurt.when"), rows((before, now), (signs_button(turn),)), event="when")


def answer_asked(turn: Turn, said: str, symptom: Symptom | None, wished: Set[Wish] = frozenset()) -> bool:
    """Answer what is no pain of now: whether to see a doctor, what suits a sore joint, that nothing is felt yet,
    and that it was only asked. The session stays where it is. `wished` is what the text wants. False for anything else.
    """
    words = turn.words
    if symptom in (None, Symptom.PAIN) and complaints.asks_for_doctor(said, words):
        turn.say(signs(turn), event="signs")
    elif symptom is Symptom.PAIN and complaints.weigh(said, words) is Weight.ASKED:
        others = Button(words.label("button.another"), pack("movements"))
        turn.say(
            words.say("hurt.asked"), rows((others, hurts_button(turn)), (signs_button(turn),)), slot=ASK, event="doubt"
        )
    elif symptom is Symptom.CONDITION and wished <= _NAMED and complaints.asks_whether_it_suits(said, words):
        # "Is the inner thigh one all right with arthritis" is no wish for it.
        return (told := symptoms.read(said, words)) is not None and answer_told(turn, told)
    elif symptom in (None, Symptom.TODAY, Symptom.DOUBT) and complaints.says_nothing_yet(said, words):
        fine = Button(words.label("button.not_numb"), _doubt(turn, "fine"))
        numb = Button(words.label("button.numb"), _doubt(turn, "numb"), style="danger")
        turn.say(words.say("hurt.nothing_yet"), rows((fine, numb), (signs_button(turn),)), slot=ASK, event="doubt")
    elif symptom in (None, Symptom.RELIEF) and _is_held(turn) and _answer_held(turn, said, symptom, wished):
        return True
    else:
        return taking_back.answer(turn, said, symptom)
    return True


def _answer_held(turn: Turn, said: str, symptom: Symptom | None, wished: Set[Wish]) -> bool:
    """Answer what is said after a complaint that tells of no other: that it is gone, whether to go on, or that it is
    left for today. False for anything else."""
    words = turn.words
    # "Remind me tomorrow at 8" is more than "tomorrow then".
    is_for_later = after_pain.leaves_it(said, words) and wished.isdisjoint(_OF_REMINDERS)
    said = after_pain.without_smaller(said, words)
    is_left = after_pain.says_left(said, words, is_relief=symptom is Symptom.RELIEF)
    if is_left and not is_for_later:
        return _ask_again(turn, Html(""))
    if not is_left and (_says_gone(said, words) or taking_back.is_said(turn, said)):
        answer_relief(turn)
    elif after_pain.asks_to_go_on(said, words):
        go_on = session.walk_button(session.open_walk(turn).walk, "next", words.label("button.relieved_go_on"))
        turn.say(words.say("hurt.again"), rows((go_on, _button(turn, "done"))), slot=WALK, event="relieved")
    elif is_for_later:
        end_after_pain(turn)
    else:
        return False
    return True


def _says_gone(said: str, words: Words) -> bool:
    is_said = complaints.says_not_now(said, words) or complaints.says_gone(said, words)
    return is_said or after_pain.says_gone(said, words)


def _is_held(turn: Turn) -> bool:
    return session.current(turn) is not None and session.is_held(turn)


def hurts_button(turn: Turn) -> Button:
    """It hurts: of the open session, where there is one."""
    return Button(turn.words.label("button.hurts"), _doubt(turn, "hurts"), style="danger")


def _doubt(turn: Turn, answer: str) -> str:
    number = turn.person.walk.number if session.current(turn) is not None and turn.person.walk is not None else 0
    return pack("doubt", number, answer)


def answer_another_day(turn: Turn, said: str, symptom: Symptom | None) -> bool:
    """Answer a text that tells of pain of another day, or, where that was asked last, that it does not hurt now. What
    hurt on Tuesday says nothing of this session. False for anything else. Raises ShownNotRead."""
    if symptom is Symptom.PAIN and complaints.weigh(said, turn.words) is Weight.PAST:
        if complaints.says_well_again(said, turn.words):
            answer_relief(turn)
        elif complaints.says_over_today(said, turn.words):
            turn.say(turn.words.say("hurt.before"), event="talk")
        else:
            ask_when(turn)
        return True
    if not complaints.says_over(said, turn.words) or not turn.shown or not turn.shown[0].is_live:
        return False
    data = next((data for _, data in turn.shown[0].buttons if unpack(data)[::2] == ("doubt", "before")), None)
    return data is not None and tap_doubt(turn, data)


def tap_doubt(turn: Turn, data: str) -> bool:
    """`doubt:<walk>:fine|hurts|numb|before`: on with the step, what to do when it hurts, or that it was another day."""
    parts = unpack(data)
    turn.strip_pressed()
    if parts[2:] == ("hurts",) and unpack(turn.person.account.asking or "")[0] == "feel":
        record_pain(turn)
    elif parts[2:] == ("hurts",):
        answer_complaint(turn)
    elif parts[2:] == ("numb",):
        answer_complaint(turn, Symptom.TODAY)
    elif parts[2:] == ("before",):
        turn.say(turn.words.say("hurt.before"), event="talk")
    elif (opened := session.current(turn)) is not None and not is_film(opened.walk):
        resuming.show_again(turn, lead=turn.words.say("hurt.doubt_fine"))
    else:
        turn.say(turn.words.say("hurt.doubt_fine"), event="talk")
    return True


def answer_told(turn: Turn, told: Reading) -> bool:
    """Answer what is said of the body without a complaint: doubt, good news, or a condition. False for anything
    else."""
    if told.symptom is Symptom.DOUBT:
        ask_whether_it_hurts(turn)
    elif told.symptom is Symptom.RELIEF:
        answer_relief(turn)
    elif told.symptom is Symptom.CONDITION:
        exclusions.offer_exclusions(turn, [one for one in CONCERNS if one in told.conditions])
    else:
        return False
    return True


def answer_relief(turn: Turn) -> None:
    """Answer good news: after a pause for pain ask whether to go on, else only be glad."""
    words, opened = turn.words, session.current(turn)
    if opened is None or not session.is_on(turn):
        account = turn.person.account
        if is_after_pain(turn.person):
            turn.change(whole_from=turn.today)
        is_free = opened is None and account.setup is None and account.asking is None and not selection.done_today(turn)
        start = Button(words.label("lost.today"), pack("todays"))
        turn.say(words.say("hurt.relieved"), rows((start if is_free else None,)), event="talk")
        return
    current, course, place = opened
    if not session.is_held(turn):
        turn.say(words.say("hurt.relieved_on"), event="talk")
        return
    go_on = session.walk_button(current, "next", words.label("button.relieved_go_on"))
    step, of = progress(course, place)
    turn.say(
        words.say("hurt.go_on", step=step, of=of), rows((go_on, _button(turn, "done"))), slot=WALK, event="relieved"
    )


def end_after_pain(turn: Turn) -> None:
    """End the walk for today: nothing asks for the rest of it, and no prompt comes on this day."""
    opened = session.open_walk(turn)
    person = turn.person
    feel = Feel.DIZZY if person.account.asking == session.DIZZY else Feel.HURT
    unfinished = (
        None
        if person.progression.unfinished_movement == opened.walk.movement
        else person.progression.unfinished_movement
    )
    ended = replace(opened.walk, state=WalkState.LEFT, feel=feel, ended_at=turn.now, due_at=None)
    settled = session.counts_for(turn)
    turn.change(walk=ended, asking=None, unfinished_movement=unfinished, whole_from=None)
    turn.change(reminders=without_date(turn.person, settled, turn.now).reminders)
    turn.retire.append(WALK)
    lead = turn.words.say("hurt.done", when=phrases.next_time(turn))
    if feel is Feel.DIZZY or not concern.warn_if_worse(turn, lead):
        turn.say(lead, event="done_hurt")


def end_as_told(turn: Turn) -> None:
    """End the walk in the turn in which the complaint was answered: what was said stays, without the ways to go on."""
    for place, reply in enumerate(turn.replies):
        kept = [tuple(one for one in row if not _is_way(one)) for row in reply.buttons]
        turn.replies[place] = replace(reply, buttons=rows(*kept))
    end_after_pain(turn)


def _is_way(button: Button) -> bool:
    parts = unpack(button.data)
    return parts[0] == session.STEP or (parts[0] == "hurt" and parts[-1] in _WAYS)


_WAYS: dict[str, Callable[[Turn], None]] = {
    "gentler": ease,
    "position": lambda turn: positions.ask_position(turn),
    "done": end_after_pain,
}

DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix=HURTS,
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=True,
            outlasts_commands=always,
            hears_pain=never,
            is_slow=False,
        ),
    ),
    taps={"hurt": tap, "doubt": tap_doubt},
)
