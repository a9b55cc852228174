"""Are alarm and pain heard in other languages, and good news and talk for what they are? By tables of sentences."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.i18n.catalogue import CATALOGUES, words_in
from bot.i18n.symptom_words import call_now, languages, symptom_words
from bot.understanding.symptoms import symptoms_abroad
from bot.understanding.symptoms.symptom_rules import CONDITIONS, RULES, Reading, Symptom
from bot.understanding.symptoms.symptoms import read, read_english
from bot.understanding.text.letters import tokens
from bot.understanding.text.phrase_index import PhraseIndex
from tests.harness.shortened import shortened

WORDS = words_in("en")
FOLDER = Path(__file__).parent
# What each kind of the tables may be taken for. Who calls for help is never told less; pain may be taken for more.
RIGHT: dict[str, tuple[Symptom | None, ...]] = {
    "alarm": (Symptom.ALARM,),
    "dizzy": (Symptom.DIZZY, Symptom.ALARM),
    "today": (Symptom.TODAY, Symptom.ALARM),
    "pain": (Symptom.PAIN, Symptom.TODAY, Symptom.DIZZY, Symptom.ALARM),
    "relief": (Symptom.RELIEF, None),
    "harmless": (Symptom.RELIEF, None),
}


def rows(language: str) -> list[tuple[str, str]]:
    """(kind, sentence) of a language's table."""
    table = FOLDER.parent / "languages" / f"{language.split('_')[0]}.tsv"
    cells = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()[1:]]
    return [(kind, sentence) for kind, sentence, _ in cells]


def symptom(text: str) -> Symptom | None:
    """What a text tells of, to somebody whose language is English."""
    found = read(text, WORDS)
    return found.symptom if found is not None else None


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", RIGHT)
def test_every_sentence_is_taken_for_its_kind(language: str, kind: str) -> None:
    """The whole table of a language, whatever the person's own is: all that is missed or mistaken is named."""
    told = [(text, symptom(text)) for its_kind, text in rows(language) if its_kind == kind]
    assert told
    assert [one for one in told if one[1] not in RIGHT[kind]] == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("rewrite", [str.upper, lambda text: f"  {text}!!! ", lambda text: f"{text} 😢"])
@pytest.mark.parametrize("every", shortened([4, 1], 2))
def test_capitals_and_marks_change_nothing(language: str, rewrite: object, every: int) -> None:
    """Shouted, or with marks and an emoji behind it."""
    assert callable(rewrite)
    urgent = [text for kind, text in rows(language) if kind == "alarm"][::every]
    assert [text for text in urgent if symptom(rewrite(text)) is not Symptom.ALARM] == []


@pytest.mark.parametrize("every", shortened([5, 1], 2))
def test_english_is_read_as_before(every: int) -> None:
    """The sentences of the English tables: no word of another language alarms, and none takes an alarm away."""
    wrong = []
    tables = ("symptoms", "slight", "../wishes/sentences", "../wishes/sentences_session", "../idle")
    for table in (*tables, "../questions/step_questions"):
        for line in (FOLDER / f"{table}.tsv").read_text(encoding="utf-8").splitlines()[::every]:
            text = line.split("\t")[-1]
            if line and not line.startswith("#") and text.isascii():
                told, english = read(text, WORDS), read_english(text, WORDS)
                if told != english and text != "tut weh":
                    wrong.append((text, told))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hilft das gegen Brustschmerzen?", Symptom.ALARM),
        ("¿sirve para el dolor en el pecho?", Symptom.ALARM),
        ("поможет ли это при боли в груди?", Symptom.ALARM),
        ("هل يفيد في ألم الصدر؟", Symptom.ALARM),
        ("对胸痛有帮助吗?", Symptom.ALARM),
    ],
)
def test_a_question_about_an_alarm_is_asked_about(text: str, expected: Symptom) -> None:
    """It may be one, and is no certain one."""
    told = read(text, WORDS)
    assert told is not None
    assert (told.symptom, told.is_asked) == (expected, True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ich habe brustschmerzen", "de"),
        ("no puedo respirar", "es"),
        ("не могу дышать", "ru"),
        ("لا أستطيع التنفس", "ar"),
        ("我喘不過氣", "zh"),
        ("não consigo respirar", "pt_BR"),
        ("je n'arrive plus à respirer", "fr"),
        ("non riesco a respirare", "it"),
        ("ik krijg geen lucht", "nl"),
        ("nie mogę oddychać", "pl"),
        ("не можу дихати", "uk"),
        ("nefes alamıyorum", "tr"),
        ("نمی‌تونم نفس بکشم", "fa"),
        ("सांस नहीं ले पा रहा", "hi"),
        ("saya tidak bisa bernapas", "id"),
        ("tôi không thở được", "vi"),
        ("息ができない", "ja"),
        ("숨을 쉴 수 없어요", "ko"),
        ("nu pot să respir", "ro"),
        ("chest pain", None),
    ],
)
def test_the_language_of_an_alarm_is_told(text: str, language: str | None) -> None:
    """So that the answer holds a sentence of it; none for the person's own."""
    told = read(text, WORDS)
    assert told is not None
    assert (told.symptom, told.language) == (Symptom.ALARM, language)
    if language is not None:
        assert symptoms_abroad.read(text, language) == Reading(Symptom.ALARM)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dolor toracico", Symptom.ALARM),
        ("laehmung im bein", Symptom.ALARM),
        ("meine fuesse sind taub", Symptom.ALARM),
        ("все болит", Symptom.PAIN),
        ("ألـــم في صَدري", Symptom.ALARM),
        ("brustschmerzn", Symptom.ALARM),
        ("me duele la espalda, no la rodilla", Symptom.PAIN),
        ("kein Notarzt nötig", Symptom.RELIEF),
        ("die Schmerzen sind nicht weg", Symptom.PAIN),
        ("doloooor en la rodilla", Symptom.PAIN),
    ],
)
def test_letters_slips_and_denials(text: str, expected: Symptom) -> None:
    """Without accents, with other forms of a letter, with a typo, and denied."""
    assert symptom(text) is expected


