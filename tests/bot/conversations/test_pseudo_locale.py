"""Does any sentence stand in the code? Everything is said in a language that marks what came from a catalogue."""

from __future__ import annotations

import ast
import json
import re
import shutil
from functools import partial
from pathlib import Path

import pytest
import yaml

from bot import conversations
from bot.emulator.people import buttons_of
from bot.i18n.catalogue import pseudo_words
from content import library as content_library
from tests.harness.shortened import shortened
from tests.harness.stage import Player, Stage, opened

# Keys of a movement file whose values a person reads.
READ = ("name", "summary", "text", "breath", "offer", "take", "alone", "second", "intro", "why", "normal", "advice",
        "stop", "smaller", "watch", "article", "flow", "variations", "right", "left")  # fmt: skip
READ_LISTS = ("cues", "also", "kinds", "good_for", "conditions", "items")

# What may stand outside of the marks: numbers, times and days as Arabic writes them, the dots of the bar, marks of
# lists and of the direction, and Ana's own name.
OUTSIDE = re.compile(r"[\s\d:●○·;,.()✓✎📍+–-]|[\u200f\u0600-\u06ff]|Ana|UTC|Lisbon|Portugal|Europe")

SCRIPT = [
    "/start", "hmm", "Set me up", "no", "blargh", "chair", "atlantiss-on-sea", "portland", "lisbon", "8:75", "soon",
    "half past seven", "next", "next", "back", "repeat", "more", "other side", "other position", "help", "pause",
    "next", "stop", "ouch", "gentler version", "easier", "enough", "enough", "good", "next", "next", "hurts",
    "done for today", "next", "/today", "/today inner thigh", "/today nonsense", "/today hip", "/movements",
    "/position", "/position lying", "/position up", "/remind", "/remind 07:30", "/remind 18:00 mon,wed,fri",
    "/remind 99:99", "/remind off", "/remind 07:30", "/timezone", "skip", "/timezone Lisbon", "/timezone UTC+2",
    "/pause", "/pause 5", "/pause soon", "/resume", "/status", "/progress", "/settings", "/safety", "/about",
    "/privacy", "/help", "/nonsense", "hello", "thanks", "later", "not today", "stop", "no", "/export", "/stop",
    "/start", "/delete", "maybe", "no", "/stats", "/cue", "☕", "next", "the way home " * 9, "lunch", "/cue coffee",
    "coffee", "/cue", "cancel", "/cue off", "one minute", "sick", "/pause", "/resume",
]  # fmt: skip

# Pages and questions that are reached by buttons, and what is typed there; quiet hours in which a reminder lies.
PAGES = [
    ("messages", ()), ("messages:quiet", ("25 to 7", "7 to 7", "7:00 to 8:00")), ("set:length", ()),
    ("remind:open:2", ()), ("remind:off:2", ()), ("remind:list", ()), ("remind:on:2", ()), ("cue:2", ("tea",)),
    ("messages:quiet", ("none",)), ("messages:silent:on", ()), ("messages:digest:off", ()),
    ("set:gentle:off", ()), ("set:gentle:on", ("hip and pregnant",)), ("leave:bones:off", ()),
    ("leave:pregnant:off", ()), ("leave:unsaid", ()), ("set:gentle:off", ()), ("leave:add:4", ()),
]  # fmt: skip

# What shows buttons; each of them is tapped once.
OPENERS = [
    "/start", "/settings", "/remind", "/movements", "/today", "next", "hurts", "/safety", "/pause", "/resume",
    "/position", "/today inner thigh", "next", "enough", "enough", "/delete", "stop", "/remind 21:00", "/remind",
    "/settings", "/today",
]  # fmt: skip


