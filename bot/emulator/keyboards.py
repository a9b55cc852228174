"""The keyboards that Telegram accepts under a message."""

import json
from typing import Any

from bot.emulator.calls import Json, bad

MAX_DATA_BYTES = 64
ROW_AND_TOTAL = {"inline_keyboard": (8, 100), "keyboard": (12, 300)}
INLINE_ACTIONS = frozenset(
    {
        *("url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat"),
        *("switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay"),
    }
)
PRIVATE_ONLY = frozenset({"request_contact", "request_location", "request_poll", "request_users", "request_chat"})
STYLES = frozenset({"danger", "success", "primary"})
LINKS = ("http://", "https://", "tg://", "mailto:", "tel:")


def read_keyboard(raw: Any, *, private: bool = True, inline_only: bool = False) -> Json | None:
    """A checked reply markup, or None when there is none. Raises `Refused` as Telegram does."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except ValueError:
            raise bad("can't parse reply keyboard markup JSON object") from None
    if not isinstance(raw, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in raw:
        rows = _rows(raw, "inline_keyboard", "InlineKeyboardMarkup")
        checked = [[_inline_button(button) for button in row] for row in rows]
        return {"inline_keyboard": [row for row in checked if row]} if any(checked) else None
    if inline_only and raw:
        raise bad("inline keyboard expected")
    if "keyboard" in raw:
        rows = _rows(raw, "keyboard", "ReplyKeyboardMarkup")
        if not any(rows):
            raise bad("reply keyboard markup must be non-empty")
        return raw | {"keyboard": [[_reply_button(button, private) for button in row] for row in rows if row]}
    if raw.get("remove_keyboard") or raw.get("force_reply"):
        return raw
    return None


def _rows(raw: Json, field: str, kind: str) -> list[list[Any]]:
    rows = raw[field]
    if not isinstance(rows, list):
        raise bad(f'field "{field}" of the {kind} must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad(f'field "{field}" of the {kind} must be an Array of Arrays')
    per_row, total = ROW_AND_TOTAL[field]
    if any(len(row) > per_row for row in rows) or sum(map(len, rows)) > total:
        raise bad("reply markup is too long")
    return rows


def _inline_button(button: Any) -> Json:
    start = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad(start + "InlineKeyboardButton must be an Object")
    _check_text_and_style(button, start)
    actions = [name for name in button if name in INLINE_ACTIONS and button[name] not in (None, "")]
    if "switch_inline_query" in button or "switch_inline_query_current_chat" in button:
        actions = actions or ["switch_inline_query"]
    if button.get("callback_data") == "" or not actions:
        raise bad(start + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1 or "pay" in actions or "callback_game" in actions:
        raise bad("BUTTON_TYPE_INVALID")
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or len(data.encode()) > MAX_DATA_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None:
        bare = str(url).lower()
        if "://" in bare and not bare.startswith(LINKS):
            raise bad(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
        if not bare.startswith(LINKS) and "." not in bare:
            raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return button


def _reply_button(button: Any, private: bool) -> Json:
    start = "can't parse keyboard button: "
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad(start + "KeyboardButton must be an Object")
    _check_text_and_style(button, start)
    asks = [name for name in PRIVATE_ONLY if button.get(name)]
    if asks and not private:
        what = {"request_contact": "phone number", "request_location": "location"}.get(asks[0], "poll")
        raise bad(f"{what} can be requested in private chats only")
    return button


def _check_text_and_style(button: Json, start: str) -> None:
    text = button.get("text")
    if text is None:
        raise bad(start + 'Can\'t find field "text"')
    if not isinstance(text, str):
        raise bad(start + 'Field "text" must be of type String')
    if not text.strip():
        raise bad(start.removeprefix("can't parse ").removesuffix(": ") + " text must be non-empty")
    if button.get("style") is not None and button["style"] not in STYLES:
        raise bad("BUTTON_STYLE_INVALID")
