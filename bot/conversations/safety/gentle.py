"""Gentle: the setting, turned on and off by a button or in words, and why it leaves something out."""

from __future__ import annotations

from bot.conversations import movement_phrases, session, setup_stages, typed_labels
from bot.conversations.safety import exclusions, screening
from bot.conversations.turn import MENU, Turn
from bot.markup import Html
from bot.replies import Button, pack, rows
from bot.understanding.text.own_clauses import clauses_of, covered, is_said, phrases_of
from bot.understanding.text.phrase_patterns import matches_any, plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes import left_out
from content.movement import AVOIDED_WHEN_GENTLE

# Where setting up still asks who has to take care.
_ASKED = (setup_stages.HELLO, setup_stages.CARE)
# The data of the button that offers it below what has to stay readable.
OFFER = pack("set", "gentle", "on", "here")
# The most words of an answer to that offer.
_LONGEST = 14


def turn_gentle_on(turn: Turn, *, is_here: bool) -> None:
    """Turn gentle on, and ask what else to leave out. `is_here`: the message that was pressed must stay readable."""
    already = session.is_gentle(turn.person)
    turn.change(gentle=True)
    session.follow_wishes(turn)
    what = movement_phrases.in_words(AVOIDED_WHEN_GENTLE, turn.words)
    turn.toast = turn.words.label("toast.gentle_on", what=what)
    if turn.person.account.setup == setup_stages.CARE:
        screening.keep_gentle(turn)
    elif not is_here:
        exclusions.ask_exclusions(turn, edit=True)
    elif not already:
        exclusions.ask_exclusions(turn)


def turn_gentle_off(turn: Turn) -> Html | None:
    """Turn gentle off, and forget what else was left out. What follows from it; None where that is nothing."""
    words, avoided = turn.words, turn.person.settings.avoids
    turn.change(gentle=False, avoids=())
    exclusions.close_question(turn)
    lines = [words.say("settings.avoids_cleared")] if avoided else []
    if session.current(turn) is not None:
        lines.append(words.say("settings.gentle_next_time"))
    return Html(" ".join(lines)) if lines else None


def turn_off_here(turn: Turn) -> None:
    """Turn gentle off and say so in a message of its own; in setting up the next question follows."""
    follows = turn_gentle_off(turn)
    lines = [turn.words.say("settings.gentle_off"), *([follows] if follows else [])]
    if turn.person.account.setup is None:
        turn.say(Html("\n".join(lines)), slot=MENU, event="settings")
        return
    if turn.person.account.setup == setup_stages.LEFT_OUT:
        turn.change(setup=setup_stages.POSITION)
    turn.answer_setup(Html("\n".join(lines)))


def answer(turn: Turn, said: str) -> bool:
    """Turn gentle on or off for somebody who asks for it in words: "gentle for a few days", "no more gentle"; offer it
    to who may not twist; leave out what is named; say why something is left out; and answer a yes or a no to its offer
    under the newest message: "yes, a gentle one for now", "no need, I'm fine". False for anything else. In a
    session it is turned on where the setting is named, or for good: gentler alone is a smaller form of the step."""
    if turn.person.account.setup in _ASKED:
        return False
    named = left_out.read(said, turn.words) if turn.person.account.setup is None else ()
    if not AVOIDED_WHEN_GENTLE.issuperset(named) or (named and session.is_gentle(turn.person)):
        exclusions.leave_out(turn, named)
        return True
    if session.is_gentle(turn.person):
        return _answer_on(turn, said)
    if _is_told_to(turn, said):
        _offer(turn)
        return True
    is_polite = matches_any(said, turn.words, "hear.gentle_on.polite")
    if (is_question(said) and not is_polite) or turn.person.account.setup is not None:
        return False
    if session.is_on(turn) and not _is_asked(turn, said, "hear.gentle_setting"):
        return False
    if wants_off(turn, said):
        # It is off already.
        turn.say(turn.words.say("faq.gentle"), event="talk")
        return True
    is_offered = _is_offered(turn)
    if is_offered and _needs_none(turn, said):
        turn.say(turn.words.say("meant.left"), event="left")
        return True
    if not _is_asked(turn, said) and not (is_offered and _takes_it(turn, said)):
        return False
    turn_gentle_on(turn, is_here=True)
    return True


