"""Content rules: what must hold between values, beyond the schema of each.

They read a document's plain values, so that broken rules are reported together with schema errors.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import Any

from content.movement import AVOIDABLE, POSITIONS, plain
from content.schema.faults import ContentFault
from content.schema.yaml_document import Document, Loc

AROUND = "library.yaml"
SUFFIX = ".yaml"
CAPTION_LIMIT = 1024  # UTF-16 units, https://core.telegram.org/bots/api#sendanimation
HEADING_ROOM = 174  # of these units, for the movement's name, the progress line and the labels
BODY_LIMIT = CAPTION_LIMIT - HEADING_ROOM


def _each(parent: Any, key: str, loc: Loc = ()) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """(Path, mapping) for each mapping in a list."""
    items = parent.get(key)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield (*loc, key, index), item


def _texts(value: Any) -> list[str]:
    """A text, or the texts in a list."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _unique(document: Document, places: list[tuple[Loc, Any]], what: str) -> None:
    """Add a fault for each repeated value."""
    first: dict[str, Loc] = {}
    for loc, value in places:
        if not isinstance(value, str):
            continue
        if value in first:
            document.fault(
                loc, f"{what} {value} stands twice, first in line {document.line(first[value])}", "change one of them"
            )
        first.setdefault(value, loc)


def movement_rules(document: Document, clips: Mapping[str, bool] | None) -> None:
    """Add the faults that one movement's file has by itself. `clips` as in `parse_library`."""
    data = document.data or {}
    stem = document.file.removesuffix(SUFFIX)
    if isinstance(data.get("id"), str) and data["id"] != stem:
        document.fault(("id",), f"the id {data['id']} differs from the file's name", f"write `id: {stem}`")
    variations = list(_each(data, "variations"))
    own = [(loc, each) for loc, each in variations if each.get("stand_in") is not True]
    _unique(document, [((*loc, "position"), each.get("position")) for loc, each in own], "a variation for")
    _stand_in_rules(document, variations)
    has = [each.get("position") for _, each in variations]
    if has and all(position in POSITIONS for position in has):
        _position_rules(document, has)
    for loc, holder in (((), data), *variations):
        _asked_rules(document, loc, holder)
    for loc, variation in variations:
        _variation_rules(document, loc, variation, clips)


def _asked_rules(document: Document, loc: Loc, holder: dict[str, Any]) -> None:
    """Each question is answered once in a list."""
    asked = _each(holder, "asked", loc)
    _unique(document, [((*where, "question"), each.get("question")) for where, each in asked], "the question")


def _stand_in_rules(document: Document, variations: list[tuple[Loc, dict[str, Any]]]) -> None:
    """A stand-in follows the variation that it replaces."""
    met: list[Any] = []
    for loc, variation in variations:
        if variation.get("stand_in") is True and variation.get("position") not in met:
            problem = "a stand-in has no variation of its position before it"
            document.fault((*loc, "stand_in"), problem, "put it behind that variation, or take `stand_in` out")
        met.append(variation.get("position"))


def _position_rules(document: Document, has: list[Any]) -> None:
    """`nearest` and `gentler` name only positions that the movement has. Skipped when a position is misspelt."""
    data = document.data or {}
    nearest = data.get("nearest")
    stated: list[tuple[Loc, Any]] = [(("gentler",), data.get("gentler"))]
    if isinstance(nearest, dict):
        stated += [(("nearest", key), value) for key, value in nearest.items()]
    for loc, positions in stated:
        for index, position in enumerate(positions if isinstance(positions, list) else ()):
            if position in POSITIONS and position not in has:
                document.fault((*loc, index), f"there is no variation for {position}", f"choose from {', '.join(has)}")


