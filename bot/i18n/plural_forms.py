"""Plural forms: the rule of a language as a catalogue's header says it, from CLDR."""

from collections.abc import Callable
from functools import cache
from gettext import c2py

from babel import Locale
from babel.messages.plurals import get_plural
from babel.plural import PluralRule, to_gettext

# CLDR's names for the forms, in the order in which a catalogue numbers them.
_TAGS = ("zero", "one", "two", "few", "many", "other")
# Whole numbers that a rule is tried with. CLDR has forms for fractions and millions, too: nothing here counts those.
_NUMBERS = range(1000)
_SHOWN = 5  # numbers that stand for a form


@cache
def plural_forms(language: str) -> str:
    """The value of Plural-Forms: "nplurals=2; plural=(n != 1);".

    That of the usual tables of gettext where it gives the forms of CLDR in CLDR's order, else one made from CLDR.
    """
    locale = Locale.parse(language)
    rule = locale.plural_form
    used = [tag for tag in _TAGS if tag in {rule(number) for number in _NUMBERS}]
    usual = get_plural(locale)
    form_of = c2py(usual.plural_expr)
    if usual.num_plurals == len(used) and all(used[form_of(number)] == rule(number) for number in _NUMBERS):
        return f"{usual.plural_forms.rstrip(';')};"
    return f"{to_gettext(PluralRule({tag: rule.rules[tag] for tag in used[:-1]})).rstrip(';')};"


@cache
def form_count(language: str) -> int:
    """How many plural forms a language has."""
    return int(plural_forms(language).partition(";")[0].partition("=")[2])


@cache
def shown_forms(language: str) -> str:
    """The numbers that each form stands for: "[0] 1; [1] 0, 2, 3, 4, 5 ..."."""
    numbers = _numbers(language)
    return "; ".join(f"[{form}] {_some(numbers[form])}" for form in sorted(numbers))


@cache
def single_forms(language: str) -> frozenset[int]:
    """The forms that stand for one number alone: in German that for 1, in Russian none."""
    return frozenset(form for form, numbers in _numbers(language).items() if len(numbers) == 1)


def _numbers(language: str) -> dict[int, list[str]]:
    form_of: Callable[[int], int] = c2py(plural_forms(language).partition("plural=")[2].rstrip(";"))
    numbers: dict[int, list[str]] = {}
    for number in _NUMBERS:
        numbers.setdefault(form_of(number), []).append(str(number))
    return numbers


def _some(numbers: list[str]) -> str:
    return ", ".join(numbers[:_SHOWN]) + (" ..." if len(numbers) > _SHOWN else "")
