"""Faults on the way of an update, a call, a prompt and a clip."""

from __future__ import annotations

from tests.mutations.mutation import Edit, Mutation, mutation

RACES, REPLICAS, CLAIMS = (
    "tests/system/crash/test_races.py",
    "tests/storage/statements/test_replicas.py",
    "tests/storage/test_claims.py",
)
INBOX = "tests/bot/receiving/test_inbox.py"
POLLING = "tests/bot/receiving/test_polling.py"
AGAIN, CRASH = (f"tests/bot/sending/test_outbox_{name}.py" for name in ("retries", "crash"))
PROMPTING, LIVES = "tests/storage/statements/test_prompts.py", "tests/system/stateful/test_known_sequences.py"
CLOCK, WRONG_CLOCK = "tests/system/time/test_clock_and_zone.py", "tests/system/time/test_wrong_clock.py"
CALLS, FIGURES = "tests/bot/sending/test_requests.py", "tests/content/figures"
FILMS = "tests/bot/sending/test_films.py"

RECEIVING = [
    mutation(
        "polling confirms updates before they are stored",
        "bot/receiving/polling.py",
        "                await inbox.take(updates)\n",
        "                asyncio.get_running_loop().call_later(\n"
        "                    0.5, lambda taken=updates: asyncio.ensure_future(inbox.take(taken))\n"
        "                )\n",
        f"{POLLING}::test_an_update_is_confirmed_only_after_it_was_stored",
    ),
    mutation(
        "the webhook answers before the update is stored",
        "bot/operations/http.py",
        "        await self._take([update])\n",
        "        __import__('asyncio').ensure_future(self._take([update]))\n",
        "tests/bot/operations/test_http.py::test_an_update_that_could_not_be_stored_is_not_confirmed",
    ),
    mutation(
        "an update that comes again takes effect again",
        "storage/statements/turns.py",
        "    if result.update_id is not None and not inbox.update_done(connection, result.update_id):\n"
        "        return None\n",
        "    if result.update_id is not None:\n        inbox.update_done(connection, result.update_id)\n",
        "tests/storage/test_at_once.py::test_an_update_that_two_replicas_serve_takes_effect_once",
    ),
    mutation(
        "an update that was stored before is handed on again",
        "storage/statements/inbox.py",
        "    return [item for item in given.values() if item.update_id in stored]\n",
        "    return list(given.values()) if stored is not None else []\n",
        f"{POLLING}::test_a_kill_between_storing_and_confirming_repeats_nothing",
    ),
    mutation(
        "what was stored and not done is forgotten at the next start",
        "bot/app.py",
        "        self.inbox.adopt(adopted)\n        return len(adopted)\n",
        "        return len(adopted)\n",
        f"{LIVES}::test_killed_at_every_point_of_a_turn",
    ),
    mutation(
        "one person's updates are served side by side",
        "bot/receiving/inbox.py",
        'InboxItem(update["update_id"], chat_key(update), body)',
        'InboxItem(update["update_id"], update["update_id"], body)',
        f"{INBOX}::test_one_persons_updates_take_effect_in_order",
    ),
    mutation(
        "a failing handler counts as done",
        "bot/app.py",
        "        if error is not None:\n            raise error\n",
        "",
        f"{INBOX}::test_somebody_whose_turn_always_fails_gets_a_sentence",
    ),
]

WRITING = [
    mutation(
        "transactions begin deferred",
        "storage/database.py",
        '            connection.exec_driver_sql("BEGIN IMMEDIATE")\n        else:\n            # A program',
        '            connection.exec_driver_sql("BEGIN")\n        else:\n            # A program',
        "tests/system/stateful/test_one_transaction.py::test_a_turn_that_comes_in_the_middle_of_a_tick_waits",
        "tests/storage/test_database.py::test_nobody_else_can_write_once_a_writer_has_begun",
    ),
    mutation(
        "a record that changed meanwhile is written over",
        "storage/statements/people.py",
        'person.c.version == sa.bindparam("of_version"))',
        'person.c.version >= sa.bindparam("of_version") - 10**6)',
        RACES,
        "-k=eight_writers and sqlite",
    ),
    mutation(
        "a migration rebuilds tables with foreign keys on",
        "storage/database.py",
        'driver.execute("PRAGMA foreign_keys = OFF")',
        'driver.execute("PRAGMA foreign_keys = ON")',
        "tests/storage/test_migrations.py::test_a_migration_that_rebuilds_a_table_deletes_nobodys_reminders",
    ),
    mutation(
        "two processes may send out of one file",
        "storage/database.py",
        '        held.execute("BEGIN EXCLUSIVE")\n',
        '        held.execute("BEGIN")\n',
        "tests/storage/test_store.py::test_only_one_process_at_a_time_sends_out_of_a_file",
    ),
]

