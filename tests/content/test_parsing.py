"""Content parsing: every fault is found, at its line, and explained in plain words."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from content.library import SHIPPED, load_library
from content.parsing import check, parse_library
from content.schema import yaml_document
from content.schema.faults import ContentError, ContentFault
from tests.harness.tabled import tabled

AROUND = """\
name: One movement
movements: [neck-turns]
sides: {right: right, left: left}
about:
  why: Because.
  normal: A mild pull.
  troubles: {intro: Many., kinds: [posture]}
  good_for: [necks]
  care: {intro: Care with, conditions: [dizziness], advice: Ask.}
  hurt: {stop: Stop., smaller: Less., watch: Watch., dizzy: Sit., dizzy_watch: See.}
  signs:
    stop: {intro: Stop at, items: [pain]}
    alarm: For pain.
    now: {intro: Now for, items: [chest pain]}
    today: {intro: Today for, items: [numbness]}
    soon: {intro: Soon for, items: [nights]}
  credit: {article: Necks, flow: Somebody., variations: Somebody else.}
"""
MOVEMENT = """\
id: neck-turns
name: Neck turns
summary: The head turns.
nearest: {standing: [seated]}
variations:
  - id: seated-neck-turns
    position: seated
    name: seated
    first_side: right
    setup:
      - id: sit
        text: Sit tall.
        seconds: 10
    levels:
      - id: first
        name: small
        steps:
          - id: turn
            text: Turn to the {side}.
            cues: ["Feel it in the {other} side of the neck."]
            seconds: 10
            flags: [twist]
            without:
              - flags: [twist]
                text: Look to the {side}.
          - id: again
            kind: repeat
            text: Keep turning.
            rounds: [4, 8]
            seconds: 20
      - id: more
        name: a little more
        offer: A little more?
        take: More
        steps:
          - id: more-turn
            text: Turn further.
            seconds: 10
