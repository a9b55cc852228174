"""Sounds: what is heard of an English word."""

from __future__ import annotations

from bot.understanding.text.sounds import sound
from tests.harness.tabled import tabled


@tabled(
    ("word", "heard"),
    [
        ("knee", "ne"),
        ("gnat", "nat"),
        ("write", "rit"),
        ("psalm", "sam"),
        ("whole", "hol"),
        ("when", "wen"),
        ("phone", "fon"),
        ("box", "boks"),
        ("school", "skol"),
        ("watch", "waC"),
        ("shop", "Sop"),
        ("nation", "naSon"),
        ("thick", "Tik"),
        ("judge", "JuJ"),
        ("laugh", "laf"),
        ("high", "hi"),
        ("ghost", "gost"),
        ("guess", "Jes"),
        ("gym", "Jim"),
        ("jump", "Jump"),
        ("science", "sins"),
        ("queen", "kwen"),
        ("back", "bak"),
        ("zip", "sip"),
        ("lamb", "lam"),
        ("walk", "wak"),
        ("castle", "kasal"),
        ("listen", "lisen"),
        ("better", "beta"),
        ("sometimes", "somtims"),
        ("table", "tabal"),
        ("hope", "hop"),
        ("hoped", "hopt"),
        ("hopes", "hops"),
        ("walked", "wakt"),
        ("walking", "wakin"),
        ("low", "lo"),
        ("yoga", "yoga"),
        ("happy", "hapi"),
        ("bird", "bRd"),
        ("car", "ka"),
        ("ahoy", "aho"),
        ("john", "Jon"),
        ("doctor", "dokta"),
        ("boat", "bot"),
        ("naïve", "nav"),
    ],
)
def test_what_is_heard_of_a_word(word: str, heard: str) -> None:
    """A word for each way in which letters are said."""
    assert sound(word) == heard