def follow(turn: Turn, said: str) -> None:
    """Turn gentle on or off where a text asks for it beside something else that was answered."""
    if session.is_gentle(turn.person):
        if wants_off(turn, said):
            turn_off_here(turn)
        elif is_past(turn, said):
            offer_off(turn)
    elif _is_asked(turn, said):
        turn_gentle_on(turn, is_here=True)


def _is_asked(turn: Turn, said: str, *keys: str) -> bool:
    keys = keys or ("hear.gentle_on", "hear.gentle_setting")
    is_asked = any(matches_any(said, turn.words, key) for key in keys)
    return is_asked and not matches_any(said, turn.words, "hear.gentle_on.not")


def wants_off(turn: Turn, said: str) -> bool:
    """Whether a text wants the gentle setting off, and does not ask about it."""
    is_off = matches_any(said, turn.words, "hear.gentle_off") and not matches_any(
        said, turn.words, "hear.gentle_off.not"
    )
    return is_off and not is_question(said)


def offer_button(turn: Turn) -> Button:
    """The button that turns gentle on, and leaves its message readable."""
    return Button(turn.words.label("button.keep_gentle"), OFFER)


def _is_told_to(turn: Turn, said: str) -> bool:
    """Whether somebody says that they may do only what is easy, or are not to twist. In a session it is of the step."""
    if session.is_on(turn) or turn.person.account.setup is not None:
        return False
    is_told = matches_any(said, turn.words, "hear.gentle_told")
    return is_told and not matches_any(said, turn.words, "hear.gentle_told.not")


def _offer(turn: Turn) -> None:
    """Offer to keep it gentle, with what that leaves out."""
    what = movement_phrases.in_words(AVOIDED_WHEN_GENTLE, turn.words)
    turn.say(turn.words.say("hurt.offer_gentle", what=what), rows((offer_button(turn),)), slot=MENU, event="talk")


def _answer_on(turn: Turn, said: str) -> bool:
    """Answer a wish or a question about gentle, which is on."""
    words = turn.words
    is_why = matches_any(said, words, "hear.why_left_out") or _is_told_to(turn, said)
    if is_why and not is_past(turn, said):
        off = Button(words.label("button.gentle_off"), pack("set", "gentle", "off", "here"))
        turn.say(words.say("gentle.why", what=movement_phrases.all_of_it(turn)), rows((off,)), slot=MENU, event="talk")
        return True
    if wants_off(turn, said):
        turn_off_here(turn)
        return True
    if not is_past(turn, said):
        return False
    offer_off(turn)
    return True


def is_past(turn: Turn, said: str) -> bool:
    """Whether somebody for whom gentle is on says that they may do everything again."""
    is_told = session.is_gentle(turn.person) and matches_any(said, turn.words, "hear.gentle_past")
    return is_told and not matches_any(said, turn.words, "hear.gentle_off.not") and not is_question(said)


def offer_off(turn: Turn) -> None:
    """Ask whether to turn gentle off, with what it leaves out."""
    off = Button(turn.words.label("button.gentle_off"), pack("set", "gentle", "off", "here"))
    what = movement_phrases.all_of_it(turn)
    turn.say(turn.words.say("gentle.past", what=what), rows((off,)), slot=MENU, event="talk")


def _is_offered(turn: Turn) -> bool:
    """Whether the newest message has the button that turns gentle on."""
    shown = typed_labels.newest(turn)
    return shown is not None and any(data == OFFER for _, data in shown.buttons)


def _takes_it(turn: Turn, said: str) -> bool:
    """Whether a clause wants it gentle, whatever another one leaves out: "yes gentle for now, no twist"."""
    clauses = clauses_of(said, turn.words)
    return len(said.split()) <= _LONGEST and any(
        is_said(one, turn.words, "hear.gentle_word") and not matches_any(one, turn.words, "hear.gentle_on.not")
        for one in clauses
    )


def _needs_none(turn: Turn, said: str) -> bool:
    """Whether a text says that it is not needed, and nothing else."""
    tokens = [token for token in plain(said).split() if token.isalpha()]
    refusals = covered(tokens, phrases_of(turn.words, "hear.no_need"))
    return bool(refusals) and refusals | covered(tokens, phrases_of(turn.words, "hear.no_need.with")) == {
        *range(len(tokens))
    }
