"""Ordinary talk is no alarm: the example sentences of each language, and the words and buttons of its sessions."""

from __future__ import annotations

import re
from functools import cache

import pytest

from bot.i18n.catalogue import CATALOGUES, words_in
from bot.i18n.po_files import messages_of, offered, po_files, read_file
from bot.understanding.examples.example_sentences import sentences
from bot.understanding.symptoms import slight
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.symptoms.symptoms import read
from tests.harness.shortened import shortened

LANGUAGES = sorted(folder.parent.name for folder in CATALOGUES.glob("*/examples") if folder.parent.name != "en")
# Classes whose sentences tell of the body, or of being ill.
OF_THE_BODY = {"pain", "doubt", "unwell", "ask_doctor", "feelings", "safety"}
# Questions about aching muscles, and a sore throat: pain, told in passing.
ABOUT_ACHES = {"faq.sore_muscles", "faq.with_a_cold", "step.skip_side"}
# What is an alarm all the same: signs of one that are told beside a question, or which nobody can know apart.
ALARMS = {
    # Out of breath.
    "نفسي انقطع، وقف",
    "fico sem ar se eu faço assim, como respiro",
    "tá me sufocando um pouco, dá pra diminuir tudo",
    "задыхаюсь, как правильно дыхание держать",
    # On the floor, or who cannot get up.
    "estoy en el suelo y no llego al teléfono para apretar siguiente",
    "no puedo levantarme bien del suelo",
    "no sé levantarme del suelo sin ayuda",
    "não consigo levantar direito do tapete depois",
    "não consigo levantar do chão sozinha, como faço?",
    "лежу на полу, до телефона не дотянуться, как чтоб шаги менялись",
    "не могу встать с пола",
    # A fall that was, or may have been.
    "طحت السنة اللي فاتت وصرت اخاف",
    "وقعت قبل شهر، هل أتمرن؟",
    "bin letztes jahr gestürzt und trau mich nicht",
    "was soll ich tun wenn ich gestürzt bin",
    "el resbalón de ayer en el súper lo vio todo el mundo",
    "se eu cair e não conseguir levantar?",
    "если упал и не могу встать",
    "я недавно упала дома, теперь страшно",
    # A leg that gives way, or that nothing is felt in.
    "ich fühl da nichts in der leiste, mach ich zu wenig",
    "das bein hat unter mir nachgegeben ein wenig",
    "se me va el pie",
    "perdi o movimento das pernas, dá pra usar",
    "a perna esquerda bambeia",
    "رجولي ما تثبت لما اقوم من الارض",
    "ساقي ضعيفة ولا تثبت بعد التمرين",
    # A stroke, an infarct or a fracture of somebody else.
    "mein opa hatte einen schlaganfall, ist das für ihn ok",
    "mi amiga tuvo un infarto, se lo recomiendo?",
    "сын сломал ногу, когда ему можно",
}
# What else is taken for pain, or for dizziness: it tells of something that hurts or sways, or nobody can know.
PAIN = {
    "vom boden hochkommen ist für mich eine qual",
    "los músculos arden un poquito de calor, está bien?",
    "la cabeza se mueve también, está mal",
    "ai ai",
    "حامل وعندي آلام حوض",
    "ينفع ابدأ بالرجل اللي بتوجعني؟",
    "رقبتي بتوجعني من الأرض، اقدر استخدم وسادة؟",
    # Beside a question: eyes, wrists, a back, a knee.
    "meine augen tun weh von dem grellen bildschirm",
    "handgelenke tun weh vom tippen, welche übung",
    "me lastima la vista tanto blanco",
    "pulei uma parte pq doía o joelho, mesmo assim conta né",
    "o lado que dói é antes ou depois?",
    "انا ظهري يعورني من تحت، اي واحد يناسبني",
    "أعدت التفكير: كانت مؤلمة لا جيدة، عدل الجواب",
    "اخاف اسويه غلط وازيد الوجع",
}
DIZZY = {
    "шатает, можно опереться",
    "меня шатает, когда я стою",
    "что делать, если шатает",
    "ich war wackelig auf den beinen",
    "meine mutter hat schwindel, soll sie das lieber lassen",
    "me mareo un poco al cerrar los ojos, los dejo abiertos?",
    "quando fecho os olhos fico tonteando, deixo aberto?",
    "اذا غمضت عيوني بدوخ، خليهم مفتوحين؟",
}
# Groups of words that tell that somebody is not well yet, or was in an emergency.
WORSE = {"hear.after_alarm.helped", "hear.after_alarm.not_fine", "hear.arm_asleep_more", "hear.others.illness"}
WORSE |= {"hear.complaint.more", "hear.calls_for_help"}
# The same of each group of a family: complaints, slight or more.
COMPLAINTS = "hear.slight."
URGENT = (Symptom.ALARM, Symptom.DIZZY, Symptom.TODAY)


@cache
def told(language: str, every: int) -> dict[str, Symptom]:
    """Those of every so many ordinary examples of a language that tell of a symptom, to somebody who speaks it. Whether
    pain can be noted down is answered, and no symptom."""
    words = words_in(language)
    ordinary = [text for name, text in sentences(language) if name not in OF_THE_BODY | ABOUT_ACHES]
    found = {text: told.symptom for text in ordinary[::every] if (told := read(text, words)) is not None}
    return {text: symptom for text, symptom in found.items() if not _is_note(text, language)}


def _is_note(text: str, language: str) -> bool:
    complaint = slight.read(text, words_in(language))
    return complaint is not None and complaint.kind is slight.Slight.NOTE


@pytest.mark.parametrize("every", shortened([8, 1], 2))
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("symptom", "known"),
    [
        pytest.param(Symptom.ALARM, ALARMS, id="alarm"),
        pytest.param(Symptom.DIZZY, DIZZY, id="dizzy"),
        pytest.param(Symptom.PAIN, PAIN, id="pain"),
    ],
)
def test_no_ordinary_example_is_an_alarm_or_pain(language: str, symptom: Symptom, known: set[str], every: int) -> None:
    """But for the few that are listed."""
    assert {text for text, found in told(language, every).items() if found is symptom} - known == set()


def is_of_worse(key: str) -> bool:
    """Whether words to listen for tell of what is urgent themselves."""
    return key in WORSE or key.startswith(COMPLAINTS)


@pytest.mark.parametrize("language", [language for language in offered() if language != "en"])
def test_no_word_or_button_of_a_session_is_an_alarm(language: str) -> None:
    """Each single word that is listened for, and each label, typed by somebody who speaks the language."""
    words = words_in(language)
    said, heard = (messages_of(read_file(path)) for path in po_files(language))
    labels = {str(message.string) for key, message in said.items() if key.startswith("button.")}
    typed = {
        one.strip() for key, message in heard.items() if not is_of_worse(key) for one in str(message.string).split("|")
    }
    single = {one for one in typed if re.fullmatch(r"\w+", one)}
    assert len(labels) > 100
    assert len(single) > 500
    found = {text: read(text, words) for text in labels | single}
    assert {text for text, one in found.items() if one is not None and one.symptom in URGENT} == set()
