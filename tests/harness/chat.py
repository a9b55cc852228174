"""One person's chat on the rules alone: an update is a Turn, what comes of it a TurnResult. No Telegram and no loop.

For tables of what is said in which state. What handlers, queues and Telegram do is for the stages; what a message looks
like is read by the stand-in's own reader of HTML, so markup that Telegram would refuse fails here too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from bot.conversations import dispatch, setup_stages, unknown_commands, without_words
from bot.conversations.preferences import pausing
from bot.conversations.safety import emergency
from bot.conversations.turn import CommandWanted, Turn
from bot.emulator.calls import Json
from bot.emulator.markup import parse_html
from bot.emulator.people import bare
from bot.i18n.catalogue import words_in
from bot.receiving.written import typed
from content.library import Library
from storage.records.calls import OutgoingCall
from storage.records.person import Account, Person, Walk
from storage.records.turn import TurnResult
from tests.harness.libraries import shipped_library
from tests.harness.memory_store import MemoryStore, Outgoing
from tests.harness.stage import START

# A command, and what stands behind it.
COMMAND = re.compile(r"/(\w{1,32})(?:@limber_bot)?(?:\s+(.*))?\Z", re.DOTALL)


@dataclass(frozen=True)
class Message:
    """A message of the bot: its words, marks in them, label and data of its buttons, and whether it has a picture."""

    id: int
    text: str
    entities: tuple[Json, ...]
    buttons: tuple[tuple[str, str], ...]
    on_picture: bool
    digest: str | None


class Chat(Outgoing):
    """The chat. `result` is what came out of the newest turn, `toast` its line over the chat."""

    result: TurnResult
    toast: str | None = None

    def __init__(self, name: str = "Ana", *, language: str = "en", library: Library | None = None) -> None:
        self.id, self.now = 1, START
        self.library = library or shipped_library()
        self.words = words_in(language)
        self.memory = MemoryStore(self.say)
        self.messages: dict[int, Message] = {}
        self.slots = {}
        self._name, self._language = name, language

    def fork(self) -> Chat:
        """The same chat, to go on from here without changing this one."""
        fork = copy(self)
        fork.memory = self.memory.fork(fork.say)
        fork.messages, fork.slots = dict(self.messages), dict(self.slots)
        return fork

    # What a person does

    def says(self, text: str) -> list[str]:
        """Write a text or a command; the texts of new messages."""
        said = typed(text)
        if emergency.is_told(said, self.words):
            return self.does(lambda turn: emergency.call_for_help(turn, said))
        command = COMMAND.match(said)
        name = command[1] if command else said.strip().lower()
        if command and command[1] not in dispatch.DIALOGUES.commands:
            return self.does(lambda turn: unknown_commands.answer(turn, said, dispatch.text))
        if command or (name in dispatch.DIALOGUES.commands and name not in dispatch.SLASH_COMMANDS):
            return self._runs(name, " ".join((command[2] or "").split()) if command else "")
        return self.does(lambda turn: dispatch.text(turn, said))

    def taps(self, label: str) -> list[str]:
        """Press the newest button with that label; the texts of new messages."""
        found = [
            (message, data)
            for message in reversed(self.messages.values())
            for its_label, data in message.buttons
            if label in (its_label, data) or bare(its_label) == bare(label) != ""
        ]
        assert found, f"no button {label!r} among {self.buttons}"
        return self.forges(found[0][1], found[0][0])

    def forges(self, data: str, under: Message | None = None) -> list[str]:
        """Send button data that perhaps no button has, as from a message (else the newest)."""
        return self.does(lambda turn: dispatch.press(turn, data), under or self.last)

    def does(self, decide: Callable[[Turn], None], under: Message | None = None) -> list[str]:
        """Let anything be decided; the texts of new messages."""
        before, now = self.memory.load(self.id), self.now
        turn = Turn(
            before or Person(self.id, created_at=now, account=Account(setup=setup_stages.HELLO)),
            now,
            self.words,
            self.library,
            message_id=under.id if under else None,
            on_picture=under is not None and under.on_picture,
            bot_name="limber_bot",
            diary=self.memory.diary(self.id),
            shown=self.memory.shown(self.id, now),
            recordings=(),
        )
        if (turn.person.account.first_name, turn.person.settings.language) != (self._name, self._language):
            turn.change(first_name=self._name, language=self._language)
        pausing.was_heard(turn)
        try:
            decide(turn)
        except CommandWanted as wanted:
            return self._runs(wanted.name, "")
        dispatch.end(turn)
        seen = len(self.messages)
        self.result, self.toast = turn.result(None), turn.toast
        self.memory.keep(self.result)
        return [message.text for message in list(self.messages.values())[seen:]]

    def pass_time(self, **span: float) -> None:
        """Let time go by."""
        self.now += timedelta(**span)

    # What can be seen

    @property
    def person(self) -> Person:
        """The record."""
        return self.memory.people[self.id]

    @property
    def walk(self) -> Walk:
        """The newest walk."""
        assert self.person.walk is not None
        return self.person.walk

    @property
    def last(self) -> Message | None:
        """The newest message."""
        return next(reversed(self.messages.values()), None)

    @property
    def texts(self) -> list[str]:
        """The words of all messages, as they stand now."""
        return [message.text for message in self.messages.values()]

    @property
    def buttons(self) -> list[str]:
        """The labels under the newest message."""
        return [label for label, _ in self.last.buttons] if self.last else []

    @property
    def live(self) -> list[Message]:
        """The messages that have buttons now, oldest first."""
        return [message for message in self.messages.values() if message.buttons]

    # What the queue does

    def _runs(self, name: str, argument: str) -> list[str]:
        command = dispatch.DIALOGUES.commands[name]
        if command.for_admins:
            return self.does(lambda turn: without_words.answer(turn, "command"))
        if command.run is None:
            # It is answered after a look into the database, which there is none of here.
            return [f"/{name}"]
        return self.does(lambda turn: dispatch.run(turn, command, argument))

    def clock(self) -> datetime:
        """The moment it is, in UTC."""
        return self.now

    def send(self, call: OutgoingCall) -> int:
        """Below all others."""
        number = len(self.messages) + 1
        self.messages[number] = _message(number, call.payload)
        return number

    def edit(self, call: OutgoingCall) -> None:
        """In its place, if it is there."""
        number = call.target
        if number is not None and (before := self.messages.get(number)) is not None:
            new = _message(number, call.payload)
            words = new if "text" in call.payload else before
            self.messages[number] = replace(before, text=words.text, entities=words.entities, buttons=new.buttons)

    def strip(self, chat_id: int, message_id: int) -> None:
        """In its place, if it is there."""
        if (message := self.messages.get(message_id)) is not None:
            self.messages[message_id] = replace(message, buttons=())


def _message(number: int, payload: Mapping[str, Any]) -> Message:
    """A message as it is shown."""
    text, entities = parse_html(payload["text"]) if "text" in payload else ("", [])
    markup = payload.get("markup", {}).get("inline_keyboard", ())
    buttons = tuple((one["text"], one["callback_data"]) for line in markup for one in line if "callback_data" in one)
    shows = "picture" in payload or "film" in payload
    return Message(number, text, tuple(entities), buttons, shows, payload.get("picture", {}).get("digest"))


@cache
def _chat_after(name: str, language: str, *steps: str) -> Chat:
    if not steps:
        return Chat(name, language=language)
    chat = _chat_after(name, language, *steps[:-1]).fork()
    chat.taps(steps[-1][2:]) if steps[-1].startswith("* ") else chat.says(steps[-1])
    return chat


def begun(*answers: str) -> Chat:
    """The chat of Ana, who has nothing to take care of and gave these answers to the next questions."""
    return _chat_after("Ana", "en", "/start", "set me up", "no", *answers).fork()


def asked_who_takes_care(language: str = "en") -> Chat:
    """The chat of Ana, who is asked whether she has to take care with anything."""
    return _chat_after("Ana", language, "/start", "set me up").fork()


def set_up(
    name: str = "Ana", *then: str, position: str = "chair", care: tuple[str, ...] = ("no",), language: str = "en"
) -> Chat:
    """The chat of somebody who is set up, seated unless another position is named, in Lisbon, at 07:30, and who `then`
    said these things, or tapped (*) these labels."""
    steps = ("/start", "set me up", *care, position, "Lisbon", "07:30")
    return _chat_after(name, language, *steps, *then).fork()


def after(*then: str) -> Chat:
    """The chat of Ana, who is set up and `then` said or tapped these things."""
    return set_up("Ana", *then)
