"""Does a sentence of the check-in want to be asked from now on, want no question, or only tell how stiff it is?"""

from __future__ import annotations

import pytest

from bot.i18n.catalogue import words_in
from bot.understanding.answers.checkin_talk import CheckinTalk, read

ASK, OFF, TELLS = CheckinTalk.ASK, CheckinTalk.OFF, CheckinTalk.TELLS


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "ask me every time how stiff I am", ASK),
        ("en", "keep a diary of my stiffness", ASK),
        ("en", "stop asking me how stiff I am", OFF),
        ("en", "log a stiffness of 8", TELLS),
        ("en", "I want to note my stiffness without a session", TELLS),
        ("de", "frag mich jedes Mal, wie steif ich bin", ASK),
        ("de", "frag nicht mehr, wie steif ich bin", OFF),
        ("de", "heute steif, so 6 von 10", TELLS),
        ("de", "Darf ich dir auch ohne Einheit sagen, wie steif mein Rücken gerade ist?", TELLS),
        ("de", "turn on the check-in", ASK),
        ("es", "pregúntame siempre lo tieso que estoy", ASK),
        ("es", "no me preguntes más por la rigidez", OFF),
        ("es", "apunta un 6 de rigidez", TELLS),
        ("pt_BR", "anota a rigidez toda vez", ASK),
        ("pt_BR", "desliga essa pergunta da rigidez", OFF),
        ("pt_BR", "sempre dura, hoje 7, anota", TELLS),
        ("ru", "спрашивай про скованность каждое утро", ASK),
        ("ru", "больше не спрашивай про скованность", OFF),
        ("ru", "запиши скованность на 6", TELLS),
        ("ar", "اسألني عن التيبس قبل كل جلسة", ASK),
        ("ar", "لا تسألني عن التيبس بعد الآن", OFF),
        ("ar", "سجل ٥ للتيبس", TELLS),
    ],
)
def test_only_a_wish_to_be_asked_is_one(language: str, text: str, wanted: CheckinTalk) -> None:
    """A number that is told, or a word of now, is of this once; words of English are heard in every language."""
    assert read(text, words_in(language)) is wanted
