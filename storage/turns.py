"""What does one update change? Record, answer to a prompt, replies and 'this update is done': all of it, or nothing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from storage import diary, drafts, inbox, people, prompting
from storage.records import Lane, OutboxRow, TurnResult


def commit(
    connection: sa.Connection, result: TurnResult, now: datetime, holder: int | None, *, begin: bool
) -> list[OutboxRow] | None:
    """Write a turn; gives back the calls to be made, None when the update had been done already.

    Replies are in the hand of `holder`, and with `begin` the first is marked as being sent. Raises RecordChanged.
    """
    if result.update_id is not None and not inbox.update_done(connection, result.update_id):
        return None
    person = None if result.erase else result.after
    if result.erase and result.before is not None:
        people.erase(connection, result.before.id, keep_update=result.update_id)
    elif result.before is not None and person is not None:
        notes = bool(result.marks or result.unmarked or result.checkin)
        if person != result.before or notes or result.before.version == 0:
            # Whoever decided on the diary as it was is told that it is another now.
            people.save(connection, result.before, person)
        if result.prompt is not None:
            prompting.answer(connection, person.id, result.prompt)
        if result.forget_again:
            prompting.forget_again(connection, person.id)
        if result.marks or result.unmarked:
            diary.note(connection, person.id, result.marks, result.unmarked)
        if result.checkin is not None:
            diary.check_in(connection, person.id, result.checkin)
    replies = [draft for draft in result.drafts if draft.lane is Lane.REPLY]
    calls = drafts.put(connection, replies, now, holder=holder, begin=begin)
    if person is not None:
        calls += drafts.retire(connection, person.id, result.retire, now, holder, beside=calls)
    # Many at once are nobody's yet: they are taken in hand little by little.
    return calls + drafts.put(connection, [draft for draft in result.drafts if draft.lane is not Lane.REPLY], now)
