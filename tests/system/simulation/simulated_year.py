"""One person's year on a virtual clock: the real handlers, prompts, database and calls, and the stand-in for Telegram.

What is left out is what takes time without deciding anything: sockets, threads and waiting. A persona is a coroutine
that lets the clock run to a moment of its own day, reads what came, and says or taps something.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from PIL import Image

from bot import drawing
from bot.conversations.history import progress_picture
from bot.conversations.history.summary import look_back
from bot.emulator.calls import Json
from bot.emulator.people import LocalPerson, buttons_of, words_of
from bot.timing.zones import zone_of
from storage.records.calls import OutboxRow
from storage.records.person import Person
from storage.schema.tables import prompt, reminder
from tests.harness.prompted_stage import PromptedStage
from tests.system.simulation.speaking import Speaker, plain, speaker_of

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
# A walk's step takes about so long.
STEP = timedelta(seconds=12)
# Two taps of one person are at least so far apart.
BREATH = timedelta(seconds=2)
# Messages of the bot that a person looks at.
IN_SIGHT = 10
# Walks that are gone through step by step.
STEPWISE = 8
# More taps than this and a walk does not end.
MOST_STEPS = 200


@dataclass(frozen=True)
class Arrival:
    """A message that the bot sent by itself: when, on whose clock, and how the record stood then."""

    event: str
    moment: datetime
    local: datetime
    text: str
    silent: bool
    record: Person


@dataclass
class Line:
    """A line of the transcript."""

    local: datetime
    who: str
    text: str
    buttons: Sequence[str] = ()
    meant: str = ""  # what the person said or tapped, in the English that the lives are written in


class SimulationStage(PromptedStage):
    """The bot, a Telegram for it, and the time."""

    def __init__(self, folder: Path, start: datetime) -> None:
        super().__init__(folder)
        self.now = start
        self.arrivals: dict[int, list[Arrival]] = {}

    def on_prompt(self, row: OutboxRow) -> None:
        """Note what arrived, and how the record stood then."""
        record = self.store.load(row.chat_id)
        assert record is not None
        local = self.now.astimezone(zone_of(record.settings.zone))
        silent = bool(row.payload.get("silent"))
        text = re.sub(r"<[^<>]*>", "", row.payload["text"])
        self.arrivals.setdefault(row.chat_id, []).append(Arrival(row.event, self.now, local, text, silent, record))


@dataclass
class SimulatedYear:
    """One person on that stage. Days and times are those of their own clock.

    What they say and tap is given in English, and done in the language of `speaker`.
    """

    stage: SimulationStage
    phone: LocalPerson
    end: datetime
    speaker: Speaker = field(default_factory=lambda: speaker_of("en"))
    lines: list[Line] = field(default_factory=list)
    _seen: int = 0
    _found: Person | None = None

    @property
    def record(self) -> Person:
        """What is stored."""
        found = self._stored()
        assert found is not None
        return found

    def _stored(self) -> Person | None:
        if self._found is None:
            self._found = self.stage.store.load(self.phone.id)
        return self._found

    @property
    def zone(self) -> ZoneInfo:
        """The zone that the bot knows."""
        found = self._stored()
        return zone_of(found.settings.zone if found else None)

    @property
    def local(self) -> datetime:
        """What the clock shows."""
        return self.stage.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        """The date on the wall."""
        return self.local.date()

    @property
    def is_over(self) -> bool:
        """Whether the year is."""
        return self.stage.now >= self.end

    @property
    def arrivals(self) -> list[Arrival]:
        """What the bot sent by itself so far."""
        return self.stage.arrivals.get(self.phone.id, [])

    # Time

    def days(self) -> Iterator[date]:
        """Every day of the rest of the year, as it begins."""
        last: date | None = None
        while not self.is_over:
            if last is None or self.today > last:
                last = self.today
                yield last
            else:
                self.stage.now += timedelta(minutes=30)

    async def at(self, clock: str) -> None:
        """Let it be that time of day; what came due until then has come. A time that is past changes nothing."""
        hour, minute = map(int, clock.split(":"))
        moment = datetime.combine(self.today, time(hour, minute), self.zone).astimezone(UTC)
        await self.pass_to(moment)

    async def pass_to(self, moment: datetime) -> None:
        """Let time go by; whatever comes due on the way comes at its moment."""
        while (due := self._next_due()) is not None and due <= moment:
            self.stage.now = max(self.stage.now, due)
            await self.stage.look_for_due()
            self._found = None
            self._read()
        self.stage.now = max(self.stage.now, moment)

    async def end_of_day(self) -> None:
        """Let the day go by."""
        tomorrow = datetime.combine(self.today + DAY, time(0), self.zone).astimezone(UTC)
        await self.pass_to(tomorrow - timedelta(seconds=1))
        self.stage.now = max(self.stage.now, tomorrow)

    def _next_due(self) -> datetime | None:
        with self.stage.store.engine.connect() as connection:
            due = connection.scalar(
                sa.select(sa.func.min(reminder.c.next_due)).where(reminder.c.person_id == self.phone.id)
            )
            again = connection.scalar(
                sa.select(sa.func.min(prompt.c.again_at)).where(prompt.c.person_id == self.phone.id)
            )
        found = [moment if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in (due, again) if moment]
        return min(found, default=None)

    # What is said and read

    async def says(self, text: str) -> str:
        """Write something; what the bot says then, all of it."""
        typed = self.speaker.typed(text)
        self._note(f"> {typed}", f"> {text}")
        return await self._do(lambda: self.phone.say(typed))

    async def taps(self, label: str) -> str:
        """Press the newest button of that label (or that begins with it); what the bot says then."""
        message, shown = self._button(label)
        self._note(f"[{shown}]", f"[{shown if self.speaker.is_english else label}]")
        return await self._do(lambda: self.phone.touch(shown, message))

    async def presses(self, key: str) -> str:
        """Press a key of the keyboard."""
        self._note(f"> {key}")
        return await self._do(lambda: self.phone.press(key))

    async def does(self, action: Callable[[], object], what: str) -> str:
        """Anything else a person can do."""
        self._note(what)
        return await self._do(action)

    def can(self, label: str) -> bool:
        """Whether there is such a button now."""
        return any(
            self.speaker.means(button["text"], label) for message in self._newest() for button in buttons_of(message)
        )

    def _newest(self) -> list[Json]:
        """The bot's newest messages, the newest first: a whole year would be long to look through."""
        mine = (message for message in reversed(self.phone.chat.messages.values()) if message["from"]["is_bot"])
        return list(itertools.islice(mine, IN_SIGHT))

    def _button(self, label: str) -> tuple[Json, str]:
        for message in self._newest():
            labels = [button["text"] for button in buttons_of(message)]
            exact = [each for each in labels if each == label] or [
                each for each in labels if self.speaker.means(each, label)
            ]
            if exact:
                return message, exact[0]
        raise LookupError(f"{self.phone.name} finds no {label!r} on {self.local:%d %B %H:%M}; {self.phone.texts[-2:]}")

    async def _do(self, action: Callable[[], object]) -> str:
        before = {message["message_id"]: words_of(message) for message in self._newest()}
        newest = max(before, default=0)
        action()
        await self.stage.settle()
        self._found = None
        self._read()
        after = [(message["message_id"], words_of(message)) for message in reversed(self._newest())]
        changed = [text for number, text in after if number <= newest and text != before.get(number, text)]
        for text in changed:
            self.lines.append(Line(self.local, "Limber (edited)", text))
        self.stage.now += BREATH
        return "\n".join([*changed, *(text for number, text in after if number > newest)])

    def _note(self, text: str, meant: str = "") -> None:
        self.lines.append(Line(self.local, self.phone.name, text, meant=meant or text))

    def _read(self) -> None:
        """Write what is new into the transcript."""
        for message in reversed(self._newest()):
            if message["message_id"] <= self._seen:
                continue
            self._seen = message["message_id"]
            labels = [button["text"] for button in buttons_of(message)]
            kinds = ("photo", "animation", "video", "audio", "document")
            what = "".join(f"({kind}) " for kind in kinds if kind in message)
            self.lines.append(Line(self.local, "Limber", what + words_of(message), labels))

    # Whole doings

    async def sets_up(
        self,
        position: str = "On a chair",
        city: str = "Lisbon",
        at: str = "07:30",
        care: str = "No, none of these",
    ) -> None:
        """Go through the questions."""
        await self.says("/start")
        await self.taps("Set me up")
        await self.taps(care)
        if self.can("Done"):
            await self.taps("Done")
        await self.taps(position)
        await self.says(city)
        if self.can(f"{city}, "):
            # There are several; the first is the largest.
            await self.taps(f"{city}, ")
        await self.says(at)

    async def walks(
        self, feel: str | None = "Good", *, word: str | None = None, stops_after: int | None = None
    ) -> None:
        """Go through the walk that is open, to its end or for so many steps; then say how it felt.

        The first ones step by step, later ones with "enough" for each side: a year has many steps.
        """
        if stops_after is None and self.record.progression.walks_begun > STEPWISE:
            word = "enough"
        for step in range(MOST_STEPS):
            record = self.record
            if record.walk is None or record.walk.state != "open":
                break
            if stops_after is not None and step >= stops_after:
                return
            self.stage.now += STEP
            if record.account.asking is not None and record.account.asking.startswith("stiff"):
                await self.taps("Skip")
            elif word is not None:
                await self.says(word)
            elif self.can("Next"):
                await self.taps("Next")
            else:
                await self.taps("Stay with this")
        else:
            raise AssertionError(f"a walk of {self.phone.name} does not end: {self.phone.texts[-1]}")
        if feel is not None:
            await self.feels(feel)

    async def feels(self, feel: str) -> None:
        """Answer how it felt, after the check-in if there is one."""
        if (self.record.account.asking or "").startswith("stiff"):
            await self.taps("Skip")
        await self.taps(feel)

    async def goes(self, feel: str | None = "Good", *, short: bool = False) -> None:
        """Start on the prompt, in its one-minute form where that is wanted and offered, and walk."""
        await self.taps("Just 1 minute" if short and self.can("Just 1 minute") else "Start")
        await self.walks(feel)


