"""How does an admin write to many, and what do these see of it?"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from telegram import CallbackQuery, Chat, Message, MessageEntity, Update, User

from bot.conversations.admin import broadcast
from bot.emulator.calls import Json
from bot.emulator.chats import FIRST_PERSON_ID
from bot.emulator.people import words_of
from bot.jobs.broadcasts import Broadcaster
from bot.markup import plain
from bot.receiving.admin_handlers import admin_in, written_after_command
from bot.replies import MAX_TEXT
from storage.records.broadcasts import Audience, Broadcast, BroadcastState, Progress
from storage.records.calls import Lane
from storage.records.person import with_values
from storage.records.turn import TurnResult
from tests.bot.conftest import eventually
from tests.bot.conversations.conftest import complaints
from tests.harness.said import WORDS, counted, said
from tests.harness.stage import START, Player, Stage, opened
from tests.storage.store_actions import table

BLOCKED = "bot was blocked by the user"
TEXT = "Dear all,\nrest & move <3"


class Club(Stage):
    """Boss and Vera run the bot; Ana, Ben and Kim use it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, admin_ids=frozenset({FIRST_PERSON_ID, FIRST_PERSON_ID + 1}))
        self.boss, self.vera, self.ana, self.ben = (self.player(name) for name in ("Boss", "Vera", "Ana", "Ben"))
        self.kim = self.player("Kim", "pt-br")
        self.everybody = (self.boss, self.vera, self.ana, self.ben, self.kim)

    async def goes_on(self, ahead: int = 1000) -> None:
        """The broadcasts are looked at twice, some seconds apart, and what goes out arrives."""
        for _ in range(2):
            self.pass_time(seconds=4)
            self.bot.broadcasts.ahead = ahead
            await self.bot.broadcasts.tick()
            await self.settle()

    def counts(self, text: str) -> list[int]:
        """How often Boss, Vera, Ana, Ben and Kim have a text; Boss has the preview, too."""
        return [player.texts.count(text) for player in self.everybody]

    async def begins(self, text: str) -> Json:
        """Boss writes it, and sends it to everybody; the message that shows the progress."""
        await self.boss.says(f"/broadcast {text}")
        shown = self.boss.person.last
        await self.boss.taps(next(label for label in self.boss.buttons if label[-1].isdigit()))
        await self.boss.taps("Yes, send")
        return shown

    def shows(self, shown: Json) -> tuple[str, list[str]]:
        """What a message of Boss's says now, and its buttons."""
        now = self.boss.person.chat.messages[shown["message_id"]]
        rows = now.get("reply_markup", {}).get("inline_keyboard", [])
        return words_of(now), [button["text"] for row in rows for button in row]


@pytest.fixture
async def club(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Club]:
    """Everybody has written once. In the end nothing may have gone wrong unseen."""
    caplog.set_level(logging.INFO, "limber")
    async with opened(Club(tmp_path)) as made:
        for player in made.everybody:
            await player.says("/start")
        yield made
        wrong = [*made.wrongs(), *complaints(caplog)]
        assert [line for line in wrong if not line.endswith("outbox_dead") and BLOCKED not in line] == []


def changes(stage: Stage, player: Player, **fields: Any) -> None:
    """Something in somebody's record is otherwise."""
    before = player.record
    assert stage.store.commit_turn(TurnResult(None, before, with_values(before, fields)), stage.now) is not None


def sounds_of(stage: Stage, text: str) -> dict[int, bool]:
    """By whom a text was received, and whether it made a sound."""
    sent = [call for call in stage.telegram.state.ledger if call.method == "sendMessage"]
    mine = [call for call in sent if plain(call.params["text"]) == text]
    return {int(call.params["chat_id"]): not call.params.get("disable_notification") for call in mine}


