"""Is what people type understood: the contract's words in any case, with slips of the finger, and no false friends?"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.answers.intents import EVERYWHERE, Intent, choose, matches, normalize, recognize
from storage.records.person import with_fields
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.said import WORDS, back_at, said, stopped
from tests.harness.stage import Player, Stage
from tests.harness.tabled import tabled

HURT = shipped_library().about.hurt
TODAYS = said("today.offer", what="Hip flexion and extension, seated, 4 minutes")

# The words of the contract, with all it names beside them.
CONTRACT: dict[Intent, tuple[str, ...]] = {
    Intent.NEXT: ("next", "n", "ok", "done", "go on", "👍", "➡️"),
    Intent.BACK: ("back", "previous"),
    Intent.REPEAT: ("repeat", "again"),
    Intent.MORE: ("more",),
    Intent.ENOUGH: ("enough",),
    Intent.OTHER_SIDE: ("other side",),
    Intent.PAUSE: ("pause",),
    Intent.STOP: ("stop",),
    Intent.HURTS: ("hurts", "pain", "ouch"),
    Intent.HELP: ("help",),
}
SAID = [(word, text) for word, texts in CONTRACT.items() for text in texts]
SLIPPERY = [(word, text) for word, text in SAID if len(text) >= 4 and text.isascii()]


def slips_of(text: str) -> set[str]:
    """The text with two neighbours swapped, a letter left out, or a letter twice; the first letter is right."""
    swapped = {text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in range(1, len(text) - 1)}
    left_out = {text[:i] + text[i + 1 :] for i in range(1, len(text))}
    twice = {text[: i + 1] + text[i:] for i in range(len(text))}
    return (swapped | left_out | twice) - {text}


@tabled(("word", "text"), SAID)
def test_every_word_of_the_contract_is_heard(word: Intent, text: str) -> None:
    """As it stands, shouted, with blanks and marks around it, and in fullwidth letters."""
    fullwidth = "".join(chr(ord(mark) + 0xFEE0) if "!" <= mark <= "~" else mark for mark in text)
    for form in (text, text.upper(), text.title(), f"  {text}\n", f"{text}!", f"«{text}»...", f"({text})?!", fullwidth):
        assert recognize(form, WORDS) is word, form


@given(
    st.sampled_from(SAID), st.randoms(use_true_random=False), st.sampled_from(["", ".", "!!", " ...", "?", ",", "~"])
)
def test_case_and_punctuation_never_matter(pair: tuple[Intent, str], dice: random.Random, mark: str) -> None:
    """Any mixture of small and capital letters, any mark behind."""
    word, text = pair
    mixed = "".join(dice.choice((letter.upper(), letter.lower())) for letter in text)
    assert recognize(mixed + mark, WORDS) is word


@tabled(("word", "text"), SLIPPERY)
def test_a_slip_of_the_finger_is_understood(word: Intent, text: str) -> None:
    """Swapped, missing and doubled letters, one at a time, in every place but the first; "no" is a word of its own."""
    for slip in slips_of(text) - {"go no"}:
        assert recognize(slip, WORDS) is word, slip


@tabled(
    ("text", "word"),
    [
        ("nxt", Intent.NEXT),
        ("nexy", Intent.NEXT),
        ("ok next", Intent.NEXT),
        ("next next", Intent.NEXT),
        ("ok ok", Intent.NEXT),
        ("nxet", Intent.NEXT),
        ("Nextt!", Intent.NEXT),
        ("GO ON", Intent.NEXT),
        ("👍👍👍", Intent.NEXT),
        ("👍🏽", Intent.NEXT),
        ("➡", Intent.NEXT),
        ("▶️", Intent.NEXT),
        ("next please", Intent.NEXT),
        ("⬅️", Intent.BACK),
        ("bakc", Intent.BACK),
        ("prevoius", Intent.BACK),
        ("🔁", Intent.REPEAT),
        ("agian", Intent.REPEAT),
        ("a little more", Intent.MORE),
        ("moer", Intent.MORE),
        ("that's enough", Intent.ENOUGH),
        ("thats enough", Intent.ENOUGH),
        ("stay with this", Intent.ENOUGH),
        ("oter side", Intent.OTHER_SIDE),
        ("other sied", Intent.OTHER_SIDE),
        ("switch sides", Intent.OTHER_SIDE),
        ("another position", Intent.OTHER_POSITION),
        ("puase", Intent.PAUSE),
        ("⏸️", Intent.PAUSE),
        ("stpo", Intent.STOP),
        ("🛑", Intent.STOP),
        ("done for today", Intent.STOP),
        ("skip this", Intent.SKIP),
        ("start over", Intent.START_OVER),
        ("from the beginning", Intent.START_OVER),
        ("hepl", Intent.HELP),
        ("?", Intent.HELP),
        ("???", Intent.HELP),
        ("what can you do?", Intent.HELP),
    ],
)
def test_other_ways_of_saying_it_are_understood(text: str, word: Intent) -> None:
    """Emoji with and without tone and variation, longer ways, slips in them."""
    assert recognize(text, WORDS) is word


@tabled(
    "text",
    [
        *("hurts", "it hurts", "It HURTS!", "ouch", "Ouch!!", "ow", "au", "pain", "painful", "sore", "hrts", "huts"),
        *("my knee hurts", "my lower back really hurts when I do that", "sharp pain in the hip", "hip pain"),
        *("there is a pain in my knee and I don't know whether to go on or stop", "not good, it hurts", "hurting"),
        *("I feel some tingling down my leg", "my foot went numb", "it aches", "no it hurts"),
        *("the next one hurts", "stop it hurts", "ok but it hurts", "back hurts", "back pain"),
    ],
)
def test_pain_is_heard_in_any_sentence(text: str) -> None:
    """It comes before every other word, however it is put."""
    assert recognize(text, WORDS) is Intent.HURTS


@pytest.mark.parametrize(
    "text",
    ["no pain", "it doesn't hurt", "It does not hurt", "without pain", "no more pain", "painless", "didnt hurt at all"],
)
def test_the_absence_of_pain_is_no_pain(text: str) -> None:
    """What is denied is not taken for it."""
    assert recognize(text, WORDS) is None


# What looks like a word of a walk, or stands near one on the keyboard, and means something else.
NO_WORDS = """
    no none nope hope hard hand hot have hello hers heart heat heel hip hips hour hours house neck text test sick
    sure some same sorry soon song size sixth step steps spot stand stomach book bag bad bank black bread both body bed
    brick move moved most much my may maybe mat past pair plain paint pale poise want water warm white why
    what when who where was read really red leg legs knee long lower down dance day days doing does
    dinner quite quiet quick sort store smart star state skin slip ship shop site slide said say sit sitting so slow
    stretch strong thank three today two try understand until up very weak well with wow yes yellow you young one two
    edit exist exit? every ease easy eat even ever first five floor four free fine fun good great got group chair
    child city coffee cold come cool cough country cow day text neat hell old okey? lovely lunch lie lying
    hola stau halo stark
