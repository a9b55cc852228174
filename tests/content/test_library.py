"""The library: which variation, which movement, and what the gentle setting leaves out."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from content.library import ContentError, Library, Movement, Position, Step, load_library, summary
from content.media.index import illustrated
from content.movement import AVOIDED_WHEN_GENTLE, avoided, plain
from content.parsing import parse_library
from tests.harness.libraries import other_library, shipped_library
from tests.harness.tabled import tabled

LIBRARY = shipped_library()
OTHER_FOLDER = Path(__file__).parent / "other_library"
OTHER = other_library()


def movement(movement_id: str, library: Library = LIBRARY) -> Movement:
    """A movement that is there."""
    found = library.movement(movement_id)
    assert found is not None
    return found


@tabled(
    ("library", "movement_id", "position", "gentle", "variation_id", "exact"),
    [
        (LIBRARY, "hip-flexion-extension", "lying", False, "side-lying-hip-flexion", True),
        (LIBRARY, "hip-flexion-extension", "seated", False, "seated-hip-flexion", True),
        (LIBRARY, "hip-flexion-extension", "standing", True, "standing-hip-flexion", True),
        (LIBRARY, "inner-thigh-stretch", "lying", True, "lying-inner-thigh", True),
        (LIBRARY, "inner-thigh-stretch", "standing", False, "seated-inner-thigh", False),
        (LIBRARY, "dynamic-hip-stretch", "lying", False, "lying-dynamic-hip", True),
        (LIBRARY, "dynamic-hip-stretch", "lying", True, "lying-dynamic-hip-gentle", True),
        (LIBRARY, "dynamic-hip-stretch", "standing", True, "seated-dynamic-hip", False),
        (OTHER, "neck-turns", "lying", False, "standing-neck-turns", False),
        (OTHER, "neck-turns", "standing", True, "standing-neck-turns", True),
        (OTHER, "shoulder-rolls", "standing", False, "lying-shoulder-rolls", False),
        (OTHER, "shoulder-rolls", "seated", True, "lying-shoulder-rolls", False),
    ],
)
def test_a_position_gets_its_variation_or_the_nearest(
    library: Library, movement_id: str, position: Position, gentle: bool, variation_id: str, exact: bool
) -> None:
    """The stated order first, then whatever there is; with gentle, never one that cannot do without a twist."""
    choice = library.choose(movement(movement_id, library), position, avoided(gentle=gentle))
    assert choice is not None
    assert (choice.variation.id, choice.exact) == (variation_id, exact)


def test_nothing_is_chosen_when_gentle_leaves_nothing() -> None:
    """A movement that is one single roll has no gentle version."""
    lying = LIBRARY.variation("lying-dynamic-hip")
    assert lying is not None
    rolling = Movement("rolling", "Rolling", (), "Over and over.", (lying,))
    assert LIBRARY.choose(rolling, "lying", AVOIDED_WHEN_GENTLE) is None
    assert LIBRARY.choose(rolling, "seated", frozenset()) is not None


@tabled(
    ("library", "variation_id", "smaller"),
    [
        (LIBRARY, "side-lying-hip-flexion", "seated-hip-flexion"),
        (LIBRARY, "standing-hip-flexion", "seated-hip-flexion"),
        (LIBRARY, "seated-hip-flexion", None),
        (LIBRARY, "lying-inner-thigh", "seated-inner-thigh"),
        (LIBRARY, "seated-inner-thigh", None),
        (LIBRARY, "lying-dynamic-hip", "lying-dynamic-hip-gentle"),
        (LIBRARY, "lying-dynamic-hip-gentle", "seated-dynamic-hip"),
        (LIBRARY, "seated-dynamic-hip", None),
        (OTHER, "standing-neck-turns", None),
        (OTHER, "seated-shoulder-rolls", "lying-shoulder-rolls"),
        (OTHER, "lying-shoulder-rolls", None),
    ],
)
def test_the_smaller_version_is_what_the_movement_states(
    library: Library, variation_id: str, smaller: str | None
) -> None:
    """The first position of its order before one's own."""
    variation = library.variation(variation_id)
    assert variation is not None
    found = library.gentler(variation, AVOIDED_WHEN_GENTLE)
    assert (found.id if found else None) == smaller


def test_a_smaller_version_is_never_one_that_twists() -> None:
    """It is passed over for the next in the order, and none is better than that."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in OTHER_FOLDER.glob("*.yaml")}
    texts["shoulder-rolls.yaml"] = texts["shoulder-rolls.yaml"].replace("[lying, seated]", "[seated]")
    library = parse_library(texts)
    lying = library.variation("lying-shoulder-rolls")
    assert lying is not None
    assert library.gentler(lying, AVOIDED_WHEN_GENTLE) is None


def test_the_smallest_version_has_no_smaller_one() -> None:
    """The order ends at one's own position, whatever comes after it."""
    flexion = replace(movement("hip-flexion-extension"), gentler=("seated", "lying", "standing"))
    library = replace(LIBRARY, movements=(flexion,))
    smaller = {each.position: library.gentler(each, AVOIDED_WHEN_GENTLE) for each in flexion.variations}
    assert smaller == {"lying": flexion.at("seated"), "seated": None, "standing": flexion.at("seated")}


