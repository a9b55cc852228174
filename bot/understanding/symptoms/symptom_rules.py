"""Symptoms, and the rules by which the signs of a sentence tell of them: the same for every language. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Symptom(StrEnum):
    """What a sentence tells of; the most urgent first."""

    ALARM = "alarm"  # an emergency: call for help now
    DIZZY = "dizzy"  # sit or lie down, and wait
    TODAY = "today"  # see a doctor today
    DOUBT = "doubt"  # to be asked about
    PAIN = "pain"  # stop, and do less
    CONDITION = "condition"  # something lasting for which one takes care
    RELIEF = "relief"  # it is better, or gone


# How urgent each is: the lower, the more.
URGENCY = {symptom: number for number, symptom in enumerate(Symptom)}

# Rules: signs that together mean a symptom. The first rule that fits decides.
RULES: tuple[tuple[Symptom, tuple[str, ...]], ...] = (
    (Symptom.ALARM, ("emergency",)),
    (Symptom.ALARM, ("alarm_abroad",)),
    (Symptom.ALARM, ("chest", "pain")),
    (Symptom.ALARM, ("chest", "pressure")),
    (Symptom.ALARM, ("breathless",)),
    (Symptom.ALARM, ("breath", "cannot")),
    (Symptom.ALARM, ("faint",)),
    (Symptom.ALARM, ("private", "numb")),
    (Symptom.ALARM, ("private", "weak")),
    (Symptom.ALARM, ("legs", "numb")),
    (Symptom.ALARM, ("legs", "weak")),
    (Symptom.ALARM, ("legs", "give")),
    (Symptom.ALARM, ("leg", "both", "numb")),
    (Symptom.ALARM, ("leg", "weak")),
    (Symptom.ALARM, ("toilet", "cannot")),
    (Symptom.ALARM, ("toilet", "numb")),
    (Symptom.ALARM, ("toilet", "unaware")),
    (Symptom.ALARM, ("accident",)),
    (Symptom.ALARM, ("sex", "cannot")),
    (Symptom.ALARM, ("sex", "numb")),
    (Symptom.ALARM, ("sex", "gone")),
    (Symptom.ALARM, ("stuck",)),
    (Symptom.ALARM, ("fall",)),
    (Symptom.ALARM, ("stroke",)),
    (Symptom.ALARM, ("face", "weak")),
    (Symptom.ALARM, ("face", "numb")),
    (Symptom.ALARM, ("face", "gone")),
    (Symptom.DIZZY, ("dizzy",)),
    (Symptom.TODAY, ("leg", "numb")),
    (Symptom.TODAY, ("leg", "give")),
    (Symptom.TODAY, ("leg", "swollen")),  # NHS, "Deep vein thrombosis": an urgent appointment
    (Symptom.TODAY, ("fever",)),
    (Symptom.DOUBT, ("is_it_normal", "pain")),
    (Symptom.DOUBT, ("is_it_normal", "feeling")),
    (Symptom.PAIN, ("pain",)),
    (Symptom.PAIN, ("pain_abroad",)),
    (Symptom.PAIN, ("body", "harm")),
    (Symptom.PAIN, ("unwell",)),
    (Symptom.DOUBT, ("body", "odd")),
    (Symptom.DOUBT, ("body", "pull")),
    (Symptom.DOUBT, ("odd",)),
    (Symptom.CONDITION, ("condition",)),
    (Symptom.RELIEF, ("relief",)),
)

# Conditions, each with a name of its own: `hear.sign.condition_<name>`. For those that are asked about there are the
# short words that are enough as an answer: `hear.sign.asked_<name>`.
CONDITIONS = ("hip", "bones", "sciatica", "pregnant", "other")
ASKED = CONDITIONS[:-1]

# Signs that do not count where they are denied.
DENIABLE = frozenset(
    {"pain", "pressure", "numb", "weak", "give", "faint", "dizzy", "fever", "harm", "odd", "breathless", "unwell"}
    | {"emergency", "fall", "stroke", "accident", "stuck", "feeling", "pull"}
    | {f"condition_{name}" for name in CONDITIONS}
    | {f"asked_{name}" for name in ASKED}
)
# Signs of pregnancy: a birth is one, unless it was years ago.
PREGNANT = frozenset({"condition_pregnant", "asked_pregnant"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading: the symptom, and for a condition which ones.

    `language` is that of another language than the person's in which it was told; `is_asked` says that it may be meant
    otherwise, so that a question decides.
    """

    symptom: Symptom
    conditions: frozenset[str] = frozenset()
    language: str | None = None
    is_asked: bool = False
