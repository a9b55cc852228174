"""Follow along: what a person says of a session that came as a film: done, a part, pain, or rather step by step.

While it is out, `asking` is `film:<walk>`, so that "done" is an answer. One question may come after it, in the form of
`film:<walk>:asked`, whether it was followed, and after "part of it" `film:<walk>:far`, how far.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.conversations import phrases, session
from bot.conversations.dialogue import Dialogue, Question, always, never, not_called_off
from bot.conversations.session import PAUSED
from bot.conversations.turn import ASK, WALK, Turn
from bot.conversations.walk import feel, finish, pain, resuming, starting, usual_way
from bot.conversations.walk.film_view import ASKED, FAR, OUT, button, is_film, plan_for
from bot.conversations.walk.step_view import show_step
from bot.markup import Html, in_lines
from bot.replies import Button, number_in, pack, rows, unpack
from bot.understanding.answers.intents import Intent, choose, normalize, recognize
from bot.understanding.talk import film_talk
from bot.understanding.talk.film_talk import HowFar
from bot.understanding.talk.session_talk import asks_whether_over
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.wishes import ways_told
from content.walk import seconds
from storage.records.person import FILM, SOUND, STEPS, Feel, WalkState

WAYS = (STEPS, FILM, SOUND)


# Where a film stands


def is_out(turn: Turn) -> bool:
    """Whether the open walk came as a film, or as its sound."""
    opened = session.current(turn)
    return opened is not None and is_film(opened.walk)


def stage(turn: Turn) -> str | None:
    """What was asked of the open walk: "" nothing yet, ASKED or FAR; None while another question, or none, is open."""
    walk, parts = turn.person.walk, unpack(turn.person.account.asking or "")
    if walk is None or parts[:2] != (OUT, str(walk.number)):
        return None
    return parts[2] if len(parts) == 3 else ""


def ask_whether_done(turn: Turn, *, silent: bool = False, lead: Html | None = None) -> None:
    """Ask whether the session was done, which nobody saw. No answer counts as nothing."""
    walk, words = session.open_walk(turn).walk, turn.words
    turn.change(asking=pack(OUT, walk.number, ASKED))
    answers = (button(walk, action, words.label(f"button.film_{action}")) for action in ("done", "part", "none"))
    question = in_lines(lead, words.say("film.asked"))
    turn.say(question, rows(tuple(answers)), slot=ASK, silent=silent, event="did_you")


def _ask_how_far(turn: Turn, *, lead: Html | None = None) -> None:
    walk, words = session.open_walk(turn).walk, turn.words
    turn.change(asking=pack(OUT, walk.number, FAR))
    answers = (button(walk, action, words.label(f"button.film_{action}")) for action in ("first", "less"))
    turn.say(in_lines(lead, words.say("film.how_far")), rows(tuple(answers)), slot=ASK, event="how_far")


# What became of it


def _is_told_after(turn: Turn, said: str) -> bool:
    """Whether how it felt can be told of the film that is out: in words for what is over, or when half of it is."""
    if not set(plain(said).split()).isdisjoint(turn.words.options("hear.film_told")):
        return True
    plan = plan_for(turn)
    return plan is not None and (turn.now - session.open_walk(turn).walk.moved_at).total_seconds() >= plan.seconds / 2


def _done(turn: Turn, how: Feel | None = None, said: str = "") -> None:
    """Both sides, with the minutes of the film; after steps that came by themselves, with the time since the start.
    `how` it felt, where that was told with it, and what was `said` of pain."""
    walk, course, _ = session.open_walk(turn)
    length = None
    if is_film(walk):
        plan = plan_for(turn)
        length = plan.seconds if plan is not None else seconds(course)
    at_end = session.at_place(walk, session.last_place(course), turn.now)
    turn.change(walk=replace(at_end, seconds=walk.seconds, moved_at=walk.moved_at), asking=None)
    turn.retire += [WALK, ASK]
    finish.finish_walk(turn, film_seconds=length, how=how, said=said)


def _part(turn: Turn) -> None:
    """Ask how far, once; where one side is done already, the rest can wait."""
    _, _, place = session.open_walk(turn)
    if place.sides_done:
        _wait(turn)
        return
    session.move_to(turn, place)
    _ask_how_far(turn)


def _first_side(turn: Turn) -> None:
    """One side is done: from the other one on, today or any day."""
    walk, course, place = session.open_walk(turn)
    session.move_to(turn, place if place.sides_done else session.other_side_of(course))
    plan = plan_for(turn) if is_film(walk) else None
    if plan is not None and plan.other_side_at is not None:
        turn.change(walk=replace(session.open_walk(turn).walk, seconds=plan.other_side_at))
    turn.change(asking=PAUSED, unfinished_movement=walk.movement)
    turn.retire.append(WALK)
    on = button(walk, "rest", turn.words.label("button.film_rest"))
    turn.say(turn.words.say("film.first_side"), rows((on,)), slot=ASK, event="part")


def _wait(turn: Turn) -> None:
    """It counts as begun, and can be gone on with."""
    walk, _, place = session.open_walk(turn)
    session.move_to(turn, place)
    turn.change(asking=PAUSED, unfinished_movement=walk.movement)
    turn.retire += [WALK, ASK]
    turn.say(turn.words.say("film.begun", when=phrases.next_time(turn)), event="part")


def _rest(turn: Turn) -> None:
    """From the other side on; after a break as a session that was left goes on."""
    if turn.now - session.open_walk(turn).walk.moved_at > session.AWAY:
        starting.resume_walk(turn)
        return
    session.move_to(turn, session.open_walk(turn).place)
    turn.change(asking=None)
    turn.retire.append(ASK)
    show_step(turn)


def _none(turn: Turn) -> None:
    """Not done: nothing is counted, and the movement comes again."""
    walk, _, place = session.open_walk(turn)
    session.move_to(turn, place)
    left = replace(session.open_walk(turn).walk, state=WalkState.LEFT, ended_at=turn.now)
    turn.change(walk=left, asking=None, unfinished_movement=walk.movement)
    turn.retire += [WALK, ASK]
    turn.say(turn.words.say("film.none", when=phrases.next_time(turn)), event="not_done")


def go_by_steps(turn: Turn) -> None:
    """The same session, step by step from the first step of its side."""
    _, _, place = session.open_walk(turn)
    session.move_to(turn, place)
    session.as_steps(turn)
    turn.retire.append(ASK)
    show_step(turn)


def _always(turn: Turn, *, ends: bool) -> None:
    """Sessions come like this one from now on; where this one is for later it ends for today."""
    way = session.open_walk(turn).walk.way
    if ends:
        _none(turn)
    usual_way.keep_to(turn, way, says_so=True)


# What was said or pressed


def tap(turn: Turn, data: str) -> bool:
    """`film:<walk>:` and done, part, hurts, steps, first, less, rest or none. An old one shows where the person is."""
    parts, walk = unpack(data), turn.person.walk
    if len(parts) != 3 or walk is None or number_in(parts[1]) != walk.number or parts[2] not in _ACTIONS:
        return False
    if session.just_ended(turn):
        turn.toast = turn.words.label("toast.done")
        return True
    opened = session.current(turn)
    if opened is None:
        return False
    if parts[2] == "hurts":
        # "It hurts" counts from any button of this walk, however old.
        pain.stop_for_pain(turn)
    elif not _may_answer(turn, parts[2]):
        resuming.answer_old_button(turn)
    else:
        _ACTIONS[parts[2]](turn)
    return True


def _may_answer(turn: Turn, action: str) -> bool:
    """Whether a button still means something: not once the walk went on step by step."""
    walk = session.open_walk(turn).walk
    if action in ("first", "less"):
        return stage(turn) == FAR
    if action == "part":
        return (is_film(walk) and stage(turn) != FAR) or stage(turn) == ASKED
    if action == "rest":
        return turn.person.account.asking == PAUSED
    return is_film(walk) or stage(turn) == ASKED


def answer(turn: Turn, said: str) -> bool:
    """What is typed while a film is out; False for what a walk, or anything else, answers."""
    opened, asked = session.current(turn), stage(turn)
    if opened is None or asked is None:
        turn.change(asking=None)
        return False
    told = film_talk.without_questions(said, turn.words)
    tells_way = ways_told.wish(said, turn.words) is not None and film_talk.how_far(told, turn.words) is None
    if asks_whether_over(said, turn.words) or tells_way:
        return False
    if asked == "" and film_talk.wants_always(said, turn.words):
        _always(turn, ends=film_talk.is_for_later(said, turn.words))
        return True
    if film_talk.wants_steps(said, turn.words):
        go_by_steps(turn)
        return True
    way = None if asked == FAR else ways_told.beside_end(said, turn.words)
    if way is not None and film_talk.how_far(told, turn.words) is HowFar.DONE:
        usual_way.keep_to(turn, way, says_so=True)
        _done(turn, feel.told(turn, told, is_over=True))
        return True
    how_far = None
    if asked != FAR and (how_far := film_talk.how_far(said, turn.words)) not in (None, HowFar.DONE):
        _told_how_far(turn, how_far, said)
        return True
    is_done = how_far is HowFar.DONE
    is_over = is_done or film_talk.says_end(said, turn.words)
    how = feel.told(turn, said, is_over=is_over) if asked != FAR else None
    if how is not None and (asked or is_over or _is_told_after(turn, said)):
        _done(turn, how)
        return True
    if is_done:
        _done(turn)
        return True
    if how is not None and len(said.split()) <= feel.LONGEST_LATE:
        # Good as it began, or as a whole: nobody saw it.
        ask_whether_done(turn, lead=turn.words.say("talk.glad") if how is Feel.GOOD else None)
        return True
    heard = {action: f"hear.film_{action}" for action in _TYPED[asked]}
    action = choose(said, turn.words, heard)
    if action == "steps" and film_talk.denies(said, turn.words):
        return False
    if action == "done" and asked == "":
        # "Done" among other words may be said of anything.
        ask_whether_done(turn)
        return True
    if action is None and asked == ASKED:
        action = _YES_OR_NO.get(recognize(said, turn.words, (Intent.YES, Intent.NO)))
    if action is None:
        return False
    _ACTIONS[action](turn)
    return True


def _told_how_far(turn: Turn, how_far: HowFar, said: str) -> None:
    """One side, where it is the first; else the question how far, or whether it was followed."""
    if how_far is HowFar.OVER:
        ask_whether_done(turn)
        return
    side = session.open_walk(turn).place.side
    named = [each for each in turn.library.sides if _names_side(turn, said, each)]
    if how_far is HowFar.FIRST and named in ([], [side]):
        _first_side(turn)
    else:
        _part(turn)


def _names_side(turn: Turn, said: str, side: str) -> bool:
    return not set(normalize(said).split()).isdisjoint(map(normalize, turn.words.options(f"hear.side.{side}")))


def answer_hurt(turn: Turn, said: str) -> bool:
    """Count a film that was followed to its end where a text tells that, and of pain: it hurt. False for a part of it,
    and everywhere else."""
    if stage(turn) not in ("", ASKED) or film_talk.how_far(said, turn.words) is not HowFar.DONE:
        return False
    _done(turn, Feel.HURT, said)
    return True


def follow_word(turn: Turn, word: Intent) -> bool:
    """Follow a word of a walk while a film is out; False for those that mean the same as in steps."""
    if not is_out(turn) or word not in _WORDS:
        return False
    if turn.person.account.asking == PAUSED and word is Intent.NEXT:
        _rest(turn)
    else:
        _WORDS[word](turn)
    return True


def _to_other_side(turn: Turn) -> None:
    """The film from the other side on; there it stays there."""
    _, course, place = session.open_walk(turn)
    session.move_to(turn, place if place.sides_done else session.other_side_of(course))
    show_step(turn)


# The way


def tap_way(turn: Turn, data: str) -> bool:
    """`way:<walk>:steps|film|sound`, under the first step of the second session: from now on sessions come so. With
    `:<way>` behind it, under the session that changed: it alone comes so, and others in that way as before."""
    parts, opened = unpack(data), session.current(turn)
    if (
        not 3 <= len(parts) <= 4
        or not {*parts[2:]} <= {*WAYS}
        or number_in(parts[1]) != (turn.person.walk and turn.person.walk.number)
    ):
        return False
    if len(parts) == 4:
        turn.change(way=parts[3])
        turn.say(turn.words.say(f"way.once_{parts[3]}"), event="way")
        return True
    if opened is not None and opened.walk.way != parts[2]:
        before = turn.person.settings.way
        turn.change(way=parts[2])
        turn.toast = turn.words.label(f"toast.way_{parts[2]}")
        show_from_now_on(turn, parts[2], before)
    return opened is not None


def show_from_now_on(turn: Turn, way: str, before: str) -> None:
    """Let the open walk go on in the way that is the usual one from now on, with a button that makes it this session's
    alone; `before` is the way before."""
    walk = session.open_walk(turn).walk
    show_in(turn, way, lead=turn.words.say(f"way.set_{way}"))
    if before == way:
        return
    once = rows((Button(turn.words.label("button.just_once"), pack("way", walk.number, way, before)),))
    last = turn.replies[-1]
    other = last.instead and replace(last.instead, buttons=once + last.instead.buttons)
    turn.replies[-1] = replace(last, buttons=once + last.buttons, instead=other)


def show_in(turn: Turn, way: str, *, lead: Html | None = None) -> None:
    """Let the open walk go on in another way: steps from where it stands, a film from the beginning of its side."""
    _, _, place = session.open_walk(turn)
    session.move_to(turn, place)
    turn.change(walk=replace(session.open_walk(turn).walk, way=way))
    show_step(turn, lead=lead)


_ACTIONS: dict[str, Callable[[Turn], None]] = {
    "done": _done,
    "part": _part,
    "hurts": pain.stop_for_pain,
    "steps": go_by_steps,
    "first": _first_side,
    "less": _wait,
    "rest": _rest,
    "none": _none,
}
# What may be typed at each stage.
_TYPED = {"": ("done", "part", "steps"), ASKED: ("done", "part", "none", "steps"), FAR: ("first", "less", "done")}
_YES_OR_NO: dict[Intent | None, str] = {Intent.YES: "done", Intent.NO: "none"}
_WORDS: dict[Intent, Callable[[Turn], None]] = {
    Intent.NEXT: go_by_steps,
    Intent.BACK: resuming.show_again,
    Intent.REPEAT: resuming.show_again,
    Intent.MORE: go_by_steps,
    Intent.SKIP: go_by_steps,
    Intent.ENOUGH: _part,
    Intent.OTHER_SIDE: _to_other_side,
}


def _ask_again(turn: Turn, lead: Html) -> bool:
    if session.current(turn) is None:
        return False
    if stage(turn) == ASKED:
        ask_whether_done(turn, lead=lead)
    elif stage(turn) == FAR:
        _ask_how_far(turn, lead=lead)
    else:
        resuming.show_again(turn, lead=lead)
    return True


DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix=OUT,
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
    taps={OUT: tap, "way": tap_way},
)