def _variation_rules(document: Document, loc: Loc, variation: dict[str, Any], clips: Mapping[str, bool] | None) -> None:
    levels = list(_each(variation, "levels", loc))
    setup = list(_each(variation, "setup", loc))
    steps = [*setup, *(step for where, level in levels for step in _each(level, "steps", where))]
    _unique(document, [((*where, "id"), step.get("id")) for where, step in steps], "in this variation, the step id")
    _unique(document, [((*where, "id"), level.get("id")) for where, level in levels], "in this variation, the level id")
    for where, level in levels:
        first = where[-1] == 0
        for key, asks in (("offer", "the question before it"), ("take", "the button that says yes")):
            if first and key in level:
                document.fault(
                    (*where, key), f"the first level has `{key}`, but nothing comes before it", "take it out"
                )
            elif not first and key not in level:
                document.fault(where, f"a later level needs `{key}`", f"write {asks} as `{key}: ...`")
        inner = [step for _, step in _each(level, "steps", where)]
        if inner and all(step.get("optional") is True for step in inner):
            document.fault((*where, "steps"), "all steps of this level are optional", "make one of them a plain step")
    for where, step in setup:
        if "kind" in step and step["kind"] != "setup":
            document.fault((*where, "kind"), "a step of the set-up has another kind", "take `kind` out")
    for where, step in steps:
        _step_rules(document, where, step, in_setup=(where, step) in setup, clips=clips)


def _step_rules(
    document: Document, loc: Loc, step: dict[str, Any], *, in_setup: bool, clips: Mapping[str, bool] | None
) -> None:
    if not in_setup and step.get("once") is True:
        document.fault((*loc, "once"), "only a step of the set-up can be shown once", "take `once` out")
    if "rounds" in step and step.get("kind") != "repeat" and step.get("optional") is not True:
        document.fault(
            (*loc, "rounds"), "only a step that repeats has rounds", "write `kind: repeat`, or take them out"
        )
    if not in_setup and "second" in step:
        fix = "take `second` out; a level's steps are said alike on both sides"
        document.fault((*loc, "second"), "only a step of the set-up can be said otherwise on the second side", fix)
    if "second_figure" in step and "second" not in step:
        fix = "write `second: ...`, or take `second_figure` out"
        document.fault((*loc, "second_figure"), "`second_figure` stands without `second`", fix)
    if "second_cues" in step and "second" not in step:
        fix = "write `second: ...`, or take `second_cues` out"
        document.fault((*loc, "second_cues"), "`second_cues` stands without `second`", fix)
    if "alone" in step and step.get("kind") != "repeat":
        document.fault((*loc, "alone"), "only a step that repeats comes alone", "write `kind: repeat`, or take it out")
    wordings = list(_each(step, "without", loc))
    for where, wording in wordings:
        _wording_rules(document, where, wording, step)
    for where, said in ((loc, step), *wordings):
        for key in ("cues", "second_cues", "also"):
            items = _texts(said.get(key))
            for index, (item, after) in enumerate(pairwise(items)):
                if item[-1:].isalnum() and after[:1].islower():
                    fix = "put a text with commas in quotes when it stands in [ ]"
                    document.fault((*where, key, index), f"a comma seems to cut a text of `{key}` in two", fix)
        whole = {**step, **said}
        for text in ("text", "alone", "second"):
            if text not in said:
                continue
            cues = "second_cues" if text == "second" and "second_cues" in whole else "cues"
            body = "\n".join(part for key in (text, cues, "also", "breath") for part in _texts(whole.get(key)))
            long = len(body.encode("utf-16-le", "surrogatepass")) // 2
            if long > BODY_LIMIT:
                problem = f"`{text}` with its cues, breath and also is too long for one message: {long} characters"
                document.fault((*where, text), problem, f"shorten them to {BODY_LIMIT} together")
    clip = step.get("clip")
    if clips is not None and isinstance(clip, str):
        if clip.strip() not in clips:
            document.fault(
                (*loc, "clip"), f"there is no file {clip} in this folder", "put it there, or take `clip` out"
            )
        elif not clips[clip.strip()]:
            fix = "save it as one of the two, or take `clip` out"
            document.fault((*loc, "clip"), f"the file {clip} is neither a GIF nor an MP4", fix)
    if clip is not None and "figure" in step:
        fix = "take one of the two out"
        document.fault((*loc, "clip"), "a step shows its `clip` or its `figure`, not both", fix)


