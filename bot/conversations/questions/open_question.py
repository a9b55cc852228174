"""The open question: its answer in a whole sentence, and asking it again below what was said beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.conversations import lost, session, setup_stages, talk, typed_labels
from bot.conversations.account import privacy
from bot.conversations.dialogue import Question
from bot.conversations.history import report
from bot.conversations.preferences import cues, stopping, time_zone
from bot.conversations.questions import lapsing, told_beside, typed_questions
from bot.conversations.requests import requests
from bot.conversations.safety import exclusions
from bot.conversations.turn import ASK, Turn
from bot.conversations.typed_labels import TypedLabel
from bot.conversations.walk import follow_along, pain
from bot.markup import Html
from bot.replies import unpack
from bot.understanding.answers import never_mind, periods
from bot.understanding.answers.intents import Intent, first_answer, matches, normalize, recognize_whole
from bot.understanding.examples.meanings import Meant
from bot.understanding.ideas import ideas
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from storage.records.person import Person


def answers(
    turn: Turn,
    question: Question,
    said: str,
    word: Intent | None,
    wishes: Sequence[Wished],
    found: Sequence[Meant],
    press: Callable[[TypedLabel], bool],
) -> bool:
    """Whether a text answers a question: by the question's own words, the words of one of its buttons in a sentence, or
    a yes or a no that it begins with. `found`: what the text may mean. `press` answers a button, and tells whether
    anything was said."""
    # In a session a yes goes on, but where something else was asked last.
    is_yes = recognize_whole(said, turn.words, (Intent.YES,)) is not None
    is_answer = is_yes and recognize_whole(said, turn.words, (Intent.NEXT,)) is None
    is_of_walk = session.current(turn) is not None and word not in (None, Intent.SKIP)
    is_of_walk = is_of_walk and not _leaves(turn, question, said, word)
    if question.yields_to_walk and not is_answer and (word is Intent.NEXT or is_of_walk):
        turn.change(asking=None)
        return False
    if question.is_called_off(turn, said) or typed_questions.is_left(turn, question, said, found):
        turn.change(asking=None)
        turn.say(turn.words.say("remind.nothing_changed"))
        return True
    is_film = question in follow_along.DIALOGUE.questions
    if question.waits and not is_film and matches(said, turn.words, "hear.what_question"):
        return question.ask_again(turn, turn.words.say("fallback.question.what"))
    if _tells_how_long(turn, question, said) or _does_and_tells(turn, question, said, wishes):
        return True
    if _is_beside(turn, question, said, wishes):
        return False
    if question in stopping.DIALOGUE.questions and any(one.wish is Wish.PAUSE for one in wishes):
        # A pause is one of its answers.
        turn.close_question(stopping.ASKING_STOP)
        return False
    if typed_questions.is_something_else(turn, question, said, wishes, found):
        typed_questions.closes_with_no(turn, question, said, wishes)
        return False
    asking = turn.person.account.asking
    if question.answer(turn, said):
        if asking == turn.person.account.asking:
            typed_questions.say_way_out(turn, question, said)
        return True
    if turn.person.account.asking is None or not question.waits:
        return False
    if told_beside.answer(turn, question, said):
        return True
    if word is None and all(one.wish in _POLITE for one in wishes):
        label = typed_labels.within(turn, said)
        if label is not None and press(label):
            return True
    if question not in requests.DIALOGUE.questions and matches(said, turn.words, "hear.both_of_them"):
        return question.ask_again(turn, turn.words.say("fallback.question.one"))
    if _answered_at_first(turn, question, said, wishes):
        return True
    # A yes that says too little is not for the session that is open above.
    is_lost = is_answer and session.is_on(turn) and not is_film and question not in pain.DIALOGUE.questions
    return is_lost and lost.ask_again(turn, question)


def drops(turn: Turn, question: Question, said: str) -> bool:
    """Whether a text drops a question for a yes or a no, or for a typed text: "ok, forget it". Nothing changes."""
    is_droppable = lapsing.is_for_yes(turn.person.account.asking or "") or typed_questions.waits_for_text(
        turn, question
    )
    if turn.person.account.setup is not None or not is_droppable or not never_mind.is_meant(said, turn.words):
        return False
    if lapsing.is_for_yes(turn.person.account.asking or "") and question.answer(turn, turn.words.options("hear.no")[0]):
        return True
    turn.change(asking=None)
    turn.retire.append(ASK)
    turn.say(turn.words.say("remind.nothing_changed"))
    return True


def _leaves(turn: Turn, question: Question, said: str, word: Intent | None) -> bool:
    """Whether a word that stops a session leaves the question instead: "cancel", and any other where none is on."""
    is_stop = word is Intent.STOP and question.waits
    return is_stop and (matches(said, turn.words, "hear.cancel") or not session.is_on(turn))


def _tells_how_long(turn: Turn, question: Question, said: str) -> bool:
    """Whether a text asks how long a change would last that is asked about: "is that only for tonight?"."""
    if question not in requests.DIALOGUE.questions or not said.rstrip().endswith(("?", "right")):
        return False
    lasts = requests.lasts(turn)
    if lasts is None or not says(said, turn.words, "part.asks_how_long"):
        return False
    return question.ask_again(turn, turn.words.say("meant.from_now_on" if lasts else "meant.once"))


def _does_and_tells(turn: Turn, question: Question, said: str, wishes: Sequence[Wished]) -> bool:
    """Whether a text is a yes with something else behind it that only shows something: both are done."""
    first, *rest = re.split(r"[\s.,;:!?]+", said.strip(), maxsplit=1)
    is_yes = recognize_whole(first, turn.words, (Intent.YES,)) is not None
    is_told = bool(wishes) and all(one.wish in requests.ONLY_SHOWN for one in wishes)
    if question not in requests.DIALOGUE.questions or not is_yes or not is_told or says_but(rest, turn):
        return False
    if not question.answer(turn, first):
        return False
    requests.fulfil(turn, wishes)
    return True


def says_but(rest: Sequence[str], turn: Turn) -> bool:
    """Whether what stands behind a yes takes it back: "yes, but first show me the movements"."""
    told = normalize(" ".join(rest)).split()
    return any(normalize(word) in told for word in turn.words.options("hear.but"))


def is_answered_by_wish(turn: Turn, question: Question, wishes: Sequence[Wished]) -> bool:
    """Whether a wish that counts more than other questions is the answer to this one."""
    # "No, I changed my mind" leaves the reminders on.
    is_of_stop = any(one.wish in (Wish.STOP, Wish.RESUME, Wish.PAUSE) for one in wishes)
    # "No, not tomorrow" is a no to the rest that is asked about.
    is_of_guess = question in requests.DIALOGUE.questions and all(requests.is_asked(turn, one) for one in wishes)
    return (
        is_of_guess or question in cues.DIALOGUE.questions or (is_of_stop and question in stopping.DIALOGUE.questions)
    )


def counts_first(turn: Turn, question: Question, said: str) -> bool:
    """Answer what counts more than all else that is said while a question is open: erasing, a stiffness on its scale,
    and which of several places is meant. False for the rest."""
    if question in time_zone.DIALOGUE.questions and time_zone.take_chosen(turn, said):
        return True
    return is_about_erasing(turn, question, said) or told_beside.answer_on_scale(turn, question, said)


def is_about_erasing(turn: Turn, question: Question, said: str) -> bool:
    """Whether a text asks to erase all where only the end of reminders was asked about, or answers that question."""
    if question in stopping.DIALOGUE.questions and says(said, turn.words, "delete"):
        privacy.ask_to_delete(turn)
        return True
    return question in privacy.DIALOGUE.questions and privacy.answer(turn, said)


def _is_beside(turn: Turn, question: Question, said: str, wishes: Sequence[Wished]) -> bool:
    """Whether dates are those of a pause or a journey, or reminders', rather than of the page for a physio; and whether
    a text names no place where one is asked for."""
    if question in time_zone.DIALOGUE.questions:
        return time_zone.is_beside(turn, said, wishes)
    is_away = any(one.wish in (Wish.PAUSE, Wish.TRAVEL, Wish.NOT_TODAY, Wish.REMIND, Wish.MOVE) for one in wishes)
    return is_away and question in report.DIALOGUE.questions and periods.read(said, turn.today, turn.words) is None


# Wishes that say nothing more beside a yes or a no.
_POLITE = (Wish.THANKS, Wish.HELLO, *talk.TALK)
# What a no to the end of all reminders may be said with.
_INSTEAD_OF_STOP = (Wish.PAUSE, Wish.QUIET, Wish.MOVE, Wish.REMIND, Wish.DAYS_OFF, Wish.REMOVE)


def _answered_at_first(turn: Turn, question: Question, said: str, wishes: Sequence[Wished]) -> bool:
    first, told = first_answer(said, turn.words), [one for one in wishes if one.wish not in _POLITE]
    if question in stopping.DIALOGUE.questions:
        if first is not Intent.NO and any(one.wish is Wish.STOP for one in told):
            # "Yes, stop them all."
            first, told = Intent.YES, []
        elif not any(one.wish in _INSTEAD_OF_STOP for one in told):
            told = []
    is_of_guess = question in requests.DIALOGUE.questions
    if first is Intent.NO and told and is_of_guess and not any(requests.is_asked(turn, one) for one in told):
        # What follows is what was meant.
        requests.replace_meant(turn, told)
        return False
    if first is None or (first is Intent.YES and told):
        return False
    if first is Intent.NO and any(one.sure for one in told) and not is_of_guess:
        return False
    return question.answer(turn, turn.words.options(f"hear.{first.value}")[0])


def fall_back(turn: Turn, said: str, question: Question | None) -> bool:
    """Answer a text that was not understood. Whether the open question was asked again; of one for a typed text it is
    said how it is left."""
    if question in follow_along.DIALOGUE.questions:
        # The buttons of a film are under it, and it is not sent again.
        question = None
    is_asked_again = lost.fall_back(turn, said, question)
    if question is not None and is_asked_again:
        typed_questions.say_way_out(turn, question, said)
    return is_asked_again


def ask_still(turn: Turn, question: Question | None, before: Person, said: str = "") -> None:
    """Ask a question that is still open again, below what was said meanwhile: its buttons stand at the end. The one for
    the city is closed where `said` answers it, too, and behind a pause."""
    account = turn.person.account
    is_away = (account.paused, account.rests) != (before.account.paused, before.account.rests)
    is_of_city = question in time_zone.DIALOGUE.questions
    if is_of_city and (is_away or (said and time_zone.says_same(turn, said))):
        turn.close_question(time_zone.ASKING)
        return
    if question is None or not question.waits or turn.person.account.asking != before.account.asking:
        return
    if not typed_questions.may_ask_again(turn, question):
        return
    if turn.person.walk != before.walk or turn.has_alarm() or not turn.replies:
        return
    if question in (*follow_along.DIALOGUE.questions, *pain.DIALOGUE.questions):
        # Their buttons stand under the film or the step, which stay.
        return
    if question in requests.DIALOGUE.questions and session.current(turn) is not None:
        # In a session, what was only guessed is dropped when something else is understood.
        turn.close_question(requests.DIALOGUE.questions[0].prefix)
        return
    buttons = [button for reply in turn.replies for row in reply.buttons for button in row]
    if not any(unpack(button.data)[0] == question.prefix and button.data != "remind:list" for button in buttons):
        question.ask_again(turn, Html(""))


def label_of(turn: Turn, question: Question | None, said: str) -> TypedLabel | None:
    """The button whose words a text is. The exact words of a walk mean the walk, whatever else was shown meanwhile; a
    number answers the question that is open."""
    is_number = question is not None and question.waits and not any(mark.isalpha() for mark in said)
    is_of_walk = session.current(turn) is not None and recognize_whole(said, turn.words) is not None
    if is_number or is_of_walk:
        return None
    label = typed_labels.named(turn, said) or typed_labels.counted(turn, said) or typed_labels.undo_shown(turn, said)
    asks_city = question in time_zone.DIALOGUE.questions or turn.person.account.setup == setup_stages.ZONE
    if label is None and asks_city:
        label = typed_labels.part_of(turn, said, "zone")
    # A step of a walk that is no more is nowhere to go on.
    is_lost = label is not None and label.data.startswith(f"{session.STEP}:") and session.current(turn) is None
    return None if is_lost else label


def asks_about_pain(turn: Turn, question: Question | None, said: str) -> bool:
    """Whether pain answers the open question: after a walk, or who should take care."""
    if ideas.is_of_another_day(said, turn.words):
        # What hurt on Tuesday says nothing of this session.
        return False
    if question is not None and question.hears_pain(turn):
        return True
    if exclusions.names_finding(turn, said):
        return True
    return turn.person.account.setup == setup_stages.CARE and session.current(turn) is None
