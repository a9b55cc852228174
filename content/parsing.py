"""Content parsing: from the files of a folder to a checked movement library.

    library.yaml                order of the movements, words for the sides, texts around the movements
    <movement's id>.yaml        a movement: its variations, each with its set-up and levels

`parse_library` is pure; `load_in_full` and `check` read the folder for it. All faults of all files are found in one
pass and raised as one `ContentError`.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from content.about import About, BackTroubles, Care, Credit, Hurt, Listing, WarningSigns
from content.announcements import Announcements
from content.media.index import illustrated, picture_faults
from content.media.plan import figure_faults
from content.movement import Kind, Level, Library, Movement, Rewording, Step, Variation
from content.questions import Asked, Guidance
from content.schema.faults import ContentError, ContentFault, in_order
from content.schema.movement import (
    AboutSchema,
    AskedSchema,
    FollowAlongSchema,
    LevelSchema,
    LibrarySchema,
    ListingSchema,
    MovementSchema,
    RewordingSchema,
    StepSchema,
    VariationSchema,
)
from content.schema.rules import AROUND, SUFFIX, movement_rules, rules_across
from content.schema.validation import validated
from content.schema.yaml_document import Document, read_document


def load_in_full(folder: Path) -> Library:
    """The library in a folder, checked, with its pictures. ContentError when its texts are wrong."""
    library, faults = _load(folder)
    if library is None:
        raise ContentError(faults)
    return illustrated(library, folder)


def parse_library(files: Mapping[str, str], clips: Mapping[str, bool] | None = None) -> Library:
    """The library in these texts, by file name. ContentError when anything is wrong.

    `clips` are the files that a step may name as its clip, and whether each is a GIF or an MP4; None leaves that
    unchecked.
    """
    library, faults = _parse(files, clips)
    if library is None:
        raise ContentError(faults)
    return library


def check(folder: Path) -> list[ContentFault]:
    """All faults of a folder, by file and line; an empty list for a sound library.

    Poses that no body could take are found by `content.figures.inspection`.
    """
    found = _load(folder)[1]
    pictures = picture_faults(folder) if folder.is_dir() else ()
    return [*found, *(replace(fault, file=str(folder / fault.file)) for fault in pictures)]


def _load(folder: Path) -> tuple[Library | None, list[ContentFault]]:
    """Read a folder. In the faults, file names include the folder as given."""
    problem = "there is no such folder" if not folder.exists() else "this is not a folder"
    if not folder.is_dir():
        return None, [
            ContentFault(str(folder), 1, "", problem, "name a folder that holds library.yaml and the movements")
        ]
    files: dict[str, str | None] = {}
    faults = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".yml":
            fix = f"call it {path.stem}{SUFFIX}"
            faults.append(ContentFault(path.name, 1, "", "files that end in .yml are not read", fix))
        if path.suffix != SUFFIX:
            continue
        files[path.name] = None
        try:
            files[path.name] = path.read_bytes().decode("utf-8")
        except OSError as error:
            problem = f"the file cannot be read ({error.strerror})"
            faults.append(ContentFault(path.name, 1, "", problem, "make it a readable file, or take it away"))
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            faults.append(
                ContentFault(path.name, line, "", "this is not UTF-8 text", "save the file with the encoding UTF-8")
            )
    clips = {path.relative_to(folder).as_posix(): _is_moving(path) for path in folder.rglob("*") if path.is_file()}
    library, more = _parse(files, clips)
    found = [replace(fault, file=str(folder / fault.file)) for fault in in_order([*faults, *more])]
    return (None if found else library), found


def _is_moving(path: Path) -> bool:
    """Whether a file begins as a GIF or an MP4 does; False for one that cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError:
        return False
    return head[:6] in (b"GIF87a", b"GIF89a") or head[4:] == b"ftyp"


def _parse(
    files: Mapping[str, str | None], clips: Mapping[str, bool] | None
) -> tuple[Library | None, list[ContentFault]]:
    """(Library, []) or (None, faults). A file whose text is None exists and could not be read."""
    around, movements, _, faults = parse_documents(files, clips)
    if faults or around is None:
        return None, faults
    return _library(around, movements), []


def parse_documents(
    files: Mapping[str, str | None], clips: Mapping[str, bool] | None = None
) -> tuple[LibrarySchema | None, dict[str, MovementSchema], dict[str, Document], list[ContentFault]]:
    """(library.yaml or None when a file is unusable, movements by id, documents by file name, all faults)."""
    documents = {name: read_document(name, text) for name, text in files.items() if text is not None}
    around = None
    movements: dict[str, MovementSchema] = {}
    for name, document in documents.items():
        if document.data is None:
            continue
        if name == AROUND:
            around = validated(LibrarySchema, document)
        else:
            schema = validated(MovementSchema, document)
            movement_rules(document, clips)
            if schema is not None:
                figure_faults(document, schema)
                movements[schema.id] = schema
    faults = rules_across(files, documents)
    for document in documents.values():
        faults += document.faults
    unreadable = None in files.values()
    return (None if unreadable else around), movements, documents, list(in_order(faults))


