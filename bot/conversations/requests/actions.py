"""Actions: what is done for each wish of a sentence. `ACTIONS` is the one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.conversations import movement_phrases, phrases, selection, session, talk
from bot.conversations.account import help, onboarding, privacy, settings, ways
from bot.conversations.faq import faq_facts
from bot.conversations.history import progress, report
from bot.conversations.preferences import (
    cues,
    days_off,
    language,
    notifications,
    pausing,
    reminder_list,
    reminder_moves,
    reminder_phrases,
    reminder_questions,
    reminders,
    removals,
    stopping,
    time_zone,
)
from bot.conversations.prompts import illness, prompt, putting_off
from bot.conversations.requests import in_a_way, said_settings, session_length
from bot.conversations.safety import overview
from bot.conversations.setup_stages import HELLO
from bot.conversations.turn import ASK, CommandWanted, Turn
from bot.conversations.walk import (
    answers,
    browsing,
    easing,
    farewell,
    finish,
    navigation,
    offer,
    pain,
    positions,
    resuming,
    starting,
)
from bot.habits.planning import next_prompt
from bot.markup import Html
from bot.replies import Button, pack, rows
from bot.understanding.answers import periods
from bot.understanding.answers.intents import Intent
from bot.understanding.questions.step_questions import StepQuestion
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.wishes.wish_rules import Wish
from content.walk import is_at_end
from storage.records.person import FILM, SOUND, STEPS


def _remind(turn: Turn, detail: str) -> None:
    if not _comes_again(turn, detail) and reminders.add_typed(turn, detail):
        reminder_phrases.confirm_reminders(turn)


def _move(turn: Turn, detail: str) -> None:
    if not _comes_again(turn, detail):
        reminders.move(turn, detail)


def _comes_again(turn: Turn, detail: str) -> bool:
    """Whether a reminder that is wanted today is the one that came today: it comes again then, instead of at another
    time to which it was put off."""
    found = parse_reminders(detail, turn.own_words)
    if not isinstance(found, tuple) or len(found) != 1 or found[0].days_ahead != 0:
        return False
    if not putting_off.may_come_again(turn) or session.current(turn) is not None or selection.done_today(turn):
        return False
    putting_off.put_off(turn, f"{found[0].time:%H:%M}")
    return True


def _export(turn: Turn, detail: str) -> None:
    raise CommandWanted("export")


def _privacy(turn: Turn, detail: str) -> None:
    raise CommandWanted("privacy")


def _checkin(turn: Turn, detail: str) -> None:
    settings.tap(turn, "set:checkin:on")


def _messages(turn: Turn, detail: str) -> None:
    """What the bot writes by itself: the weekly summary, milestones, news."""
    notifications.show_page(turn, edit=False)


def _report(turn: Turn, detail: str) -> None:
    """A page for the dates that were said; where none can be read they are asked for."""
    period = periods.read(detail, turn.today, turn.words) if detail else None
    if period is None:
        report.ask_period(turn)
    else:
        report.command(turn, detail)


def _quiet(turn: Turn, detail: str) -> None:
    if detail:
        notifications.answer(turn, detail)
    else:
        notifications.ask_quiet_hours(turn)


def _movement(turn: Turn, detail: str) -> None:
    movement = turn.library.movement(detail)
    offer.command(turn, movement.name if movement is not None else detail)


def _when_next(turn: Turn, _detail: str) -> None:
    """When the next prompt comes, and with which movement."""
    following = selection.todays(turn.person, turn.library)
    coming = phrases.coming_line(turn)
    lines = [coming if coming is not None else phrases.why_none(turn)]
    if following is not None and not session.current(turn):
        form = selection.form_for(turn.person, turn.today)
        what = movement_phrases.describe(following, turn.person, turn.library, turn.words, form=form)
        lines.append(
            turn.words.say("today.offer" if next_prompt(turn.person) is None else "meant.next_movement", what=what)
        )
    start = None if following is None or session.current(turn) else offer.start_button(following, turn.words)
    list_button = Button(turn.words.label("button.reminders"), pack("remind", "list"))
    turn.say(Html("\n".join(lines)), rows((start, list_button)), slot=ASK, event="when_next")


def _goodbye(turn: Turn, _detail: str) -> None:
    if turn.person.account.asking == session.PAUSED:
        # It was stopped before, and keeps its place.
        farewell.wave(turn)
    elif not session.is_on(turn):
        farewell.say_goodbye(turn)
    else:
        _stop_session(turn, "")


def _stop_session(turn: Turn, _detail: str) -> None:
    """Stop the session; at its last step it is done."""
    opened = session.current(turn) if session.is_on(turn) else None
    if opened is not None and opened.place.sides_done and is_at_end(opened.course, opened.place):
        finish.finish_walk(turn)
    elif not navigation.follow_word(turn, Intent.STOP):
        offer.offer_movement(turn, lead=turn.words.say("no_walk"))


def _hello(turn: Turn, _detail: str) -> None:
    if turn.person.account.setup == HELLO and session.current(turn) is None:
        onboarding.say_hello(turn)
        return
    turn.say(phrases.greeting(turn), event="talk")
    in_a_way.go_on(turn)


def _thanks(turn: Turn, _detail: str) -> None:
    turn.say(turn.words.say("talk.thanks"), event="talk")


def _zone(turn: Turn, detail: str) -> None:
    """The clock of a place; a tap gives back the one before."""
    before = turn.person.settings.zone
    time_zone.command(turn, detail)
    if detail and before not in (None, turn.person.settings.zone) and turn.person.account.setup is None:
        turn.replies[-1] = replace(turn.replies[-1], drop_keys=False)
        said_settings.with_undo(turn, "button.undo", pack("zone", before))


def _yesterday(turn: Turn, _detail: str) -> None:
    progress.add_yesterday(turn)


def _word(intent: Intent) -> Callable[[Turn, str], None]:
    def follow(turn: Turn, _detail: str) -> None:
        if not navigation.follow_word(turn, intent):
            offer.offer_movement(turn, lead=turn.words.say("no_walk"))

    return follow


def _question(question: StepQuestion) -> Callable[[Turn, str], None]:
    return lambda turn, _detail: answers.say(turn, question)


def _ask(turn: Turn, detail: str) -> None:
    """A question about the step, by its name."""
    if detail in set(StepQuestion):
        answers.say(turn, StepQuestion(detail))


def _for_admins(command: str) -> Callable[[Turn, str], None]:
    """A command of those who run the bot, after its handler has read the database; to others, that it is theirs."""

    def act(turn: Turn, _detail: str) -> None:
        if turn.is_admin:
            raise CommandWanted(command)
        turn.say(turn.words.say("talk.admins_only"), event="talk")

    return act


def _session_done(turn: Turn, detail: str) -> None:
    """The whole session counts as done, wherever it stands; outside one, today's is told."""
    if session.is_on(turn):
        finish.finish_walk(turn)
    else:
        progress.count_today(turn, detail)