"""
FILES = {"library.yaml": AROUND, "neck-turns.yaml": MOVEMENT}
MP4 = b"\0\0\0\x18ftypmp42"


def faults_in(files: dict[str, str]) -> list[ContentFault]:
    """What parsing these texts complains about."""
    with pytest.raises(ContentError) as caught:
        parse_library(files, clips={"turn.mp4": True})
    return list(caught.value.faults)


def edited(old: str, new: str, file: str = "neck-turns.yaml") -> dict[str, str]:
    """The sound files with one thing changed."""
    assert FILES[file].count(old) >= 1, old
    return {**FILES, file: FILES[file].replace(old, new, 1)}


def test_the_files_of_these_tests_are_sound() -> None:
    """Every fault below comes from its own change."""
    assert [each.id for each in parse_library(FILES).movements] == ["neck-turns"]


# what is changed: from, to; then the line and what is said about it
IN_A_MOVEMENT = [
    ("id: neck-turns", "id: necks", 1, "the id necks differs from the file's name; write `id: neck-turns`"),
    ("id: neck-turns", "id: Neck turns", 1, "Neck turns cannot be an id; use small letters"),
    ("summary: The head turns.\n", "", 1, "a movement needs `summary`; write for example `summary: ...`"),
    ("summary: The head turns.", "summary:", 3, "nothing stands after `summary:`; write `summary: ...`, or take the"),
    ("summary: The head turns.", "summary: ''", 3, "`summary` is empty; write its text"),
    ("summary: The head turns.", "summary: The {side} head.", 3, "braces stand in a text that belongs to neither side"),
    ("summary: The head turns.", "summary: yes", 3, "`summary` must be a text, not a yes or no; put the whole text"),
    ("summary: The head turns.", "summary: 12", 3, "`summary` must be a text, not 12; put the whole text in quotes"),
    ("summary: The head turns.", "summary: 1.5", 3, "`summary` must be a text, not 1.5; put"),
    ("summary: The head turns.", "summary: {side}", 3, "`summary` must be a text, not keys with values; put the whole"),
    ("summary: The head turns.", "summary: [one, two]", 3, "`summary` must be a text, not [one, two]; put the whole"),
    ("summary:", "sumary:", 3, "a movement has no key `sumary`; did you mean `summary`?"),
    ("summary:", "zzz: x\nsummary:", 3, "a movement has no key `zzz`; known are id, name, aliases"),
    ("name: Neck turns", "name: Neck turns\nname: Twice", 3, "`name` stands twice, first in line 2; keep one of the"),
    ("name: Neck turns", "name: Neck turns\naliases: []", 3, "the list `aliases` is empty"),
    ("name: Neck turns", "name: Neck turns\naliases:\n  -", 4, "an item of `aliases` must be a text, not nothing"),
    ("name: Neck turns", "name: Neck turns\naliases: necks", 3, "`aliases` must be a list, not necks; write for"),
    ("name: Neck turns", "name: Neck turns\naliases: [necks, NECK turns]", 3, "the name NECK turns stands twice,"),
    ("nearest: {standing: [seated]}", "nearest: {standing: [lying]}", 4, "there is no variation for lying; choose"),
    ("nearest: {standing: [seated]}", "nearest: {standin: [seated]}", 4, "standin is not known for `nearest`; did"),
    ("nearest: {standing: [seated]}", "nearest: {standing: [chair]}", 4, "chair is not known for `standing`; choose"),
    ("nearest: {standing: [seated]}", "nearest: {standing: []}", 4, "the list `standing` is empty"),
    ("nearest: {standing: [seated]}", "nearest: seated", 4, "`nearest` must be keys with values, not seated"),
    ("nearest: {standing: [seated]}", "gentler: [standing]", 4, "there is no variation for standing"),
    ("position: seated", "position: seatd", 7, "seatd is not known for `position`; did you mean seated?"),
    ("position: seated", "position: [seated]", 7, "[seated] is not known for `position`; did you mean seated?"),
    ("first_side: right", "first_side: up", 9, "up is not known for `first_side`; choose from right, left"),
    ("first_side: right\n", "first_side: right\n    flags: [spin]\n", 10, "spin is not known for `flags`"),
    ("    first_side: right\n", "", 6, "a variation needs `first_side`; write for example `first_side: right`"),
    ("      - id: sit\n        text: Sit tall.\n        seconds: 10\n", "", 10, "nothing stands after `setup:`; write"),
    ("text: Sit tall.", "text: Sit tall.\n        kind: move", 13, "a step of the set-up has another kind; take"),
    ("text: Sit tall.", "text: Sit tall.\n        once: maybe", 13, "`once` must be true or false, not maybe; write"),
    ("id: sit", "id: turn", 18, "in this variation, the step id turn stands twice, first in line 11; change one"),
    ("      - id: sit\n", "      - just text\n      - id: sit\n", 11, "an item of `setup` must be keys with values,"),
    ("        seconds: 10\n    levels:", "    levels:", 11, "a step needs `seconds`; write for example `seconds: 20`"),
    ("seconds: 10", "seconds: 0", 13, "seconds must be a whole number from 1 to 600, not 0; write for example"),
    ("seconds: 10", "seconds: 601", 13, "seconds must be a whole number from 1 to 600, not 601"),
    ("seconds: 10", "seconds: -5", 13, "from 1 to 600, not -5"),
    ("seconds: 10", "seconds: 2.5", 13, "from 1 to 600, not 2.5"),
    ("seconds: 10", "seconds: true", 13, "from 1 to 600, not a yes or no"),
    ("seconds: 10", "seconds: soon", 13, "from 1 to 600, not soon"),
    ("seconds: 10", "seconds:", 13, "nothing stands after `seconds:`; write `seconds: 20`"),
    ("seconds: 10", "seconds: !!int soon", 13, "from 1 to 600, not soon"),
    ("seconds: 10", f"seconds: {'9' * 5000}", 13, "from 1 to 600, not 999999"),
    ("seconds: 10", "secnds: 10", 13, "a step has no key `secnds`; did you mean `seconds`?"),
    ("name: small", "name: small\n        offer: Begin?", 17, "the first level has `offer`, but nothing comes before"),
    ("name: small", "name: small\n        take: Yes", 17, "the first level has `take`, but nothing comes before it"),
    ("        offer: A little more?\n", "", 31, "a later level needs `offer`; write the question before it as"),
    ("        take: More\n", "", 31, "a later level needs `take`; write the button that says yes as"),
    ("take: More", "take: More of everything now", 34, "`take` is too long: 22 characters; shorten it to 20 at most"),
    ("id: more\n", "id: first\n", 31, "in this variation, the level id first stands twice, first in line 15"),
    ("Turn to the {side}.", "Turn to the {sied}.", 19, "{sied} is not a word the chat can fill in; did you mean"),
    ("Turn to the {side}.", "Turn to the {xyzzy}.", 19, "{xyzzy} is not a word the chat can fill in; only {side},"),
    ("Turn to the {side}.", "Turn to the side}.", 19, "} is not a word the chat can fill in"),
    ("Turn to the {side}.", "Turn to the {side} {.", 19, "{ is not a word the chat can fill in"),
    ("Turn to the {side}.", "x" * 201, 19, "`text` is too long: 201 characters; shorten it to 200 at most"),
    ("text: Turn to the {side}.", "text: !bold Turn.", 19, "the text begins with !bold, which has another meaning"),
    ("Feel it in the {other}", "Feel it in the {otter}", 20, "{otter} is not a word the chat can fill in; did you"),
    ('cues: ["Feel it in the {other} side of the neck."]', "cues: []", 20, "the list `cues` is empty"),
    ('cues: ["Feel it in the {other} side of the neck."]', "cues:", 20, "nothing stands after `cues:`; write `cues: "),
    ('["Feel it in the {other} side of the neck."]', "['']", 20, "an item of `cues` is empty"),
    ('["Feel it in the {other} side of the neck."]', "[Small, slow and easy.]", 20, "a comma seems to cut a text of"),
    ('["Feel it in the {other} side of the neck."]', f"[{'x' * 840}.]", 19, "`text` with its cues, breath and also"),
    ("Look to the {side}.", "Look to the {sied}.", 25, "{sied} is not a word the chat can fill in"),
    ("            flags: [twist]\n", "", 23, "the step does not have the flag twist; write twist under the step's own"),
    ("            flags: [twist]\n", "            flags: [balance]\n", 24, "the step does not have the flag twist"),
    ("- flags: [twist]", "- flags: [floor]", 24, "nobody leaves out floor; take it out here"),
    ("            flags: [twist]", "            flags: [twst]", 22, "twst is not known for `flags`; did you mean"),
    ("            flags: [twist]", "            flags: twist", 22, "`flags` must be a list, not twist; write"),
    ("text: Look to the {side}.", "cues: [Small.]", 24, "a wording needs `text`; write for example"),
    ("text: Look to the {side}.", f"text: Look.\n                also: [{'x' * 850}.]", 25, "`text` with its cues,"),
    ("text: Look to the {side}.", "text: Look.\n                alone: Look.", 26, "this wording has `alone`, the"),
    ("Turn to the {side}.", "Turn.\n            alone: Turn.", 20, "only a step that repeats comes alone"),
    ("Turn to the {side}.", "Turn.\n            second: Turn.", 20, "only a step of the set-up can be said otherwise"),
    ("text: Sit tall.", "text: Sit tall.\n        second_cues: [Slowly.]", 13, "`second_cues` stands without `second`"),
    ("text: Look to the {side}.", "text: Look.\n                second_cues: []", 26, "the list `second_cues` is"),
    ("kind: repeat", "kind: reapeat", 27, "reapeat is not known for `kind`; did you mean repeat?"),
    ("            kind: repeat\n", "", 28, "only a step that repeats has rounds; write `kind: repeat`, or take them"),
    ("rounds: [4, 8]", "rounds: [8, 4]", 29, "rounds must be two whole numbers, the smaller one first, not [8, 4]"),
    ("rounds: [4, 8]", "rounds: [0, 4]", 29, "rounds must be two whole numbers, the smaller one first, not [0, 4];"),
    ("rounds: [4, 8]", "rounds: 4", 29, "rounds must be two whole numbers, the smaller one first, not 4"),
    ("rounds: [4, 8]", "rounds: [4]", 29, "rounds must be two whole numbers"),
    ("rounds: [4, 8]", "rounds: [some, more]", 29, "not [some, more]; write for example `rounds: [4, 8]`"),
    ("Keep turning.", "Keep turning.\n            once: true", 29, "only a step of the set-up can be shown once"),
    ("text: Turn further.", "text: Turn.\n            optional: true", 35, "all steps of this level are optional;"),
    ("text: Turn further.", "text: Turn.\n            clip: turn.gif", 38, "there is no file turn.gif in this"),
    ("text: Turn further.", "text: Turn.\n            clip: ../turn.mp4", 38, "there is no file ../turn.mp4 in this"),
    ("text: Turn further.", "text: Turn.\n            clip: turn.mp4\n            figure: {}", 38, "not both"),
    ("            text: Turn further.\n", "", 36, "a step needs `text`; write for example `text: Slowly bring"),
]  # fmt: skip


@tabled(("old", "new", "line", "said"), IN_A_MOVEMENT)
def test_a_fault_in_a_movement_is_named_with_its_line(old: str, new: str, line: int, said: str) -> None:
    """What is wrong, and how to fix it, at the line where it stands."""
    found = [str(fault) for fault in faults_in(edited(old, new))]
    expected = f"neck-turns.yaml:{line}: "
    assert [each for each in found if each.startswith(expected) and said in each], found


IN_THE_LIBRARY = [
    ("name: One movement\n", "", 1, "the library needs `name`"),
    ("movements: [neck-turns]", "movements: [neck-turns, neck-turns]", 2, "the movement neck-turns stands twice"),
    ("movements: [neck-turns]", "movements: [neck-turns, elbows]", 2, "the movement elbows has no file elbows.yaml;"),
    ("movements: [neck-turns]", "movements: []", 2, "the list `movements` is empty"),
    ("movements: [neck-turns]", "movements: neck-turns", 2, "`movements` must be a list, not neck-turns; write for"),
    ("sides: {right: right, left: left}\n", "", 1, "the library needs `sides`; write for example `sides: {right:"),
    ("left: left", "lefft: left", 3, "`sides` has no key `lefft`; did you mean `left`?"),
    ("left: left", "lefft: left", 3, "`sides` needs `left`; write for example `left: left`"),
    ("intro: Many., ", "", 7, "`troubles` needs `intro`"),
    ("  good_for: [necks]\n", "  good_for: [necks]\n  godfor: x\n", 9, "`about` has no key `godfor`; did you mean"),
    ("stop: {intro: Stop at, items: [pain]}", "stop: pain", 12, "`stop` must be keys with values, not pain"),
    ("items: [numbness]", "itms: [numbness]", 15, "`today` has no key `itms`; did you mean `items`?"),
    ("items: [numbness]", "items: [12]", 15, "an item of `items` must be a text, not 12"),
]  # fmt: skip


@tabled(("old", "new", "line", "said"), IN_THE_LIBRARY)
def test_a_fault_in_the_library_file_is_named_with_its_line(old: str, new: str, line: int, said: str) -> None:
    """The order, the sides' words, and what is said around the movements."""
    found = [str(fault) for fault in faults_in(edited(old, new, "library.yaml"))]
    assert [each for each in found if each.startswith(f"library.yaml:{line}: ") and said in each], found