def test_a_whole_name_wins_over_the_beginning_of_another() -> None:
    """Somebody who types a name in full means that one."""
    first = replace(movement("inner-thigh-stretch"), aliases=("hip",))
    library = replace(LIBRARY, movements=(first, *LIBRARY.movements[::2]))
    assert [found.id for found in library.find("hip")] == ["inner-thigh-stretch"]


@tabled(
    ("typed", "expected"),
    [
        ("inner thigh", ["inner-thigh-stretch"]),
        ("  Inner   THIGH ", ["inner-thigh-stretch"]),
        ("inner-thigh", ["inner-thigh-stretch"]),
        ("adductors", ["inner-thigh-stretch"]),
        ("thigh", ["inner-thigh-stretch"]),
        ("dyn", ["dynamic-hip-stretch"]),
        ("knee to chest", ["hip-flexion-extension"]),
        ("stretch", ["inner-thigh-stretch", "dynamic-hip-stretch"]),
        ("hip", ["hip-flexion-extension", "dynamic-hip-stretch"]),
        ("Hip flexion and extension", ["hip-flexion-extension"]),
        ("knee", ["hip-flexion-extension", "inner-thigh-stretch"]),
        ("thigh chest", []),
        ("elbow", []),
        ("", []),
        (" - ", []),
    ],
)
def test_typed_words_find_movements(typed: str, expected: list[str]) -> None:
    """A whole name wins alone, the beginnings of words do otherwise."""
    assert [found.id for found in LIBRARY.find(typed)] == expected


def test_every_name_and_alias_is_known() -> None:
    """For callers that forgive typing errors."""
    names = LIBRARY.names()
    assert names["inner thigh stretch"] == "inner-thigh-stretch"
    assert names["knee fall outs"] == "inner-thigh-stretch"
    assert len(names) == sum(1 + len(each.aliases) for each in LIBRARY.movements)
    assert all(name == plain(name) for name in names)


def test_what_the_library_has_no_longer_is_none() -> None:
    """Stored ids may be older than the content."""
    assert LIBRARY.movement("headstand") is None
    assert LIBRARY.variation("headstand") is None
    assert LIBRARY.variations[0].step("headstand") is None


def test_a_variation_knows_its_movement() -> None:
    """And a variation of another library is a stranger."""
    for variation in LIBRARY.variations:
        assert variation in LIBRARY.movement_of(variation).variations
    with pytest.raises(KeyError):
        LIBRARY.movement_of(OTHER.variations[0])


@pytest.mark.parametrize(
    ("variation_id", "plainly", "gently"),
    [
        ("side-lying-hip-flexion", ["first"], ["first"]),
        ("seated-hip-flexion", ["first"], ["first"]),
        ("standing-hip-flexion", ["slow", "swing"], ["slow", "swing"]),
        ("lying-inner-thigh", ["fall-outs", "more", "core"], ["fall-outs"]),
        ("seated-inner-thigh", ["first", "more"], ["first", "more"]),
        ("lying-dynamic-hip", ["first", "more", "load"], None),
        ("lying-dynamic-hip-gentle", ["first"], ["first"]),
        ("seated-dynamic-hip", ["first", "more"], ["first", "more"]),
    ],
)
def test_gentle_leaves_out_what_twists_or_rolls(
    variation_id: str, plainly: list[str], gently: list[str] | None
) -> None:
    """Levels on the floor beyond the first, and the dynamic hip stretch on the back with all it has."""
    variation = LIBRARY.variation(variation_id)
    assert variation is not None
    assert variation.suits(frozenset())
    assert [level.id for level in variation.levels if level.when(frozenset())] == plainly
    assert variation.suits(AVOIDED_WHEN_GENTLE) == (gently is not None)
    if gently is not None:
        assert [level.id for level in variation.levels if level.when(AVOIDED_WHEN_GENTLE)] == gently


@pytest.mark.parametrize("variation_id", ["seated-inner-thigh", "seated-dynamic-hip"])
def test_the_seated_second_levels_are_offered_without_the_twist(variation_id: str) -> None:
    """Nothing that is shown speaks of a twist."""
    variation = LIBRARY.variation(variation_id)
    assert variation is not None
    twisting, gentle = variation.levels[1].steps[0], variation.levels[1].when(AVOIDED_WHEN_GENTLE)[0]
    assert "Turning a little in the chair" in twisting.text
    assert "facing forward" in gentle.text
    assert "urning" not in gentle.text
    assert "twist" not in " ".join([gentle.text, *gentle.cues, *gentle.also])
    assert gentle.when(AVOIDED_WHEN_GENTLE) == gentle


