"""Complaints: which ones tell of another day, and which of a joint that is a little sore? All others are of now."""

from __future__ import annotations

import pytest

from bot.i18n.catalogue import words_in
from bot.understanding import complaints, symptoms
from bot.understanding.complaints import Weight
from bot.understanding.symptoms import Symptom

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
    "my hip is a bit sore",
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
