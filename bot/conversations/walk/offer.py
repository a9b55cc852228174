"""Which movement is it today, in which form, and how is it offered? /today, /movements, and what a prompt says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from bot.conversations import session
from bot.conversations.safety import exclusions
from bot.conversations.turn import ASK, MENU, Turn
from bot.habits.progression import next_movement
from bot.habits.prompt_variants import is_after_gap, is_after_pain
from bot.i18n.catalogue import Words
from bot.replies import Button, Html, Rows, in_rows, pack, rows, unpack
from bot.understanding import intents
from bot.understanding.intents import normal
from content.library import Flag, Library, Movement, Position, Variation
from content.walk import FORMS, Course, Form, minutes
from storage.records.person import PromptPerson, WalkState

# Where somebody who never said is taken: a chair is the smallest demand.
DEFAULT_POSITION: Position = "seated"
SHORT: Form = "short"
FULL: Form = "full"
# How often a movement is to come, compared with the others.
USUAL = "usual"
TASTES = ("more", "less", USUAL)
# A movement's name counts as meant from this likeness (0 to 100) on.
NAME_LIKENESS = 80


@dataclass(frozen=True, slots=True)
class Choice:
    """A movement in the form that suits the person. `exact` is False when it is not their own position."""

    movement: Movement
    variation: Variation
    exact: bool

    @property
    def key(self) -> str:
        """The variation's id."""
        return self.variation.id


def is_gentle(person: PromptPerson) -> bool:
    """The gentle setting; on until the person said that none of the cautions apply."""
    return person.gentle is not False


def position_of(person: PromptPerson, library: Library) -> Position:
    """The person's position, or the default."""
    for position in ("lying", "seated", "standing"):
        if person.position == position:
            return position
    return DEFAULT_POSITION


def form_of(movement: Movement, person: PromptPerson, library: Library) -> Choice | None:
    """A movement in the person's position, or in the nearest one; None when nothing of it suits what they leave out."""
    found = library.choose(movement, position_of(person, library), session.avoided_by(person))
    return None if found is None else Choice(movement, found.variation, found.exact)


def comes_elsewhere(form: Choice, person: PromptPerson, library: Library) -> bool:
    """Whether the movement would come in the person's own position, were it not for what they leave out."""
    return not form.exact and bool(reason(form.movement, person, library))


def reason(movement: Movement, person: PromptPerson, library: Library) -> frozenset[Flag]:
    """What the person leaves out and their own position would need of a movement; nothing when it is there, or the
    movement has no form for that position at all."""
    wanted, avoid = position_of(person, library), session.avoided_by(person)
    own = [variation for variation in movement.variations if variation.position == wanted]
    if not own or movement.at(wanted, avoid) is not None:
        return frozenset()
    return needed(own[0], avoid)


def needed(variation: Variation, avoid: frozenset[Flag]) -> frozenset[Flag]:
    """What a variation cannot do without, of what is to be avoided; nothing when it suits."""
    if variation.suits(avoid):
        return frozenset()
    alone = frozenset(flag for flag in avoid if not variation.suits(frozenset({flag})))
    # Where each could be left out, but not all at once, all of them are the reason.
    return alone or variation.all_flags & avoid


def all_forms(person: PromptPerson, library: Library) -> list[Choice]:
    """Every movement in the form that suits the person, in the library's order."""
    forms = [form_of(movement, person, library) for movement in library.movements]
    return [form for form in forms if form is not None]


def todays(person: PromptPerson, library: Library) -> Choice | None:
    """Today's movement: one that is open or was broken off comes first, else the one after the last finished.

    Movements that the person's position has itself come before those that would be another position, unless that is
    for what the person leaves out. None when the library has nothing for this person.
    """
    if open_walk(person) and person.walk is not None and (begun := session.course_of(person.walk, library)) is not None:
        return Choice(library.movement_of(begun.variation), begun.variation, exact=True)
    forms = all_forms(person, library)
    # A walk that is open and cannot be gone on with as it was, goes on in another form of its movement.
    stopped = person.walk.movement if open_walk(person) and person.walk is not None else None
    for begun_before in (stopped, person.unfinished_movement):
        if (form := next((form for form in forms if form.movement.id == begun_before), None)) is not None:
            return form
    own = [form for form in forms if form.exact or comes_elsewhere(form, person, library)]
    if sum(form.exact for form in own) < 2:
        own = forms
    if not own:
        return None
    order = [movement.id for movement in library.movements]
    # The rotation goes on from the movement finished last, also where that is not among those of this position.
    if not any(movement in person.tastes for movement in order):
        last = order.index(person.last_movement) if person.last_movement in order else -1
        return min(own, key=lambda form: (order.index(form.movement.id) - last - 1) % len(order))
    following = next_movement([form.movement.id for form in own], person.recent, person.tastes)
    return next(form for form in own if form.movement.id == following)


def done_today(turn: Turn) -> bool:
    """Whether a walk was finished on the person's own today."""
    return turn.person.run_until == turn.today


