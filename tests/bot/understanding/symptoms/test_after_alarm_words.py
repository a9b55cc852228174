"""Is a doctor who reassured somebody heard in each language, and one who did not, not?"""

from __future__ import annotations

import pytest

from bot.i18n.catalogue import words_of
from bot.understanding.symptoms.after_alarm import AfterAlarm, read

CLEARED = [
    ("en", "I called the doctor, he reassured me"),
    ("en", "the doctor reassured me"),
    ("de", "Der Arzt hat mich beruhigt"),
    ("es", "el médico me tranquilizó, no es nada grave"),
    ("pt_BR", "o médico me tranquilizou"),
    ("ru", "врач меня успокоил"),
    ("ar", "كلمت الدكتور طمني الحمد لله، قال عصب مضغوط من القعدة واتحرك اكتر"),
    ("ar", "الدكتور طمني"),
    ("ar", "رحت للدكتور وقال بسيطة"),
    ("ar", "طمأنني الطبيب"),
    ("ar", "كلمت الدكتور وطمني"),
    ("ar", "الدكتور كشف عليا وقال حاجة بسيطة"),
]
NOT_CLEARED = [
    ("en", "the doctor has not reassured me"),
    ("de", "der Arzt hat mich nicht beruhigt"),
    ("de", "das beruhigt mich"),
    ("es", "el médico no me tranquilizó"),
    ("pt_BR", "o médico não me tranquilizou"),
    ("ru", "врач меня не успокоил"),
    ("ar", "الدكتور ما طمني"),
    ("ar", "لسه الدكتور ما طمني"),
    ("ar", "هكلم الدكتور"),
    ("ar", "الدكتور مش بيرد"),
]


@pytest.mark.parametrize(("language", "said"), CLEARED)
def test_a_doctor_who_reassured_is_heard(language: str, said: str) -> None:
    """Moving begins small then."""
    assert read(said, words_of(language)) is AfterAlarm.CLEARED


@pytest.mark.parametrize(("language", "said"), NOT_CLEARED)
def test_a_doctor_who_did_not_is_none(language: str, said: str) -> None:
    """The alarm stays open."""
    assert read(said, words_of(language)) is not AfterAlarm.CLEARED
