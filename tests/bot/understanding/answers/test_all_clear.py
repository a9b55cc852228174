"""After an alarm: who says that they are well is believed, who is unsure is asked, and "I'm not well" is never well."""

from __future__ import annotations

import pytest

from bot.i18n.catalogue import words_in
from bot.understanding.answers.all_clear import AllClear, read

WORDS = words_in("en")
TABLE: dict[AllClear | None, tuple[str, ...]] = {
    AllClear.WELL: (
        "I'm fine",
        "good lord no Im fine I just havent got my glasses on",
        "Im well I only said I cant see the writing",
        "no no I'm fine really",
        "I am perfectly fine thank you",
        "yes I'm well",
        "im ok dont worry",
        "i am good",
        "all is good with me",
        "I feel fine",
        "no emergency I just meant the screen",
        "it is not an emergency",
        "i am well, only not see the letters",
        "Oh dear, I'm quite all right, thank you.",
        "everything is fine here",
        "false alarm sorry love",
        "nothing is wrong with me",
        "i'm absolutely okay",
        "no no i am healthy",
        "I was only joking sorry",
        "I'm all right now",
    ),
    AllClear.UNSURE: (
        "I think I'm fine",
        "I'm fine I guess",
        "I hope I'm ok",
        "I'll be fine",
        "am I fine?",
        "I should be fine",
        "you misunderstood me",
        "no I only said I cannot read it",
        "that's not what I meant",
        "i didnt mean that",
        "I just meant the writing is small",
        "no no you got me wrong",
        "i never said that",
        "maybe im ok",
        "I'm probably all right",
        "I havent got my glasses on that's all",
    ),
    AllClear.UNWELL: (
        "I'm not fine",
        "I am not well",
        "I dont feel fine",
        "no I'm not ok",
        "im not really all right",
        "I'm not feeling well",
        "not well at all",
        "nothing is fine",
        "I am not good",
    ),
    None: (
        "next",
        "carry on please",
        "what now",
        "my legs are weak",
        "well",
        "fine weather today",
        "good morning",
        "no",
    ),
}


@pytest.mark.parametrize("kind", TABLE)
def test_what_is_said_after_an_alarm_is_taken_for_what_it_is(kind: AllClear | None) -> None:
    """The whole table: all that is mistaken is named."""
    assert [(text, found) for text in TABLE[kind] if (found := read(text, WORDS)) is not kind] == []
