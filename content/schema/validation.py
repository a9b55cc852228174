"""Schema validation: pydantic models for content files, with errors that a writer of movements understands.

Pydantic's own messages are for programmers; `validated` turns them into faults.
"""

import re
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from content.schema.yaml_document import Document, Loc


def wrong(problem: str, fix: str) -> PydanticCustomError:
    """The error that a validator raises: what is wrong, and how to fix it."""
    return PydanticCustomError("said", "{problem}", {"problem": problem, "fix": fix})


def shown(value: object) -> str:
    """A wrong value as an explanation quotes it, 30 characters at most."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "a yes or no"
    if isinstance(value, dict):
        return "keys with values"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    text = f"{value}"
    return text if len(text) <= 30 else f"{text[:27]}..."


class Schema(BaseModel):
    """The base model: unknown keys are refused, and no value is converted to another type."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _something(cls, value: object, info: ValidationInfo) -> object:
        """Refuses a key without a value."""
        if value is None:
            example = EXAMPLES.get(info.field_name or "", f"{info.field_name}: ...")
            raise wrong(f"nothing stands after `{info.field_name}:`", f"write `{example}`, or take the key out")
        return value


AnySchema = TypeVar("AnySchema", bound=Schema)

# Noun for an item of a list, by the list's key.
NOUNS = {"setup": "step", "steps": "step", "levels": "level", "variations": "variation"}
NOUNS |= {"without": "wording", "asked": "question"}

# Example line for each key, quoted in explanations. A key that is missing here takes a line of text.
EXAMPLES = {
    "id": "id: knee-to-chest",
    "text": "text: Slowly bring your {side} knee towards your chest.",
    "seconds": "seconds: 20",
    "kind": "kind: repeat",
    "optional": "optional: true",
    "once": "once: true",
    "flags": "flags: [twist]",
    "without": "without: [{flags: [twist], text: Look straight ahead.}]",
    "stand_in": "stand_in: true",
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
    "works": "works: [buttocks, hip joint]",
    "why": "why: It stretches the hips.",
    "asked": "asked: [{question: pillow, answer: Yes. Put it under your head.}]",
    "question": "question: how_far",
    "answer": "answer: Only as far as it stays easy.",
    "follow_along": "follow_along:` and below it `ready:`, `begin:` and the other sentences",
    "ready": "ready:` and below it `lying:`, `seated:` and `standing:",
    "begin": "begin: We begin with the {side} leg.",
    "other_side": "other_side: Now the other side. The {side} leg works.",
    "other_side_mirrored": "other_side_mirrored: Now the {side} leg. Set up as before, the other way round.",
    "right": "right: right",
    "left": "left: left",
}


def validated(schema: type[AnySchema], document: Document) -> AnySchema | None:
    """The document as a model. None when something is wrong; each error is then a fault in the document."""
    try:
        return schema.model_validate(document.data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            loc: Loc = tuple(part for part in detail["loc"] if not str(part).startswith("["))
            problem, fix = _explained(schema, loc, detail)
            document.fault(loc, problem, fix)
    return None


def _explained(schema: type[Schema], loc: Loc, detail: ErrorDetails) -> tuple[str, str]:
    """(What is wrong, how to fix it) for one pydantic error."""
    kind, context = detail["type"], detail.get("ctx", {})
    keys = [part for part in loc if isinstance(part, str)]
    key = keys[-1] if keys else ""
    this = f"an item of `{key}`" if isinstance(loc[-1], int) else f"`{key}`"
    example = f"write for example `{EXAMPLES.get(key, f'{key}: ...')}`"
    if kind == "said":
        return str(context["problem"]), str(context["fix"])
    if kind == "missing":
        return f"{_owner(schema, loc[:-1])} needs `{key}`", example
    if kind == "extra_forbidden":
        known = list(_schema_at(schema, loc[:-1]).model_fields)
        near = get_close_matches(key, known, n=1)
        fix = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}"
        return f"{_owner(schema, loc[:-1])} has no key `{key}`", fix
    if kind == "literal_error":
        known = re.findall(r"'([^']+)'", str(context["expected"]))
        written = key if detail["loc"][-1] == "[key]" else shown(detail["input"])
        near = get_close_matches(written, known, n=1)
        fix = f"did you mean {near[0]}?" if near else f"choose from {', '.join(known)}"
        return f"{written} is not known for `{keys[0] if detail['loc'][-1] == '[key]' else key}`", fix
    if kind == "too_short":
        return f"the list {this} is empty", "write its first item, or leave the key out if it is not needed"
    if kind == "string_too_short":
        return f"{this} is empty", "write its text, or leave the key out if it is not needed"
    if kind == "string_too_long":
        long = len(str(detail["input"]))
        return f"{this} is too long: {long} characters", f"shorten it to {context['max_length']} at most"
    if kind == "string_pattern_mismatch":
        return f"{shown(detail['input'])} cannot be an id", "use small letters a to z, digits and single hyphens"
    wanted = {"string_type": "a text", "list_type": "a list", "bool_type": "true or false"}.get(
        kind, "keys with values"
    )
    if kind == "string_type" and detail["input"] is not None:
        example = "put the whole text in quotes"
    if kind == "list_type":
        example = f"write for example `{EXAMPLES.get(key, f'{key}: [one, two]')}`"
    return f"{this} must be {wanted}, not {shown(detail['input'])}", example


def _owner(schema: type[Schema], loc: Loc) -> str:
    """Noun and article for the value at this path."""
    if not loc:
        return getattr(schema, "called", "the file")
    if isinstance(loc[-1], int):
        return f"a {NOUNS[str(loc[-2])]}"
    return f"`{loc[-1]}`"


def _schema_at(schema: type[Schema], loc: Loc) -> type[Schema]:
    """The model of the mapping at this path."""
    for part in loc:
        if isinstance(part, str) and part in schema.model_fields:  # otherwise the author chose this name
            schema = _schema_in(schema.model_fields[part].annotation) or schema
    return schema


def _schema_in(annotation: Any) -> type[Schema] | None:
    """The model that a field holds, alone or in a list; None for plain values."""
    if isinstance(annotation, type) and issubclass(annotation, Schema):
        return annotation
    return next(filter(None, map(_schema_in, get_args(annotation))), None)
