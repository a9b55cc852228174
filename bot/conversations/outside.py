"""Words of a session that are said with no session open."""

from __future__ import annotations

from bot.conversations import lost, setup_stages
from bot.conversations.account import help
from bot.conversations.preferences import pausing, preferred_position, stopping
from bot.conversations.turn import Turn
from bot.conversations.walk import farewell, offer, starting
from bot.understanding.answers.intents import Intent, matches


def answer_word(turn: Turn, word: Intent, said: str) -> None:
    """Answer a walk's word with no walk open. Only the exact words stop and pause the prompts: "cancel" may mean
    less."""
    if word in (Intent.NEXT, Intent.START_OVER):
        starting.begin(turn)
    elif word is Intent.STOP and matches(said, turn.words, "hear.stop_prompts"):
        stopping.ask_stop(turn)
    elif word is Intent.PAUSE and matches(said, turn.words, "hear.pause_prompts"):
        pausing.pause(turn, "")
    elif word in (Intent.STOP, Intent.ENOUGH):
        farewell.say_goodbye(turn)
    elif turn.person.account.setup not in (None, setup_stages.HELLO):
        # An offer now would take the answer that the open question waits for.
        lost.fall_back(turn, said)
    elif word is Intent.OTHER_POSITION:
        preferred_position.ask_position(turn)
    elif matches(said, turn.words, "hear.menu"):
        help.show_help(turn)
    else:
        offer.offer_movement(turn, lead=turn.words.say("no_walk"))
