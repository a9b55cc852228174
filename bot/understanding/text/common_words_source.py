"""The common words of English, made from the dictionary of pyspellchecker: `make common-words`, after a new version of
the package or a change here.

Words of three ASCII letters or more that its texts have more often than OFTEN. What has an apostrophe is left out, and
no word is added: `by_ear` takes its own from the examples and from hearing.po. All words stay, also those that sound
like none that the bot listens for: by them `by_ear` tells English from other languages. The bot reads the file alone,
by `common_words`: the package is for developers. A test makes the file again and compares.
"""

from __future__ import annotations

import sys
from importlib.metadata import version

from spellchecker import SpellChecker  # type: ignore[import-not-found, unused-ignore]

from bot.understanding.text.common_words import REMARK, file_of

LANGUAGE = "en"
PACKAGE, LICENCE = "pyspellchecker", "MIT license"
# The package gives 50 to every word that is no more frequent than that.
OFTEN = 50
SHORTEST = 3


def made() -> bytes:
    """The bytes of the file."""
    counts = SpellChecker(language=LANGUAGE).word_frequency.items()
    words = sorted(
        word
        for word, count in counts
        if count > OFTEN and len(word) >= SHORTEST and word.isascii() and word.isalpha() and word.islower()
    )
    remark = f"{REMARK} Words that are common in English: those of the package {PACKAGE} {version(PACKAGE)} ({LICENCE})"
    return "".join(f"{line}\n" for line in (f"{remark} with a count above {OFTEN}.", *words)).encode()


def main() -> int:
    """Write the file, in one step; gives back the exit status."""
    data, file = made(), file_of(LANGUAGE)
    fresh = file.with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(file)
    sys.stdout.write(f"{file.name}: {len(data) / 1e3:.0f} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
