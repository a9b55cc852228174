"""How do content files become the movement library, and is a folder of them sound?

    library.yaml                order of the movements, words for the sides, what is said around them
    <movement's id>.yaml        a movement: its variations, each with its set-up and levels

`parse_library` is pure and knows the whole truth; `load_in_full` and `check` only read the folder. Everything that is
wrong in all files is found at once and raised as one `ContentError`.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from content.media.index import illustrated, picture_faults
from content.media.plan import figure_faults
from content.movement import (
    About,
    Care,
    Credit,
    Hurt,
    Kind,
    Level,
    Library,
    Listing,
    Movement,
    Signs,
    Step,
    Troubles,
    Variation,
    Wording,
)
from content.schema.faults import ContentError, Fault, in_order
from content.schema.movement import (
    AboutShape,
    LevelShape,
    LibraryShape,
    ListingShape,
    MovementShape,
    StepShape,
    VariationShape,
    WordingShape,
)
from content.schema.rules import AROUND, SUFFIX, movement_rules, rules_across
from content.schema.validation import shaped
from content.schema.yaml_document import Document, read_document


def load_in_full(folder: Path) -> Library:
    """The library in a folder, checked, with its pictures. ContentError when its texts are wrong."""
    library, faults = _load(folder)
    if library is None:
        raise ContentError(faults)
    return illustrated(library, folder)


def parse_library(files: Mapping[str, str], clips: Collection[str] | None = None) -> Library:
    """The library in these texts, by file name. ContentError when anything is wrong.

    `clips` are the files that a step may name as its clip; None leaves that unchecked.
    """
    library, faults = _parse(files, clips)
    if library is None:
        raise ContentError(faults)
    return library


def check(folder: Path) -> list[Fault]:
    """Everything that is wrong in a folder, by file and line; an empty list for a sound library.

    Whether a body could take the poses is for `content.figures.anatomy` to say."""
    found = _load(folder)[1]
    pictures = picture_faults(folder) if folder.is_dir() else ()
    return [*found, *(replace(fault, file=str(folder / fault.file)) for fault in pictures)]


def _load(folder: Path) -> tuple[Library | None, list[Fault]]:
    """Read a folder. The faults name the files with the folder as it was given."""
    problem = "there is no such folder" if not folder.exists() else "this is not a folder"
    if not folder.is_dir():
        return None, [Fault(str(folder), 1, "", problem, "name a folder that holds library.yaml and the movements")]
    files: dict[str, str | None] = {}
    faults = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".yml":
            mend = f"call it {path.stem}{SUFFIX}"
            faults.append(Fault(path.name, 1, "", "files that end in .yml are not read", mend))
        if path.suffix != SUFFIX:
            continue
        files[path.name] = None
        try:
            files[path.name] = path.read_bytes().decode("utf-8")
        except OSError as error:
            problem = f"the file cannot be read ({error.strerror})"
            faults.append(Fault(path.name, 1, "", problem, "make it a readable file, or take it away"))
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            faults.append(Fault(path.name, line, "", "this is not UTF-8 text", "save the file with the encoding UTF-8"))
    clips = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    library, more = _parse(files, clips)
    found = [replace(fault, file=str(folder / fault.file)) for fault in in_order([*faults, *more])]
    return (None if found else library), found


def _parse(files: Mapping[str, str | None], clips: Collection[str] | None) -> tuple[Library | None, list[Fault]]:
    """The library and no faults, or None and the faults. A file that is None exists and could not be read."""
    around, shapes, _, faults = parse_shapes(files, clips)
    if faults or around is None:
        return None, faults
    return _library(around, shapes), []


def parse_shapes(
    files: Mapping[str, str | None], clips: Collection[str] | None = None
) -> tuple[LibraryShape | None, dict[str, MovementShape], dict[str, Document], list[Fault]]:
    """(What is around the movements, the movements by id, the documents by file name, all that is wrong)."""
    documents = {name: read_document(name, text) for name, text in files.items() if text is not None}
    around = None
    shapes: dict[str, MovementShape] = {}
    for name, document in documents.items():
        if document.data is None:
            continue
        if name == AROUND:
            around = shaped(LibraryShape, document)
        else:
            shape = shaped(MovementShape, document)
            movement_rules(document, clips)
            if shape is not None:
                figure_faults(document, shape)
                shapes[shape.id] = shape
    faults = rules_across(files, documents)
    for document in documents.values():
        faults += document.faults
    unreadable = None in files.values()
    return (None if unreadable else around), shapes, documents, list(in_order(faults))


# From shapes to the library. Nothing can be wrong any more.


def _library(around: LibraryShape, shapes: Mapping[str, MovementShape]) -> Library:
    return Library(
        name=around.name,
        movements=tuple(_movement(shapes[movement_id]) for movement_id in around.movements),
        sides=MappingProxyType({"right": around.sides.right, "left": around.sides.left}),
        about=_about(around.about),
        one_side=around.one_side,
    )


def _about(shape: AboutShape) -> About:
    return About(
        why=shape.why,
        normal=shape.normal,
        troubles=Troubles(shape.troubles.intro, tuple(shape.troubles.kinds)),
        good_for=tuple(shape.good_for),
        care=Care(shape.care.intro, tuple(shape.care.conditions), shape.care.advice),
        hurt=Hurt(**shape.hurt.model_dump()),
        signs=Signs(
            alarm=shape.signs.alarm,
            now=_listing(shape.signs.now),
            stop=_listing(shape.signs.stop),
            today=_listing(shape.signs.today),
            soon=_listing(shape.signs.soon),
        ),
        credit=Credit(shape.credit.article, shape.credit.flow, shape.credit.variations),
    )


def _listing(shape: ListingShape) -> Listing:
    return Listing(shape.intro, tuple(shape.items))


def _movement(shape: MovementShape) -> Movement:
    return Movement(
        id=shape.id,
        name=shape.name,
        aliases=tuple(shape.aliases or ()),
        summary=shape.summary,
        variations=tuple(_variation(each, shape.id) for each in shape.variations),
        nearest=MappingProxyType({position: tuple(instead) for position, instead in (shape.nearest or {}).items()}),
        gentler=tuple(shape.gentler or ()),
    )


def _variation(shape: VariationShape, movement_id: str) -> Variation:
    return Variation(
        id=shape.id,
        movement_id=movement_id,
        position=shape.position,
        name=shape.name,
        first_side=shape.first_side,
        stand_in=shape.stand_in,
        setup=tuple(_step(step, "setup") for step in shape.setup or ()),
        levels=tuple(map(_level, shape.levels)),
        flags=frozenset(shape.flags or ()),
    )


def _level(shape: LevelShape) -> Level:
    return Level(
        id=shape.id,
        name=shape.name,
        steps=tuple(_step(step, "move") for step in shape.steps),
        offer=shape.offer,
        take=shape.take,
        flags=frozenset(shape.flags or ()),
    )


def _step(shape: StepShape, kind: Kind) -> Step:
    return Step(
        id=shape.id,
        kind=shape.kind or kind,
        text=shape.text,
        alone=shape.alone,
        second=shape.second,
        second_cues=tuple(shape.second_cues) if shape.second_cues else None,
        cues=tuple(shape.cues or ()),
        breath=shape.breath,
        also=tuple(shape.also or ()),
        optional=shape.optional,
        once=shape.once,
        rounds=(shape.rounds[0], shape.rounds[1]) if shape.rounds else None,
        seconds=shape.seconds,
        flags=frozenset(shape.flags or ()),
        without=tuple(map(_wording, shape.without or ())),
        clip=shape.clip,
    )


def _wording(shape: WordingShape) -> Wording:
    return Wording(
        avoids=frozenset(shape.flags),
        text=shape.text,
        cues=tuple(shape.cues) if shape.cues else None,
        also=tuple(shape.also) if shape.also else None,
        alone=shape.alone,
        second=shape.second,
        second_cues=tuple(shape.second_cues) if shape.second_cues else None,
    )
