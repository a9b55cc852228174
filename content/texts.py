"""Texts of a library: every text that a person reads, hears or types, by its place, and a library with other texts.

    library                 one_side, about.signs.now.items.1, follow_along.ready.lying, asked.hold
    <movement's id>         name, aliases, summary, works.1, why, asked.where
    <variation's id>        name, setup.lie.text, setup.lie.cues.2, levels.first.open.breath, levels.more.offer,
                            setup.lie.without.deep-flexion.text

The first column is the context, the second the path. Paths name ids where there are ids, else numbers from 1. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from content.about import About, BackTroubles, Care, Credit, Hurt, Listing
from content.announcements import Announcements
from content.movement import Level, Library, Movement, Rewording, Step, Variation
from content.questions import Asked, Guidance

AROUND = "library"  # the context of the texts around the movements
SEPARATOR = "|"  # between the other names of a movement

_SPEAKS_OF_A_SIDE = re.compile(r"\{(?:side|other|Side|Other)\}")
# What a translator has to know of a text, by the end of its path without numbers.
_NOTES = {
    "aliases": "Other names that people type, with bars between them: as many as your language needs.",
    "alone": "Replaces `text` where the moves before it are not shown.",
    "second": "Replaces `text` on the second side.",
    "second_cues": "With `second`, in place of `cues`.",
    "also": "Another way of doing it.",
    "offer": "The question before this level.",
    "take": "The button that accepts the level: at most 20 characters.",
    "works": "What it works: stands in a list, in the middle of a sentence.",
    "conditions": "Stands in a list.",
    "article": "The title of an English article: leave it in English.",
    "one_side": "Names the side that works: in headings, in the middle of sentences and alone. At most 20 characters.",
}


@dataclass(frozen=True)
class Place:
    """Where a text stands in a library."""

    context: str  # "library", or the id of a movement or of a variation
    path: str
    note: str = ""  # what a translator has to know of it


# What has texts alone.
Group = TypeVar("Group", BackTroubles, Care, Credit, Hurt, Listing)
# Gives the text to use instead of the one at a place.
Say = Callable[[Place, str], str]


def speaks_of_a_side(text: str) -> bool:
    """Whether a text differs between the sides: {side} or {other} stands in it."""
    return _SPEAKS_OF_A_SIDE.search(text) is not None


@dataclass(frozen=True)
class _Texts:
    """The texts below one path."""

    say: Say
    context: str
    path: str = ""
    note: str = ""

    def below(self, name: str, note: str = "") -> _Texts:
        return replace(self, path=f"{self.path}{name}.", note=note or self.note)

    def one(self, name: str, text: str) -> str:
        note = " ".join(part for part in (self.note, _NOTES.get(name, "")) if part)
        return self.say(Place(self.context, f"{self.path}{name}", note), text)

    def maybe(self, name: str, text: str | None) -> str | None:
        return None if text is None else self.one(name, text)

    def each(self, name: str, texts: tuple[str, ...]) -> tuple[str, ...]:
        items = replace(self.below(name), note=" ".join(filter(None, (self.note, _NOTES.get(name, "")))))
        return tuple(items.one(str(number), text) for number, text in enumerate(texts, start=1))

    def each_if_any(self, name: str, texts: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if texts is None else self.each(name, texts)

    def group(self, name: str, group: Group) -> Group:
        """A group of texts: each of its fields is one, or several."""
        inside = self.below(name)
        said: dict[str, Any] = {}
        for field in fields(group):
            text = getattr(group, field.name)
            said[field.name] = inside.one(field.name, text) if isinstance(text, str) else inside.each(field.name, text)
        return replace(group, **said)


def with_texts(library: Library, say: Say) -> Library:
    """The library with each text replaced by what `say` gives for it, in the order in which people meet them.

    All else is shared with the original: poses, clips, seconds, flags, pieces.
    """
    around = _Texts(say, AROUND)
    said = library.follow_along
    return replace(
        library,
        name=around.one("name", library.name),
        one_side=around.one("one_side", library.one_side),
        about=_about(around, library.about),
        follow_along=None if said is None else _announcements(around.below("follow_along"), said),
        movements=tuple(_movement(say, movement) for movement in library.movements),
    )


def _about(texts: _Texts, about: About) -> About:
    signs = about.signs
    of_signs = texts.below("signs")
    return replace(
        about,
        why=texts.one("why", about.why),
        normal=texts.one("normal", about.normal),
        troubles=texts.group("troubles", about.troubles),
        good_for=texts.each("good_for", about.good_for),
        care=texts.group("care", about.care),
        hurt=texts.group("hurt", about.hurt),
        signs=replace(
            signs,
            alarm=of_signs.one("alarm", signs.alarm),
            now=of_signs.group("now", signs.now),
            today=of_signs.group("today", signs.today),
            soon=of_signs.group("soon", signs.soon),
            stop=of_signs.group("stop", signs.stop),
        ),
        credit=texts.group("credit", about.credit),
        asked=_asked(texts, about.asked),
    )


def _asked(texts: _Texts, asked: tuple[Asked, ...]) -> tuple[Asked, ...]:
    return tuple(Asked(each.question, texts.below("asked").one(each.question, each.answer)) for each in asked)


def _announcements(texts: _Texts, said: Announcements) -> Announcements:
    texts = replace(texts, note="Spoken, and on a card: at most 120 characters.")
    return replace(
        said,
        ready_lying=texts.one("ready.lying", said.ready_lying),
        ready_seated=texts.one("ready.seated", said.ready_seated),
        ready_standing=texts.one("ready.standing", said.ready_standing),
        begin=texts.one("begin", said.begin),
        stop=texts.one("stop", said.stop),
        half=texts.one("half", said.half),
        other_side=texts.one("other_side", said.other_side),
        other_side_mirrored=texts.one("other_side_mirrored", said.other_side_mirrored),
        keep_going=texts.one("keep_going", said.keep_going),
        last_round=texts.one("last_round", said.last_round),
        end=texts.one("end", said.end),
        end_lying=texts.maybe("end_lying", said.end_lying),
    )


def _guidance(texts: _Texts, guidance: Guidance) -> Guidance:
    return Guidance(
        texts.each("works", guidance.works), texts.maybe("why", guidance.why), _asked(texts, guidance.asked)
    )


def _movement(say: Say, movement: Movement) -> Movement:
    texts = _Texts(say, movement.id)
    aliases = f" {SEPARATOR} ".join(movement.aliases)
    return replace(
        movement,
        name=texts.one("name", movement.name),
        aliases=split_names(texts.one("aliases", aliases)) if aliases else (),
        summary=texts.one("summary", movement.summary),
        guidance=_guidance(texts, movement.guidance),
        variations=tuple(_variation(say, each, movement.name) for each in movement.variations),
    )


def split_names(names: str) -> tuple[str, ...]:
    """The names in a text that has bars between them."""
    return tuple(name.strip() for name in names.split(SEPARATOR) if name.strip())


def _variation(say: Say, variation: Variation, movement_name: str) -> Variation:
    texts = _Texts(say, variation.id)
    named = replace(texts, note=f"The position, behind the movement's name and a comma: {movement_name}, ...")
    return replace(
        variation,
        name=named.one("name", variation.name),
        guidance=_guidance(texts, variation.guidance),
        setup=tuple(_step(texts.below(f"setup.{step.id}"), step) for step in variation.setup),
        levels=tuple(_level(texts.below(f"levels.{level.id}"), level) for level in variation.levels),
    )


def _level(texts: _Texts, level: Level) -> Level:
    return replace(
        level,
        offer=texts.maybe("offer", level.offer),
        take=texts.maybe("take", level.take),
        name=texts.one("name", level.name),
        steps=tuple(_step(texts.below(step.id), step) for step in level.steps),
    )


def _step(texts: _Texts, step: Step) -> Step:
    return replace(
        step,
        text=texts.one("text", step.text),
        cues=texts.each("cues", step.cues),
        alone=texts.maybe("alone", step.alone),
        second=texts.maybe("second", step.second),
        second_cues=texts.each_if_any("second_cues", step.second_cues),
        breath=texts.maybe("breath", step.breath),
        also=texts.each("also", step.also),
        without=tuple(_rewording(texts, each) for each in step.without),
    )


def place_of_rewording(rewording: Rewording) -> str:
    """The part of a path that names a rewording of a step: by the flags that it avoids."""
    return f"without.{'+'.join(sorted(rewording.avoids))}"


def _rewording(texts: _Texts, rewording: Rewording) -> Rewording:
    flags = ", ".join(sorted(rewording.avoids))
    inside = texts.below(place_of_rewording(rewording), f"For people who have to do without: {flags}.")
    return replace(
        rewording,
        text=inside.one("text", rewording.text),
        cues=inside.each_if_any("cues", rewording.cues),
        alone=inside.maybe("alone", rewording.alone),
        second=inside.maybe("second", rewording.second),
        second_cues=inside.each_if_any("second_cues", rewording.second_cues),
        also=inside.each_if_any("also", rewording.also),
    )
