"""Complaints: which ones tell of another day, and which of a joint that is a little sore? All others are of now."""

from __future__ import annotations

import pytest

from bot.i18n.catalogue import words_in
from bot.understanding import complaints
from bot.understanding.complaints import Weight
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Symptom

WORDS = words_in("en")

PAST = [
    "my back was worse on tuesday though",
    "is there a way to note that my back was worse tuesday",
    "my back hurt yesterday",
    "I had pain in my hip on Sunday",
    "my back was sore the other day",
    "my knee ached last night",
    "my back was bad yesterday, today is fine",
    "had a sore back two days ago",
    "it was hurting on friday",
    "last time my hip hurt",
]
MILD = [
    "my knee is a bit sore today",
    "my knees are a little sore",
    "knee hurts a bit",
    "my wrist hurts a little bit",
    "my ankle is slightly sore",
    "shoulder a bit painful",
    "my knee is a tiny bit sore",
    "only my knee is a bit achy and sore",
    "my elbow aches a little",
]
NOW = [
    "my back hurts",
    "my back is a bit sore",
    "my knee is very sore",
    "my knee is so sore",
    "my knee hurts a bit and is swollen",
    "my knee is a bit sore and my leg feels odd",
    "my knee hurts a bit, and my back too",
    "my back still hurts from yesterday",
    "my back hurts since tuesday",
    "my back hurts after yesterday",
    "it hurt yesterday and it hurts now",
    "it is worse than yesterday",
    "my back was bad yesterday and is worse today",
    "my back was sore on tuesday and is still sore",
    "my hip hurts",
    "my knee locks and hurts a bit",
    "a bit of pain",
    "my knee hurts a little but it is getting worse",
    "my calf is a bit sore behind the knee",
    "my knee hurts",
    "I hurt my back yesterday",
]


@pytest.mark.parametrize(
    ("text", "weight"),
    [(text, weight) for weight, texts in ((Weight.PAST, PAST), (Weight.MILD, MILD)) for text in texts]
    + [(text, Weight.NOW) for text in NOW],
)
def test_a_complaint_is_weighed(text: str, weight: Weight) -> None:
    """It is one all the same."""
    told = symptoms.read(text, WORDS)
    assert told is not None
    assert told.symptom in (Symptom.PAIN, Symptom.RELIEF) if weight is Weight.PAST else told.symptom is Symptom.PAIN
    assert complaints.weigh(text, WORDS) is weight


@pytest.mark.parametrize(
    "text", ["no i meant last tuesday, today is fine", "not now", "it's over", "only on tuesday", "no"]
)
def test_that_it_is_over_is_heard(text: str) -> None:
    """Asked whether it hurts now."""
    assert complaints.says_over(text, WORDS)


@pytest.mark.parametrize("text", ["it hurts now", "yes", "yes still", "it's not over", "no, it still hurts"])
def test_that_it_hurts_now_is_never_over(text: str) -> None:
    """Nor is a yes."""
    assert not complaints.says_over(text, WORDS)


@pytest.mark.parametrize(
    "text", ["no no its only my knee I want to carry on", "I can go on", "its fine, keep going", "let me continue"]
)
def test_the_wish_to_go_on_is_heard(text: str) -> None:
    """After a complaint."""
    assert complaints.says_go_on(text, WORDS)


@pytest.mark.parametrize(
    "text", ["I can't carry on", "i dont want to go on", "should I carry on?", "stop", "it hurts too much to go on"]
)
def test_who_does_not_want_to_go_on_is_left_alone(text: str) -> None:
    """Nor who asks."""
    assert not complaints.says_go_on(text, WORDS)


ASKED = [
    "my sore knee, does it matter which one goes underneath?",
    "which of them is easiest on a sore knee?",
    "what is the kindest one for somebody with a painful hip?",
    "is the chair better with back pain?",
    "with a sore shoulder, which side do I lie on?",
    "does the inner thigh one suit knee pain?",
]
NOT_ASKED = [
    "I have back pain, which one is easiest?",
    "my sore knee hurts, which one goes underneath?",
    "is it normal that my sore knee aches?",
    "which one is easiest on a sore knee",
    "my back pain is worse, should I go on?",
    "sore knee and it is burning, what do I do?",
]


@pytest.mark.parametrize("text", ASKED)
def test_a_question_about_what_is_sore_is_no_pain_of_now(text: str) -> None:
    """It would be told as one, but asks."""
    told = symptoms.read(text, WORDS)
    assert told is None or told.symptom is Symptom.PAIN
    assert complaints.weigh(text, WORDS) is Weight.ASKED


@pytest.mark.parametrize("text", NOT_ASKED)
def test_who_is_in_pain_is_stopped_whatever_they_ask(text: str) -> None:
    """What is told of now counts."""
    assert complaints.weigh(text, WORDS) is not Weight.ASKED


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("when should somebody with back pain see a doctor?", True),
        ("my knee has been sore for two weeks now, should I go to the doctor with it?", True),
        ("should I go to the doctor with it?", True),
        ("do I need to see a physio about my knee?", True),
        ("how do I know whether I should have it looked at?", True),
        ("at what point must I see my GP?", True),
        ("is it time to get it checked?", True),
        ("it hurts, should I see a doctor?", False),
        ("I see my physio on Friday", False),
        ("should I see my doctor before I start?", False),
        ("my doctor sent me", False),
    ],
)
def test_whether_a_doctor_is_to_be_seen_is_a_question(text: str, *, asks: bool) -> None:
    """Without pain of now."""
    assert complaints.asks_for_doctor(text, WORDS) is asks


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("is it normal that I feel nothing yet?", True),
        ("is it normal that I feel nothing in the thigh yet?", True),
        ("I don't feel anything in my hip yet", True),
        ("I can't feel the stretch", True),
        ("should I feel it? I don't feel much yet", True),
        ("I feel nothing in my foot yet", False),
        ("I feel nothing between my legs", False),
        ("it is numb, I don't feel anything yet", False),
        ("I don't feel anything in my thigh any more", False),
    ],
)
def test_nothing_felt_yet_may_be_a_stretch_that_does_not_come(text: str, *, says: bool) -> None:
    """In a foot, or any more, it is numbness."""
    assert complaints.says_nothing_yet(text, WORDS) is says