def _wording_rules(document: Document, loc: Loc, wording: dict[str, Any], step: dict[str, Any]) -> None:
    """A rewording avoids only flags that the step has. It has `alone` and `second` exactly when the step has them."""
    has = set(_texts(step.get("flags")))
    for index, flag in enumerate(_texts(wording.get("flags"))):
        if flag in AVOIDABLE and flag not in has:
            fix = f"write {flag} under the step's own `flags`, or take it out here"
            document.fault((*loc, "flags", index), f"the step does not have the flag {flag}", fix)
        elif flag not in AVOIDABLE:
            document.fault((*loc, "flags", index), f"nobody leaves out {flag}", "take it out here")
    for key in ("alone", "second"):
        if key in step and key not in wording:
            document.fault(loc, f"the step has `{key}`, this wording has none", f"write `{key}: ...` here too")
        elif key in wording and key not in step:
            document.fault((*loc, key), f"this wording has `{key}`, the step has none", f"write `{key}: ...` there too")
    if "second_cues" in step and "cues" in wording and "second_cues" not in wording:
        problem = "the step has `second_cues`, this wording has other `cues` only"
        document.fault((*loc, "cues"), problem, "write `second_cues: ...` here too")


def rules_across(files: Collection[str], documents: Mapping[str, Document]) -> list[ContentFault]:
    """Faults between files: movements listed without a file or the other way round, repeated ids and names."""
    faults = []
    if AROUND not in files:
        faults.append(
            ContentFault(AROUND, 1, "", f"there is no file {AROUND}", "write it; the shipped one is an example")
        )
    around = documents.get(AROUND)
    order = (around.data or {}).get("movements") if around is not None else None
    about = (around.data or {}).get("about") if around is not None else None
    if around is not None and isinstance(about, dict):
        _asked_rules(around, ("about",), about)
    if around is not None and isinstance(order, list):
        _unique(around, [(("movements", index), item) for index, item in enumerate(order)], "the movement")
        for index, item in enumerate(order):
            if isinstance(item, str) and f"{item}{SUFFIX}" not in files:
                fix = "write the file, or take the movement out of the list"
                around.fault(("movements", index), f"the movement {item} has no file {item}{SUFFIX}", fix)
        for name in files:
            stem = name.removesuffix(SUFFIX)
            if name != AROUND and stem not in order:
                problem = f"the movement {stem} is not in the list of {AROUND}"
                faults.append(
                    ContentFault(name, 1, "", problem, f"add `- {stem}` below `movements:` there, or delete this file")
                )
    ids: dict[str, tuple[str, int]] = {}
    names: dict[str, tuple[str, int]] = {}
    for name, document in documents.items():
        if name == AROUND or document.data is None:
            continue
        for loc, variation in _each(document.data, "variations"):
            _met_before(document, (*loc, "id"), variation.get("id"), ids, "the variation id")
        _met_before(document, ("name",), document.data.get("name"), names, "the name")
        aliases = document.data.get("aliases")
        for index, alias in enumerate(aliases if isinstance(aliases, list) else ()):
            _met_before(document, ("aliases", index), alias, names, "the name")
    return faults


def _met_before(document: Document, loc: Loc, value: Any, met: dict[str, tuple[str, int]], what: str) -> None:
    if not isinstance(value, str):
        return
    key = plain(value)
    if key in met:
        file, line = met[key]
        document.fault(loc, f"{what} {value} stands twice, first in {file}:{line}", "change one of them")
    met.setdefault(key, (document.file, document.line(loc)))
