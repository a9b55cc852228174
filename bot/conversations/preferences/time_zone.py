"""Time zone: from a city, a country, an IANA name, "it is 14:35 here", an offset, or one shared location.

Of a shared location only the zone's name is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.conversations import phrases, setup_stages, typed_labels
from bot.conversations.dialogue import Command, Dialogue, Question, never, not_called_off
from bot.conversations.phrases import zone_words
from bot.conversations.turn import ASK, Turn
from bot.markup import Html
from bot.replies import MAX_DATA_BYTES, Button, Key, in_rows, number_in, pack, unpack
from bot.timing.zones import zone_of
from bot.understanding.answers.intents import Intent, normalize, recognize, recognize_whole, yes_or_no
from bot.understanding.places import places
from bot.understanding.places.place import city_name
from bot.understanding.text.folding import fold
from bot.understanding.text.own_clauses import clauses_of, is_said
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from storage.records.diary import MarkKind

ASKING = "zone"
# The most words of the name of a place: what is longer is a sentence.
LONGEST_NAME = 3
# The most words of a part that says where somebody still is.
_LONGEST_STILL = 5
# How long the question waits beside what else is said.
WAITS = timedelta(hours=1)


def ask_city(turn: Turn, *, lead: Html | None = None, first_time: bool = False) -> None:
    """Ask for the city, with a keyboard to share the location once or to confirm a clock."""
    words = turn.words
    guess = turn.person.settings.zone or places.guess_zone(turn.person.settings.language)
    there = turn.now.astimezone(zone_of(guess))
    text = words.say("zone.ask" if first_time else "zone.ask_again")
    keys = (
        (Key(words.label("key.share_location"), shares_location=True),),
        (Key(words.label("key.my_clock", time=words.clock(there))), Key(words.label("key.skip"))),
    )
    # The key keeps the time of this moment, also when it is pressed later.
    turn.change(asking=f"{ASKING}:{int(turn.now.timestamp())}")
    turn.retire.append(ASK)
    turn.say(Html(f"{lead}\n{text}") if lead else text, keys=keys, event="zone_asked")


def command(turn: Turn, argument: str) -> None:
    """/timezone: asks; `/timezone Lisbon` sets it."""
    if argument.strip():
        answer(turn, argument)
        return
    zone = turn.person.settings.zone
    lead = None
    if zone is not None:
        lead = turn.words.say("zone.now", zone=zone_words(zone, turn.words), time=turn.words.clock(turn.local_now))
    ask_city(turn, lead=lead)


def answer(turn: Turn, text: str) -> None:
    """A typed place: set the zone, ask which of several is meant, or say what would be understood."""
    if not take(turn, text):
        say_unknown(turn, text)


def take(turn: Turn, text: str, *, is_question: bool = False) -> bool:
    """Take a typed place: set the zone, or ask which of several is meant. False when the text names none. In a question
    a slip is no place."""
    words = turn.words
    if fold(text) == fold(words.label("key.share_location")):
        # Typed by hand the key sends no place.
        ask_city(turn, lead=words.say("zone.only_key"))
        return True
    likely = turn.person.settings.zone or places.guess_zone(turn.person.settings.language)
    found = places.find_zone(text, turn.own_words, now=_shown_at(turn, text, likely), likely=likely)
    mentioned = places.place_mentioned(text, turn.own_words, now=turn.now) if found is None else None
    found = None if is_question and _is_near(found) else found
    if found is None and (mentioned is None or is_question):
        return False
    _withdraw_offer(turn)
    if isinstance(mentioned, places.Place):
        _ask_whether(turn, mentioned)
    elif isinstance(found := found or mentioned, places.Ambiguous):
        _ask_which(turn, found)
    elif found is not None and found.near:
        _ask_whether(turn, found)
    elif found is not None:
        set_zone(turn, found)
    return True


def _is_near(found: places.Found) -> bool:
    first = found.places[0] if isinstance(found, places.Ambiguous) else found
    return first is not None and first.near


def asks_which_again(turn: Turn, lead: Html | None) -> bool:
    """Ask again which place is meant, of several, or whether one is. False where neither was asked."""
    _, _, zone, city = (*(turn.person.account.asking or "").split(":", 3), "", "", "", "")[:4]
    among = _among(turn)
    if among is not None:
        _ask_which(turn, among, lead=lead)
    elif places.zone_named(zone):
        _ask_whether(turn, _of_choice(turn, zone, city), lead=lead)
    return among is not None or bool(places.zone_named(zone))


def say_unknown(turn: Turn, text: str) -> None:
    """Say that this is no place that is known, and what would be."""
    words = turn.words
    if len(text.split()) > LONGEST_NAME:
        lead = words.say("zone.no_place")
        if not asks_which_again(turn, lead):
            turn.say(lead, event="zone_unknown")
        return
    among = _withdraw_offer(turn)
    turn.say(words.say("zone.unknown", text=text.strip()[:40]), event="zone_unknown")
    if among is not None:
        _ask_which(turn, among)


def _ask_which(turn: Turn, found: places.Ambiguous, *, lead: Html | None = None) -> None:
    """Ask which of several places is meant. Their name is kept in the question, so that "the one in the UK" is
    enough."""
    # "Hull" rather than "Kingston upon Hull": all of them are called so.
    name = min((one.city or one.label.partition(",")[0] for one in found.places), key=len)
    asked = f"{ASKING}:{int(turn.now.timestamp())}::{name}"
    if len(asked.encode()) <= MAX_DATA_BYTES:
        turn.change(asking=asked)
    key = "zone.which_near" if found.places[0].near else "zone.which"
    choices = in_rows(map(partial(_choice, turn), found.places), 1)
    question = turn.words.say(key)
    turn.say(Html(f"{lead}\n{question}") if lead else question, choices, slot=ASK, event="zone_ambiguous")


def _among(turn: Turn) -> places.Ambiguous | None:
    """The places that are asked about; None when no such question is open."""
    asking, _, zone, name = (*(turn.person.account.asking or "").split(":", 3), "", "", "", "")[:4]
    if asking != ASKING or zone or not name:
        return None
    likely = turn.person.settings.zone or places.guess_zone(turn.person.settings.language)
    found = places.find_zone(name, turn.own_words, now=turn.now, likely=likely)
    return found if isinstance(found, places.Ambiguous) else None


def asks_which(turn: Turn) -> bool:
    """Whether it is asked which of several places is meant."""
    return _among(turn) is not None


def _chosen(turn: Turn, text: str) -> places.Place | None:
    """The one of the places asked about that a text names by its country, its region or its place in the list."""
    among = _among(turn)
    if among is None:
        return None
    told = next(reversed(places.areas_in(text)), text)
    listed, wanted = among.places, typed_labels.told_words(told, turn.words)
    place = typed_labels.place_in(text, turn.words)
    if place is not None and place < len(listed):
        return listed[place]
    fitting = [each for each in listed if wanted <= frozenset(normalize(f"{each.label} {_called(turn, each)}").split())]
    return fitting[0] if wanted and len(fitting) == 1 else None


def _ask_whether(turn: Turn, place: places.Place, *, lead: Html | None = None) -> None:
    """Ask whether a place was meant whose name was corrected. It is kept in the question, so that "yes" is enough."""
    words = turn.words
    answers = [_choice(turn, place), Button(words.label("button.another_place"), "zone:?")]
    asked_at = int(turn.now.timestamp())
    offered = _data(place).partition(":")[2]
    turn.change(asking=f"{ASKING}:{asked_at}:{offered}")
    there = words.clock(_clock(turn, place.zone))
    text = words.say("zone.did_you_mean", place=_called(turn, place), time=there)
    turn.say(Html(f"{lead}\n{text}") if lead else text, in_rows(answers, 1), slot=ASK, event="zone_ambiguous")


def _withdraw_offer(turn: Turn) -> places.Ambiguous | None:
    """A "yes" after another name is no answer to the place that was offered before. Several that were asked about come
    back."""
    among = _among(turn)
    kept = (turn.person.account.asking or "").split(":", 2)
    if kept[0] == ASKING and len(kept) == 3:
        turn.change(asking=":".join(kept[:2]))
    return among


def _choice(turn: Turn, place: places.Place) -> Button:
    text = turn.words.label("zone.choice", place=_called(turn, place), time=turn.words.clock(_clock(turn, place.zone)))
    return Button(text, _data(place), is_private=True)


def _shown_at(turn: Turn, text: str, likely: str) -> datetime:
    """The moment that a typed clock belongs to: now, or when the key with that time was shown."""
    moment = (turn.person.account.asking or "").split(":")[1:2]
    asked = number_in(moment[0], most=2**33) if moment else None
    if asked is None:
        return turn.now
    shown = datetime.fromtimestamp(asked, UTC)
    key = turn.words.label("key.my_clock", time=turn.words.clock(shown.astimezone(zone_of(likely))))
    return shown if fold(text) == fold(key) else turn.now


def _data(place: places.Place) -> str:
    """Button data: the zone, and the name of the city or region where there is room for it."""
    name = place.called or place.city or place.region
    named = f"zone:{place.zone}:{name}"
    return named if name and ":" not in name and len(named.encode()) <= MAX_DATA_BYTES else pack("zone", place.zone)


def _called(turn: Turn, place: places.Place) -> str:
    return places.label(place, turn.words.own_locale.language)


def _clock(turn: Turn, zone: str) -> datetime:
    return turn.now.astimezone(zone_of(zone))


def tap(turn: Turn, data: str) -> bool:
    """`zone:<IANA name>[:<city>]`: one of several places, or `zone:?` to be asked."""
    _, name, city = (*unpack(data), "", "")[:3]
    if name == "?":
        ask_city(turn)
        return True
    if places.zone_named(name) is None:
        turn.strip_pressed()
        ask_city(turn)
        return True
    turn.strip_pressed()
    set_zone(turn, _of_choice(turn, name, city))
    return True


def _of_choice(turn: Turn, zone: str, name: str) -> places.Place:
    named = city_name(name, zone, turn.words.own_locale.language)
    return places.Place(label=named or zone_words(zone, turn.words), zone=zone)


def take_location(turn: Turn, latitude: float, longitude: float) -> None:
    """Set the zone of a shared location. The position is not stored."""
    turn.leave_no_trace = True
    found = places.zone_at(latitude, longitude)
    if found is None:
        turn.say(turn.words.say("zone.nowhere"), event="zone_unknown")
    else:
        set_zone(turn, found)


def skip_zone(turn: Turn) -> None:
    """Set the zone that the language suggests; it can be changed at any time."""
    zone = turn.person.settings.zone or places.guess_zone(turn.person.settings.language)
    set_zone(turn, places.Place(label=zone_words(zone, turn.words), zone=zone))


def set_zone(turn: Turn, place: places.Place) -> None:
    """Store a zone, plan all reminders by it, and say what its clock shows.

    A day that a journey eastwards across the date line cuts short is not counted as missed.
    """
    was = turn.today
    turn.change(zone=place.zone)
    turn.close_question(ASKING)
    if turn.today > was and turn.before.settings.zone is not None:
        turn.mark(MarkKind.AWAY, was)
    turn.replan()
    line = turn.words.say("zone.set", place=_called(turn, place), time=turn.words.clock(turn.local_now))
    if place.zone == "UTC" or place.zone.startswith("Etc/"):
        line = Html(f"{line} {turn.words.say('zone.fixed')}")
    if turn.person.account.setup is not None and turn.person.account.setup != setup_stages.HELLO:
        # In a message of its own, which also removes the keyboard.
        turn.say(line, drop_keys=True, event="setup")
        turn.answer_setup()
        return
    coming = phrases.coming_line(turn)
    turn.say(Html(f"{line} {coming}") if coming else line, drop_keys=True, event="zone_set")


def keep_zone(turn: Turn) -> None:
    """Answer "skip" when a zone is stored already: nothing changes."""
    turn.change(asking=None)
    turn.say(phrases.summary(turn), drop_keys=True)


def answer_question(turn: Turn, text: str) -> bool:
    """A typed answer to "Which city are you in now?" or "Did you mean ...?"; "skip" and "stop" leave the zone as it
    is."""
    if answers_offer(turn, text):
        return True
    is_set = turn.person.settings.zone is not None and turn.person.account.setup is None
    names_none = not any(unpack(turn.person.account.asking or "")[2:])
    is_yes = is_set and names_none and recognize_whole(text, turn.words, (Intent.YES,)) is not None
    if is_yes or recognize(text, turn.words) in (Intent.SKIP, Intent.STOP):
        # A yes says that the clock above the question is right.
        keep_zone(turn)
    else:
        answer(turn, text)
    return True


def is_beside(turn: Turn, text: str, wishes: Sequence[Wished]) -> bool:
    """Whether a text is about something else than the city that is asked for. A question that is older than an hour is
    closed then."""
    if turn.person.account.setup is not None or any(
        one.wish in (Wish.ZONE, Wish.TRAVEL) and not one.detail for one in wishes
    ):
        return False
    if yes_or_no(text, turn.words) is not None or recognize(text, turn.words, (Intent.SKIP, Intent.STOP)) is not None:
        return False
    if not wishes and len(text.split()) <= LONGEST_NAME:
        return False
    likely = turn.person.settings.zone or places.guess_zone(turn.person.settings.language)
    if fold(text) == fold(turn.words.label("key.share_location")):
        return False
    found = places.find_zone(text, turn.own_words, now=_shown_at(turn, text, likely), likely=likely)
    if (found is not None and not _is_near(found)) or _chosen(turn, text) is not None:
        return False
    if places.place_in(text, turn.own_words, now=turn.now).sureness in (places.Sureness.EXACT, places.Sureness.REGION):
        return False
    moment = (turn.person.account.asking or "").split(":")[1:2]
    asked = number_in(moment[0], most=2**33) if moment else None
    is_old = asked is not None and turn.now - datetime.fromtimestamp(asked, UTC) > WAITS
    if is_old or says_same(turn, text):
        turn.close_question(ASKING)
    return True


def says_same(turn: Turn, text: str) -> bool:
    """Whether a part of a text says that the clock is right: "I'm still in Houston", "same clock"."""
    zone = turn.person.settings.zone
    if zone is None:
        return False
    ends = [
        " ".join(part.split()[-size:])
        for part in clauses_of(text, turn.words)
        if len(part.split()) <= _LONGEST_STILL
        for size in range(1, LONGEST_NAME + 1)
    ]
    found = (places.find_zone(end, turn.own_words, now=turn.now, likely=zone) for end in ends)
    is_here = any(isinstance(one, places.Place) and not one.near and one.zone == zone for one in found)
    return is_here or is_said(text, turn.words, "hear.zone_same")


def take_chosen(turn: Turn, text: str) -> bool:
    """Take the one of several places that a text names; False where none was asked about, or for any other text."""
    if (chosen := _chosen(turn, text)) is not None:
        set_zone(turn, chosen)
    return chosen is not None


def answers_offer(turn: Turn, text: str) -> bool:
    """Take "yes" or "no" to "Did you mean ...?", or one of several places; False when nothing was offered or something
    else is said."""
    if take_chosen(turn, text):
        return True
    asking, _, zone, city = (*(turn.person.account.asking or "").split(":", 3), "", "", "", "")[:4]
    if asking != ASKING:
        return False
    word = yes_or_no(text, turn.words) if places.zone_named(zone) else None
    is_named = bool(city) and word is None and f" {fold(city)} " in f" {fold(text)} "
    if is_named and len(text.split()) <= LONGEST_NAME and not says(text, turn.words, "part.denied"):
        # "Yes, Izmir".
        word = Intent.YES
    if word is Intent.YES:
        set_zone(turn, _of_choice(turn, zone, city))
    elif word is Intent.NO and recognize(text, turn.words, (Intent.NO,)) is None:
        # "No, I live in Ankara."
        answer(turn, text.partition(" ")[2])
    elif word is Intent.NO:
        ask_city(turn)
    return word is not None


def _ask_again(turn: Turn, lead: Html) -> bool:
    ask_city(turn, lead=lead)
    return True


DIALOGUE = Dialogue(
    module=__name__,
    commands=(Command(name="timezone", run=command, is_slow=True),),
    questions=(
        Question(
            prefix=ASKING,
            answer=answer_question,
            ask_again=_ask_again,
            yields_to_walk=True,
            is_called_off=not_called_off,
            waits=True,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=True,
        ),
    ),
    taps={"zone": tap},
)
