"""Faults in what is written or worked out for many people at once."""

from __future__ import annotations

from tests.mutations.mutation import Edit, Mutation, mutation

GROUPS, BATCHER = "tests/storage/test_groups.py", "tests/storage/test_batcher.py"
COUNTS, PLAIN = "tests/storage/statements/test_prompt_counts.py", "tests/storage/statements/test_prompt_people.py"
OFFERS = "tests/bot/conversations/prompts/test_choices.py"

BATCHES = [
    mutation(
        "an update that comes again takes effect again in a group",
        "storage/statements/turns.py",
        "        if before.id not in versions or (result.update_id is not None and result.update_id not in waiting):\n",
        "        if before.id not in versions:\n",
        f"{GROUPS}::test_one_whose_update_was_done_already_falls_out_alone",
    ),
    Mutation(
        "a group writes over a record that somebody changed meanwhile",
        (
            Edit(
                "storage/statements/turns.py",
                "            if versions[before.id] != before.version:\n                continue\n",
                "",
            ),
            Edit(
                "storage/statements/people.py",
                'person.c.version == sa.bindparam("of_version"))',
                'person.c.version >= sa.bindparam("of_version") - 10**6)',
            ),
        ),
        (f"{GROUPS}::test_one_that_lost_the_race_falls_out_alone",),
    ),
    mutation(
        "a turn that cannot be stored fails its whole group",
        "storage/batcher.py",
        "        for place, (question, answer) in enumerate(batch):\n",
        "            for _, answer in batch:\n"
        "                answer.set_exception(error)\n"
        "            return\n"
        "        for place, (question, answer) in enumerate(batch):\n",
        f"{GROUPS}::test_one_that_cannot_be_stored_fails_alone",
        f"{BATCHER}::test_when_a_group_fails_each_is_asked_alone",
    ),
    mutation(
        "a group's records are written in another transaction than its replies",
        "storage/statements/turns.py",
        "    replies = [\n",
        '    connection.exec_driver_sql("COMMIT")\n    connection.exec_driver_sql("BEGIN")\n    replies = [\n',
        f"{GROUPS}::test_a_group_that_is_cut_off_is_as_if_it_had_not_been",
        "tests/system/stateful/test_one_transaction.py::test_a_group_of_turns_that_is_cut_off_is_as_if_it_had_not_been",
    ),
    mutation(
        "replies to a group count as begun without a mark",
        "storage/statements/enqueue.py",
        '    _INSERT(connection, [value | {"id": row_id} for',
        '    _INSERT(connection, [value | {"id": row_id, "state": "pending"} for',
        "tests/bot/sending/test_outbox_turns.py::test_replies_to_many_at_once_are_written_and_marked_in_one_transaction",
    ),
    mutation(
        "two turns of one person go in one group",
        "storage/batcher.py",
        "                if (key := self._key(question)) in self._keys:\n",
        "                if (key := self._key(question)) is None:\n",
        f"{BATCHER}::test_questions_with_one_key_are_answered_one_after_another",
    ),
    mutation(
        "a group takes buttons away that a turn brings",
        "storage/statements/enqueue.py",
        "        and (taken or row.message_id is None or (row.chat_id, row.message_id) not in edited)\n",
        "",
        f"{GROUPS}::test_a_group_leaves_what_single_turns_leave",
    ),
    mutation(
        "a group waits for another person's turn",
        "storage/statements/people.py",
        ".with_for_update(key_share=True, skip_locked=True)",
        ".with_for_update(key_share=True)",
        f"{GROUPS}::test_a_group_waits_for_no_other_turn",
    ),
    mutation(
        "what a group typed stays in the write-ahead log",
        "storage/store.py",
        "        if any(commits[place].result.leave_no_trace for place in calls):\n            self.empty_log()\n",
        "",
        f"{GROUPS}::test_what_may_leave_no_trace_leaves_none_in_a_group",
    ),
    mutation(
        "an update of two web hooks at once is handed on twice",
        "storage/store.py",
        "            place: [new.pop(item.update_id) for",
        "            place: [new[item.update_id] for",
        f"{GROUPS}::test_updates_by_many_web_hooks_at_once_are_stored_in_one_transaction",
    ),
    mutation(
        "the id of a call is given out again",
        "storage/statements/enqueue.py",
        "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'",
        "SELECT max(id) FROM outbox",
        "tests/storage/statements/test_enqueue.py::test_ids_rise_and_are_never_given_out_again",
    ),
    mutation(
        "a power cut may undo what was confirmed",
        "storage/database.py",
        'SYNCHRONOUS = "FULL"',
        'SYNCHRONOUS = "NORMAL"',
        "tests/storage/test_durability.py",
    ),
    mutation(
        "an idle tick takes its transactions",
        "bot/jobs/prompts.py",
        "            while due and await self._send_due(now) == BATCH:\n",
        "            while await self._send_due(now) == BATCH:\n",
        f"{COUNTS}::test_a_tick_with_nothing_to_do_asks_once_and_locks_nothing",
    ),
    mutation(
        "the whole record of everybody who is due is read",
        "storage/statements/prompts.py",
        "    owners = prompt_people.load(connection, times_due, whole=weekly)\n",
        "    owners = prompt_people.load(connection, times_due, whole=times_due)\n",
        f"{COUNTS}::test_a_batch_of_plain_prompts_takes_as_many_statements_as_a_few",
    ),
    mutation(
        "a prompt makes a sound although its person wants none",
        "storage/statements/prompt_people.py",
        "    sa.not_(person.c.silent),\n",
        "",
        f"{PLAIN}::test_of_those_who_need_more_the_whole_record_is_read",
    ),
    mutation(
        "everybody is offered what suits those who avoid nothing",
        "bot/conversations/prompts/prompt.py",
        "        person.settings.avoids,\n",
        "        (),\n",
        f"{OFFERS}::test_what_is_kept_is_what_would_be_worked_out",
    ),
    mutation(
        "messages share their buttons, and one is changed",
        "bot/replies.py",
        "[[dict(button) for button in line]",
        "[[button for button in line]",
        f"{OFFERS}::test_what_is_kept_is_not_changed_by_what_becomes_of_one_message",
    ),
    mutation(
        "a press under a moving picture is read without it",
        "bot/receiving/presses.py",
        '"photo", "animation", "video", "audio")',
        '"photo", "video", "audio")',
        "tests/bot/receiving/test_presses.py::test_whatever_the_bot_sends_above_words_stays_above_them",
    ),
]