def open_walk(person: PromptPerson) -> bool:
    """Whether there is a walk that was not ended; whether it can be gone on with is for the library to say."""
    return person.walk is not None and person.walk.state is WalkState.OPEN


def form_for(person: PromptPerson, today: date) -> Form:
    """How long a walk is for somebody on a local date: as they chose, and one minute after a gap or after pain."""
    if is_after_gap(person, today) or is_after_pain(person):
        return SHORT
    return next((form for form in FORMS if form == person.length), FULL)


def describe(choice: Choice, person: PromptPerson, words: Words, *, form: Form = FULL) -> Html:
    """Movement, position and minutes in a few words."""
    return words.say(
        "today.describe",
        movement=choice.movement.name,
        position=choice.variation.name,
        minutes=words.count("minutes", minutes(Course(choice.variation, session.avoided_by(person), form))),
    )


def why_other_position(choice: Choice, person: PromptPerson, library: Library, words: Words) -> Html | None:
    """A line that says why it is not the person's own position; None when it is."""
    if choice.exact or choice.movement.id in person.recent:
        # Said until they know the movement.
        return None
    wanted = position_of(person, library)
    if avoided := reason(choice.movement, person, library):
        why = words.say(f"today.left_out.{wanted}", what=exclusions.in_words(avoided, words))
    else:
        why = words.say(f"today.not_in.{wanted}", movement=choice.movement.name)
    return Html(f"{why} {words.say(f'today.offered.{choice.variation.position}')}")


def lost(turn: Turn) -> Html:
    """Why the open walk cannot be gone on with: for what is left out, or because the library has it no longer."""
    walk = turn.person.walk
    variation = turn.library.variation(walk.variation) if walk is not None else None
    if walk is None or variation is None:
        return turn.words.say("walk.lost")
    what = exclusions.in_words(needed(variation, session.avoided_by(walk)), turn.words)
    movement = turn.library.movement_of(variation).name
    return turn.words.say("settings.gentle_stopped", movement=movement, position=variation.name, what=what)


def start_button(choice: Choice, words: Words, *, label: str = "button.start") -> Button:
    """The button that starts a movement in a form."""
    return Button(words.label(label), pack("go", choice.key))


def offer(turn: Turn, choice: Choice | None = None, *, lead: Html | None = None) -> None:
    """Offer today's movement, or another one, with Start. `next` then starts it."""
    words = turn.words
    key = "today.offer" if choice is None else "today.this"
    choice = choice or todays(turn.person, turn.library)
    if choice is None:
        turn.say(words.say("today.nothing"))
        return
    lines = [lead] if lead else []
    is_lost = open_walk(turn.person) and session.current(turn) is None
    if is_lost:
        lines.append(lost(turn))
    if open_walk(turn.person) and turn.person.walk is not None and turn.person.walk.variation == choice.key:
        lines.append(words.say("today.unfinished", movement=choice.movement.name))
    else:
        form = form_for(turn.person, turn.today)
        lines.append(words.say(key, what=describe(choice, turn.person, words, form=form)))
    if not is_lost and (why := why_other_position(choice, turn.person, turn.library, words)) is not None:
        # Why a walk was stopped says as much.
        lines.append(why)
    turn.change(asking=pack("offer", choice.key))
    turn.say(Html("\n".join(lines)), offer_buttons(turn, choice), slot=ASK, event="offer")


def offer_buttons(turn: Turn, choice: Choice) -> Rows:
    """Start, and another movement."""
    return rows((start_button(choice, turn.words), Button(turn.words.label("button.another"), pack("movements"))))


def command(turn: Turn, argument: str) -> None:
    """/today: offers today's movement. `/today inner thigh`: that one."""
    if not argument.strip():
        if done_today(turn):
            offer(turn, lead=turn.words.say("today.done_already"))
        else:
            offer(turn)
        return
    named = movement_named(argument, turn.library)
    if named is None:
        several = len(turn.library.find(argument)) > 1
        key = "today.which" if several else "today.unknown"
        browse(turn, lead=turn.words.say(key, text=argument.strip()[:40]))
        return
    found = form_of(named, turn.person, turn.library)
    if found is None:
        avoid = session.avoided_by(turn.person)
        reasons = frozenset[Flag]().union(*(needed(variation, avoid) for variation in named.variations))
        what = exclusions.in_words(reasons, turn.words)
        turn.say(turn.words.say("today.not_gentle", movement=named.name, what=what))
        return
    offer(turn, found)


def movement_named(text: str, library: Library) -> Movement | None:
    """The movement that a typed name means, exactly or nearly; None when none or several are as good."""
    exact = library.find(text)
    if len(exact) == 1:
        return exact[0]
    said = normal(text)
    if len(said) < 4:
        return None
    names = {normal(name): movement_id for name, movement_id in library.names().items()}
    near = process.extract(said, list(names), scorer=fuzz.ratio, score_cutoff=NAME_LIKENESS, limit=3)
    ids = {names[name] for name, score, _ in near if score == near[0][1]}
    return library.movement(ids.pop()) if len(ids) == 1 else None


