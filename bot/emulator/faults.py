"""Faults between a bot and Telegram: the seam through which tests break calls on purpose."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.emulator.calls import Call, Json


@dataclass(frozen=True)
class Fault:
    """What happens to a call, first the delay and then the rest. Asked for before a call takes effect (`call.done` is
    False) a drop or an error keeps it from happening; asked for after (`call.done`), only its answer is lost."""

    delay: float = 0.0  # seconds
    drop: bool = False  # the connection ends without an answer
    error: tuple[int, str] | None = None  # code and description, as in (502, "Bad Gateway")
    retry_after: int | None = None  # seconds, for a 429
    plain: bool = False  # the error comes as HTML from a proxy instead of JSON

    def body(self) -> Json:
        """The error as the Bot API writes it."""
        code, description = self.error or (429, f"Too Many Requests: retry after {self.retry_after}")
        body: Json = {"ok": False, "error_code": code, "description": description}
        return body | ({"parameters": {"retry_after": self.retry_after}} if self.retry_after is not None else {})


Faults = Callable[[Call], Awaitable[Fault | None]]
