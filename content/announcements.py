"""Announcements: the sentences of a session that is followed along, beside those of its steps.

Frozen data, below `content.movement`. In each of them {side} and {other} stand for the words of the sides, as in steps;
{side} is the side that works next.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Announcements:
    """What a library says around the steps of a session that is followed along, under `follow_along`."""

    ready_lying: str  # before a session on the floor
    ready_seated: str
    ready_standing: str
    begin: str  # which side works first
    stop: str  # when to stop
    half: str  # half of the session is done
    other_side: str  # which side works now
    other_side_mirrored: str  # the same, where the set-up is not told again
    keep_going: str  # in the middle of a long step
    last_round: str
    end: str
    end_lying: str | None = None  # the same after a session on the floor, with how to get up