""".split()  # noqa: SIM905


@tabled("text", sorted({*(word for word in NO_WORDS if not word.endswith("?")), "change time", "no side", "go no"}))
def test_a_false_friend_is_not_heard(text: str) -> None:
    """Neither "no" as n nor "sure" as sore nor "step" as stop."""
    assert recognize(text, WORDS) is None


@pytest.mark.parametrize(
    "text", ["I waited at the bus stop", "my neighbour had to stop smoking", "we made a long pause in Vienna"]
)
def test_a_brake_in_the_middle_of_a_sentence_is_none(text: str) -> None:
    """It is about something else."""
    assert recognize(text, WORDS) is None


@tabled("text", ["", " ", "\n", "...", "!", "-", "🙈", "n" * 41, "next " * 30, "xyz", "42", "7:30", "нет"])
def test_what_is_no_word_is_not_heard(text: str) -> None:
    """Nothing, marks, other emoji, long texts, numbers, other scripts."""
    assert recognize(text, WORDS) is None


@given(st.text(max_size=60))
def test_hearing_never_fails(text: str) -> None:
    """Whatever is said, there is an answer or none."""
    assert recognize(text, WORDS) in (None, *EVERYWHERE)
    assert choose(text, WORDS, {"yes": "hear.care_yes", "no": "hear.care_no"}) in (None, "yes", "no")
    assert isinstance(matches(text, WORDS, "hear.off"), bool)


@tabled(
    ("text", "plain"),
    [
        ("  Ça   VA?! ", "ca va"),
        ("Straße", "strasse"),
        ("go_on", "go on"),
        ("➡️", "➡"),
        ("◀ Back", "back"),
        ("ok 👍", "ok"),
        ("👍🏽👍🏽", "👍"),
        ("that's", "that s"),
        ("???", "?"),
        ("", ""),
    ],
)
def test_texts_are_compared_in_a_plain_form(text: str, plain: str) -> None:
    """Small letters, no accents, no marks, no tones; a text of marks alone is its first."""
    assert normalize(text) == plain


def test_words_that_count_elsewhere_are_not_taken_for_slips_of_those_that_count_here() -> None:
    """ "sure" is a yes where a yes is asked, and nothing anywhere else."""
    assert recognize("sure", WORDS) is None
    assert recognize("sure", WORDS, (Intent.YES, Intent.NO)) is Intent.YES
    assert recognize("hard", WORDS, (Intent.GOOD, Intent.HARD, Intent.HURTS)) is Intent.HARD
    assert recognize("n", WORDS, (Intent.YES, Intent.NO)) is Intent.NO
    assert recognize("n", WORDS) is Intent.NEXT


@tabled(
    ("text", "answer"),
    [
        ("chair", "seated"),
        ("on a CHAIR please", "seated"),
        ("chiar", "seated"),
        ("the floor", "lying"),
        ("flor", "lying"),
        ("on my back", "lying"),
        ("standing", "standing"),
        ("standing or on the floor", None),
        ("table", None),
        ("", None),
        ("x" * 61, None),
    ],
)
def test_a_choice_is_understood_exactly_within_a_sentence_or_nearly(text: str, answer: str | None) -> None:
    """Two answers in one sentence are none."""
    positions = {position: f"hear.position_{position}" for position in ("lying", "seated", "standing")}
    assert choose(text, WORDS, positions) == answer


# In the chat

IN_A_WALK = [
    (Intent.NEXT, "step 3 of 6"),
    (Intent.BACK, "step 1 of 6"),
    (Intent.REPEAT, "step 2 of 6"),
    (Intent.MORE, "step 2 of 6"),
    (Intent.ENOUGH, said("walk.other_side_now", side="left leg")),
    (Intent.OTHER_SIDE, said("walk.side_changed", side="left leg")),
    (Intent.PAUSE, said("walk.paused", step=2, of=6)),
    (Intent.STOP, said("walk.stopped", when=back_at("tomorrow", "07:30"))),
    (Intent.HURTS, HURT.stop),
    (Intent.HELP, said("help.words")),
]


@pytest.mark.parametrize(
    ("text", "answer"),
    [(text, answer) for word, answer in IN_A_WALK for text in CONTRACT[word]],
)
async def test_every_word_of_the_contract_works_inside_a_walk(eva: Player, text: str, answer: str) -> None:
    """Said at step 2; one answer, and after "next" the walk goes on."""
    await eva.says("next")
    await eva.says("next")
    answers = await eva.says(f"{text.upper()}!")
    assert len(answers) == 1
    assert answer in answers[0]
    assert "step" in (await eva.says("next"))[0]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yes", "a little more"),
        ("sure", "a little more"),
        ("more", "a little more"),
        ("no", said("walk.other_side_now", side="left leg")),
        ("no thanks", said("walk.other_side_now", side="left leg")),
        ("stay", said("walk.other_side_now", side="left leg")),
        ("next", said("walk.other_side_now", side="left leg")),
    ],
)
async def test_an_offer_is_answered_by_yes_and_no_as_well(eva: Player, text: str, answer: str) -> None:
    """A little more, or the other side."""
    await eva.forges("go:seated-inner-thigh")
    for _ in range(5):
        await eva.says("next")
    assert eva.buttons[:2] == ["A little more", "Stay with this"]
    assert answer in (await eva.says(text))[0]


async def test_the_side_that_somebody_is_on_is_not_changed_by_its_name(eva: Player) -> None:
    """ "left" goes to the left, and on the left it shows the step again."""
    await eva.says("next")
    assert "right leg" in (await eva.says("right"))[0]
    for _ in range(2):
        assert "left leg" in (await eva.says("left leg"))[0]
    assert "right leg" in (await eva.says("right side"))[0]


async def test_slips_are_understood_on_the_whole_stage(stage: Stage, ana: Player) -> None:
    """As they come through Telegram; emoji too."""
    for number, slip in enumerate(("nexy", "nxt", "👍", "nxet", "➡️", "GO ON!"), start=1):
        [text] = await ana.says(slip)
        assert f"step {number} of 6" in text
    assert (await ana.says("Bakc"))[0].split("step ")[1].startswith("5 of 6")


@pytest.mark.parametrize("text", ["no", "none", "hope", "text", "six", "book", "step", "wry", "ok then maybe", "xyz"])
async def test_words_that_are_not_understood_get_a_helpful_line_and_change_nothing(eva: Player, text: str) -> None:
    """In a walk it names what is understood there; the step stays, with its buttons."""
    await eva.says("next")
    await eva.says("next")
    before, live = eva.record, eva.live
    [line] = await eva.says(text)
    assert line in (said("fallback.walk"), said("fallback.nearest"))
    assert replace(with_fields(eva.record, asking=None), version=before.version) == before
    assert live[0] in eva.live


@pytest.mark.parametrize("text", ["what?", "to", "and", "d", "l"])
async def test_outside_a_walk_the_helpful_line_is_a_shorter_one(eva: Player, text: str) -> None:
    """A letter or a little word is not taken for the beginning of a movement's name."""
    before = eva.record
    assert (await eva.says(text))[0] in (said("fallback"), said("fallback.nearest"))
    assert replace(with_fields(eva.record, asking=None), version=before.version) == before
    assert set(eva.buttons) >= {"Start today's", "Reminders", "Settings", "Progress", "Help"}