UNREADABLE = [
    ("", 1, "the file is empty; write its content, or delete the file"),
    ("# only a comment\n", 1, "the file is empty"),
    ("just a sentence\n", 1, "the file does not begin with `key: value` lines"),
    ("- id: x\n", 1, "the file does not begin with `key: value` lines"),
    ("id: x\nname: this: that\n", 2, "a colon stands inside a text without quotes; put the whole text in quotes"),
    ("id: x\n\tname: y\n", 2, "a tab stands where blanks are needed; replace each tab by blanks"),
    ("id: x\nname: 'never closed\n", 2, "a quote is opened here and never closed; close it"),
    ("id: x\nname: *bold*\n", 2, "a text begins with *, which has another meaning here; put the whole text in quotes"),
    ("id: &a x\nname: *a\n", 2, "a text begins with *, which has another meaning here"),
    ("id: &\nname: y\n", 1, "a text begins with &, which has another meaning here"),
    ("id: x\nname: @home\n", 2, "a text begins with a sign that has another meaning; put the whole text in quotes"),
    ("id: x\nname\nsummary: z\n", 3, "a key is not followed by a colon; write `key: value`"),
    ("id: x\naliases: [a, b\nname: y\n", 3, "a list in [ ] lacks a comma or its end; put texts with commas"),
    ("id: x\naliases: [one, {two]\n", 2, "a { is not followed by its }; put a text that begins with { in quotes"),
    ("id: x\nname: {side} knee\n", 2, "this line does not fit the lines above it; indent it like its neighbours"),
    ("id: x\n  y: 1\n", 2, "a colon stands inside a text without quotes"),
    ("- id: x\n  - y\n", 2, "this line does not fit the lines above it"),
    ("id: x\n---\nid: y\n", 2, "a line `---` begins a second document; take that line out"),
    ("id: x\nname: a\x07b\n", 2, "an invisible control character stands here; take it out"),
    ("id: x\n? [a]\n: b\n", 2, "a key is not a plain word; put a text with braces or brackets in quotes"),
    ("%YAML 1.1\n%YAML 1.1\n---\nid: x\n", 2, "this cannot be understood (found duplicate YAML directive"),
    ("id: " + "[" * 1500, 1, "lists or keys are nested far too deeply; take the brackets apart"),
]


