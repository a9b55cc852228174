"""Faults in what prompts say and when they come, which walk is offered, and what is noted of days."""

from __future__ import annotations

from tests.mutations.mutation import mutation

WORDINGS, TICK, PROMPTING = (
    "tests/bot/habits/test_prompt_variants.py",
    "tests/bot/jobs/test_prompts.py",
    "tests/storage/statements/test_prompts.py",
)
MIDNIGHT = "tests/bot/conversations/prompts/test_over_midnight.py"
LENGTHS, UNANSWERED = (f"tests/bot/conversations/test_{name}.py" for name in ("lengths", "unanswered"))
CUES, MESSAGES, REMINDERS = (
    f"tests/bot/conversations/preferences/test_{name}.py" for name in ("cues", "notifications", "reminders")
)

WORDED = [
    mutation(
        "a wording comes again on the next day",
        "bot/habits/prompt_variants.py",
        "    lately, kinds = set(tuple(used)[-REMEMBERED:]), frozenset(days)\n",
        "    lately, kinds = set[str](), frozenset(days)\n",
        f"{WORDINGS}::test_in_a_year_every_way_that_always_fits_comes_up_and_none_again_soon",
        f"{REMINDERS}::test_no_wording_comes_again_within_five_prompts",
    ),
    mutation(
        "what is made for a day comes on any",
        "bot/habits/prompt_variants.py",
        " and (wording.day is None or wording.day in days)\n",
        "\n",
        f"{WORDINGS}::test_what_is_made_for_a_day_comes_on_such_a_day_only",
    ),
    mutation(
        "after a gap it speaks as if nothing had been",
        "bot/habits/prompt_variants.py",
        "        if alone in kinds and (made_for_it",
        "        if alone not in Day and (made_for_it",
        f"{WORDINGS}::test_after_pain_and_after_a_gap_only_what_is_made_for_it",
    ),
    mutation(
        "a prompt is worded otherwise whenever it is asked",
        "bot/habits/prompt_variants.py",
        '    draw = random.Random(f"{person.id}:{number}:{local_date}")',
        "    draw = random.Random(hash((person.account.first_name, number, local_date)))",
        f"{WORDINGS}::test_the_same_prompt_is_always_worded_the_same",
    ),
    mutation(
        "a reminder's wording is not kept to",
        "bot/conversations/prompts/prompt.py",
        "reminder.number, reminder.pool, local_date",
        'reminder.number, "any", local_date',
        f"{REMINDERS}::test_how_it_is_worded_is_chosen_in_turn",
    ),
    mutation(
        "the cue is not told",
        "bot/conversations/prompts/prompt.py",
        "    if reminder.cue:\n",
        "    if reminder.cue is None and name is None:\n",
        f"{CUES}::test_a_prompt_opens_with_the_cue",
    ),
    mutation(
        "a cue may be a word that means something else",
        "bot/conversations/preferences/cues.py",
        "    elif recognize(cue, words) is not None or any(",
        "    elif any(",
        f"{CUES}::test_what_cannot_be_a_cue_gets_one_line_and_changes_nothing",
    ),
    mutation(
        "a cue that is typed starts nothing",
        "bot/conversations/dispatch.py",
        "    if word is None and cues.is_said(turn, said):\n",
        "    if word is None and cues.is_said(turn, said) and said == turn.person.id:\n",
        f"{CUES}::test_a_cue_that_is_typed_starts_todays_walk",
    ),
]

