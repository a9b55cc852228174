"""The attackers: several hundred people. Some set up and walk, others distort, forge, inject and flood.

In rounds: in each some people do something at once, and then all of it is looked at.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.emulator.calls import Json
from bot.emulator.people import LocalPerson, buttons_of
from tests.harness.report import Report
from tests.system.security import hostile_input
from tests.system.security.distortions import DISTORTIONS, all_distortions, distorted
from tests.system.security.fuzzed_bot import CUE, LONGEST_HOLD, NAME, Attempt, FuzzedBot, marked, run_fuzzed
from tests.system.security.update_examples import CHANNEL, GROUP, MOMENT, OTHER_BOT, SMALL_GROUP, examples, message_of
from tests.system.security.ways import POLLING, Way

PEOPLE = 300
# People who do something in one round.
AT_ONCE = 40
# The share of the updates that are distorted; the rest are people's doings.
DISTORTED = 0.6
# Rounds between two looks of the daily prompts at the clock, and how far that goes on then.
ROUNDS_A_TICK, HOURS_A_TICK = 12, (0.2, 1, 3, 7, 24)
# The newest messages that somebody looks at.
IN_SIGHT = 6
# Updates that somebody sends at once who floods.
FLOOD = 60


def attack(
    folder: Path,
    updates: int,
    seed: int,
    people: int = PEOPLE,
    longest_hold: float = LONGEST_HOLD,
    way: Way = POLLING,
) -> Report:
    """So many hostile updates; the same for the same seed, but for the order in which sockets bring them."""

    async def play(fuzzed: FuzzedBot) -> None:
        await Attackers(fuzzed, updates, people).run()

    return run_fuzzed(folder, seed, play, longest_hold, way)


class Attackers:
    """The people, and what they do in which order."""

    def __init__(self, fuzzed: FuzzedBot, updates: int, people: int) -> None:
        self.fuzzed, self.updates = fuzzed, updates
        self.draw = fuzzed.draw
        fuzzed.add_people(hostile_input.name(self.draw, marked(NAME, number)) for number in range(people))
        self.distortions = self._distortions(int(updates * DISTORTED))

    def _distortions(self, most: int) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
        known = list(
            all_distortions(examples({"id": 1, "is_bot": False, "first_name": "A", "language_code": "en"}, "word"))
        )
        self.draw.shuffle(known)
        return iter(known[:most])

    async def run(self) -> None:
        """Everything, in rounds."""
        fuzzed = self.fuzzed
        await self._settle_in()
        rounds = 0
        while fuzzed.report.counts["updates"] < self.updates:
            rounds += 1
            await self._round()
            if rounds % ROUNDS_A_TICK == 0:
                await fuzzed.tick(hours=self.draw.choice(HOURS_A_TICK))
        await self._the_admin()

    async def _settle_in(self) -> None:
        """Most people set up first: so there are records to be attacked."""
        answers: list[str | tuple[str, ...]] = [
            "/start",
            "set me up",
            ("no", "yes"),
            ("floor", "chair", "standing"),
            "Lisbon",
            ("07:30", "off"),
        ]
        for answer in answers:
            for some in range(0, len(self.fuzzed.players), AT_ONCE):
                began = self.fuzzed.loop.moment()
                attempts = [
                    self.fuzzed.does("setting up", _saying(player, _one(self.draw, answer)))
                    for player in self.fuzzed.players[some : some + AT_ONCE]
                    if self.fuzzed.numbers[player.id] % 8
                ]
                await self.fuzzed.round(attempts, began)

    async def _round(self) -> None:
        fuzzed, draw = self.fuzzed, self.draw
        busy = draw.sample(fuzzed.players, min(AT_ONCE, len(fuzzed.players) - 1))
        self.idle = [
            player for player in draw.sample(fuzzed.players, min(80, len(fuzzed.players))) if player not in busy
        ]
        fuzzed.pass_time(seconds=draw.choice((1, 20, 90)))
        began = fuzzed.loop.moment()
        attempts: list[Attempt] = []
        for player in busy:
            distortion = next(self.distortions, None) if draw.random() < DISTORTED * 1.06 else None
            if distortion is not None:
                attempts.append(self._distorted(player, *distortion))
                if draw.random() < 0.1:
                    attempts.append(fuzzed.does("right behind a distorted one", _saying(player, "hello")))
            else:
                doing = draw.choices(ATTACKS, WEIGHTS)[0]
                attempts.append(doing(self, player))
        await fuzzed.round(attempts, began)
        # They breathe: what somebody may say in a while is more than what they may say at once.
        await _wait(fuzzed, 3.0)

    def _distorted(self, player: LocalPerson, name: str, at: tuple[str | int, ...], distortion: str) -> Attempt:
        update = examples(player.person.as_user(), self.fuzzed.word(player), message_id=self.draw.randrange(1, 9))[name]
        return self.fuzzed.sends(
            f"distorted: {distortion}",
            distorted(update, at, DISTORTIONS[distortion]),
            may_be_aside=True,
            detail=f"{name} {at}",
        )

    async def _the_admin(self) -> None:
        """In the end the admin does what only they may do, in private; so it is known to be looked for."""
        fuzzed = self.fuzzed
        began = fuzzed.loop.moment()
        await fuzzed.round([fuzzed.does("the admin's own", _saying(fuzzed.admin, "/stats"))], began)

    # What people do

    def whole(self, player: LocalPerson) -> Attempt:
        """An update of any kind, whole."""
        known = examples(player.person.as_user(), self.fuzzed.word(player))
        name = self.draw.choice([*known])
        return self.fuzzed.sends("of any kind", known[name])

    def talks(self, player: LocalPerson) -> Attempt:
        """What an ordinary person says."""
        return self.fuzzed.does("talk", _saying(player, self.draw.choice(hostile_input.SAYINGS)))

    def asks(self, player: LocalPerson) -> Attempt:
        """An ordinary command."""
        return self.fuzzed.does("commands", _saying(player, self.draw.choice(hostile_input.COMMON)))

    def presses(self, player: LocalPerson) -> Attempt:
        """A button that is there."""
        found = self._buttons(player)
        if not found:
            return self.talks(player)
        message, button = self.draw.choice(found)
        return self._press("presses", player, message, button["callback_data"])

    def writes(self, player: LocalPerson) -> Attempt:
        """A text that means no good."""
        said = hostile_input.text(self.draw, self.fuzzed.word(player))
        return self.fuzzed.does("hostile texts", _saying(player, said))

    def decorates(self, player: LocalPerson) -> Attempt:
        """A text with entities that do not fit."""
        said = {
            "text": hostile_input.text(self.draw, self.fuzzed.word(player)),
            "entities": hostile_input.entities(self.draw),
        }
        return self.fuzzed.does("entities", lambda: player.send(said))

    def commands(self, player: LocalPerson) -> Attempt:
        """A command with anything behind it."""
        draw = self.draw
        kind, word = draw.choice([("commands with anything", self.fuzzed.word(player)), ("deep links", "")])
        if word:
            said = hostile_input.command(draw, word)
            if said.startswith("/cue"):
                said = said.replace(word, self.fuzzed.word(player, CUE))
        else:
            said = f"/start {hostile_input.text(draw, self.fuzzed.word(player))}"
        return self.fuzzed.does(kind, _saying(player, said))

    def names_a_cue(self, player: LocalPerson) -> Attempt:
        """A cue that is markup."""
        cue = self.draw.choice(hostile_input.TEMPLATES).replace("{}", self.fuzzed.word(player, CUE))
        return self.fuzzed.does("hostile cues", _saying(player, f"/cue {cue}"))

    def renames(self, player: LocalPerson) -> Attempt:
        """Another name, and another language, with the next word."""
        user = player.person.as_user() | {"first_name": hostile_input.name(self.draw, self.fuzzed.word(player, NAME))}
        user["language_code"] = self.draw.choice(("en", "de", "pt-br", "x" * 90, "", "../en", "\0"))
        player.chat.started = True
        return self.fuzzed.sends("hostile names", {"message": message_of(user, {"text": "hello"})})

    def edits(self, player: LocalPerson) -> Attempt:
        """A text that was changed."""
        said = hostile_input.text(self.draw, self.fuzzed.word(player))
        update = message_of(
            player.person.as_user(), {"text": said, "edit_date": self.draw.choice(hostile_input.MOMENTS)}
        )
        return self.fuzzed.sends("edited texts", {"edited_message": update})

    def locates(self, player: LocalPerson) -> Attempt:
        """A place that is nowhere."""
        latitude, longitude = self.draw.choice(hostile_input.PLACES)
        kind = self.draw.choice(("message", "edited_message"))
        content = {"location": {"latitude": latitude, "longitude": longitude}}
        return self.fuzzed.sends("places", {kind: message_of(player.person.as_user(), content)})

    def travels_in_time(self, player: LocalPerson) -> Attempt:
        """A message from long ago, or from the future."""
        content = {"text": self.draw.choice(hostile_input.SAYINGS), "date": self.draw.choice(hostile_input.MOMENTS)}
        return self.fuzzed.sends("moments", {"message": message_of(player.person.as_user(), content)})

    def shows(self, player: LocalPerson) -> Attempt:
        """An album: several updates at once."""
        user, word = player.person.as_user(), self.fuzzed.word(player)
        known = examples(user, word)["album"]

        def send() -> None:
            for _ in range(10):
                self.fuzzed.telegram.state.push_raw(known)

        return self.fuzzed.does("albums", send)

    def floods(self, player: LocalPerson) -> Attempt:
        """More at once than is taken of one person."""

        def send() -> None:
            for _ in range(FLOOD):
                player.say(self.draw.choice(hostile_input.SAYINGS))

        return self.fuzzed.does("floods", send, floods=True)

    def blocks(self, player: LocalPerson) -> Attempt:
        """The bot is blocked, or may write again."""
        return self.fuzzed.does("blocks", player.unblock if player.chat.bot_status == "kicked" else player.block)

    def administers(self, player: LocalPerson) -> Attempt:
        """A stranger does what is for admins, or the admin does it where it is for nobody."""
        user, admin = player.person.as_user(), self.fuzzed.admin.person.as_user()
        said = {"text": self.draw.choice(hostile_input.ADMINISTRATION)}
        said["entities"] = [{"type": "bot_command", "offset": 0, "length": len(said["text"].split()[0])}]  # type: ignore[assignment]
        origin = {"type": "user", "date": MOMENT, "sender_user": admin}
        places: list[Json] = [
            message_of(user, said),
            message_of(user, said | {"forward_origin": origin}),
            message_of(user, said | {"sender_chat": CHANNEL}),
            message_of(admin, said) | {"chat": self.draw.choice((GROUP, SMALL_GROUP))},
            message_of(OTHER_BOT, said) | {"chat": GROUP, "sender_chat": GROUP},
            message_of(admin, said | {"forward_origin": origin}),
            message_of(admin, said | {"sender_chat": CHANNEL}) | {"chat": CHANNEL},
        ]
        kind = self.draw.choice(("message", "message", "edited_message", "channel_post"))
        return self.fuzzed.sends("administration", {kind: self.draw.choice(places)})

    # Forgery

    def forges(self, player: LocalPerson) -> Attempt:
        """Button data that was never offered, under any message."""
        return self._forged("forged: made up", player, hostile_input.forged(self.draw))

    def bends(self, player: LocalPerson) -> Attempt:
        """A button's own data, changed."""
        found = self._buttons(player)
        if not found:
            return self.forges(player)
        _, button = self.draw.choice(found)
        return self._forged("forged: bent", player, hostile_input.bent(self.draw, button["callback_data"]))

    def borrows(self, player: LocalPerson) -> Attempt:
        """Somebody else's button, under a message of one's own."""
        other = self.draw.choice(self.idle)
        found = self._buttons(other)
        if not found:
            return self.forges(player)
        _, button = self.draw.choice(found)
        return self._forged("forged: somebody else's button", player, button["callback_data"])

    def intrudes(self, player: LocalPerson) -> Attempt:
        """Somebody else's button, under their own message; or one's own, in a group, or under nothing."""
        other = self.draw.choice(self.idle)
        found = self._buttons(other)
        if not found:
            return self.forges(player)
        message, button = self.draw.choice(found)
        query = self._query(player, button["callback_data"], message)
        own = self._buttons(player)
        if own and self.draw.random() < 0.5:
            message, button = self.draw.choice(own)
            strange: list[Json] = [
                {"message": message | {"chat": self.draw.choice((GROUP, CHANNEL))}},
                {"inline_message_id": "i1"},
                {"message": None},
                {"message": {"chat": GROUP, "message_id": message["message_id"], "date": 0}},
            ]
            query = {k: v for k, v in query.items() if k != "message"} | {"data": button["callback_data"]}
            query |= self.draw.choice(strange)
        unchanged = {person.id: self.fuzzed.rows_of(person.id) for person in (player, other)}
        return self.fuzzed.sends(
            "forged: in another's chat", {"callback_query": query}, unchanged=unchanged, presses=(query["id"],)
        )

    def returns(self, player: LocalPerson) -> Attempt:
        """A button of long ago: one's own, so it may do something, or show where one is."""
        old = [one for one in player.chat.messages.values() if buttons_of(one)][:20]
        if not old:
            return self.presses(player)
        message = self.draw.choice(old)
        if self.draw.random() < 0.4:
            message = {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
            data = self.draw.choice(self._buttons(player) or [(message, {"callback_data": "?"})])[1]["callback_data"]
        else:
            pressable = [one for one in buttons_of(message) if "callback_data" in one]
            if not pressable:
                return self.presses(player)
            data = self.draw.choice(pressable)["callback_data"]
        return self._press("ancient presses", player, message, data)

    def _forged(self, kind: str, player: LocalPerson, data: str) -> Attempt:
        messages = list(player.chat.messages.values())[-IN_SIGHT:]
        under: Json = self.draw.choice(
            [
                *messages,
                {"chat": player.chat.as_chat(), "message_id": self.draw.choice((1, 10**9, 2**31)), "date": 0},
                {"chat": player.chat.as_chat(), "message_id": 3, "from": OTHER_BOT, "date": MOMENT, "text": "A step"},
            ]
        )
        unchanged = {player.id: self.fuzzed.rows_of(player.id)}
        query = self._query(player, data, under)
        return self.fuzzed.sends(kind, {"callback_query": query}, unchanged=unchanged, presses=(query["id"],))

    def _press(self, kind: str, player: LocalPerson, message: Json, data: str) -> Attempt:
        query = self._query(player, data, message)
        return self.fuzzed.sends(kind, {"callback_query": query}, presses=(query["id"],))

    def _query(self, player: LocalPerson, data: str, message: Json) -> Json:
        number = f"q{self.fuzzed.telegram.state.number()}"
        return {"id": number, "from": player.person.as_user(), "message": message, "chat_instance": "5", "data": data}

    def _buttons(self, player: LocalPerson) -> list[tuple[Json, Json]]:
        messages = list(player.chat.messages.values())[-IN_SIGHT:]
        return [(message, one) for message in messages for one in buttons_of(message) if "callback_data" in one]


ATTACKS: tuple[Callable[[Attackers, LocalPerson], Attempt], ...] = (
    *(Attackers.whole, Attackers.talks, Attackers.asks, Attackers.presses, Attackers.writes, Attackers.decorates),
    *(Attackers.commands, Attackers.names_a_cue, Attackers.renames, Attackers.edits, Attackers.locates),
    *(Attackers.travels_in_time, Attackers.shows, Attackers.floods, Attackers.blocks, Attackers.administers),
    *(Attackers.forges, Attackers.bends, Attackers.borrows, Attackers.intrudes, Attackers.returns),
)
WEIGHTS = (6, 12, 8, 16, 8, 3, 8, 3, 3, 2, 2, 2, 0.3, 0.2, 1, 3, 7, 7, 4, 4, 4)


def _saying(player: LocalPerson, said: str) -> Callable[[], object]:
    return lambda: player.say(said)


def _one(draw: random.Random, answer: str | tuple[str, ...]) -> str:
    return answer if isinstance(answer, str) else draw.choice(answer)


async def _wait(fuzzed: FuzzedBot, seconds: float) -> None:
    fuzzed.pass_time(seconds=seconds)
    await asyncio.sleep(seconds)