def marked_library(folder: Path) -> Path:
    """A copy of the shipped library with every text in marks."""

    def mark(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {name: mark(inner, str(name)) for name, inner in value.items()}
        if isinstance(value, list):
            return [f"⟦{item}⟧" if isinstance(item, str) and key in READ_LISTS else mark(item, key) for item in value]
        return f"⟦{value}⟧" if isinstance(value, str) and key in READ else value

    target = folder / "movements"
    shutil.copytree(content_library.SHIPPED, target)
    for path in target.glob("*.yaml"):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for variation in data.get("variations", ()):
            for level in variation["levels"]:
                if "take" in level:
                    level["take"] = level["take"][:18]
        path.write_text(yaml.safe_dump(mark(data), allow_unicode=True, sort_keys=False), encoding="utf-8")
    return target


def unmarked(text: str) -> str:
    """What of a text stands outside of all marks, without what may."""
    depth, outside = 0, ""
    for character in text:
        depth += {"⟦": 1, "⟧": -1}.get(character, 0)
        if depth == 0 and character != "⟧":
            outside += character
    return OUTSIDE.sub("", outside)


def everything_read(player: Player) -> list[str]:
    """All that the person could read: messages, buttons, keys and toasts."""
    state = player.stage.telegram.state
    texts = list(player.texts)
    for call in state.ledger:
        given = call.params.get("reply_markup", {})
        markup = json.loads(given) if isinstance(given, str) else given
        rows = [*markup.get("inline_keyboard", ()), *markup.get("keyboard", ())]
        texts += [button["text"] for row in rows for button in row]
        if call.method == "answerCallbackQuery" and call.params.get("text"):
            texts.append(call.params["text"])
        if call.method == "setMyCommands":
            texts += [command["description"] for command in json.loads(call.params["commands"])]
        texts += [str(call.params[key]) for key in ("description", "short_description") if key in call.params]
    for message in player.person.messages:
        texts += [button["text"] for button in buttons_of(message)]
    return texts


def test_the_check_sees_a_sentence_that_stands_in_the_code() -> None:
    """Else the test below could never fail."""
    assert unmarked("⟦Hello ⟦Ana⟧.⟧ Nice.") == "Nice"
    assert unmarked("⟦●○⟧ 07:30 · Ana") == ""


def test_no_string_of_several_words_stands_in_the_conversations() -> None:
    """Docstrings and what is raised or asserted apart: whatever has a blank between letters belongs to a catalogue."""
    found = []
    for path in sorted(Path(conversations.__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        apart = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Expr, ast.Raise, ast.Assert))
            and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
            for inner in ast.walk(node)
        }
        found += [
            f"{path.name}:{node.lineno} {node.value!r}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart
            if re.search(r"[^\W\d_] +[^\W\d_]", node.value)
        ]
    assert found == []


@pytest.mark.parametrize("right_to_left", shortened([False, True], 2))
async def test_every_sentence_comes_from_a_catalogue_or_the_library(tmp_path: Path, right_to_left: bool) -> None:
    """A long conversation by words, then every button that can be seen is tapped once. No key is left untranslated, and
    nothing that is to be put in stays a name in braces."""
    words = pseudo_words(right_to_left=right_to_left)
    marked = marked_library(tmp_path)
    async with opened(Stage(tmp_path, words_for=lambda _: words, content_dir=marked)) as stage:
        ana = stage.player()
        for line in SCRIPT:
            assert await ana.says(line) or line in ("more",), f"silence after {line!r}"
            stage.pass_time(seconds=10)
        await ana.does(ana.person.send_sticker)
        await ana.does(ana.person.send_voice)
        await ana.does(ana.person.send_photo)
        await ana.does(ana.person.send_contact)
        await ana.does(ana.person.send_dice)
        await ana.does(lambda: ana.person.forward("next"))
        for data, answers in PAGES:
            await ana.forges(data)
            for answer in answers:
                assert await ana.says(answer), f"silence after {answer!r}"
        await stage.tick(hours=17)
        tapped: set[str] = set()
        for opener in OPENERS:
            await ana.says(opener)
            for _ in range(8):
                await stage.settle()
                fresh = [
                    (message, button)
                    for message in reversed(ana.person.messages)
                    for button in buttons_of(message)
                    if "delete:yes" not in button.get("callback_data", "") and button["text"] not in tapped
                ]
                if not fresh:
                    break
                tapped.add(fresh[0][1]["text"])
                await ana.does(partial(ana.person.touch_button, *fresh[0]))
                stage.pass_time(seconds=10)
        await ana.says("/cue coffee")
        await ana.adds_reminder("12:00")
        for _ in range(12 * 24):
            await stage.tick(hours=1)
        assert any("keep_on" in str(message) for message in ana.person.messages)
        await ana.says("hello")
        assert len(tapped) > 40
        read = everything_read(ana)
        assert len(read) > 300
        assert sorted({text for text in read if unmarked(text)}) == []
        assert sorted({text for text in read if re.search(r"[{][a-z_]+[}]", text)}) == []
        assert right_to_left == any("\u200f" in text for text in read)
