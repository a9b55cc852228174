"""The Bot API's methods, and the effect of each on the chats.

`BotApi.call` takes a method and its parameters, as they came over HTTP, and returns the result or raises `Refused` with
Telegram's own code and words. Sending and editing are in `sending`; long polls and webhooks in `server`.
"""

import re
from collections.abc import Callable
from typing import Any

from bot.emulator.calls import Call, Json, Refused, bad, flag, parsed, whole
from bot.emulator.chats import TYPING_LIFE, Chat, QueryAnswer, State
from bot.emulator.flood import Flood
from bot.emulator.media import MAX_DOWNLOAD, find_file
from bot.emulator.sending import Sending, find_chat, find_writable

QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
ACTIONS = frozenset(
    {
        *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"),
        *("choose_sticker", "find_location", "record_video_note", "upload_video_note"),
    }
)
# Where the bot's own photo is found among what its profile holds; of each type the field, and the kind of its file.
PHOTO = "photo/"
PHOTO_FIELDS = {"static": ("photo", "photo"), "animated": ("animation", "animation")}
SCOPES = frozenset(
    {
        *("default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat"),
        *("chat_administrators", "chat_member"),
    }
)


class BotApi:
    """The methods, by name. `state` is what they change, `flood` how fast they may."""

    def __init__(self, state: State, flood: Flood, query_seconds: float = 60.0) -> None:
        self.state = state
        self.flood = flood
        self.query_seconds = query_seconds
        self.sending = Sending(state, flood)
        self.methods: dict[str, Callable[[Call], Any]] = {
            **{m.__name__.replace("_", ""): m for m in self.own_methods()},
            **self.sending.methods(),
        }

    def own_methods(self) -> tuple[Callable[[Call], Any], ...]:
        """The methods of this class; their names are the Bot API's in small letters."""
        return (
            *(self.get_me, self.log_out, self.close, self.get_file, self.get_chat, self.get_chat_member),
            *(self.get_chat_administrators, self.get_chat_member_count, self.leave_chat),
            *(self.set_my_commands, self.get_my_commands, self.delete_my_commands),
            *(self.set_my_name, self.set_my_description, self.set_my_short_description),
            *(self.get_my_name, self.get_my_description, self.get_my_short_description),
            *(self.get_user_profile_photos, self.set_my_profile_photo, self.remove_my_profile_photo),
            *(self.set_chat_menu_button, self.get_chat_menu_button, self.send_chat_action),
            *(self.answer_callback_query, self.set_message_reaction, self.get_webhook_info),
        )

    def call(self, call: Call) -> Any:
        """The method's result. Raises `Refused`; 404 for a method that is not known here."""
        method = self.methods.get(call.method.lower())
        if method is None:
            raise Refused(404, "Not Found: method not found")
        return method(call)

    # --- about the bot ----------------------------------------------------------------------------------------------

    def get_me(self, _call: Call) -> Json:
        return self.state.bot | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def log_out(self, _call: Call) -> bool:
        return True

    def close(self, _call: Call) -> bool:
        return True

    def _scope(self, params: Json) -> str:
        scope = parsed(params, "scope", dict, {"type": "default"})
        if scope.get("type") not in SCOPES:
            raise bad("can't parse BotCommandScope: Unsupported type specified")
        if "chat_id" in scope:
            find_chat(self.state, scope)
        where = ":".join(str(scope[k]) for k in ("type", "chat_id", "user_id") if k in scope)
        return f"{where}/{params.get('language_code') or ''}"

    def set_my_commands(self, call: Call) -> bool:
        commands = parsed(call.params, "commands", list, [])
        if len(commands) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            name = str(command.get("command", "")).removeprefix("/") if isinstance(command, dict) else ""
            if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(str(command.get("description", ""))) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
            command["command"] = name
        self.state.commands[self._scope(call.params)] = commands
        return self._everywhere()

    def _everywhere(self) -> bool:
        """Mark every chat as changed, and wake all that wait, also where there is no chat yet."""
        for chat in self.state.chats.values():
            self.state.touch(chat)
        self.state.changed()
        return True

    def get_my_commands(self, call: Call) -> list[Json]:
        return self.state.commands.get(self._scope(call.params), [])

    def delete_my_commands(self, call: Call) -> bool:
        self.state.commands.pop(self._scope(call.params), None)
        return self._everywhere()

    def _set_profile(self, call: Call, field: str, longest: int) -> bool:
        text = str(call.params.get(field) or "")
        if len(text) > longest:
            raise bad(f"{field.replace('_', ' ')} is too long")
        self.state.profile[f"{field}/{call.params.get('language_code') or ''}"] = text
        return self._everywhere()

    def _get_profile(self, call: Call, field: str) -> Json:
        language = call.params.get("language_code") or ""
        profile = self.state.profile
        return {field: profile.get(f"{field}/{language}", profile.get(f"{field}/", ""))}

    def set_my_name(self, call: Call) -> bool:
        return self._set_profile(call, "name", 64)

    def set_my_description(self, call: Call) -> bool:
        return self._set_profile(call, "description", 512)

    def set_my_short_description(self, call: Call) -> bool:
        return self._set_profile(call, "short_description", 120)

    def get_my_name(self, call: Call) -> Json:
        return {"name": self._get_profile(call, "name")["name"] or self.state.bot["first_name"]}

    def get_my_description(self, call: Call) -> Json:
        return self._get_profile(call, "description")

    def get_my_short_description(self, call: Call) -> Json:
        return self._get_profile(call, "short_description")

    def get_user_profile_photos(self, call: Call) -> Json:
        user_id = whole(call.params.get("user_id"))
        if user_id != self.state.bot["id"]:
            if user_id not in self.state.people:
                raise bad("user not found")
            return {"total_count": 0, "photos": []}
        given = self.state.files.get(self.state.profile.get(PHOTO, ""))
        sizes = [[self.state.describe_file(given) | {"width": 640, "height": 640}]] if given is not None else []
        return {"total_count": len(sizes), "photos": sizes}

    def set_my_profile_photo(self, call: Call) -> bool:
        photo = parsed(call.params, "photo", dict)
        if photo is None or photo.get("type") not in PHOTO_FIELDS:
            raise bad("can't parse InputProfilePhoto: Unsupported type specified")
        field, kind = PHOTO_FIELDS[photo["type"]]
        if not str(photo.get(field, "")).startswith("attach://"):
            raise bad("profile photo must be uploaded as a file")
        self.state.profile[PHOTO] = find_file(self.state, kind, photo[field], call.files, field).id
        return self._everywhere()

    def remove_my_profile_photo(self, _call: Call) -> bool:
        self.state.profile.pop(PHOTO, None)
        return self._everywhere()

    def set_chat_menu_button(self, call: Call) -> bool:
        where = find_chat(self.state, call.params).id if call.params.get("chat_id") else 0
        self.state.menu_buttons[where] = parsed(call.params, "menu_button", dict, {"type": "default"})
        return True

    def get_chat_menu_button(self, call: Call) -> Json:
        return self.state.menu_buttons.get(whole(call.params.get("chat_id")), {"type": "commands"})

    def get_webhook_info(self, _call: Call) -> Json:
        state, hook = self.state, self.state.webhook
        info: Json = {"url": hook["url"] if hook else "", "has_custom_certificate": False}
        info["pending_update_count"] = len(state.updates)
        if hook:
            info["max_connections"] = hook["max_connections"]
            if "last_error" in hook:
                info["last_error_date"], info["last_error_message"] = hook["last_error"]
        return info | ({"allowed_updates": state.allowed} if state.allowed else {})

    # --- chats, files, taps -----------------------------------------------------------------------------------------

    def get_chat(self, call: Call) -> Json:
        chat = find_chat(self.state, call.params)
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        full: Json = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(gifts, True)}
        if chat.pinned:
            full["pinned_message"] = chat.messages[chat.pinned[-1]]
        return chat.as_chat() | full

    def _member(self, chat: Chat, user_id: int) -> Json:
        if user_id == self.state.bot["id"]:
            return {"user": self.state.bot, "status": chat.bot_status}
        person = self.state.people.get(user_id)
        if person is None:
            raise bad("user not found")
        return {"user": person.as_user(), "status": "member" if user_id in chat.members | {chat.id} else "left"}

    def get_chat_member(self, call: Call) -> Json:
        return self._member(find_chat(self.state, call.params), whole(call.params.get("user_id")))

    def get_chat_administrators(self, call: Call) -> list[Json]:
        if find_chat(self.state, call.params).type == "private":
            raise bad("there are no administrators in the private chat")
        return []

    def get_chat_member_count(self, call: Call) -> int:
        chat = find_chat(self.state, call.params)
        return len(chat.members | ({chat.id} if chat.type == "private" else set())) + (chat.bot_status == "member")

    def leave_chat(self, call: Call) -> bool:
        chat = find_chat(self.state, call.params)
        if chat.type == "private":
            raise bad("chat member status can't be changed in private chats")
        chat.bot_status = "left"
        return True

    def get_file(self, call: Call) -> Json:
        given = call.params.get("file_id")
        stored = self.state.files.get(str(given))
        if stored is None:
            raise bad("invalid file_id" if given else "file_id not specified")
        if stored.size > MAX_DOWNLOAD:
            raise bad("file is too big")
        return self.state.describe_file(stored) | {"file_path": stored.path}

    def send_chat_action(self, call: Call) -> bool:
        chat = find_writable(self.state, call.params)
        if call.params.get("action") not in ACTIONS:
            raise bad("wrong parameter action in request")
        chat.action, chat.action_until = call.params["action"], self.state.monotonic() + TYPING_LIFE
        self.state.touch(chat)
        return True

    def answer_callback_query(self, call: Call) -> bool:
        query = self.state.queries.get(str(call.params.get("callback_query_id") or ""))
        if query is None or self.state.monotonic() - query.at > self.query_seconds:
            raise bad(QUERY_TOO_OLD)
        text = str(call.params.get("text") or "")
        if len(text) > 200:
            raise bad("MESSAGE_TOO_LONG")
        if query.answer is None:
            query.answer = QueryAnswer(text, flag(call.params, "show_alert"), str(call.params.get("url") or ""))
            self.state.touch(self.state.chats[query.chat_id])
        return True

    def set_message_reaction(self, call: Call) -> bool:
        chat = find_writable(self.state, call.params)
        message = chat.messages.get(whole(call.params.get("message_id")))
        if message is None:
            raise bad("message to react not found")
        reactions = parsed(call.params, "reaction", list, [])
        if len(reactions) > 1:
            raise bad("REACTIONS_TOO_MANY")
        chat.reactions[message["message_id"]] = [r["emoji"] for r in reactions if r.get("type") == "emoji"]
        self.state.touch(chat, message["message_id"])
        return True