# From validated schemas to the library. Nothing can fail here.


def _library(around: LibrarySchema, movements: Mapping[str, MovementSchema]) -> Library:
    return Library(
        name=around.name,
        movements=tuple(_movement(movements[movement_id]) for movement_id in around.movements),
        sides=MappingProxyType({"right": around.sides.right, "left": around.sides.left}),
        about=_about(around.about),
        one_side=around.one_side,
        follow_along=_announcements(around.follow_along),
    )


def _announcements(schema: FollowAlongSchema | None) -> Announcements | None:
    if schema is None:
        return None
    ready, rest = schema.ready, schema.model_dump(exclude={"ready"})
    return Announcements(ready_lying=ready.lying, ready_seated=ready.seated, ready_standing=ready.standing, **rest)


def _about(schema: AboutSchema) -> About:
    return About(
        why=schema.why,
        normal=schema.normal,
        troubles=BackTroubles(schema.troubles.intro, tuple(schema.troubles.kinds)),
        good_for=tuple(schema.good_for),
        care=Care(schema.care.intro, tuple(schema.care.conditions), schema.care.advice),
        hurt=Hurt(**schema.hurt.model_dump()),
        signs=WarningSigns(
            alarm=schema.signs.alarm,
            now=_listing(schema.signs.now),
            stop=_listing(schema.signs.stop),
            today=_listing(schema.signs.today),
            soon=_listing(schema.signs.soon),
        ),
        credit=Credit(schema.credit.article, schema.credit.flow, schema.credit.variations),
        asked=_asked(schema.asked),
    )


def _asked(schemas: list[AskedSchema] | None) -> tuple[Asked, ...]:
    return tuple(Asked(each.question, each.answer) for each in schemas or ())


def _guidance(schema: MovementSchema | VariationSchema) -> Guidance:
    return Guidance(tuple(schema.works or ()), schema.why, _asked(schema.asked))


def _listing(schema: ListingSchema) -> Listing:
    return Listing(schema.intro, tuple(schema.items))


def _movement(schema: MovementSchema) -> Movement:
    return Movement(
        id=schema.id,
        name=schema.name,
        aliases=tuple(schema.aliases or ()),
        summary=schema.summary,
        variations=tuple(_variation(each, schema.id) for each in schema.variations),
        nearest=MappingProxyType({position: tuple(instead) for position, instead in (schema.nearest or {}).items()}),
        gentler=tuple(schema.gentler or ()),
        guidance=_guidance(schema),
    )


def _variation(schema: VariationSchema, movement_id: str) -> Variation:
    return Variation(
        id=schema.id,
        movement_id=movement_id,
        position=schema.position,
        name=schema.name,
        first_side=schema.first_side,
        stand_in=schema.stand_in,
        setup=tuple(_step(step, "setup") for step in schema.setup or ()),
        levels=tuple(map(_level, schema.levels)),
        flags=frozenset(schema.flags or ()),
        guidance=_guidance(schema),
    )


def _level(schema: LevelSchema) -> Level:
    return Level(
        id=schema.id,
        name=schema.name,
        steps=tuple(_step(step, "move") for step in schema.steps),
        offer=schema.offer,
        take=schema.take,
        flags=frozenset(schema.flags or ()),
    )


def _step(schema: StepSchema, kind: Kind) -> Step:
    return Step(
        id=schema.id,
        kind=schema.kind or kind,
        text=schema.text,
        alone=schema.alone,
        second=schema.second,
        second_cues=tuple(schema.second_cues) if schema.second_cues else None,
        cues=tuple(schema.cues or ()),
        breath=schema.breath,
        also=tuple(schema.also or ()),
        optional=schema.optional,
        once=schema.once,
        rounds=(schema.rounds[0], schema.rounds[1]) if schema.rounds else None,
        seconds=schema.seconds,
        flags=frozenset(schema.flags or ()),
        without=tuple(map(_wording, schema.without or ())),
        clip=schema.clip,
    )


def _wording(schema: RewordingSchema) -> Rewording:
    return Rewording(
        avoids=frozenset(schema.flags),
        text=schema.text,
        cues=tuple(schema.cues) if schema.cues else None,
        also=tuple(schema.also) if schema.also else None,
        alone=schema.alone,
        second=schema.second,
        second_cues=tuple(schema.second_cues) if schema.second_cues else None,
    )
