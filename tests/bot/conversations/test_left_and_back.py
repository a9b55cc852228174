"""Is a question left by "cancel", a session gone on with after a break, and a rest taken for the days that are told?"""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.conversations.session import PAUSED
from bot.timing.recurrence import ALL_DAYS, mask_to_weekdays
from storage.records.person import WalkState
from tests.harness.chat import Chat
from tests.harness.typed import chat_in

CANCEL = {
    "en": "cancel",
    "de": "abbrechen",
    "es": "cancelar",
    "pt_BR": "cancelar",
    "ru": "отмена",
    "ar": "الغاء",
}
BACK = [
    ("en", "I'm back, let's go on"),
    ("de", "bin wieder da, weiter geht's"),
    ("es", "ya volví, sigamos"),
    ("es", "ya estoy de vuelta, seguimos"),
    ("pt_BR", "voltei, vamos continuar"),
    ("pt_BR", "já voltei, pode seguir"),
    ("ru", "я вернулся, продолжим"),
    ("ru", "вернулась, давай дальше"),
    ("ar", "رجعت، نكمل"),
    ("ar", "انا رجعت"),
    ("ar", "خلاص رجعت، يلا نكمل التمرين"),
    ("ar", "رجعتلك، كمل"),
]
REMINDERS_AGAIN = [
    ("en", "turn the reminders on again"),
    ("de", "schick mir wieder Erinnerungen"),
    ("ru", "верни напоминания"),
    ("ar", "رجّع التذكيرات"),
]
# What is asked about: the first day that is left out, and the day on which reminders come again.
RESTS = [
    ("de", "Mach Pause bis Samstag", None, date(2026, 12, 5)),
    ("de", "ich bin zwei Tage im Urlaub", None, date(2026, 12, 2)),
    ("de", "Ich fahre von Donnerstag bis Samstag nach Berlin, ich kann nichts machen", 3, date(2026, 12, 6)),
    ("es", "estoy de vacaciones dos semanas", None, date(2026, 12, 14)),
    ("es", "no me escribas hasta el sábado", None, date(2026, 12, 5)),
    ("es", "viajo a Madrid de jueves a sábado, no puedo hacer nada", 3, date(2026, 12, 6)),
    ("pt_BR", "estou de férias por duas semanas", None, date(2026, 12, 14)),
    ("pt_BR", "viajo para São Paulo de quinta a sábado, não vou conseguir fazer nada", 3, date(2026, 12, 6)),
    ("ru", "я в отпуске две недели", None, date(2026, 12, 14)),
    ("ar", "وقف التذكيرات يومين", None, date(2026, 12, 2)),
    ("ar", "أنا في إجازة لمدة يومين", None, date(2026, 12, 2)),
    ("ar", "أنا في إجازة لمدة أسبوعين", None, date(2026, 12, 14)),
    ("ar", "عايز ايقاف التذكير لغاية يوم الأحد ٦ ديسمبر", None, date(2026, 12, 6)),
    ("ar", "وقفلي التذكير لحد السبت", None, date(2026, 12, 5)),
    ("ar", "متبعتليش حاجة لحد يوم الجمعة", None, date(2026, 12, 4)),
    ("ar", "مسافر ٣ ايام، وقف التذكيرات", None, date(2026, 12, 3)),
    ("ar", "انا مسافر من الخميس للسبت", 3, date(2026, 12, 6)),
    ("ar", "هسافر القاهرة من الخميس لحد السبت، مش هقدر اعمل حاجة", 3, date(2026, 12, 6)),
]
EVENING = (time(18, 30), ALL_DAYS)


def _asked(chat: Chat) -> str:
    return chat.person.account.asking or ""


def held(language: str) -> Chat:
    """A chat with a session that was stopped at its third step."""
    chat = chat_in(language, "walk").fork()
    chat.says("stop")
    return chat


@pytest.mark.parametrize("language", CANCEL)
@pytest.mark.parametrize("is_stopped", [True, False])
def test_cancel_leaves_the_question_and_not_the_session(language: str, is_stopped: bool) -> None:
    """It is what the question says how to leave it; the session stands where it stood."""
    chat = held(language) if is_stopped else chat_in(language, "walk").fork()
    before = chat.walk
    chat.says("/timezone")
    assert _asked(chat)
    chat.says(CANCEL[language])
    assert not _asked(chat)
    assert (chat.walk, chat.person.settings.zone) == (before, "Europe/Lisbon")