@tabled(("text", "line", "said"), UNREADABLE)
def test_a_file_that_cannot_be_read_is_explained(text: str, line: int, said: str) -> None:
    """YAML's own traps, in plain words."""
    found = [str(fault) for fault in faults_in({**FILES, "neck-turns.yaml": text})]
    assert [each for each in found if each.startswith(f"neck-turns.yaml:{line}: ") and said in each], found


def test_a_file_that_cannot_be_read_is_not_called_missing() -> None:
    """One fault, one line."""
    found = faults_in({**FILES, "neck-turns.yaml": "name: 'never closed"})
    assert [fault.file for fault in found] == ["neck-turns.yaml"]
    found = faults_in({**FILES, "library.yaml": "name: 'never closed"})
    assert [fault.file for fault in found] == ["library.yaml"]


def test_a_date_is_a_text_like_any_other() -> None:
    """What YAML would take for a date stays as it was written."""
    library = parse_library(edited("The head turns.", "2024-01-01"))
    assert library.movements[0].summary == "2024-01-01"


def test_all_faults_of_all_files_are_found_at_once() -> None:
    """In order of file and line, wrong kinds beside broken rules."""
    files = {
        "library.yaml": AROUND.replace("name: One movement\n", "").replace("[neck-turns]", "[neck-turns, elbows]"),
        "neck-turns.yaml": MOVEMENT.replace("seconds: 10", "seconds: no", 1).replace("{side}.", "{sied}.", 1),
        "stray.yaml": "id: 'x",
    }
    found = [(fault.file, fault.line, fault.path) for fault in faults_in(files)]
    assert found == [
        ("library.yaml", 1, "movements[1]"),
        ("library.yaml", 1, "name"),
        ("neck-turns.yaml", 13, "variations[0].setup[0].seconds"),
        ("neck-turns.yaml", 19, "variations[0].levels[0].steps[0].text"),
        ("stray.yaml", 1, ""),
        ("stray.yaml", 1, ""),
    ]


