"""Another movement library, with other movements and other words for the sides, without any change in the code."""

from __future__ import annotations

from pathlib import Path

from content.library import POSITIONS, load_library
from content.walk import Course, first_place, forward, step_at, words_for
from tests.harness.said import nearest, said
from tests.harness.stage import Stage, opened

FOLDER = Path(__file__).parents[2] / "content" / "other_library"


async def test_a_walk_through_another_library_says_its_words_from_first_to_last(tmp_path: Path) -> None:
    """CONTENT_DIR is all that is set: /movements lists it, "next" walks it to the end on both sides."""
    library = load_library(FOLDER)
    async with opened(Stage(tmp_path, content_dir=FOLDER)) as stage:
        ana = stage.player()
        await ana.sets_up()
        [listing] = await ana.says("/movements")
        assert all(movement.name in listing for movement in library.movements)
        assert "Hip flexion" not in listing

        movement = library.movements[0]
        found = library.choose(movement, "seated", frozenset())
        assert found is not None
        course = Course(found.variation)
        await ana.says(f"/today {movement.name}")
        [shown] = await ana.says("next")
        place = first_place(course)
        sides = set()
        while True:
            step = step_at(course, place)
            if step is not None:
                assert words_for(step, place.side, library.sides) in shown
                assert library.called(place.side) in shown
                sides.add(place.side)
            following = forward(course, place)
            if following is None:
                break
            place = following
            stage.pass_time(seconds=20)
            [shown] = await ana.says("next")
        assert sides == {"right", "left"}
        [end] = await ana.says("next")
        assert said("end.how") in end
        assert stage.wrongs() == []


async def test_a_movement_without_the_persons_position_says_so(tmp_path: Path) -> None:
    """The nearest one is offered, with a line that says why."""
    library = load_library(FOLDER)
    lacking = next(
        (movement, position)
        for movement in library.movements
        for position in POSITIONS
        if movement.at(position) is None and library.choose(movement, position, frozenset()) is not None
    )
    movement, position = lacking
    found = library.choose(movement, position, frozenset())
    assert found is not None
    async with opened(Stage(tmp_path, content_dir=FOLDER)) as stage:
        ana = stage.player()
        await ana.sets_up()
        await ana.says(f"/position {position}")
        [offer] = await ana.says(f"/today {movement.name}")
        line = nearest("not_in", position, found.variation.position, movement=movement.name)
        assert line in offer
