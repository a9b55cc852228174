"""Faults in what keeps a bot that anybody may write to safe, and in what is kept of people."""

from __future__ import annotations

from tests.mutations.mutation import mutation

INBOX, LIMITS = (f"tests/bot/receiving/test_{name}.py" for name in ("inbox", "flood_limits"))
SEAL, LOGS = (f"tests/bot/test_{name}.py" for name in ("callback_signature", "logs"))
PEOPLE = "tests/storage/statements/test_people.py"
ERASURES = "tests/storage/test_erasures.py"
RETENTION, BROADCASTS = (f"tests/storage/test_{name}.py" for name in ("retention", "broadcasts"))

BELIEVED = [
    mutation(
        "somebody else's button is taken for ours",
        "bot/callback_signature.py",
        'f"{chat_id}:{data}".encode',
        'f"{data}".encode',
        f"{SEAL}::test_nothing_else_is_taken_for_ours",
    ),
    mutation(
        "what is made up is taken for ours",
        "bot/callback_signature.py",
        '        return data if hmac.compare_digest(tag.encode(errors="replace"), ours.encode()) else None\n',
        "        return data\n",
        f"{SEAL}::test_nothing_else_is_taken_for_ours",
        f"{SEAL}::test_a_press_that_is_not_ours_means_nothing",
    ),
    mutation(
        "a press in somebody else's chat counts",
        "bot/callback_signature.py",
        ' or chat.get("id") != person_id:',
        ":",
        f"{SEAL}::test_a_press_in_somebody_elses_chat_means_nothing",
    ),
    mutation(
        "an admin is one where others read along",
        "bot/receiving/admin_handlers.py",
        " or chat.type != ChatType.PRIVATE or chat.id != user.id:",
        ":",
        "tests/bot/conversations/admin/test_broadcast.py::test_an_admin_is_heard_in_their_private_chat_alone",
    ),
]

FLOODED = [
    mutation(
        "a flood is answered again and again",
        "bot/receiving/flood_limits.py",
        "        return Verdict.MORE\n",
        "        return Verdict.FIRST\n",
        f"{LIMITS}::test_a_burst_is_taken_and_the_rest_is_answered_once",
    ),
    mutation(
        "a flood is heard every half second",
        "bot/receiving/flood_limits.py",
        "        bucket.tokens, bucket.at = max(DEBT, bucket.level(now) - 1.0), now\n",
        "",
        f"{LIMITS}::test_a_burst_is_taken_and_the_rest_is_answered_once",
    ),
    mutation(
        "a block by a person who floods is not noted",
        "bot/receiving/inbox.py",
        ' or "my_chat_member" in update:',
        ":",
        f"{INBOX}::test_somebody_who_floods_is_answered_once",
    ),
    mutation(
        "a fault of ours is tried as often as one that passes",
        "bot/receiving/inbox.py",
        "if pause is None or (is_ours and attempts > 1):",
        "if pause is None:",
        f"{INBOX}::test_nobody_waits_for_a_fault_of_ours",
    ),
]

TOLD = [
    mutation(
        "a traceback quotes what it stumbled over",
        "bot/logs.py",
        '    said = "" if isinstance(error, FAULTS_OF_OURS) else str(error)\n',
        "    said = str(error)\n",
        f"{LOGS}::test_a_traceback_quotes_nobody",
    ),
    mutation(
        "secrets of the settings stand in the log",
        "bot/logs.py",
        '        text = text.replace(word, "[secret]")\n',
        "        pass\n",
        f"{LOGS}::test_other_secrets_are_blacked_out_too",
    ),
]

KEPT = [
    mutation(
        "people are forgotten who were never told",
        "storage/retention.py",
        "_TOLD, person.c.end_told_at <= now - TOLD_BEFORE)",
        "sa.true())",
        f"{RETENTION}::test_nobody_is_forgotten_who_was_not_told",
    ),
    mutation(
        "a person who was told once is never told again",
        "storage/retention.py",
        "_TOLD = sa.and_(person.c.end_told_at.is_not(None), person.c.end_told_at >= person.c.stopped_at)",
        "_TOLD = person.c.end_told_at.is_not(None)",
        f"{RETENTION}::test_somebody_who_comes_back_stays_and_is_told_again",
    ),
    mutation(
        "check-ins are kept for ever",
        "storage/retention.py",
        "        old = sa.and_(checkin.c.on_date < oldest, checkin.c.person_id.in_(whose))\n",
        "        old = sa.and_(checkin.c.on_date < oldest, checkin.c.person_id.in_(whose), sa.false())\n",
        f"{RETENTION}::test_check_ins_are_kept_as_long_as_their_person_wants",
    ),
    mutation(
        "the goodbye to somebody who was erased stays for a month",
        "storage/statements/outbox.py",
        "    if last:\n",
        "    if last and not last:\n",
        f"{PEOPLE}::test_the_goodbye_is_forgotten_once_it_is_settled",
    ),
    mutation(
        "pictures of somebody's record outlive it",
        "storage/statements/people.py",
        "    forget_person(connection, person_id)\n",
        "",
        f"{PEOPLE}::test_an_erased_person_is_in_no_row_of_any_table",
    ),
    mutation(
        "a sound in the voice of somebody who is erased stays known",
        "storage/statements/media.py",
        ", media.c.voice_of == person_id)",
        ")",
        f"{PEOPLE}::test_no_row_names_a_file_that_was_made_for_somebody_who_is_erased",
    ),
    mutation(
        "whom a restored copy brings back stays",
        "storage/statements/erasing.py",
        "    for person_id in returned:\n        people.erase(connection, person_id, keep_update=None)\n",
        "",
        f"{ERASURES}::test_who_was_erased_since_a_backup_is_erased_again",
    ),
    mutation(
        "a start erases who was erased once and came back",
        "storage/erasures.py",
        'f"{person_id} {moment}".encode()',
        'f"{person_id}".encode()',
        f"{ERASURES}::test_who_comes_back_by_themselves_stays",
    ),
    mutation(
        "a move is not compared",
        "storage/copying.py",
        "                if ours != theirs:\n",
        "                if False:\n",
        "tests/storage/test_moving.py::test_what_differs_in_the_end_was_never_moved",
    ),
    mutation(
        "an export leaves pictures out",
        "storage/statements/people.py",
        '        "pictures": rows(media, concerns(person_id), own | {"made_for", "voice_of"}),\n',
        "",
        f"{PEOPLE}::test_an_export_has_every_column_that_belongs_to_a_person",
    ),
    mutation(
        "a person who wants no news gets it",
        "storage/broadcasts.py",
        "        person.c.wants_news, person.c.stopped_at",
        "        sa.true(), person.c.stopped_at",
        f"{BROADCASTS}",
        "tests/bot/conversations/admin/test_broadcast.py::test_somebody_who_wants_no_news_gets_none",
    ),
]

ACCESS = [*BELIEVED, *FLOODED, *TOLD, *KEPT]
