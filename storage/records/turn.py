"""What one update changes."""

from __future__ import annotations

from dataclasses import dataclass

from storage.records.calls import OutgoingCall
from storage.records.diary import CheckIn, Mark
from storage.records.person import Person
from storage.records.prompts import PromptTouch
from storage.records.recordings import RecordingChange


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What one update changes, written in one transaction: the record, the answer to a prompt, the replies.

    `before` is None when the update concerns nobody's record (a group). `erase` deletes the person.
    `leave_no_trace`: the update's content may not stay on the disk (a place, an illness). `retire` names slots whose
    buttons are stripped without a new message. `marks` are notes on days to be made, `unmarked` those to be taken back;
    `checkin` replaces the day's. `recording` is what becomes of a line that an admin recorded.
    """

    update_id: int | None
    before: Person | None
    after: Person | None
    calls: tuple[OutgoingCall, ...] = ()
    prompt: PromptTouch | None = None
    forget_again: bool = False
    retire: tuple[str, ...] = ()
    erase: bool = False
    leave_no_trace: bool = False
    marks: tuple[Mark, ...] = ()
    unmarked: tuple[Mark, ...] = ()
    checkin: CheckIn | None = None
    recording: RecordingChange | None = None