COMING = [
    mutation(
        "prompts that nobody answers come every day",
        "bot/habits/cadence.py",
        "    if ignored >= SKIP_AFTER and local_date - person.silence.last_on < SKIP_APART:\n"
        "        return Action.SKIP\n",
        "",
        f"{UNANSWERED}::test_what_nobody_answers_becomes_less_and_ends",
        "tests/system/stateful/test_known_sequences.py::test_silence",
    ),
    mutation(
        "what is thinned out are prompts, not days",
        "bot/habits/cadence.py",
        "person.silence.last_on in (None, local_date):",
        "person.silence.last_on is None:",
        f"{UNANSWERED}::test_of_two_reminders_both_come_on_a_day_or_neither",
    ),
    mutation(
        "after the last question it goes on",
        "bot/habits/cadence.py",
        "    if person.silence.asked_at is not None and not _heard_after(person, person.silence.asked_at):\n",
        "    if person.silence.asked_at is not None and person.silence.days < 0:\n",
        f"{UNANSWERED}::test_what_nobody_answers_becomes_less_and_ends",
    ),
    mutation(
        "a sign of life counts for nothing",
        "bot/receiving/turns.py",
        "            pausing.was_heard(turn)\n",
        "            pass\n",
        f"{UNANSWERED}::test_any_sign_of_life_begins_it_again",
    ),
    mutation(
        "what is heard by a clock that was put back is no sign of life",
        "bot/conversations/preferences/pausing.py",
        "heard_at=max(turn.now, *answered)",
        "heard_at=turn.now",
        f"{UNANSWERED}::test_a_sign_of_life_is_one_whatever_the_clock_shows",
        "tests/system/stateful/test_known_sequences.py::test_what_is_heard_by_a_clock_that_was_set",
    ),
    mutation(
        "what is heard before a prompt goes out late is an answer to it",
        "bot/habits/cadence.py",
        "    asked_at = due_at if person.account.heard_at is None else max(due_at, person.account.heard_at)\n",
        "    asked_at = due_at\n",
        "tests/bot/habits/test_cadence.py::test_what_a_prompt_changes",
    ),
    mutation(
        "two prompts of one moment do not know of each other",
        "storage/statements/prompts.py",
        "                owners[person_id] = replace(owners[person_id], silence=decision.silence)\n",
        "                pass\n",
        f"{PROMPTING}::test_two_that_are_due_in_one_batch_see_each_other",
    ),
    mutation(
        "a turn writes over what a prompt changed",
        "storage/statements/people.py",
        '_OF_TURNS = tuple(group for group in GROUPS if group != "silence")\n',
        "_OF_TURNS = tuple(GROUPS)\n",
        f"{PROMPTING}::test_no_turn_writes_over_what_a_prompt_changed",
    ),
    mutation(
        "prompts come in the quiet hours",
        "bot/jobs/prompts.py",
        "        return QUIET if is_quiet_at(person, now) else None\n",
        "        return None\n",
        f"{MESSAGES}::test_no_prompt_comes_in_the_quiet_hours",
    ),
    mutation(
        "a prompt that waits comes in the quiet hours",
        "bot/jobs/prompts.py",
        "            not_after=latest if quiet is None else min(latest, quiet),\n",
        "            not_after=latest,\n",
        f"{TICK}::test_a_prompt_that_waits_is_not_sent_late_into_the_quiet_hours",
    ),
    mutation(
        "a prompt that was put off comes in the quiet hours",
        "bot/jobs/prompts.py",
        "if late or person.resting or done or is_quiet_at(person, now):",
        "if late or person.resting or done:",
        f"{MESSAGES}::test_a_prompt_that_was_put_off_is_dropped_in_the_quiet_hours",
    ),
    mutation(
        "a prompt that was put off comes though its day is done",
        "bot/jobs/prompts.py",
        "person.streak.until >= again.local_date",
        "person.streak.until == local_now.date()",
        f"{MIDNIGHT}::test_a_prompt_put_off_does_not_come_once_its_day_is_done",
    ),
    mutation(
        "a session counts for the date on which it ends, whatever it answers",
        "bot/conversations/walk/finish.py",
        "counted = session.counts_for(turn, over)",
        "counted = turn.today",
        f"{MIDNIGHT}::test_eight_evenings_that_end_past_midnight_are_eight_prompts_and_eight_days",
    ),
    mutation(
        "an old not today settles the day on which it is tapped",
        "bot/conversations/prompts/prompt.py",
        "without_date(turn.person, on, turn.now)",
        "without_date(turn.person, turn.today, turn.now)",
        f"{MIDNIGHT}::test_an_old_not_today_settles_the_day_that_it_hangs_under",
    ),
    mutation(
        "it can be put off into the quiet hours",
        "bot/conversations/prompts/putting_off.py",
        "        if moment is not None and not is_quiet_at(turn.person, moment)\n",
        "        if moment is not None\n",
        f"{MESSAGES}::test_later_offers_nothing_that_falls_into_the_quiet_hours",
    ),
    mutation(
        "silent prompts make a sound",
        "bot/replies.py",
        "    if reply.silent:\n",
        "    if reply.silent is None:\n",
        f"{MESSAGES}::test_prompts_can_be_silent_and_answers_never_are",
    ),
    mutation(
        "a reminder that is off comes",
        "bot/habits/planning.py",
        "    if person.resting or not reminder.active:\n",
        "    if person.resting:\n",
        f"{REMINDERS}::test_a_reminder_can_be_turned_off_and_on",
    ),
    mutation(
        "a reminder that is off is missed",
        "storage/statements/audit.py",
        "reminder.c.next_due.is_(None), reminder.c.active, sa.exists()",
        "reminder.c.next_due.is_(None), sa.exists()",
        "tests/storage/statements/test_audit.py::test_a_reminder_that_is_off_has_no_moment_and_nothing_is_wrong",
    ),
    mutation(
        "the digest comes in the quiet hours",
        "bot/habits/planning.py",
        "    usual = digest_time(person.settings.quiet_from, person.settings.quiet_until)\n",
        "    usual = digest_time(None, None)\n",
        f"{MESSAGES}::test_the_digest_is_planned_outside_the_quiet_hours",
    ),
    mutation(
        "the digest cannot be turned off",
        "bot/habits/planning.py",
        "    if person.account.setup is not None or not person.settings.wants_digest:\n",
        "    if person.account.setup is not None:\n",
        f"{MESSAGES}::test_the_digest_can_be_turned_off_and_on",
    ),
    mutation(
        "the digest is listed as a reminder",
        "storage/statements/people.py",
        "    reminders = tuple(plan for plan in plans if plan is not digest)\n",
        "    reminders = tuple(plans)\n",
        f"{MESSAGES}::test_the_digest_is_in_no_list",
    ),
    mutation(
        "buttons that a turn brings are taken away by it",
        "storage/statements/turns.py",
        "result.retire, now, holder, beside=calls)",
        "result.retire, now, holder)",
        f"{UNANSWERED}::test_not_today_offers_to_say_that_one_is_unwell",
        "tests/storage/statements/test_enqueue.py::test_what_a_turn_brings_itself_it_does_not_retire",
    ),
]

