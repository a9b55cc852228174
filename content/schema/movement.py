"""Content file schema: keys and values of library.yaml and of a movement's file."""

import re
from difflib import get_close_matches
from typing import Annotated, ClassVar, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from content.movement import Flag, Kind, Position, Side
from content.questions import QuestionKind
from content.schema.figure import FigureSchema, LookName, StepFigure
from content.schema.validation import Schema, shown, wrong

TEXT_LIMIT = 200  # characters of a step's text
SECONDS_LIMIT = 600  # of one step
TAKE_LIMIT = 20  # characters on a button, so that two fit side by side on a phone
ANSWER_LIMIT = 300  # characters of an answer
SPOKEN_LIMIT = 120  # characters of a sentence that is said beside the steps, and fits on a card
NAME_LIMIT = 60  # characters of a muscle's or joint's name
ID_LIMIT = 32  # ids travel in button data, which Telegram limits to 64 bytes
PLACEHOLDERS = ("{side}", "{other}", "{Side}", "{Other}")

Item = TypeVar("Item")


def _with_sides(text: str) -> str:
    """A text of a step: braces hold known placeholders only."""
    rest = text
    for placeholder in PLACEHOLDERS:
        rest = rest.replace(placeholder, "")
    if "{" in rest or "}" in rest:
        stray = re.search(r"\{[^{}]*\}|[{}]", rest)
        written = stray.group() if stray else rest
        near = get_close_matches(written, PLACEHOLDERS, n=1, cutoff=0.5)
        fix = f"did you mean {near[0]}?" if near else f"only {', '.join(PLACEHOLDERS)} may stand in braces"
        raise wrong(f"{written} is not a word the chat can fill in", fix)
    return text


def _with_side(text: str) -> str:
    """The name of a side: has {side}, and no other brace."""
    if "{side}" not in text or "{" in text.replace("{side}", ""):
        raise wrong(f"{text} does not say which side", "put {side} where its word belongs, as in {side} leg")
    return text


def _with_its_side(text: str) -> str:
    """A sentence about one side: names it by {side} or {other}, with no other braces."""
    if not any(placeholder in text for placeholder in PLACEHOLDERS):
        raise wrong(f"{shown(text)} does not say which side", "put {side} where its word belongs: the {side} leg")
    return _with_sides(text)


def _without_sides(text: str) -> str:
    """A text outside of steps: no braces."""
    if "{" in text or "}" in text:
        raise wrong("braces stand in a text that belongs to neither side", "say it without them; they work in steps")
    return text


def _seconds(value: object) -> object:
    if type(value) is not int or not 0 < value <= SECONDS_LIMIT:
        raise wrong(
            f"seconds must be a whole number from 1 to {SECONDS_LIMIT}, not {shown(value)}",
            "write for example `seconds: 20`",
        )
    return value


def _rounds(value: object) -> object:
    numbers = value if isinstance(value, list) else []
    if len(numbers) != 2 or any(type(number) is not int for number in numbers) or not 0 < numbers[0] <= numbers[1]:
        raise wrong(
            f"rounds must be two whole numbers, the smaller one first, not {shown(value)}",
            "write for example `rounds: [4, 8]`",
        )
    return value


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=ID_LIMIT)]
Said = Annotated[str, Field(min_length=1), AfterValidator(_without_sides)]
Label = Annotated[str, Field(min_length=1, max_length=TAKE_LIMIT), AfterValidator(_without_sides)]
Why = Annotated[str, Field(min_length=1, max_length=ANSWER_LIMIT), AfterValidator(_without_sides)]
Name = Annotated[str, Field(min_length=1, max_length=NAME_LIMIT), AfterValidator(_without_sides)]
OneSide = Annotated[str, Field(min_length=1, max_length=TAKE_LIMIT), AfterValidator(_with_side)]
Guided = Annotated[str, Field(min_length=1), AfterValidator(_with_sides)]
Spoken = Annotated[str, Field(min_length=1, max_length=SPOKEN_LIMIT), AfterValidator(_without_sides)]
SpokenWithSide = Annotated[str, Field(min_length=1, max_length=SPOKEN_LIMIT), AfterValidator(_with_its_side)]
StepText = Annotated[str, Field(min_length=1, max_length=TEXT_LIMIT), AfterValidator(_with_sides)]
Some = Annotated[list[Item], Field(min_length=1)]
Flags = Annotated[list[Flag], Field(min_length=1)]