SENDING = [
    mutation(
        "calls are claimed that another replica has claimed",
        "storage/statements/outbox.py",
        '_FREE = sa.and_(outbox.c.state == literally("pending"), outbox.c.holder.is_(None))',
        '_FREE = sa.and_(outbox.c.state == literally("pending"), sa.true())',
        "tests/storage/statements/test_outbox.py::test_no_more_calls_are_claimed_than_asked_for",
    ),
    mutation(
        "a call is begun without a lease",
        "storage/statements/outbox.py",
        '        outbox.c.holder == sa.bindparam("me"),\n        # Marked',
        '        sa.bindparam("me") > 0,\n        # Marked',
        CLAIMS,
        REPLICAS,
    ),
    mutation(
        "calls are taken from a replica that is alive",
        "storage/statements/outbox.py",
        "    lost = sa.and_(outbox.c.holder.is_not(None), outbox.c.holder.not_in(ALIVE))\n",
        "    lost = outbox.c.holder.is_not(None)\n",
        f"{REPLICAS}::test_nothing_is_taken_from_a_living_replica",
    ),
    mutation(
        "calls are made before they are marked",
        "bot/sending/outbox.py",
        "        begin = [row.id for row in marked]\n",
        "        for row in marked:\n"
        "            self._start(replace(row, attempts=row.attempts + 1, begun=True))\n"
        "        marked = []\n"
        "        begin = [row.id for row in marked]\n",
        CRASH,
    ),
    mutation(
        "after a crash, many calls are under way at once",
        "bot/sending/queue.py",
        "        if self._careful() and self._busy:\n",
        "        if False and self._busy:\n",
        f"{CRASH}::test_with_care_a_crash_blames_one_call",
    ),
    mutation(
        "after a crash, a reply begins before the outcome of the call before is stored",
        "bot/sending/queue.py",
        "        if self._careful() or (line is not None",
        "        if (line is not None",
        "tests/bot/sending/test_queue.py::test_with_care_one_call_is_under_way_in_all_chats_together",
    ),
    mutation(
        "a call that was cut off is given up after five ends, however soon",
        "storage/statements/outbox.py",
        ", outbox.c.created_at < now - CUT_OFF_FOR)",
        ")",
        f"{REPLICAS}::test_a_call_that_a_crash_cut_off_is_made_again_but_not_for_ever",
    ),
    mutation(
        "an end without leaving is not noticed",
        "storage/statements/replicas.py",
        "        unclean = connection.execute(sa.delete(replica)).rowcount > 0\n",
        "        unclean = connection.execute(sa.delete(replica)).rowcount > 10**9\n",
        f"{REPLICAS}::test_ends_without_leaving_are_counted_until_one_has_been_up_for_a_while",
    ),
    mutation(
        "a call that may have arrived is made again for ever",
        "bot/sending/delivery.py",
        "        elif row.uncertain < 1:\n",
        "        elif row.uncertain < 10**9:\n",
        f"{AGAIN}::test_a_connection_that_breaks_twice_is_given_up",
    ),
    mutation(
        "a call that may have arrived is not made again",
        "bot/sending/delivery.py",
        "        elif row.uncertain < 1:\n",
        "        elif row.uncertain < 0:\n",
        f"{AGAIN}::test_a_read_timeout_is_tried_once_more",
    ),
    mutation(
        "too many requests close nothing",
        "bot/sending/rate_limiter.py",
        '        """Telegram said to wait."""\n',
        '        """Telegram said to wait."""\n        return\n',
        f"{AGAIN}::test_a_flood_holds_up_all_that_goes_out_in_bulk",
    ),
    Mutation(
        "the wait that Telegram asked of a chat is not kept",
        (
            Edit(
                "bot/sending/rate_limiter.py",
                "        self._closed_chats[chat_id] = max(until, self._closed_chats.get(chat_id, until))\n",
                "",
            ),
            Edit(
                "bot/sending/delivery.py",
                "            self.put_back(row, wait, error.message)\n        elif isinstance(error, ChatMigrated)",
                "            self.put_back(row, 0.0, error.message)\n        elif isinstance(error, ChatMigrated)",
            ),
        ),
        (f"{AGAIN}::test_a_flood_is_waited_out_to_the_second",),
    ),
    mutation(
        "outcomes that could not be stored are dropped",
        "bot/sending/outbox.py",
        "            self._delivery.outcomes.put_back(outcomes)\n",
        "",
        f"{CRASH}::test_outcomes_that_could_not_be_noted_are_kept",
    ),
    mutation(
        "prompts go before replies",
        "storage/records/calls.py",
        "    REPLY = 0\n    PROMPT = 1\n",
        "    REPLY = 1\n    PROMPT = 0\n",
        "tests/bot/sending/test_outbox.py::test_replies_go_before_prompts_and_these_before_broadcasts",
    ),
    mutation(
        "two calls to one chat are under way at once",
        "bot/sending/queue.py",
        "        line.busy, line.lane = True, lane\n",
        "        line.busy, line.lane = False, lane\n",
        "tests/bot/sending/test_queue.py",
    ),
    mutation(
        "a person who blocked the bot is tried again",
        "bot/sending/telegram_errors.py",
        "    if isinstance(error, Forbidden):\n        return Disposition.UNREACHABLE\n",
        "    if isinstance(error, Forbidden):\n        return Disposition.RETRY\n",
        "tests/bot/sending/test_outbox.py::test_somebody_who_is_gone_is_left_in_peace",
    ),
]

