"""Which keys and values may a content file have, and how is a wrong one explained?

The shapes are pydantic models. Its messages are for programmers; `faults_of` says the same to whoever writes movements.
"""

import re
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from content.faults import Document, Loc
from content.movement import Flag, Kind, Position, Side

TEXT_LIMIT = 200  # characters of a step's text
SECONDS_LIMIT = 600  # of one step
TAKE_LIMIT = 20  # characters on a button, so that two stand beside each other on a telephone
ID_LIMIT = 32  # ids travel in button data, which Telegram limits to 64 bytes
PLACEHOLDERS = ("{side}", "{other}", "{Side}", "{Other}")

Item = TypeVar("Item")


def _wrong(problem: str, mend: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{problem}", {"problem": problem, "mend": mend})


def _with_sides(text: str) -> str:
    """A text of a step: only the known words in braces."""
    rest = text
    for placeholder in PLACEHOLDERS:
        rest = rest.replace(placeholder, "")
    if "{" in rest or "}" in rest:
        stray = re.search(r"\{[^{}]*\}|[{}]", rest)
        written = stray.group() if stray else rest
        near = get_close_matches(written, PLACEHOLDERS, n=1, cutoff=0.5)
        mend = f"did you mean {near[0]}?" if near else f"only {', '.join(PLACEHOLDERS)} may stand in braces"
        raise _wrong(f"{written} is not a word the chat can fill in", mend)
    return text


def _with_side(text: str) -> str:
    """What one side is called: the side's word stands in it, and no other brace."""
    if "{side}" not in text or "{" in text.replace("{side}", ""):
        raise _wrong(f"{text} does not say which side", "put {side} where its word belongs, as in {side} leg")
    return text


def _without_sides(text: str) -> str:
    """A text that is not said about one side."""
    if "{" in text or "}" in text:
        raise _wrong("braces stand in a text that belongs to neither side", "say it without them; they work in steps")
    return text


def _seconds(value: object) -> object:
    if type(value) is not int or not 0 < value <= SECONDS_LIMIT:
        raise _wrong(
            f"seconds must be a whole number from 1 to {SECONDS_LIMIT}, not {_shown(value)}",
            "write for example `seconds: 20`",
        )
    return value


def _rounds(value: object) -> object:
    numbers = value if isinstance(value, list) else []
    if len(numbers) != 2 or any(type(number) is not int for number in numbers) or not 0 < numbers[0] <= numbers[1]:
        raise _wrong(
            f"rounds must be two whole numbers, the smaller one first, not {_shown(value)}",
            "write for example `rounds: [4, 8]`",
        )
    return value


def _shown(value: object) -> str:
    """A wrong value as it is quoted in an explanation."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "a yes or no"
    if isinstance(value, dict):
        return "keys with values"
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    text = f"{value}"
    return text if len(text) <= 30 else f"{text[:27]}..."


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=ID_LIMIT)]
Said = Annotated[str, Field(min_length=1), AfterValidator(_without_sides)]
Label = Annotated[str, Field(min_length=1, max_length=TAKE_LIMIT), AfterValidator(_without_sides)]
OneSide = Annotated[str, Field(min_length=1, max_length=TAKE_LIMIT), AfterValidator(_with_side)]
Guided = Annotated[str, Field(min_length=1), AfterValidator(_with_sides)]
StepText = Annotated[str, Field(min_length=1, max_length=TEXT_LIMIT), AfterValidator(_with_sides)]
Some = Annotated[list[Item], Field(min_length=1)]
Flags = Annotated[list[Flag], Field(min_length=1)]


class Shape(BaseModel):
    """Nothing but the known keys, and no value taken for another kind than it is."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _something(cls, value: object, info: ValidationInfo) -> object:
        """A key with nothing after it was begun and not finished."""
        if value is None:
            example = EXAMPLES.get(info.field_name or "", f"{info.field_name}: ...")
            raise _wrong(f"nothing stands after `{info.field_name}:`", f"write `{example}`, or take the key out")
        return value


class StepShape(Shape):
    id: Id
    kind: Kind | None = None  # None: "setup" in a set-up, "move" in a level
    text: StepText
    cues: Some[Guided] | None = None
    breath: Guided | None = None
    also: Some[Guided] | None = None
    optional: bool = False
    once: bool = False
    rounds: Annotated[list[int], BeforeValidator(_rounds)] | None = None
    seconds: Annotated[int, BeforeValidator(_seconds)]
    flags: Flags | None = None
    gentle: StepText | None = None
    gentle_cues: Some[Guided] | None = None
    gentle_also: Some[Guided] | None = None
    clip: Said | None = None


class LevelShape(Shape):
    id: Id
    name: Said
    offer: Said | None = None
    take: Label | None = None
    flags: Flags | None = None
    steps: Some[StepShape]


class VariationShape(Shape):
    id: Id
    position: Position
    name: Said
    first_side: Side
    flags: Flags | None = None
    setup: Some[StepShape] | None = None
    levels: Some[LevelShape]


class MovementShape(Shape):
    id: Id
    name: Said
    aliases: Some[Said] | None = None
    summary: Said
    nearest: dict[Position, Some[Position]] | None = None
    gentler: Some[Position] | None = None
    variations: Some[VariationShape]


class SidesShape(Shape):
    right: Said
    left: Said


class ListingShape(Shape):
    intro: Said
    items: Some[Said]


class TroublesShape(Shape):
    intro: Said
    kinds: Some[Said]


class CareShape(Shape):
    intro: Said
    conditions: Some[Said]
    advice: Said


class HurtShape(Shape):
    stop: Said
    smaller: Said
    watch: Said


class SignsShape(Shape):
    stop: ListingShape
    today: ListingShape
    soon: ListingShape


class CreditShape(Shape):
    article: Said
    flow: Said
    variations: Said


class AboutShape(Shape):
    why: Said
    troubles: TroublesShape
    good_for: Some[Said]
    care: CareShape
    hurt: HurtShape
    signs: SignsShape
    credit: CreditShape


class LibraryShape(Shape):
    name: Said
    movements: Some[Id]
    sides: SidesShape
    one_side: OneSide = "{side} side"
    about: AboutShape


AnyShape = TypeVar("AnyShape", bound=Shape)

# What an item of a list is called, by the list's key.
NOUNS = {"setup": "step", "steps": "step", "levels": "level", "variations": "variation"}

# How a key is written, for the explanations. Keys that are not here take a line of text.
EXAMPLES = {
    "id": "id: knee-to-chest",
    "text": "text: Slowly draw your {side} knee to your chest.",
    "seconds": "seconds: 20",
    "kind": "kind: repeat",
    "optional": "optional: true",
    "once": "once: true",
    "flags": "flags: [twist]",
    "position": "position: seated",
    "first_side": "first_side: right",
    "nearest": "nearest: {standing: [seated]}",
    "gentler": "gentler: [seated]",
    "aliases": "aliases: [inner thigh]",
    "steps": "steps:` and below it the steps, each beginning with `- id:",
    "setup": "setup:` and below it the steps, each beginning with `- id:",
    "levels": "levels:` and below it the levels, each beginning with `- id:",
    "variations": "variations:` and below it the variations, each beginning with `- id:",
    "movements": "movements: [neck-turns, shoulder-rolls]",
    "sides": "sides: {right: right, left: left}",
    "one_side": 'one_side: "{side} leg"',
    "right": "right: right",
    "left": "left: left",
}


def shaped(shape: type[AnyShape], document: Document) -> AnyShape | None:
    """The document in its shape; None, and a fault in the document for each thing, when something is wrong."""
    try:
        return shape.model_validate(document.data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            loc: Loc = tuple(part for part in detail["loc"] if part != "[key]")
            problem, mend = _explained(shape, loc, detail)
            document.fault(loc, problem, mend)
    return None


def _explained(shape: type[Shape], loc: Loc, detail: ErrorDetails) -> tuple[str, str]:
    """What is wrong, and how to mend it."""
    kind, context = detail["type"], detail.get("ctx", {})
    keys = [part for part in loc if isinstance(part, str)]
    key = keys[-1] if keys else ""
    this = f"an item of `{key}`" if isinstance(loc[-1], int) else f"`{key}`"
    example = f"write for example `{EXAMPLES.get(key, f'{key}: ...')}`"
    if kind == "said":
        return str(context["problem"]), str(context["mend"])
    if kind == "missing":
        return f"{_owner(shape, loc[:-1])} needs `{key}`", example
    if kind == "extra_forbidden":
        known = list(_shape_at(shape, loc[:-1]).model_fields)
        near = get_close_matches(key, known, n=1)
        mend = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}"
        return f"{_owner(shape, loc[:-1])} has no key `{key}`", mend
    if kind == "literal_error":
        known = re.findall(r"'([^']+)'", str(context["expected"]))
        written = key if detail["loc"][-1] == "[key]" else _shown(detail["input"])
        near = get_close_matches(written, known, n=1)
        mend = f"did you mean {near[0]}?" if near else f"choose from {', '.join(known)}"
        return f"{written} is not known for `{keys[0] if detail['loc'][-1] == '[key]' else key}`", mend
    if kind == "too_short":
        return f"the list {this} is empty", "write its first item, or leave the key out if it is not needed"
    if kind == "string_too_short":
        return f"{this} is empty", "write its text, or leave the key out if it is not needed"
    if kind == "string_too_long":
        long = len(str(detail["input"]))
        return f"{this} is too long: {long} characters", f"shorten it to {context['max_length']} at most"
    if kind == "string_pattern_mismatch":
        return f"{_shown(detail['input'])} cannot be an id", "use small letters a to z, digits and single hyphens"
    wanted = {"string_type": "a text", "list_type": "a list", "bool_type": "true or false"}.get(
        kind, "keys with values"
    )
    if kind == "string_type" and detail["input"] is not None:
        example = "put the whole text in quotes"
    if kind == "list_type":
        example = f"write for example `{EXAMPLES.get(key, f'{key}: [one, two]')}`"
    return f"{this} must be {wanted}, not {_shown(detail['input'])}", example


def _owner(shape: type[Shape], loc: Loc) -> str:
    """What the value at this place is called, with its article."""
    if not loc:
        return "a movement" if shape is MovementShape else "the library"
    if isinstance(loc[-1], int):
        return f"a {NOUNS[str(loc[-2])]}"
    return f"`{loc[-1]}`"


def _shape_at(shape: type[Shape], loc: Loc) -> type[Shape]:
    """The shape of the mapping at this place."""
    for part in loc:
        if isinstance(part, str):
            shape = _shape_in(shape.model_fields[part].annotation) or shape
    return shape


def _shape_in(annotation: Any) -> type[Shape] | None:
    """The shape that a field holds, alone or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return annotation
    return next(filter(None, map(_shape_in, get_args(annotation))), None)
