"""HTML, given entities and what Telegram finds by itself, against its own rules and words."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.emulator.calls import Json, Refused
from bot.emulator.markup import find_entities, parse_html, read_text, utf16_length
from tests.harness.tabled import tabled


def said(source: str) -> str:
    """What is wrong with a source, after "can't parse entities: "."""
    with pytest.raises(Refused) as refused:
        parse_html(source)
    assert refused.value.code == 400
    return refused.value.description.removeprefix("Bad Request: can't parse entities: ")


@tabled(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>a</b><strong>b</strong>", "ab", [("bold", 0, 1), ("bold", 1, 1)]),
        ("<i>a</i><em>b</em>", "ab", [("italic", 0, 1), ("italic", 1, 1)]),
        ("<u>a</u><s>b</s><code>c</code>", "abc", [("underline", 0, 1), ("strikethrough", 1, 1), ("code", 2, 1)]),
        ("<B>a</b>", "a", [("bold", 0, 1)]),
        ("<pre>x\n y</pre>", "x\n y", [("pre", 0, 4)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<b>a <i>b</i></b>", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        ("😀<b>a</b>", "😀a", [("bold", 2, 1)]),
        ("<b>😀</b>", "😀", [("bold", 0, 2)]),
        ("<b></b>a", "a", []),
        ("<b/>a", "a", []),
        ("&lt;b&gt; &amp; &quot;", '<b> & "', []),
        ("&nbsp; &copy &unknown; &", "&nbsp; &copy &unknown; &", []),
        ("&#65;&#x1F600;<b>a</b>", "A😀a", [("bold", 3, 1)]),
        ("a\x00b", "ab", []),
        ('<a href="javascript:x">a</a>', "a", []),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    """Offsets and lengths count UTF-16 units."""
    words, found = parse_html(source)
    assert (words, [(e["type"], e["offset"], e["length"]) for e in found]) == (text, entities)


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        (
            '<a href="https://example.org/?a=1&amp;b=2">a</a>',
            {"type": "text_link", "url": "https://example.org/?a=1&b=2"},
        ),
        ('<a href="tg://user?id=1">a</a>', {"type": "text_link", "url": "tg://user?id=1"}),
        ('<pre><code class="language-py">a</code></pre>', {"type": "pre", "language": "py"}),
        ('<code class="language-py">a</code>', {"type": "code"}),
        ('<tg-emoji emoji-id="5">a</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "5"}),
        ('<tg-time unix="9">a</tg-time>', {"type": "date_time", "unix_time": 9}),
        ('<tg-time unix="9" format="wT">a</tg-time>', {"type": "date_time", "unix_time": 9, "date_time_format": "wT"}),
    ],
)
def test_some_tags_say_more_than_their_name(source: str, entity: Json) -> None:
    """Links, code languages, emoji and times keep what they carry."""
    assert parse_html(source)[1] == [{**entity, "offset": 0, "length": 1}]


@tabled(
    ("source", "words"),
    [
        ("a<h1>b</h1>", 'Unsupported start tag "h1" at byte offset 1'),
        ("é<h1>b</h1>", 'Unsupported start tag "h1" at byte offset 2'),
        ("one\n<br>", 'Unsupported start tag "br" at byte offset 4'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<3", 'Unsupported start tag "" at byte offset 0'),
        ("a<!-- x -->", 'Unsupported start tag "!--" at byte offset 1'),
        ("<!DOCTYPE html>", 'Unsupported start tag "!doctype" at byte offset 0'),
        ("<?php x>", 'Unsupported start tag "?php" at byte offset 0'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("é <b", "Unclosed start tag at byte offset 3"),
        ("<b>a</b", "Unclosed start tag at byte offset 4"),
        ("<![CDATA[x]]>", 'Unsupported start tag "![cdata[x" at byte offset 0'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-time unix="soon">a</tg-time>', "Invalid Unix time specified at byte offset 0"),
    ],
)
def test_markup_that_telegram_refuses_is_refused_in_its_words(source: str, words: str) -> None:
    """Byte offsets count UTF-8."""
    assert said(source) == words


@tabled(
    ("text", "found"),
    [
        ("/start now", [("bot_command", 0, 6)]),
        ("/start@limber_bot", [("bot_command", 0, 17)]),
        ("say /help.", [("bot_command", 4, 5)]),
        ("and/or, 1/2", []),
        ("hi @limber_bot", [("mention", 3, 11)]),
        ("me@example.org", [("email", 0, 14)]),
        ("see https://example.org/a, ok", [("url", 4, 21)]),
        ("😀 #hips", [("hashtag", 3, 5)]),
        ("https://example.org/#x /help", [("url", 0, 22), ("bot_command", 23, 5)]),
        ("\ud83c#A", [("hashtag", 1, 2)]),  # half of an emoji, as a client may send it
    ],
)
def test_telegram_finds_commands_links_and_mentions_itself(text: str, found: list[tuple[str, int, int]]) -> None:
    """No markup is needed for these."""
    assert [(e["type"], e["offset"], e["length"]) for e in find_entities(text)] == found


def test_nothing_is_found_inside_code_and_links() -> None:
    """A command in code is no command."""
    _, entities = read_text("<code>/start</code> /help", "HTML", None)
    assert [e["type"] for e in entities] == ["code", "bot_command"]


def test_text_is_trimmed_and_entities_move_with_it() -> None:
    """Space around a message goes away; an entity that covered only such space goes too."""
    text, entities = read_text("\n\n <b>  a </b><i> </i>\n", "HTML", None)
    assert (text, entities) == ("a", [{"type": "bold", "offset": 0, "length": 1}])


def test_entities_may_be_given_instead_of_markup() -> None:
    """They are taken as they are and need a known type and whole numbers."""
    assert read_text("ab", "", [{"type": "bold", "offset": 0, "length": 1}]) == (
        "ab",
        [{"type": "bold", "offset": 0, "length": 1}],
    )
    for wrong in ({"type": "huge", "offset": 0, "length": 1}, {"type": "bold"}, "bold"):
        with pytest.raises(Refused, match="can't parse entities"):
            read_text("ab", "", [wrong])  # type: ignore[list-item]


def test_other_parse_modes_are_refused() -> None:
    """Only HTML is read here."""
    with pytest.raises(Refused, match="unsupported parse_mode"):
        read_text("a", "Markdown", None)


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    """Any text survives escaping, apart from characters which HTML cannot carry."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(escaped) == (text.replace("\x00", ""), [])


PARTS = st.sampled_from(
    ["<b>", "</b>", "<i>", "</i>", "a", "😀", "&amp;", "<", ">", "&", "\n", "<x>", "/", "!", "--", "[", "b"]
)


@example(["<", "!", "[", "<b>"])
@given(st.lists(PARTS))
def test_any_markup_is_read_or_refused(parts: list[str]) -> None:
    """Nothing but `Refused` comes out, and entities lie inside of the text."""
    try:
        text, entities = parse_html("".join(parts))
    except Refused as refused:
        assert refused.description.startswith("Bad Request: can't parse entities: ")
    else:
        assert all(0 <= e["offset"] < e["offset"] + e["length"] <= utf16_length(text) for e in entities)
