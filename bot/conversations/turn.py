"""Turn: what one update may change, and what is said back. A record goes in, a new record and a few replies come out.

A Turn knows neither Telegram nor the clock: both are handed in. Conversations are functions of a Turn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.habits.planning import replanned, with_digest
from bot.i18n.catalogue import Words
from bot.i18n.po_files import FALLBACK
from bot.markup import Html
from bot.replies import Drawing, Key, Reply, Rows, strip_call, to_call, unpack
from bot.timing.zones import zone_of
from content.library import Library
from content.movement import Picture
from content.translations import library_in
from storage.records.calls import Lane
from storage.records.diary import CheckIn, Diary, Mark, MarkKind, WalkSummary
from storage.records.person import ALARM, Person, PromptPerson, Reminder, TurnFields, Walk, taking, with_values
from storage.records.prompts import PromptAnswer, PromptTouch
from storage.records.recordings import RecordedLine, RecordingChange, changed
from storage.records.shown import ShownButtons
from storage.records.turn import TurnResult

# Slots of the chat: each holds one set of buttons at a time.
WALK, ASK, MENU, PROMPT, WAYS = "walk", "ask", "menu", "prompt", "ways"


# Marks that change the direction of writing, by their bidirectional class, and letters that show nothing.
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def name_of(person: PromptPerson) -> str:
    """The first name as it can stand in a sentence: on one line, without direction marks. Empty when it is blank."""
    kept = "".join(mark for mark in person.account.first_name if unicodedata.bidirectional(mark) not in _TURNING)
    seen = any(unicodedata.category(mark)[0] not in "CZ" and mark not in _BLANK_LETTERS for mark in kept)
    return " ".join(kept.split()) if seen else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The open question for a typed text: its `asking`, the moment (UTC) it was asked, and whether it was asked again
    since."""

    asking: str
    at: datetime
    again: bool = False


class DiaryNotRead(Exception):
    """The turn needs earlier days. The caller reads the diary and runs the turn again."""


class ShownNotRead(Exception):
    """The turn needs the buttons that were shown lately. The caller reads them and runs the turn again."""


class RecordingsNotRead(Exception):
    """The turn needs the lines that were recorded. The caller reads them and runs the turn again."""


