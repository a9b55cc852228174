"""Faults in what ordinary sentences are taken for."""

from __future__ import annotations

from tests.mutations.mutation import mutation

TABLE = (
    "tests/bot/understanding/wishes/test_wishes.py"
    "::test_sentences_are_understood_or_asked_about_and_none_is_misunderstood_in_silence"
)
REQUESTS, WORDS = (f"tests/bot/conversations/test_{name}.py" for name in ("requests", "words"))

SENTENCES = [
    mutation(
        "a denial counts for nothing",
        "bot/understanding/wishes/sentence.py",
        "        if first < span[0] <= last + FURTHEST_DENIAL and STOP not in sentence.tokens[last : span[0]]:\n",
        "        if first < span[0] <= last and STOP in sentence.tokens:\n",
        TABLE,
    ),
    mutation(
        "words that are left over count for nothing",
        "bot/understanding/wishes/wishes.py",
        "    sure = (left <= slack or rule.anywhere) and not rule.asks and not is_asked\n",
        "    sure = not rule.asks and not is_asked\n",
        TABLE,
        f"{REQUESTS}::test_what_is_not_clear_is_asked",
    ),
    mutation(
        "a journey sets the clock at once",
        "bot/understanding/wishes/wish_rules.py",
        "Rule(Wish.TRAVEL, detail=Detail.PLACE_AND_DAY, needs_detail=True, asks=True)",
        "Rule(Wish.TRAVEL, detail=Detail.PLACE_AND_DAY, needs_detail=True)",
        f"{REQUESTS}::test_a_journey_is_never_set_without_a_question",
    ),
    mutation(
        "next is a yes to whatever is asked",
        "bot/conversations/requests/requests.py",
        "    if word is None:\n        return False\n    turn.change(asking=None)\n    if word is Intent.STOP",
        "    if word is None:\n        word = Intent.YES\n    turn.change(asking=None)\n    if word is Intent.STOP",
        f"{REQUESTS}::test_anything_else_is_read_as_ever_while_something_is_asked",
    ),
    mutation(
        "the same line comes again",
        "bot/conversations/lost.py",
        "    times = 1 + ((number_in(count[0]) or 0) if asking == ASKING and count else 0)\n",
        "    times = 1 if count or asking else 2\n",
        f"{WORDS}::test_what_is_not_understood_never_gets_the_same_line_twice",
    ),
    mutation(
        "a word of its own is a slip of another",
        "bot/understanding/text/spelling.py",
        "        one == other or (one not in known and _is_slip(one, other, alone=len(meant) == 1))\n",
        "        one == other or _is_slip(one, other, alone=len(meant) == 1)\n",
        f"{WORDS}::test_a_false_friend_is_not_heard",
    ),
]