def browse(turn: Turn, *, lead: Html | None = None, edit: bool = False) -> None:
    """/movements: every movement, to look at and to start."""
    lines = [lead] if lead else []
    lines.append(turn.words.say("movements.list"))
    forms = {form.movement.id: form for form in all_forms(turn.person, turn.library)}
    for movement in turn.library.movements:
        lines.append(turn.words.say("movements.line", movement=movement.name, summary=movement.summary))
    buttons = [
        Button(movement.name, pack("movement", movement.id))
        for movement in turn.library.movements
        if movement.id in forms or movement.variations
    ]
    text = Html("\n".join(lines))
    if edit:
        turn.edit(text, in_rows(buttons, 1), slot=MENU)
    else:
        turn.say(text, in_rows(buttons, 1), slot=MENU, event="movements")


def tap(turn: Turn, data: str) -> None:
    """Buttons of /movements: `movement:<id>`, `movements:` back to the list, `movements` for a list of its own."""
    parts = unpack(data)
    movement = turn.library.movement(parts[1]) if parts[0] == "movement" and len(parts) == 2 else None
    if movement is None:
        # Under one movement's picture the list of all has no place.
        browse(turn, edit=len(parts) > 1 and not turn.on_picture)
    else:
        show(turn, movement)


def show(turn: Turn, movement: Movement, *, edit: bool = False) -> None:
    """One movement, with every form that can be started, and whether it is to come more or less often; `edit` changes
    the message that was pressed."""
    words, person = turn.words, turn.person
    avoid = session.avoided_by(person)
    form = form_for(person, turn.today)
    allowed = movement.suiting(avoid)
    lines = [words.say("movements.one", movement=movement.name, summary=movement.summary)]
    for variation in movement.variations:
        if (reasons := needed(variation, avoid)) and not variation.stand_in:
            what = exclusions.in_words(reasons, words)
            lines.append(words.say("movements.left_out", name=variation.name, what=what))
    if (taste := person.tastes.get(movement.id)) is not None:
        lines.append(words.say(f"taste.{taste}", movement=movement.name))
    buttons = [
        Button(
            words.label(
                "movements.start",
                name=words.opening(variation.name),
                minutes=words.count("minutes", minutes(Course(variation, avoid, form))),
            ),
            pack("go", variation.id),
        )
        for variation in allowed
    ]
    text = Html("\n".join(lines))
    keys = in_rows(buttons, 1) + _taste_buttons(turn, movement)
    keys += rows((Button(words.label("button.back"), "movements:"),))
    if edit:
        turn.edit(text, keys, slot=MENU)
    elif movement.still is not None and person.pictures:
        turn.say(text, keys, slot=MENU, picture=movement.still, event="movement")
    else:
        turn.edit(text, keys, slot=MENU)


# More or less of a movement


def _taste_buttons(turn: Turn, movement: Movement) -> Rows:
    """More, less, or as often as the others, with the one that is on marked; none for a movement that never comes, or
    alone."""
    coming = {form.movement.id for form in all_forms(turn.person, turn.library)}
    if movement.id not in coming or len(coming) < 2:
        return ()
    words, is_on = turn.words, turn.person.tastes.get(movement.id, USUAL)

    def button(taste: str) -> Button:
        label = words.label(f"button.taste_{taste}")
        marked = words.label("taste.is_on", label=label) if taste == is_on else label
        return Button(marked, pack("taste", movement.id, taste))

    return rows((button("more"), button("less")), (button(USUAL),))


def tap_taste(turn: Turn, data: str) -> None:
    """`taste:<movement>:more|less|usual`: the same page, as it is now."""
    parts = unpack(data)
    movement = turn.library.movement(parts[1]) if len(parts) == 3 and parts[2] in TASTES else None
    if movement is None:
        browse(turn)
        return
    turn.toast = turn.words.label(f"taste.{parts[2]}", movement=movement.name)
    if turn.person.tastes.get(movement.id, USUAL) != parts[2]:
        set_taste(turn, movement, parts[2])
        show(turn, movement, edit=True)


def set_taste(turn: Turn, movement: Movement, taste: str) -> None:
    """How often a movement is to come, from now on."""
    others = {name: kept for name, kept in turn.person.tastes.items() if name != movement.id}
    turn.change(tastes=others if taste == USUAL else {**others, movement.id: taste})


def taste_said(turn: Turn, said: str) -> bool:
    """ "More of this", typed when a walk has just been closed: it is about that movement. False when the text, or the
    moment, is another."""
    walk = turn.person.walk
    movement = turn.library.movement(walk.movement) if walk is not None and walk.ended_on == turn.today else None
    taste = intents.choice(said, turn.words, {taste: f"hear.taste_{taste}" for taste in TASTES})
    if movement is None or taste is None:
        return False
    set_taste(turn, movement, taste)
    turn.say(turn.words.say(f"taste.{taste}", movement=movement.name), event="taste")
    return True