class CommandWanted(Exception):
    """A sentence asks for a command that first reads something from the database. The caller runs it instead of the
    turn."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Turn:
    """One person's turn.

    `now` is UTC. `diary` holds what is stored of earlier days, `shown` the buttons of the last day, `recordings`
    the lines that teachers recorded. Most turns need none of them; one that asks for them without having them
    raises DiaryNotRead, ShownNotRead or RecordingsNotRead. `message_id` is the message whose button was
    pressed, None for something typed; `on_picture` says that it has a picture. `typed_under` is the message of
    a button whose label was typed: it loses its buttons as if pressed, but what is said comes below the typed
    text. `asked` tells of the open question that waits for a text, `lapsed` is the first word of one that is
    over. `toast` is the short line that Telegram shows over the chat after a press; the person may never see
    it.
    """

    def __init__(
        self,
        person: Person,
        now: datetime,
        words: Words,
        library: Library,
        *,
        message_id: int | None = None,
        on_picture: bool = False,
        bot_name: str = "",
        diary: Diary | None = None,
        shown: Sequence[ShownButtons] | None = None,
        recordings: Sequence[RecordedLine] | None = None,
        is_admin: bool = False,
    ) -> None:
        self.before = person
        self.person = person
        self.now = now
        self._words = words
        self._reads_english = False
        self._library = library
        self._spoken: dict[str, Library] = {}  # by language: dialogues ask for it dozens of times in a turn
        self.message_id = message_id
        self.on_picture = on_picture
        self.bot_name = bot_name
        self.is_admin = is_admin
        self.replies: list[Reply] = []
        self.toast: str | None = None
        self.prompt: PromptTouch | None = None
        self.strips: list[int] = []
        self.retire: list[str] = []
        self.forget_again = False
        self.erase = False
        self.leave_no_trace = False
        self.marks: list[Mark] = []
        self.unmarked: list[Mark] = []
        self.checkin: CheckIn | None = None
        self.alarm_over = False
        self.setup_answered = False
        self.setup_lead: Html | None = None
        self.recording: RecordingChange | None = None
        self._diary, self._shown, self._recordings = diary, shown, recordings
        self.typed_under: int | None = None
        self.asked: Asked | None = None
        self.lapsed: str | None = None

    @property
    def words(self) -> Words:
        """The sentences of the person's language, with times and dates as written in their region, and with marks or
        without."""
        return self.own_words.hearing_english if self._reads_english else self.own_words

    @property
    def own_words(self) -> Words:
        """The same, reading what is typed in the person's own language."""
        return self._words.suiting(self.person.settings)

    def speak(self, words: Words) -> None:
        """Say what follows in another language."""
        self._words, self._reads_english = words, False

    @property
    def library(self) -> Library:
        """The library, with its texts in the person's language where it has them."""
        language = str(self._words.own_locale)
        if language not in self._spoken:
            self._spoken[language] = library_in(self._library, language)
        return self._spoken[language]

    def listen(self, words: Words) -> None:
        """Read what was typed in the language that `words` hears, for the rest of the turn."""
        self._reads_english = words.hears == FALLBACK

    @property
    def name(self) -> str:
        """The person's name; empty when no letter of it can be seen."""
        return name_of(self.person)

    # The person's own clock

    @property
    def zone(self) -> ZoneInfo:
        """The person's zone; UTC until they named one."""
        return zone_of(self.person.settings.zone)

    @property
    def local_now(self) -> datetime:
        """The moment on the person's clock."""
        return self.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        """The date on the person's calendar."""
        return self.local_now.date()

    def has_alarm(self) -> bool:
        """Whether an alarm was told today, and the person has not said since that they are well."""
        parts = unpack(self.person.account.asking or "")
        return parts[0] == ALARM and parts[-1] == f"{self.today:%Y%m%d}"

    def is_referred(self) -> bool:
        """Whether they were told to see a doctor, and have not said since how they are, or that they may move."""
        return self.person.account.referred_on is not None

    # Earlier days

    @property
    def diary(self) -> Diary:
        """The person's diary with what this turn changed so far. Raises DiaryNotRead."""
        if self._diary is None:
            raise DiaryNotRead
        found = self._diary
        walk = self.person.walk
        if walk is not None:
            earlier = tuple(one for one in found.walks if one.number != walk.number)
            found = replace(found, walks=(*earlier, _summary(walk)))
        for one in (*self.unmarked, *self.marks):
            kept = tuple(mark for mark in found.marks if (mark.kind, mark.on_date) != (one.kind, one.on_date))
            found = replace(found, marks=(*kept, one) if one in self.marks else kept)
        if self.checkin is not None:
            found = replace(found, checkins=with_checkin(found.checkins, self.checkin))
        if self.prompt is not None and self.prompt.answer is PromptAnswer.STARTED:
            found = replace(found, started=found.started | {self.prompt.local_date})
        return replace(found, marks=tuple(sorted(found.marks, key=lambda mark: mark.on_date)))

    def mark(self, kind: MarkKind, on: date, until: date | None = None) -> None:
        """Note something of a day."""
        self.marks.append(Mark(kind, on, until))

    def unmark(self, kind: MarkKind, on: date) -> None:
        """Remove a note of a day."""
        self.unmarked.append(Mark(kind, on))

    def check_in(self, said: CheckIn) -> None:
        """Note how stiff the back is. Values that are not given keep what was said before of the day."""
        had = self.checkin if self.checkin is not None and self.checkin.on_date == said.on_date else None
        self.checkin = with_checkin((had,), said)[-1] if had is not None else said

    # What was recorded

    @property
    def recordings(self) -> Sequence[RecordedLine]:
        """The lines that teachers recorded, with what this turn changed. Raises RecordingsNotRead."""
        if self._recordings is None:
            raise RecordingsNotRead
        return self._recordings if self.recording is None else changed(self._recordings, self.person.id, self.recording)

    # What is in the chat

    @property
    def shown(self) -> Sequence[ShownButtons]:
        """The buttons that were shown in the last day, the newest first, without those of a question that is over.
        Raises ShownNotRead."""
        if self._shown is None:
            raise ShownNotRead
        if self.lapsed is None:
            return self._shown
        return [one for one in self._shown if not (one.asks and _has(one, self.lapsed))]

    # What changes

    @taking(TurnFields)
    def change(self, **fields: Any) -> None:
        """Change fields of the record, by name: `turn.change(asking=None, gentle=True)`."""
        self.person = with_values(self.person, fields)

    def close_question(self, prefix: str) -> None:
        """Close the question that begins with `prefix`.

        Another one stays open: a button of an older message may have been pressed meanwhile.
        """
        if (self.person.account.asking or "").partition(":")[0] == prefix:
            self.change(asking=None)

    def switch(self, setting: str, *, on: bool) -> None:
        """Turn a setting that is on or off, by the name of its field."""
        self.person = with_values(self.person, {setting: on})

    def answer_setup(self, lead: Html | None = None) -> None:
        """Note that a question of setting up is answered: at the end of the turn the next one is asked, after
        `lead`."""
        self.setup_answered, self.setup_lead = True, lead

    def replan(self) -> None:
        """Plan all that comes due, after a change of anything that it depends on."""
        self.person = replanned(self.person, self.now)

    def set_reminders(self, reminders: Sequence[Reminder]) -> None:
        """Replace the stored reminders by these, and plan the digest by them."""
        self.person = with_digest(replace(self.person, reminders=tuple(reminders)), self.now)

    # What is said

    def say(
        self,
        text: Html,
        buttons: Rows = (),
        *,
        slot: str | None = None,
        keys: tuple[tuple[Key, ...], ...] = (),
        drop_keys: bool = False,
        picture: Picture | None = None,
        without_picture: Html | None = None,
        drawing: Drawing | None = None,
        effect: str | None = None,
        silent: bool = False,
        event: str = "reply",
    ) -> None:
        """Send a message, with a picture or a drawing above it unless the person wants none. `without_picture` replaces
        the text when the picture cannot be sent."""
        self.replies.append(
            Reply(
                text,
                buttons,
                slot=slot,
                keys=keys,
                drop_keys=drop_keys,
                picture=picture if self.person.settings.pictures else None,
                without_picture=without_picture,
                drawing=drawing,
                effect=effect,
                silent=silent,
                event=event,
            )
        )

    def edit(self, text: Html, buttons: Rows = (), *, slot: str | None = None) -> None:
        """Change the message whose button was pressed; for something typed, send a new one."""
        if self.message_id is None:
            self.say(text, buttons, slot=slot)
            self.strip_pressed()
        else:
            # Its buttons are these now.
            self.strips = [each for each in self.strips if each != self.message_id]
            self.replies.append(Reply(text, buttons, edit=self.message_id, slot=slot, under_picture=self.on_picture))

    def edit_buttons(self, buttons: Rows) -> None:
        """Change only the buttons of the message whose button was pressed. Does nothing when it cannot be reached."""
        if self.message_id is None:
            return
        self.replies.append(Reply(None, buttons, edit=self.message_id))

    def strip_pressed(self) -> None:
        """Remove the buttons from the message whose button was pressed, or its label typed."""
        pressed = self.typed_under if self.message_id is None else self.message_id
        if pressed is not None and pressed not in self.strips:
            self.strips.append(pressed)

    def document(self, text: Html, name: str, content: str) -> None:
        """Send a text as a file."""
        self.replies.append(Reply(text, document=(name, content), event="document"))

    # What comes out

    def result(
        self, update_id: int | None, *, lane: Lane = Lane.REPLY, not_after: datetime | None = None
    ) -> TurnResult:
        """All that this turn changes and says, to be written in one transaction. `lane` and `not_after` (UTC) are those
        of its messages."""
        outgoing = [
            to_call(
                reply,
                self.person.id,
                lane=lane,
                not_after=not_after,
                right_to_left=self._words.is_right_to_left,
            )
            for reply in self.replies
        ]
        outgoing += [strip_call(self.person.id, message_id) for message_id in self.strips]
        return TurnResult(
            update_id=update_id,
            before=self.before,
            after=self.person,
            calls=tuple(outgoing),
            prompt=self.prompt,
            forget_again=self.forget_again,
            retire=tuple(dict.fromkeys(self.retire)),
            erase=self.erase,
            leave_no_trace=self.leave_no_trace,
            marks=tuple(self.marks),
            unmarked=tuple(self.unmarked),
            checkin=self.checkin,
            recording=self.recording,
        )


def _has(shown: ShownButtons, prefix: str) -> bool:
    return any(data.partition(":")[0] == prefix for _, data in shown.buttons)


def _summary(walk: Walk) -> WalkSummary:
    return WalkSummary(**{field.name: getattr(walk, field.name) for field in fields(WalkSummary)})


def with_checkin(checkins: Sequence[CheckIn], said: CheckIn) -> tuple[CheckIn, ...]:
    """Check-ins, with what is said of a day merged into that day's."""
    day = next((one for one in checkins if one.on_date == said.on_date), CheckIn(said.on_date))
    before = said.before if said.before is not None else day.before
    after = said.after if said.after is not None else day.after
    rest = (one for one in checkins if one.on_date != said.on_date)
    return tuple(sorted((*rest, CheckIn(said.on_date, before, after)), key=lambda one: one.on_date))