class RewordingSchema(Schema):
    """A step's text and figure for people who avoid these flags. A missing key keeps the step's own value."""

    flags: Flags
    text: StepText
    alone: StepText | None = None
    second: StepText | None = None
    second_cues: Some[Guided] | None = None
    cues: Some[Guided] | None = None
    also: Some[Guided] | None = None
    figure: StepFigure | None = None


class StepSchema(Schema):
    id: Id
    kind: Kind | None = None  # None: "setup" in a set-up, "move" in a level
    text: StepText
    alone: StepText | None = None
    second: StepText | None = None
    second_cues: Some[Guided] | None = None
    cues: Some[Guided] | None = None
    breath: Guided | None = None
    also: Some[Guided] | None = None
    optional: bool = False
    once: bool = False
    rounds: Annotated[list[int], BeforeValidator(_rounds)] | None = None
    seconds: Annotated[int, BeforeValidator(_seconds)]
    flags: Flags | None = None
    without: Some[RewordingSchema] | None = None
    clip: Said | None = None
    figure: StepFigure | None = None
    second_figure: StepFigure | None = None


class LevelSchema(Schema):
    id: Id
    name: Said
    offer: Said | None = None
    take: Label | None = None
    flags: Flags | None = None
    steps: Some[StepSchema]


class AskedSchema(Schema):
    question: QuestionKind
    answer: Why


class VariationSchema(Schema):
    id: Id
    position: Position
    name: Said
    first_side: Side
    stand_in: bool = False
    flags: Flags | None = None
    works: Some[Name] | None = None
    why: Why | None = None
    asked: Some[AskedSchema] | None = None
    figure: FigureSchema | None = None
    setup: Some[StepSchema] | None = None
    levels: Some[LevelSchema]


class MovementSchema(Schema):
    called: ClassVar[str] = "a movement"

    id: Id
    name: Said
    aliases: Some[Said] | None = None
    summary: Said
    works: Some[Name] | None = None
    why: Why | None = None
    asked: Some[AskedSchema] | None = None
    nearest: dict[Position, Some[Position]] | None = None
    gentler: Some[Position] | None = None
    look: LookName | None = None
    still: Said | None = None  # variation/step whose picture stands for the movement
    variations: Some[VariationSchema]


class SidesSchema(Schema):
    right: Said
    left: Said


class ListingSchema(Schema):
    intro: Said
    items: Some[Said]


class BackTroublesSchema(Schema):
    intro: Said
    kinds: Some[Said]


class CareSchema(Schema):
    intro: Said
    conditions: Some[Said]
    advice: Said


class HurtSchema(Schema):
    stop: Said
    smaller: Said
    watch: Said
    dizzy: Said
    dizzy_watch: Said


class WarningSignsSchema(Schema):
    alarm: Said
    now: ListingSchema
    stop: ListingSchema
    today: ListingSchema
    soon: ListingSchema


class CreditSchema(Schema):
    article: Said
    flow: Said
    variations: Said


class AboutSchema(Schema):
    why: Said
    normal: Said
    troubles: BackTroublesSchema
    good_for: Some[Said]
    care: CareSchema
    hurt: HurtSchema
    signs: WarningSignsSchema
    credit: CreditSchema
    asked: Some[AskedSchema] | None = None


class ReadySchema(Schema):
    lying: Spoken
    seated: Spoken
    standing: Spoken


class FollowAlongSchema(Schema):
    ready: ReadySchema
    begin: SpokenWithSide
    stop: Spoken
    half: Spoken
    other_side: SpokenWithSide
    other_side_mirrored: SpokenWithSide
    keep_going: Spoken
    last_round: Spoken
    end: Spoken
    end_lying: Spoken | None = None


class LibrarySchema(Schema):
    called: ClassVar[str] = "the library"

    name: Said
    movements: Some[Id]
    sides: SidesSchema
    one_side: OneSide = "{side} side"
    follow_along: FollowAlongSchema | None = None
    about: AboutSchema