async def test_from_the_first_look_to_the_last_person(club: Club, caplog: pytest.LogCaptureFixture) -> None:
    """Seen first, tried, aimed, asked about once more, sent as it was written, and told how far it came; all logged."""
    boss, ana, ben = club.boss, club.ana, club.ben
    for player in (ana, ben):
        changes(club, player, position="seated")
    assert await boss.says("/broadcast") == [said("broadcast.how")]
    assert await boss.says("/broadcast \u200b") == [said("broadcast.how")]
    assert await boss.says("/broadcast " + "x" * 4097) == [counted("broadcast.too_long", 4097, most=MAX_TEXT)]
    bold = {"type": "bold", "offset": 21, "length": 6}
    everybody = said("broadcast.control", audience=said("broadcast.to_all"), people=counted("broadcast.people", 5))
    written = {"text": f"/broadcast {TEXT}", "entities": [{"type": "bot_command", "offset": 0, "length": 10}, bold]}
    assert await boss.does(lambda: boss.person.send(written)) == [TEXT, everybody]
    preview, control = boss.person.inbox[-2:]
    assert preview["entities"] == [bold | {"offset": 10}]
    assert boss.buttons == ["Send to me first", "Change who gets it", "Send to 5", "Cancel"]
    assert await boss.taps("Send to me first") == [TEXT]
    assert boss.buttons == ["No more news"]
    await boss.taps("Change who gets it")
    assert club.shows(control) == (
        said("broadcast.choose"),
        ["Everybody: 5", "On a chair: 2", "English: 4", "Portuguese: 1", "◀ Back"],
    )
    await boss.taps("On a chair: 2")
    seated = said("broadcast.to_position.seated")
    aimed = said("broadcast.control", audience=seated, people=counted("broadcast.people", 2))
    assert club.shows(control)[0] == aimed
    await boss.taps("Send to 2")
    assert club.shows(control) == (counted("broadcast.ask", 2), ["Yes, send", "No"])
    await boss.taps("No")
    assert club.shows(control)[0] == aimed
    await boss.taps("Send to 2")
    changes(club, ana, silent=True)
    received = len(boss.texts)
    # Twice, as a finger does.
    await boss.does(lambda: [boss.person.touch("Yes, send"), boss.person.touch("Yes, send")])
    assert [query.answer.text for query in boss.taps_made[-2:] if query.answer] == [
        said("toast.broadcast_started"),
        said("toast.broadcast_old"),
    ]
    assert club.counts(TEXT) == [2, 0, 0, 0, 0]
    await club.goes_on()
    assert club.counts(TEXT) == [2, 0, 1, 1, 0]
    assert ana.person.last["entities"] == [bold | {"offset": 10}]
    assert ana.buttons == ["No more news"]
    assert sounds_of(club, TEXT) == {boss.id: True, ana.id: False, ben.id: True}
    assert club.shows(control) == (said("broadcast.done", sent=2, people=2), [])
    assert len(boss.texts) == received
    await club.goes_on()
    assert club.counts(TEXT) == [2, 0, 1, 1, 0]
    done = [record.getMessage() for record in caplog.records if record.name in ("limber.admin", "limber.broadcasts")]
    everybody, seated = "audience=all people=5", "audience=position:seated people=2"
    assert done == [
        f"broadcast_previewed admin={boss.id} broadcast=1 {everybody}",
        f"broadcast_tested admin={boss.id} broadcast=1 {everybody}",
        f"broadcast_audience_changed admin={boss.id} broadcast=1 {seated}",
        f"broadcast_started admin={boss.id} broadcast=1 {seated}",
        "broadcast_finished broadcast=1 state=done sent=2 failed=0",
    ]


async def test_what_is_no_longer_so_and_not_ones_own_does_nothing(club: Club) -> None:
    """Buttons of an earlier draft, of another admin, of nobody; the command from others, and in a group."""
    boss, vera, ana = club.boss, club.vera, club.ana
    await boss.says("/broadcast First")
    first = boss.person.last
    await boss.says("/broadcast Second")
    second = boss.person.last
    await boss.taps("Send to 5")
    assert await boss.forges("broadcast:1:1:yes", first) == []
    assert club.shows(first) == (said("broadcast.out_of_date"), [])
    for data in (
        "1:yes",
        "2:1:yes:x",
        "2:0:yes",
        "2:9:yes",
        "2:1:fly",
        "2:1:to:position:sofa",
        "2:1:to:language:%",
        "3:1:yes",
    ):
        await boss.forges(f"broadcast:{data}", first)
        assert boss.taps_made[-1].answer is not None
    assert await vera.forges("broadcast:2:1:yes") == [said("hello.again")]
    assert await vera.forges("broadcast:") == [said("hello.offer.again")]
    assert await ana.says("/broadcast Buy now") == [said("else.command")]
    await ana.forges("broadcast:2:1:yes")
    group = club.telegram.group("Hips", boss.person, ana.person)
    await boss.does(lambda: group.say(boss.person, "/broadcast@limber_bot Hello"))
    under, yes = group.say(ana.person, "Hi"), club.bot.signer.sign(boss.id, "broadcast:2:1:yes")
    await boss.does(lambda: boss.person.state.add_query(group.chat, boss.person.person, under, yes))
    await club.goes_on()
    assert [club.counts(text) for text in ("First", "Second", "Buy now", "Hello")] == [
        *([1, 0, 0, 0, 0], [1, 0, 0, 0, 0], [0] * 5, [0] * 5),
    ]
    await boss.taps("No")
    assert await boss.taps("Cancel") == []
    assert club.shows(second) == (said("broadcast.cancelled"), [])
    await boss.forges("broadcast:2:1:yes")
    await club.goes_on()
    assert club.counts("Second") == [1, 0, 0, 0, 0]