def test_a_misspelt_position_causes_no_second_fault() -> None:
    """What refers to the position is judged once the position itself is known."""
    said = [fault.problem for fault in faults_in(edited("position: seated", "position: seatd"))]
    assert said == ["seatd is not known for `position`"]


def test_broken_rules_are_found_beside_wrong_kinds_in_the_same_file() -> None:
    """A missing key does not hide that the first level has an offer."""
    text = MOVEMENT.replace("summary: The head turns.\n", "").replace("name: small", "name: small\n        offer: Go?")
    said = [fault.problem for fault in faults_in({**FILES, "neck-turns.yaml": text})]
    assert said == ["a movement needs `summary`", "the first level has `offer`, but nothing comes before it"]


def test_a_movement_that_is_not_listed_is_a_fault() -> None:
    """The reverse of a listed one without its file."""
    found = faults_in({**FILES, "elbows.yaml": MOVEMENT.replace("neck", "elbow")})
    assert "elbows.yaml:1: the movement elbows is not in the list of library.yaml; add `- elbows`" in str(found[0])


def test_variations_of_two_movements_need_different_ids() -> None:
    """And the movements different names; the other file and line are named."""
    files = {
        "library.yaml": AROUND.replace("[neck-turns]", "[neck-turns, nods]"),
        "neck-turns.yaml": MOVEMENT,
        "nods.yaml": MOVEMENT.replace("id: neck-turns", "id: nods"),
    }
    assert [(fault.file, fault.line, fault.problem) for fault in faults_in(files)] == [
        ("nods.yaml", 2, "the name Neck turns stands twice, first in neck-turns.yaml:2"),
        ("nods.yaml", 6, "the variation id seated-neck-turns stands twice, first in neck-turns.yaml:6"),
    ]


