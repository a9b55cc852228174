"""Faults in what is understood of a body, what is left out for it, and how it is guided."""

from __future__ import annotations

from tests.mutations.mutation import mutation

ALARM = "tests/bot/conversations/safety/test_emergency.py"
SYMPTOMS = "tests/bot/understanding/symptoms/test_symptoms.py"
LEFT_OUT, ANATOMY = "tests/bot/conversations/safety/test_exclusions.py", "tests/content/figures/test_anatomy.py"

HEARD = [
    mutation(
        "an emergency is heard in a text alone",
        "bot/receiving/turns.py",
        "            decide = partial(emergency.call_for_help, said=written_privately(update))\n",
        "            pass\n",
        f"{ALARM}::test_an_alarm_is_heard_wherever_it_is_written",
    ),
    mutation(
        "after an emergency a button leads on",
        "bot/conversations/safety/held_back.py",
        "    return session_starts.goes_on(data, but_for=but_for) and asks_first(turn, data)\n",
        "    return not session_starts.goes_on(data, but_for=but_for) and asks_first(turn, data)\n",
        f"{ALARM}::test_after_an_alarm_nothing_goes_on_until_they_say_that_they_are_well",
    ),
    mutation(
        "after a sign that a doctor should see, a session begins",
        "bot/conversations/safety/held_back.py",
        "    elif turn.is_referred():\n",
        "    elif False:\n",
        "tests/bot/conversations/safety/test_referral.py::test_who_may_move_on_the_same_day_is_invited_the_next",
    ),
    mutation(
        "who does not want to live is not heard",
        "bot/conversations/safety/emergency.py",
        "    if crisis.is_told(said, words):\n        return True\n",
        "",
        "tests/bot/conversations/test_lives.py",
    ),
    mutation(
        "good news is pain",
        "bot/understanding/symptoms/symptoms.py",
        "        kept = [span for span in spans if not self._is_denied(span)]\n",
        "        kept = spans\n",
        f"{SYMPTOMS}::test_every_sentence_of_a_kind_is_taken_for_that_kind",
    ),
    mutation(
        "a figure of speech is an emergency",
        "bot/understanding/symptoms/symptoms.py",
        'lexicon.signs["harmless"].sub(STOP, said)',
        "said",
        f"{SYMPTOMS}::test_every_sentence_of_a_kind_is_taken_for_that_kind",
    ),
    mutation(
        "a brake in the middle of a sentence stops",
        "bot/understanding/answers/intents.py",
        "    return spoken[-1] in vocabulary and len(spoken) == 1\n",
        "    return any(token in vocabulary for token in spoken)\n",
        "tests/bot/conversations/test_words.py::test_a_brake_in_the_middle_of_a_sentence_is_none",
    ),
]
GUIDED = [
    mutation(
        "what somebody wished to leave out is not",
        "content/movement.py",
        "    return AVOIDED_WHEN_GENTLE.union(flag for flag in AVOIDED_ON_WISH if flag in wanted)\n",
        "    return AVOIDED_WHEN_GENTLE.union(flag for flag in AVOIDED_ON_WISH if flag in wanted and flag in ())\n",
        f"{LEFT_OUT}::test_rather_not_say_leaves_out_all_there_is",
    ),
    mutation(
        "a minute begins with keep going",
        "content/movement.py",
        "        return self if self.alone is None else replace(self, text=self.alone)\n",
        "        return self\n",
        "tests/content/test_forms.py::test_a_step_that_comes_without_its_moves_says_the_whole_movement",
    ),
    mutation(
        "the second side does not say what changes",
        "content/movement.py",
        "        return None if self.once else self\n",
        "        return self\n",
        "tests/content/test_walk.py::test_forward_alone_ends_and_shows_both_sides_alike",
        "tests/content/test_walk.py::test_the_second_side_repeats_the_set_up_that_belongs_to_a_side",
    ),
    mutation(
        "a picture may show a twist that the words leave out",
        "content/figures/inspection.py",
        "        for flag, said in _unflagged(clip, plan.flags):\n",
        "        for flag, said in ():\n",
        f"{ANATOMY}::test_a_picture_of_what_the_step_has_no_flag_for_is_found",
    ),
]
GUIDANCE = [*HEARD, *GUIDED]
