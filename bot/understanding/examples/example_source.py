"""The weights of the examples, learned from the sentences: `make examples`, after a change to them or to the features.

A linear support vector machine over the features of `example_features`, weighed by how rare they are; weights that say
little are left out. The bot reads the file alone, by `examples`: scikit-learn is for developers. The file names the
SHA-256 of the sentences, and a test compares, so that it is never older than they are.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.i18n.catalogue import CATALOGUES, words_of
from bot.understanding.examples.example_features import features, number_of
from bot.understanding.examples.example_sentences import SAME, digest_of, sentences
from bot.understanding.examples.examples import CONTENT, RARITY_STEP, file_of
from bot.understanding.ideas import ideas, own_ideas
from bot.understanding.places.place_search import is_name_of_place
from bot.understanding.text.packed_file import packed
from bot.understanding.times.time_phrases import with_plain_times

# The weights that are kept, of all; how often a feature has to occur; how closely the sentences are followed.
KEPT = 300_000
RAREST = 2
CLOSENESS = 0.7


def spread(sentence: str, language: str) -> list[str]:
    """The features of a sentence, each as often as it occurs."""
    words = words_of(language)
    said = with_plain_times(sentence, words)
    spoken = own_ideas.beside(ideas.spoken(said, words, is_name_of_place), said, words)
    return list(features(said, spoken.ideas).elements())


def made(language: str) -> bytes:
    """The bytes of a language's file."""
    told = list(sentences(language))
    classes = np.array([SAME.get(name, name) for name, _ in told])
    weigher = TfidfVectorizer(analyzer=lambda spread: spread, sublinear_tf=True, min_df=RAREST)
    weighed = weigher.fit_transform([spread(sentence, language) for _, sentence in told])
    machine = LinearSVC(C=CLOSENESS, random_state=0).fit(weighed, classes)
    weights = machine.coef_.T.copy()
    least = np.partition(np.abs(weights).ravel(), -KEPT)[-KEPT] if weights.size > KEPT else 0.0
    step = float(np.abs(weights).max()) / 127
    whole = np.where(np.abs(weights) < least, 0, np.rint(weights / step)).astype(int)
    rarities = np.rint(weigher.idf_ / RARITY_STEP).astype(int)
    numbered = sorted((number_of(feature), row) for row, feature in enumerate(weigher.get_feature_names_out()))
    ends, kept_classes, kept_weights = array("I", [0]), array("H"), array("B")
    for _, row in numbered:
        for column in np.flatnonzero(whole[row]):
            kept_classes.append(int(column))
            kept_weights.append(int(whole[row, column]) + 128)
        ends.append(len(kept_classes))
    facts = {
        "classes": [str(name) for name in machine.classes_],
        "biases": [round(float(bias), 4) for bias in machine.intercept_],
        "weight_step": step,
        "sentences": digest_of(language),
    }
    parts = {
        "features": array("I", [number for number, _ in numbered]),
        "ends": ends,
        "rarities": array("H", [int(rarities[row]) for _, row in numbered]),
        "classes": kept_classes,
        "weights": kept_weights,
    }
    return packed(CONTENT, facts, parts)


def _languages() -> list[str]:
    return sorted(folder.parent.name for folder in Path(CATALOGUES).glob("*/examples"))


def main(languages: Sequence[str] = ()) -> int:
    """Write the file of each language, or of these alone, in one step each; gives back the exit status."""
    for language in languages or _languages():
        data = made(language)
        file = file_of(language)
        fresh = file.with_suffix(".new")
        fresh.write_bytes(data)
        fresh.replace(file)
        sys.stdout.write(f"{language}: {len(data) / 1e6:.2f} MB, {sum(1 for _ in sentences(language))} sentences\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