def test_a_position_can_have_one_variation_only() -> None:
    """The second one would never be shown."""
    second = MOVEMENT[MOVEMENT.index("  - id: seated-neck-turns") :].replace("seated-neck-turns", "chair-neck-turns")
    found = faults_in({**FILES, "neck-turns.yaml": MOVEMENT + second})
    assert [str(fault) for fault in found] == [
        "neck-turns.yaml:40: a variation for seated stands twice, first in line 7; change one of them"
    ]


SECOND = """\
        text: Sit tall.
        cues: [Mind the step.]
        second: Turn round.
        second_cues: [Soon done.]
        flags: [wide]
        without:
          - flags: [wide]
            text: Sit close.
            second: Turn a little.
            cues: [Mind the edge.]
            second_cues: [Nearly done.]
"""


def test_the_second_side_has_cues_of_its_own() -> None:
    """In every wording; where there are none, the cues stay the same."""
    library = parse_library(edited("        text: Sit tall.\n", SECOND))
    [sit] = library.variations[0].setup
    close = sit.when(frozenset({"wide"}))
    assert close is not None
    said = [(now.text, now.cues) for step in (sit, close) if (now := step.on_second_side()) is not None]
    assert said == [("Turn round.", ("Soon done.",)), ("Turn a little.", ("Nearly done.",))]
    assert [step.cues for step in (sit, close)] == [("Mind the step.",), ("Mind the edge.",)]
    same = replace(sit, second_cues=None).on_second_side()
    assert same is not None
    assert same.cues == sit.cues


def test_another_wording_says_all_cues_of_the_second_side_otherwise_too() -> None:
    """Those of the step itself may tell just what is left out."""
    found = faults_in(
        edited("        text: Sit tall.\n", SECOND.replace("            second_cues: [Nearly done.]\n", ""))
    )
    assert [str(fault) for fault in found] == [
        "neck-turns.yaml:21: the step has `second_cues`, this wording has other `cues` only; "
        "write `second_cues: ...` here too"
    ]


def test_a_stand_in_stands_behind_what_it_stands_in_for() -> None:
    """It is a second variation of a position that has one before it."""
    second = MOVEMENT[MOVEMENT.index("  - id: seated-neck-turns") :].replace("seated-neck-turns", "chair-neck-turns")
    second = second.replace("name: seated\n", "name: seated\n    stand_in: true\n")
    [movement] = parse_library({**FILES, "neck-turns.yaml": MOVEMENT + second}).movements
    assert [(each.id, each.stand_in) for each in movement.variations] == [
        ("seated-neck-turns", False),
        ("chair-neck-turns", True),
    ]
    first = MOVEMENT.replace("name: seated\n", "name: seated\n    stand_in: true\n")
    assert [str(fault) for fault in faults_in({**FILES, "neck-turns.yaml": first})] == [
        "neck-turns.yaml:9: a stand-in has no variation of its position before it; "
        "put it behind that variation, or take `stand_in` out"
    ]


def test_a_byte_order_mark_is_a_fault_and_hides_no_other() -> None:
    """Some editors write it; the rest of the file is checked all the same."""
    found = faults_in({**FILES, "neck-turns.yaml": "\ufeff" + MOVEMENT.replace("name: Neck", "nam: Neck")})
    assert str(found[0]).startswith("neck-turns.yaml:1: the file begins with an invisible mark (BOM); save it as UTF-8")
    assert any("has no key `nam`" in fault.problem for fault in found)


def test_a_library_without_its_own_file_is_a_fault() -> None:
    """Without it there is no order and no care text."""
    assert [str(fault) for fault in faults_in({"neck-turns.yaml": MOVEMENT})] == [
        "library.yaml:1: there is no file library.yaml; write it; the shipped one is an example"
    ]


def test_the_error_prints_a_line_a_fault() -> None:
    """FILE:LINE: what is wrong; how to fix it."""
    with pytest.raises(ContentError) as caught:
        parse_library(edited("seconds: 10", "seconds: 0"))
    assert str(caught.value) == (
        "neck-turns.yaml:13: seconds must be a whole number from 1 to 600, not 0; write for example `seconds: 20`"
    )


