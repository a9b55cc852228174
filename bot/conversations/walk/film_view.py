"""A session as one message: the film or its sound, the steps with their times, and buttons for what became of it."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from datetime import timedelta

from bot.conversations.session import OpenWalk, open_walk
from bot.conversations.turn import WALK, Turn
from bot.conversations.walk import films
from bot.conversations.walk.films import Plan
from bot.i18n.catalogue import Words
from bot.logs import get_logger
from bot.markup import Html, fold, in_lines, plain
from bot.replies import Button, Film, Reply, Rows, Style, fits_caption, pack, rows
from content.film_lengths import aimed_minutes
from content.walk import FORMS, first_place, minutes
from storage.records.person import FILM, SOUND, STEPS, Walk

log = get_logger("limber.films")

# `session_way:<way>:always`: sessions come so from now on.
SESSION_WAY = "session_way"
# The question that is open while a film is out: `film:<walk>`, with a colon and its stage once something was asked.
OUT, ASKED, FAR = "film", "asked", "far"
# So long after a film's end nothing was said, it is asked whether it was followed.
AFTERWARDS = timedelta(minutes=2)
# Letters of a step beside its time, the most for which all of them fit.
WIDTHS = (120, 60, 40, 24)
_STYLES: dict[str, Style] = {"done": "success", "hurts": "danger"}


def is_film(walk: Walk) -> bool:
    """Whether a walk comes as a film, or as its sound."""
    return walk.way in (FILM, SOUND)


def plan_for(turn: Turn) -> Plan | None:
    """The film of the open walk, or its sound; None when the library has no pieces for either."""
    opened = open_walk(turn)
    return films.best_plan(opened.course, turn.library, opened.walk.way, _title(turn, opened), turn.recordings)


def show_film(turn: Turn, first_step: Reply, *, lead: Html | None, note: Html | None) -> bool:
    """Send the open walk as a film, from the other side on where one is done. `first_step` comes instead if it cannot
    be sent. False, and the walk goes on in steps, when there are no pieces for it, or a sound is to begin there."""
    walk, _, place = open_walk(turn)
    plan = plan_for(turn)
    if plan is None:
        log.info("pieces_missing", variation=walk.variation, way=walk.way)
        turn.change(walk=replace(walk, way=STEPS, due_at=None))
        return False
    if is_other_side_of_sound(turn, plan):
        turn.change(walk=replace(walk, way=STEPS, due_at=None))
        return False
    start_at = plan.other_side_at or 0 if place.sides_done else 0
    instead = first_step
    if start_at:
        begins = turn.words.say("film.other_side", side=turn.library.called(place.side), time=clock(start_at))
        lead = in_lines(lead, begins)
    elif plan.kind == FILM and (sound := _sound_of(turn)) is not None:
        instead = _reply(turn, sound, start_at, lead, note, instead)
    turn.replies.append(_reply(turn, plan, start_at, lead, note, instead))
    left = timedelta(seconds=plan.seconds - start_at)
    turn.change(
        walk=replace(walk, way=plan.kind, moved_at=turn.now, due_at=turn.now + left + AFTERWARDS),
        asking=pack(OUT, walk.number),
    )
    return True


def is_other_side_of_sound(turn: Turn, plan: Plan | None) -> bool:
    """Whether what is left is the other side of a sound: only a film can be begun there."""
    return plan is not None and plan.kind == SOUND and bool(open_walk(turn).place.sides_done)


def _sound_of(turn: Turn) -> Plan | None:
    opened = open_walk(turn)
    return films.plan_of(opened.course, turn.library, "sound", _title(turn, opened), turn.recordings)


def _title(turn: Turn, opened: OpenWalk) -> str:
    """The title of the film: movement and position, plain text."""
    variation = opened.course.variation
    movement = turn.library.movement_of(variation).name
    return plain(turn.words.say("film.title", movement=movement, position=variation.name))


def _reply(turn: Turn, plan: Plan, start_at: int, lead: Html | None, note: Html | None, instead: Reply) -> Reply:
    opened = open_walk(turn)
    walk, course, _ = opened
    film = Film(
        recipe_key=plan.key,
        variation=course.variation.id,
        form=course.form,
        avoid=tuple(sorted(course.avoid)),
        usual=course.usual,
        side_first=first_place(course).side,
        kind=plan.kind,
        title=_title(turn, opened),
        seconds=plan.seconds,
        width=plan.width,
        height=plan.height,
        cover=course.variation.still,
        start_at=start_at,
        recorded_by=plan.recorded_by,
        language=turn.library.language,
    )
    buttons = film_buttons(walk, turn.words)
    caption = _caption(turn, plan, start_at, lead, note)
    return Reply(caption, buttons, slot=WALK, film=film, instead=instead, event=plan.kind)


def _caption(turn: Turn, plan: Plan, start_at: int, lead: Html | None, note: Html | None) -> Html:
    """What it is, how to follow it, and the steps from a second on with their times; without the times where they do
    not fit, and for somebody who has no pictures: who hears the screen would have all of them read out."""
    words = turn.words
    named = words.say(
        "film.caption",
        title=_title(turn, open_walk(turn)),
        minutes=words.count("minutes", _minutes(plan, start_at)),
    )
    how = in_lines(
        words.say("film.how" if plan.kind == FILM else "film.how_sound"), None if start_at else _why_longer(turn, plan)
    )
    for width in WIDTHS if turn.person.settings.pictures else ():
        ahead = ((at, shorten(text, width)) for at, text in plan.chapters if at >= start_at)
        times = [words.say("film.time", time=clock(at), step=step) for at, step in ahead]
        whole = in_lines(lead, named, how, note, fold(times))
        if fits_caption(whole):
            return whole
    return in_lines(lead, named, how, note)


def _why_longer(turn: Turn, plan: Plan) -> Html | None:
    """Why it takes longer than the length that was chosen, and how long it would take in steps; None where it does
    not."""
    walk, course, _ = open_walk(turn)
    chosen = next((form for form in FORMS if form == walk.form), FORMS[-1])
    in_steps = replace(course, form=chosen)
    most = aimed_minutes(in_steps)
    if most is None or _minutes(plan) <= most:
        return None
    told = turn.words.count("minutes", minutes(in_steps))
    return turn.words.say("film.longer", length=turn.words.say(f"length.{chosen}"), minutes=told)


def _minutes(plan: Plan, start_at: int = 0) -> int:
    return max(1, round((plan.seconds - start_at) / 60))


def shorten(text: str, width: int) -> str:
    """The beginning of a text, whole words up to so many letters."""
    return textwrap.shorten(text, width, placeholder="…")


def clock(second: int) -> str:
    """A place in a film: 0:20. Telegram's apps make it a link to that place."""
    return f"{second // 60}:{second % 60:02d}"


def button(walk: Walk, action: str, label: str) -> Button:
    """A button under a film."""
    return Button(label, pack(OUT, walk.number, action), style=_STYLES.get(action))


def film_buttons(walk: Walk, words: Words) -> Rows:
    """What became of it: done, a part, pain, or rather step by step."""

    def labelled(action: str) -> Button:
        return button(walk, action, words.label("button.hurts" if action == "hurts" else f"button.film_{action}"))

    return rows((labelled("done"), labelled("part")), (labelled("hurts"), labelled("steps")))
