"""Telegram's reading of a message's text: HTML to plain text and entities, given entities, and those it finds itself.

Offsets and lengths count UTF-16 code units, as in core.telegram.org/bots/api#messageentity. Errors are Telegram's own.
"""

import re
from html import unescape
from html.parser import HTMLParser

from bot.emulator.calls import Json, Refused

SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
KNOWN = frozenset(SIMPLE.values()) | {
    *("expandable_blockquote", "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"),
    "text_mention",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
OPAQUE = frozenset({"code", "pre", "text_link", "text_mention"})
FOUND = (
    (
        "url",
        re.compile(r"(?<![\w@])(?:https?://[^\s<>\"]+[^\s<>\".,;:!?)]|(?:[a-z0-9-]+\.)+(?:com|org|net|io|me)\b)", re.I),
    ),
    ("email", re.compile(r"(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bot_command", re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])")),
    ("mention", re.compile(r"(?<![\w@/.])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
)


def utf16_length(text: str) -> int:
    """UTF-16 code units in a text: an emoji outside the first plane counts two, and half of one counts one."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cannot_parse(why: str) -> Refused:
    """Telegram's answer to markup that it cannot read."""
    return Refused(400, f"Bad Request: can't parse entities: {why}")


class _Reader(HTMLParser):
    """Collects text and entities while html.parser walks the markup."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.source = source
        self.starts = [0]  # where each line of the source starts
        for line in source.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.parts: list[str] = []
        self.length = 0  # UTF-16 units so far
        self.open: list[tuple[str, Json]] = []
        self.entities: list[Json] = []

    def at(self) -> int:
        """The byte offset in the source, which Telegram names in its errors."""
        line, column = self.getpos()
        return len(self.source[: self.starts[line - 1] + column].encode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        kind = SIMPLE.get(tag)
        if kind is None:
            raise cannot_parse(f'Unsupported start tag "{tag}" at byte offset {self.at()}')
        entity: Json = {"type": kind, "offset": self.length}
        if tag == "span" and given.get("class") != "tg-spoiler":
            raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {self.at()}')
        if tag == "a":
            entity["url"] = given.get("href", "")
        elif tag == "blockquote" and "expandable" in given:
            entity["type"] = "expandable_blockquote"
        elif tag == "tg-emoji":
            entity["custom_emoji_id"] = given.get("emoji-id", "")
        elif tag == "tg-time":
            if not given.get("unix", "").isdigit():
                raise cannot_parse(f"Invalid Unix time specified at byte offset {self.at()}")
            entity["unix_time"] = int(given["unix"])
            if given.get("format"):
                entity["date_time_format"] = given["format"]
        elif tag == "code" and given.get("class", "").startswith("language-"):
            entity["language"] = given["class"].removeprefix("language-")
        self.open.append((tag, entity))
        self.entities.append(entity)  # the outer one of two comes first

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open:
            raise cannot_parse(f"Unexpected end tag at byte offset {self.at()}")
        opened, entity = self.open.pop()
        if opened != tag:
            where = self.at()
            raise cannot_parse(f'Unmatched end tag at byte offset {where}, expected "</{opened}>", found "</{tag}>"')
        entity["length"] = self.length - entity["offset"]
        if entity["type"] == "text_link" and not re.match(r"(?i)(https?|tg|mailto|tel):\S", entity["url"]):
            entity["length"] = 0  # Telegram shows the words without the link
        if tag == "code":
            language = entity.pop("language", None)
            if self.open and self.open[-1][0] == "pre" and language:
                self.open[-1][1]["language"] = language
                entity["length"] = 0
        if not entity["length"]:
            self.entities = [other for other in self.entities if other is not entity]

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
        self.length += utf16_length(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_text(NAMED.get(name, f"&{name}"), name in NAMED)

    def handle_charref(self, name: str) -> None:
        self.handle_text(unescape(f"&#{name};"), True)

    def handle_text(self, text: str, closed: bool) -> None:
        """Text that stood as `&...;` in the source; an unknown name stays as it was written."""
        line, column = self.getpos()
        position = self.starts[line - 1] + column + len(text)
        if not closed and self.source[position : position + 1] == ";":
            text += ";"
        self.parts.append(text)
        self.length += utf16_length(text)

    def handle_comment(self, data: str) -> None:
        raise cannot_parse(f'Unsupported start tag "!--{data.split(" ")[0]}" at byte offset {self.at()}')

    def handle_decl(self, decl: str) -> None:
        raise cannot_parse(f'Unsupported start tag "!{decl.split(" ")[0].lower()}" at byte offset {self.at()}')

    def unknown_decl(self, data: str) -> None:
        raise cannot_parse(f'Unsupported start tag "![{data.lower()}" at byte offset {self.at()}')

    def handle_pi(self, data: str) -> None:
        raise cannot_parse(f'Unsupported start tag "?{data.split(" ")[0]}" at byte offset {self.at()}')


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Telegram's HTML style to plain text and its entities. Raises `Refused` with "can't parse entities: ..."."""
    if "\x00" in source:
        source = source.replace("\x00", "")
    for match in re.finditer(r"<(?![a-zA-Z/!?])", source):
        raise cannot_parse(f'Unsupported start tag "" at byte offset {len(source[: match.start()].encode())}')
    reader = _Reader(source)
    try:
        reader.feed(source)
    except AssertionError as error:
        # Python's own reader fails so at "<![" without a name.
        raise cannot_parse(f'Unsupported start tag "![" at byte offset {reader.at()}') from error
    if reader.rawdata.startswith("<"):
        before = source[: len(source) - len(reader.rawdata)]
        raise cannot_parse(f"Unclosed start tag at byte offset {len(before.encode())}")
    reader.close()
    if reader.open:
        raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{reader.open[-1][0]}"')
    return "".join(reader.parts), reader.entities


def read_text(text: str, parse_mode: str, entities: list[Json] | None) -> tuple[str, list[Json]]:
    """What Telegram makes of a text as it was sent: trimmed text, and its entities sorted, with those it found."""
    mode = parse_mode.lower()
    if mode == "html":
        text, marked = parse_html(text)
    elif mode in ("", "none"):
        marked = [_checked(entity) for entity in entities or []]
    else:
        raise Refused(400, "Bad Request: unsupported parse_mode")
    kept = text.rstrip()
    shorter = kept.lstrip("\n\r\t ")
    shift, end = utf16_length(kept) - utf16_length(shorter), utf16_length(kept)
    trimmed = []
    for entity in marked:
        start = max(entity["offset"], shift)
        length = min(entity["offset"] + entity["length"], end) - start
        if length > 0:
            trimmed.append(entity | {"offset": start - shift, "length": length})
    return shorter, _sorted(trimmed + find_entities(shorter, trimmed))


def find_entities(text: str, marked: list[Json] | None = None) -> list[Json]:
    """Commands, mentions, links, addresses and hashtags in a text, save where code or a link already stands."""
    taken = [(e["offset"], e["offset"] + e["length"]) for e in marked or [] if e["type"] in OPAQUE]
    found: list[Json] = []
    for kind, pattern in FOUND:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(match[0])
            if all(end <= first or last <= start for first, last in taken):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return _sorted(found)


def _sorted(entities: list[Json]) -> list[Json]:
    return sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def _checked(entity: Json) -> Json:
    if not isinstance(entity, dict):
        raise cannot_parse("expected an Object")
    kind = entity.get("type")
    if not isinstance(entity.get("offset"), int) or not isinstance(entity.get("length"), int):
        raise cannot_parse('Can\'t find field "offset"')
    if kind not in KNOWN:
        raise cannot_parse("Unsupported type specified")
    return entity