def test_the_flags_of_a_variation_are_all_that_is_met_in_it() -> None:
    """At any level, its own and the levels' as well."""
    flags = {each.id: set(each.all_flags) for library in (LIBRARY, OTHER) for each in library.variations}
    assert flags == {
        "side-lying-hip-flexion": {"floor", "deep-flexion", "nerve-pull", "turning-in"},
        "seated-hip-flexion": {"deep-flexion", "one-leg", "nerve-pull"},
        "standing-hip-flexion": {"balance", "one-leg", "deep-flexion", "nerve-pull"},
        "lying-inner-thigh": {"floor", "on-back", "wide", "twist", "roll", "nerve-pull"},
        "seated-inner-thigh": {"wide", "twist", "turning-in"},
        "lying-dynamic-hip": {"floor", "on-back", "wide", "twist", "roll", "turning-in", "nerve-pull"},
        "lying-dynamic-hip-gentle": {"floor", "deep-flexion", "wide"},
        "seated-dynamic-hip": {"turning-in", "deep-flexion", "twist"},
        "standing-neck-turns": {"twist", "roll"},
        "seated-shoulder-rolls": {"twist"},
        "lying-shoulder-rolls": {"twist"},
    }


def test_another_library_needs_no_change_in_the_code() -> None:
    """Other movements, other words, fewer positions, no set-up, its own clip."""
    assert summary(OTHER) == "2 movements, 3 variations, 10 steps"
    assert dict(OTHER.sides) == {"right": "rechte", "left": "linke"}
    assert [each.id for each in OTHER.movements] == ["neck-turns", "shoulder-rolls"]
    turns = movement("neck-turns", OTHER)
    assert turns.at("seated") is None
    assert turns.variations[0].setup == ()
    step = turns.variations[0].levels[0].steps[0]
    assert (step.clip, {side: picture.file for side, picture in step.clips.items()}) == (
        "turn.mp4",
        {"right": "turn.mp4", "left": "turn.mp4"},
    )
    assert OTHER.about.signs.today.items == ("tauben Armen",)


def test_the_order_is_the_one_that_the_library_states() -> None:
    """Not that of the file names."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in OTHER_FOLDER.glob("*.yaml")}
    texts["library.yaml"] = texts["library.yaml"].replace(
        "[neck-turns, shoulder-rolls]", "[shoulder-rolls, neck-turns]"
    )
    assert [each.id for each in parse_library(texts).movements] == ["shoulder-rolls", "neck-turns"]


def test_the_summary_counts_what_there_is() -> None:
    """One of a kind is said in the singular."""
    assert summary(LIBRARY) == "3 movements, 8 variations, 70 steps"
    texts = {path.name: path.read_text(encoding="utf-8") for path in OTHER_FOLDER.glob("*.yaml")}
    del texts["shoulder-rolls.yaml"]
    texts["library.yaml"] = texts["library.yaml"].replace("[neck-turns, shoulder-rolls]", "[neck-turns]")
    assert summary(parse_library(texts)) == "1 movement, 1 variation, 2 steps"


def test_parsing_reads_no_files() -> None:
    """The same texts give the same library; clips are checked only against a list that is handed in."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in OTHER_FOLDER.glob("*.yaml")}
    assert illustrated(parse_library(texts), OTHER_FOLDER) == OTHER
    assert parse_library(texts, clips={"turn.mp4": True}) == parse_library(texts)
    with pytest.raises(ContentError, match=r"there is no file turn\.mp4"):
        parse_library(texts, clips={})


def test_a_step_has_its_kind_from_where_it_stands() -> None:
    """Set-up in a set-up, moving in a level, unless it says that it repeats."""
    kinds: Mapping[str, set[str]] = {
        "setup": {step.kind for each in LIBRARY.variations for step in each.setup},
        "levels": {step.kind for each in LIBRARY.variations for level in each.levels for step in level.steps},
    }
    assert kinds == {"setup": {"setup"}, "levels": {"move", "repeat"}}


def test_the_library_cannot_be_changed_by_its_readers() -> None:
    """Frozen through and through, so it is safe to share, and variations and steps can be keys."""
    with pytest.raises(AttributeError):
        LIBRARY.name = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        LIBRARY.sides["right"] = "x"  # type: ignore[index]
    assert len({*LIBRARY.variations, *LIBRARY.variations}) == 8
    assert hash(LIBRARY.movements[0]) == hash(load_library().movements[0])
    assert Step("a", "move", "b") in {Step("a", "move", "b")}
    assert hash(LIBRARY) == hash(load_library())


def test_a_library_says_what_a_side_is_called_over_a_step() -> None:
    """Hips are moved leg by leg; a library that says nothing has plain sides."""
    assert load_library().called("right") == "right leg"
    assert OTHER.called("left") == f"{OTHER.sides['left']} side"
