"""Dispatch: hands a text, a button or a command to the dialogue that answers it. Something is always said back.

`DIALOGUES` is the one table: to add a dialogue is to write its file and its name here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bot.conversations import (
    lost,
    outside,
    passing_on,
    phrases,
    recovery,
    session,
    setup_stages,
    slight_complaints,
    step_told,
    talk,
    typed_labels,
    why_hips,
    without_words,
)
from bot.conversations.account import help, onboarding, privacy, settings, setup_answers, setup_talk, status, ways
from bot.conversations.admin import broadcast, broadcast_typed, recording, stats, version
from bot.conversations.dialogue import Command, Dialogues, Question
from bot.conversations.history import progress, report
from bot.conversations.preferences import (
    cues,
    day_told,
    language,
    notifications,
    pausing,
    preferred_position,
    reminder_card,
    reminders,
    stopping,
    time_zone,
    weekly_summary,
)
from bot.conversations.prompts import come_again, just_put_off, prompt, put_off_words
from bot.conversations.questions import (
    corrections,
    left_for_later,
    newest_question,
    open_question,
    rest_for_pain,
    setup_questions,
    spelling,
    two_in_one,
    typed_questions,
)
from bot.conversations.requests import requests, said_wishes, session_length
from bot.conversations.safety import (
    after_alarm,
    allowed_again,
    emergency,
    exclusions,
    held_back,
    overview,
    referral,
    safety_questions,
)
from bot.conversations.turn import CommandWanted, Turn
from bot.conversations.walk import (
    answers,
    browsing,
    by_themselves,
    check_in,
    coming_back,
    farewell,
    feel,
    follow_along,
    follow_up,
    going_on,
    level_answers,
    navigation,
    offer,
    pace,
    pain,
    resuming,
    starting,
    taking_back,
    whole_length,
)
from bot.markup import escape
from bot.replies import pack, unpack
from bot.understanding import asides, openings
from bot.understanding.answers.intents import COMPLAINTS, Intent, matches, recognize_whole
from bot.understanding.examples import meanings
from bot.understanding.examples.meanings import Meant
from bot.understanding.hearing import Heard, hear
from bot.understanding.second_look import Second, asked_instead, beside, doubt, lessen, take_up, with_days, withdraw
from bot.understanding.spoken_language import listening
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.remembered import remembering
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import Wished

# Every dialogue. Those with commands stand in the order of the command menu.
DIALOGUES = Dialogues(
    (
        *(offer.DIALOGUE, browsing.DIALOGUE, preferred_position.DIALOGUE, reminders.DIALOGUE, cues.DIALOGUE),
        *(time_zone.DIALOGUE, language.DIALOGUE, pausing.DIALOGUE, progress.DIALOGUE, report.DIALOGUE),
        *(settings.DIALOGUE, overview.DIALOGUE, status.DIALOGUE, privacy.DIALOGUE, stopping.DIALOGUE, help.DIALOGUE),
        *(onboarding.DIALOGUE, stats.DIALOGUE, broadcast.DIALOGUE, version.DIALOGUE, recording.DIALOGUE),
        *(emergency.DIALOGUE, exclusions.DIALOGUE, notifications.DIALOGUE, prompt.DIALOGUE, come_again.DIALOGUE),
        *(navigation.DIALOGUE, follow_along.DIALOGUE, starting.DIALOGUE, resuming.DIALOGUE, just_put_off.DIALOGUE),
        *(ways.DIALOGUE, slight_complaints.DIALOGUE, whole_length.DIALOGUE, taking_back.DIALOGUE, going_on.DIALOGUE),
        *(check_in.DIALOGUE, follow_up.DIALOGUE, pain.DIALOGUE, farewell.DIALOGUE, requests.DIALOGUE, lost.DIALOGUE),
        *(session_length.DIALOGUE, by_themselves.DIALOGUE, feel.DIALOGUE, referral.DIALOGUE, allowed_again.DIALOGUE),
    )
)

# The command menu, in its order; what admins see besides; commands whose names mean something else without the slash:
# "stop" in a walk stops the walk.
COMMANDS = tuple(name for name, command in DIALOGUES.commands.items() if not command.for_admins)
ADMIN_COMMANDS = tuple(name for name, command in DIALOGUES.commands.items() if command.for_admins)
SLASH_COMMANDS = frozenset(name for name, command in DIALOGUES.commands.items() if command.needs_slash)


def press(turn: Turn, data: str) -> None:
    """Answer a button. One that no dialogue owns, or an old one, shows the person where they are."""
    typed_questions.take_stamp(turn)
    if held_back.stands_before(turn, data):
        return
    data = held_back.taken_up(turn, data)
    tap = DIALOGUES.taps.get(unpack(data)[0])
    if tap is None or not tap(turn, data):
        turn.strip_pressed()
        where_you_are(turn)


def run(turn: Turn, command: Command, argument: str) -> None:
    """Answer a command. It closes the open question, unless that outlasts commands, such as a paused walk."""
    question = DIALOGUES.question_of(turn.person.account.asking)
    if question is None or not question.outlasts_commands(turn):
        turn.change(asking=None)
    if command.begins_walk and held_back.asks_first(turn, pack("todays")):
        return
    assert command.run is not None  # noqa: S101 - the handlers run the others
    command.run(turn, argument)


def end(turn: Turn) -> None:
    """End a turn: after an answer in setting up, ask the next question."""
    if turn.setup_answered:
        onboarding.go_on(turn)
    held_back.end(turn)
    session.put_next_below(turn)
    typed_questions.put_stamp(turn)


def is_slow(turn: Turn) -> bool:
    """Whether reading an answer to the open question takes long: places and dates do."""
    question = DIALOGUES.question_of(turn.person.account.asking)
    return turn.person.account.setup is not None or (question is not None and question.is_slow)


def where_you_are(turn: Turn) -> None:
    """Show where the person is, after an old button: the open question again, the step, or what can be done now."""
    question, lead = _open_question(turn), turn.words.say("old_button")
    if question is not None and question.waits and question.ask_again(turn, lead):
        return
    if session.current(turn) is not None:
        resuming.show_again(turn)
    elif turn.person.account.setup is not None:
        onboarding.ask_open(turn)
    elif question is None or question.waits or not question.ask_again(turn, lead):
        offer.offer_movement(turn, lead=lead)


def _open_question(turn: Turn) -> Question | None:
    """The question that a typed text may answer; None when none is open, or it is one of setting up."""
    question = DIALOGUES.question_of(turn.person.account.asking)
    is_of_setup = question in time_zone.DIALOGUE.questions and turn.person.account.setup not in (
        None,
        setup_stages.HELLO,
    )
    return None if is_of_setup else question


@remembering()
def text(turn: Turn, said: str, *, kind: str | None = None) -> None:
    """Answer a typed text. `kind` is what it came with, such as a photo: named when the text itself says nothing."""
    typed_questions.take_stamp(turn)
    if navigation.follow_next(turn, said):
        return
    turn.listen(listening(said, turn.own_words, requests.where(turn), requests.known(turn)))
    said = openings.as_told(spelling.as_meant(turn, said), turn.words, requests.known(turn))
    is_asked = _is_setting_up(turn) or ((opened := _open_question(turn)) is not None and opened.waits)
    said = openings.without(said, turn.words, requests.where(turn), requests.known(turn), is_asked=is_asked)
    if two_in_one.answer(turn, _open_question(turn), said, partial(text, turn)):
        return
    label = open_question.label_of(turn, _open_question(turn), said)
    # The exact words of a walk mean the same everywhere, and ask for nothing more to be read.
    is_exact = session.current(turn) is not None and recognize_whole(said, turn.words) is not None
    heard = hear(said, turn.words, Where.WALK if is_exact else requests.where(turn), requests.known(turn))
    if heard == Heard() and session.is_on(turn):
        # A wish that is of the reminders is meant in a session, too.
        outside = hear(said, turn.words, Where.OUT, requests.known(turn))
        heard = outside if {one.wish for one in outside.wishes} == {Wish.PAUSE} else heard
    heard = openings.behind_politeness(heard, said, turn.words, requests.where(turn), requests.known(turn))
    moved = asides.move(heard, said, turn.words, requests.known(turn)) if session.is_by_steps(turn) else None
    symptom = heard.symptom.symptom if heard.symptom is not None else None
    if slight_complaints.answer(turn, said, partial(text, turn, kind=kind)):
        return
    if symptom is Symptom.ALARM:
        emergency.call_for_help(turn, said)
        return
    is_done = symptom in (None, Symptom.RELIEF) and allowed_again.answer(turn, said)
    if is_done or slight_complaints.answer_arm(turn, said, symptom) or after_alarm.answer(turn, said, symptom):
        return
    if broadcast_typed.is_written(turn, said):
        raise CommandWanted("how_to_write")
    word = Intent.HURTS if symptom in COMPLAINTS else heard.word
    if word is Intent.HELP:
        help.show_help(turn)
        return
    if held_back.answer(turn, said, heard, partial(press, turn)):
        if turn.alarm_over and _is_setting_up(turn) and not setup_answers.answer(turn, said):
            onboarding.ask_open(turn)
        return
    if matches(said, turn.words, "hear.hurt_signs"):
        turn.say(phrases.signs(turn), event="signs")
        return
    wished = {one.wish for one in heard.wishes}
    is_question = why_hips.answer(turn, said, symptom) or left_for_later.answer(turn, said, symptom, wished)
    if is_question or pain.answer_another_day(turn, said, symptom):
        return
    if word is Intent.HURTS and not open_question.asks_about_pain(turn, _open_question(turn), said):
        rest_for_pain.answer_complaint(turn, symptom, said, partial(text, turn))
        return
    is_done = (turn.is_admin and broadcast_typed.answer(turn, said)) or language.answer_typed(turn, said)
    is_done = is_done or going_on.answer(turn, said) or whole_length.answer(turn, said)
    if is_done or by_themselves.answer(turn, said) or pace.answer(turn, said):
        return
    is_pressed = label is not None and label.is_newest and _pressed(turn, label)
    is_done = is_pressed or weekly_summary.answer(turn, said)
    if is_done or newest_question.answer(turn, _open_question(turn), said, partial(_pressed, turn)):
        return
    if safety_questions.answer(turn, said) or step_told.answer(turn, said) or day_told.answer(turn, said):
        return
    found = meanings.read(said, turn.words, requests.where(turn), requests.known(turn))
    heard = with_days(lessen(withdraw(heard, found, said), found, said), found, said, turn.today, turn.words)
    second = None if turn.person.account.setup is not None else doubt(heard, found, said, turn.words)
    if second is not None:
        heard, word = Heard(heard.symptom, wishes=(second.wished,)), None
    before = turn.person
    if kind is None and setup_questions.answer(turn, said, heard, found, is_asked=is_asked):
        open_question.ask_still(turn, _open_question(turn), before)
        return
    is_done = recovery.answer(turn, said) or coming_back.answer(turn, said, heard, found)
    is_done = is_done or reminder_card.answer_remove(turn, said, found) or passing_on.answer(turn, said)
    is_done = is_done or setup_answers.answer_without_pictures(turn, said)
    if is_done or _answered(turn, said, heard, word, found):
        return
    if moved is not None:
        requests.fulfil(turn, (moved,))
        return
    is_asked_again = _answer_beside(turn, said, word, heard, label, kind, found, second)
    is_polite = bool(heard.wishes) and all(one.wish is Wish.THANKS for one in heard.wishes)
    if not is_asked_again and not is_polite and symptom in (None, Symptom.RELIEF):
        open_question.ask_still(turn, _open_question(turn), before)


def _answer_beside(
    turn: Turn,
    said: str,
    word: Intent | None,
    heard: Heard,
    label: typed_labels.TypedLabel | None,
    kind: str | None,
    found: Sequence[Meant],
    second: Second | None,
) -> bool:
    """Answer what is no answer to an open question. Whether that was asked again. `found`: what the text may mean,
    `second`: what of it is more likely meant than what was heard."""
    if _is_setting_up(turn) and setup_talk.asks_to_wait(turn, said):
        return False
    if setup_talk.is_aside(turn, heard.wishes):
        requests.fulfil(turn, heard.wishes)
        if turn.person.account.setup != setup_stages.HELLO:
            onboarding.ask_open(turn)
        elif not setup_answers.answer(turn, said):
            onboarding.say_hello(turn, once_more=True)
        return False
    if turn.person.account.setup is not None and setup_answers.answer(turn, said):
        return False
    if session.at_offer(turn) and (stays := typed_labels.within(turn, said)) is not None and _pressed(turn, stays):
        return False
    if level_answers.answer(turn, said, found):
        return False
    is_new = turn.person.account.setup == setup_stages.HELLO and session.current(turn) is None
    is_told_done = any(one.wish is Wish.SIDE_DONE for one in heard.wishes)
    if not is_new and not is_told_done and answers.answer_question(turn, said, heard, found):
        return False
    if word is None and cues.is_said(turn, said):
        starting.begin(turn)
        return False
    if pausing.answer_for_how_long(turn, said):
        return False
    if lost.is_nod(turn, said):
        talk.nod(turn)
        return False
    undo = typed_labels.undo(turn) if [one.wish for one in heard.wishes] == [Wish.MISHEARD] else None
    is_of_once = not any(one.sure for one in heard.wishes) and newest_question.is_for_once(turn, said)
    once = typed_labels.just_once(turn) if is_of_once else None
    if any(each is not None and _pressed(turn, each) for each in (undo, once)):
        return False
    if heard.wishes and _is_free(turn, heard.wishes):
        said_wishes.fulfil(turn, said, heard.wishes, beside(heard, found) if second is None else second.others)
        return False
    asked = None if heard.symptom is None else asked_instead(heard.symptom, found)
    if asked is not None and _is_free(turn, (asked,)):
        requests.fulfil(turn, (asked,))
        return False
    if heard.symptom is not None and pain.answer_told(turn, heard.symptom):
        return False
    if word is Intent.OTHER_SIDE and navigation.is_on(turn, said):
        resuming.show_again(turn)
        return False
    if word is Intent.NEXT and session.tells_another_day(turn) and matches(said, turn.words, "hear.film_done"):
        progress.count_today(turn, "")
        return False
    if word is not None and navigation.follow_word(turn, word):
        return False
    if word is not None:
        outside.answer_word(turn, word, said)
        return False
    if put_off_words.answer(turn, said) or offer.answer_named(turn, said):
        return False
    label = label or typed_labels.by_part(turn, said) or typed_labels.within(turn, said)
    if label is not None and _pressed(turn, label):
        return False
    if kind is not None:
        without_words.answer(turn, kind)
        return False
    if broadcast_typed.say_it_waits(turn):
        return True
    taken = take_up(found, said, turn.words)
    if taken is not None and _is_free(turn, (taken.wished,)):
        requests.fulfil(turn, (taken.wished,), taken.others)
        return False
    return open_question.fall_back(turn, said, _open_question(turn))


def _pressed(turn: Turn, label: typed_labels.TypedLabel) -> bool:
    """Answer a typed label as its button is answered. False, and nothing is done, when that would only show other
    buttons above what was typed."""
    before = turn.person
    turn.typed_under = label.shown.message_id
    press(turn, label.data)
    if any(reply.text is not None for reply in turn.replies) or turn.setup_answered:
        return True
    if turn.toast is not None:
        turn.say(escape(turn.toast), event="pressed")
        return True
    if turn.person == before:
        turn.strips.clear()
        turn.typed_under = None
        return False
    where_you_are(turn)
    return True


def _is_setting_up(turn: Turn) -> bool:
    return turn.person.account.setup not in (None, setup_stages.HELLO)


def _is_free(turn: Turn, wishes: Sequence[Wished]) -> bool:
    """Whether setting up does not wait for an answer; it would get lost behind anything but a greeting."""
    is_talk = all(wished.wish in requests.OF_ADMINS | {Wish.HELLO, Wish.THANKS} for wished in wishes)
    return turn.person.account.setup is None or session.current(turn) is not None or is_talk


def _answered(turn: Turn, said: str, heard: Heard, word: Intent | None, found: Sequence[Meant]) -> bool:
    """Whether the open question took the text as its answer, or a wish that counts more was done."""
    question, wishes = _open_question(turn), heard.wishes
    is_done = question is not None and open_question.counts_first(turn, question, said)
    if is_done or check_in.answer_told(turn, said):
        return True
    if question is not None and corrections.answer(turn, question, said, partial(text, turn)):
        return True
    # While setting up, when reminders come is a question about what is asked.
    is_of_these = _is_setting_up(turn) and says(said, turn.words, "setup.of_these")
    above = requests.ABOVE_QUESTIONS - ({Wish.WHEN_NEXT} if _is_setting_up(turn) else frozenset())
    above -= {Wish.HELP} if is_of_these else frozenset()
    is_above = wishes and all(wished.sure and wished.wish in above for wished in wishes)
    if is_above and (question is None or not open_question.is_answered_by_wish(turn, question, wishes)):
        before = turn.person
        requests.fulfil(turn, wishes)
        open_question.ask_still(turn, question, before, said)
        return True
    return question is not None and open_question.answers(
        turn, question, said, word, wishes, found, partial(_pressed, turn)
    )
