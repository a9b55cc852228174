"""Pseudo-translations: English that shows where it comes from, and how another language would change a chat."""

from __future__ import annotations

from bot.i18n.direction import turned
from bot.i18n.po_files import HEARD
from bot.i18n.sentences import Translations


class PseudoTranslations(Translations):
    """English in brackets: shows in a test, or to a translator, which sentences come from a catalogue."""

    def gettext(self, message: str) -> str:
        """The sentence in brackets."""
        found = super().gettext(message)
        return found if found == message or message.startswith(HEARD) else f"⟦{found}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The plural form in brackets."""
        found = super().ngettext(msgid1, msgid2, n)
        return found if found in (msgid1, msgid2) else f"⟦{found}⟧"


class MirroredTranslations(PseudoTranslations):
    """The same, written from right to left: a mark of that direction stands at both ends, and arrows point the other
    way."""

    def gettext(self, message: str) -> str:
        """The sentence in brackets, from right to left."""
        return _mirrored(super().gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The plural form in brackets, from right to left."""
        return _mirrored(super().ngettext(msgid1, msgid2, n))


def _mirrored(sentence: str) -> str:
    return f"\u200f{turned(sentence)}\u200f" if sentence.startswith("⟦") else sentence