MOVING = [
    mutation(
        "after a gap it is all of it",
        "bot/conversations/selection.py",
        "    if is_after_gap(person, today) or is_unwell:\n",
        "    if is_unwell:\n",
        f"{LENGTHS}::test_after_more_than_seven_days_a_prompt_is_of_one_minute",
    ),
    mutation(
        "after a gap an open walk goes on in full",
        "bot/conversations/walk/starting.py",
        "    gap = _is_after_gap_in(turn, opened.walk)\n",
        "    gap = False\n",
        f"{LENGTHS}::test_a_walk_left_before_a_gap_goes_on_where_it_was_in_one_minute",
        "tests/system/stateful/test_known_sequences.py::test_silence",
    ),
    mutation(
        "after a gap an open walk begins again",
        "bot/conversations/session.py",
        "    there = transfer(place, course, other)\n",
        "    there = Place(course.variation.first_side)\n",
        f"{LENGTHS}::test_a_walk_left_before_a_gap_goes_on_where_it_was_in_one_minute",
    ),
    mutation(
        "just one minute is all of it",
        "bot/conversations/prompts/prompt.py",
        'form=SHORT if action == "short" else None',
        "form=None",
        f"{LENGTHS}::test_just_one_minute_of_a_prompt",
    ),
    mutation(
        "a day on which somebody was unwell is a miss",
        "bot/conversations/prompts/prompt.py",
        "    turn.mark(MarkKind.UNWELL, on)\n",
        "",
        f"{UNANSWERED}::test_unwell_can_be_said_without_a_prompt",
    ),
    mutation(
        "a pause is not noted",
        "bot/conversations/preferences/pausing.py",
        "    turn.mark(MarkKind.PAUSED, turn.today, back)\n",
        "",
        f"{UNANSWERED}::test_what_is_noted_of_days",
    ),
    mutation(
        "the end of a pause is not noted",
        "bot/conversations/preferences/pausing.py",
        "        turn.mark(MarkKind.AWAKE, turn.today)\n",
        "        pass\n",
        f"{UNANSWERED}::test_what_is_noted_of_days",
    ),
]

HABITS = [*WORDED, *COMING, *MOVING]