def test_twenty_languages_are_heard() -> None:
    """English and these."""
    assert " ".join(languages()) == "ar de es fa fr hi id it ja ko nl pl pt_BR ro ru tr uk vi zh"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the mat is on the floor, do i need a cat", None),
        ("my son drives an ambulance", None),
        ("a stroke of luck", None),
        ("call ambulanza quickly please", Symptom.ALARM),
        ("đi vệ sinh cái đã", None),
        ("dau nguc", Symptom.ALARM),
        ("i . that", None),
        ("bắt đầu", None),
    ],
)
def test_words_of_one_language_are_not_taken_for_those_of_another(text: str, expected: Symptom | None) -> None:
    """The language that knows most of a text decides; Vietnamese without its marks is read where nearly all is it."""
    assert symptom(text) is expected


@pytest.mark.parametrize("language", languages())
def test_the_words_of_a_language_are_whole(language: str) -> None:
    """Each sign of the rules that a language needs has words, no sign is unknown, and the call for help has its
    number."""
    words = symptom_words(language)
    known = {sign for _, signs in RULES for sign in signs} | {f"condition_{name}" for name in CONDITIONS}
    assert set(words.signs) <= known | set(symptoms_abroad.SIGNS_BESIDE)
    needed = {"emergency", "chest", "pain", "pressure", "breathless", "faint", "private", "numb", "leg", "legs", "weak"}
    needed |= {"toilet", "cannot", "accident", "stuck", "fall", "stroke", "dizzy", "fever", "body", "relief", "deny"}
    assert needed | {"over", "general", "between", "breaks", "common", "harmless"} <= set(words.signs)
    parts = {part for phrases in words.signs.values() for each in phrases for part in re.findall(r"\[(\w+)\]", each)}
    assert parts <= set(words.signs)
    assert "<b>112</b>" not in call_now(language, "112")
    assert call_now(language, "112").count("112") == 1
    assert "{" not in call_now(language, "112")


def test_each_file_of_words_is_read_without_a_fault() -> None:
    """No key twice, none empty."""
    for language in languages():
        path = CATALOGUES / language / "LC_MESSAGES" / "symptoms.po"
        messages = [message for message in read_po(io.BytesIO(path.read_bytes()), abort_invalid=True) if message.id]
        assert all(message.string for message in messages)
        assert path.read_text(encoding="utf-8").count("\nmsgid ") == len(messages) + 1


@pytest.mark.parametrize("phrase", [".. weh", "sehr? .. weh", "- weh", "* weh"])
def test_a_phrase_that_begins_with_a_gap_is_refused(phrase: str) -> None:
    """It would be looked for at every word."""
    with pytest.raises(ValueError, match="begins with a word"):
        PhraseIndex().add("de", {"pain": (phrase,)})


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("kann/konnte nicht atmen", "ich konnte nicht atmen", True),
        ("kann .. atmen", "kann kaum noch gut atmen", True),
        ("kann .. atmen", "kann. jetzt atmen", False),
        ("schmerz*", "schmerzlich", True),
        ("*schmerz*", "rückenschmerzen", True),
        ("weh !dass", "weh dass", False),
        ("sehr? weh", "weh", True),
        ("[part] weh", "knie weh", True),
        ("[part] weh", "arm links weh", True),
        ("[part] weh", "knie links weh", False),
        ("[part]? weh", "knie weh", True),
        ("[part]? weh", "weh", True),
        ("sehr? [part] weh", "bein weh", True),
        ("a-b? weh", "a b weh", True),
        ("a-b weh", "weh", False),
        ("胸 .. 痛", "胸口有点痛", True),
    ],
)
def test_how_a_phrase_is_written(phrase: str, text: str, found: bool) -> None:
    """Alternatives, gaps, endings, exceptions, optional words, groups, and scripts without blanks."""
    index = PhraseIndex()
    index.add("xx", {"sign": (phrase,), "part": ("knie", "bein", "arm links")})
    assert any(one.group == "sign" for one in index.find(tokens(text))) is found