async def test_it_goes_on_after_a_restart_and_ends_when_it_is_told_to(club: Club) -> None:
    """In the middle: nobody is left out, nobody has it twice. Cancelled: who has it keeps it, nobody else gets it."""
    boss = club.boss
    shown = await club.begins("News one")
    without_room = Broadcaster(club.bot.executor, club.clock, club.bot.outbox.hand_over, lambda: False, per_second=25)
    assert without_room.ahead == 100
    await without_room.tick()
    await club.settle()
    assert club.counts("News one") == [1, 0, 0, 0, 0]
    club.bot.broadcasts.ahead = 2
    await club.bot.broadcasts.tick()
    assert {row["lane"] for row in table(club.store, "outbox") if row["broadcast_id"]} == {Lane.BROADCAST}
    await club.settle()
    assert club.counts("News one") == [2, 1, 0, 0, 0]
    assert club.shows(shown) == (said("broadcast.progress", sent=0, people=5), ["Cancel"])
    await boss.says("/settings")
    assert club.shows(shown)[1] == ["Cancel"]
    await club.restart()
    await eventually(lambda: club.counts("News one") == [2, 1, 1, 1, 1], "the rest, at the first tick")
    await club.goes_on()
    assert club.shows(shown) == (said("broadcast.done", sent=5, people=5), [])
    assert club.counts("News one") == [2, 1, 1, 1, 1]

    shown = await club.begins("News two")
    await club.goes_on(ahead=1)
    so_far = said("broadcast.going_on", sent=2, people=5)
    before = said("broadcast.last", when="today at 14:35", sent=5, people=5)
    assert await boss.says("/broadcast") == [f"{said('broadcast.how')}\n{so_far}\n{before}"]
    question = said("broadcast.ask_stop", sent=2, people=5)
    assert await boss.taps("Cancel", boss.person.last) == [question]
    await boss.taps("No, go on")
    assert boss.last == said("broadcast.goes_on")
    assert await boss.taps("Cancel", shown["message_id"]) == [question]
    await boss.taps("Yes, stop")
    assert boss.last == said("broadcast.stopped_now")
    await club.goes_on()
    assert club.counts("News two") == [2, 1, 0, 0, 0]
    assert club.shows(shown) == (said("broadcast.stopped", sent=2, people=5), [])


async def test_somebody_who_wants_no_news_gets_none(club: Club) -> None:
    """A button under each; a way back beside it, and in the settings. Who blocked the bot is told of at the end."""
    ana, ben, kim = club.ana, club.ben, club.kim
    await club.begins("News one")
    await club.goes_on()
    assert await ana.taps("No more news") == [said("news.off")]
    assert [ana.record.settings.wants_news] == [False]
    assert "No more news" not in [button for message in ana.live for button in message]
    await ben.says("/stop")
    kim.person.chat.bot_status = "kicked"
    shown = await club.begins("News two")
    await club.goes_on()
    assert club.counts("News two") == [2, 1, 0, 0, 0]
    assert club.shows(shown)[0].splitlines() == [
        said("broadcast.done", sent=2, people=3),
        counted("broadcast.unreachable", 1),
    ]
    assert await ana.taps("Turn news on") == [said("news.on")]
    assert [ana.record.settings.wants_news] == [True]
    assert await ana.forges("news:maybe") == [said("news.where")]
    changes(club, ana, zone="Europe/Lisbon", quiet_from=time(14), quiet_until=time(16))
    await club.begins("News three")
    await club.goes_on()
    assert sounds_of(club, "News three") == {club.boss.id: True, club.vera.id: True, ana.id: False}


