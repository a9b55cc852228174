"""A first or a last day of a reminder: none is on offer, and that is said; what only looks like one is none."""

from __future__ import annotations

import pytest

from bot.i18n.catalogue import words_in
from bot.understanding.times.date_bounds import is_bounded

BOUNDED = {
    "en": """7 am every day from tomorrow, until jan 4
remind me at 8 every day until friday
from monday on remind me at 8
remind me at 6pm starting next week
every day at 9 till christmas
until the end of the month at 7 please
at 7 from 3 january
8pm starting january 3rd
remind me at 7 as of monday
starting monday 7am every day
change it to 9 until the end of the week
make it 7:30 from december onwards""",
    "de": """erinnere mich jeden Tag um 8 bis Freitag
ab Montag um 8 bitte
bis Ende des Monats um 7
um 9 bis zum 4. Januar""",
    "es": """recuérdame a las 8 hasta el viernes
a las 7 a partir del lunes
hasta fin de mes a las 7""",
    "pt_BR": """me lembra às 8 até sexta
às 7 a partir de segunda
até o fim do mês às 7""",
    "ru": """напоминай в 8 до пятницы
с понедельника в 8 утра
до конца месяца в 7""",
    "ar": """ذكرني الساعة 8 حتى الجمعة
ابتداء من الاثنين الساعة 8""",
}
FREE = {
    "en": """remind me at 8 from monday to friday
8 until 9
every day at 8
monday until friday at 7
monday through friday at 7:15
from 7 to 8
not until 9
nothing until 9 please
remind me at 8 on friday
remind me at 8 from now on
from tomorrow at 7
starting tomorrow 7 am
from today on at 7
quiet from 22 until 7
mon till fri 6pm
at 8 from tuesday till saturday""",
    "de": """Montag bis Freitag um 8
von Montag bis Freitag um 8
ab jetzt um 8
erst ab 9 Uhr
ab morgen um 7
jeden Tag um 8""",
    "es": """de lunes a viernes a las 8
a partir de ahora a las 8
todos los días a las 8""",
    "pt_BR": """de segunda a sexta às 8
a partir de agora às 8""",
    "ru": """с понедельника по пятницу в 8
с завтрашнего дня в 8
каждый день в 8""",
    "ar": """من الاثنين إلى الجمعة الساعة 8
كل يوم الساعة 8""",
}


@pytest.mark.parametrize("language", BOUNDED)
def test_a_first_or_a_last_day_is_heard(language: str) -> None:
    """Beside a time of day, in each language."""
    words = words_in(language)
    assert [text for text in BOUNDED[language].splitlines() if not is_bounded(text, words)] == []


@pytest.mark.parametrize("language", FREE)
def test_days_of_each_week_and_hours_are_none(language: str) -> None:
    """Nor is what begins now or tomorrow: the next one comes then anyway."""
    words = words_in(language)
    assert [text for text in FREE[language].splitlines() if is_bounded(text, words)] == []