@pytest.mark.parametrize("is_in_walk", [False, True])
async def test_what_is_not_understood_never_gets_the_same_line_twice(eva: Player, is_in_walk: bool) -> None:
    """The third one leads to the help, and then it begins from the first."""
    if is_in_walk:
        await eva.says("next")
    first, again, third, fourth = [(await eva.says(text))[0] for text in ("asdf", "qwer", "xcvb", "asdf")]
    assert len({first, again, third}) == 3
    assert third == said("fallback.walk.third" if is_in_walk else "fallback.third")
    assert fourth == first


@pytest.mark.parametrize("text", [*CONTRACT[Intent.NEXT], "Start", "start today's", "nxet"])
async def test_next_outside_a_walk_starts_todays(eva: Player, text: str) -> None:
    """With what to do first, and what it is below."""
    [answer] = await eva.says(text)
    assert answer.startswith("Sit near an edge of a chair")
    assert answer.endswith("\nSeated, 4 minutes in all.\nHip flexion and extension, right leg, step 1 of 6  ●○○○○○")


@pytest.mark.parametrize("text", ["back", "repeat", "more", "other side", "skip", "where am I"])
async def test_other_words_outside_a_walk_offer_todays(eva: Player, text: str) -> None:
    """Nothing is begun by them; "next" then begins it."""
    assert await eva.says(text) == [f"{said('no_walk')}\n{TODAYS}"]
    assert eva.buttons == ["Start", "Another movement"]
    assert eva.record.walk is None
    assert "step 1 of 6" in (await eva.says("yes"))[0]