def transcript(year: SimulatedYear, *, steps: bool = False) -> str:
    """What was said, line by line; the steps of walks are left out unless wanted."""
    shown: list[str] = []
    day: date | None = None
    left_out = 0
    place = year.speaker.sentence("walk.place")
    for line in year.lines:
        is_step = "●" in line.text and place.search(plain(line.text)) is not None
        is_next = line.meant in ("[Next ▶]", "[Next]", "> next")
        if not steps and (is_step or is_next):
            left_out += is_step
            continue
        if left_out:
            shown.append(f"          … {left_out} steps …")
            left_out = 0
        if line.local.date() != day:
            day = line.local.date()
            shown.append(f"\n{day:%A %d %B %Y}")
        text = line.text.replace("\n", "\n" + " " * 18)
        buttons = "".join(f" [{label}]" for label in line.buttons)
        shown.append(f"  {line.local:%H:%M}  {line.who}: {text}{' ' * bool(buttons)}{buttons}")
    return "\n".join(shown)


def picture_of(year: SimulatedYear) -> bytes:
    """What /progress draws at the end, as a PNG."""
    record = year.record
    recap = look_back(record, year.stage.store.diary(year.phone.id), year.today, year.zone)
    words = year.speaker.words
    sheet = progress_picture.picture(recap, year.phone.name, year.stage.library, words)
    return drawing.draw("progress", sheet.to_data()).content


def side_by_side(pictures: Sequence[bytes], *, width: int = 540, gap: int = 24) -> bytes:
    """Pictures of one width next to each other, as a PNG."""
    opened = [Image.open(io.BytesIO(picture)).convert("RGB") for picture in pictures]
    sized = [each.resize((width, round(each.height * width / each.width)), Image.Resampling.LANCZOS) for each in opened]
    tall = max(each.height for each in sized)
    sheet = Image.new("RGB", (len(sized) * (width + gap) - gap, tall), sized[0].getpixel((0, 0)))
    for number, each in enumerate(sized):
        sheet.paste(each, (number * (width + gap), 0))
    out = io.BytesIO()
    sheet.quantize(96).save(out, "PNG", optimize=True)
    return out.getvalue()