@given(
    st.sampled_from(sorted(FILES)),
    st.integers(0, len(MOVEMENT)),
    st.text(alphabet="{}[]:-&*!|>'\"#\n\t ax1é\ufeff", max_size=6),
    st.integers(0, 12),
)
def test_no_edit_makes_the_check_itself_fail(file: str, at: int, new: str, gone: int) -> None:
    """Whatever is typed or deleted, there is a library or a list of faults with real lines."""
    text = FILES[file][:at] + new + FILES[file][at + gone :]
    try:
        parse_library({**FILES, file: text})
    except ContentError as error:
        assert error.faults
        assert all(1 <= fault.line <= text.count("\n") + 1 and fault.problem and fault.fix for fault in error.faults)


# The folder itself


def written(folder: Path, files: dict[str, str]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_sound_folder_has_no_faults(tmp_path: Path) -> None:
    """Other files in it do not matter."""
    written(tmp_path, {**FILES, "notes.txt": "x"})
    assert check(tmp_path) == []
    assert load_library(tmp_path).name == "One movement"


def test_the_shipped_folder_has_no_faults() -> None:
    """Nor does the one that these tests bring along."""
    assert check(Path(load_library.__code__.co_filename).parent / "movements") == []
    assert check(Path(__file__).parent / "other_library") == []


def test_faults_name_the_file_as_it_was_given(tmp_path: Path) -> None:
    """So that an editor can open it."""
    written(tmp_path, edited("seconds: 10", "seconds: 0"))
    assert [(fault.file, fault.line) for fault in check(tmp_path)] == [(str(tmp_path / "neck-turns.yaml"), 13)]
    with pytest.raises(ContentError, match=r"neck-turns\.yaml:13: seconds must be"):
        load_library(tmp_path)


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    """So is a file where a folder should be."""
    missing, file = tmp_path / "none", tmp_path / "file"
    file.write_text("x")
    assert [str(fault) for fault in check(missing)] == [
        f"{missing}:1: there is no such folder; name a folder that holds library.yaml and the movements"
    ]
    assert [fault.problem for fault in check(file)] == ["this is not a folder"]


def test_an_empty_folder_is_a_fault(tmp_path: Path) -> None:
    """It lacks its library file."""
    assert [fault.problem for fault in check(tmp_path)] == ["there is no file library.yaml"]


def test_a_file_in_another_encoding_is_a_fault_with_its_line(tmp_path: Path) -> None:
    """And is not reported as missing too."""
    written(tmp_path, FILES)
    (tmp_path / "neck-turns.yaml").write_bytes(MOVEMENT.replace("The head", "Die Köpfe").encode("latin-1"))
    assert [(fault.line, fault.problem) for fault in check(tmp_path)] == [(3, "this is not UTF-8 text")]


def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    """A folder called like a movement, for one."""
    written(tmp_path, FILES)
    (tmp_path / "neck-turns.yaml").unlink()
    (tmp_path / "neck-turns.yaml").mkdir()
    said = [fault.problem for fault in check(tmp_path)]
    assert said == [f"the file cannot be read ({os.strerror(21)})"]


def test_a_file_with_the_other_ending_is_a_fault(tmp_path: Path) -> None:
    """It would be passed over without a word."""
    written(tmp_path, {**FILES, "elbows.yml": "id: elbows"})
    assert [fault.fix for fault in check(tmp_path)] == ["call it elbows.yaml"]


@pytest.mark.parametrize(
    ("content", "is_sound"),
    [
        (MP4, True),
        (b"GIF89a\1\0", True),
        (b"GIF87a\1\0", True),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", False),
        (b"\x1a\x45\xdf\xa3webm", False),
        (b"ftypmp42", False),
        (b"", False),
    ],
)
def test_a_clip_must_be_a_gif_or_an_mp4(tmp_path: Path, content: bytes, *, is_sound: bool) -> None:
    """By its first bytes, whatever its name says: Telegram would show another file as a document, or not at all."""
    written(tmp_path, edited("text: Turn further.", "text: Turn.\n            clip: b.mp4"))
    (tmp_path / "b.mp4").write_bytes(content)
    said = "b.mp4 is neither a GIF nor an MP4; save it as one of the two, or take `clip` out"
    assert [said in str(fault) for fault in check(tmp_path)] == ([] if is_sound else [True])


def test_a_clip_must_be_in_the_folder(tmp_path: Path) -> None:
    """Also below it; one outside does not count."""
    text = {
        name: edited("text: Turn further.", f"text: Turn.\n            clip: {name}")
        for name in ("a/b.mp4", "../b.mp4")
    }
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    (inside / "a").mkdir(parents=True)
    (inside / "a" / "b.mp4").write_bytes(MP4)
    outside.mkdir()
    (tmp_path / "b.mp4").write_bytes(b"x")
    assert check(written(inside, text["a/b.mp4"])) == []
    assert [fault.problem for fault in check(written(outside, text["../b.mp4"]))] == [
        "there is no file ../b.mp4 in this folder"
    ]


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="this PyYAML was built without libyaml")
@pytest.mark.parametrize("path", sorted(SHIPPED.glob("**/*.yaml")), ids=lambda path: path.stem)
def test_the_fast_parser_reads_what_the_other_one_reads(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text(encoding="utf-8")
    fast = yaml_document.read_document(path.name, text)
    monkeypatch.setattr(yaml_document, "_READ_FAST", False)
    slow = yaml_document.read_document(path.name, text)
    assert (fast.data, fast.lines, fast.faults) == (slow.data, slow.lines, slow.faults)
    assert fast.data


def test_brackets_without_end_do_not_end_the_program() -> None:
    document = yaml_document.read_document("deep.yaml", "a: " + "[" * 200_000)
    assert len(document.faults) == 1


FOLLOW_ALONG = """\
follow_along:
  ready:
    lying: Lie down.
    seated: Take a chair.
    standing: Stand up.
  begin: The {side} first.
  stop: Stop when it hurts.
  half: Half is done.
  other_side: Now the {side}.
  other_side_mirrored: Now the {side}, as before.
  keep_going: Go on.
  last_round: One more.
  end: That was it.
"""
BEYOND = AROUND.count("\n")

IN_THE_ANNOUNCEMENTS = [
    # from, to; the line below `follow_along`, and what is said about it
    ("  half: Half is done.\n", "", 1, "`follow_along` needs `half`; write for example `half: ...`"),
    ("    seated: Take a chair.\n", "", 2, "`ready` needs `seated`; write for example `seated: ...`"),
    ("  begin: The {side} first.", "  begin: The right first.", 6, "does not say which side; put {side} where"),
    ("Now the {side}, as", "Now the {sied}, as", 10, "does not say which side"),
    ("Now the {side}, as", "Now the {side} {sied}, as", 10, "{sied} is not a word the chat can fill in; did you mean"),
    ("One more.", "One more {side}.", 12, "braces stand in a text that belongs to neither side"),
    ("That was it.", "x" * 121, 13, "`end` is too long: 121 characters; shorten it to 120 at most"),
    ("  half:", "  halb:", 8, "`follow_along` has no key `halb`; did you mean `half`?"),
    ("  stop: Stop when it hurts.", "  stop:", 7, "nothing stands after `stop:`"),
    ("    lying: Lie down.", "    lying: ''", 3, "`lying` is empty"),
]


def test_announcements_are_read_and_may_be_missing() -> None:
    said = parse_library({**FILES, "library.yaml": AROUND + FOLLOW_ALONG}).follow_along
    assert said is not None
    assert (said.ready_seated, said.begin, said.end) == ("Take a chair.", "The {side} first.", "That was it.")
    assert said.end_lying is None
    longer = parse_library({**FILES, "library.yaml": f"{AROUND}{FOLLOW_ALONG}  end_lying: Now get up.\n"}).follow_along
    assert longer is not None
    assert longer.end_lying == "Now get up."
    assert parse_library(FILES).follow_along is None


@tabled(("old", "new", "line", "said"), IN_THE_ANNOUNCEMENTS)
def test_a_fault_in_the_announcements_is_named_with_its_line(old: str, new: str, line: int, said: str) -> None:
    assert FOLLOW_ALONG.count(old) == 1
    files = {**FILES, "library.yaml": AROUND + FOLLOW_ALONG.replace(old, new)}
    found = [str(fault) for fault in faults_in(files)]
    expected = f"library.yaml:{BEYOND + line}: "
    assert [each for each in found if each.startswith(expected) and said in each], found