PROMPTS = [
    mutation(
        "a date that was prompted is prompted again",
        "storage/statements/prompts.py",
        "        if (person_id, number, one.due.local_date) not in known:\n            fresh.append(one)\n",
        "        fresh.append(one)\n",
        f"{PROMPTING}::test_no_date_is_prompted_twice_for_one_reminder",
    ),
    mutation(
        "a reminder moves on in another transaction than its prompt",
        "storage/statements/prompts.py",
        "    return decisions, _write(connection, decisions, now, holder)\n",
        '    connection.exec_driver_sql("COMMIT")\n'
        '    connection.exec_driver_sql("BEGIN")\n'
        "    return decisions, _write(connection, decisions, now, holder)\n",
        "tests/system/stateful/test_one_transaction.py::test_a_tick_that_is_cut_off_is_as_if_it_had_not_been",
    ),
    mutation(
        "two replicas decide about the same reminder",
        "storage/statements/prompts.py",
        "    .with_for_update(skip_locked=True)\n",
        "",
        f"{PROMPTING}::test_what_another_replica_is_deciding_about_is_passed_over",
    ),
    mutation(
        "a cron trigger says when a prompt is due",
        "bot/timing/recurrence.py",
        "    _check(weekdays)\n    day = _utc(after)",
        "    from apscheduler.triggers.cron import CronTrigger\n\n"
        '    names = ",".join("mon tue wed thu fri sat sun".split()[day] for day in sorted(weekdays))\n'
        "    daily = CronTrigger(day_of_week=names, hour=at.hour, minute=at.minute, timezone=zone)\n"
        "    fires = daily.get_next_fire_time(None, after + datetime.resolution)\n"
        "    return Due(fires.astimezone(UTC), fires.date())\n"
        "    _check(weekdays)\n    day = _utc(after)",
        f"{LIVES}::test_the_days_on_which_clocks_change",
    ),
    mutation(
        "where the clock goes back, the second time counts",
        "bot/timing/recurrence.py",
        "datetime.combine(day, at, zone).astimezone(UTC)",
        "datetime.combine(day, at.replace(fold=1), zone).astimezone(UTC)",
        f"{LIVES}::test_the_days_on_which_clocks_change",
    ),
    mutation(
        "a prompt is never too late",
        "bot/timing/recurrence.py",
        "    return _utc(now) - due.moment > LATE_LIMIT\n",
        "    return False\n",
        f"{CLOCK}::test_an_outage_leaves_no_date_unaccounted_for",
    ),
    mutation(
        "a prompt waits for Telegram however late it gets",
        "bot/sending/outbox.py",
        "            if row.not_after is not None and self._clock() > row.not_after:\n",
        "            if row.not_after is not None and self._clock() < row.created_at:\n",
        "tests/bot/sending/test_outbox_turns.py::test_a_prompt_that_would_be_hours_late_is_not_sent",
    ),
    mutation(
        "prompts may come close together",
        "bot/timing/recurrence.py",
        "        earliest = max(earliest, last.moment + SHORTEST_GAP - datetime.resolution)\n",
        "",
        f"{CLOCK}::test_a_traveller_gets_one_prompt_a_date",
    ),
    mutation(
        "a new zone forgets the last prompt",
        "bot/habits/planning.py",
        "        last = Due(reminder.last_due, reminder.last_date)\n",
        "        last = None\n",
        f"{LIVES}::test_round_the_world",
    ),
    mutation(
        "prompts are decided by a wrong clock",
        "bot/app.py",
        "on_right_time(self.prompts.tick)",
        "self.prompts.tick",
        f"{WRONG_CLOCK}::test_a_clock_that_jumps_decides_nothing",
    ),
    mutation(
        "a clock that jumped is believed until the next check",
        "bot/jobs/clock_check.py",
        "return theirs if theirs is not None and is_wrong(ours, theirs) else ours",
        "return theirs if theirs is not None and self.is_wrong else ours",
        f"{WRONG_CLOCK}::test_nobody_is_told_a_time_that_is_wrong_before_the_first_look",
        f"{WRONG_CLOCK}::test_a_prompt_in_the_outbox_is_not_given_up_by_a_wrong_clock",
    ),
    mutation(
        "a clock that is believed is set right unnoticed",
        "bot/jobs/clock_check.py",
        "or self._doubted or self._has_jumped():",
        "or self._doubted:",
        f"{WRONG_CLOCK}::test_a_clock_that_jumps_and_is_believed_silences_nobody",
    ),
    mutation(
        "what a wrong clock planned stays planned",
        "bot/jobs/replanning.py",
        "    return first if is_beyond else reminder\n",
        "    return first if is_beyond and not is_beyond else reminder\n",
        f"{WRONG_CLOCK}::test_a_wrong_clock_that_was_believed_silences_nobody",
    ),
    mutation(
        "a gap leaves a row beside the one that is late itself",
        "bot/jobs/prompts.py",
        "missed = None if reason == LATE else due_before(",
        "missed = due_before(",
        "tests/bot/jobs/test_prompts.py::test_a_gap_is_one_row_however_long_it_was",
    ),
]