def test_stop_in_a_session_still_stops_it_beside_a_question() -> None:
    """Only "cancel" is of the question."""
    chat = chat_in("en", "walk").fork()
    chat.says("/timezone")
    chat.says("stop")
    assert chat.person.progression.unfinished_movement == chat.walk.movement


@pytest.mark.parametrize(("language", "said"), BACK)
def test_who_is_back_goes_on_with_the_session(language: str, said: str) -> None:
    """After a break the step comes, and no question about reminders."""
    chat = chat_in(language, "walk").fork()
    chat.says("pause")
    assert (chat.person.account.asking or "").startswith(PAUSED)
    chat.says(said)
    assert chat.person.account.asking is None
    assert chat.walk.state is WalkState.OPEN
    assert any(data.startswith("w:") for _, data in chat.last.buttons) if chat.last else False


@pytest.mark.parametrize(
    ("language", "said"), [("pt_BR", "pronto, voltei"), ("ru", "я снова тут, поехали"), ("ar", "رجعت يلا")]
)
def test_who_is_back_without_having_said_that_they_leave_sees_the_step_again(language: str, said: str) -> None:
    """The same one; and no question about reminders."""
    chat = chat_in(language, "walk").fork()
    before = chat.walk.step
    chat.says(said)
    assert (chat.person.account.asking, chat.walk.step) == (None, before)
    assert chat.last is not None
    assert any(data.startswith("w:") for _, data in chat.last.buttons)


@pytest.mark.parametrize(("language", "said"), REMINDERS_AGAIN)
def test_reminders_that_are_named_do_not_go_on_with_the_session(language: str, said: str) -> None:
    """They are asked about, or turned on."""
    chat = chat_in(language, "walk").fork()
    chat.says("pause")
    before = chat.walk
    chat.says(said)
    assert chat.walk == before


@pytest.mark.parametrize(("language", "said", "first", "back"), RESTS)
def test_a_rest_has_the_days_that_are_told(language: str, said: str, first: int | None, back: date) -> None:
    """It is asked about with its days, whatever the sentence looks like besides."""
    chat = chat_in(language, "out").fork()
    chat.says(said)
    if chat.person.account.paused_until is None:
        assert (chat.person.account.asking or "").startswith("meant:pause:"), chat.texts[-1]
        chat.says("yes")
    account = chat.person.account
    if first is None:
        assert account.paused_until is not None
        assert account.paused_until.date() == back
    else:
        assert [(one.day, end) for one, end in account.rests] == [(first, back)]


def evening(language: str) -> Chat:
    """A chat with the only reminder at half past six in the evening."""
    chat = chat_in(language, "out").fork()
    chat.says("/remind off")
    chat.says("/remind 18:30")
    assert _reminders(chat) == [EVENING]
    return chat


def _reminders(chat: Chat) -> list[tuple[time, frozenset[int]]]:
    return [(one.at, mask_to_weekdays(one.weekdays)) for one in chat.person.recurring]


@pytest.mark.parametrize("said", ["خليها ٧ ونص", "غير الميعاد ل ٧ ونص", "ذكرني الساعة ٧ ونص"])
def test_a_time_is_of_the_evening_where_reminders_are(said: str) -> None:
    """It is asked about so; a morning that is told stays one."""
    chat = evening("ar")
    chat.says(said)
    assert _reminders(chat) == [EVENING]
    chat.taps(chat.buttons[0])
    assert _reminders(chat) == [(time(19, 30), ALL_DAYS)]
    chat = evening("ar")
    chat.says(f"{said} الصبح")
    chat.taps(chat.buttons[0])
    assert _reminders(chat) == [(time(7, 30), ALL_DAYS)]


def test_on_a_clock_of_24_hours_a_time_is_read_as_it_stands() -> None:
    """Half past seven in German is of the morning."""
    chat = evening("de")
    chat.says("verschieb die Erinnerung auf halb acht")
    chat.taps(chat.buttons[0])
    assert _reminders(chat) == [(time(7, 30), ALL_DAYS)]


def test_another_time_behind_a_no_is_asked_about() -> None:
    """The bedtime that is told moves nothing by itself."""
    chat = chat_in("en", "out").fork()
    chat.says("make it half past seven")
    assert "comes at 09:00?" in chat.says("no, I go to bed at nine")[-1]
    assert _reminders(chat) == [(time(7, 30), ALL_DAYS)]
