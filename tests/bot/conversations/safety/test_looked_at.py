"""Is somebody whom a doctor looked at after an alarm asked whether they are well, without all the signs again?"""

from __future__ import annotations

import pytest

from tests.harness.typed import chat_in

LOOKED_AT = [
    ("en", "I called the doctor, he reassured me"),
    ("en", "the doctor says it's fine, just a pinched nerve"),
    ("en", "I was at the doctor's"),
    ("de", "Der Arzt hat mich beruhigt"),
    ("de", "ich war beim Arzt, alles halb so wild"),
    ("es", "el médico me tranquilizó, no es nada grave"),
    ("es", "fui al médico ayer"),
    ("pt_BR", "o médico me tranquilizou"),
    ("pt_BR", "falei com o médico hoje cedo"),
    ("ru", "врач меня успокоил"),
    ("ru", "была у врача"),
    ("ar", "كلمت الدكتور طمني الحمد لله، قال عصب مضغوط من القعدة واتحرك اكتر"),
    ("ar", "الدكتور طمني"),
    ("ar", "رحت للدكتور وقال بسيطة"),
    ("ar", "طمأنني الطبيب"),
    ("ar", "كنت في المستشفى وطلعت"),
    ("ar", "الدكتور كشف عليا"),
]
# Not yet, or something new.
OTHERS = [
    ("en", "I will call the doctor"),
    ("en", "I have not been to the doctor"),
    ("de", "den Arzt habe ich noch nicht erreicht"),
    ("ru", "врачу ещё не дозвонилась"),
    ("ar", "هكلم الدكتور"),
    ("ar", "الدكتور مش بيرد"),
]
NEW = [
    ("en", "the doctor reassured me but I can't feel my legs"),
    ("ar", "الدكتور طمني بس رجلي الاتنين منملين"),
]


@pytest.mark.parametrize(("language", "said"), LOOKED_AT)
def test_who_was_looked_at_is_asked_whether_they_are_well(language: str, said: str) -> None:
    """The number stays in the question, and the alarm stays open until they say so."""
    chat = chat_in(language, "alarm").fork()
    before = chat.person.account.asking
    [told] = chat.says(said)
    assert told.startswith(str(chat.words.say("alarm.looked_at")))
    assert "112" in told
    assert chat.person.account.asking == before


@pytest.mark.parametrize(("language", "said"), OTHERS)
def test_who_was_not_looked_at_is_not_told_so(language: str, said: str) -> None:
    """Whatever else is answered."""
    chat = chat_in(language, "alarm").fork()
    told = chat.says(said)
    assert not any(one.startswith(str(chat.words.say("alarm.looked_at"))) for one in told)


@pytest.mark.parametrize(("language", "said"), NEW)
def test_what_is_new_is_an_alarm_of_its_own(language: str, said: str) -> None:
    """A doctor who reassured takes nothing from it."""
    chat = chat_in(language, "alarm").fork()
    chat.says(said)
    assert any(call.event == "alarm" for call in chat.result.calls)
