"""States of Telegram: well, or in one kind of trouble."""

from __future__ import annotations

from enum import StrEnum

from bot.emulator.calls import Call
from bot.emulator.faults import Fault


class TelegramState(StrEnum):
    """What Telegram does with calls."""

    WELL = "well"
    IN_TROUBLE = "in trouble"  # 502 to everything
    CUT_OFF = "cut off"  # connections break before anything takes effect
    DEAF = "deaf"  # everything takes effect, and no answer arrives
    TOO_MANY = "too many"  # every message is told to wait

    async def __call__(self, call: Call) -> Fault | None:
        """What happens to a call."""
        if self is TelegramState.IN_TROUBLE and not call.done:
            return Fault(error=(502, "Bad Gateway"))
        if (self is TelegramState.CUT_OFF and not call.done) or (self is TelegramState.DEAF and call.done):
            return Fault(drop=True)
        if self is TelegramState.TOO_MANY and not call.done and call.method.startswith(("send", "edit")):
            return Fault(retry_after=20)
        return None