SHOWING = [
    mutation(
        "a clip is uploaded for everybody who is shown it",
        "bot/sending/media.py",
        "        if owner == OF_THE_LIBRARY:\n"
        "            self._keep(digest, file_id)\n"
        "        await self._executor.run("
        "self._executor.store.remember_file, bot_id, digest, file_id, self._clock(), owner)\n",
        "",
        f"{CALLS}::test_a_clip_is_uploaded_once_and_then_known_by_its_id",
    ),
    mutation(
        "all who are shown a new clip at once upload it",
        "bot/sending/media.py",
        "        async with lock:\n            yield await self.known(bot_id, digest)\n",
        "        yield None\n",
        f"{CALLS}::test_many_who_are_shown_a_new_clip_at_once_upload_it_once",
    ),
    mutation(
        "a file id that died is kept",
        "bot/sending/media.py",
        "        self._ids.pop(digest, None)\n",
        "",
        f"{CALLS}::test_a_clip_whose_id_died_is_uploaded_again",
    ),
    mutation(
        "a film that is refused comes as words alone",
        "bot/sending/delivery.py",
        "        return without_film(payload)\n",
        '        return {name: value for name, value in payload.items() if name != "film"}\n',
        f"{FILMS}::test_what_telegram_refuses_comes_in_the_next_best_way",
    ),
    mutation(
        "a film is made again for each who is shown it",
        "bot/sending/films.py",
        '                    await self._media_cache.remember(bot_id, film["recipe_key"], file_id, owner, "films")\n',
        "                    pass\n",
        f"{FILMS}::test_a_film_is_uploaded_once_in_the_life_of_a_bot",
    ),
    mutation(
        "a file that is too large is sent again for hours",
        "bot/sending/telegram_errors.py",
        "any(part in error.message.lower() for part in TOO_LARGE)",
        "False",
        "tests/bot/sending/test_telegram_errors.py::test_what_an_error_means",
    ),
    mutation(
        "both sides are shown the same picture",
        "content/figures/workshop.py",
        "    return iter(pictures) if side == DRAWN else map(mirrored, pictures)\n",
        "    return iter(pictures)\n",
        f"{FIGURES}/test_workshop.py::test_a_drawn_library_has_its_clips_and_its_still",
    ),
    mutation(
        "a clip whose pose was changed is not drawn again",
        "content/figures/workshop.py",
        "    if drawn is None or drawn.hash != wanted:\n",
        "    if drawn is None:\n",
        f"{FIGURES}/test_workshop.py",
    ),
    mutation(
        "a joint may bend as far as it likes",
        "content/figures/anatomy.py",
        "        over = max(allowed.least - angle, angle - allowed.most)\n",
        "        over = 0.0\n",
        f"{FIGURES}/test_anatomy.py::test_what_a_body_cannot_do_is_found",
    ),
    mutation(
        "the foot of somebody standing lies under the floor",
        "content/figures/anatomy.py",
        "        if sunk > MOST_SUNK:\n",
        "        if sunk > 1:\n",
        f"{FIGURES}/test_anatomy.py::test_what_a_body_cannot_do_is_found",
    ),
]

DELIVERY = [*RECEIVING, *WRITING, *SENDING, *PROMPTS, *SHOWING]