def update_of(user_id: int | None, chat_id: int, kind: str, *, tapped: bool = False) -> Update:
    """A message, or a tap under one."""
    user = None if user_id is None else User(user_id, "Boss", is_bot=False)
    there = Message(1, START, Chat(chat_id, kind), from_user=user, text="Hi")
    return (
        Update(1, callback_query=CallbackQuery("1", user, "x", message=there)) if tapped and user else Update(1, there)
    )


@pytest.mark.parametrize(
    ("update", "admin"),
    [
        (update_of(7, 7, "private"), 7),
        (update_of(7, 7, "private", tapped=True), 7),
        (update_of(8, 8, "private"), None),
        (update_of(7, -7, "group"), None),
        (update_of(7, -7, "supergroup", tapped=True), None),
        (update_of(7, 8, "private", tapped=True), None),
        (update_of(None, 7, "private"), None),
        (Update(1, callback_query=CallbackQuery("1", User(7, "Boss", is_bot=False), "x")), None),
    ],
)
def test_an_admin_is_heard_in_their_private_chat_alone(update: Update, admin: int | None) -> None:
    """By numeric id, whatever else stands in an update."""
    assert admin_in(update, frozenset({7})) == admin


# What stands behind the command


def message(text: str, *entities: MessageEntity) -> Message:
    """A message with a command."""
    command = MessageEntity(MessageEntity.BOT_COMMAND, 0, 10)
    return Message(1, datetime(2026, 11, 22, tzinfo=UTC), Chat(1, "private"), text=text, entities=[command, *entities])


@pytest.mark.parametrize(
    ("written", "html"),
    [
        (message("/broadcast"), ""),
        (message("/broadcast  \n"), ""),
        (message("/broadcast\nDear all,\n\nhello"), "Dear all,\n\nhello"),
        (message("/broadcast a < b & c"), "a &lt; b &amp; c"),
        (message("/broadcast 💪 strong", MessageEntity("bold", 14, 6)), "💪 <b>strong</b>"),
        (message("/broadcast all bold", MessageEntity("bold", 0, 19)), "<b>all bold</b>"),
        (
            message("/broadcast@limber_bot see here", MessageEntity("text_link", 26, 4, url="https://example.org")),
            'see <a href="https://example.org">here</a>',
        ),
        (
            message("/broadcast hi you", MessageEntity("text_mention", 14, 3, user=User(7, "You", is_bot=False))),
            'hi <a href="tg://user?id=7">you</a>',
        ),
        (
            message("/broadcast x = 1", MessageEntity("pre", 11, 5, language="python")),
            '<pre><code class="python">x = 1</code></pre>',
        ),
    ],
)
def test_formatting_and_lines_are_kept(written: Message, html: str) -> None:
    """And the command itself is gone, also where formatting began in it."""
    assert written_after_command(written) == html


# How far it is

FOUND = Broadcast(
    id=1,
    admin_id=7,
    version=3,
    text="Dear all",
    audience=Audience(),
    state=BroadcastState.SENDING,
    people=9,
    queued=5,
    sent=3,
    failed=0,
    shown_message=77,
    created_at=START,
    started_at=START,
    ended_at=None,
)
OVER = replace(FOUND, state=BroadcastState.DONE, text=None, ended_at=START)


@pytest.mark.parametrize(
    ("came", "unreachable", "why", "lines"),
    [
        (Progress(FOUND, "en", over=False), 0, {}, [said("broadcast.progress", sent=3, people=9)]),
        (
            *(Progress(replace(OVER, state=BroadcastState.CANCELLED), "en", over=True), 2, {}),
            [said("broadcast.stopped", sent=3, people=9), counted("broadcast.unreachable", 2)],
        ),
        (
            *(Progress(OVER, "en", over=True), 0, {"a": 5, "<b>": 4, "c": 3, "d": 2, "e": 1}),
            [
                said("broadcast.done", sent=3, people=9),
                *(
                    said("broadcast.refused", count=count, error=error)
                    for error, count in (("a", 5), ("<b>", 4), ("c", 3))
                ),
                counted("broadcast.refused_more", 3),
            ],
        ),
    ],
)
def test_how_far_it_is_is_told_in_short(
    came: Progress, unreachable: int, why: dict[str, int], lines: list[str]
) -> None:
    """With what failed and why; and with a button while there is something to cancel."""
    reply = broadcast.progress(came, unreachable, why, WORDS)
    assert reply is not None
    assert (plain(reply.text or "").splitlines(), reply.edit, bool(reply.buttons)) == (lines, 77, not came.over)