@pytest.mark.parametrize("text", ["cancel", "finish", "enough", "done for today", "no more", "stpo"])
async def test_only_the_very_word_stops_the_prompts(eva: Player, text: str) -> None:
    """Whoever says that they are done, outside a walk, still gets tomorrow's prompt; "stop" is asked about."""
    assert await eva.says(text) == [said("end.goodbye", when=back_at("tomorrow", "07:30"))]
    assert await eva.says("Stop!") == [said("stop.ask")]
    assert eva.buttons == ["Stop the reminders", "Keep them", "Pause for a week"]
    assert eva.record.account.stopped_at is None
    assert await eva.says("yes") == [stopped()]
    assert eva.record.account.stopped_at is not None


@pytest.mark.parametrize("text", ["wait", "hold on", "p", "break"])
async def test_only_the_very_word_pauses_the_prompts(eva: Player, text: str) -> None:
    """ "wait" outside a walk pauses nothing."""
    assert (await eva.says(text))[0].startswith(said("no_walk"))
    assert eva.record.account.paused is False
    assert (await eva.says("Pause."))[0].startswith(said("pause.open"))
    assert eva.record.account.paused is True


@pytest.mark.parametrize("state", ["/timezone", "/remind", "/position", "/delete", "Change time", "offer"])
async def test_pain_comes_before_any_open_question(eva: Player, state: str) -> None:
    """Whatever was being asked, in a walk "it hurts" stops the walk."""
    await eva.says("next")
    await eva.says("next")
    if state == "offer":
        await eva.says("/today")
    elif state == "Change time":
        await eva.says("/remind")
        await eva.taps("every day at 07:30 ✎")
        await eva.taps("Change time")
    else:
        await eva.says(state)
        if state == "/remind":
            await eva.taps("Add a reminder")
    [text] = await eva.says("it hurts")
    assert text.startswith(HURT.stop)
    assert eva.buttons == ["Done for today", "Another position", "Gentler version", "When to see someone"]


