"""What a prompt offers: worked out once for all who are alike in what it depends on, and what it would be alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from bot.callback_signature import KEY_BYTES, CallbackSigner
from bot.conversations.prompts import prompt
from bot.i18n.catalogue import pseudo_words, words_in
from bot.markup import Html
from bot.replies import Reply, to_call
from content.library import Library
from content.walk import FORMS
from storage.records.person import Account, Person, Streak, Walk, WalkState, with_fields
from tests.harness.libraries import shipped_library

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
LIBRARY, WORDS = shipped_library(), words_in("en", "Europe/Lisbon")
ANA = Person(5_100_000_001, NOW, account=Account(first_name="Ana"))
IDS = [movement.id for movement in LIBRARY.movements]


def anybody(chance: random.Random) -> Person:
    """Somebody with a history and wishes of their own."""

    def some(choices: Sequence[str], most: int) -> tuple[str, ...]:
        return tuple(chance.choices(choices, k=chance.randint(0, most)))

    return with_fields(
        ANA,
        position=chance.choice([None, "lying", "seated", "standing"]),
        gentle=chance.choice([None, True, False]),
        avoids=tuple(set(some(["one-leg", "lying", "bend"], 2))),
        recent=some([*IDS, "a-movement-that-is-no-more"], 12),
        unfinished_movement=chance.choice([None, None, *IDS]),
        tastes={movement: chance.choice(["more", "less"]) for movement in some(IDS, 2)},
        walk=chance.choice([None, None, *walks()]),
    )


def walks() -> list[Walk]:
    """One that is open and one that is over, of each movement."""
    forms = [(movement.id, movement.variations[0].id) for movement in LIBRARY.movements]
    open_ones = [Walk(1, movement, variation, "right", NOW, NOW) for movement, variation in forms]
    return [*open_ones, *(replace(walk, state=WalkState.DONE) for walk in open_ones)]


def test_what_is_kept_is_what_would_be_worked_out() -> None:
    """For hundreds of people, each asked twice, in any order."""
    chance = random.Random(20261123)
    prompt._usual_offer.cache_clear()
    people = [anybody(chance) for _ in range(300)]
    for person in chance.sample(people * 2, 600):
        for form in FORMS:
            kept, alone = (offer(person, form, LIBRARY, WORDS) for offer in (prompt.offer_for, prompt._offer))
            assert kept == alone
    assert prompt._usual_offer.cache_info().hits > 500


def test_people_who_differ_in_nothing_that_matters_share_an_offer() -> None:
    """By the value of what they are and did, whatever they are called."""
    prompt._usual_offer.cache_clear()
    ben = replace(with_fields(ANA, first_name="Ben", recent=(IDS[0], IDS[1])), id=7)
    cat = replace(
        with_fields(ANA, first_name="Cat", recent=(IDS[1], IDS[0], IDS[0], IDS[1]), silent=True, streak=Streak(days=9)),
        id=8,
    )
    assert prompt.offer_for(ben, "full", LIBRARY, WORDS) is prompt.offer_for(cat, "full", LIBRARY, WORDS)


@pytest.mark.parametrize("taken", range(3))
def test_another_library_offers_what_is_its_own(taken: int) -> None:
    """Also one that has the name and the number of movements in common."""
    turned = replace(LIBRARY, movements=(*LIBRARY.movements[taken:], *LIBRARY.movements[:taken]))
    offer = prompt.offer_for(ANA, "full", turned, WORDS)
    assert offer is not None
    assert offer.choice.movement == turned.movements[0]
    assert prompt.offer_for(ANA, "full", Library("none", (), LIBRARY.sides, LIBRARY.about), WORDS) is None


def test_the_buttons_of_a_prompt_are_of_its_own_date_and_reminder_and_in_its_own_language() -> None:
    """What is kept of buttons is kept by all that stands in them."""
    for words, number, day, shorter in product((WORDS, pseudo_words()), (1, 2), (23, 24), (True, False)):
        first = prompt._buttons(words, number, date(2026, 11, day), shorter=shorter, other_way=None)[0]
        assert (first[0].label, first[0].data) == (words.label("button.start"), f"prompt:{number}:202611{day}:start")
        assert len(first) == 1 + shorter


def test_what_is_kept_is_not_changed_by_what_becomes_of_one_message() -> None:
    """Each has their own tags, and whatever is done to a call stays in it."""
    signer = CallbackSigner(bytes(KEY_BYTES))
    buttons = prompt._buttons(WORDS, 1, date(2026, 11, 23), shorter=True, other_way=None)
    picture = LIBRARY.movements[0].variations[0].still
    hers, his = (to_call(Reply(Html("Hello"), buttons, picture=picture), person_id).payload for person_id in (1, 2))
    before = deepcopy(his)
    tagged = [signer.on_markup(person_id, hers["markup"]) for person_id in (1, 2)]
    assert tagged[0] != tagged[1]
    assert hers == his == before
    hers["markup"]["inline_keyboard"][0][0]["text"] = hers["picture"]["name"] = "changed"
    hers["markup"]["inline_keyboard"].pop()
    assert his == before == to_call(Reply(Html("Hello"), buttons, picture=picture), 3).payload
