"""Rhythms and dates that reminders do not have: "every other day", "once a month", "5 December". Pure.

They are told apart from what is on offer: times of day, on weekdays, each week. The words are those of the plain form,
in which `time_phrases` puts other languages.
"""

from __future__ import annotations

import re

_COUNT = r"\d+|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|couple of"
_NTH = r"other|first|last|1st|second|third|fourth|2nd|3rd|4th|alternate|alternating"
_SPAN = r"minutes?|mins?|hours?|days?|nights?|weeks?|weekends?|months?|years?"
_DAY = r"mon|tue|wed|thu|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_PER = r"(?:an?|per|each|every|in a|in the|out of the)"
_OTHER_RHYTHMS = re.compile(
    rf"\bevery (?:{_NTH}) (?:{_SPAN}|{_DAY}|morning|evening)\b"
    rf"|\bevery (?:{_COUNT}) (?:{_SPAN})\b"
    rf"|\b(?:alternate|alternating) (?:days?|weeks?)\b"
    rf"|\b(?:every|each|(?:once|twice|(?:{_COUNT}) times|\d+ ?x) {_PER}) (?:minute|hour|month|fortnight|year)\b"
    rf"|\b(?:twice|(?:{_COUNT}) times|\d+ ?x|(?:{_COUNT}) days) {_PER} week\b"
    rf"|\b(?:fortnightly|biweekly|bi-weekly|monthly|hourly|yearly|annually)\b"
)
_WEEK = re.compile(rf"\b(?:weekly|(?:every|each) week|once {_PER} week)\b")
_SEVERAL = re.compile(rf"\b(?:twice|(?:{_COUNT}) times|[2-9] ?x) (?:{_PER} day|daily)\b")
_DAILY = re.compile(rf"\b(?:once|twice|(?:{_COUNT}) times|\d+ ?x) (?:{_PER} day|daily)\b|\b(?:a|per) day\b")
MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
# A day of the year.
DATE = (
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTHS}\b"
    rf"|\b{MONTHS} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b(?![:.h]\d| ?[ap]m)"
    r"|\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b"
)
_DATES = re.compile(
    rf"{DATE}|\b\d{{1,2}}/\d{{1,2}}\b(?= .*\d)|\bon (?:the )?\d{{1,2}}/\d{{1,2}}\b"
    r"|(?<!every )\b\d{1,2}(?:st|nd|rd|th)\b"
    r"|\bnext (?:week|month|year)\b"
)


def says_other_rhythm(plain: str) -> bool:
    """Whether a text in lower case asks for a rhythm that is none by the week or the day."""
    return _OTHER_RHYTHMS.search(plain) is not None


def says_date(plain: str) -> bool:
    """Whether a text in lower case names a date, or a week or month to come."""
    return not says_other_rhythm(plain) and _DATES.search(plain) is not None


def says_several(plain: str) -> bool:
    """Whether a text asks for more than one time a day: "twice a day"."""
    return _SEVERAL.search(plain) is not None


def without_week(plain: str) -> tuple[str, bool]:
    """The text with "once a day" as "daily" and without "weekly", and whether that was said: days have to be named
    with it."""
    plain = _DAILY.sub(" daily ", plain)
    plain, weekly = _WEEK.subn(" ", plain)
    return plain, weekly > 0
