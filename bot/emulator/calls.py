"""A call to the Bot API: its parameters, its files, and how Telegram refuses one."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """A call that Telegram would refuse, in its own words."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(description: str) -> Refused:
    """A 400 in Telegram's words."""
    return Refused(400, f"Bad Request: {description}")


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    content: bytes


@dataclass
class Call:
    """One Bot API call. `done` is False before it takes effect and True after; `result` is None until then."""

    method: str
    params: Json
    at: datetime
    files: dict[str, Upload] = field(default_factory=dict, repr=False)
    done: bool = False
    result: Any = None
    refused: str | None = None  # the refusal, in place of a result

    @property
    def sends(self) -> bool:
        """True when it makes a message of any kind."""
        return self.method.startswith("send") and self.method != "sendChatAction"


def flag(params: Json, name: str) -> bool:
    """A Boolean parameter, however it was written."""
    return str(params.get(name, "")).lower() in ("true", "1", "yes")


def whole(value: Any) -> int:
    """A whole number from a parameter; 0 when it is missing or none."""
    try:
        return int(float(value)) if not isinstance(value, str) or not value.lstrip("-").isdigit() else int(value)
    except (TypeError, ValueError, OverflowError):
        return 0


def parsed(params: Json, name: str, kind: type[Any], otherwise: Any = None) -> Any:
    """A parameter that is JSON, as an object or as its text; `otherwise` when it is not given."""
    value = params.get(name)
    if value is None or value == "":
        return otherwise
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None
    if not isinstance(value, kind):
        raise bad(f"can't parse {name}: expected {'an Array' if kind is list else 'an Object'}")
    return value
