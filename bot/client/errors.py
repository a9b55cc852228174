"""How a call to Telegram fails. What matters most is whether it was surely not sent.

    TelegramError
    └── NetworkError
        ├── NotSent      nothing was on the wire: safe to try again
        ├── CutOff       the connection broke before the answer: it may have arrived
        └── TimedOut     no answer in time: it may have arrived   (the Telegram library's own)

Their messages never hold the address, which has the token in it.
"""

from __future__ import annotations

from telegram.error import NetworkError


class NotSent(NetworkError):
    """Nothing was on the wire."""


class CutOff(NetworkError):
    """The connection broke after the call was begun."""
