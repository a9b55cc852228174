"""Replies: button data within 56 bytes, folded notes, HTML and bare text, and the call that a reply becomes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.markup import FOLD_FROM, Html, escape, fold, plain
from bot.replies import (
    MAX_DATA_BYTES,
    Button,
    Film,
    Key,
    Reply,
    file_name,
    in_rows,
    markup_of,
    markup_to_send,
    number_in,
    pack,
    rows,
    strip_call,
    to_call,
    unpack,
    without_film,
    without_markup,
    without_picture,
)
from content.movement import Picture
from storage.records.calls import Lane, OutgoingCall, Verb
from tests.harness.tabled import tabled

FILM = Film(
    *("f" * 64, "ninety-lying", "medium", ("twist", "roll"), 1, "left", "film", "Hip flow, lying", 241, 640, 720),
    cover=Picture("stills/a.jpg", "d", 640, 720),
    start_at=103,
)
A, B, C = Button("A", "a"), Button("B", "b"), Button("C", "c")

# Button data


@pytest.mark.parametrize(
    ("parts", "data"),
    [
        (("w", 3, "next"), "w:3:next"),
        (("settings",), "settings"),
        (("zone", "Europe/Lisbon"), "zone:Europe/Lisbon"),
        (("remind", 1, "07:30"), "remind:1:07:30"),
        (("prompt", 1, 20261122, "start"), "prompt:1:20261122:start"),
        (("x" * MAX_DATA_BYTES,), "x" * 56),
        (("ä" * 28,), "ä" * 28),
    ],
)
def test_parts_become_data(parts: tuple[object, ...], data: str) -> None:
    """With colons between; the last part may hold some itself."""
    assert pack(*parts) == data


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        (("x" * 57,), "1 to 56 bytes"),
        (("ä" * 29,), "1 to 56 bytes"),
        (("w", "x" * 55), "1 to 56 bytes"),
        (("",), "1 to 56 bytes"),
        (("07:30", "remind"), "a colon would be taken for a border"),
    ],
)
def test_parts_that_cannot_be_data(parts: tuple[object, ...], why: str) -> None:
    """Bytes count, not characters; and no part may be taken for two."""
    with pytest.raises(ValueError, match=why):
        pack(*parts)


@given(st.lists(st.text(alphabet=st.characters(exclude_characters=":", codec="utf-8"), max_size=9), min_size=1))
def test_what_was_packed_is_what_is_unpacked(parts: list[str]) -> None:
    """Whatever fits."""
    if 1 <= len(":".join(parts).encode()) <= MAX_DATA_BYTES:
        assert unpack(pack(*parts)) == tuple(parts)


@given(st.text())
def test_any_data_can_be_unpacked(data: str) -> None:
    """Whoever forges a button gets parts, not an error."""
    assert ":".join(unpack(data)) == data


@tabled(
    ("text", "number"),
    [
        ("0", 0),
        ("41", 41),
        ("007", 7),
        (str(2**31), 2**31),
        (str(2**31 + 1), None),
        ("9" * 11, None),
        ("-1", None),
        ("+1", None),
        ("1.0", None),
        ("1_000", None),
        (" 1", None),
        ("", None),
        ("٣", None),
        ("²", None),
        ("1\n", None),
    ],
)
def test_a_number_in_data_is_plain_digits(text: str, number: int | None) -> None:
    """Anything else is no number; nothing that Python would also take for one."""
    assert number_in(text) == number


def test_a_number_in_data_has_its_own_limit() -> None:
    """Inclusive."""
    assert (number_in("5", most=5), number_in("6", most=5)) == (5, None)


# Rows


def test_missing_buttons_leave_no_gap() -> None:
    """None is left out, and so is a row of nothing else."""
    assert rows((A, None, B), (None,), (), (C,)) == ((A, B), (C,))


def test_buttons_side_by_side() -> None:
    """The last row may be shorter."""
    assert in_rows([A, B, C], 2) == ((A, B), (C,))
    assert in_rows([], 2) == ()


# Texts


@pytest.mark.parametrize(
    ("value", "html"),
    [
        ("<b>Ana</b> & Ben", "&lt;b&gt;Ana&lt;/b&gt; &amp; Ben"),
        (Html("<b>Ana</b>"), "<b>Ana</b>"),
        (7, "7"),
        ('it\'s "fine"', 'it\'s "fine"'),
        ("&amp;", "&amp;amp;"),
    ],
)
def test_whatever_is_put_into_a_sentence_is_escaped_once(value: object, html: str) -> None:
    """Only what is HTML already stays as it is."""
    escaped = escape(value)
    assert escaped == html
    assert escape(escaped) == html


@pytest.mark.parametrize(
    ("html", "bare"),
    [
        ("<b>Step 3</b> of 9", "Step 3 of 9"),
        ("<blockquote expandable>Breathe &amp; rest</blockquote>", "Breathe & rest"),
        ('<a href="https://example.org/?a=1&amp;b=2">here</a>', "here"),
        ("a &lt; b &gt; c", "a < b > c"),
        ("<b>never closed", "never closed"),
        ("5 < 6", "5 < 6"),
        ("", ""),
    ],
)
def test_html_as_bare_text(html: str, bare: str) -> None:
    """Tags go, entities become what they stand for."""
    assert plain(html) == bare


@given(st.text())
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    """A name such as <b> is shown, not obeyed."""
    assert plain(escape(text)) == text


SHORT, LONG = Html("Breathe."), Html("x" * (FOLD_FROM + 1))


@pytest.mark.parametrize(
    ("lines", "quote"),
    [
        ([], ""),
        ([SHORT], "<blockquote>Breathe.</blockquote>"),
        ([Html("x" * FOLD_FROM)], f"<blockquote>{'x' * FOLD_FROM}</blockquote>"),
        ([LONG], f"<blockquote expandable>{LONG}</blockquote>"),
        ([SHORT, SHORT], "<blockquote expandable>Breathe.\nBreathe.</blockquote>"),
        ([Html(f"<b>{'x' * FOLD_FROM}</b>")], f"<blockquote><b>{'x' * FOLD_FROM}</b></blockquote>"),
    ],
)
def test_notes_are_folded_when_they_are_long(lines: list[Html], quote: str) -> None:
    """What is read counts, not its tags."""
    assert fold(lines) == quote


# What becomes of a reply


def test_inline_buttons_in_the_form_of_the_bot_api() -> None:
    """With data, or with a page that they open, and perhaps with a colour."""
    reply = Reply(Html("Hi"), ((A, Button("Page", url="https://example.org")), (Button("B", "b", style="danger"),)))
    assert markup_of(reply) == {
        "inline_keyboard": [
            [{"text": "A", "callback_data": "a"}, {"text": "Page", "url": "https://example.org"}],
            [{"text": "B", "callback_data": "b", "style": "danger"}],
        ]
    }


def test_a_keyboard_in_the_form_of_the_bot_api() -> None:
    """It goes away once it was used; one key may ask for the place."""
    reply = Reply(Html("Where?"), keys=((Key("Share", shares_location=True),), (Key("Later"),)))
    assert markup_of(reply) == {
        "keyboard": [[{"text": "Share", "request_location": True}], [{"text": "Later"}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }


def test_a_keyboard_can_be_taken_away_or_left_alone() -> None:
    """None says nothing about it at all."""
    assert markup_of(Reply(Html("Thanks"), drop_keys=True)) == {"remove_keyboard": True}
    assert markup_of(Reply(Html("Hi"))) is None


def test_rows_are_turned_round_for_a_language_from_right_to_left() -> None:
    """What is stored stays in reading order: "the second" is counted there. A reply that comes in place of another one
    is turned, too."""
    other = Reply(Html("Step"), ((B, A),))
    reply = Reply(Html("Hi"), ((A, B), (B,)), film=FILM, instead=other)
    keys = Reply(Html("Where?"), keys=((Key("Share", shares_location=True), Key("Later")),))
    for turns, names, of_other, of_keys in (
        (False, ["A", "B"], ["B", "A"], ["Share", "Later"]),
        (True, ["B", "A"], ["A", "B"], ["Later", "Share"]),
    ):
        payload = to_call(reply, 41, right_to_left=turns).payload
        assert payload["markup"] == markup_of(reply)
        sent = markup_to_send(payload)["inline_keyboard"]
        assert [[button["text"] for button in line] for line in sent] == [names, ["B"]]
        [line] = markup_to_send(without_film(payload))["inline_keyboard"]
        assert [button["text"] for button in line] == of_other
        asked = markup_to_send(to_call(keys, 41, right_to_left=turns).payload)
        assert [key["text"] for key in asked["keyboard"][0]] == of_keys
        assert asked["one_time_keyboard"]


def test_a_button_without_data_is_found_out_before_telegram_does() -> None:
    """A mistake of ours, and not one for a person to meet."""
    with pytest.raises(ValueError, match="1 to 56 bytes"):
        markup_of(Reply(Html("Hi"), ((Button("Nothing"),),)))


@pytest.mark.parametrize(
    ("reply", "call"),
    [
        (Reply(Html("Hi")), OutgoingCall(41, Verb.SEND, {"text": "Hi"})),
        (
            Reply(Html("Hi"), ((A,),), slot="walk", picture=Picture("a.mp4", "d", seconds=2.5), event="step"),
            OutgoingCall(
                41,
                Verb.SEND,
                {
                    "text": "Hi",
                    "markup": {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]},
                    "picture": {"file": "a.mp4", "digest": "d", "seconds": 2.5, "name": "a.mp4"},
                },
                slot="walk",
                event="step",
            ),
        ),
        (
            Reply(Html("Hi, ring"), picture=Picture("c/a.mp4", "d", rings=True), without_picture=Html("Hi")),
            OutgoingCall(
                41,
                Verb.SEND,
                {
                    "text": "Hi, ring",
                    "picture": {"file": "c/a.mp4", "digest": "d", "name": "a.mp4"},
                    "without_picture": "Hi",
                },
            ),
        ),
        (
            Reply(Html("0:05 Lie down"), film=FILM, instead=Reply(Html("1 of 9"), ((A,),))),
            OutgoingCall(
                41,
                Verb.SEND,
                {
                    "text": "0:05 Lie down",
                    "film": {
                        "recipe_key": "f" * 64,
                        "variation": "ninety-lying",
                        "form": "medium",
                        "avoid": ["roll", "twist"],
                        "usual": 1,
                        "side_first": "left",
                        "kind": "film",
                        "title": "Hip flow, lying",
                        "seconds": 241,
                        "width": 640,
                        "height": 720,
                        "cover": {"file": "stills/a.jpg", "digest": "d", "width": 640, "height": 720, "name": "a.jpg"},
                        "start_at": 103,
                    },
                    "instead": {
                        "text": "1 of 9",
                        "markup": {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]},
                    },
                },
            ),
        ),
        (Reply(Html("Done"), edit=7), OutgoingCall(41, Verb.EDIT, {"text": "Done"}, target=7)),
        (
            Reply(Html("Done"), edit=7, under_picture=True),
            OutgoingCall(41, Verb.EDIT, {"text": "Done", "under_picture": True}, target=7),
        ),
        (
            Reply(None, ((A,),), edit=7),
            OutgoingCall(
                41, Verb.EDIT, {"markup": {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}}, target=7
            ),
        ),
        (
            Reply(Html("Here"), document=("a.json", "{}")),
            OutgoingCall(41, Verb.SEND, {"text": "Here", "document": ["a.json", "{}"]}),
        ),
    ],
)
def test_a_reply_becomes_a_call(reply: Reply, call: OutgoingCall) -> None:
    """Everything of it, as plain values that can be put on record."""
    assert to_call(reply, 41) == call


def test_a_call_may_go_in_another_lane() -> None:
    """Prompts and broadcasts wait behind replies."""
    assert to_call(Reply(Html("Hi")), 41, lane=Lane.PROMPT).lane is Lane.PROMPT


def test_buttons_are_taken_off_a_message_by_its_id() -> None:
    """Of that chat."""
    assert strip_call(41, 7) == OutgoingCall(41, Verb.STRIP, target=7, event="retire")


def test_a_refused_text_is_sent_bare_with_all_its_buttons() -> None:
    """Only the HTML goes."""
    payload = {
        "text": "<b>Hi</b> &amp; welcome",
        "markup": {"inline_keyboard": []},
        "picture": {"file": "a.mp4", "digest": "d"},
    }
    assert without_markup(payload) == {**payload, "text": "Hi & welcome", "plain": True}
    with_other = payload | {"without_picture": "<b>Hi</b>"}
    assert without_markup(with_other) == {**with_other, "text": "Hi & welcome", "without_picture": "Hi", "plain": True}


@pytest.mark.parametrize(
    ("payload", "left"),
    [
        ({"text": "Hi", "picture": {}, "silent": True}, {"text": "Hi", "silent": True}),
        ({"text": "Hi, ring", "picture": {}, "without_picture": "Hi"}, {"text": "Hi"}),
    ],
)
def test_a_message_whose_picture_cannot_be_sent_does_not_speak_of_it(
    payload: dict[str, Any], left: dict[str, Any]
) -> None:
    """Where it would, it has another text."""
    assert without_picture(payload) == left


def test_in_place_of_a_film_comes_the_next_best_and_then_the_next() -> None:
    """Each with its own text, buttons and picture; a text that speaks of it only where there is nothing else."""
    step = Reply(Html("1 of 9"), ((B,),), picture=Picture("a.mp4", "d"))
    sound = Reply(Html("Listen"), ((A,),), film=replace(FILM, kind="sound"), instead=step)
    payload = to_call(Reply(Html("Watch"), ((A,),), film=FILM, instead=sound), 41).payload
    assert without_film(payload) == to_call(sound, 41).payload
    assert without_film(without_film(payload)) == to_call(step, 41).payload
    assert without_film({"text": "Listen", "film": {"kind": "sound"}, "silent": True}) == {
        "text": "Listen",
        "silent": True,
    }


@pytest.mark.parametrize(
    ("picture", "name"),
    [
        (Picture("turn.mp4", "d"), "turn.mp4"),
        (Picture("clips/a/open.right.mp4", "d", moving=()), "figure.mp4"),
        (Picture("clips/a/open.right.mp4", "d", moving=("right leg",)), "figure-right-leg.mp4"),
        (Picture("clips/a/open.gif", "d", moving=("both legs", "head")), "figure-both-legs-and-head.gif"),
        (Picture("clips/stills/a.open.jpg", "d"), "a.open.jpg"),
    ],
)
def test_a_figure_is_uploaded_under_the_name_of_what_moves(picture: Picture, name: str) -> None:
    """Anything else under its own."""
    assert file_name(picture) == name


@tabled(
    "labels, in_one",
    [
        (("Next", "Back"), True),
        (("Show me more of it", "Done for today"), True),
        (("Which week is it?", "Does it get harder or longer?"), False),
        (("Andere Übung", "Dich weiterempfehlen"), False),
        (("21:00–07:00", "22:00–07:00", "23:00–08:00"), True),
        (("Положение", "Длительность", "Формат"), False),
        (("Сколько длится этот шаг?", "Рассказать больше"), False),
        (("✓ Donnerstag", "✓ Freitag", "✓ Samstag", "✓ Sonntag"), True),
        (("A label with a row of its own may have many words",), True),
    ],
)
def test_labels_that_have_no_room_beside_each_other_stand_below_each_other(
    labels: tuple[str, ...], in_one: bool
) -> None:
    """Two lines of whole words each, or a row for each."""
    buttons = tuple(Button(label, "x") for label in labels)
    expected = (buttons,) if in_one else tuple((button,) for button in buttons)
    assert rows(buttons) == in_rows(buttons, len(buttons)) == expected