def _talk(wish: Wish) -> Callable[[Turn, str], None]:
    return lambda turn, _detail: talk.answer(turn, wish)


def _describe(turn: Turn, detail: str) -> None:
    """The movement that is asked about, in words, with its forms under it."""
    movement = turn.library.movement(detail)
    if movement is None:
        browsing.list_movements(turn)
    else:
        browsing.show_movement(turn, movement)


def _todays(turn: Turn) -> None:
    """Today's movement: the session that is on, or the offer."""
    if session.is_on(turn):
        resuming.show_again(turn)
    else:
        offer.command(turn, "")


def _alone(action: Callable[[Turn], object]) -> Callable[[Turn, str], None]:
    """An action that has no detail."""

    def act(turn: Turn, _detail: str) -> None:
        action(turn)

    return act


def _frequent(turn: Turn, name: str) -> None:
    """Answer a frequent question; days of an illness that was told are excused at once."""
    if name != "past_absence" or not illness.excuse_since(turn):
        faq_facts.answer(turn, name)


ACTIONS: Mapping[Wish, Callable[[Turn, str], None]] = {
    Wish.STOP: _alone(stopping.ask_stop),
    Wish.DELETE: _alone(privacy.ask_to_delete),
    Wish.EXPORT: _export,
    Wish.PAUSE: pausing.pause,
    Wish.RESUME: _alone(pausing.resume),
    Wish.REMIND: _remind,
    Wish.REMIND_ALSO: reminder_questions.add_as_well,
    Wish.MOVE: _move,
    Wish.DAYS_OFF: days_off.take_off,
    Wish.ONLY_THESE: reminder_moves.only_these,
    Wish.REMOVE: removals.remove,
    Wish.REMINDERS: _alone(reminder_list.list_reminders),
    Wish.WHEN_NEXT: _when_next,
    Wish.QUIET: _quiet,
    Wish.CUE: cues.command,
    Wish.LENGTH: said_settings.set_length,
    Wish.USUAL_LENGTH: session_length.usual_length,
    Wish.USUAL_WAY: said_settings.usual_way,
    Wish.POSITION: said_settings.set_position,
    Wish.POSITION_TODAY: said_settings.position_today,
    Wish.USUAL_POSITION: said_settings.usual_position,
    Wish.WHY_POSITION: positions.say_why,
    Wish.OTHER_MOVEMENT: _alone(browsing.list_movements),
    Wish.MOVEMENT: _movement,
    Wish.START: _alone(starting.begin),
    Wish.ZONE: _zone,
    Wish.TRAVEL: _zone,
    Wish.YESTERDAY: _yesterday,
    Wish.PICTURES_OFF: lambda turn, _: said_settings.set_pictures(turn, on=False),
    Wish.PICTURES_ON: lambda turn, _: said_settings.set_pictures(turn, on=True),
    Wish.IMPROVING: _alone(progress.answer_improving),
    Wish.STREAK: _alone(progress.answer_streak),
    Wish.DAYS_IN: progress.answer_period,
    Wish.PROGRESS: _alone(progress.command),
    Wish.REPORT: _report,
    Wish.SETTINGS: _alone(settings.show_settings),
    Wish.HELP: _alone(help.show_help),
    Wish.ABOUT: _alone(help.show_about),
    Wish.PRIVACY: _privacy,
    Wish.CHECKIN: _checkin,
    Wish.MESSAGES: _messages,
    Wish.SAFETY: _alone(overview.show_safety),
    Wish.FOLLOW_ALONG: in_a_way.act(FILM),
    Wish.LISTEN: in_a_way.act(SOUND),
    Wish.BY_STEPS: in_a_way.act(STEPS),
    Wish.NO_SOUND: ways.no_sound,
    Wish.WAYS: _alone(ways.say_ways),
    Wish.SLOWER: _alone(ways.say_no_slower),
    Wish.MARKS: _alone(ways.say_marks),
    Wish.IN_WORDS: _alone(ways.say_in_words),
    Wish.TODAYS: _alone(_todays),
    Wish.ADMIN_HEALTH: _for_admins("health"),
    Wish.ADMIN_REACHED: _for_admins("reached"),
    Wish.GOODBYE: _goodbye,
    Wish.WHERE_WAS_I: _alone(resuming.show_again),
    Wish.NEXT: _word(Intent.NEXT),
    Wish.BACK: _word(Intent.BACK),
    Wish.REPEAT: _word(Intent.REPEAT),
    Wish.MORE: _word(Intent.MORE),
    Wish.EASIER: _word(Intent.EASIER),
    Wish.SKIP: _word(Intent.SKIP),
    Wish.OTHER_SIDE: _word(Intent.OTHER_SIDE),
    Wish.HARDER: lambda turn, _: easing.offer_harder(turn) if session.is_on(turn) else _frequent(turn, "levels"),
    Wish.SIDE_DONE: _word(Intent.ENOUGH),
    Wish.PAUSE_SESSION: _word(Intent.PAUSE),
    Wish.STOP_SESSION: _stop_session,
    Wish.NOT_TODAY: _alone(prompt.not_today),
    Wish.LATER: putting_off.put_off,
    Wish.UNWELL: _alone(prompt.unwell_today),
    Wish.HELLO: _hello,
    Wish.THANKS: _thanks,
    Wish.NOTIFICATIONS: _messages,
    Wish.VERSION: _for_admins("version"),
    Wish.STATS: _for_admins("stats"),
    Wish.BROADCAST: _for_admins("how_to_write"),
    Wish.START_OVER: _word(Intent.START_OVER),
    Wish.HOW_LONG: _question(StepQuestion.WHOLE_TIME),
    Wish.HOW_MANY: _question(StepQuestion.HOW_MANY),
    Wish.BREATHE: _question(StepQuestion.BREATHE),
    Wish.WHY: _question(StepQuestion.WHY),
    Wish.CUE_WORD: _alone(cues.say_what_it_does),
    Wish.WORD_MEANS: talk.explain_word,
    Wish.DESCRIBE: _describe,
    Wish.FORGIVEN: _alone(progress.answer_forgiven),
    Wish.ASK: _ask,
    Wish.FAQ: _frequent,
    Wish.SESSION_DONE: _session_done,
    Wish.DONE_TODAY: progress.count_today,
    Wish.PAIN: _alone(pain.answer_complaint),
    Wish.DOUBT: _alone(pain.ask_whether_it_hurts),
    **{wish: _talk(wish) for wish in talk.TALK},
    Wish.LANGUAGE: _alone(language.ask_language),
}