@pytest.mark.parametrize("state", ["/timezone", "/remind", "/position", "/delete", "/today", "stop"])
async def test_pain_out_of_a_walk_comes_before_any_open_question_too(eva: Player, state: str) -> None:
    """It is no city, no time and no answer to anything else."""
    await eva.says(state)
    if state == "/remind":
        await eva.taps("Add a reminder")
    assert (await eva.says("my knee hurts"))[0].startswith(said("hurt.noted"))


@pytest.mark.parametrize("asks", ["/timezone", "/remind"])
@pytest.mark.parametrize(("word", "answer"), [("back", "step 1 of 6"), ("next", "step 3 of 6"), ("pause", "Paused")])
async def test_in_a_walk_its_words_come_before_a_question_about_settings(
    eva: Player, asks: str, word: str, answer: str
) -> None:
    """ "back" is no city and no time; the question is let go."""
    await eva.says("next")
    await eva.says("next")
    await eva.says(asks)
    if asks == "/remind":
        await eva.taps("Add a reminder")
    assert answer in (await eva.says(word))[0]
    assert eva.record.account.asking in (None, "paused")


async def test_help_is_understood_anywhere_and_leaves_an_open_question_open(in_memory: InMemoryStage) -> None:
    """In the middle of setting up, "help" helps, and the answer typed afterwards still counts."""
    player = in_memory.player()
    await player.says("/start")
    await player.says("set me up")
    await player.says("no")
    assert (await player.says("help"))[0].startswith(said("help.words"))
    assert said("zone.ask") in (await player.says("chair"))[0]


@pytest.mark.parametrize(
    "text", ["today", "Movements", "SETTINGS", "remind", "timezone", "progress", "status", "about"]
)
async def test_commands_work_without_their_slash(eva: Player, text: str) -> None:
    """In any case."""
    plain = await eva.says(text)
    assert plain == await eva.says(f"/{text}")
    assert not plain[0].startswith("I understand")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("hi", ["Hello Eva.", TODAYS]),
        ("good morning", ["Hello Eva.", TODAYS]),
        ("thank you!", [said("talk.thanks")]),
        ("❤️", [said("talk.thanks")]),
    ],
)
async def test_a_greeting_is_returned(eva: Player, text: str, answer: list[str]) -> None:
    """And where there is something to go on with, it is shown."""
    assert await eva.says(text) == answer


async def test_a_greeting_in_a_walk_shows_the_step_again(eva: Player) -> None:
    """Whoever says hello wants to know where they are."""
    await eva.says("next")
    await eva.says("next")
    hello, step = await eva.says("hey")
    assert hello == "Hello Eva."
    assert "step 2 of 6" in step


@pytest.mark.parametrize("text", ["not today", "Not today!", "tomorrow"])
async def test_not_today_may_be_typed(eva: Player, text: str) -> None:
    """It says when the next prompt comes."""
    assert await eva.says(text) == [said("prompt.not_today", when=back_at("tomorrow", "07:30"))]


async def test_later_may_be_typed(eva: Player) -> None:
    """It says how."""
    assert await eva.says("later") == [said("prompt.how_later")]
